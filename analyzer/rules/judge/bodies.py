"""What the bodies of functions name: tables and functions, from their parse trees, resolved as the function would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.catalog.exprs import RangeTblEntry, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import NotSimulated
from analyzer.tree.names import qualified
from analyzer.tree.parse import Node, SyntaxFault, parse_many, parse_plpgsql
from analyzer.tree.walk import find

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.rules.judge.state import StateView

_LANGUAGES: Final = frozenset({"sql", "plpgsql"})


class Named(NamedTuple):
    """A name in a body; `schema` is None where it is not qualified."""

    kind: str
    schema: str | None
    name: str


def names_in(view: StateView, function: PgProc) -> list[Named]:
    """The relations and functions that a body names, each once, in its order; CTEs and dynamic SQL left out."""
    found: dict[Named, None] = {}
    for tree in _trees(view, function):
        ctes = {node["ctename"] for node in find(tree, "CommonTableExpr")}
        for schema, name in _relations(tree):
            if schema is not None or name not in ctes:
                found[Named("relation", schema, name)] = None
        for call in find(tree, "FuncCall"):
            found[Named("function", *qualified(call["funcname"][-2:]))] = None
    return list(found)


def relations_read(view: StateView, function: PgProc) -> list[int]:
    """The oids of the relations that a body names, as the function's own search_path finds them, else the caller's."""
    if function.prosqlbody is not None:
        return sorted({node.relid for node in nodes(function.prosqlbody) if isinstance(node, RangeTblEntry)} - {0})
    path = search_path_of(view, function)
    found = (resolve_relation(view, each, path) for each in names_in(view, function) if each.kind == "relation")
    return list(dict.fromkeys(oid for oid in found if oid is not None))


def search_path_of(view: StateView, function: PgProc) -> list[str]:
    """The schemas in which a function looks for names: its own SET search_path, or what sessions usually have."""
    from analyzer.deparse.options import split_identifiers

    for setting in function.proconfig or ():
        key, _, value = setting.partition("=")
        if key == "search_path":
            return [name for name in split_identifiers(value) if name]
    return ["public", "extensions"] if view.around.baseline == "supabase" else ["public"]


def resolve_relation(view: StateView, named: Named, path: list[str]) -> int | None:
    """The oid of the relation that a name means, None where there is none."""
    catalog = view.catalog
    for name in [named.schema] if named.schema is not None else ["pg_catalog", *path]:
        schema = catalog.pg_namespace.first("name", name)
        relation = catalog.pg_class.first("name", (named.name, schema.oid)) if schema is not None else None
        if relation is not None:
            return relation.oid
    return None


def resolve_function(view: StateView, named: Named, path: list[str]) -> str | None:
    """The first schema of the path that has a function of this name, None where there is none."""
    oids = {function.pronamespace for function in view.catalog.pg_proc.find("name", named.name)}
    for name in ["pg_catalog", *path]:
        schema = view.catalog.pg_namespace.first("name", name)
        if schema is not None and schema.oid in oids:
            return name
    return None


def _trees(view: StateView, function: PgProc) -> Iterator[Any]:
    """Yield the parse trees of a body's statements and expressions; nothing where it cannot be read."""
    language = view.catalog.pg_language.get(function.prolang)
    if language is None or language.lanname not in _LANGUAGES:
        return
    if language.lanname == "sql":
        yield from _parsed(function.prosrc)
        return
    changes = view.history(ObjectAddress("pg_proc", function.oid))
    texts = [view.steps[change.step].statement.text for change in changes if _defines(view, change.step)]
    if not texts:
        return
    try:
        tree = parse_plpgsql(texts[-1])
    except (SyntaxFault, NotSimulated):
        return
    for expression in find(tree, "PLpgSQL_expr"):
        query = expression["query"]
        yield from _parsed(query) or _parsed(f"SELECT {query}") or _parsed(f"SELECT {query.partition(':=')[2]}")


def _defines(view: StateView, step: int) -> bool:
    return view.steps[step].tag == "CreateFunctionStmt"


def _parsed(sql: str) -> list[Node]:
    try:
        return [raw.decode() for raw in parse_many(sql)]
    except (SyntaxFault, NotSimulated):
        return []


def _relations(tree: Any) -> Iterator[tuple[str | None, str]]:
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            if isinstance(item.get("relname"), str):
                yield item.get("schemaname"), item["relname"]
            stack.extend(item.values())
