"""CREATE FUNCTION and CREATE PROCEDURE (src/backend/commands/functioncmds.c; ProcedureCreate, catalog/pg_proc.c)."""

from __future__ import annotations

import msgspec

from analyzer import sqlstate
from analyzer.analyze.lsyscache import get_element_type
from analyzer.analyze.polymorphic import POLYMORPHIC_TYPES
from analyzer.analyze.typename import typename_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_language import PgLanguage
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.type_oids import INTERNAL
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import default_acl_for, record_extension_member, record_new_acl, record_owner
from analyzer.commands.routines.body import check_body, sql_body
from analyzer.commands.routines.options import Options, function_options
from analyzer.commands.routines.parameters import Parameters, interpret_parameters, result_type
from analyzer.commands.routines.replace import check_replacement
from analyzer.errors import PgError
from analyzer.tree.names import qualified
from analyzer.tree.parse import Node

C_LANGUAGE, INTERNAL_LANGUAGE, SQL_LANGUAGE = 13, 12, 14
FUNC_MAX_ARGS = 100


def create_function(ctx: Context, node: Node) -> None:
    """Run CREATE [OR REPLACE] FUNCTION or PROCEDURE."""
    is_procedure = bool(node.get("is_procedure"))
    schema, name = qualified(node["funcname"])
    namespace = ctx.namespace.creation_schema(schema)
    options = function_options(ctx, node, is_procedure=is_procedure)
    language = _language(ctx, options, has_sql_body=node.get("sql_body") is not None)
    if options.leakproof and not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "only superuser can define a leakproof function")
    transformed = _transformed(ctx, options, language)
    routine = "procedure" if is_procedure else "function"
    parameters = interpret_parameters(ctx, node.get("parameters", []), language.lanname, routine=routine)
    rettype, retset = result_type(ctx, node.get("returnType"), parameters, language.lanname, is_procedure=is_procedure)
    prosrc, probin = _as_clause(ctx, options, node, language, name)
    if node.get("sql_body") is not None and any(typid in POLYMORPHIC_TYPES for typid in parameters.types):
        raise PgError(
            sqlstate.INVALID_FUNCTION_DEFINITION,
            "SQL function with unquoted function body cannot have polymorphic arguments",
        )
    cost, rows = _cost_and_rows(options, language, retset)
    if len(parameters.types) > FUNC_MAX_ARGS:
        raise PgError(
            sqlstate.TOO_MANY_ARGUMENTS, f"functions cannot have more than {FUNC_MAX_ARGS} arguments"
        )
    _check_polymorphic(parameters, rettype)
    proc = PgProc(
        ctx.catalog.new_oid(), name, namespace, ctx.roleid, language.oid, rettype,
        proargtypes=parameters.types,
        proallargtypes=parameters.all_types,
        proargmodes=parameters.modes,
        proargnames=parameters.names,
        pronargdefaults=len(parameters.defaults),
        proargdefaults=parameters.defaults or None,
        procost=cost,
        prorows=rows,
        provariadic=parameters.variadic,
        prosupport=options.support,
        prokind="p" if is_procedure else "w" if options.window else "f",
        prosecdef=options.security,
        proleakproof=options.leakproof,
        proisstrict=options.strict,
        proretset=retset,
        provolatile=options.volatility,
        proparallel=options.parallel,
        prosrc=prosrc,
        probin=probin,
        proconfig=options.config,
        protrftypes=transformed,
    )
    store_procedure(ctx, proc, node, language.lanname, replace=bool(node.get("replace")))


def _transformed(ctx: Context, options: Options, language: PgLanguage) -> tuple[int, ...] | None:
    """Return the types of TRANSFORM FOR TYPE; 42704 for one that the language has no transform for."""
    if options.transforms is None:
        return None
    found = []
    for node in options.transforms:
        typid = typename_type(ctx.namespace, node)[0].oid
        typid = get_element_type(ctx.catalog, typid) or typid
        if not ctx.catalog.pg_transform.has("types", (typid, language.oid)):
            shown = format_type(ctx.catalog, typid, namespace=ctx.namespace)
            raise PgError(
                sqlstate.UNDEFINED_OBJECT, f'transform for type {shown} language "{language.lanname}" does not exist'
            )
        found.append(typid)
    return tuple(found)


def store_procedure(ctx: Context, proc: PgProc, node: Node, language: str, *, replace: bool) -> PgProc:
    """Insert or replace the routine's row with its dependencies, then check its body (ProcedureCreate)."""
    catalog = ctx.catalog
    old = existing_routine(ctx, proc.proname, proc.pronamespace, proc.proargtypes)
    body = sql_body(ctx, proc, node["sql_body"]) if node.get("sql_body") is not None else None
    proc = msgspec.structs.replace(proc, prosqlbody=body)
    if old is not None:
        check_replacement(ctx, old, proc, replace=replace)
        record_extension_member(ctx, ObjectAddress("pg_proc", old.oid), replace=True)
        proc = msgspec.structs.replace(proc, oid=old.oid, proowner=old.proowner, proacl=old.proacl)
        depend.forget(catalog, ObjectAddress("pg_proc", old.oid), deptype=depend.NORMAL)
    else:
        proc = msgspec.structs.replace(proc, proacl=default_acl_for(ctx, "f", proc.pronamespace))
    catalog.pg_proc.set(proc)
    ctx.session.creation_paths[proc.oid] = ctx.session.settings.get("search_path") or ""
    address = ObjectAddress("pg_proc", proc.oid)
    _record_dependencies(ctx, proc)
    if old is None:
        record_owner(ctx, address, proc.proowner)
        record_new_acl(ctx, address, proc.proowner, proc.proacl)
        record_extension_member(ctx, address)
    check_body(ctx, proc, node, language)
    return proc


def existing_routine(ctx: Context, name: str, namespace: int, argtypes: tuple[int, ...]) -> PgProc | None:
    """Return the routine of that schema, name and input types (the unique index of pg_proc)."""
    for proc in ctx.catalog.pg_proc.find("name", name):
        if proc.pronamespace == namespace and proc.proargtypes == argtypes:
            return proc
    return None


def _record_dependencies(ctx: Context, proc: PgProc) -> None:
    from analyzer.analyze.dependency import expr_dependencies

    catalog = ctx.catalog
    address = ObjectAddress("pg_proc", proc.oid)
    types = {proc.prorettype, *(proc.proallargtypes or proc.proargtypes)}
    referenced = [
        ObjectAddress("pg_namespace", proc.pronamespace),
        ObjectAddress("pg_language", proc.prolang),
        *(ObjectAddress("pg_type", typid) for typid in sorted(types)),
    ]
    for typid in proc.protrftypes or ():
        transform = catalog.pg_transform.first("types", (typid, proc.prolang))
        referenced += [] if transform is None else [ObjectAddress("pg_transform", transform.oid)]
    if proc.prosupport:
        referenced.append(ObjectAddress("pg_proc", proc.prosupport))
    depend.record(catalog, address, referenced)
    for default in proc.proargdefaults or ():
        depend.record(catalog, address, expr_dependencies(catalog, default))
    for statement in proc.prosqlbody or ():
        depend.record(catalog, address, expr_dependencies(catalog, statement))


def _language(ctx: Context, options: Options, *, has_sql_body: bool) -> PgLanguage:
    """Return the language, its use checked."""
    name = options.language
    if name is None:
        if not has_sql_body:
            raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "no language specified")
        name = "sql"
    language = ctx.catalog.pg_language.first("name", name)
    if language is None:
        from analyzer.baseline.extensions import extension_facts

        # plpgsql is an extension that every new database has; it may have been dropped.
        platform = ctx.session.platform or "postgres"
        available = name == "plpgsql" or extension_facts(ctx.postgres, platform, name) is not None
        hint = "Use CREATE EXTENSION to load the language into the database." if available else None
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'language "{name}" does not exist', hint=hint, missing=("language", None, name)
        )
    address = ObjectAddress("pg_language", language.oid)
    if language.lanpltrusted:
        acl.check(ctx.catalog, address, ctx.roleid, acl.USAGE)
    elif not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for language {name}")
    found: PgLanguage = language
    return found


def _as_clause(
    ctx: Context, options: Options, node: Node, language: PgLanguage, name: str
) -> tuple[str, str | None]:
    """Return (prosrc, probin) (interpret_AS_clause)."""
    items = options.as_items
    has_body = node.get("sql_body") is not None
    if has_body and language.oid != SQL_LANGUAGE:
        raise PgError(
            sqlstate.INVALID_FUNCTION_DEFINITION, "inline SQL function body only valid for language SQL"
        )
    if items is None:
        if not has_body:
            raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "no function body specified")
        return "", None
    if has_body:
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "duplicate function body specified")
    if language.oid == C_LANGUAGE:
        source = items[1] if len(items) > 1 else name
        return (name if source == "-" else source), items[0]
    if len(items) > 1:
        raise PgError(
            sqlstate.INVALID_FUNCTION_DEFINITION, f'only one AS item needed for language "{language.lanname}"'
        )
    if language.oid == INTERNAL_LANGUAGE:
        return items[0] or name, None
    return items[0], None


def _cost_and_rows(options: Options, language: PgLanguage, retset: bool) -> tuple[float, float]:
    cost, rows = options.cost, options.rows
    if cost < 0:
        cost = 1.0 if language.oid in (INTERNAL_LANGUAGE, C_LANGUAGE) else 100.0
    if rows < 0:
        rows = 1000.0 if retset else 0.0
    elif not retset:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, "ROWS is not applicable when function does not return a set"
        )
    return cost, rows


def _check_polymorphic(parameters: Parameters, rettype: int) -> None:
    """Refuse polymorphic results that no input decides (check_valid_polymorphic_signature)."""
    inputs = parameters.types
    outputs = [
        typid for typid, mode in zip(parameters.all_types or (), parameters.modes or "", strict=True) if mode in "obt"
    ]
    for typid in (rettype, *outputs):
        problem = polymorphic_problem(typid, inputs)
        if problem is not None:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION, "cannot determine result data type", detail=problem
            )
    for typid in (rettype, *outputs):
        problem = internal_problem(typid, inputs)
        if problem is not None:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION, 'unsafe use of pseudo-type "internal"', detail=problem
            )


_FAMILY_1 = {
    2283: "anyelement", 2277: "anyarray", 2776: "anynonarray", 3500: "anyenum", 3831: "anyrange", 4537: "anymultirange",
}
_FAMILY_2 = {
    5077: "anycompatible", 5078: "anycompatiblearray", 5079: "anycompatiblenonarray", 5080: "anycompatiblerange",
    4538: "anycompatiblemultirange",
}


def internal_problem(typid: int, inputs: tuple[int, ...]) -> str | None:
    """Return why a routine of these inputs may not return `typid`, where that is type internal
    (check_valid_internal_signature).
    """
    if typid != INTERNAL or INTERNAL in inputs:
        return None
    return "A result of type internal requires at least one input of type internal."


def polymorphic_problem(typid: int, inputs: tuple[int, ...]) -> str | None:
    """Return why a polymorphic type cannot be worked out from these inputs, None if it can or is not polymorphic
    (check_valid_polymorphic_signature).
    """
    for family in (_FAMILY_1, _FAMILY_2):
        if typid not in family:
            continue
        shown = family[typid]
        if shown.endswith("range"):
            enough = any(family.get(each, "").endswith("range") for each in inputs)
            needed = ", ".join(name for name in family.values() if name.endswith("range"))
            needed = needed.replace(", ", " or ")
        else:
            enough = any(each in family for each in inputs)
            names = list(family.values())
            needed = ", ".join(names[:-1]) + f", or {names[-1]}"
        if not enough:
            return f"A result of type {shown} requires at least one input of type {needed}."
    return None


