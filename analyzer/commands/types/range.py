"""Range types with their multiranges, constructors and cast (DefineRange, src/backend/commands/typecmds.c)."""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.analyze.coercible import is_binary_coercible
from analyzer.analyze.func import lookup_function
from analyzer.analyze.lsyscache import get_typcollation, type_is_collatable
from analyzer.analyze.opclass import BTREE_AM, default_opclass, opclass_by_name
from analyzer.analyze.typename import resolve_collation, typename_type
from analyzer.catalog import depend
from analyzer.catalog.acl import BOOTSTRAP_SUPERUSER
from analyzer.catalog.format_type import format_type, func_signature
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_cast import PgCast
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.pg_range import PgRange
from analyzer.catalog.type_oids import FLOAT8, TEXT
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting, def_qualified_name, def_type_name, elements
from analyzer.commands.objects.ownership import record_extension_member
from analyzer.commands.objects.support_function import check_execute, undefined_function
from analyzer.commands.relations.type_create import check_name_is_free, create_type, creation_name
from analyzer.commands.routines.function import store_procedure
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string, qualified, truncate_identifier
from analyzer.tree.parse import Node

INTERNAL_LANGUAGE: Final = 12
RANGE_IN, RANGE_OUT, MULTIRANGE_IN, MULTIRANGE_OUT = 3834, 3835, 4231, 4232
_NAMES: Final = frozenset(
    {"subtype_opclass", "collation", "canonical", "subtype_diff"}
)


def create_range(ctx: Context, node: Node) -> None:
    """Run CREATE TYPE name AS RANGE (SUBTYPE = type, ...)."""
    name, namespace = creation_name(ctx, node["typeName"])
    shell = check_name_is_free(ctx, name, namespace)
    subtype, names, multirange = _definition(ctx, node["params"])
    record = ctx.catalog.pg_type[subtype]
    shown = format_type(ctx.catalog, subtype, namespace=ctx.namespace)
    if record.typtype == "p":
        raise PgError(sqlstate.DATATYPE_MISMATCH, f"range subtype cannot be {shown}")
    opclass = _subtype_opclass(ctx, names.get("subtype_opclass"), subtype)
    collation = _collation(ctx, names.get("collation"), subtype)
    canonical = difference = 0
    if "canonical" in names:
        if shell is None:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION,
                "cannot specify a canonical function without a pre-created shell type",
                hint="Create the type as a shell type, then create its canonicalization function, "
                "then do a full CREATE TYPE.",
            )
        canonical = _canonical_function(ctx, names["canonical"], shell.oid)
    if "subtype_diff" in names:
        difference = _difference_function(ctx, names["subtype_diff"], subtype)
    align = "d" if record.typalign == "d" else "i"
    rngtypid = create_type(
        ctx, name, namespace, shell=shell, with_array=False, typtype="r", typcategory="R", typinput=RANGE_IN,
        typoutput=RANGE_OUT, typalign=align, typstorage="x",
    )
    if multirange is not None:
        check_name_is_free(ctx, *multirange)
    else:
        multirange = (_multirange_name(ctx, name, namespace), namespace)
    rngmultitypid = create_type(
        ctx, multirange[0], multirange[1], with_array=False, typtype="m", typcategory="R", typinput=MULTIRANGE_IN,
        typoutput=MULTIRANGE_OUT, typalign=align, typstorage="x",
    )
    ctx.catalog.pg_range.set(
        PgRange(rngtypid, subtype, rngmultitypid, collation, opclass, canonical, difference)
    )
    address = ObjectAddress("pg_type", rngtypid)
    referenced = [ObjectAddress("pg_type", subtype), ObjectAddress("pg_opclass", opclass)]
    if collation:
        referenced.append(ObjectAddress("pg_collation", collation))
    referenced.extend(ObjectAddress("pg_proc", oid) for oid in (canonical, difference) if oid)
    depend.record(ctx.catalog, address, referenced)
    depend.record(ctx.catalog, ObjectAddress("pg_type", rngmultitypid), [address], depend.INTERNAL)
    from analyzer.commands.relations.relation import add_array_type

    range_array = add_array_type(ctx.catalog, rngtypid)
    add_array_type(ctx.catalog, rngmultitypid)
    for argtypes in ((subtype, subtype), (subtype, subtype, TEXT)):
        _constructor(ctx, name, namespace, rngtypid, argtypes, f"range_constructor{len(argtypes)}", strict=False)
    _constructor(ctx, *multirange, rngmultitypid, (), "multirange_constructor0")
    castfunc = _constructor(ctx, *multirange, rngmultitypid, (rngtypid,), "multirange_constructor1")
    _constructor(ctx, *multirange, rngmultitypid, (range_array,), "multirange_constructor2", variadic=rngtypid)
    cast = PgCast(ctx.catalog.new_oid(), rngtypid, rngmultitypid, castfunc, "e", "f")
    ctx.catalog.pg_cast.set(cast)
    cast_address = ObjectAddress("pg_cast", cast.oid)
    depend.record(
        ctx.catalog, cast_address,
        [address, ObjectAddress("pg_type", rngmultitypid), ObjectAddress("pg_proc", castfunc)], depend.INTERNAL,
    )
    record_extension_member(ctx, cast_address)


def _definition(
    ctx: Context, parameters: list[Node]
) -> tuple[int, dict[str, list[Node]], tuple[str, int] | None]:
    """Return (subtype, names by attribute, (name, schema oid) of the multirange if given)."""
    subtype = 0
    names: dict[str, list[Node]] = {}
    multirange: tuple[str, int] | None = None
    for element in elements(parameters):
        attribute = element["defname"]
        if attribute == "subtype":
            if subtype:
                raise conflicting(element)
            subtype = typename_type(ctx.namespace, def_type_name(element))[0].oid
        elif attribute in _NAMES:
            if attribute in names:
                raise conflicting(element)
            names[attribute] = def_qualified_name(element)
        elif attribute == "multirange_type_name":
            if multirange is not None:
                raise conflicting(element)
            schema, name = qualified(def_qualified_name(element))
            if schema is None:
                multirange = name, ctx.namespace.creation_namespace()
            else:
                found = ctx.namespace.schema(schema)
                assert found is not None
                multirange = name, found.oid
        else:
            raise PgError(sqlstate.SYNTAX_ERROR, f'type attribute "{attribute}" not recognized')
    if not subtype:
        raise PgError(sqlstate.SYNTAX_ERROR, 'type attribute "subtype" is required')
    return subtype, names, multirange


def _subtype_opclass(ctx: Context, names: list[Node] | None, subtype: int) -> int:
    shown = format_type(ctx.catalog, subtype, namespace=ctx.namespace)
    if names is None:
        found = default_opclass(ctx.catalog, subtype, BTREE_AM)
        if not found:
            raise PgError(
                sqlstate.UNDEFINED_OBJECT,
                f'data type {shown} has no default operator class for access method "btree"',
                hint="You must specify an operator class for the range type "
                "or define a default operator class for the subtype.",
            )
        return found
    opclass = opclass_by_name(ctx.namespace, names, BTREE_AM)
    name = name_list_to_string(names)
    if opclass is None:
        schema, bare = qualified(names)
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'operator class "{name}" does not exist for access method "btree"',
            missing=("operator class", schema, bare),
        )
    if not is_binary_coercible(ctx.catalog, subtype, opclass.opcintype):
        raise PgError(sqlstate.DATATYPE_MISMATCH, f'operator class "{name}" does not accept data type {shown}')
    return opclass.oid


def _collation(ctx: Context, names: list[Node] | None, subtype: int) -> int:
    if type_is_collatable(ctx.catalog, subtype):
        return get_typcollation(ctx.catalog, subtype) if names is None else resolve_collation(ctx.namespace, names)
    if names is not None:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "range collation specified but subtype does not support collation"
        )
    return 0


def _canonical_function(ctx: Context, names: list[Node], typid: int) -> int:
    proc = lookup_function(ctx.namespace, names, (typid,))
    if proc is None:
        raise undefined_function(ctx.namespace, names, (typid,))
    shown = func_signature(ctx.namespace, name_list_to_string(names), (typid,))
    if proc.prorettype != typid:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, f"range canonical function {shown} must return range type"
        )
    if proc.provolatile != "i":
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f"range canonical function {shown} must be immutable")
    check_execute(ctx, proc)
    return proc.oid


def _difference_function(ctx: Context, names: list[Node], subtype: int) -> int:
    argtypes = (subtype, subtype)
    proc = lookup_function(ctx.namespace, names, argtypes)
    if proc is None:
        raise undefined_function(ctx.namespace, names, argtypes)
    shown = func_signature(ctx.namespace, name_list_to_string(names), argtypes)
    if proc.prorettype != FLOAT8:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION,
            f"range subtype diff function {shown} must return type double precision",
        )
    if proc.provolatile != "i":
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f"range subtype diff function {shown} must be immutable")
    check_execute(ctx, proc)
    return proc.oid


def _multirange_name(ctx: Context, name: str, namespace: int) -> str:
    """Return the name a range type's multirange gets by itself (makeMultirangeTypeName)."""
    if "range" in name:
        made = truncate_identifier(name.replace("range", "multirange", 1))
    else:
        made = name.encode()[:52].decode(errors="ignore") + "_multirange"
    if ctx.catalog.pg_type.has("name", (made, namespace)):
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'type "{made}" already exists',
            detail=f'Failed while creating a multirange type for type "{name}".',
            hint='You can manually specify a multirange type name using the "multirange_type_name" attribute.',
        )
    return made


def _constructor(
    ctx: Context, name: str, namespace: int, typid: int, argtypes: tuple[int, ...], source: str, *, strict: bool = True,
    variadic: int = 0,
) -> int:
    """Make one constructor function; it belongs to the bootstrap superuser and goes with the type."""
    proc = PgProc(
        ctx.catalog.new_oid(), name, namespace, BOOTSTRAP_SUPERUSER, INTERNAL_LANGUAGE, typid, proargtypes=argtypes,
        proallargtypes=argtypes if variadic else None, proargmodes="v" if variadic else None, provariadic=variadic,
        proisstrict=strict, provolatile="i", proparallel="s", prosrc=source,
    )
    stored = store_procedure(ctx, proc, {}, "internal_constructor", replace=False)
    depend.record(
        ctx.catalog, ObjectAddress("pg_proc", stored.oid), [ObjectAddress("pg_type", typid)], depend.INTERNAL
    )
    return stored.oid
