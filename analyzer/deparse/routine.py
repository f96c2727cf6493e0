"""Functions, procedures and aggregates as SQL (ruleutils.c pg_get_functiondef, pg_dump's dumpFunc and dumpAgg)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.catalog.exprs import Query, SqlText, Stored
from analyzer.catalog.format_type import format_type
from analyzer.deparse import names
from analyzer.deparse.context import Context
from analyzer.deparse.expr import expression, write
from analyzer.deparse.options import dollar_quote, setting
from analyzer.deparse.query import write_query
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import quote_identifier, quote_literal, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace
    from analyzer.catalog.pg_proc import PgProc

_INTERNAL, _C = 12, 13
_DEFAULT_COST: Final = {_INTERNAL: 1.0, _C: 1.0}
_MODES: Final[dict[str, str]] = {"i": "", "o": "OUT ", "b": "INOUT ", "v": "VARIADIC "}
_PARALLEL: Final[dict[str, str]] = {"s": "SAFE", "r": "RESTRICTED"}
_FINAL_MODIFY: Final[dict[str, str]] = {"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}


def routine_word(proc: PgProc) -> str:
    """Return FUNCTION, PROCEDURE or AGGREGATE."""
    return {"p": "PROCEDURE", "a": "AGGREGATE"}.get(proc.prokind, "FUNCTION")


def qualified_name(catalog: Catalog, proc: PgProc, ns: Namespace | None = None) -> str:
    """Return schema.name of a routine."""
    return quote_qualified(names.namespace_name(catalog, proc.pronamespace, ns), proc.proname)


def routine_signature(catalog: Catalog, proc: PgProc, ns: Namespace | None = None) -> str:
    """Return schema.name(argument types) as ALTER, DROP, COMMENT and GRANT take it."""
    if proc.prokind == "a":
        return f"{qualified_name(catalog, proc, ns)}({aggregate_arguments(catalog, proc, ns)})"
    types = ", ".join(format_type(catalog, typid, namespace=ns) for typid in proc.proargtypes)
    return f"{qualified_name(catalog, proc, ns)}({types})"


def argument_list(catalog: Catalog, proc: PgProc, ns: Namespace | None = None, *, defaults: bool = True) -> str:
    """Return the arguments with modes, names, types and defaults (pg_get_function_arguments)."""
    types = proc.proallargtypes or proc.proargtypes
    modes = proc.proargmodes or "i" * len(types)
    inputs = sum(1 for mode in modes if mode in "ibv")
    first_default = inputs - proc.pronargdefaults
    found: list[str] = []
    seen = 0
    for position, (typid, mode) in enumerate(zip(types, modes, strict=True)):
        if mode == "t":
            continue
        word = "IN " if mode == "i" and proc.prokind == "p" else _MODES[mode]
        name = proc.proargnames[position] if proc.proargnames and position < len(proc.proargnames) else ""
        text = word + (f"{quote_identifier(name)} " if name else "") + format_type(catalog, typid, namespace=ns)
        if mode in "ibv":
            if defaults and seen >= first_default and proc.proargdefaults:
                default = proc.proargdefaults[seen - first_default]
                text += f" DEFAULT {expression(catalog, default, None, ns)}"
            seen += 1
        found.append(text)
    return ", ".join(found)


def result_type(catalog: Catalog, proc: PgProc, ns: Namespace | None = None) -> str:
    """Return what follows RETURNS: a type, SETOF type or TABLE(...) (pg_get_function_result)."""
    types, modes = proc.proallargtypes or (), proc.proargmodes or ""
    if proc.proretset and "t" in modes:
        columns = [
            (f"{quote_identifier(proc.proargnames[i])} " if proc.proargnames and proc.proargnames[i] else "")
            + format_type(catalog, typid, namespace=ns)
            for i, (typid, mode) in enumerate(zip(types, modes, strict=True))
            if mode == "t"
        ]
        return f"TABLE({', '.join(columns)})"
    return ("SETOF " if proc.proretset else "") + format_type(catalog, proc.prorettype, namespace=ns)


def function_definition(catalog: Catalog, oid: int, ns: Namespace | None = None, *, replace: bool = False) -> str:
    """Return the CREATE FUNCTION or CREATE PROCEDURE statement, without a semicolon."""
    proc = catalog.pg_proc[oid]
    lines = [
        f"CREATE {'OR REPLACE ' if replace else ''}{routine_word(proc)} {qualified_name(catalog, proc, ns)}"
        f"({argument_list(catalog, proc, ns)})"
    ]
    if proc.prokind != "p":
        lines[0] += f" RETURNS {result_type(catalog, proc, ns)}"
    language = f"LANGUAGE {quote_identifier(catalog.pg_language[proc.prolang].lanname)}"
    transforms = [f"TRANSFORM {transformed_types(catalog, proc, ns)}"] if proc.protrftypes else []
    attributes = [language, *transforms, *_attributes(catalog, proc, ns)]
    lines.append("    " + " ".join(attributes))
    lines += [f"    {setting(config)}" for config in proc.proconfig or ()]
    lines.append("    " + function_body(catalog, proc, ns))
    return "\n".join(lines)


def _attributes(catalog: Catalog, proc: PgProc, ns: Namespace | None) -> list[str]:
    """Return the attributes that are not the default ones, in pg_get_functiondef's order."""
    attributes = ["WINDOW"] if proc.prokind == "w" else []
    attributes += [{"i": "IMMUTABLE", "s": "STABLE"}[proc.provolatile]] if proc.provolatile in "is" else []
    attributes += [f"PARALLEL {_PARALLEL[proc.proparallel]}"] if proc.proparallel in _PARALLEL else []
    attributes += ["STRICT"] if proc.proisstrict else []
    attributes += ["SECURITY DEFINER"] if proc.prosecdef else []
    attributes += ["LEAKPROOF"] if proc.proleakproof else []
    if proc.procost != _DEFAULT_COST.get(proc.prolang, 100.0) and proc.procost > 0:
        attributes.append(f"COST {proc.procost:g}")
    if proc.proretset and proc.prorows not in (0, 1000):
        attributes.append(f"ROWS {proc.prorows:g}")
    if proc.prosupport:
        attributes.append(f"SUPPORT {names.function_name(catalog, proc.prosupport, ns)}")
    return attributes


def functiondef(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return what pg_get_functiondef() returns, to the letter; 42809 for an aggregate.

    NotSimulated for a body of several SQL-standard statements, whose line breaks are those of the server's own layout,
    and for the bodies of built-in functions in SQL, which the baseline does not hold.
    """
    proc = catalog.pg_proc[oid]
    if proc.prokind == "a":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{proc.proname}" is an aggregate function')
    body = None if proc.prosqlbody is None else _sql_body(catalog, proc, ns)
    if body is not None and not body.startswith("RETURN "):
        raise NotSimulated("how pg_get_functiondef() lays out an SQL-standard body")
    if body is None and not proc.prosrc and catalog.pg_proc.baseline(oid) is not None:
        raise NotSimulated("the body of a function that was there from the beginning")
    word = routine_word(proc)
    name = quote_qualified(catalog.pg_namespace[proc.pronamespace].nspname, proc.proname)
    lines = [f"CREATE OR REPLACE {word} {name}({argument_list(catalog, proc, ns)})"]
    if proc.prokind != "p":
        lines.append(f" RETURNS {result_type(catalog, proc, ns)}")
    lines += [f" TRANSFORM {transformed_types(catalog, proc, ns)}"] if proc.protrftypes else []
    lines.append(f" LANGUAGE {quote_identifier(catalog.pg_language[proc.prolang].lanname)}")
    attributes = _attributes(catalog, proc, ns)
    if attributes:
        lines.append(" " + " ".join(attributes))
    lines += [f" {setting(config)}" for config in proc.proconfig or ()]
    if body is not None:
        return "\n".join([*lines, body, ""])
    library = f"{quote_literal(proc.probin)}, " if proc.probin is not None else ""
    tag = f"${word.lower()}"
    while tag in proc.prosrc:
        tag += "x"
    return "\n".join([*lines, f"AS {library}{tag}${proc.prosrc}{tag}$", ""])


def transformed_types(catalog: Catalog, proc: PgProc, ns: Namespace | None = None) -> str:
    """Return ``FOR TYPE a, FOR TYPE b``."""
    return ", ".join(f"FOR TYPE {format_type(catalog, typid, namespace=ns)}" for typid in proc.protrftypes or ())


def function_body(catalog: Catalog, proc: PgProc, ns: Namespace | None = None) -> str:
    """Return ``AS $$...$$``, or the SQL-standard body: BEGIN ATOMIC ... END or RETURN ..."""
    if proc.prosqlbody is not None:
        return _sql_body(catalog, proc, ns)
    if proc.probin is not None:
        return f"AS {quote_literal(proc.probin)}, {quote_literal(proc.prosrc)}"
    return f"AS {dollar_quote(proc.prosrc)}"


def _sql_body(catalog: Catalog, proc: PgProc, ns: Namespace | None) -> str:
    body: Stored = proc.prosqlbody
    if isinstance(body, SqlText):
        return body.sql
    context = Context(catalog, ns, argnames=proc.proargnames or (), funcname=proc.proname)
    queries: tuple[Query, ...] = body if isinstance(body, tuple) else (body,)
    texts = [_body_statement(query, context) for query in queries]
    if len(queries) == 1 and queries[0].isReturn:
        return texts[0]
    statements = "".join(f" {text};\n" for text in texts)
    return f"BEGIN ATOMIC\n{statements}END"


def _body_statement(query: Query, context: Context) -> str:
    if query.isReturn:
        # RETURN expression is kept as SELECT expression.
        return f"RETURN {write(query.targetList[0].expr, context, False)}"
    return write_query(query, context, names_visible=False)


# -- aggregates ----------------------------------------------------------------------------------------------------


def aggregate_arguments(catalog: Catalog, proc: PgProc, ns: Namespace | None = None) -> str:
    """Return an aggregate's arguments: ``*``, types, or direct arguments ORDER BY aggregated ones."""
    aggregate = catalog.pg_aggregate[proc.oid]
    types = proc.proallargtypes or proc.proargtypes
    modes = proc.proargmodes or "i" * len(types)
    shown: list[str] = []
    for position, (typid, mode) in enumerate(zip(types, modes, strict=True)):
        name = proc.proargnames[position] if proc.proargnames and position < len(proc.proargnames) else ""
        named = f"{quote_identifier(name)} " if name else ""
        shown.append(_MODES[mode] + named + format_type(catalog, typid, namespace=ns))
    if aggregate.aggkind == "n":
        return ", ".join(shown) or "*"
    direct = aggregate.aggnumdirectargs
    ordered = shown[direct:] or shown[-1:]
    return f"{', '.join(shown[:direct])} ORDER BY {', '.join(ordered)}".strip()


def aggregate_definition(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return the CREATE AGGREGATE statement, without a semicolon."""
    proc, aggregate = catalog.pg_proc[oid], catalog.pg_aggregate[oid]

    def function(funcid: int) -> str:
        return names.function_name(catalog, funcid, ns)

    options = [
        f"SFUNC = {function(aggregate.aggtransfn)}",
        f"STYPE = {names.type_name(catalog, aggregate.aggtranstype, -1, ns)}",
    ]
    if aggregate.aggtransspace:
        options.append(f"SSPACE = {aggregate.aggtransspace}")
    if aggregate.agginitval is not None:
        options.append(f"INITCOND = {quote_literal(aggregate.agginitval)}")
    if aggregate.aggfinalfn:
        options.append(f"FINALFUNC = {function(aggregate.aggfinalfn)}")
        options += ["FINALFUNC_EXTRA"] if aggregate.aggfinalextra else []
        if aggregate.aggfinalmodify != ("r" if aggregate.aggkind == "n" else "w"):
            options.append(f"FINALFUNC_MODIFY = {_FINAL_MODIFY[aggregate.aggfinalmodify]}")
    for word, funcid in (
        ("COMBINEFUNC", aggregate.aggcombinefn), ("SERIALFUNC", aggregate.aggserialfn),
        ("DESERIALFUNC", aggregate.aggdeserialfn), ("MSFUNC", aggregate.aggmtransfn),
        ("MINVFUNC", aggregate.aggminvtransfn), ("MFINALFUNC", aggregate.aggmfinalfn),
    ):
        options += [f"{word} = {function(funcid)}"] if funcid else []
    options += ["MFINALFUNC_EXTRA"] if aggregate.aggmfinalfn and aggregate.aggmfinalextra else []
    if aggregate.aggmtranstype:
        options.append(f"MSTYPE = {names.type_name(catalog, aggregate.aggmtranstype, -1, ns)}")
    if aggregate.aggmtransspace:
        options.append(f"MSSPACE = {aggregate.aggmtransspace}")
    if aggregate.aggminitval is not None:
        options.append(f"MINITCOND = {quote_literal(aggregate.aggminitval)}")
    if aggregate.aggsortop:
        options.append(f"SORTOP = {_sort_operator(catalog, aggregate.aggsortop)}")
    options += ["HYPOTHETICAL"] if aggregate.aggkind == "h" else []
    if proc.proparallel in "sr":
        options.append(f"PARALLEL = {'safe' if proc.proparallel == 's' else 'restricted'}")
    body = ",\n    ".join(options)
    return f"CREATE AGGREGATE {routine_signature(catalog, proc, ns)} (\n    {body}\n)"


def _sort_operator(catalog: Catalog, opno: int) -> str:
    operator = catalog.pg_operator[opno]
    schema = catalog.pg_namespace[operator.oprnamespace].nspname
    return f"OPERATOR({quote_identifier(schema)}.{operator.oprname})"
