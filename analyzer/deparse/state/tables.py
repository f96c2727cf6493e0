"""Tables, columns, defaults and partition membership in a state script (pg_dump's dumpTableSchema ...)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_definition
from analyzer.deparse.options import foreign_options, storage_parameters
from analyzer.deparse.partition import partition_bound, partition_key
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.deparse.state.sequences import identity_clause
from analyzer.tree.names import quote_identifier

HEAP: Final = 2
_STORAGE: Final = {"p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"}
_COMPRESSION: Final = {"p": "pglz", "l": "lz4"}


@each("pg_class")
def tables(scope: Scope, record: PgClass) -> Iterator[Entry]:
    """Yield CREATE TABLE and CREATE FOREIGN TABLE, with an entry of their own for what must wait for other objects."""
    if record.relkind in "rpf":
        yield from _table(scope, record)


def columns_of(catalog: Catalog, relid: int) -> list[PgAttribute]:
    """Return a relation's live columns in order."""
    found = (a for a in catalog.pg_attribute.find("relation", relid) if a.attnum > 0 and not a.attisdropped)
    return sorted(found, key=lambda a: a.attnum)


def _table(scope: Scope, record: PgClass) -> Iterator[Entry]:
    catalog = scope.catalog
    name = names.qualified_relation_name(catalog, record.oid)
    entry = Entry(ObjectAddress("pg_class", record.oid), "table", (name,), covers=row_types(catalog, record))
    parents = _parents(catalog, record.oid)
    lines = [] if record.reloftype else [
        line
        for a in columns_of(catalog, record.oid)
        if (line := column_definition(scope, record, a, entry)) is not None
    ]
    later: list[Entry] = []
    for constraint in sorted(catalog.pg_constraint.find("relation", record.oid), key=lambda c: c.conname):
        _table_constraint(scope, record, constraint, lines, entry, later)
        if is_key_inside(scope, constraint):
            lines.append(
                f"CONSTRAINT {quote_identifier(constraint.conname)} {constraint_definition(catalog, constraint.oid)}"
            )
            entry.covers.append(ObjectAddress("pg_constraint", constraint.oid))
            entry.covers.append(ObjectAddress("pg_class", constraint.conindid))
    kind = "FOREIGN TABLE" if record.relkind == "f" else "UNLOGGED TABLE" if record.relpersistence == "u" else "TABLE"
    text = f"CREATE {kind} {name}"
    if record.reloftype:
        text += f" OF {names.type_name(catalog, record.reloftype)}"
        lines = [
            line for a in columns_of(catalog, record.oid) if (line := _typed_column(scope, record, a)) is not None
        ] + lines
    body = ",\n    ".join(lines)
    text += f" (\n    {body}\n)" if lines else "" if record.reloftype else " ()"
    attached = bool(parents) and not record.relispartition and _inherits_afterwards(catalog, record.oid, parents)
    if parents and not record.relispartition and not attached:
        text += f" INHERITS ({', '.join(names.qualified_relation_name(catalog, parent) for parent in parents)})"
        entry.after += [ObjectAddress("pg_class", parent) for parent in parents]
    if record.relkind == "p":
        text += f" PARTITION BY {partition_key(catalog, record.oid)}"
    if record.relkind == "f":
        foreign = catalog.pg_foreign_table[record.oid]
        text += f" SERVER {quote_identifier(catalog.pg_foreign_server[foreign.ftserver].srvname)}"
        text += f" {foreign_options(foreign.ftoptions)}" if foreign.ftoptions else ""
        entry.after.append(ObjectAddress("pg_foreign_server", foreign.ftserver))
    if record.relam not in (0, HEAP):
        text += f" USING {quote_identifier(catalog.pg_am[record.relam].amname)}"
    text += f" WITH ({storage_parameters(record.reloptions)})" if record.reloptions else ""
    if record.reltablespace:
        text += f" TABLESPACE {quote_identifier(catalog.pg_tablespace[record.reltablespace].spcname)}"
    entry.statements = [text, *column_settings(scope, record), *_table_settings(catalog, record)]
    if attached:
        entry.statements += [
            f"ALTER TABLE {name} INHERIT {names.qualified_relation_name(catalog, parent)}" for parent in parents
        ]
        entry.after += [ObjectAddress("pg_class", parent) for parent in parents]
    yield entry
    yield from later
    yield from _defaults(scope, record, parents)
    if record.relispartition:
        parent = names.qualified_relation_name(catalog, parents[0])
        bound = partition_bound(catalog, record.oid)
        yield Entry(
            ObjectAddress("pg_inherits", record.oid), "attach", (name,),
            [f"ALTER TABLE ONLY {parent} ATTACH PARTITION {name} {bound}"],
            after=[ObjectAddress("pg_class", parents[0]), ObjectAddress("pg_class", record.oid)],
        )


def row_types(catalog: Catalog, record: PgClass) -> list[ObjectAddress]:
    """Return the addresses of a relation's row type and its array type, which come with the relation."""
    row_type = catalog.pg_type.get(record.reltype)
    if row_type is None:
        return []
    found = [ObjectAddress("pg_type", row_type.oid)]
    return [*found, ObjectAddress("pg_type", row_type.typarray)] if row_type.typarray else found


def _parents(catalog: Catalog, relid: int) -> list[int]:
    return [row.inhparent for row in sorted(catalog.pg_inherits.find("child", relid), key=lambda row: row.inhseqno)]


def _inherits_afterwards(catalog: Catalog, relid: int, parents: list[int]) -> bool:
    """Tell whether only ALTER TABLE ... INHERIT gives the columns their order: all are the table's own as well."""
    own = columns_of(catalog, relid)
    first = dict.fromkeys(column.attname for parent in parents for column in columns_of(catalog, parent))
    natural = [*first, *(column.attname for column in own if column.attname not in first)]
    if natural == [column.attname for column in own]:
        return False
    constraints = catalog.pg_constraint.find("relation", relid)
    return all(c.attislocal for c in own) and all(c.conislocal for c in constraints if c.contype in "cn")


# -- columns -------------------------------------------------------------------------------------------------------


def column_definition(scope: Scope, record: PgClass, column: PgAttribute, entry: Entry) -> str | None:
    """Return a column as CREATE TABLE has it; None for one that only comes from a parent."""
    catalog = scope.catalog
    if not column.attislocal and not record.relispartition:
        return None
    text = f"{quote_identifier(column.attname)} {names.type_name(catalog, column.atttypid, column.atttypmod)}"
    if column.attcompression in _COMPRESSION:
        text += f" COMPRESSION {_COMPRESSION[column.attcompression]}"
    if column.attfdwoptions:
        text += f" {foreign_options(column.attfdwoptions)}"
    if column.attcollation and column.attcollation != catalog.pg_type[column.atttypid].typcollation:
        text += f" COLLATE {names.collation_name(catalog, column.attcollation)}"
    default = catalog.pg_attrdef.first("column", (record.oid, column.attnum))
    if default is not None and column.attgenerated:
        kind = "STORED" if column.attgenerated == "s" else "VIRTUAL"
        text += f" GENERATED ALWAYS AS ({expression(catalog, default.adbin, record.oid)}) {kind}"
        entry.covers.append(ObjectAddress("pg_attrdef", default.oid))
    elif default is not None and _self_contained(scope, default.oid):
        text += f" DEFAULT {expression(catalog, default.adbin, record.oid)}"
        entry.covers.append(ObjectAddress("pg_attrdef", default.oid))
    if column.attidentity and not record.relispartition:
        text += f" {identity_clause(catalog, record.oid, column, entry)}"
    return text + _not_null(catalog, record, column)


def _typed_column(scope: Scope, record: PgClass, column: PgAttribute) -> str | None:
    catalog = scope.catalog
    options = ""
    default = catalog.pg_attrdef.first("column", (record.oid, column.attnum))
    if default is not None and _self_contained(scope, default.oid):
        options += f" DEFAULT {expression(catalog, default.adbin, record.oid)}"
    options += _not_null(catalog, record, column)
    return f"{quote_identifier(column.attname)} WITH OPTIONS{options}" if options else None


def _not_null(catalog: Catalog, record: PgClass, column: PgAttribute) -> str:
    if not column.attnotnull:
        return ""
    constraint = not_null_constraint(catalog, record.oid, column.attnum)
    if constraint is None:
        # Before 18 NOT NULL was the column's own, and identity columns have it anyway.
        return " NOT NULL"
    if not constraint.convalidated or not (constraint.conislocal or record.relispartition):
        return ""
    tail = " NO INHERIT" if constraint.connoinherit else ""
    taken = len(catalog.pg_constraint.find("conname", (constraint.conname, constraint.connamespace))) > 1
    if constraint.conname == f"{record.relname}_{column.attname}_not_null" and not taken:
        return f" NOT NULL{tail}"
    return f" CONSTRAINT {quote_identifier(constraint.conname)} NOT NULL{tail}"


def not_null_constraint(catalog: Catalog, relid: int, attnum: int) -> PgConstraint | None:
    """Return the not-null constraint of a column, which has a row of its own since 18."""
    found: list[PgConstraint] = catalog.pg_constraint.find("relation", relid)
    return next((c for c in found if c.contype == "n" and c.conkey == (attnum,)), None)


def _self_contained(scope: Scope, default: int) -> bool:
    """Tell whether a default needs nothing this script makes besides its table."""
    for row in scope.catalog.pg_depend.find("object", ("pg_attrdef", default)):
        if row.refclassid == "pg_class" and scope.catalog.pg_class[row.refobjid].relkind != "S":
            continue
        if scope.is_new(row.refclassid, row.refobjid):
            return False
    return True


def _defaults(scope: Scope, record: PgClass, parents: list[int]) -> Iterator[Entry]:
    """Yield the defaults CREATE TABLE leaves out: they need other objects, or differ from an inherited one."""
    catalog = scope.catalog
    table = names.qualified_relation_name(catalog, record.oid)
    for column in columns_of(catalog, record.oid):
        default = catalog.pg_attrdef.first("column", (record.oid, column.attnum))
        name = quote_identifier(column.attname)
        inherited = not column.attislocal and not record.relispartition
        head = f"ALTER TABLE ONLY {table} ALTER COLUMN {name}"
        relation = ObjectAddress("pg_class", record.oid)
        if default is None:
            if inherited and not column.attidentity and _parent_default(catalog, parents, column.attname) is not None:
                key = ObjectAddress("pg_attribute", record.oid, column.attnum)
                yield Entry(key, "default", (table, name), [f"{head} DROP DEFAULT"], after=[relation])
            continue
        if column.attgenerated or (not inherited and _self_contained(scope, default.oid)):
            continue
        if inherited and _parent_default(catalog, parents, column.attname) == default.adbin:
            continue
        text = f"{head} SET DEFAULT {expression(catalog, default.adbin, record.oid)}"
        yield Entry(ObjectAddress("pg_attrdef", default.oid), "default", (table, name), [text], after=[relation])


def _parent_default(catalog: Catalog, parents: list[int], name: str) -> object:
    for parent in parents:
        column = catalog.pg_attribute.first("name", (parent, name))
        default = catalog.pg_attrdef.first("column", (parent, column.attnum)) if column is not None else None
        if default is not None:
            return default.adbin
    return None


# -- constraints that go with the table ----------------------------------------------------------------------------


def _table_constraint(
    scope: Scope, record: PgClass, constraint: PgConstraint, lines: list[str], entry: Entry, later: list[Entry]
) -> None:
    catalog = scope.catalog
    address = ObjectAddress("pg_constraint", constraint.oid)
    if constraint.contype == "n" and constraint.convalidated:
        entry.covers.append(address)
        return
    if constraint.contype not in "cn" or not (constraint.conislocal or record.relispartition):
        return
    text = f"CONSTRAINT {quote_identifier(constraint.conname)} {constraint_definition(catalog, constraint.oid)}"
    if (constraint.convalidated or not constraint.conenforced) and (
        record.relispartition or record.relkind == "p" or _own_only(scope, record.oid, constraint.oid)
    ):
        lines.append(text)
        entry.covers.append(address)
        return
    table = names.qualified_relation_name(catalog, record.oid)
    word = "FOREIGN TABLE" if record.relkind == "f" else "TABLE"
    later.append(
        Entry(address, "check", (table, constraint.conname), [f"ALTER {word} {table} ADD {text}"],
              after=[ObjectAddress("pg_class", record.oid)])
    )


def is_key_inside(scope: Scope, constraint: PgConstraint) -> bool:
    """Tell whether CREATE TABLE has this primary key or unique constraint (`Scope.keys_inside`)."""
    if not scope.keys_inside or constraint.contype not in "pu" or not scope.is_new("pg_class", constraint.conrelid):
        return False
    catalog = scope.catalog
    table, index = catalog.pg_class[constraint.conrelid], catalog.pg_index[constraint.conindid]
    if table.relkind != "r" or table.relispartition or table.reloftype or index.indisclustered or index.indisreplident:
        return False
    if any(catalog.pg_inherits.has(end, table.oid) for end in ("child", "parent")):
        return False
    told = any(
        catalog.pg_description.get(address) is not None
        for address in (("pg_class", constraint.conindid, 0), ("pg_constraint", constraint.oid, 0))
    )
    columns = catalog.pg_attribute.find("relation", constraint.conindid)
    return not told and all(column.attstattarget is None or column.attstattarget < 0 for column in columns)


def _own_only(scope: Scope, relid: int, constraint: int) -> bool:
    return not any(
        scope.is_new(row.refclassid, row.refobjid)
        for row in scope.catalog.pg_depend.find("object", ("pg_constraint", constraint))
        if (row.refclassid, row.refobjid) != ("pg_class", relid)
    )


# -- settings ------------------------------------------------------------------------------------------------------


def column_settings(scope: Scope, record: PgClass) -> list[str]:
    """Return what CREATE TABLE cannot say of columns: statistics targets, storage, options."""
    catalog = scope.catalog
    word = "FOREIGN TABLE" if record.relkind == "f" else "TABLE"
    head = f"ALTER {word} ONLY {names.qualified_relation_name(catalog, record.oid)} ALTER COLUMN"
    statements: list[str] = []
    for column in columns_of(catalog, record.oid):
        name = quote_identifier(column.attname)
        kind = catalog.pg_type[column.atttypid]
        if column.attnotnull and not column.attislocal and not record.relispartition and catalog.postgres < 18:
            parents = (catalog.pg_attribute.first("name", (p, column.attname)) for p in _parents(catalog, record.oid))
            if not any(parent is not None and parent.attnotnull for parent in parents):
                statements.append(f"{head} {name} SET NOT NULL")
        if column.attstattarget is not None and column.attstattarget >= 0:
            statements.append(f"{head} {name} SET STATISTICS {column.attstattarget}")
        if column.attstorage != kind.typstorage and record.relkind != "f":
            statements.append(f"{head} {name} SET STORAGE {_STORAGE[column.attstorage]}")
        if column.attoptions:
            statements.append(f"{head} {name} SET ({storage_parameters(column.attoptions)})")
    return statements


def _table_settings(catalog: Catalog, record: PgClass) -> list[str]:
    name = names.qualified_relation_name(catalog, record.oid)
    statements: list[str] = []
    if record.relrowsecurity:
        statements.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    if record.relforcerowsecurity:
        statements.append(f"ALTER TABLE ONLY {name} FORCE ROW LEVEL SECURITY")
    if record.relreplident in "fn" and record.relkind in "rp":
        identity = "FULL" if record.relreplident == "f" else "NOTHING"
        statements.append(f"ALTER TABLE ONLY {name} REPLICA IDENTITY {identity}")
    return statements
