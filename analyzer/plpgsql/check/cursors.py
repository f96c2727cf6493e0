"""Cursors: OPEN, FETCH, FOR over a bound cursor; a bound cursor's query sees its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from analyzer import sqlstate
from analyzer.analyze.typename import parse_type_string
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.check.assign import check_into, note_targets
from analyzer.plpgsql.check.dynamic import check_parameters
from analyzer.plpgsql.check.queries import prepare_expression, text_of
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.frame import Datum, Variable
from analyzer.tree.parse import Node


def _declared(check: Check, node: Node) -> tuple[Datum | None, Node]:
    dno = node.get("curvar", 0)
    inner: Node = check.cursors.setdefault(dno, dict(check.frame.nodes[dno].get("PLpgSQL_var", {})))
    return check.frame.datums[dno], inner


def use_cursor(check: Check, node: Node) -> None:
    """Note that a cursor is used."""
    datum, _inner = _declared(check, node)
    if datum is not None:
        check.use(datum)


@contextmanager
def _arguments(check: Check, cursor: Node) -> Iterator[None]:
    """Put a cursor's arguments in sight."""
    row = cursor.get("cursor_explicit_argrow", -1)
    fields = [] if row is None or row < 0 else check.frame.nodes[row]["PLpgSQL_row"].get("fields", [])
    scope: dict[str, Datum] = {}
    for field in fields:
        datum = check.frame.datums[field.get("varno", 0)]
        if isinstance(datum, Variable):
            node = check.frame.nodes[field.get("varno", 0)]["PLpgSQL_var"]
            found = parse_type_string(check.ns, node["datatype"]["PLpgSQL_type"]["typname"], missing_ok=True)
            if found is None:
                raise NotSimulated("the type of a cursor's argument")
            datum.typid = found[0]
            check.automatic.add(id(datum))
            scope[field["name"]] = datum
    check.frame.scopes.append((None, scope))
    try:
        yield
    finally:
        check.frame.leave()


def _check_data(check: Check, node: Node) -> bool:
    """Check a query that must return rows; False where it cannot be analyzed (plpgsql_check_expr_as_sqlstmt_data)."""
    with check.guarded(text_of(node)):
        if prepare_expression(check, node).columns is None:
            raise PgError(sqlstate.SYNTAX_ERROR, "query does not return data")
        return True
    return False


def check_open(check: Check, node: Node) -> None:
    """Check OPEN; what an unbound cursor is opened for is what FETCH then gets."""
    datum, cursor = _declared(check, node)
    if "cursor_explicit_expr" in cursor:
        with _arguments(check, cursor):
            _check_data(check, cursor["cursor_explicit_expr"])
    if "query" in node and _check_data(check, node["query"]):
        cursor["cursor_explicit_expr"] = node["query"]
    if "argquery" in node:
        _check_data(check, node["argquery"])
    if "dynquery" in node:
        with check.guarded(text_of(node["dynquery"])):
            prepare_expression(check, node["dynquery"])
        # What its rows are is not followed.
        cursor.pop("cursor_explicit_expr", None)
    check_parameters(check, node.get("params", []))
    if datum is not None:
        check.modify(datum)


def check_fetch(check: Check, node: Node) -> None:
    """Check FETCH and MOVE."""
    _datum, cursor = _declared(check, node)
    if "target" in node:
        note_targets(check, node["target"])
        _rows_into(check, cursor, node["target"])
    if "expr" in node:
        with check.guarded(text_of(node["expr"])):
            prepare_expression(check, node["expr"])
    use_cursor(check, node)


def check_for_cursor(check: Check, node: Node) -> None:
    """Check the head of FOR over a bound cursor."""
    _datum, cursor = _declared(check, node)
    note_targets(check, node["var"])
    if "argquery" in node:
        _check_data(check, node["argquery"])
    _rows_into(check, cursor, node["var"])
    use_cursor(check, node)


def _rows_into(check: Check, cursor: Node, target: Node) -> None:
    ((kind, inner),) = target.items()
    before = len(check.unknown)
    known = "cursor_explicit_expr" in cursor
    if known:
        with check.guarded(text_of(cursor["cursor_explicit_expr"])), _arguments(check, cursor):
            check_into(check, prepare_expression(check, cursor["cursor_explicit_expr"]), target)
    if (not known or len(check.unknown) > before) and kind == "PLpgSQL_rec":
        datum = check.frame.target(inner["dno"])[0] if "dno" in inner else check.frame.lookup(inner["refname"])
        if datum is not None:
            check.rows[id(datum)] = None
