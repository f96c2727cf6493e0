"""COMMENT ON and SECURITY LABEL (src/backend/commands/comment.c, seclabel.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.objects import platform
from analyzer.commands.objects.address import RELATION_KINDS, get_object_address, string_value
from analyzer.commands.objects.check_ownership import check_object_ownership
from analyzer.commands.objects.description import set_comment
from analyzer.commands.relations.permissions import NOT_SUPPORTED
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def comment(ctx: Context, node: Node) -> None:
    """COMMENT ON any kind of object IS 'text' or NULL (CommentObject)."""
    objtype, named = node["objtype"], node["object"]
    if objtype == "OBJECT_DATABASE":
        name = string_value(named)
        if not ctx.catalog.pg_database.has("name", name):
            # Not an error, since dumps are restored into databases of other names.
            ctx.notice(f'database "{name}" does not exist', severity="WARNING", sqlstate=sqlstate.UNDEFINED_DATABASE)
            return
    platform.lock_granted_tables(ctx, objtype, named, statement="COMMENT")
    found = get_object_address(ctx, objtype, named)
    assert found is not None
    relation = found.relation
    if relation is not None and relation.relkind not in "iI":
        whole = objtype in RELATION_KINDS or objtype == "OBJECT_COLUMN"
        ctx.lock(relation.oid, "ShareUpdateExclusiveLock" if whole else "AccessShareLock")
    granted = objtype == "OBJECT_POLICY" and relation is not None and platform.may_manage_table(ctx, relation)
    if objtype == "OBJECT_EXTENSION":
        granted = platform.may_manage_extension(ctx, string_value(named))
    if not granted:
        check_object_ownership(ctx, objtype, found, named)
    if objtype == "OBJECT_COLUMN" and relation is not None and relation.relkind not in "rvmcfp":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'cannot set comment on relation "{relation.relname}"',
            detail=f"This operation is not supported for {NOT_SUPPORTED[relation.relkind]}.",
        )
    set_comment(ctx, found.address, node.get("comment"))


def security_label(ctx: Context, node: Node) -> None:
    """SECURITY LABEL: no label provider is ever loaded here (ExecSecLabelStmt)."""
    provider = node.get("provider")
    if provider is None:
        message = "no security label providers have been loaded"
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, message)
    raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'security label provider "{provider}" is not loaded')
