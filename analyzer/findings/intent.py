"""What a statement would make and what it would take away, by name, read from its parse tree.

For statements that failed: the catalog shows what the others did. Names that PostgreSQL would have made up (keys,
sequences) are included as far as no collision changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from analyzer.commands.relations.naming import make_object_name
from analyzer.engine.touched import PLACEHOLDER, nested_statements
from analyzer.errors import NotSimulated
from analyzer.tree.names import qualified, strings
from analyzer.tree.parse import Node, SyntaxFault


class ObjectName(NamedTuple):
    """An object as statements name it; `schema` is None where the name was not qualified.

    The kinds are those of PgError.missing. A column is ``table.column``, what hangs on a relation ``policy on table``.
    """

    kind: str
    schema: str | None
    name: str

    def matches(self, other: ObjectName) -> bool:
        """Whether both may name the same object: an unqualified name may stand for one in any schema."""
        return (
            self.kind == other.kind
            and self.name == other.name
            and (self.schema is None or other.schema is None or self.schema == other.schema)
        )


_SYNONYMS: Final = {
    "access_method": "access method", "opclass": "operator class", "fdw": "foreign-data wrapper",
    "foreign server": "server", "statistics object": "statistics", "view": "relation", "table": "relation",
    "materialized view": "relation", "sequence": "relation", "procedure": "function",
    "aggregate": "function", "domain": "type",
}  # fmt: skip


def object_name(missing: tuple[str, str | None, str]) -> ObjectName:
    """The name in a PgError's `missing`, its kind in one spelling."""
    kind, schema, name = missing
    if kind == "index":
        # Of ON CONFLICT: any unique index or constraint of the table would do.
        return ObjectName("constraint", schema, f"unique key on {name}")
    return ObjectName(_SYNONYMS.get(kind, kind), schema, name)


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
            schema, table = _relation(node["relation"])
            for command in _commands(node):
                if command["subtype"] == "AT_DropColumn":
                    yield ObjectName("column", schema, f"{table}.{command['name']}")
                elif command["subtype"] == "AT_DropConstraint":
                    yield ObjectName("constraint", schema, f"{command['name']} on {table}")
        case "RenameStmt":
            yield from _renamed(node, old=True)
        case "AlterObjectSchemaStmt":
            yield from _moved(node, None)


# -- names in trees ------------------------------------------------------------------------------------------------


def _relation(range_var: Node) -> tuple[str | None, str]:
    return range_var.get("schemaname"), range_var["relname"]


def _commands(node: Node) -> Iterator[Node]:
    for item in node.get("cmds", ()):
        yield item["AlterTableCmd"]


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


def _made_relation(schema: str | None, name: str) -> Iterator[ObjectName]:
    yield ObjectName("relation", schema, name)
    yield ObjectName("type", schema, name)


def _table(node: Node) -> Iterator[ObjectName]:
    schema, table = _relation(node["relation"])
    yield from _made_relation(schema, table)
    for element in node.get("tableElts", ()):
        if "ColumnDef" in element:
            yield from _column(schema, table, element["ColumnDef"])
        elif "Constraint" in element:
            yield from _constraint(schema, table, element["Constraint"], None)


def _column(schema: str | None, table: str, column: Node) -> Iterator[ObjectName]:
    name = column["colname"]
    yield ObjectName("column", schema, f"{table}.{name}")
    type_names = strings(column.get("typeName", {}).get("names", ()))
    constraints = [item["Constraint"] for item in column.get("constraints", ())]
    if any(each.startswith(("serial", "bigserial", "smallserial")) for each in type_names[-1:]) or any(
        each["contype"] == "CONSTR_IDENTITY" for each in constraints
    ):
        yield ObjectName("relation", schema, make_object_name(table, name, "seq"))
    for constraint in constraints:
        yield from _constraint(schema, table, constraint, name)


_CONSTRAINT_LABELS: Final = {
    "CONSTR_PRIMARY": "pkey", "CONSTR_UNIQUE": "key", "CONSTR_FOREIGN": "fkey", "CONSTR_CHECK": "check",
    "CONSTR_EXCLUSION": "excl",
}  # fmt: skip


def _constraint(schema: str | None, table: str, constraint: Node, column: str | None) -> Iterator[ObjectName]:
    kind = constraint["contype"]
    label = _CONSTRAINT_LABELS.get(kind)
    if label is None:
        return
    name = constraint.get("conname")
    if name is None:
        keys = strings(constraint.get("fk_attrs") or constraint.get("keys") or ())
        columns = "_".join(keys) if keys else column
        name = make_object_name(table, None if label == "pkey" else columns, label)
    yield ObjectName("constraint", schema, f"{name} on {table}")
    if label in ("pkey", "key", "excl"):
        yield ObjectName("relation", schema, name)
    if label in ("pkey", "key"):
        # As the missing object of 42830 is called.
        yield ObjectName("constraint", schema, f"unique key on {table}")
    if label == "pkey":
        yield ObjectName("constraint", schema, f"primary key on {table}")


def _foreign_table(node: Node) -> Iterator[ObjectName]:
    yield from _table(node.get("base", node))


def _table_as(node: Node) -> Iterator[ObjectName]:
    schema, table = _relation(node["into"]["rel"])
    yield from _made_relation(schema, table)
    yield from _output_columns(schema, table, strings(node["into"].get("colNames", ())), node.get("query", {}))


def _view(node: Node) -> Iterator[ObjectName]:
    schema, view = _relation(node["view"])
    yield from _made_relation(schema, view)
    yield from _output_columns(schema, view, strings(node.get("aliases", ())), node.get("query", {}))


def _output_columns(schema: str | None, relation: str, names: Sequence[str], query: Node) -> Iterator[ObjectName]:
    """Yield the columns that a query's target list names; what `*` stands for is not known here."""
    select = query.get("SelectStmt", {})
    while select.get("larg"):
        select = select["larg"]
    for position, item in enumerate(select.get("targetList", ())):
        target = item["ResTarget"]
        name = names[position] if position < len(names) else target.get("name")
        if name is None and "ColumnRef" in target.get("val", {}):
            name = target["val"]["ColumnRef"]["fields"][-1].get("String", {}).get("sval")
        if name is not None:
            yield ObjectName("column", schema, f"{relation}.{name}")


def _composite(node: Node) -> Iterator[ObjectName]:
    schema, name = _relation(node["typevar"])
    yield from _made_relation(schema, name)
    for item in node.get("coldeflist", ()):
        yield ObjectName("column", schema, f"{name}.{item['ColumnDef']['colname']}")


def _sequence(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("relation", *_relation(node["sequence"]))


def _index(node: Node) -> Iterator[ObjectName]:
    schema, table = _relation(node["relation"])
    if node.get("idxname"):
        yield ObjectName("relation", schema, node["idxname"])
    if node.get("unique"):
        yield ObjectName("constraint", schema, f"unique key on {table}")


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
                schema, name = _relation(table["relation"])
                yield ObjectName("publication relation", schema, f"{name} on {node['pubname']}")


def _publication(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("publication", None, node["pubname"])
    yield from _published(node)


def _enum_label(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("enum label", None, f"{qualified(node['typeName'][-2:])[1]}.{node.get('newVal', '')}")


def _function(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("function", *qualified(node["funcname"][-2:]))


def _policy(node: Node) -> Iterator[ObjectName]:
    schema, table = _relation(node["table"])
    yield ObjectName("policy", schema, f"{node['policy_name']} on {table}")


def _trigger(node: Node) -> Iterator[ObjectName]:
    schema, table = _relation(node["relation"])
    yield ObjectName("trigger", schema, f"{node['trigname']} on {table}")


def _rule(node: Node) -> Iterator[ObjectName]:
    schema, table = _relation(node["relation"])
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


def _altered_table(node: Node) -> Iterator[ObjectName]:
    schema, table = _relation(node["relation"])
    for command in _commands(node):
        definition = command.get("def", {})
        if "ColumnDef" in definition and command["subtype"] == "AT_AddColumn":
            yield from _column(schema, table, definition["ColumnDef"])
        elif "Constraint" in definition and command["subtype"] == "AT_AddConstraint":
            yield from _constraint(schema, table, definition["Constraint"], None)


def _renamed_to(node: Node) -> Iterator[ObjectName]:
    yield from _renamed(node, old=False)


def _renamed(node: Node, *, old: bool) -> Iterator[ObjectName]:
    kind = node["renameType"]
    new = node.get("newname", "")
    if kind in ("OBJECT_COLUMN", "OBJECT_ATTRIBUTE") and "relation" in node:
        schema, table = _relation(node["relation"])
        yield ObjectName("column", schema, f"{table}.{node['subname'] if old else new}")
    elif kind in _ON_RELATION and "relation" in node:
        schema, table = _relation(node["relation"])
        yield ObjectName(_ON_RELATION[kind], schema, f"{node['subname'] if old else new} on {table}")
    elif kind in _KINDS and "relation" in node:
        schema, relation = _relation(node["relation"])
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
        found: tuple[str | None, str] | None = _relation(node["relation"])
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
    "AlterEnumStmt": _enum_label,
    "AlterObjectSchemaStmt": _moved_to,
    "AlterPublicationStmt": _published,
    "AlterTableStmt": _altered_table,
    "CompositeTypeStmt": _composite,
    "CreateAmStmt": _global("access method", "amname"),
    "CreateDomainStmt": _named_type("domainname"),
    "CreateEnumStmt": _named_type("typeName"),
    "CreateEventTrigStmt": _global("event trigger", "trigname"),
    "CreateExtensionStmt": _global("extension", "extname"),
    "CreateFdwStmt": _global("foreign-data wrapper", "fdwname"),
    "CreateForeignServerStmt": _global("server", "servername"),
    "CreateForeignTableStmt": _foreign_table,
    "CreateFunctionStmt": _function,
    "CreateOpClassStmt": _operator_class,
    "CreatePLangStmt": _global("language", "plname"),
    "CreatePolicyStmt": _policy,
    "CreatePublicationStmt": _publication,
    "CreateRangeStmt": _named_type("typeName"),
    "CreateRoleStmt": _global("role", "role"),
    "CreateSchemaStmt": _schema,
    "CreateSeqStmt": _sequence,
    "CreateStatsStmt": _statistics,
    "CreateStmt": _table,
    "CreateTableAsStmt": _table_as,
    "CreateTrigStmt": _trigger,
    "DefineStmt": _define,
    "IndexStmt": _index,
    "RenameStmt": _renamed_to,
    "RuleStmt": _rule,
    "ViewStmt": _view,
}
