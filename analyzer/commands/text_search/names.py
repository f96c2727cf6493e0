"""Text search objects by name: looked up, held unique, owned (src/backend/commands/tsearchcmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.commands.objects.address import get_existing_object
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


def invalid(message: str) -> PgError:
    """Return the error that a definition lacks or contradicts something (42P17)."""
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)


def not_recognized(noun: str, name: str) -> PgError:
    """Return the error that a definition has a parameter that its kind of object does not have."""
    return PgError(sqlstate.SYNTAX_ERROR, f'text search {noun} parameter "{name}" not recognized')


def check_unique(ctx: Context, table: str, name: str, namespace: int) -> None:
    """What the catalog's unique index says; the commands themselves do not look."""
    if ctx.catalog.tables[table].has("name", (name, namespace)):
        column = {"pg_ts_config": "cfg", "pg_ts_dict": "dict", "pg_ts_parser": "prs", "pg_ts_template": "tmpl"}[table]
        raise PgError(
            sqlstate.UNIQUE_VIOLATION, f'duplicate key value violates unique constraint "{table}_{column}name_index"',
            detail=f"Key ({column}name, {column}namespace)=({name}, {namespace}) already exists.",
        )


def find_object(ctx: Context, objtype: str, names: list[Node]) -> int:
    """Return the oid of a text search object that must be there."""
    return get_existing_object(ctx, objtype, {"List": {"items": names}}).address.objid


def check_owner(ctx: Context, address: ObjectAddress, noun: str, names: list[Node]) -> None:
    """Raise 42501 unless the role owns the dictionary or configuration."""
    if not acl.is_owner(ctx.catalog, address, ctx.roleid):
        shown = name_list_to_string(names)
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of text search {noun} {shown}")
