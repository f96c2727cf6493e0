"""Opening the relation a name means (relation_openrv, src/backend/access/common/relation.c; table_open,
src/backend/access/table/table.c).
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string, strings
from analyzer.tree.parse import Node

_NOT_OPENED: Final = {"i": "indexes", "I": "partitioned indexes", "c": "composite types"}


def open_relation(
    ctx: Context, names: list[Node], *, missing_ok: bool = False, location: int = -1, table: bool = False
) -> PgClass | None:
    """Return the relation of a dotted name; absent schemas and relations are 3F000 and 42P01 (relation_openrv).

    With `table`, indexes and composite types are refused (table_openrv).
    """
    parts = strings(names)
    if len(parts) > 3:
        raise PgError(
            sqlstate.SYNTAX_ERROR,
            f"improper relation name (too many dotted names): {name_list_to_string(names)}",
        )
    if len(parts) == 3:
        check_database(ctx, parts[0], ".".join(parts))
    schema = parts[-2] if len(parts) > 1 else None
    found = ctx.namespace.relation(schema, parts[-1], missing_ok=missing_ok, schema_missing_ok=False, location=location)
    if table and found is not None:
        check_is_table(found, ctx.postgres)
    return found


def range_var_relation(
    ctx: Context, rangevar: Node, *, missing_ok: bool = False, table: bool = False
) -> PgClass | None:
    """Return the relation of a RangeVar as utility commands look it up, without a position (RangeVarGetRelid)."""
    node = rangevar.get("RangeVar", rangevar)
    if node.get("catalogname"):
        parts = (node["catalogname"], node.get("schemaname", ""), node["relname"])
        check_database(ctx, node["catalogname"], ".".join(parts))
    found = ctx.namespace.relation(
        node.get("schemaname"), node["relname"], missing_ok=missing_ok, schema_missing_ok=False
    )
    if table and found is not None:
        check_is_table(found, ctx.postgres)
    return found


def check_database(ctx: Context, name: str, shown: str) -> None:
    """Raise 0A000 unless `name` is the current database's."""
    database = ctx.catalog.pg_database.get(ctx.catalog.database_oid)
    if database is not None and database.datname != name:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'cross-database references are not implemented: "{shown}"'
        )


def check_is_table(relation: PgClass, postgres: int) -> None:
    """Raise 42809 for relations that have no rows of their own kind (validate_relation_kind, table.c)."""
    what = _NOT_OPENED.get(relation.relkind)
    if what is not None and postgres < 16:
        noun = "a composite type" if relation.relkind == "c" else "an index"
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is {noun}')
    if what is not None:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'cannot open relation "{relation.relname}"',
            detail=f"This operation is not supported for {what}.",
        )
