"""CREATE TYPE of base and shell types, ALTER TYPE ... SET (DefineType, AlterType, src/backend/commands/typecmds.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.func import lookup_function
from analyzer.analyze.typename import typename_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.pg_type import PgType
from analyzer.catalog.type_oids import BOOL, BYTEA, CSTRING, CSTRINGARRAY, INT4, INTERNAL, OID
from analyzer.commands.context import Context
from analyzer.commands.objects.check_ownership import check_type_owner
from analyzer.commands.objects.definition import (
    conflicting,
    def_boolean,
    def_qualified_name,
    def_string,
    def_type_length,
    def_type_name,
    elements,
    location,
)
from analyzer.commands.objects.support_function import check_returns, require_either, undefined_function
from analyzer.commands.relations.type_create import check_name_is_free, create_type, creation_name, make_shell_type
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

ARRAY_SUBSCRIPT_HANDLER, RAW_ARRAY_SUBSCRIPT_HANDLER = 6179, 6180
DEFAULT_COLLATION: Final = 100
_ATTRIBUTES: Final = frozenset(
    {
        "like", "internallength", "input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze",
        "subscript", "category", "preferred", "delimiter", "element", "default", "passedbyvalue", "alignment",
        "storage", "collatable",
    }
)
_COLUMNS: Final = {
    "receive": "typreceive", "send": "typsend", "typmod_in": "typmodin", "typmod_out": "typmodout",
    "analyze": "typanalyze", "subscript": "typsubscript",
}  # fmt: skip
"""The functions that ALTER TYPE can change, and their columns."""
_ALIGNMENTS: Final = {
    "double": "d", "float8": "d", "pg_catalog.float8": "d", "int4": "i", "pg_catalog.int4": "i", "int2": "s",
    "pg_catalog.int2": "s", "char": "c", "pg_catalog.bpchar": "c",
}
_STORAGES: Final = {"plain": "p", "external": "e", "extended": "x", "main": "m"}


def _invalid(message: str) -> PgError:
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)


def define_type(ctx: Context, node: Node) -> None:
    """Run CREATE TYPE name (a shell) or CREATE TYPE name (INPUT = f, OUTPUT = f, ...)."""
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to create a base type")
    name, namespace = creation_name(ctx, node["defnames"])
    shell = check_name_is_free(ctx, name, namespace)
    if not node.get("definition"):
        if shell is not None:
            raise PgError(sqlstate.DUPLICATE_OBJECT, f'type "{name}" already exists')
        make_shell_type(ctx, name, namespace)
        return
    if shell is None:
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'type "{name}" does not exist',
            hint="Create the type as a shell type, then create its I/O functions, then do a full CREATE TYPE.",
            missing=("type", None, name),
        )
    given = _attributes(ctx, node["definition"])
    fields = _representation(ctx, given)
    functions = _functions(ctx, given, shell.oid)
    if functions.get("subscript"):
        fields["typsubscript"] = functions["subscript"]
    elif fields["typelem"]:
        element = ctx.catalog.pg_type[fields["typelem"]]
        if fields["typlen"] <= 0 or fields["typbyval"] or element.typlen <= 0:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, "element type cannot be specified without a subscripting function"
            )
        fields["typsubscript"] = RAW_ARRAY_SUBSCRIPT_HANDLER
    _check_representation(fields)
    oid = create_type(
        ctx, name, namespace, shell=shell, typinput=functions["input"], typoutput=functions["output"],
        typmodin=functions.get("typmod_in", 0), typmodout=functions.get("typmod_out", 0),
        typreceive=functions.get("receive", 0), typsend=functions.get("send", 0),
        typanalyze=functions.get("analyze", 0), **fields,
    )
    address = ObjectAddress("pg_type", oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", proc) for proc in functions.values() if proc])
    if fields["typelem"]:
        depend.record(ctx.catalog, address, [ObjectAddress("pg_type", fields["typelem"])])


def _attributes(ctx: Context, definition: list[Node]) -> dict[str, Node]:
    given: dict[str, Node] = {}
    for element in elements(definition):
        attribute = "analyze" if element["defname"] == "analyse" else element["defname"]
        if attribute not in _ATTRIBUTES:
            ctx.notice(
                f'type attribute "{element["defname"]}" not recognized', severity="WARNING",
                sqlstate=sqlstate.SYNTAX_ERROR,
            )
            continue
        if attribute in given:
            error = conflicting(element)
            error.location = location(element)
            raise error
        given[attribute] = element
    return given


def _representation(ctx: Context, given: dict[str, Node]) -> dict[str, Any]:  # noqa: C901 (one attribute after another)
    """Return the pg_type columns that the definition states; LIKE comes first, whatever the order."""
    fields: dict[str, Any] = {
        "typlen": -1, "typbyval": False, "typalign": "i", "typstorage": "p", "typcategory": "U",
        "typispreferred": False, "typdelim": ",", "typelem": 0, "typdefault": None, "typcollation": 0,
    }
    if "like" in given:
        like = typename_type(ctx.namespace, def_type_name(given["like"]))[0]
        for column in ("typlen", "typbyval", "typalign", "typstorage"):
            fields[column] = getattr(like, column)
    if "internallength" in given:
        fields["typlen"] = def_type_length(given["internallength"])
    for attribute in ("input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript"):
        if attribute in given:
            def_qualified_name(given[attribute])
    if "category" in given:
        text = def_string(given["category"])
        if not text or not " " <= text[0] <= "~":
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, f'invalid type category "{text}": must be simple ASCII'
            )
        fields["typcategory"] = text[0]
    if "preferred" in given:
        fields["typispreferred"] = def_boolean(given["preferred"])
    if "delimiter" in given:
        fields["typdelim"] = def_string(given["delimiter"])[:1]
    if "element" in given:
        element = typename_type(ctx.namespace, def_type_name(given["element"]))[0]
        if element.typtype == "p":
            shown = format_type(ctx.catalog, element.oid, namespace=ctx.namespace)
            raise PgError(sqlstate.DATATYPE_MISMATCH, f"array element type cannot be {shown}")
        fields["typelem"] = element.oid
    if "default" in given:
        fields["typdefault"] = def_string(given["default"])
    if "passedbyvalue" in given:
        fields["typbyval"] = def_boolean(given["passedbyvalue"])
    if "alignment" in given:
        text = def_string(given["alignment"])
        if text.lower() not in _ALIGNMENTS:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'alignment "{text}" not recognized')
        fields["typalign"] = _ALIGNMENTS[text.lower()]
    if "storage" in given:
        fields["typstorage"] = _storage(def_string(given["storage"]))
    if "collatable" in given and def_boolean(given["collatable"]):
        fields["typcollation"] = DEFAULT_COLLATION
    return fields


def _storage(text: str) -> str:
    if text.lower() not in _STORAGES:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'storage "{text}" not recognized')
    return _STORAGES[text.lower()]


def _check_representation(fields: dict[str, Any]) -> None:
    """Refuse lengths, alignments and storages that do not go together (TypeCreate)."""
    length, align = fields["typlen"], fields["typalign"]
    if not (length > 0 or length in (-1, -2)):
        raise _invalid(f"invalid type internal size {length}")
    if fields["typbyval"]:
        wanted = {1: "c", 2: "s", 4: "i", 8: "d"}
        if length not in wanted:
            raise _invalid(f"internal size {length} is invalid for passed-by-value type")
        if align != wanted[length]:
            raise _invalid(f'alignment "{align}" is invalid for passed-by-value type of size {length}')
    elif align not in {-1: "id", -2: "c"}.get(length, align):
        raise _invalid(f'alignment "{align}" is invalid for variable-length type')
    if fields["typstorage"] != "p" and length != -1:
        raise _invalid("fixed-size types must have storage PLAIN")


def _functions(ctx: Context, given: dict[str, Node], typid: int) -> dict[str, int]:
    """Return the oids of the type's support functions, each checked as the server checks it."""
    for attribute in ("input", "output"):
        if attribute not in given:
            raise _invalid(f"type {attribute} function must be specified")
    if "typmod_out" in given and "typmod_in" not in given:
        raise _invalid("type modifier output function is useless without a type modifier input function")
    return {
        attribute: _function(ctx, attribute, def_qualified_name(given[attribute]), typid)
        for attribute in ("input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript")
        if attribute in given
    }


def _function(ctx: Context, attribute: str, names: list[Node], typid: int) -> int:
    ns = ctx.namespace
    match attribute:
        case "input":
            what = "type input function"
            proc = require_either(ns, names, (CSTRING,), (CSTRING, OID, INT4), what)
            check_returns(ns, proc, names, what, typid)
        case "receive":
            what = "type receive function"
            proc = require_either(ns, names, (INTERNAL,), (INTERNAL, OID, INT4), what)
            check_returns(ns, proc, names, what, typid)
        case "output":
            what = "type output function"
            proc = _single(ctx, names, typid, CSTRING, what)
        case "send":
            what = "type send function"
            proc = _single(ctx, names, typid, BYTEA, what)
        case "typmod_in":
            what = "type modifier input function"
            proc = _single(ctx, names, CSTRINGARRAY, INT4, "typmod_in function")
        case "typmod_out":
            what = "type modifier output function"
            proc = _single(ctx, names, INT4, CSTRING, "typmod_out function")
        case "analyze":
            return _single(ctx, names, INTERNAL, BOOL, "type analyze function").oid
        case _:
            proc = _single(ctx, names, INTERNAL, INTERNAL, "type subscripting function")
            if proc.oid == ARRAY_SUBSCRIPT_HANDLER:
                raise _invalid(
                    f"user-defined types cannot use subscripting function {name_list_to_string(names)}"
                )
            return proc.oid
    if proc.provolatile == "v":
        ctx.notice(
            f"{what} {name_list_to_string(names)} should not be volatile", severity="WARNING",
            sqlstate=sqlstate.INVALID_OBJECT_DEFINITION,
        )
    return proc.oid


def _single(ctx: Context, names: list[Node], argtype: int, returns: int, what: str) -> PgProc:
    proc = lookup_function(ctx.namespace, names, (argtype,))
    if proc is None:
        raise undefined_function(ctx.namespace, names, (argtype,))
    check_returns(ctx.namespace, proc, names, what, returns)
    return proc


# -- ALTER TYPE ... SET --------------------------------------------------------------------------------------------


def alter_base_type(ctx: Context, node: Node) -> None:
    """Run ALTER TYPE name SET (property = value, ...)."""
    record = typename_type(ctx.namespace, {"names": node["typeName"], "typemod": -1})[0]
    changes: dict[str, Any] = {}
    functions: dict[str, int] = {}
    needs_superuser = False
    for element in elements(node["options"]):
        option = element["defname"]
        if option == "storage":
            changes["typstorage"] = storage = _storage(def_string(element))
            if storage != "p" and record.typlen != -1:
                raise _invalid("fixed-size types must have storage PLAIN")
            if storage != "p" and record.typstorage == "p":
                needs_superuser = True
            elif storage == "p" and record.typstorage != "p":
                raise _invalid("cannot change type's storage to PLAIN")
        elif option in _COLUMNS:
            given = element.get("arg") is not None
            functions[option] = _function(ctx, option, def_qualified_name(element), record.oid) if given else 0
            needs_superuser = True
        elif option in _ATTRIBUTES or option == "analyse":
            raise PgError(sqlstate.SYNTAX_ERROR, f'type attribute "{option}" cannot be changed')
        else:
            raise PgError(sqlstate.SYNTAX_ERROR, f'type attribute "{option}" not recognized')
    if needs_superuser:
        if not acl.is_superuser(ctx.catalog, ctx.roleid):
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to alter a type")
    else:
        check_type_owner(ctx, record.oid)
    shown = format_type(ctx.catalog, record.oid, namespace=ctx.namespace)
    # Domains, arrays and the like take what their base types have.
    if record.typtype != "b" or (record.typelem and record.typsubscript == ARRAY_SUBSCRIPT_HANDLER):
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{shown} is not a base type")
    changes |= {_COLUMNS[option]: oid for option, oid in functions.items()}
    _store_recursively(ctx, record, changes)
    address = ObjectAddress("pg_type", record.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", proc) for proc in functions.values() if proc])


def _store_recursively(ctx: Context, record: PgType, changes: dict[str, Any]) -> None:
    """Store the changes in the type, its array type and the domains over it (AlterTypeRecurse)."""
    ctx.catalog.pg_type.set(msgspec.structs.replace(record, **changes))
    array = ctx.catalog.pg_type.get(record.typarray)
    modifiers = {column: value for column, value in changes.items() if column in ("typmodin", "typmodout")}
    if array is not None and modifiers:
        ctx.catalog.pg_type.set(msgspec.structs.replace(array, **modifiers))
    inherited = {column: value for column, value in changes.items() if column == "typstorage"}
    if not inherited:
        return
    for domain in ctx.catalog.pg_type.find("basetype", record.oid):
        if domain.typtype == "d":
            _store_recursively(ctx, domain, inherited)
