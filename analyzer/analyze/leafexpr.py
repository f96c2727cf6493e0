"""Raw expressions without operands: constants, parameters, CURRENT_USER and its like (src/backend/parser/parse_expr.c,
parse_node.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze.jsontext import numeric_text
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import PgError
from analyzer.tree.parse import Node

INT8_MAX = 2**63


def make_const(ps: ParseState, node: Node) -> Any:
    """Return the Const of an A_Const (make_const, parse_node.c)."""
    location = loc(node)
    if "ival" in node:
        const = e.Const(t.INT4, str(node["ival"].get("ival", 0)))
    elif "sval" in node:
        const = e.Const(t.UNKNOWN, node["sval"].get("sval", ""))
    elif "fval" in node:
        const = _number(ps, node["fval"].get("fval", "0"))
    elif "boolval" in node:
        const = e.Const(t.BOOL, "t" if node["boolval"].get("boolval") else "f")
    elif "bsval" in node:
        const = _bits(node["bsval"].get("bsval", ""), location)
    else:
        const = e.Const(t.UNKNOWN, None)
    return ps.locate(const, location)


def _number(_ps: ParseState, text: str) -> e.Const:
    digits = text.replace("_", "").lower()
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits[:2])
    try:
        value = int(digits, base or 10)
    except ValueError:
        return e.Const(t.NUMERIC, numeric_text(digits) or digits)
    if -INT8_MAX <= value < INT8_MAX:
        return e.Const(t.INT4 if -(2**31) <= value < 2**31 else t.INT8, str(value))
    return e.Const(t.NUMERIC, str(value) if base else digits)


def _bits(text: str, location: int) -> e.Const:
    kind, digits = text[:1], text[1:]
    if kind == "b":
        bad = next((c for c in digits if c not in "01"), None)
        noun = "binary"
    else:
        bad = next((c for c in digits if c not in "0123456789abcdefABCDEF"), None)
        noun = "hexadecimal"
        if bad is None:
            digits = "".join(f"{int(c, 16):04b}" for c in digits)
    if bad is not None:
        raise PgError(
            sqlstate.INVALID_TEXT_REPRESENTATION, f'"{bad}" is not a valid {noun} digit', location=location
        )
    return e.Const(t.BIT, digits)


def param_ref(ps: ParseState, node: Node) -> Any:
    """Return what $1 stands for, 42P02 where nothing says (transformParamRef)."""
    result = ps.param_hook(ps, node) if ps.param_hook is not None else None
    if result is None:
        raise PgError(
            sqlstate.UNDEFINED_PARAMETER, f"there is no parameter ${node.get('number', 0)}", location=loc(node)
        )
    return ps.locate(result, loc(node))


_SQL_VALUES: dict[str, tuple[str, int]] = {
    "CURRENT_DATE": ("current_date", t.DATE), "CURRENT_TIME": ("current_time", t.TIMETZ),
    "CURRENT_TIMESTAMP": ("current_timestamp", t.TIMESTAMPTZ), "LOCALTIME": ("localtime", t.TIME),
    "LOCALTIMESTAMP": ("localtimestamp", t.TIMESTAMP), "CURRENT_ROLE": ("current_role", t.NAME),
    "CURRENT_USER": ("current_user", t.NAME), "USER": ("user", t.NAME), "SESSION_USER": ("session_user", t.NAME),
    "CURRENT_CATALOG": ("current_catalog", t.NAME), "CURRENT_SCHEMA": ("current_schema", t.NAME),
}


def sql_value(ps: ParseState, node: Node) -> Any:
    """Return CURRENT_DATE, CURRENT_USER and their like (transformSQLValueFunction)."""
    op = node["op"].removeprefix("SVFOP_")
    typmod = -1
    if op.endswith("_N"):
        op = op[:-2]
        typmod = min(node.get("typmod", 0), 6)
    name, typid = _SQL_VALUES[op]
    return ps.locate(e.SQLValueFunction(name, typid, typmod), loc(node))


def current_of(_ps: ParseState, node: Node) -> Any:
    """Return WHERE CURRENT OF's condition (transformCurrentOfExpr)."""
    return e.CurrentOfExpr(node.get("cursor_name", ""))


def set_to_default(_ps: ParseState, node: Node) -> Any:
    """Raise 42601: DEFAULT stands where no column is assigned."""
    raise PgError(sqlstate.SYNTAX_ERROR, "DEFAULT is not allowed in this context", location=loc(node))


def merge_support(ps: ParseState, node: Node) -> Any:
    """Return MERGE_ACTION(), 42601 outside a MERGE's RETURNING (transformMergeSupportFunc)."""
    level: ParseState | None = ps
    while level is not None and level.expr_kind != "merge_returning":
        level = level.parent
    if level is None:
        raise PgError(
            sqlstate.SYNTAX_ERROR, "MERGE_ACTION() can only be used in the RETURNING list of a MERGE command",
            location=loc(node),
        )
    return ps.locate(e.MergeSupportFunc(), loc(node))
