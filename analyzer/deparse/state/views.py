"""Views, materialized views and rules in a state script (pg_dump's createViewAsClause, dumpRule)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_rewrite import PgRewrite
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.options import storage_parameters
from analyzer.deparse.query import values_query, view_query
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.deparse.state.tables import HEAP, columns_of, row_types
from analyzer.deparse.trigger import rule_definition
from analyzer.tree.names import quote_identifier

RULE_NAME: Final = "_RETURN"
ENABLED_WORDS: Final = {"D": "DISABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


@each("pg_class")
def views(scope: Scope, record: PgClass) -> Iterator[Entry]:
    """Yield CREATE VIEW and CREATE MATERIALIZED VIEW statements, views' column defaults, and what fills the latter."""
    catalog = scope.catalog
    if record.relkind not in "vm":
        return
    name = names.qualified_relation_name(catalog, record.oid)
    address = ObjectAddress("pg_class", record.oid)
    rule = catalog.pg_rewrite.first("name", (record.oid, RULE_NAME))
    if rule is None:
        scope.notes.append(f"view {name}: its query is not known")
        return
    columns = tuple(column.attname for column in columns_of(catalog, record.oid))
    values = values_query(catalog, rule.ev_action[0])
    query = values if values is not None else view_query(catalog, rule.ev_action[0], columns)
    # VALUES cannot name its columns itself.
    names_list = f" ({', '.join(quote_identifier(column) for column in columns)})" if values is not None else ""
    options = f" WITH ({storage_parameters(record.reloptions)})" if record.reloptions else ""
    covers = [*row_types(catalog, record), ObjectAddress("pg_rewrite", rule.oid)]
    if record.relkind == "v":
        statements = [f"CREATE VIEW {name}{names_list}{options} AS\n{query}"]
        for column in columns_of(catalog, record.oid):
            default = catalog.pg_attrdef.first("column", (record.oid, column.attnum))
            if default is not None:
                text = expression(catalog, default.adbin, record.oid)
                head = f"ALTER TABLE ONLY {name} ALTER COLUMN {quote_identifier(column.attname)}"
                statements.append(f"{head} SET DEFAULT {text}")
                covers.append(ObjectAddress("pg_attrdef", default.oid))
        yield Entry(address, "view", (name,), statements, covers, stub=_stub(scope, record, name))
        return
    method = "" if record.relam in (0, HEAP) else f" USING {quote_identifier(catalog.pg_am[record.relam].amname)}"
    space = ""
    if record.reltablespace:
        space = f" TABLESPACE {quote_identifier(catalog.pg_tablespace[record.reltablespace].spcname)}"
    text = f"CREATE MATERIALIZED VIEW {name}{names_list}{method}{options}{space} AS\n{query}\nWITH NO DATA"
    yield Entry(address, "view", (name,), [text], covers)
    if record.relispopulated:
        key = ObjectAddress("refresh", record.oid)
        below = [ObjectAddress("refresh", oid) for oid in _read_below(catalog, record.oid)]
        yield Entry(key, "refresh", (name,), [f"REFRESH MATERIALIZED VIEW {name}"], after=[address, *below])


def _read_below(catalog: Catalog, relid: int) -> set[int]:
    """Return every relation the view's query reads, through other views too."""
    found: set[int] = set()
    todo = [relid]
    while todo:
        rule = catalog.pg_rewrite.first("name", (todo.pop(), RULE_NAME))
        if rule is None:
            continue
        for row in catalog.pg_depend.find("object", ("pg_rewrite", rule.oid)):
            if row.refclassid == "pg_class" and row.refobjid not in found and row.refobjid != relid:
                found.add(row.refobjid)
                todo.append(row.refobjid)
    return found


def _stub(scope: Scope, record: PgClass, name: str) -> Callable[[], list[str]]:
    def stub() -> list[str]:
        catalog = scope.catalog
        columns = ",\n    ".join(
            f"NULL::{names.type_name(catalog, column.atttypid, column.atttypmod)} AS {quote_identifier(column.attname)}"
            for column in columns_of(catalog, record.oid)
        )
        return [f"CREATE VIEW {name} AS\nSELECT\n    {columns}"]

    return stub


@each("pg_rewrite")
def rules(scope: Scope, record: PgRewrite) -> Iterator[Entry]:
    """Yield CREATE RULE statements and their ENABLE or DISABLE state; views' own rules come with the views."""
    catalog = scope.catalog
    relation = catalog.pg_class[record.ev_class]
    if relation.relkind in "vm" and record.rulename == RULE_NAME:
        return
    table = names.qualified_relation_name(catalog, record.ev_class)
    statements = [rule_definition(catalog, record.oid)]
    if record.ev_enabled in ENABLED_WORDS:
        rule_name = quote_identifier(record.rulename)
        statements.append(f"ALTER TABLE {table} {ENABLED_WORDS[record.ev_enabled]} RULE {rule_name}")
    yield Entry(
        ObjectAddress("pg_rewrite", record.oid), "rule", (table, record.rulename), statements,
        after=[ObjectAddress("pg_class", record.ev_class)],
    )
