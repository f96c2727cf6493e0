"""The relations that a statement would make, with their columns and constraints, read from its parse tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from analyzer.commands.relations.naming import make_object_name
from analyzer.findings.object_name import ObjectName
from analyzer.tree.names import strings
from analyzer.tree.parse import Node


def relation_name(range_var: Node) -> tuple[str | None, str]:
    """Return the schema, None where there is none, and the name of a RangeVar."""
    return range_var.get("schemaname"), range_var["relname"]


def commands(node: Node) -> Iterator[Node]:
    """Yield the commands of an ALTER TABLE."""
    for item in node.get("cmds", ()):
        yield item["AlterTableCmd"]


def _made_relation(schema: str | None, name: str) -> Iterator[ObjectName]:
    yield ObjectName("relation", schema, name)
    yield ObjectName("type", schema, name)


def _table(node: Node) -> Iterator[ObjectName]:
    schema, table = relation_name(node["relation"])
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
    schema, table = relation_name(node["into"]["rel"])
    yield from _made_relation(schema, table)
    yield from _output_columns(schema, table, strings(node["into"].get("colNames", ())), node.get("query", {}))


def _view(node: Node) -> Iterator[ObjectName]:
    schema, view = relation_name(node["view"])
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
    schema, name = relation_name(node["typevar"])
    yield from _made_relation(schema, name)
    for item in node.get("coldeflist", ()):
        yield ObjectName("column", schema, f"{name}.{item['ColumnDef']['colname']}")


def _sequence(node: Node) -> Iterator[ObjectName]:
    yield ObjectName("relation", *relation_name(node["sequence"]))


def _index(node: Node) -> Iterator[ObjectName]:
    schema, table = relation_name(node["relation"])
    if node.get("idxname"):
        yield ObjectName("relation", schema, node["idxname"])
    if node.get("unique"):
        yield ObjectName("constraint", schema, f"unique key on {table}")


def _altered_table(node: Node) -> Iterator[ObjectName]:
    schema, table = relation_name(node["relation"])
    for command in commands(node):
        definition = command.get("def", {})
        if "ColumnDef" in definition and command["subtype"] == "AT_AddColumn":
            yield from _column(schema, table, definition["ColumnDef"])
        elif "Constraint" in definition and command["subtype"] == "AT_AddConstraint":
            yield from _constraint(schema, table, definition["Constraint"], None)


RELATION_MAKERS: Final[dict[str, Callable[[Node], Iterator[ObjectName]]]] = {
    "AlterTableStmt": _altered_table,
    "CompositeTypeStmt": _composite,
    "CreateForeignTableStmt": _foreign_table,
    "CreateSeqStmt": _sequence,
    "CreateStmt": _table,
    "CreateTableAsStmt": _table_as,
    "IndexStmt": _index,
    "ViewStmt": _view,
}
"""What yields the names, by the tag of the statement."""
