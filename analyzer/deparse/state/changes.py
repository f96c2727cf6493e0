"""What a state script drops from the baseline or alters in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.catalog import acl, depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.routine import function_definition
from analyzer.deparse.state.attributes import owner_of
from analyzer.deparse.state.entry import Scope
from analyzer.deparse.target import object_target
from analyzer.tree.names import quote_identifier, quote_qualified

_RELATION_WORDS: Final = {
    "r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE", "f": "FOREIGN TABLE",
    "i": "INDEX", "I": "INDEX", "c": "TYPE",
}
_DROPPED_ALONE: Final = ("pg_event_trigger", "pg_publication", "pg_extension", "pg_namespace", "pg_foreign_server")
_ON_TABLE: Final = (("pg_policy", "POLICY", "polname", "polrelid"), ("pg_trigger", "TRIGGER", "tgname", "tgrelid"))


def drops(scope: Scope) -> Iterator[str]:
    """Yield DROP statements for what the baseline has and the intended state has not."""
    catalog = scope.catalog
    for classid, word, namecol, relcol in _ON_TABLE:
        table = catalog.tables[classid]
        for key in table.removed():
            record: Any = table.baseline(key)
            if getattr(record, relcol) in catalog.pg_class and not getattr(record, "tgisinternal", False):
                relation = names.qualified_relation_name(catalog, getattr(record, relcol))
                yield f"DROP {word} {quote_identifier(getattr(record, namecol))} ON {relation}"
    yield from _publication_members(catalog)
    for classid in _DROPPED_ALONE:
        table = catalog.tables[classid]
        kind = OBJECT_KINDS[classid]
        assert kind.namecol is not None
        noun = "SERVER" if classid == "pg_foreign_server" else kind.noun.upper()
        for key in table.removed():
            yield f"DROP {noun} IF EXISTS {quote_identifier(getattr(table.baseline(key), kind.namecol))} CASCADE"
    yield from _schema_objects(catalog)
    yield from _constraints(catalog)


def _publication_members(catalog: Catalog) -> Iterator[str]:
    for key in catalog.pg_publication_rel.removed():
        row = catalog.pg_publication_rel.baseline(key)
        if row is not None and row.prpubid in catalog.pg_publication and row.prrelid in catalog.pg_class:
            publication = quote_identifier(catalog.pg_publication[row.prpubid].pubname)
            yield f"ALTER PUBLICATION {publication} DROP TABLE {names.qualified_relation_name(catalog, row.prrelid)}"


def _gone_with_extension(catalog: Catalog) -> set[tuple[str, int]]:
    """Return the baseline's objects that went with an extension."""
    gone: set[tuple[str, int]] = set()
    for key in catalog.pg_depend.removed():
        row = catalog.pg_depend.baseline(key)
        if row is not None and row.deptype == depend.EXTENSION and row.refobjid not in catalog.pg_extension:
            gone.add((row.classid, row.objid))
    return gone


def _schema_objects(catalog: Catalog) -> Iterator[str]:
    """Yield DROP for relations, types and functions whose schema and extension are still there."""
    gone = _gone_with_extension(catalog)
    for key in catalog.pg_class.removed():
        relation = catalog.pg_class.baseline(key)
        if relation is None or relation.relnamespace not in catalog.pg_namespace or ("pg_class", key) in gone:
            continue
        name = quote_qualified(catalog.pg_namespace[relation.relnamespace].nspname, relation.relname)
        if relation.relkind in "rpvmf":
            yield f"DROP {_RELATION_WORDS[relation.relkind]} IF EXISTS {name} CASCADE"
    for key in catalog.pg_class.removed():
        relation = catalog.pg_class.baseline(key)
        if relation is None or relation.relnamespace not in catalog.pg_namespace or ("pg_class", key) in gone:
            continue
        name = quote_qualified(catalog.pg_namespace[relation.relnamespace].nspname, relation.relname)
        constrained = any(
            c is not None and c.conindid == key
            for c in map(catalog.pg_constraint.baseline, catalog.pg_constraint.removed())
        )
        if relation.relkind in "SiI" and not constrained:
            yield f"DROP {_RELATION_WORDS[relation.relkind]} IF EXISTS {name} CASCADE"
    for key in catalog.pg_proc.removed():
        proc = catalog.pg_proc.baseline(key)
        if proc is not None and proc.pronamespace in catalog.pg_namespace and ("pg_proc", key) not in gone:
            name = quote_qualified(catalog.pg_namespace[proc.pronamespace].nspname, proc.proname)
            types = ", ".join(names.type_name(catalog, typid) for typid in proc.proargtypes if typid in catalog.pg_type)
            if all(typid in catalog.pg_type for typid in proc.proargtypes):
                yield f"DROP ROUTINE IF EXISTS {name}({types}) CASCADE"
    for key in catalog.pg_type.removed():
        record = catalog.pg_type.baseline(key)
        if record is None or record.typnamespace not in catalog.pg_namespace or ("pg_type", key) in gone:
            continue
        if record.typtype in "edr" or (record.typtype == "c" and _was_standalone(catalog, record.typrelid)):
            name = quote_qualified(catalog.pg_namespace[record.typnamespace].nspname, record.typname)
            yield f"DROP TYPE IF EXISTS {name} CASCADE"


def _was_standalone(catalog: Catalog, relid: int) -> bool:
    relation = catalog.pg_class.baseline(relid)
    return relation is not None and relation.relkind == "c"


def _constraints(catalog: Catalog) -> Iterator[str]:
    for key in catalog.pg_constraint.removed():
        constraint = catalog.pg_constraint.baseline(key)
        if constraint is not None and constraint.contype in "cfpux" and constraint.conrelid in catalog.pg_class:
            table = names.qualified_relation_name(catalog, constraint.conrelid)
            yield f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {quote_identifier(constraint.conname)} CASCADE"


def alterations(scope: Scope) -> Iterator[str]:
    """Yield ALTER and CREATE OR REPLACE for baseline objects that were changed: names, owners, columns, bodies."""
    catalog = scope.catalog
    for kind in OBJECT_KINDS.values():
        if kind.namecol is None or kind.classid in ("pg_authid", "pg_database", "pg_tablespace", "pg_constraint"):
            continue
        table = catalog.tables[kind.classid]
        for record in table.changed():
            before = table.baseline(table.key_of(record))
            if before is None or ("pg_toast" in str(getattr(record, kind.namecol))):
                continue
            address = ObjectAddress(kind.classid, record.oid)
            if kind.classid in ("pg_type", "pg_class") and _implied(catalog, address):
                continue
            yield from scope.attempt(
                f"{kind.noun} {getattr(record, kind.namecol)}",
                lambda a=address, b=before, r=record: list(_alteration(scope, a, b, r)),  # type: ignore[misc]
            )
    yield from _columns(scope)


def _implied(catalog: Catalog, address: ObjectAddress) -> bool:
    if address.classid == "pg_class":
        return catalog.pg_class[address.objid].relkind in "ct"
    record = catalog.pg_type[address.objid]
    return bool(record.typelem and not record.typarray) or (
        bool(record.typrelid) and catalog.pg_class[record.typrelid].relkind != "c"
    )


def _alteration(scope: Scope, address: ObjectAddress, before: Any, record: Any) -> Iterator[str]:
    catalog = scope.catalog
    kind = OBJECT_KINDS[address.classid]
    assert kind.namecol is not None
    target = object_target(catalog, address)
    old_name, new_name = getattr(before, kind.namecol), getattr(record, kind.namecol)
    if old_name != new_name and kind.schemacol is None:
        word = target.removesuffix(quote_identifier(new_name))
        yield f"ALTER {word}{quote_identifier(old_name)} RENAME TO {quote_identifier(new_name)}"
    elif old_name != new_name:
        old_target = target.replace(quote_identifier(new_name), quote_identifier(old_name))
        yield f"ALTER {old_target} RENAME TO {quote_identifier(new_name)}"
    owner = owner_of(address, catalog)
    if owner is not None and kind.ownercol is not None and getattr(before, kind.ownercol) != owner:
        yield f"ALTER {target} OWNER TO {quote_identifier(acl.role_name(catalog, owner))}"
    if address.classid == "pg_proc" and _function_changed(before, record):
        yield function_definition(catalog, address.objid, replace=True)
    if address.classid == "pg_class":
        name = names.qualified_relation_name(catalog, address.objid)
        if before.relrowsecurity != record.relrowsecurity:
            yield f"ALTER TABLE {name} {'ENABLE' if record.relrowsecurity else 'DISABLE'} ROW LEVEL SECURITY"
        if before.relforcerowsecurity != record.relforcerowsecurity:
            yield f"ALTER TABLE {name} {'FORCE' if record.relforcerowsecurity else 'NO FORCE'} ROW LEVEL SECURITY"


def _function_changed(before: Any, record: Any) -> bool:
    ignored = {"proowner", "proacl", "proname", "pronamespace"}
    return any(
        getattr(before, field) != getattr(record, field) for field in record.__struct_fields__ if field not in ignored
    )


def _columns(scope: Scope) -> Iterator[str]:
    """Yield ADD COLUMN, DROP COLUMN and ALTER COLUMN for tables of the baseline."""
    catalog = scope.catalog
    for column in catalog.pg_attribute.changed():
        relation = catalog.pg_class.get(column.attrelid)
        if relation is None or not catalog.pg_class.is_baseline(column.attrelid) or relation.relkind not in "rpf":
            continue
        head = f"ALTER TABLE {names.qualified_relation_name(catalog, column.attrelid)}"
        name = quote_identifier(column.attname)
        before = catalog.pg_attribute.baseline((column.attrelid, column.attnum))
        default = catalog.pg_attrdef.first("column", (column.attrelid, column.attnum))
        if before is None:
            if column.attisdropped:
                continue
            text = f"{head} ADD COLUMN {name} {names.type_name(catalog, column.atttypid, column.atttypmod)}"
            if default is not None:
                text += f" DEFAULT {expression(catalog, default.adbin, column.attrelid)}"
            yield text + (" NOT NULL" if column.attnotnull else "")
            continue
        if column.attisdropped:
            if not before.attisdropped:
                yield f"{head} DROP COLUMN {quote_identifier(before.attname)} CASCADE"
            continue
        if before.attname != column.attname:
            yield f"{head} RENAME COLUMN {quote_identifier(before.attname)} TO {name}"
        if (before.atttypid, before.atttypmod) != (column.atttypid, column.atttypmod):
            yield f"{head} ALTER COLUMN {name} TYPE {names.type_name(catalog, column.atttypid, column.atttypmod)}"
        if before.attnotnull != column.attnotnull:
            yield f"{head} ALTER COLUMN {name} {'SET' if column.attnotnull else 'DROP'} NOT NULL"
        if before.atthasdef and not column.atthasdef:
            yield f"{head} ALTER COLUMN {name} DROP DEFAULT"
        elif default is not None and not catalog.pg_attrdef.is_baseline(default.oid):
            yield f"{head} ALTER COLUMN {name} SET DEFAULT {expression(catalog, default.adbin, column.attrelid)}"
