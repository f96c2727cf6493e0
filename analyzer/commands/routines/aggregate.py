"""CREATE AGGREGATE (DefineAggregate, src/backend/commands/aggregatecmds.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.literal import input_value
from analyzer.analyze.polymorphic import POLYMORPHIC_TYPES
from analyzer.analyze.typename import deconstruct, type_name_to_string, typename_type
from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type
from analyzer.catalog.type_oids import INTERNAL
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import (
    def_boolean,
    def_int32,
    def_qualified_name,
    def_string,
    def_type_name,
    elements,
)
from analyzer.commands.routines.aggregate_create import Aggregate, aggregate_create
from analyzer.commands.routines.parameters import Parameters, interpret_parameters
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

_FUNCTIONS: Final = {
    "sfunc": "transfn", "sfunc1": "transfn", "finalfunc": "finalfn", "combinefunc": "combinefn",
    "serialfunc": "serialfn", "deserialfunc": "deserialfn", "msfunc": "mtransfn", "minvfunc": "minvtransfn",
    "mfinalfunc": "mfinalfn",
}
_READERS: Final[dict[str, Any]] = {
    "finalfunc_extra": def_boolean, "mfinalfunc_extra": def_boolean, "sortop": def_qualified_name,
    "basetype": def_type_name, "stype": def_type_name, "mstype": def_type_name, "sspace": def_int32,
    "msspace": def_int32, "initcond": def_string, "minitcond": def_string, "parallel": def_string,
}
_OBSOLETE: Final = {"stype1": "stype", "initcond1": "initcond"}
_MODIFY: Final = {"read_only": "r", "shareable": "s", "read_write": "w"}
_PARALLEL: Final = {"safe": "s", "restricted": "r", "unsafe": "u"}


class _Definition(msgspec.Struct):
    """The attributes of a CREATE AGGREGATE: support functions' names by column, other values by attribute."""

    kind: str
    functions: dict[str, list[Node]] = {}
    values: dict[str, Any] = {}


def _invalid(message: str) -> PgError:
    return PgError(sqlstate.INVALID_FUNCTION_DEFINITION, message)


def define_aggregate(ctx: Context, node: Node) -> None:
    """Run CREATE [OR REPLACE] AGGREGATE."""
    schema, name = deconstruct(ctx.namespace, node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    oldstyle = bool(node.get("oldstyle"))
    direct = -1 if oldstyle else node["args"][1]["Integer"].get("ival", 0)
    definition = _read(ctx, node["definition"], "n" if direct < 0 else "o")
    _check_required(definition)
    values = definition.values
    parameters = _old_parameters(ctx, values) if oldstyle else _parameters(ctx, node["args"][0], values)
    transtype = _transition_type(ctx, values["stype"])
    if "serialfn" in definition.functions and "deserialfn" in definition.functions:
        if transtype != INTERNAL:
            raise _invalid(
                "serialization functions may be specified only when the aggregate transition data type is internal"
            )
    elif "serialfn" in definition.functions or "deserialfn" in definition.functions:
        raise _invalid("must specify both or neither of serialization and deserialization functions")
    mtranstype = _transition_type(ctx, values["mstype"]) if "mstype" in values else 0
    for typid, attribute in ((transtype, "initcond"), (mtranstype, "minitcond")):
        if attribute in values and ctx.catalog.pg_type[typid].typtype != "p":
            _check_initial_value(ctx, typid, values[attribute])
    parallel = values.get("parallel", "unsafe")
    if parallel not in _PARALLEL:
        raise PgError(sqlstate.SYNTAX_ERROR, 'parameter "parallel" must be SAFE, RESTRICTED, or UNSAFE')
    modify = "r" if definition.kind == "n" else "w"
    aggregate_create(
        ctx,
        Aggregate(
            name, namespace, definition.kind, max(direct, 0), parameters, definition.functions, transtype, mtranstype,
            sortop=values.get("sortop"), initval=values.get("initcond"), minitval=values.get("minitcond"),
            finalextra=values.get("finalfunc_extra", False), mfinalextra=values.get("mfinalfunc_extra", False),
            finalmodify=values.get("finalfunc_modify", modify), mfinalmodify=values.get("mfinalfunc_modify", modify),
            transspace=values.get("sspace", 0), mtransspace=values.get("msspace", 0), parallel=_PARALLEL[parallel],
        ),
        replace=bool(node.get("replace")),
    )


def _read(ctx: Context, items: list[Node], kind: str) -> _Definition:
    found = _Definition(kind, {}, {})
    for element in elements(items):
        attribute = _OBSOLETE.get(element["defname"], element["defname"])
        if attribute in _FUNCTIONS:
            found.functions[_FUNCTIONS[attribute]] = def_qualified_name(element)
        elif attribute in _READERS:
            found.values[attribute] = _READERS[attribute](element)
        elif attribute == "hypothetical":
            if def_boolean(element):
                if found.kind == "n":
                    raise _invalid("only ordered-set aggregates can be hypothetical")
                found.kind = "h"
        elif attribute in ("finalfunc_modify", "mfinalfunc_modify"):
            value = def_string(element)
            if value not in _MODIFY:
                raise PgError(
                    sqlstate.SYNTAX_ERROR, f'parameter "{attribute}" must be READ_ONLY, SHAREABLE, or READ_WRITE'
                )
            found.values[attribute] = _MODIFY[value]
        else:
            ctx.notice(
                f'aggregate attribute "{attribute}" not recognized', severity="WARNING",
                sqlstate=sqlstate.SYNTAX_ERROR,
            )
    return found


def _check_required(definition: _Definition) -> None:
    functions, values = definition.functions, definition.values
    if "stype" not in values:
        raise _invalid("aggregate stype must be specified")
    if "transfn" not in functions:
        raise _invalid("aggregate sfunc must be specified")
    if "mstype" in values:
        for attribute in ("msfunc", "minvfunc"):
            if _FUNCTIONS[attribute] not in functions:
                raise _invalid(f"aggregate {attribute} must be specified when mstype is specified")
        return
    for attribute in ("msfunc", "minvfunc", "mfinalfunc"):
        if _FUNCTIONS[attribute] in functions:
            raise _invalid(f"aggregate {attribute} must not be specified without mstype")
    if values.get("msspace"):
        raise _invalid("aggregate msspace must not be specified without mstype")
    if "minitcond" in values:
        raise _invalid("aggregate minitcond must not be specified without mstype")


def _old_parameters(ctx: Context, values: dict[str, Any]) -> Parameters:
    """Return the parameters of the old syntax: BASETYPE, "ANY" for none."""
    base = values.get("basetype")
    if base is None:
        raise _invalid("aggregate input type must be specified")
    types: tuple[int, ...] = ()
    if type_name_to_string(base).lower() != "any":
        types = (typename_type(ctx.namespace, base)[0].oid,)
    return Parameters(types, None, None, None, (), 0, 0)


def _parameters(ctx: Context, node: Node, values: dict[str, Any]) -> Parameters:
    if "basetype" in values:
        raise _invalid("basetype is redundant with aggregate input type specification")
    return interpret_parameters(ctx, node.get("List", {}).get("items", []), "internal", routine="aggregate")


def _transition_type(ctx: Context, node: Node) -> int:
    record = typename_type(ctx.namespace, node)[0]
    if record.typtype == "p" and record.oid not in POLYMORPHIC_TYPES and not (
        record.oid == INTERNAL and acl.is_superuser(ctx.catalog, ctx.roleid)
    ):
        shown = format_type(ctx.catalog, record.oid, namespace=ctx.namespace)
        raise _invalid(f"aggregate transition data type cannot be {shown}")
    return record.oid


def _check_initial_value(ctx: Context, typid: int, text: str) -> None:
    try:
        input_value(ctx.namespace, typid, -1, text, -1)
    except NotSimulated:
        # An unusual type's input: no reason to doubt the value.
        return
