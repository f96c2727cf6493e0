"""ALTER ... [NO] DEPENDS ON EXTENSION (ExecAlterObjectDependsStmt, src/backend/commands/alter.c)."""

from __future__ import annotations

from typing import Any

from analyzer.catalog import depend
from analyzer.commands.context import Context
from analyzer.commands.objects.address import get_existing_object, items
from analyzer.commands.objects.check_ownership import check_object_ownership
from analyzer.tree.parse import Node


def alter_object_depends(ctx: Context, node: Node) -> None:
    """Make a function, trigger, index or materialized view go with an extension, or no more."""
    named = _with_relation(node)
    found = get_existing_object(ctx, node["objectType"], named)
    check_object_ownership(ctx, node["objectType"], found, named)
    extension = get_existing_object(ctx, "OBJECT_EXTENSION", node["extname"]).address
    if node.get("remove"):
        ctx.catalog.pg_depend.delete((*found.address, *extension, depend.AUTO_EXTENSION))
    else:
        depend.record(ctx.catalog, found.address, [extension], depend.AUTO_EXTENSION)


def _with_relation(node: Node) -> Any:
    """Put the relation's name before the object's, as get_object_address takes it (get_object_address_rv)."""
    rangevar = node.get("relation")
    if rangevar is None:
        return node["object"]
    parts = [rangevar[part] for part in ("catalogname", "schemaname", "relname") if rangevar.get(part)]
    names = [{"String": {"sval": part}} for part in parts]
    return {"List": {"items": names + (items(node["object"]) if node.get("object") else [])}}
