"""What a statement would make and what it would take away, by name, read from its parse tree.

For statements that failed: the catalog shows what the others did. Names that PostgreSQL would have made up (keys,
sequences) are included as far as no collision changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from analyzer.engine.touched import PLACEHOLDER, nested_statements
from analyzer.errors import NotSimulated
from analyzer.findings.made_relations import RELATION_MAKERS, commands, relation_name
from analyzer.findings.object_name import ObjectName
from analyzer.tree.names import qualified, strings
from analyzer.tree.parse import Node, SyntaxFault

_KINDS: Final = {
    "OBJECT_TABLE": "relation", "OBJECT_VIEW": "relation", "OBJECT_MATVIEW": "relation", "OBJECT_INDEX": "relation",
    "OBJECT_SEQUENCE": "relation", "OBJECT_FOREIGN_TABLE": "relation", "OBJECT_TYPE": "type", "OBJECT_DOMAIN": "type",
    "OBJECT_FUNCTION": "function", "OBJECT_PROCEDURE": "function", "OBJECT_ROUTINE": "function",
    "OBJECT_AGGREGATE": "function", "OBJECT_OPERATOR": "operator", "OBJECT_COLLATION": "collation",
    "OBJECT_STATISTIC_EXT": "statistics", "OBJECT_SCHEMA": "schema", "OBJECT_EXTENSION": "extension",
    "OBJECT_PUBLICATION": "publication", "OBJECT_ROLE": "role", "OBJECT_FOREIGN_SERVER": "server",
    "OBJECT_FDW": "foreign-data wrapper", "OBJECT_LANGUAGE": "language", "OBJECT_EVENT_TRIGGER": "event trigger",
    "OBJECT_OPCLASS": "operator class", "OBJECT_ACCESS_METHOD": "access method",
}  # fmt: skip
_ON_RELATION: Final = {
    "OBJECT_POLICY": "policy", "OBJECT_TRIGGER": "trigger", "OBJECT_RULE": "rule", "OBJECT_TABCONSTRAINT": "constraint",
}  # fmt: skip


def would_make(tag: str, node: Node, text: str) -> Iterator[ObjectName]:
    """Yield what the statement would have made, had it not failed."""
    if tag == "DoStmt":
        yield from _made_in_do_block(text)
    elif (make := _MAKERS.get(tag)) is not None:
        yield from make(node)


def would_remove(tag: str, node: Node) -> Iterator[ObjectName]:
    """Yield what the statement would have taken away or given another name."""
    match tag:
        case "DropStmt":
            yield from _dropped(node)
        case "DropRoleStmt":
            for role in node.get("roles", ()):
                yield ObjectName("role", None, role["RoleSpec"].get("rolename", ""))
        case "AlterTableStmt":
            schema, table = relation_name(node["relation"])
            for command in commands(node):
                if command["subtype"] == "AT_DropColumn":
                    yield ObjectName("column", schema, f"{table}.{command['name']}")
                elif command["subtype"] == "AT_DropConstraint":
                    yield ObjectName("constraint", schema, f"{command['name']} on {table}")
        case "RenameStmt":
            yield from _renamed(node, old=True)
        case "AlterObjectSchemaStmt":
            yield from _moved(node, None)


# -- names in trees ------------------------------------------------------------------------------------------------


def _item_name(item: Node) -> tuple[str | None, str] | None:
    """(schema, name) of one of DropStmt's objects or of RenameStmt's object."""
    if "String" in item:
        return None, item["String"].get("sval", "")
    if "List" in item:
        names = [part for part in item["List"]["items"] if "String" in part]
        # The access method comes first for operator classes, and "catalog.schema.name" may have three parts.
        return qualified(names[-2:]) if names else None
    if "TypeName" in item:
        return qualified(item["TypeName"]["names"][-2:])
    if "ObjectWithArgs" in item:
        return qualified(item["ObjectWithArgs"]["objname"][-2:])
    return None


# -- makers --------------------------------------------------------------------------------------------------------


def _named_type(field: str) -> Callable[[Node], Iterator[ObjectName]]:
    def make(node: Node) -> Iterator[ObjectName]:
        schema, name = qualified(node[field][-2:])
        yield ObjectName("type", schema, name)

    return make


def _published(node: Node) -> Iterator[ObjectName]:
    if node.get("action", "AP_AddObjects") == "AP_AddObjects":
        for item in node.get("pubobjects", ()):
            table = item["PublicationObjSpec"].get("pubtable")
            if table is not None:
                schema, name = relation_name(table["relation"])
                yield ObjectName("publication relation", schema, f"{name} on {node['pubname']}")


def _publication(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("publication", None, node["pubname"])
    yield from _published(node)


def _enum_label(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("enum label", None, f"{qualified(node['typeName'][-2:])[1]}.{node.get('newVal', '')}")


def _function(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("function", *qualified(node["funcname"][-2:]))


def _policy(node: Node) -> Iterator[ObjectName]:
    schema, table = relation_name(node["table"])
    yield ObjectName("policy", schema, f"{node['policy_name']} on {table}")


def _trigger(node: Node) -> Iterator[ObjectName]:
    schema, table = relation_name(node["relation"])
    yield ObjectName("trigger", schema, f"{node['trigname']} on {table}")


def _rule(node: Node) -> Iterator[ObjectName]:
    schema, table = relation_name(node["relation"])
    yield ObjectName("rule", schema, f"{node['rulename']} on {table}")


def _schema(node: Node) -> Iterator[ObjectName]:
    schema = node.get("schemaname") or node.get("authrole", {}).get("rolename", "")
    yield ObjectName("schema", None, schema)
    for element in node.get("schemaElts", ()):
        ((tag, inner),) = element.items()
        for made in would_make(tag, inner, ""):
            yield made._replace(schema=made.schema or schema)


def _define(node: Node) -> Iterator[ObjectName]:
    kind = _KINDS.get(node["kind"])
    if kind is not None:
        yield ObjectName(kind, *qualified(node["defnames"][-2:]))


def _statistics(node: Node) -> Iterator[ObjectName]:
    if node.get("defnames"):
        yield ObjectName("statistics", *qualified(node["defnames"][-2:]))


def _operator_class(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("operator class", *qualified(node["opclassname"][-2:]))


def _global(kind: str, field: str) -> Callable[[Node], Iterator[ObjectName]]:
    def make(node: Node) -> Iterator[ObjectName]:
        yield ObjectName(kind, None, node[field])

    return make


def _renamed_to(node: Node) -> Iterator[ObjectName]:
    yield from _renamed(node, old=False)


def _renamed(node: Node, *, old: bool) -> Iterator[ObjectName]:
    kind = node["renameType"]
    new = node.get("newname", "")
    if kind in ("OBJECT_COLUMN", "OBJECT_ATTRIBUTE") and "relation" in node:
        schema, table = relation_name(node["relation"])
        yield ObjectName("column", schema, f"{table}.{node['subname'] if old else new}")
    elif kind in _ON_RELATION and "relation" in node:
        schema, table = relation_name(node["relation"])
        yield ObjectName(_ON_RELATION[kind], schema, f"{node['subname'] if old else new} on {table}")
    elif kind in _KINDS and "relation" in node:
        schema, relation = relation_name(node["relation"])
        yield ObjectName(_KINDS[kind], schema, relation if old else new)
    elif kind in ("OBJECT_SCHEMA", "OBJECT_ROLE") and "subname" in node:
        yield ObjectName(_KINDS[kind], None, node["subname"] if old else new)
    elif kind in _KINDS and "object" in node and (found := _item_name(node["object"])) is not None:
        yield ObjectName(_KINDS[kind], found[0], found[1] if old else new)


def _moved_to(node: Node) -> Iterator[ObjectName]:
    yield from _moved(node, node["newschema"])


def _moved(node: Node, schema: str | None) -> Iterator[ObjectName]:
    kind = _KINDS.get(node["objectType"])
    if kind is None:
        return
    if "relation" in node:
        found: tuple[str | None, str] | None = relation_name(node["relation"])
    else:
        found = _item_name(node["object"]) if "object" in node else None
    if found is not None:
        yield ObjectName(kind, schema or found[0], found[1])


def _dropped(node: Node) -> Iterator[ObjectName]:
    kind = node["removeType"]
    for item in node.get("objects", ()):
        if kind in _ON_RELATION and "List" in item:
            names = strings(item["List"]["items"])
            yield ObjectName(_ON_RELATION[kind], names[-3] if len(names) > 2 else None, f"{names[-1]} on {names[-2]}")
        elif kind in _KINDS and (found := _item_name(item)) is not None:
            yield ObjectName(_KINDS[kind], *found)


def _made_in_do_block(text: str) -> Iterator[ObjectName]:
    """Yield what the statements within a DO block make, as far as their names are constant."""
    try:
        statements = list(nested_statements(text))
    except (SyntaxFault, NotSimulated):
        # What cannot be read may make anything; nothing can be said of it by name.
        return
    for statement in statements:
        if statement is not None:
            tag, node = statement
            yield from (name for name in would_make(tag, node, "") if PLACEHOLDER not in name.name)


_MAKERS: Final[dict[str, Callable[[Node], Iterator[ObjectName]]]] = {
    **RELATION_MAKERS,
    "AlterEnumStmt": _enum_label,
    "AlterObjectSchemaStmt": _moved_to,
    "AlterPublicationStmt": _published,
    "CreateAmStmt": _global("access method", "amname"),
    "CreateDomainStmt": _named_type("domainname"),
    "CreateEnumStmt": _named_type("typeName"),
    "CreateEventTrigStmt": _global("event trigger", "trigname"),
    "CreateExtensionStmt": _global("extension", "extname"),
    "CreateFdwStmt": _global("foreign-data wrapper", "fdwname"),
    "CreateForeignServerStmt": _global("server", "servername"),
    "CreateFunctionStmt": _function,
    "CreateOpClassStmt": _operator_class,
    "CreatePLangStmt": _global("language", "plname"),
    "CreatePolicyStmt": _policy,
    "CreatePublicationStmt": _publication,
    "CreateRangeStmt": _named_type("typeName"),
    "CreateRoleStmt": _global("role", "role"),
    "CreateSchemaStmt": _schema,
    "CreateStatsStmt": _statistics,
    "CreateTrigStmt": _trigger,
    "DefineStmt": _define,
    "RenameStmt": _renamed_to,
    "RuleStmt": _rule,
}
