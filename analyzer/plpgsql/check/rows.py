"""Columns of rows: of record variables, of queries, of results; and whether one row can be given out as another
(plpgsql_check's typdesc.c; access/common/tupconvert.c, attmap.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analyzer import sqlstate
from analyzer.analyze import func, lsyscache
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError
from analyzer.plpgsql.returns import place_of_column


class Column(NamedTuple):
    """One column of a row."""

    name: str
    typid: int
    typmod: int = -1


class Row(NamedTuple):
    """The structure of a row; `typid` is RECORD where the row has no named type."""

    typid: int
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column called `name`."""
        return next((column for column in self.columns if column.name == name), None)


def row_of_type(ns: Namespace, typid: int) -> Row:
    """Return the structure of a composite type, or of a domain over one."""
    relid = lsyscache.type_or_domain_relid(ns.catalog, typid)
    return Row(typid, columns_of_relation(ns, relid))


def columns_of_relation(ns: Namespace, relid: int) -> tuple[Column, ...]:
    """Return the live columns of a relation."""
    return tuple(
        Column(column.attname, column.atttypid, column.atttypmod)
        for column in lsyscache.columns_of(ns.catalog, relid)
        if not column.attisdropped
    )


def result_row(ns: Namespace, proc: PgProc, relid: int) -> Row | None:
    """Return what rows a routine returns; None where only its calls tell (RECORD without OUT parameters).

    `relid` is the table that a trigger's function is called for.
    """
    outs = func.out_columns(ns, proc)
    if outs is not None:
        return Row(t.RECORD, tuple(Column(name, typid) for name, typid in outs))
    if relid:
        return Row(ns.catalog.pg_class[relid].reltype, columns_of_relation(ns, relid))
    if proc.prorettype == t.RECORD:
        return None
    if lsyscache.type_is_rowtype(ns.catalog, proc.prorettype):
        return row_of_type(ns, proc.prorettype)
    return Row(proc.prorettype, (Column("__result__", proc.prorettype),))


def check_by_position(ns: Namespace, given: Sequence[Column], wanted: Sequence[Column], message: str) -> None:
    """Raise 42804 unless rows of the one kind can be returned as the other (convert_tuples_by_position)."""
    for number, (have, want) in enumerate(zip(given, wanted, strict=False), 1):
        if have.typid != want.typid or (have.typmod != want.typmod and want.typmod >= 0):
            shown = [format_type(ns.catalog, each.typid, each.typmod, namespace=ns) for each in (have, want)]
            where = place_of_column(ns.catalog.postgres, want.name, number)
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                message,
                detail=f"Returned type {shown[0]} does not match expected type {shown[1]} in {where}.",
            )
    if len(given) != len(wanted):
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            message,
            detail=f"Number of returned columns ({len(given)}) does not match expected column count ({len(wanted)}).",
        )
