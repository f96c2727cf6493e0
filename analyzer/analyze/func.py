"""Function lookup: by call, and by signature as in DDL (src/backend/parser/parse_func.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import candidates as cand
from analyzer.analyze import coercible, lsyscache, typename
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import func_signature
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError
from analyzer.tree import names as tree_names
from analyzer.tree.parse import Node

NOT_FOUND = "notfound"
MULTIPLE = "multiple"
COERCION = "coercion"


class FuncDetail:
    """What a call means: `kind` is notfound, multiple, coercion, or the function's prokind."""

    __slots__ = ("argnumbers", "declared", "kind", "ndargs", "nvargs", "proc", "rettype")

    def __init__(
        self, kind: str, proc: PgProc | None = None, rettype: int = 0, declared: Sequence[int] = (), nvargs: int = 0,
        ndargs: int = 0, argnumbers: tuple[int, ...] | None = None,
    ) -> None:
        self.kind = kind
        self.proc = proc
        self.rettype = rettype
        self.declared = declared
        self.nvargs = nvargs
        self.ndargs = ndargs
        self.argnumbers = argnumbers


def func_get_detail(
    ns: Namespace,
    names: list[Node],
    argtypes: Sequence[int],
    argnames: Sequence[str] = (),
    *,
    expand_variadic: bool = True,
    expand_defaults: bool = True,
    include_out_arguments: bool = False,
    have_args: bool = True,
) -> FuncDetail:
    """Find the function that a call means; a cast written as a call is "coercion" (func_get_detail)."""
    schema, name = typename.deconstruct(ns, names)
    nargs = len(argtypes)
    raw = cand.function_candidates(
        ns, schema, name, nargs, argnames, expand_variadic=expand_variadic, expand_defaults=expand_defaults,
        include_out_arguments=include_out_arguments,
    )
    wanted = tuple(argtypes)
    best = next((c for c in raw if c.args[:nargs] == wanted), None)
    if best is None:
        if nargs == 1 and have_args and not argnames:
            target = _coercion_target(ns, names, wanted[0])
            if target:
                return FuncDetail(COERCION, rettype=target, declared=wanted)
        matching = cand.match_argtypes(ns.catalog, wanted, raw) if raw else []
        if len(matching) == 1:
            best = matching[0]
        elif matching:
            best = cand.select_candidate(ns.catalog, wanted, matching)
            if best is None:
                return FuncDetail(MULTIPLE)
    if best is None:
        return FuncDetail(NOT_FOUND)
    if not best.oid:
        return FuncDetail(MULTIPLE)
    if argnames and not expand_variadic and nargs > 0 and best.argnumbers and best.argnumbers[nargs - 1] != nargs - 1:
        return FuncDetail(NOT_FOUND)
    proc: PgProc = best.proc
    return FuncDetail(proc.prokind, proc, proc.prorettype, best.args, best.nvargs, best.ndargs, best.argnumbers)


def _coercion_target(ns: Namespace, names: list[Node], source: int) -> int:
    # FuncNameAsType: a bare type name, neither a shell nor a composite type.
    try:
        record = typename.lookup_type(ns, {"names": names}, missing_ok=True)
    except PgError:
        return 0
    if record is None or not record.typisdefined or lsyscache.type_relid(ns.catalog, record.oid):
        return 0
    if source == t.UNKNOWN:
        return record.oid
    path, _ = coercible.find_coercion_pathway(ns.catalog, record.oid, source, coercible.EXPLICIT)
    if path == "relabel":
        return record.oid
    if path == "io":
        rowlike = source == t.RECORD or lsyscache.is_complex(ns.catalog, source)
        if not (rowlike and coercible.type_category(ns.catalog, record.oid) == coercible.STRING_CATEGORY):
            return record.oid
    return 0


# -- lookup by signature, for DDL ----------------------------------------------------------------------------------

_NOUNS = {"function": "function", "procedure": "procedure", "routine": "routine", "aggregate": "aggregate"}


def lookup_function(
    ns: Namespace,
    names: list[Node],
    argtypes: Sequence[int],
    *,
    procedures: bool = False,
    include_out_arguments: bool = False,
) -> PgProc | None:
    """Return the function with exactly these argument types, or None; with `procedures` also a procedure
    (LookupFuncNameInternal with missing_ok and a given nargs).
    """
    schema, name = typename.deconstruct(ns, names)
    if schema is not None and not cand.schema_exists(ns, schema):
        return None
    wanted = tuple(argtypes)
    for candidate in cand.function_candidates(
        ns, schema, name, len(wanted), expand_variadic=False, expand_defaults=False,
        include_out_arguments=include_out_arguments,
    ):
        if candidate.oid and candidate.args == wanted and (procedures or candidate.proc.prokind != "p"):
            return candidate.proc  # type: ignore[no-any-return]
    return None


def lookup_function_with_args(
    ns: Namespace, object_with_args_node: Node, objtype: str = "function", *, missing_ok: bool = False
) -> PgProc | None:
    """Return the routine that name(argument types) or a bare name means in ALTER, DROP, GRANT, COMMENT
    (LookupFuncWithArgs).

    `objtype` is function, procedure, routine or aggregate, or OBJECT_FUNCTION and so on. Absent or ambiguous:
    42883, 42725; the wrong kind: 42809. With `missing_ok` an absent routine is None.
    """
    node = object_with_args_node.get("ObjectWithArgs", object_with_args_node)
    objtype = objtype.removeprefix("OBJECT_").lower()
    names: list[Node] = node["objname"]
    argtypes = argument_types(ns, node, missing_ok)
    if argtypes is None:
        return None
    unspecified = bool(node.get("args_unspecified"))
    found = _by_signature(ns, node, names, argtypes, unspecified, objtype, missing_ok)
    if found is None:
        if missing_ok:
            return None
        raise _absent(ns, names, argtypes, objtype)
    _check_kind(ns, found, names, argtypes, objtype)
    return found


def argument_types(ns: Namespace, node: Node, missing_ok: bool) -> list[int] | None:
    """Return the argument types an ObjectWithArgs lists, None if one is absent and `missing_ok`."""
    out = []
    for arg in node.get("objargs", ()):
        inner = arg.get("TypeName") if arg else None
        if inner is None:
            out.append(0)
            continue
        typid = typename.lookup_type_oid(ns, inner, missing_ok=missing_ok)
        if not typid:
            return None
        out.append(typid)
    return out


def _by_signature(
    ns: Namespace, node: Node, names: list[Node], argtypes: list[int], unspecified: bool, objtype: str, missing_ok: bool
) -> PgProc | None:
    schema, name = typename.deconstruct(ns, names)
    if schema is not None and not cand.schema_exists(ns, schema):
        if missing_ok:
            return None
        ns.explicit_namespace(schema)
    if unspecified:
        return _by_name(ns, names, schema, name, objtype, missing_ok)
    # First by input arguments; procedures and routines may also list all of them, OUT ones included.
    plain = lookup_function(ns, names, argtypes, procedures=True)
    if objtype not in ("procedure", "routine") or "objfuncargs" not in node:
        return plain
    if any(p["FunctionParameter"].get("mode") != "FUNC_PARAM_DEFAULT" for p in node["objfuncargs"]):
        return plain
    # Without any mode written, the list may also be that of all parameters, OUT ones included.
    everything = all_argument_types(ns, node)
    clash = any(
        not candidate.oid and candidate.args == tuple(everything)
        for candidate in cand.function_candidates(
            ns, schema, name, len(everything), expand_variadic=False, expand_defaults=False,
            include_out_arguments=True,
        )
    )
    full = lookup_function(ns, names, everything, procedures=True, include_out_arguments=True)
    if full is not None and full.prokind != "p" and objtype == "procedure":
        full = None
    if clash or (plain is not None and full is not None and plain.oid != full.oid):
        noun = "procedure" if objtype == "procedure" else "routine"
        raise PgError(
            sqlstate.AMBIGUOUS_FUNCTION, f'{noun} name "{tree_names.name_list_to_string(names)}" is not unique',
            hint=f"Specify the argument list to select the {noun} unambiguously." if unspecified else None,
        )
    return plain if plain is not None else full


def all_argument_types(ns: Namespace, node: Node) -> list[int]:
    """Return the types of all parameters an ObjectWithArgs lists, OUT ones included."""
    out = []
    for parameter in node.get("objfuncargs", ()):
        found = typename.lookup_type(ns, parameter["FunctionParameter"]["argType"], missing_ok=True)
        out.append(found.oid if found is not None else 0)
    return out


def _by_name(
    ns: Namespace, names: list[Node], schema: str | None, name: str, objtype: str, missing_ok: bool
) -> PgProc | None:
    found = cand.function_candidates(ns, schema, name, -1, expand_variadic=False, expand_defaults=False)
    shown = tree_names.name_list_to_string(names)
    # LookupFuncNameInternal tells procedures from all others only.
    if objtype == "routine":
        matching = list(found)
    else:
        matching = [c for c in found if (c.proc.prokind == "p") == (objtype == "procedure")]
    if len(matching) > 1:
        noun = _NOUNS[objtype]
        raise PgError(
            sqlstate.AMBIGUOUS_FUNCTION, f'{noun} name "{shown}" is not unique',
            hint=f"Specify the argument list to select the {noun} unambiguously.",
        )
    if matching:
        proc: PgProc = matching[0].proc
        return proc
    if missing_ok:
        return None
    noun = _NOUNS[objtype]
    noun = "function" if objtype == "routine" else noun
    raise PgError(
        sqlstate.UNDEFINED_FUNCTION, f'could not find a {noun} named "{shown}"', missing=("function", schema, name)
    )


def _absent(
    ns: Namespace, names: list[Node], argtypes: list[int], objtype: str
) -> PgError:
    schema, name = typename.deconstruct(ns, names)
    shown = tree_names.name_list_to_string(names)
    if objtype == "aggregate":
        if not argtypes:
            return PgError(
                sqlstate.UNDEFINED_FUNCTION, f"aggregate {shown}(*) does not exist", missing=("function", schema, name)
            )
        signature = func_signature(ns, shown, argtypes)
        return PgError(
            sqlstate.UNDEFINED_FUNCTION, f"aggregate {signature} does not exist", missing=("function", schema, name)
        )
    noun = "procedure" if objtype == "procedure" else "function"
    signature = func_signature(ns, shown, argtypes)
    return PgError(
        sqlstate.UNDEFINED_FUNCTION, f"{noun} {signature} does not exist", missing=("function", schema, name)
    )


def _check_kind(ns: Namespace, proc: PgProc, names: list[Node], argtypes: list[int], objtype: str) -> None:
    shown = tree_names.name_list_to_string(names)

    def wrong(noun: str) -> PgError:
        return PgError(sqlstate.WRONG_OBJECT_TYPE, f"{func_signature(ns, shown, argtypes)} is not {noun}")

    if objtype == "function" and proc.prokind == "p":
        raise wrong("a function")
    if objtype == "procedure" and proc.prokind != "p":
        raise wrong("a procedure")
    if objtype == "aggregate" and proc.prokind != "a":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"function {func_signature(ns, shown, argtypes)} is not an aggregate"
        )


# -- results -------------------------------------------------------------------------------------------------------


class FunctionResult:
    """What a function's calls give: `kind` is scalar, composite, composite_domain, record or other (TypeFuncClass)."""

    __slots__ = ("columns", "kind", "typid")

    def __init__(self, kind: str, typid: int, columns: list[tuple[str, int, int, int]]) -> None:
        self.kind = kind
        self.typid = typid
        self.columns = columns
        """Name, type, typmod, collation of each column of a row result."""


def out_columns(_ns: Namespace, proc: PgProc) -> list[tuple[str, int]] | None:
    """Return name and type of a function's OUT, INOUT and TABLE parameters; None unless it returns RECORD through
    them.
    """
    if proc.prorettype != t.RECORD or proc.proallargtypes is None or proc.proargmodes is None:
        return None
    names = proc.proargnames or ("",) * len(proc.proallargtypes)
    out: list[tuple[str, int]] = []
    for typid, mode, name in zip(proc.proallargtypes, proc.proargmodes, names, strict=False):
        if mode in "obt":
            out.append((name or f"column{len(out) + 1}", typid))
    if len(out) > 1:
        return out
    return None


def function_result(ns: Namespace, proc: PgProc, rettype: int, actual: Sequence[int] = ()) -> FunctionResult:
    """Return the class and columns of a function's result, `rettype` being its resolved result type
    (get_expr_result_type).

    `actual` are the call's argument types, by which polymorphic OUT parameters are resolved.
    """
    catalog = ns.catalog
    outs = out_columns(ns, proc)
    if outs is not None:
        from analyzer.analyze import polymorphic

        columns = []
        for name, typid in outs:
            if typid in polymorphic.POLYMORPHIC_TYPES:
                _, typid = polymorphic.enforce_consistency(ns, actual, proc.proargtypes, typid, allow_poly=True)
            columns.append((name, typid, -1, lsyscache.get_typcollation(catalog, typid)))
        return FunctionResult("composite", t.RECORD, columns)
    return type_result(ns, rettype)


def type_result(ns: Namespace, typid: int) -> FunctionResult:
    """Return the class of a result type, and a composite one's columns (get_type_func_class)."""
    catalog = ns.catalog
    record = catalog.pg_type.get(typid)
    kind = "other"
    if record is not None:
        if record.typtype == "c":
            kind = "composite"
        elif record.typtype == "d":
            base = lsyscache.get_base_type(catalog, typid)
            kind = "composite_domain" if lsyscache.get_typtype(catalog, base) == "c" else "scalar"
        elif record.typtype in "berm":
            kind = "scalar"
        elif typid == t.RECORD:
            kind = "record"
        elif typid in (t.VOID, t.CSTRING):
            kind = "scalar"
    columns: list[Any] = []
    if kind.startswith("composite"):
        columns = lsyscache.function_result_columns(catalog, lsyscache.type_or_domain_relid(catalog, typid))
    return FunctionResult(kind, typid, columns)
