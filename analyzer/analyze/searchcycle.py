"""SEARCH and CYCLE of WITH RECURSIVE: their form and their columns (analyzeCTE, src/backend/parser/parse_cte.c)."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer import sqlstate
from analyzer.analyze import opclass
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def _clause(node: Node, key: str) -> Node | None:
    found = node.get(key)
    if not found:
        return None
    inner: Node = next(iter(found.values())) if len(found) == 1 and next(iter(found))[0].isupper() else found
    return inner


def check_form(node: Node) -> None:
    """Raise 0A000 or 42601 unless both arms of the UNION are plain SELECTs."""
    ((_, statement),) = node["ctequery"].items()
    for side, noun in (("larg", "left"), ("rarg", "right")):
        arm = statement.get(side, {})
        if arm.get("op", "SETOP_NONE") != "SETOP_NONE" or arm.get("valuesLists"):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED if side == "larg" else sqlstate.SYNTAX_ERROR,
                f"with a SEARCH or CYCLE clause, the {noun} side of the UNION must be a SELECT",
            )
    name = node["ctename"]
    top_level = [
        item["RangeVar"] for item in _flat_from(statement["rarg"].get("fromClause", ())) if "RangeVar" in item
    ]
    if not any(item["relname"] == name and not item.get("schemaname") for item in top_level):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f'with a SEARCH or CYCLE clause, the recursive reference to WITH query "{name}" must be at the top '
            'level of its '
            "right-hand SELECT",
        )


def _flat_from(items: Sequence[Node]) -> list[Node]:
    out: list[Node] = []
    todo = list(items)
    while todo:
        item = todo.pop(0)
        if "JoinExpr" in item:
            todo += [item["JoinExpr"]["larg"], item["JoinExpr"]["rarg"]]
        else:
            out.append(item)
    return out


def _columns(node: Node, key: str, known: Sequence[str], noun: str, location: int) -> list[str]:
    seen: list[str] = []
    for item in node[key]:
        name = item["String"].get("sval", "")
        if name not in known:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'{noun} column "{name}" not in WITH query column list', location=location
            )
        if name in seen:
            raise PgError(
                sqlstate.DUPLICATE_COLUMN, f'{noun} column "{name}" specified more than once', location=location
            )
        seen.append(name)
    return seen


def _new_column(name: str, known: Sequence[str], noun: str, location: int) -> None:
    if name in known:
        raise PgError(
            sqlstate.SYNTAX_ERROR,
            f'{noun} column name "{name}" already used in WITH query column list',
            location=location,
        )


def check_columns(ps: ParseState, cte: e.CommonTableExpr, node: Node) -> None:
    """Check the column names of both clauses against the query's, and that the cycle mark's type has equality."""
    search, cycle = _clause(node, "search_clause"), _clause(node, "cycle_clause")
    known = cte.ctecolnames
    if search:
        _columns(search, "search_col_list", known, "search", loc(search))
        _new_column(search["search_seq_column"], known, "search sequence", loc(search))
    if cycle:
        location = loc(cycle)
        _columns(cycle, "cycle_col_list", known, "cycle", location)
        assert cte.cycle_clause is not None
        mark_type = cte.cycle_clause[5]
        if not opclass.type_operators(ps.catalog, mark_type).eq:
            raise PgError(
                sqlstate.UNDEFINED_FUNCTION,
                "could not identify an equality operator for type "
                f"{format_type(ps.catalog, mark_type, namespace=ps.ns)}",
            )
        mark, path = cycle["cycle_mark_column"], cycle["cycle_path_column"]
        _new_column(mark, known, "cycle mark", location)
        _new_column(path, known, "cycle path", location)
        if mark == path:
            raise _same("cycle mark", "cycle path", location)
        if search:
            sequence = search["search_seq_column"]
            for other, noun in ((mark, "cycle mark"), (path, "cycle path")):
                if sequence == other:
                    raise _same("search sequence", noun, loc(search))


def _same(one: str, other: str, location: int) -> PgError:
    return PgError(
        sqlstate.SYNTAX_ERROR, f"{one} column name and {other} column name are the same", location=location
    )
