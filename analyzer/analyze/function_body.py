"""SQL-language function bodies: parameters by name and number, the final statement against the result type
(sql_fn_parser_setup, check_sql_fn_retval, src/backend/executor/functions.c; fmgr_sql_validator, catalog/pg_proc.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import coerce, func, lsyscache, query
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState
from analyzer.analyze.polymorphic import POLYMORPHIC_TYPES
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError
from analyzer.tree.parse import Node, parse_many

_QUERIES = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def check_sql_function(ns: Namespace, proc: PgProc, body: str) -> None:
    """Raise what CREATE FUNCTION says of a body in LANGUAGE sql that is a string; locations are bytes of the body.

    With polymorphic arguments only the syntax is checked, as on the server.
    """
    raws = parse_many(body)
    if any(typid in POLYMORPHIC_TYPES for typid in proc.proargtypes):
        return
    queries: list[e.Query | None] = []
    for raw in raws:
        queries.append(_analyze(ns, proc, raw.tag, raw.decode()) if raw.tag in _QUERIES else None)
    _check_retval(ns, proc, queries)


def analyze_string_body(ns: Namespace, proc: PgProc) -> tuple[e.Query, ...]:
    """Return the analyzed queries of a LANGUAGE sql body that is a string; () if one of its statements is no query."""
    raws = list(parse_many(proc.prosrc))
    if any(raw.tag not in _QUERIES for raw in raws):
        return ()
    return tuple(_analyze(ns, proc, raw.tag, raw.decode()) for raw in raws)


def analyze_sql_body(ns: Namespace, proc: PgProc, node: Node) -> tuple[e.Query, ...]:
    """Return the analyzed statements of an SQL-standard body: RETURN expression, or BEGIN ATOMIC ... END."""
    if "ReturnStmt" in node:
        target = {"ResTarget": {"val": node["ReturnStmt"]["returnval"]}}
        select = {"targetList": [target], "limitOption": "LIMIT_OPTION_DEFAULT", "op": "SETOP_NONE"}
        queries = [structs.replace(_analyze(ns, proc, "SelectStmt", select), isReturn=True)]
    else:
        queries = []
        for item in node["List"]["items"][0]["List"].get("items", ()):
            ((tag, inner),) = item.items()
            is_return = tag == "ReturnStmt"
            if is_return:
                tag, inner = "SelectStmt", {
                    "targetList": [{"ResTarget": {"val": inner["returnval"]}}],
                    "limitOption": "LIMIT_OPTION_DEFAULT", "op": "SETOP_NONE",
                }
            if tag not in _QUERIES:
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, f"{_command(tag)} is not yet supported in unquoted SQL function body"
                )
            queries.append(structs.replace(_analyze(ns, proc, tag, inner), isReturn=is_return))
    if not any(typid in POLYMORPHIC_TYPES for typid in proc.proargtypes):
        _check_retval(ns, proc, queries)
    return tuple(queries)


def _command(tag: str) -> str:
    words = [word if i == 0 else word for i, word in enumerate(_split_words(tag.removesuffix("Stmt")))]
    return " ".join(words).upper()


def _split_words(name: str) -> list[str]:
    words: list[str] = []
    for character in name:
        if character.isupper() or not words:
            words.append("")
        words[-1] += character
    return words


def _analyze(ns: Namespace, proc: PgProc, tag: str, node: Node) -> e.Query:
    ps = ParseState(ns)
    types = proc.proargtypes
    query.fixed_params(ps, types)
    names = _input_names(proc)

    def by_name(state: ParseState, ref: Node, found: Any) -> Any:
        if found is not None:
            # A column always wins.
            return None
        return _parameter(state, proc, names, ref)

    ps.post_columnref_hook = by_name
    return query.analyze_statement(ns, tag, node, pstate=ps)


def _input_names(proc: PgProc) -> list[str]:
    if proc.proargnames is None:
        return []
    modes = proc.proargmodes or "i" * len(proc.proargnames)
    return [name for name, mode in zip(proc.proargnames, modes, strict=False) if mode in "ibv"]


def _parameter(ps: ParseState, proc: PgProc, names: Sequence[str], ref: Node) -> Any:
    """Return the parameter that name, function.name or name.field means, or None (sql_fn_post_column_ref)."""
    fields = ref["fields"]
    if "String" not in fields[-1]:
        fields = fields[:-1]
        if not fields:
            return None
        whole = [field["String"]["sval"] for field in fields]
        if len(whole) == 1:
            return _named(ps, proc, names, whole[0])
        return None
    parts = [field["String"]["sval"] for field in fields]
    if len(parts) == 1:
        return _named(ps, proc, names, parts[0])
    found = None
    rest: list[str] = []
    if parts[0] == proc.proname:
        found = _named(ps, proc, names, parts[1])
        rest = parts[2:]
    if found is None:
        found = _named(ps, proc, names, parts[0])
        rest = parts[1:]
    if found is None or len(rest) > 1:
        return None
    return _field(ps, found, rest[0]) if rest else found


def _named(ps: ParseState, proc: PgProc, names: Sequence[str], name: str) -> Any:
    for position, each in enumerate(names):
        if each == name and name:
            typid = proc.proargtypes[position]
            return e.Param("e", position + 1, typid, -1, lsyscache.get_typcollation(ps.catalog, typid))
    return None


def _field(ps: ParseState, arg: e.Param, name: str) -> Any:
    relid = lsyscache.type_or_domain_relid(ps.catalog, arg.paramtype)
    if not relid:
        return None
    column = ps.catalog.pg_attribute.first("name", (relid, name))
    if column is None or column.attisdropped:
        return None
    return e.FieldSelect(arg, column.attnum, column.atttypid, column.atttypmod, column.attcollation)


# -- the result ----------------------------------------------------------------------------------------------------


def _check_retval(ns: Namespace, proc: PgProc, queries: Sequence[e.Query | None]) -> None:
    """Raise 42P13 unless the final statement gives what the function returns (check_sql_fn_retval)."""
    rettype = proc.prorettype
    if rettype == t.VOID:
        return
    last = queries[-1] if queries else None
    targets: list[e.TargetEntry] | None = None
    if last is not None and last.commandType == "select":
        targets = [entry for entry in last.targetList if not entry.resjunk]
    elif last is not None and last.returningList:
        targets = [entry for entry in last.returningList if not entry.resjunk]
    if targets is None:
        statements = "SELECT or INSERT/UPDATE/DELETE/MERGE RETURNING" if ns.catalog.postgres >= 17 else "SELECT or INSERT/UPDATE/DELETE RETURNING"
        raise _mismatch(ns, rettype, f"Function's final statement must be {statements}.")
    result = func.function_result(ns, proc, rettype)
    if result.kind == "scalar":
        if len(targets) != 1:
            raise _mismatch(ns, rettype, "Final statement must return exactly one column.")
        if not _coercible(ns, targets[0], rettype):
            actual = format_type(ns.catalog, expr_type(targets[0].expr), namespace=ns)
            raise _mismatch(ns, rettype, f"Actual return type is {actual}.")
        return
    if result.kind == "record" or (rettype == t.RECORD and not result.columns):
        return
    if not result.columns:
        return
    if len(targets) == 1 and proc.prokind != "p" and rettype != t.RECORD and _coercible(ns, targets[0], rettype):
        return
    _check_columns(ns, rettype, targets, [column for column in result.columns if column[1]])


def _check_columns(ns: Namespace, rettype: int, targets: list[e.TargetEntry], columns: list[Any]) -> None:
    for position, target in enumerate(targets):
        if position >= len(columns):
            raise _mismatch(ns, rettype, "Final statement returns too many columns.")
        if not _coercible(ns, target, columns[position][1]):
            actual = format_type(ns.catalog, expr_type(target.expr), namespace=ns)
            wanted = format_type(ns.catalog, columns[position][1], namespace=ns)
            raise _mismatch(ns, rettype, f"Final statement returns {actual} instead of {wanted} at column {position + 1}.")
    if len(targets) < len(columns):
        raise _mismatch(ns, rettype, "Final statement returns too few columns.")


def _coercible(ns: Namespace, target: e.TargetEntry, wanted: int) -> bool:
    # coerce_fn_result_column() coerces as in an assignment.
    return coerce.can_coerce_type(ns.catalog, (expr_type(target.expr),), (wanted,), coerce.ASSIGNMENT)


def _mismatch(ns: Namespace, rettype: int, detail: str) -> PgError:
    shown = format_type(ns.catalog, rettype, namespace=ns)
    return PgError(
        sqlstate.INVALID_FUNCTION_DEFINITION, f"return type mismatch in function declared to return {shown}", detail=detail
    )
