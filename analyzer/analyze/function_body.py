"""SQL-language function bodies: parameters by name and number, the final statement against the result type
(sql_fn_parser_setup, check_sql_fn_retval, src/backend/executor/functions.c; fmgr_sql_validator, catalog/pg_proc.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import call, coerce, coercible, func, funccall, lsyscache, polymorphic, query
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError
from analyzer.tree.command_tag import command_tag
from analyzer.tree.newer_syntax import parse_as
from analyzer.tree.parse import Node

_QUERIES = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def check_sql_function(ns: Namespace, proc: PgProc, body: str) -> None:
    """Raise what CREATE FUNCTION says of a body in LANGUAGE sql that is a string; locations are bytes of the body.

    With polymorphic arguments only the syntax is checked, as on the server (fmgr_sql_validator).
    """
    polymorphic_arguments = check_signature(ns, proc)
    statements = parse_as(ns.catalog.postgres, body)
    if polymorphic_arguments:
        return
    queries: list[e.Query | None] = []
    calls: list[e.FuncExpr] = []
    for tag, node in statements:
        queries.append(_analyze(ns, proc, tag, node) if tag in _QUERIES else None)
        if tag == "CallStmt":
            calls.append(call.transform_call(body_state(ns, proc), node))
    if any(set(ns.catalog.pg_proc[each.funcid].proargmodes or ()) & {"o", "b"} for each in calls):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "calling procedures with output arguments is not supported in SQL functions",
        )
    check_return_value(ns, proc, queries)


def analyze_string_body(ns: Namespace, proc: PgProc) -> tuple[e.Query, ...]:
    """Return the analyzed queries of a LANGUAGE sql body that is a string; () if one of its statements is no query."""
    statements = parse_as(ns.catalog.postgres, proc.prosrc)
    if any(tag not in _QUERIES for tag, _ in statements):
        return ()
    return tuple(_analyze(ns, proc, tag, node) for tag, node in statements)


def analyze_sql_body(ns: Namespace, proc: PgProc, node: Node) -> tuple[e.Query, ...]:
    """Return the analyzed statements of an SQL-standard body: RETURN expression, or BEGIN ATOMIC ... END."""
    if "ReturnStmt" in node:
        queries = [_return(ns, proc, node["ReturnStmt"])]
    else:
        queries = []
        for item in node["List"]["items"][0].get("List", {}).get("items", ()):
            ((tag, inner),) = item.items()
            if tag == "ReturnStmt":
                queries.append(_return(ns, proc, inner))
            elif tag in _QUERIES:
                queries.append(_analyze(ns, proc, tag, inner))
            else:
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED,
                    f"{command_tag(tag, inner)} is not yet supported in unquoted SQL function body",
                )
    if not check_signature(ns, proc):
        check_return_value(ns, proc, queries)
    return tuple(queries)


def _analyze(ns: Namespace, proc: PgProc, tag: str, node: Node) -> e.Query:
    return query.transform_statement(body_state(ns, proc), tag, node)


def _return(ns: Namespace, proc: PgProc, node: Node) -> e.Query:
    # transformReturnStmt: a SELECT of the one value.
    target = {"ResTarget": {"val": node["returnval"]}}
    select = {"targetList": [target], "limitOption": "LIMIT_OPTION_DEFAULT", "op": "SETOP_NONE"}
    return structs.replace(_analyze(ns, proc, "SelectStmt", select), isReturn=True)


def input_names(proc: PgProc) -> list[str]:
    """Return the names of a function's input arguments, "" where there is none (get_func_input_arg_names)."""
    if proc.proargnames is None:
        return [""] * len(proc.proargtypes)
    if proc.proargmodes is None:
        return list(proc.proargnames)
    return [name for name, mode in zip(proc.proargnames, proc.proargmodes, strict=False) if mode in "ibv"]


def check_signature(ns: Namespace, proc: PgProc) -> bool:
    """Raise 42P13 for pseudo-types that SQL functions cannot take; True if the arguments are polymorphic
    (fmgr_sql_validator).
    """
    catalog = ns.catalog
    if (
        lsyscache.get_typtype(catalog, proc.prorettype) == "p"
        and proc.prorettype not in (t.RECORD, t.VOID)
        and proc.prorettype not in polymorphic.POLYMORPHIC_TYPES
    ):
        raise PgError(
            sqlstate.INVALID_FUNCTION_DEFINITION,
            f"SQL functions cannot return type {format_type(catalog, proc.prorettype, namespace=ns)}",
        )
    has_polymorphic = False
    for typid in proc.proargtypes:
        if lsyscache.get_typtype(catalog, typid) != "p":
            continue
        if typid in polymorphic.POLYMORPHIC_TYPES:
            has_polymorphic = True
        else:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION,
                f"SQL functions cannot have arguments of type {format_type(catalog, typid, namespace=ns)}",
            )
    return has_polymorphic


def body_state(ns: Namespace, proc: PgProc) -> ParseState:
    """Return a state in which $n and the parameters' names mean the function's arguments (sql_fn_parser_setup)."""
    names = input_names(proc)

    def param(number: int) -> Any:
        typid = proc.proargtypes[number - 1]
        return e.Param("e", number, typid, -1, lsyscache.get_typcollation(ns.catalog, typid))

    def by_number(_state: ParseState, node: Node) -> Any:
        number = node.get("number", 0)
        return param(number) if 1 <= number <= len(proc.proargtypes) else None

    def by_name(name: str) -> Any:
        return param(names.index(name) + 1) if name and name in names else None

    def by_reference(state: ParseState, node: Node, found: Any) -> Any:
        # A column of the query comes before a parameter.
        if found is not None:
            return None
        fields = node["fields"]
        parts = [field["String"].get("sval", "") for field in fields if "String" in field]
        if not parts or len(parts) > 3:
            return None
        subfield: Node | None = None
        if len(parts) == 1:
            value = by_name(parts[0])
        elif len(parts) == 2:
            value = by_name(parts[1]) if parts[0] == proc.proname else None
            if value is None:
                value, subfield = by_name(parts[0]), fields[1]
        else:
            value = by_name(parts[1]) if parts[0] == proc.proname else None
            subfield = fields[2]
        if value is None:
            return None
        state.locate(value, loc(node))
        if subfield is not None:
            return funccall.parse_func_or_column(state, [subfield], [value], state.last_srf, None, False, loc(node))
        return value

    ps = ParseState(ns)
    ps.param_hook = by_number
    ps.post_columnref_hook = by_reference
    return ps


def _mismatch(ns: Namespace, rettype: int, detail: str) -> PgError:
    shown = format_type(ns.catalog, rettype, namespace=ns)
    return PgError(
        sqlstate.INVALID_FUNCTION_DEFINITION,
        f"return type mismatch in function declared to return {shown}",
        detail=detail,
    )


def check_return_value(ns: Namespace, proc: PgProc, queries: Sequence[Any]) -> None:
    """Raise 42P13 unless the last statement returns what the function declares (check_sql_fn_retval)."""
    rettype = proc.prorettype
    if rettype == t.VOID:
        return
    last = queries[-1] if queries else None
    targets: Sequence[Any] | None = None
    if type(last) is e.Query:
        targets = last.targetList if last.commandType == "select" else last.returningList or None
    if targets is None:
        commands = "INSERT/UPDATE/DELETE/MERGE" if ns.catalog.postgres >= 17 else "INSERT/UPDATE/DELETE"
        raise _mismatch(ns, rettype, f"Function's final statement must be SELECT or {commands} RETURNING.")
    live = [target for target in targets if not target.resjunk]
    typtype = lsyscache.get_typtype(ns.catalog, rettype)
    ps = ParseState(ns)
    if typtype in "bderm":
        if len(live) != 1:
            raise _mismatch(ns, rettype, "Final statement must return exactly one column.")
        if not _fits(ps, live[0].expr, rettype, -1):
            shown = format_type(ns.catalog, expr_type(live[0].expr), namespace=ns)
            raise _mismatch(ns, rettype, f"Actual return type is {shown}.")
        return
    if typtype != "c" and rettype != t.RECORD:
        raise PgError(
            sqlstate.INVALID_FUNCTION_DEFINITION,
            f"return type {format_type(ns.catalog, rettype, namespace=ns)} is not supported for SQL functions",
        )
    if len(live) == 1 and proc.prokind != "p" and _fits(ps, live[0].expr, rettype, -1):
        return
    columns = _result_columns(ns, proc)
    if columns is not None:
        _check_row(ps, rettype, live, columns)


def _fits(ps: ParseState, value: Any, typid: int, typmod: int) -> bool:
    # coerce_fn_result_column
    return (
        coerce.coerce_to_target_type(
            ps, value, expr_type(value), typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
        )
        is not None
    )


def _result_columns(ns: Namespace, proc: PgProc) -> list[tuple[int, int]] | None:
    if proc.prorettype != t.RECORD:
        relid = lsyscache.type_relid(ns.catalog, proc.prorettype)
        return [(c.atttypid, c.atttypmod) for c in lsyscache.columns_of(ns.catalog, relid) if not c.attisdropped]
    if proc.prokind == "p" and proc.proallargtypes is not None and proc.proargmodes is not None:
        return [
            (typid, -1) for typid, mode in zip(proc.proallargtypes, proc.proargmodes, strict=False) if mode in "obt"
        ]
    outs = func.out_columns(ns, proc)
    return None if outs is None else [(typid, -1) for _, typid in outs]


def _check_row(ps: ParseState, rettype: int, live: Sequence[Any], columns: Sequence[tuple[int, int]]) -> None:
    ns = ps.ns
    for position, (typid, typmod) in enumerate(columns):
        if position >= len(live):
            raise _mismatch(ns, rettype, "Final statement returns too few columns.")
        value = live[position].expr
        if not _fits(ps, value, typid, typmod):
            found, wanted = (format_type(ns.catalog, x, namespace=ns) for x in (expr_type(value), typid))
            raise _mismatch(
                ns, rettype, f"Final statement returns {found} instead of {wanted} at column {position + 1}."
            )
    if len(live) > len(columns):
        raise _mismatch(ns, rettype, "Final statement returns too many columns.")
