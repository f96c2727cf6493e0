"""Keys, indexes, statistics, triggers, policies in a state script (pg_dump's dumpConstraint, dumpIndex ...)."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.catalog.pg_event_trigger import PgEventTrigger
from analyzer.catalog.pg_index import PgIndex
from analyzer.catalog.pg_policy import PgPolicy
from analyzer.catalog.pg_statistic_ext import PgStatisticExt
from analyzer.catalog.pg_trigger import PgTrigger
from analyzer.deparse import names
from analyzer.deparse.index import constraint_definition, index_definition
from analyzer.deparse.partition import statistics_definition
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.deparse.state.tables import is_key_inside
from analyzer.deparse.state.views import ENABLED_WORDS
from analyzer.deparse.trigger import event_trigger_definition, policy_definition, trigger_definition
from analyzer.tree.names import quote_identifier, quote_qualified


@each("pg_constraint")
def keys(scope: Scope, record: PgConstraint) -> Iterator[Entry]:
    """Yield primary keys, unique, exclusion and foreign-key constraints as ALTER TABLE ... ADD CONSTRAINT."""
    catalog = scope.catalog
    if record.contype not in "puxf" or (record.contype == "f" and record.conparentid) or is_key_inside(scope, record):
        return
    relation = catalog.pg_class[record.conrelid]
    table = names.qualified_relation_name(catalog, record.conrelid)
    only = "" if record.contype == "f" and relation.relkind == "p" else "ONLY "
    name = quote_identifier(record.conname)
    statements = [f"ALTER TABLE {only}{table} ADD CONSTRAINT {name} {constraint_definition(catalog, record.oid)}"]
    covers = []
    if record.contype != "f":
        statements += index_settings(catalog, record.conindid)
        covers.append(ObjectAddress("pg_class", record.conindid))
    after = [ObjectAddress("pg_class", record.conrelid)]
    if record.contype == "f":
        after += [ObjectAddress("pg_class", record.confrelid), ObjectAddress("pg_class", record.conindid)]
    section = "foreign key" if record.contype == "f" else "constraint"
    yield Entry(ObjectAddress("pg_constraint", record.oid), section, (table, record.conname), statements, covers, after)


@each("pg_index")
def indexes(scope: Scope, record: PgIndex) -> Iterator[Entry]:
    """Yield CREATE INDEX statements of indexes no constraint owns, and partitioned indexes' ATTACH PARTITION."""
    catalog = scope.catalog
    relation = catalog.pg_class[record.indexrelid]
    name = names.qualified_relation_name(catalog, relation.oid)
    address = ObjectAddress("pg_class", relation.oid)
    if not _constraint_of(catalog, relation.oid):
        if not record.indisvalid and relation.relkind != "I":
            # What a failed CREATE INDEX CONCURRENTLY leaves behind is not worth keeping; pg_dump leaves it out too.
            return
        table = names.qualified_relation_name(catalog, record.indrelid)
        statements = [index_definition(catalog, relation.oid), *index_settings(catalog, relation.oid)]
        yield Entry(
            address, "index", (table, relation.relname), statements, after=[ObjectAddress("pg_class", record.indrelid)]
        )
    for row in catalog.pg_inherits.find("child", relation.oid):
        parent = names.qualified_relation_name(catalog, row.inhparent)
        yield Entry(
            ObjectAddress("pg_inherits", relation.oid), "index attach", (name,),
            [f"ALTER INDEX {parent} ATTACH PARTITION {name}"],
            after=[ObjectAddress("pg_class", row.inhparent), address, ObjectAddress("pg_inherits", record.indrelid)],
        )


def _constraint_of(catalog: Catalog, index: int) -> bool:
    return any(c.contype in "pux" for c in catalog.pg_constraint.find("index", index))


def index_settings(catalog: Catalog, oid: int) -> list[str]:
    """Return what else is said of an index: CLUSTER ON, REPLICA IDENTITY, statistics targets."""
    index = catalog.pg_index[oid]
    relation: PgClass = catalog.pg_class[oid]
    table = names.qualified_relation_name(catalog, index.indrelid)
    statements: list[str] = []
    for column in sorted(catalog.pg_attribute.find("relation", oid), key=lambda a: a.attnum):
        if column.attstattarget is not None and column.attstattarget >= 0:
            name = names.qualified_relation_name(catalog, oid)
            statements.append(f"ALTER INDEX {name} ALTER COLUMN {column.attnum} SET STATISTICS {column.attstattarget}")
    if index.indisclustered:
        statements.append(f"ALTER TABLE {table} CLUSTER ON {quote_identifier(relation.relname)}")
    if index.indisreplident:
        statements.append(f"ALTER TABLE ONLY {table} REPLICA IDENTITY USING INDEX {quote_identifier(relation.relname)}")
    return statements


@each("pg_statistic_ext")
def statistics(scope: Scope, record: PgStatisticExt) -> Iterator[Entry]:
    """Yield CREATE STATISTICS statements."""
    name = quote_qualified(scope.catalog.pg_namespace[record.stxnamespace].nspname, record.stxname)
    statements = [statistics_definition(scope.catalog, record.oid)]
    if record.stxstattarget is not None and record.stxstattarget >= 0:
        statements.append(f"ALTER STATISTICS {name} SET STATISTICS {record.stxstattarget}")
    after = [ObjectAddress("pg_class", record.stxrelid)]
    yield Entry(ObjectAddress("pg_statistic_ext", record.oid), "statistics", (name,), statements, after=after)


@each("pg_trigger")
def triggers(scope: Scope, record: PgTrigger) -> Iterator[Entry]:
    """Yield CREATE TRIGGER statements with their ENABLE or DISABLE state; partitions' clones come by themselves."""
    catalog = scope.catalog
    relation = catalog.pg_class[record.tgrelid]
    if ("pg_class", record.tgrelid) in scope.members:
        return
    if record.tgparentid:
        yield from _clone_state(catalog, record)
        return
    if record.tgisinternal:
        return
    table = names.qualified_relation_name(catalog, record.tgrelid)
    statements = [trigger_definition(catalog, record.oid)]
    if record.tgenabled in ENABLED_WORDS:
        word = "FOREIGN TABLE" if relation.relkind == "f" else "TABLE"
        name = quote_identifier(record.tgname)
        statements.append(f"ALTER {word} {table} {ENABLED_WORDS[record.tgenabled]} TRIGGER {name}")
    covers = [ObjectAddress("pg_constraint", record.tgconstraint)] if record.tgconstraint else []
    after = [ObjectAddress("pg_class", record.tgrelid), ObjectAddress("pg_proc", record.tgfoid)]
    yield Entry(ObjectAddress("pg_trigger", record.oid), "trigger", (table, record.tgname), statements, covers, after)


def _clone_state(catalog: Catalog, record: PgTrigger) -> Iterator[Entry]:
    """Yield ENABLE or DISABLE TRIGGER for a partition's trigger that is not in the state of the one it is a copy of."""
    parent = catalog.pg_trigger.get(record.tgparentid)
    if parent is None or parent.tgenabled == record.tgenabled or parent.tgisinternal:
        return
    table = names.qualified_relation_name(catalog, record.tgrelid)
    word = ENABLED_WORDS.get(record.tgenabled, "ENABLE")
    text = f"ALTER TABLE {table} {word} TRIGGER {quote_identifier(record.tgname)}"
    after = [ObjectAddress("pg_trigger", parent.oid), ObjectAddress("pg_inherits", record.tgrelid)]
    key = ObjectAddress("pg_trigger", -record.oid)
    yield Entry(key, "trigger", (table, record.tgname), [text], after=after)


@each("pg_event_trigger")
def event_triggers(scope: Scope, record: PgEventTrigger) -> Iterator[Entry]:
    """Yield CREATE EVENT TRIGGER statements."""
    statements = [event_trigger_definition(scope.catalog, record.oid)]
    if record.evtenabled in ENABLED_WORDS:
        name = quote_identifier(record.evtname)
        statements.append(f"ALTER EVENT TRIGGER {name} {ENABLED_WORDS[record.evtenabled]}")
    after = [ObjectAddress("pg_proc", record.evtfoid)]
    address = ObjectAddress("pg_event_trigger", record.oid)
    yield Entry(address, "event trigger", (record.evtname,), statements, after=after)


@each("pg_policy")
def policies(scope: Scope, record: PgPolicy) -> Iterator[Entry]:
    """Yield CREATE POLICY statements; those on an extension's tables come with the extension."""
    if ("pg_class", record.polrelid) in scope.members:
        return
    table = names.qualified_relation_name(scope.catalog, record.polrelid)
    yield Entry(
        ObjectAddress("pg_policy", record.oid), "policy", (table, record.polname),
        [policy_definition(scope.catalog, record.oid)], after=[ObjectAddress("pg_class", record.polrelid)],
    )
