"""The storage buckets that migrations make, read from their INSERT, UPDATE and DELETE statements on storage.buckets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from analyzer.engine.touched import nested_statements
from analyzer.errors import NotSimulated
from analyzer.steps import WritesRows
from analyzer.tree.parse import Node, SyntaxFault

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView
    from analyzer.steps import Step

_UNKNOWN: Final = object()


class Bucket(msgspec.Struct, frozen=True):
    """One bucket; `public` is None where it is not known. `step` is what last wrote it."""

    id: str
    name: str
    public: bool | None
    step: int


class Buckets(msgspec.Struct, frozen=True):
    """The buckets there are at the end by id; `complete` says whether there are surely no others from migrations."""

    by_id: dict[str, Bucket]
    complete: bool


def buckets_of(view: StateView) -> Buckets:
    """Follow the history's statements about buckets."""
    storage = view.catalog.pg_namespace.first("name", "storage")
    table = view.catalog.pg_class.first("name", ("buckets", storage.oid)) if storage is not None else None
    if table is None:
        return Buckets({}, complete=True)
    columns = [
        column.attname
        for column in sorted(view.catalog.pg_attribute.find("relation", table.oid), key=lambda each: each.attnum)
        if column.attnum > 0 and not column.attisdropped
    ]
    found: dict[str, Bucket] = {}
    complete = True
    for step in view.steps:
        if step.outcome == "unknown":
            complete = complete and step.tag not in _MAY_MAKE
        elif (
            step.outcome == "ok"
            and not step.undone
            and any(isinstance(effect, WritesRows) and effect.relid == table.oid for effect in step.effects)
        ):
            complete = _follow(step, columns, found) and complete
    return Buckets(found, complete)


_MAY_MAKE: Final = frozenset({"DoStmt", "CallStmt", "SelectStmt", "InsertStmt", "CopyStmt", "ExecuteStmt"})


def _follow(step: Step, columns: list[str], found: dict[str, Bucket]) -> bool:
    """Apply a step's statements about buckets; False where one of them cannot be read."""
    understood = True
    for statement in _statements(step):
        if statement is None:
            understood = False
            continue
        tag, node = statement
        relation = node.get("relation", {})
        if relation.get("relname") != "buckets" or relation.get("schemaname") not in ("storage", None):
            continue
        if tag == "InsertStmt":
            understood = _insert(step, node, columns, found) and understood
        elif tag == "UpdateStmt":
            _update(step, node, found)
        elif tag == "DeleteStmt":
            _delete(node, found)
    return understood


def _statements(step: Step) -> Iterator[tuple[str, Node] | None]:
    if step.tag != "DoStmt":
        yield step.tag, step.statement.node
        return
    try:
        yield from nested_statements(step.statement.text)
    except (SyntaxFault, NotSimulated):
        yield None


def _insert(step: Step, node: Node, columns: list[str], found: dict[str, Bucket]) -> bool:
    names = [item["ResTarget"]["name"] for item in node.get("cols", ())] or columns
    select = node.get("selectStmt", {}).get("SelectStmt", {})
    lists = [item["List"].get("items", []) for item in select.get("valuesLists", ())]
    if not lists and not select.get("fromClause"):
        lists = [[target["ResTarget"]["val"] for target in select.get("targetList", ())]]
    if not lists:
        return False
    for values in lists:
        row = dict(zip(names, map(_constant, values), strict=False))
        bucket, public = row.get("id"), row.get("public", False)
        if not isinstance(bucket, str):
            return False
        name = row.get("name")
        new = Bucket(
            bucket,
            name if isinstance(name, str) else bucket,
            public if isinstance(public, bool) else None if public is _UNKNOWN else False,
            step.index,
        )
        old = found.get(bucket)
        if old is None:
            found[bucket] = new
            continue
        clause = node.get("onConflictClause", {})
        if clause.get("action") == "ONCONFLICT_UPDATE":
            for item in clause.get("targetList", ()):
                if item["ResTarget"]["name"] == "public":
                    found[bucket] = msgspec.structs.replace(
                        old, public=_assigned(item["ResTarget"]["val"], new), step=step.index
                    )
    return True


def _assigned(value: Node, excluded: Bucket) -> bool | None:
    reference = value.get("ColumnRef")
    if reference is not None:
        words = [field["String"]["sval"] for field in reference["fields"] if "String" in field]
        return excluded.public if words == ["excluded", "public"] else None
    constant = _constant(value)
    return constant if isinstance(constant, bool) else None


def _update(step: Step, node: Node, found: dict[str, Bucket]) -> None:
    for item in node.get("targetList", ()):
        if item["ResTarget"].get("name") != "public":
            continue
        constant = _constant(item["ResTarget"]["val"])
        public = constant if isinstance(constant, bool) else None
        for bucket in _chosen(node, found):
            found[bucket.id] = msgspec.structs.replace(bucket, public=public, step=step.index)


def _delete(node: Node, found: dict[str, Bucket]) -> None:
    for bucket in _chosen(node, found):
        del found[bucket.id]


def _chosen(node: Node, found: dict[str, Bucket]) -> list[Bucket]:
    """The buckets that a WHERE clause names by id or name; all of them where it asks for something else."""
    comparison = node.get("whereClause", {}).get("A_Expr", {})
    reference = comparison.get("lexpr", {}).get("ColumnRef", {})
    words = [field["String"]["sval"] for field in reference.get("fields", ()) if "String" in field]
    if words[-1:] not in (["id"], ["name"]):
        return list(found.values())
    right = comparison.get("rexpr", {})
    items = right["List"].get("items", []) if "List" in right else [right]
    values = [_constant(item) for item in items]
    if not all(isinstance(value, str) for value in values):
        return list(found.values())
    return [bucket for bucket in found.values() if getattr(bucket, words[-1]) in values]


def _constant(node: Node) -> Any:
    """The value of a constant, _UNKNOWN for any other expression."""
    if "TypeCast" in node:
        return _constant(node["TypeCast"]["arg"])
    constant = node.get("A_Const")
    if constant is None:
        return _UNKNOWN
    if "sval" in constant:
        return constant["sval"].get("sval", "")
    if "boolval" in constant:
        return constant["boolval"].get("boolval", False)
    return None if constant.get("isnull") else _UNKNOWN
