"""Resolving a named object of any OBJECT_ kind to its address: get_object_address
(src/backend/catalog/objectaddress.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.analyze import lsyscache, typename
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_type import PgType
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import open_relation
from analyzer.commands.objects.unqualified import UNQUALIFIED, existing_row
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

RELATION_KINDS: Final[dict[str, tuple[str, str]]] = {
    "OBJECT_INDEX": ("iI", "an index"),
    "OBJECT_SEQUENCE": ("S", "a sequence"),
    "OBJECT_TABLE": ("rp", "a table"),
    "OBJECT_VIEW": ("v", "a view"),
    "OBJECT_MATVIEW": ("m", "a materialized view"),
    "OBJECT_FOREIGN_TABLE": ("f", "a foreign table"),
}
"""Kinds of relations: their relkinds, and what others are told they are not."""

_IN_SCHEMA: Final[dict[str, tuple[str, str, str]]] = {
    "OBJECT_CONVERSION": ("pg_conversion", "conversion", "conversion"),
    "OBJECT_STATISTIC_EXT": ("pg_statistic_ext", "statistics object", "statistics"),
    "OBJECT_TSPARSER": ("pg_ts_parser", "text search parser", "text_search_parser"),
    "OBJECT_TSDICTIONARY": ("pg_ts_dict", "text search dictionary", "text_search_dictionary"),
    "OBJECT_TSTEMPLATE": ("pg_ts_template", "text search template", "text_search_template"),
    "OBJECT_TSCONFIGURATION": ("pg_ts_config", "text search configuration", "text_search_configuration"),
}

_OF_RELATION: Final[dict[str, tuple[str, str, str]]] = {
    "OBJECT_RULE": ("pg_rewrite", "rule", "relation"),
    "OBJECT_TRIGGER": ("pg_trigger", "trigger", "table"),
    "OBJECT_TABCONSTRAINT": ("pg_constraint", "constraint", "table"),
    "OBJECT_POLICY": ("pg_policy", "policy", "table"),
}
"""Kinds that belong to a relation: catalog, noun, and the noun of the relation in the error."""

ROUTINE_KINDS: Final = frozenset({"OBJECT_AGGREGATE", "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE"})


class Found(NamedTuple):
    """An object and, of a relation, its column or something that belongs to it, that relation."""

    address: ObjectAddress
    relation: PgClass | None = None


def items(node: Any) -> list[Node]:
    """Return the members of a List node, or of a bare list."""
    found: list[Node] = node if isinstance(node, list) else node["List"].get("items", [])
    return found


def get_object_address(ctx: Context, objtype: str, node: Any, *, missing_ok: bool = False) -> Found | None:
    """Return the object of kind `objtype` (OBJECT_TABLE ...) that a parse node names.

    An absent object raises the server's error for its kind, or gives None with `missing_ok`.
    """
    if objtype in RELATION_KINDS:
        return _relation(ctx, objtype, node, missing_ok)
    if objtype in UNQUALIFIED:
        return _unqualified(ctx, objtype, node, missing_ok)
    if objtype in _OF_RELATION:
        return _of_relation(ctx, objtype, node, missing_ok)
    if objtype in _IN_SCHEMA:
        return _in_schema(ctx, objtype, node, missing_ok)
    if objtype in ROUTINE_KINDS:
        return _routine(ctx, objtype, node, missing_ok)
    resolve = _RESOLVERS.get(objtype)
    if resolve is None:
        raise NotSimulated(f"{objtype} by name")
    return resolve(ctx, objtype, node, missing_ok)


def get_existing_object(ctx: Context, objtype: str, node: Any) -> Found:
    """Return the object, which must exist."""
    found = get_object_address(ctx, objtype, node)
    assert found is not None
    return found


def _relation(ctx: Context, objtype: str, node: Node, missing_ok: bool) -> Found | None:
    """get_relation_by_qualified_name."""
    relation = open_relation(ctx, items(node), missing_ok=missing_ok)
    if relation is None:
        return None
    relkinds, noun = RELATION_KINDS[objtype]
    if relation.relkind not in relkinds:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not {noun}')
    return Found(ObjectAddress("pg_class", relation.oid), relation)


def _unqualified(ctx: Context, objtype: str, node: Node, missing_ok: bool) -> Found | None:
    classid, name = UNQUALIFIED[objtype][0], string_value(node)
    if objtype == "OBJECT_SCHEMA":
        record = ctx.namespace.schema(name, missing_ok=missing_ok)
    elif missing_ok:
        record = ctx.catalog.tables[classid].first("name", name)
    else:
        record = existing_row(ctx.catalog, classid, name)
    return Found(ObjectAddress(classid, record.oid)) if record is not None else None


def string_value(node: Node) -> str:
    """Return the text of a String node, with or without its tag."""
    value: str = node.get("String", node).get("sval", "")
    return value


def _of_relation(ctx: Context, objtype: str, node: Node, missing_ok: bool) -> Found | None:
    """get_object_address_relobject."""
    names = items(node)
    if len(names) < 2:
        raise PgError(sqlstate.SYNTAX_ERROR, "must specify relation and object name")
    relation = open_relation(ctx, names[:-1], missing_ok=missing_ok, table=True)
    if relation is None:
        return None
    name = string_value(names[-1])
    return object_of_relation(ctx, objtype, relation, name, missing_ok=missing_ok)


def object_of_relation(
    ctx: Context, objtype: str, relation: PgClass, name: str, *, missing_ok: bool = False
) -> Found | None:
    """Return a rule, trigger, constraint or policy of a relation; 42704 if it has none of that name."""
    classid, noun, relation_noun = _OF_RELATION[objtype]
    records = ctx.catalog.tables[classid].find("name", (relation.oid, name))
    record = next((r for r in records if not getattr(r, "tgisinternal", False)), records[0] if records else None)
    if record is None:
        if missing_ok:
            return None
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'{noun} "{name}" for {relation_noun} "{relation.relname}" does not exist',
            missing=(noun, ctx.catalog.pg_namespace[relation.relnamespace].nspname, f"{name} on {relation.relname}"),
        )
    return Found(ObjectAddress(classid, record.oid), relation)


def _in_schema(ctx: Context, objtype: str, node: Node, missing_ok: bool) -> Found | None:
    classid, noun, kind = _IN_SCHEMA[objtype]
    names = items(node)
    schema, name = typename.deconstruct(ctx.namespace, names)
    record = _search(ctx, classid, schema, name, missing_ok)
    if record is None:
        if missing_ok:
            return None
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'{noun} "{name_list_to_string(names)}" does not exist',
            missing=(kind, schema, name),
        )
    return Found(ObjectAddress(classid, record.oid))


def _search(ctx: Context, classid: str, schema: str | None, name: str, missing_ok: bool) -> Any:
    if schema is None:
        return ctx.namespace.in_path(classid, "name", None, name)
    namespace = ctx.namespace.explicit_namespace(schema, missing_ok=missing_ok)
    return ctx.catalog.tables[classid].first("name", (name, namespace)) if namespace else None


def _routine(ctx: Context, objtype: str, node: Node, missing_ok: bool) -> Found | None:
    from analyzer.analyze.func import lookup_function_with_args

    found = lookup_function_with_args(
        ctx.namespace, node.get("ObjectWithArgs", node), objtype.removeprefix("OBJECT_").lower(), missing_ok=missing_ok
    )
    return None if found is None else Found(ObjectAddress("pg_proc", found.oid))


def _column(ctx: Context, _objtype: str, node: Node, missing_ok: bool) -> Found | None:
    """get_object_address_attribute; the relation must exist even if the column need not."""
    names = items(node)
    if len(names) < 2:
        raise PgError(sqlstate.SYNTAX_ERROR, "column name must be qualified")
    relation = open_relation(ctx, names[:-1])
    assert relation is not None
    name = string_value(names[-1])
    attnum = lsyscache.get_attnum(ctx.catalog, relation.oid, name)
    if not attnum:
        if missing_ok:
            return None
        shown = name_list_to_string(names[:-1])
        schema = ctx.catalog.pg_namespace[relation.relnamespace].nspname
        raise PgError(
            sqlstate.UNDEFINED_COLUMN,
            f'column "{name}" of relation "{shown}" does not exist',
            missing=("column", schema, f"{relation.relname}.{name}"),
        )
    return Found(ObjectAddress("pg_class", relation.oid, attnum), relation)


def type_named(ctx: Context, node: Any, *, missing_ok: bool = False) -> PgType | None:
    """Return the type of a TypeName or a list of names, shells too; 42704 without a position if there is none."""
    if "List" in node or isinstance(node, list):
        node = {"names": items(node)}
    node = node.get("TypeName", node)
    found = typename.lookup_type(ctx.namespace, {**node, "location": -1}, missing_ok=missing_ok)
    if found is None and not missing_ok:
        shown = typename.type_name_to_string(node)
        schema, name = typename.deconstruct(ctx.namespace, node["names"])
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'type "{shown}" does not exist', missing=("type", schema, name))
    return found


def _type(ctx: Context, objtype: str, node: Node, missing_ok: bool) -> Found | None:
    """get_object_address_type."""
    found = type_named(ctx, node, missing_ok=missing_ok)
    if found is None:
        return None
    if objtype == "OBJECT_DOMAIN" and found.typtype != "d":
        name_node = node.get("TypeName", node)
        shown = (
            name_list_to_string(items(node)) if "List" in node else typename.type_name_to_string(name_node)
        )
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{shown}" is not a domain')
    return Found(ObjectAddress("pg_type", found.oid))


def _domain_constraint(ctx: Context, _objtype: str, node: Node, missing_ok: bool) -> Found | None:
    domain_node, name_node = items(node)
    domain = _type(ctx, "OBJECT_DOMAIN", domain_node, missing_ok)
    name = string_value(name_node)
    typid = domain.address.objid if domain is not None else 0
    for constraint in ctx.catalog.pg_constraint.find("type", typid) if typid else ():
        if constraint.conname == name:
            return Found(ObjectAddress("pg_constraint", constraint.oid))
    if missing_ok:
        return None
    shown = format_type(ctx.catalog, typid, namespace=ctx.namespace)
    raise PgError(
        sqlstate.UNDEFINED_OBJECT,
        f'constraint "{name}" for domain {shown} does not exist',
        missing=("constraint", None, f"{name} on {shown}"),
    )


def _operator(ctx: Context, _objtype: str, node: Node, missing_ok: bool) -> Found | None:
    from analyzer.analyze.oper import lookup_operator_with_args

    operator = lookup_operator_with_args(ctx.namespace, node, missing_ok=missing_ok)
    return Found(ObjectAddress("pg_operator", operator.oid)) if operator is not None else None


def _collation(ctx: Context, _objtype: str, node: Node, missing_ok: bool) -> Found | None:
    names = items(node)
    schema, name = typename.deconstruct(ctx.namespace, names)
    if schema is not None and not ctx.namespace.explicit_namespace(schema, missing_ok=missing_ok):
        return None
    record = typename.collation_by_name(ctx.namespace, schema, name)
    if record is None:
        if missing_ok:
            return None
        typename.resolve_collation(ctx.namespace, names)
        raise AssertionError(name)
    return Found(ObjectAddress("pg_collation", record.oid))


def index_access_method(ctx: Context, name: str) -> int:
    """Return the oid of an index access method; 42704, or 55000 for a table's (get_index_am_oid)."""
    method = existing_row(ctx.catalog, "pg_am", name)
    if method.amtype != "i":
        raise PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'access method "{name}" is not of type INDEX')
    return int(method.oid)


def _opclass(ctx: Context, objtype: str, node: Node, missing_ok: bool) -> Found | None:
    """get_object_address_opcf."""
    names = items(node)
    method = string_value(names[0])
    amoid = index_access_method(ctx, method)
    classid, noun = ("pg_opclass", "class") if objtype == "OBJECT_OPCLASS" else ("pg_opfamily", "family")
    schema, name = typename.deconstruct(ctx.namespace, names[1:])
    if schema is None:
        namespaces = ctx.namespace.active_path()
    else:
        namespaces = (ctx.namespace.explicit_namespace(schema, missing_ok=missing_ok),)
    table = ctx.catalog.tables[classid]
    for namespace in namespaces:
        if schema is None and namespace == ctx.namespace.temp_namespace:
            continue
        record = table.first("name", (amoid, name, namespace))
        if record is not None:
            return Found(ObjectAddress(classid, record.oid))
    if missing_ok:
        return None
    raise PgError(
        sqlstate.UNDEFINED_OBJECT,
        f'operator {noun} "{name_list_to_string(names[1:])}" does not exist for access method "{method}"',
        missing=("operator class", schema, name),
    )


def _cast(ctx: Context, _objtype: str, node: Node, missing_ok: bool) -> Found | None:
    types = [type_named(ctx, member, missing_ok=missing_ok) for member in items(node)]
    source, target = ((record.oid if record is not None else 0) for record in types)
    record = ctx.catalog.pg_cast.first("types", (source, target))
    if record is None:
        if missing_ok:
            return None
        shown = [format_type(ctx.catalog, typid, namespace=ctx.namespace) for typid in (source, target)]
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f"cast from type {shown[0]} to type {shown[1]} does not exist",
            missing=("cast", None, f"{shown[0]} as {shown[1]}"),
        )
    return Found(ObjectAddress("pg_cast", record.oid))


def _transform(ctx: Context, _objtype: str, node: Node, missing_ok: bool) -> Found | None:
    type_node, language_node = items(node)
    typ = type_named(ctx, type_node, missing_ok=missing_ok)
    language = _unqualified(ctx, "OBJECT_LANGUAGE", language_node, missing_ok)
    if typ is not None and language is not None:
        record = ctx.catalog.pg_transform.first("types", (typ.oid, language.address.objid))
        if record is not None:
            return Found(ObjectAddress("pg_transform", record.oid))
    if missing_ok:
        return None
    assert typ is not None
    raise PgError(
        sqlstate.UNDEFINED_OBJECT,
        f'transform for type {format_type(ctx.catalog, typ.oid, namespace=ctx.namespace)} language '
        f'"{string_value(language_node)}" does not exist',
    )


_RESOLVERS: Final[dict[str, Callable[[Context, str, Any, bool], Found | None]]] = {
    "OBJECT_ATTRIBUTE": _column,
    "OBJECT_CAST": _cast,
    "OBJECT_COLLATION": _collation,
    "OBJECT_COLUMN": _column,
    "OBJECT_DOMAIN": _type,
    "OBJECT_DOMCONSTRAINT": _domain_constraint,
    "OBJECT_OPCLASS": _opclass,
    "OBJECT_OPERATOR": _operator,
    "OBJECT_OPFAMILY": _opclass,
    "OBJECT_TRANSFORM": _transform,
    "OBJECT_TYPE": _type,
}
