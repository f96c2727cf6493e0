"""Comments of objects, as pg_description keeps them (CreateComments, GetComment; src/backend/commands/comment.c)."""

from __future__ import annotations

from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_description import PgDescription
from analyzer.commands.context import Context


def set_comment(ctx: Context, address: ObjectAddress, text: str | None) -> None:
    """Store the object's comment, or remove it for None or "" (CreateComments)."""
    if text:
        ctx.catalog.pg_description.set(PgDescription(*address, text))
    else:
        ctx.catalog.pg_description.delete(tuple(address))


def get_comment(ctx: Context, address: ObjectAddress) -> str | None:
    """Return the object's comment (GetComment)."""
    found = ctx.catalog.pg_description.get(tuple(address))
    return None if found is None else found.description
