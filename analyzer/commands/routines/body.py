"""What a language's validator says of a routine's body (fmgr_sql_validator, plpgsql_validator, fmgr_c_validator)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.type_oids import RECORD, VOID
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.shape import EVENT_TRIGGER, TRIGGER, shape
from analyzer.plpgsql.validate import validate
from analyzer.tree.parse import Node

_POLYMORPHIC = frozenset({2283, 2277, 2776, 3500, 3831, 4537, 5077, 5078, 5079, 5080, 4538})


def sql_body(ctx: Context, proc: PgProc, node: Node) -> tuple[Any, ...]:
    """Return the analyzed statements of an SQL-standard body (RETURN ..., BEGIN ATOMIC ...)."""
    from analyzer.analyze.function_body import analyze_sql_body

    return analyze_sql_body(ctx.namespace, proc, node)


def check_body(ctx: Context, proc: PgProc, node: Node, language: str) -> None:
    """Raise what the language's validator raises; SET clauses of the function hold while it looks."""
    checked = (ctx.session.settings.get("check_function_bodies") or "on").lower() not in ("off", "false", "0", "no")
    if language == "plpgsql":
        _check_pseudo_types(ctx, proc)
    if language == "sql" and proc.prosqlbody is None:
        _check_sql_pseudo_types(ctx, proc)
    if language == "internal":
        _check_internal(ctx, proc)
    if language == "c" and proc.probin != "$libdir/plpgsql":
        raise NotSimulated(f'whether the server has the library "{proc.probin}"')
    if language not in ("sql", "plpgsql") or not checked or proc.prosqlbody is not None:
        return
    with_settings = ctx.session.settings.snapshot()
    for entry in proc.proconfig or ():
        name, _, value = entry.partition("=")
        if name in ("search_path",):
            ctx.session.settings.set(name, value, local=True)
    ctx.session.refresh()
    try:
        if language == "plpgsql":
            validate(ctx.namespace, proc.proname, shape(ctx.catalog, proc), proc.prosrc)
        else:
            _check_sql(ctx, proc, node)
    finally:
        ctx.session.settings.restore(with_settings)
        ctx.session.refresh()


def _check_sql(ctx: Context, proc: PgProc, node: Node) -> None:
    from analyzer.analyze.function_body import check_sql_function

    try:
        check_sql_function(ctx.namespace, proc, proc.prosrc)
    except PgError as error:
        error.location = _in_statement(ctx, node, error.location)
        error.context += (f'SQL function "{proc.proname}"',)
        raise


def _in_statement(ctx: Context, node: Node, location: int) -> int:
    """Return the place in the statement of a place in its body, -1 where the literal hides it
    (function_parse_error_transpose).
    """
    if location < 0:
        return -1
    for item in node.get("options", ()):
        element = item["DefElem"]
        start = element.get("arg_location", -1)
        if element["defname"] != "as" or start < 0:
            continue
        literal = ctx.text.encode()[start - ctx.base :]
        if literal.startswith(b"$"):
            return int(start + literal.index(b"$", 1) + 1 + location)
        if literal.startswith(b"'") and b"'" not in literal[1 : 1 + location]:
            return int(start + 1 + location)
    return -1


def _check_pseudo_types(ctx: Context, proc: PgProc) -> None:
    result = ctx.catalog.pg_type[proc.prorettype]
    allowed = (TRIGGER, EVENT_TRIGGER, RECORD, VOID)
    if result.typtype == "p" and result.oid not in allowed and result.oid not in _POLYMORPHIC:
        shown = format_type(ctx.catalog, result.oid, namespace=ctx.namespace)
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"PL/pgSQL functions cannot return type {shown}")
    for typid in proc.proargtypes:
        argument = ctx.catalog.pg_type[typid]
        if argument.typtype == "p" and typid != RECORD and typid not in _POLYMORPHIC:
            shown = format_type(ctx.catalog, typid, namespace=ctx.namespace)
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"PL/pgSQL functions cannot accept type {shown}")


def _check_sql_pseudo_types(ctx: Context, proc: PgProc) -> None:
    result = ctx.catalog.pg_type[proc.prorettype]
    if result.typtype == "p" and result.oid not in (RECORD, VOID) and result.oid not in _POLYMORPHIC:
        shown = format_type(ctx.catalog, result.oid, namespace=ctx.namespace)
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, f"SQL functions cannot return type {shown}")
    for typid in proc.proargtypes:
        argument = ctx.catalog.pg_type[typid]
        if argument.typtype == "p" and typid not in _POLYMORPHIC:
            shown = format_type(ctx.catalog, typid, namespace=ctx.namespace)
            raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, f"SQL functions cannot have arguments of type {shown}")


_CONSTRUCTORS = frozenset(
    {
        "range_constructor2", "range_constructor3", "multirange_constructor0", "multirange_constructor1",
        "multirange_constructor2",
    }
)
"""Built-in symbols that no function is named after: what CREATE TYPE ... AS RANGE makes functions of."""


def _check_internal(ctx: Context, proc: PgProc) -> None:
    if proc.prosrc in _CONSTRUCTORS:
        return
    if any(each.oid < FIRST_NORMAL_OID for each in ctx.catalog.pg_proc.find("name", proc.prosrc)):
        return
    raise NotSimulated(f'whether there is a built-in function named "{proc.prosrc}"')
