"""DROP of every kind but roles, databases, tablespaces, subscriptions and user mappings
(src/backend/commands/dropcmds.c, tablecmds.c).
"""

from __future__ import annotations

from typing import Any, Final

from analyzer import sqlstate
from analyzer.analyze import typename
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.objects import platform
from analyzer.commands.objects.address import RELATION_KINDS, Found, get_object_address, items, string_value
from analyzer.commands.objects.check_ownership import check_object_ownership, get_object_namespace, must_be_owner
from analyzer.commands.objects.deletion import perform_multiple_deletions
from analyzer.commands.objects.open_relation import check_database
from analyzer.commands.objects.unqualified import UNQUALIFIED
from analyzer.commands.relations.permissions import is_system_class
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string, strings
from analyzer.tree.parse import Node

_RELKINDS: Final[dict[str, str]] = {
    "OBJECT_TABLE": "r",
    "OBJECT_INDEX": "i",
    "OBJECT_SEQUENCE": "S",
    "OBJECT_VIEW": "v",
    "OBJECT_MATVIEW": "m",
    "OBJECT_FOREIGN_TABLE": "f",
}
_DROP_NOUNS: Final[dict[str, str]] = {
    "r": "table",
    "S": "sequence",
    "v": "view",
    "m": "materialized view",
    "i": "index",
    "c": "type",
    "f": "foreign table",
}
"""What DROP calls each relkind (dropmsgstringarray); partitioned ones go with their plain counterparts."""


def drop(ctx: Context, node: Node) -> None:
    """DROP TABLE, VIEW, INDEX, FUNCTION, POLICY ... (ExecDropStmt)."""
    if node["removeType"] == "OBJECT_INDEX" and node.get("concurrent"):
        ctx.prevent_in_transaction_block("DROP INDEX CONCURRENTLY")
    if node["removeType"] in RELATION_KINDS:
        _remove_relations(ctx, node)
    else:
        _remove_objects(ctx, node)


# -- relations (RemoveRelations) -----------------------------------------------------------------------------------


def _remove_relations(ctx: Context, node: Node) -> None:
    concurrent = bool(node.get("concurrent"))
    if concurrent:
        if len(node["objects"]) != 1:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "DROP INDEX CONCURRENTLY does not support dropping multiple objects"
            )
        if node.get("behavior") == "DROP_CASCADE":
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "DROP INDEX CONCURRENTLY does not support CASCADE")
    relkind = _RELKINDS[node["removeType"]]
    addresses: list[ObjectAddress] = []
    for item in node["objects"]:
        parts = strings(items(item))
        relation = _relation_to_drop(ctx, parts, relkind, bool(node.get("missing_ok")), concurrent)
        if relation is None:
            continue
        if relation.relpersistence == "t":
            concurrent = False
        if concurrent and relation.relkind == "I":
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f'cannot drop partitioned index "{relation.relname}" concurrently'
            )
        address = ObjectAddress("pg_class", relation.oid)
        if address not in addresses:
            addresses.append(address)
    perform_multiple_deletions(ctx, addresses, node.get("behavior", "DROP_RESTRICT"), concurrently=concurrent)


def _relation_to_drop(
    ctx: Context, parts: list[str], relkind: str, missing_ok: bool, concurrent: bool
) -> PgClass | None:
    """Look the relation up and check that it may go (RangeVarCallbackForDropRelation)."""
    if len(parts) > 3:
        raise PgError(sqlstate.SYNTAX_ERROR, f"improper relation name (too many dotted names): {'.'.join(parts)}")
    if len(parts) == 3:
        check_database(ctx, parts[0], ".".join(parts))
    schema, name = parts[-2] if len(parts) > 1 else None, parts[-1]
    relation = ctx.namespace.relation(schema, name, missing_ok=True)
    if relation is None:
        _does_not_exist(ctx, schema, name, relkind, missing_ok)
        return None
    actual = {"p": "r", "I": "i"}.get(relation.relkind, relation.relkind)
    if actual != relkind:
        noun, other = _DROP_NOUNS[relkind], _DROP_NOUNS.get(actual)
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'"{name}" is not {_article(noun)} {noun}',
            hint=None if other is None else f"Use DROP {other.upper()} to remove {_article(other)} {other}.",
        )
    catalog, roleid = ctx.catalog, ctx.roleid
    if not acl.is_owner(catalog, ObjectAddress("pg_class", relation.oid), roleid) and not acl.is_owner(
        catalog, ObjectAddress("pg_namespace", relation.relnamespace), roleid
    ):
        raise must_be_owner(relation_noun(relation.relkind), name)
    if is_system_class(relation):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{name}" is a system catalog')
    index = catalog.pg_index.get(relation.oid)
    if index is not None:
        ctx.lock(index.indrelid, "ShareUpdateExclusiveLock" if concurrent else "AccessExclusiveLock")
    if relation.relispartition and relation.relkind not in ("i", "I"):
        for row in catalog.pg_inherits.find("child", relation.oid):
            ctx.lock(row.inhparent, "AccessExclusiveLock")
    return relation


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _does_not_exist(ctx: Context, schema: str | None, name: str, relkind: str, missing_ok: bool) -> None:
    """DropErrorMsgNonExistent."""
    if schema is not None and ctx.namespace.schema(schema, missing_ok=missing_ok) is None:
        ctx.notice(f'schema "{schema}" does not exist, skipping')
        return
    noun = _DROP_NOUNS[relkind]
    if missing_ok:
        ctx.notice(f'{noun} "{name}" does not exist, skipping')
        return
    code = sqlstate.UNDEFINED_TABLE if relkind in ("r", "S", "v", "m") else sqlstate.UNDEFINED_OBJECT
    raise PgError(code, f'{noun} "{name}" does not exist', missing=("relation", schema, name))


# -- everything else (RemoveObjects) -------------------------------------------------------------------------------


def _remove_objects(ctx: Context, node: Node) -> None:
    objtype, missing_ok = node["removeType"], bool(node.get("missing_ok"))
    addresses: list[ObjectAddress] = []
    for item in node["objects"]:
        platform.lock_granted_tables(ctx, objtype, item)
        found = get_object_address(ctx, objtype, item, missing_ok=missing_ok)
        if found is None:
            _notice_skipping(ctx, objtype, item)
            continue
        address = found.address
        if objtype == "OBJECT_FUNCTION" and ctx.catalog.pg_proc[address.objid].prokind == "a":
            name = name_list_to_string(item.get("ObjectWithArgs", item)["objname"])
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE,
                f'"{name}" is an aggregate function',
                hint="Use DROP AGGREGATE to drop aggregate functions.",
            )
        _check_may_drop(ctx, objtype, found, item)
        if found.relation is not None:
            ctx.lock(found.relation.oid, "AccessShareLock")
        if address not in addresses:
            addresses.append(address)
    perform_multiple_deletions(ctx, addresses, node.get("behavior", "DROP_RESTRICT"))


def _check_may_drop(ctx: Context, objtype: str, found: Found, node: Node) -> None:
    namespace = get_object_namespace(ctx, found.address)
    if namespace and acl.is_owner(ctx.catalog, ObjectAddress("pg_namespace", namespace), ctx.roleid):
        return
    if found.relation is not None and platform.is_granted(ctx, objtype, found.relation):
        return
    if objtype == "OBJECT_EXTENSION" and platform.may_manage_extension(ctx, string_value(node)):
        return
    check_object_ownership(ctx, objtype, found, node)


# -- IF EXISTS (does_not_exist_skipping) ---------------------------------------------------------------------------

_NAMED: Final[dict[str, str]] = {
    "OBJECT_COLLATION": "collation",
    "OBJECT_CONVERSION": "conversion",
    "OBJECT_STATISTIC_EXT": "statistics object",
    "OBJECT_TSPARSER": "text search parser",
    "OBJECT_TSDICTIONARY": "text search dictionary",
    "OBJECT_TSTEMPLATE": "text search template",
    "OBJECT_TSCONFIGURATION": "text search configuration",
}
_ROUTINES: Final[dict[str, str]] = {
    "OBJECT_FUNCTION": "function",
    "OBJECT_PROCEDURE": "procedure",
    "OBJECT_ROUTINE": "routine",
    "OBJECT_AGGREGATE": "aggregate",
}
_OF_RELATION: Final[dict[str, str]] = {"OBJECT_TRIGGER": "trigger", "OBJECT_POLICY": "policy", "OBJECT_RULE": "rule"}


def _notice_skipping(ctx: Context, objtype: str, node: Any) -> None:
    absent = _absent(ctx, objtype, node)
    method = ""
    if absent.startswith(("operator class", "operator family")):
        method = f' for access method "{string_value(items(node)[0])}"'
    ctx.notice(f"{absent} does not exist{method}, skipping")


def _absent(ctx: Context, objtype: str, node: Any) -> str:
    """Return what is missing: the object, or the schema, type or relation that it would need."""
    if objtype in UNQUALIFIED:
        return f'{UNQUALIFIED[objtype][1]} "{string_value(node)}"'
    if objtype in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        typ = node["TypeName"]
        return _absent_schema(ctx, typ["names"]) or f'type "{typename.type_name_to_string(typ)}"'
    if objtype in _ROUTINES or objtype == "OBJECT_OPERATOR":
        return _absent_routine(ctx, objtype, node["ObjectWithArgs"])
    names = items(node)
    if objtype in _NAMED:
        return _absent_schema(ctx, names) or f'{_NAMED[objtype]} "{name_list_to_string(names)}"'
    if objtype in _OF_RELATION:
        owner = names[:-1]
        missing = _absent_schema(ctx, owner)
        if missing is not None:
            return missing
        shown, parts = name_list_to_string(owner), strings(owner)
        if ctx.namespace.relation(parts[-2] if len(parts) > 1 else None, parts[-1], missing_ok=True) is None:
            return f'relation "{shown}"'
        return f'{_OF_RELATION[objtype]} "{string_value(names[-1])}" for relation "{shown}"'
    if objtype in ("OBJECT_OPCLASS", "OBJECT_OPFAMILY"):
        missing = _absent_schema(ctx, names[1:])
        if missing is not None:
            return missing
        noun = "operator class" if objtype == "OBJECT_OPCLASS" else "operator family"
        return f'{noun} "{name_list_to_string(names[1:])}"'
    if objtype == "OBJECT_CAST":
        return _absent_type(ctx, names) or "cast from type {} to type {}".format(
            *(typename.type_name_to_string(name["TypeName"]) for name in names)
        )
    if objtype == "OBJECT_TRANSFORM":
        shown = typename.type_name_to_string(names[0]["TypeName"])
        return _absent_type(ctx, names[:1]) or f'transform for type {shown} language "{string_value(names[1])}"'
    raise AssertionError(objtype)


def _absent_schema(ctx: Context, names: list[Node]) -> str | None:
    parts = strings(names)
    if len(parts) > 1 and ctx.namespace.schema(parts[-2], missing_ok=True) is None:
        return f'schema "{parts[-2]}"'
    return None


def _absent_type(ctx: Context, types: list[Node]) -> str | None:
    for node in types:
        typ = node.get("TypeName")
        if typ is not None and typename.lookup_type(ctx.namespace, typ, missing_ok=True) is None:
            return _absent_schema(ctx, typ["names"]) or f'type "{typename.type_name_to_string(typ)}"'
    return None


def _absent_routine(ctx: Context, objtype: str, node: Node) -> str:
    missing = _absent_schema(ctx, node["objname"]) or _absent_type(ctx, node.get("objargs", []))
    if missing is not None:
        return missing
    name = name_list_to_string(node["objname"])
    if objtype == "OBJECT_OPERATOR":
        return f"operator {name}"
    arguments = ",".join(typename.type_name_to_string(arg["TypeName"]) for arg in node.get("objargs", ()))
    return f"{_ROUTINES[objtype]} {name}({arguments})"
