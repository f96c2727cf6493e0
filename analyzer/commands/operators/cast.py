"""CREATE CAST and CREATE TRANSFORM (src/backend/commands/functioncmds.c; CastCreate, catalog/pg_cast.c)."""

from __future__ import annotations

import msgspec

from analyzer import sqlstate
from analyzer.analyze.coercible import is_binary_coercible
from analyzer.analyze.func import lookup_function_with_args
from analyzer.analyze.lsyscache import get_element_type
from analyzer.analyze.typename import type_name_to_string, typename_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_cast import PgCast
from analyzer.catalog.pg_language import PgTransform
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.pg_type import PgType
from analyzer.catalog.type_oids import BOOL, INT4, INTERNAL
from analyzer.commands.context import Context
from analyzer.commands.objects.check_ownership import check_type_owner
from analyzer.commands.objects.ownership import record_extension_member
from analyzer.commands.objects.support_function import check_execute
from analyzer.commands.relations.attribute import check_type_usage
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

_CONTEXTS = {"COERCION_IMPLICIT": "i", "COERCION_ASSIGNMENT": "a"}


def _shown(ctx: Context, record: PgType) -> str:
    return format_type(ctx.catalog, record.oid, namespace=ctx.namespace)


def _invalid(message: str) -> PgError:
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)


def create_cast(ctx: Context, node: Node) -> None:
    """Run CREATE CAST (source AS target) WITH FUNCTION, WITHOUT FUNCTION or WITH INOUT."""
    catalog = ctx.catalog
    source = typename_type(ctx.namespace, node["sourcetype"])[0]
    target = typename_type(ctx.namespace, node["targettype"])[0]
    for record, side in ((source, "source"), (target, "target")):
        if record.typtype == "p":
            shown = type_name_to_string(node[f"{side}type"])
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{side} data type {shown} is a pseudo-type")
    addresses = [ObjectAddress("pg_type", source.oid), ObjectAddress("pg_type", target.oid)]
    if not any(acl.is_owner(catalog, address, ctx.roleid) for address in addresses):
        shown = " or type ".join(_shown(ctx, record) for record in (source, target))
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of type {shown}")
    check_type_usage(ctx, source.oid)
    check_type_usage(ctx, target.oid)
    for record, side in ((source, "source"), (target, "target")):
        if record.typtype == "d":
            ctx.notice(
                f"cast will be ignored because the {side} data type is a domain", severity="WARNING",
                sqlstate=sqlstate.WRONG_OBJECT_TYPE,
            )
            break
    proc = None
    used: list[int] = []
    if node.get("func") is not None:
        proc = lookup_function_with_args(ctx.namespace, node["func"], "OBJECT_FUNCTION")
        assert proc is not None
        used = _check_cast_function(ctx, proc, source.oid, target.oid)
    elif not node.get("inout"):
        _check_binary(ctx, source, target)
    if source.oid == target.oid and (proc is None or len(proc.proargtypes) < 2):
        raise _invalid("source data type and target data type are the same")
    if catalog.pg_cast.has("types", (source.oid, target.oid)):
        shown = " to type ".join(_shown(ctx, record) for record in (source, target))
        raise PgError(sqlstate.DUPLICATE_OBJECT, f"cast from type {shown} already exists")
    method = "f" if proc is not None else "i" if node.get("inout") else "b"
    row = PgCast(
        catalog.new_oid(), source.oid, target.oid, proc.oid if proc is not None else 0,
        _CONTEXTS.get(node["context"], "e"), method,
    )
    catalog.pg_cast.set(row)
    if proc is not None:
        addresses.append(ObjectAddress("pg_proc", proc.oid))
    addresses.extend(ObjectAddress("pg_cast", oid) for oid in used)
    address = ObjectAddress("pg_cast", row.oid)
    depend.record(catalog, address, addresses)
    record_extension_member(ctx, address)


def _check_cast_function(ctx: Context, proc: PgProc, source: int, target: int) -> list[int]:
    """Raise unless the function can implement the cast; return the binary casts it leans on."""
    nargs = len(proc.proargtypes)
    if not 1 <= nargs <= 3:
        raise _invalid("cast function must take one to three arguments")
    if not is_binary_coercible(ctx.catalog, source, proc.proargtypes[0]):
        raise _invalid("argument of cast function must match or be binary-coercible from source data type")
    if nargs > 1 and proc.proargtypes[1] != INT4:
        raise _invalid("second argument of cast function must be type integer")
    if nargs > 2 and proc.proargtypes[2] != BOOL:
        raise _invalid("third argument of cast function must be type boolean")
    if not is_binary_coercible(ctx.catalog, proc.prorettype, target):
        raise _invalid("return data type of cast function must match or be binary-coercible to target data type")
    if proc.prokind != "f":
        raise _invalid("cast function must be a normal function")
    if proc.proretset:
        raise _invalid("cast function must not return a set")
    pairs = ((source, proc.proargtypes[0]), (proc.prorettype, target))
    found = (ctx.catalog.pg_cast.first("types", pair) for pair in pairs if pair[0] != pair[1])
    return [row.oid for row in found if row is not None and row.castmethod == "b" and row.castcontext == "i"]


def _check_binary(ctx: Context, source: PgType, target: PgType) -> None:
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to create a cast WITHOUT FUNCTION"
        )
    if (source.typlen, source.typbyval, source.typalign) != (target.typlen, target.typbyval, target.typalign):
        raise _invalid("source and target data types are not physically compatible")
    kinds = source.typtype + target.typtype
    if "c" in kinds:
        raise _invalid("composite data types are not binary-compatible")
    if get_element_type(ctx.catalog, source.oid) or get_element_type(ctx.catalog, target.oid):
        raise _invalid("array data types are not binary-compatible")
    if set("rm") & set(kinds) and ctx.postgres >= 17:
        raise _invalid("range data types are not binary-compatible")
    if "e" in kinds:
        raise _invalid("enum data types are not binary-compatible")
    if "d" in kinds:
        raise _invalid("domain data types must not be marked binary-compatible")


# -- transforms ----------------------------------------------------------------------------------------------------


def create_transform(ctx: Context, node: Node) -> None:
    """Run CREATE [OR REPLACE] TRANSFORM FOR type LANGUAGE lang (FROM SQL WITH FUNCTION f, TO SQL WITH FUNCTION g)."""
    catalog = ctx.catalog
    record = typename_type(ctx.namespace, node["type_name"])[0]
    if record.typtype in "pd":
        noun = "a pseudo-type" if record.typtype == "p" else "a domain"
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"data type {type_name_to_string(node['type_name'])} is {noun}"
        )
    check_type_owner(ctx, record.oid)
    check_type_usage(ctx, record.oid)
    language = catalog.pg_language.first("name", node["lang"])
    if language is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'language "{node["lang"]}" does not exist',
            missing=("language", None, node["lang"]),
        )
    acl.check(catalog, ObjectAddress("pg_language", language.oid), ctx.roleid, acl.USAGE)
    from_sql = _transform_function(ctx, node.get("fromsql"), INTERNAL, "FROM SQL function must be internal")
    to_sql = _transform_function(ctx, node.get("tosql"), record.oid, "TO SQL function must be the transform data type")
    old = catalog.pg_transform.first("types", (record.oid, language.oid))
    if old is not None and not node.get("replace"):
        shown = format_type(catalog, record.oid, namespace=ctx.namespace)
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'transform for type {shown} language "{node["lang"]}" already exists'
        )
    if old is not None:
        row = msgspec.structs.replace(old, trffromsql=from_sql, trftosql=to_sql)
    else:
        row = PgTransform(catalog.new_oid(), record.oid, language.oid, from_sql, to_sql)
    catalog.pg_transform.set(row)
    address = ObjectAddress("pg_transform", row.oid)
    if old is not None:
        depend.forget(catalog, address, deptype=depend.NORMAL)
    referenced = [ObjectAddress("pg_language", language.oid), ObjectAddress("pg_type", record.oid)]
    referenced.extend(ObjectAddress("pg_proc", oid) for oid in (from_sql, to_sql) if oid)
    depend.record(catalog, address, referenced)
    record_extension_member(ctx, address, replace=old is not None)


def _transform_function(ctx: Context, with_args: Node | None, returns: int, wrong: str) -> int:
    if with_args is None:
        return 0
    proc = lookup_function_with_args(ctx.namespace, with_args, "OBJECT_FUNCTION")
    assert proc is not None
    shown = name_list_to_string(with_args["objname"])
    if not acl.is_owner(ctx.catalog, ObjectAddress("pg_proc", proc.oid), ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of function {shown}")
    check_execute(ctx, proc, shown)
    if proc.prorettype != returns:
        raise _invalid(f"return data type of {wrong}")
    if proc.provolatile == "v":
        raise _invalid("transform function must not be volatile")
    if proc.prokind != "f":
        raise _invalid("transform function must be a normal function")
    if proc.proretset:
        raise _invalid("transform function must not return a set")
    if len(proc.proargtypes) != 1:
        raise _invalid("transform function must take one argument")
    if proc.proargtypes[0] != INTERNAL:
        raise _invalid("first argument of transform function must be type internal")
    return proc.oid
