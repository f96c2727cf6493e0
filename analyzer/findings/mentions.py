"""The relations, functions, types, roles and schemas that a parse tree names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.findings.object_name import ObjectName
from analyzer.tree.names import strings
from analyzer.tree.walk import walk

if TYPE_CHECKING:
    from analyzer.tree.parse import Node

_RANGE_VARS: Final = ("relation", "table", "sequence", "view", "pktable", "rel", "typevar")
_ROUTINES: Final = frozenset({"OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE"})
_TYPES: Final = frozenset({"OBJECT_TYPE", "OBJECT_DOMAIN"})


def mentions(node: Node) -> Iterator[ObjectName]:
    """Yield what a statement's tree names, as often as it does."""
    yield from _named_by(node)
    for tag, inner in walk(node):
        if tag == "RangeVar" and "relname" in inner:
            yield ObjectName("relation", inner.get("schemaname"), inner["relname"])
        yield from _named_by(inner)
        if tag == "TypeName":
            yield from _named("type", inner.get("names"))
        elif tag == "RoleSpec" and inner.get("rolename"):
            yield ObjectName("role", None, inner["rolename"])


def _named_by(inner: Node) -> Iterator[ObjectName]:
    """What a node's own fields name."""
    for field in _RANGE_VARS:
        found = inner.get(field)
        if isinstance(found, dict) and "relname" in found:
            yield ObjectName("relation", found.get("schemaname"), found["relname"])
    yield from _named("function", inner.get("funcname"))
    kind = type_name = inner.get("typeName")
    if isinstance(type_name, dict):
        yield from _named("type", type_name.get("names"))
    elif isinstance(type_name, list):
        yield from _named("type", type_name)
    kind = inner.get("removeType") or inner.get("objtype") or inner.get("objectType")
    if kind in _ROUTINES or kind in _TYPES:
        for item in _objects(inner):
            if "ObjectWithArgs" in item:
                yield from _named("function", item["ObjectWithArgs"].get("objname"))
            elif "TypeName" in item:
                yield from _named("type", item["TypeName"].get("names"))
    elif kind is not None:
        for item in _objects(inner):
            if "List" in item:
                # A policy, trigger or column: its table comes before its name.
                names = [part for part in item["List"]["items"] if "String" in part]
                yield from _named("relation", names)
                yield from _named("relation", names[:-1])


def _objects(inner: Node) -> list[Any]:
    found = inner.get("objects")
    if isinstance(found, list):
        return found
    return [inner["object"]] if isinstance(inner.get("object"), dict) else []


def _named(kind: str, names: Any) -> Iterator[ObjectName]:
    if not isinstance(names, list) or not all("String" in each for each in names) or not names:
        return
    parts = strings(names)
    yield ObjectName(kind, parts[-2] if len(parts) > 1 else None, parts[-1])
