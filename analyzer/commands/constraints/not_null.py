"""Not-null constraints of tables: AddRelationNotNullConstraints and its like (src/backend/catalog/heap.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.constraints.constraint import constraint_name_is_used, create_constraint_entry
from analyzer.commands.relations.attribute import SYSTEM_COLUMN_NAMES, column_named
from analyzer.commands.relations.naming import choose_constraint_name
from analyzer.errors import PgError
from analyzer.tree.names import strings

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def find_not_null_constraint(catalog: Catalog, relid: int, attnum: int) -> PgConstraint | None:
    """Return the column's not-null constraint, from PostgreSQL 18 on, or None (findNotNullConstraintAttnum)."""
    constraints: list[PgConstraint] = catalog.pg_constraint.find("relation", relid)
    for constraint in constraints:
        if constraint.contype == "n" and constraint.conkey == (attnum,):
            return constraint
    return None


def set_attnotnull(ctx: Context, relid: int, attnum: int, value: bool = True) -> None:
    """Mark a column NOT NULL, or not."""
    column = ctx.catalog.pg_attribute[(relid, attnum)]
    if column.attnotnull != value:
        ctx.catalog.pg_attribute.set(msgspec.structs.replace(column, attnotnull=value))


def store_not_null(
    ctx: Context, relid: int, name: str, attnum: int, *, is_validated: bool = True, is_local: bool = True,
    inhcount: int = 0, is_no_inherit: bool = False,
) -> int:
    """Store a not-null constraint's row (StoreRelNotNull)."""
    return create_constraint_entry(
        ctx,
        PgConstraint(
            oid=0, conname=name, connamespace=ctx.catalog.pg_class[relid].relnamespace, contype="n",
            convalidated=is_validated, conrelid=relid, conislocal=is_local, coninhcount=inhcount,
            connoinherit=is_no_inherit, conkey=(attnum,),
        ),
    )


class InheritedNotNull(NamedTuple):
    """A not-null constraint that a parent has (CookedConstraint of MergeAttributes)."""

    name: str
    attnum: int
    inhcount: int = 1


def add_not_null_constraints(
    ctx: Context, relid: int, constraints: Sequence[Node], inherited: Sequence[InheritedNotNull] = ()
) -> None:
    """Store a new table's not-null constraints, declared and inherited, one per column.

    From PostgreSQL 18 on (AddRelationNotNullConstraints).
    """
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    names = [constraint.conname for constraint in catalog.pg_constraint.find("relation", relid)]
    given: set[str] = set()
    waiting = [dict(constraint) for constraint in constraints]
    old = list(inherited)
    while waiting:
        constraint = waiting.pop(0)
        colname = strings(constraint["keys"])[0]
        attnum = _not_null_attnum(ctx, relid, colname)
        waiting = _fold_repeated(constraint, colname, waiting)
        mine = [row for row in old if row.attnum == attnum]
        old = [row for row in old if row.attnum != attnum]
        if mine and constraint.get("is_no_inherit"):
            raise PgError(
                sqlstate.DATATYPE_MISMATCH, f'cannot define not-null constraint with NO INHERIT on column "{colname}"',
                detail="The column has an inherited not-null constraint.",
            )
        conname = constraint.get("conname")
        if conname is None:
            conname = choose_constraint_name(
                catalog, relation.relname, colname, "not_null", relation.relnamespace, names
            )
        elif conname in given or constraint_name_is_used(catalog, relid, conname):
            raise PgError(
                sqlstate.DUPLICATE_OBJECT,
                f'constraint "{conname}" for relation "{relation.relname}" already exists',
            )
        else:
            given.add(conname)
        names.append(conname)
        store_not_null(
            ctx, relid, conname, attnum, inhcount=sum(row.inhcount for row in mine),
            is_no_inherit=constraint.get("is_no_inherit", False),
        )
        set_attnotnull(ctx, relid, attnum)
    _store_inherited_not_null(ctx, relid, old, names)


def _not_null_attnum(ctx: Context, relid: int, colname: str) -> int:
    column = column_named(ctx.catalog, relid, colname)
    if column is not None:
        return column.attnum
    if colname in SYSTEM_COLUMN_NAMES:
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE, f'cannot add not-null constraint on system column "{colname}"'
        )
    relname = ctx.catalog.pg_class[relid].relname
    raise PgError(
        sqlstate.UNDEFINED_COLUMN, f'column "{colname}" of relation "{relname}" does not exist',
        missing=("column", None, f"{relname}.{colname}"),
    )


def _fold_repeated(constraint: Node, colname: str, waiting: list[Node]) -> list[Node]:
    """Take a name from further constraints on the same column and return the rest; 42601 where they contradict each
    other.
    """
    rest = []
    for other in waiting:
        if strings(other["keys"])[0] != colname:
            rest.append(other)
            continue
        if bool(other.get("is_no_inherit")) != bool(constraint.get("is_no_inherit")):
            raise PgError(
                sqlstate.SYNTAX_ERROR,
                f'conflicting NO INHERIT declaration for not-null constraint on column "{colname}"',
            )
        ours, theirs = constraint.get("conname"), other.get("conname")
        if ours and theirs and ours != theirs:
            raise PgError(sqlstate.SYNTAX_ERROR, f'conflicting not-null constraint names "{ours}" and "{theirs}"')
        if theirs:
            constraint["conname"] = theirs
    return rest


def _store_inherited_not_null(ctx: Context, relid: int, old: list[InheritedNotNull], names: list[str]) -> None:
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    while old:
        first = old[0]
        mine = [row for row in old if row.attnum == first.attnum]
        old = [row for row in old if row.attnum != first.attnum]
        name = first.name
        if not name or name in names:
            colname = catalog.pg_attribute[(relid, first.attnum)].attname
            name = choose_constraint_name(
                catalog, relation.relname, colname, "not_null", relation.relnamespace, names
            )
        names.append(name)
        store_not_null(
            ctx, relid, name, first.attnum, is_local=False, inhcount=sum(row.inhcount for row in mine)
        )
        set_attnotnull(ctx, relid, first.attnum)
