"""RETURN: the variable it names, which libpg_query's tree leaves out; what becomes of the value
(exec_stmt_return, plpgsql_exec_function, pl_exec.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.polymorphic import POLYMORPHIC_TYPES
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.plpgsql.casts import cast
from analyzer.plpgsql.check.source import returned_names
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.plpgsql.interpret import Interpreter


def returned_value(run: Interpreter, proc: PgProc, value: Any) -> Any:
    """Return a function's result as one of its declared type; 42804 and what casts raise where it cannot be that."""
    source, target = run.result_type, proc.prorettype
    catalog = run.ctx.catalog
    if value is None or target in POLYMORPHIC_TYPES or not source:
        return value
    if target != t.RECORD and not lsyscache.type_is_rowtype(catalog, target):
        return UNKNOWN if isinstance(value, dict) else cast(run.ctx.namespace, value, source, target)
    if source != t.RECORD and not lsyscache.type_is_rowtype(catalog, source):
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, "cannot return non-composite value from function returning composite type"
        )
    relid = lsyscache.type_or_domain_relid(catalog, target) if target != t.RECORD else 0
    if relid and run.result_shape is not None:
        _check_shape(run, relid, run.result_shape)
    return value


def _check_shape(run: Interpreter, relid: int, types: list[int]) -> None:
    """Raise 42804 where a row's types are not those of the declared type's columns (convert_tuples_by_position)."""
    catalog, ns = run.ctx.catalog, run.ctx.namespace
    columns = [column for column in lsyscache.columns_of(catalog, relid) if not column.attisdropped]
    message = "returned record type does not match expected record type"
    if len(types) != len(columns):
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, message,
            detail=f"Number of returned columns ({len(types)}) does not match expected column count ({len(columns)}).",
        )
    for position, (typid, column) in enumerate(zip(types, columns, strict=True), 1):
        if typid != column.atttypid:
            given, wanted = (format_type(catalog, each, namespace=ns) for each in (typid, column.atttypid))
            where = place_of_column(catalog.postgres, column.attname, position)
            raise PgError(
                sqlstate.DATATYPE_MISMATCH, message,
                detail=f"Returned type {given} does not match expected type {wanted} in {where}.",
            )


def place_of_column(postgres: int, name: str, position: int) -> str:
    """Return how a version names the column of a row that does not fit (build_attrmap_by_position)."""
    return f'column "{name}" (position {position})' if postgres >= 18 else f"column {position}"


def returned_variables(action: Node, body: str) -> dict[int, tuple[str, ...]]:
    """Return the names that RETURN and RETURN NEXT statements name, by the identity of their nodes.

    Statements are found in the text by their line; where tree and text do not tell the same number of them, none is
    named.
    """
    by_line: dict[int, list[Node]] = {}
    for node in _returns(action):
        by_line.setdefault(node["lineno"], []).append(node)
    names = returned_names(body)
    found: dict[int, tuple[str, ...]] = {}
    for line, nodes in by_line.items():
        given = names.get(line, [])
        if len(given) == len(nodes):
            found.update((id(node), name) for node, name in zip(nodes, given, strict=True))
    return found


def _returns(tree: Any) -> Iterator[Node]:
    if isinstance(tree, list):
        for item in tree:
            yield from _returns(item)
    elif isinstance(tree, dict):
        for tag, inner in tree.items():
            if tag in ("PLpgSQL_stmt_return", "PLpgSQL_stmt_return_next") and "lineno" in inner:
                yield inner
            else:
                yield from _returns(inner)
