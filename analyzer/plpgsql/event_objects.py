"""What a command made, changed or dropped, as pg_event_trigger_ddl_commands() and pg_event_trigger_dropped_objects()
tell it (src/backend/commands/event_trigger.c, getObjectTypeDescription of catalog/objectaddress.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.catalog.namespace import PG_CATALOG
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.deparse.describe import object_identity
from analyzer.errors import NotSimulated
from analyzer.plpgsql.values import UNKNOWN

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

Rows = list[tuple[Any, ...]] | None


class Event(NamedTuple):
    """An event that triggers fire on: its name, the command's tag, and what can be asked of it."""

    name: str
    tag: str
    commands: Rows = None
    dropped: Rows = None
    rewritten: int = 0
    reason: int = 0


_RELATION_TYPES: Final = {
    "r": "table", "p": "table", "i": "index", "I": "index", "S": "sequence", "t": "toast table", "v": "view",
    "m": "materialized view", "c": "composite type", "f": "foreign table",
}
_TYPES: Final = {
    "pg_proc": "function", "pg_type": "type", "pg_namespace": "schema", "pg_policy": "policy",
    "pg_trigger": "trigger", "pg_rewrite": "rule", "pg_attrdef": "default value", "pg_extension": "extension",
    "pg_publication": "publication", "pg_operator": "operator", "pg_cast": "cast", "pg_collation": "collation",
    "pg_statistic_ext": "statistics object", "pg_foreign_server": "server",
    "pg_foreign_data_wrapper": "foreign-data wrapper",
}  # fmt: skip


def object_type(catalog: Catalog, address: ObjectAddress) -> Any:
    """Return the kind of an object in words; UNKNOWN for rare kinds."""
    if address.classid == "pg_class":
        word = _RELATION_TYPES.get(catalog.pg_class[address.objid].relkind, "relation")
        return f"{word} column" if address.objsubid else word
    if address.classid == "pg_constraint":
        return "table constraint" if catalog.pg_constraint[address.objid].conrelid else "domain constraint"
    if address.classid == "pg_proc":
        return {"p": "procedure", "a": "aggregate"}.get(catalog.pg_proc[address.objid].prokind, "function")
    return _TYPES.get(address.classid, UNKNOWN)


def _schema_of(catalog: Catalog, address: ObjectAddress) -> Any:
    """Return the name of the schema an object is in, None for objects in none."""
    kind = OBJECT_KINDS.get(address.classid)
    if kind is None or kind.schemacol is None or address.classid == "pg_constraint":
        return None
    namespace = getattr(catalog.tables[address.classid][address.objid], kind.schemacol)
    name = catalog.pg_namespace[namespace].nspname
    return "pg_temp" if name.startswith("pg_temp_") else name


def _classid(catalog: Catalog, name: str) -> Any:
    record = catalog.pg_class.first("name", (name, PG_CATALOG))
    return UNKNOWN if record is None else record.oid


def _identity(catalog: Catalog, address: ObjectAddress) -> Any:
    try:
        return object_identity(catalog, address)
    except (NotSimulated, KeyError):
        return UNKNOWN


# -- commands ------------------------------------------------------------------------------------------------------

_MAKES: Final = {
    "IndexStmt": ("pg_class", "iI"), "ViewStmt": ("pg_class", "v"), "CreateSeqStmt": ("pg_class", "S"),
    "CreateTableAsStmt": ("pg_class", "rm"), "CreateForeignTableStmt": ("pg_class", "f"),
    "CreateFunctionStmt": ("pg_proc", ""), "AlterFunctionStmt": ("pg_proc", ""),
    "CreateSchemaStmt": ("pg_namespace", ""), "CreateEnumStmt": ("pg_type", "e"), "AlterEnumStmt": ("pg_enum", ""),
    "CreateDomainStmt": ("pg_type", "d"), "CreateRangeStmt": ("pg_type", "r"), "CompositeTypeStmt": ("pg_type", "c"),
    "CreatePolicyStmt": ("pg_policy", ""), "AlterPolicyStmt": ("pg_policy", ""), "CreateTrigStmt": ("pg_trigger", ""),
    "CreateExtensionStmt": ("pg_extension", ""), "CreatePublicationStmt": ("pg_publication", ""),
    "RuleStmt": ("pg_rewrite", ""), "CreateStatsStmt": ("pg_statistic_ext", ""),
}
"""The catalog, and the kinds of its rows, in which a statement's object is."""


def command_rows(ctx: Context, mark: int, tag: str, node: Node, name: str) -> Rows:
    """Return what pg_event_trigger_ddl_commands() gives after a command; None where that is not known.

    `mark` is the journal's before the command, `name` its tag.
    """
    catalog = ctx.catalog
    entries = catalog.journal.since(mark)
    if tag in ("DropStmt", "DropOwnedStmt"):
        return []
    if tag == "CreateStmt":
        return _table_rows(catalog, entries)
    if tag == "AlterTableStmt":
        address = _altered(ctx, node)
        return None if address is None else [_command_row(catalog, address, name)]
    if tag not in _MAKES:
        return None
    classid, kinds = _MAKES[tag]
    for entry in entries:
        if entry.table.name != classid or entry.new is None:
            continue
        record = catalog.tables[classid].get(entry.key)
        kind = getattr(record, "relkind", getattr(record, "typtype", ""))
        if record is None or (kinds and kind not in kinds):
            continue
        if classid == "pg_enum":
            return [_command_row(catalog, ObjectAddress("pg_type", record.enumtypid), name)]
        return [_command_row(catalog, ObjectAddress(classid, record.oid), name)]
    return [] if not entries else None


def _table_rows(catalog: Catalog, entries: tuple[Entry, ...]) -> Rows:
    """CREATE TABLE makes sequences before the table, indexes behind it."""
    made = [
        entry.new for entry in entries
        if entry.table.name == "pg_class" and entry.old is None and entry.key in catalog.pg_class
    ]
    rows = []
    for kinds, name in (("S", "CREATE SEQUENCE"), ("rp", "CREATE TABLE"), ("iI", "CREATE INDEX"),
                        ("S", "ALTER SEQUENCE")):
        rows += [
            _command_row(catalog, ObjectAddress("pg_class", record.oid), name)
            for record in made if record.relkind in kinds
        ]
    return rows


def _altered(ctx: Context, node: Node) -> ObjectAddress | None:
    relation = node.get("relation", {})
    found = ctx.namespace.relation(relation.get("schemaname"), relation.get("relname", ""), missing_ok=True)
    return None if found is None else ObjectAddress("pg_class", found.oid)


def _command_row(catalog: Catalog, address: ObjectAddress, name: str) -> tuple[Any, ...]:
    return (
        _classid(catalog, address.classid), address.objid, address.objsubid, name, object_type(catalog, address),
        _schema_of(catalog, address), _identity(catalog, address), False, UNKNOWN,
    )


# -- dropped objects -----------------------------------------------------------------------------------------------

_NAMED: Final = frozenset({"pg_class", "pg_type", "pg_namespace", "pg_extension", "pg_publication"})


def dropped_rows(ctx: Context, mark: int, tag: str, node: Node) -> Rows:
    """Return what pg_event_trigger_dropped_objects() gives after a command; `mark` is the journal's before it."""
    catalog, journal = ctx.catalog, ctx.catalog.journal
    addresses = _gone(catalog, journal.since(mark))
    if not addresses:
        return []
    # Names are those of before: the command is taken back meanwhile.
    entries = journal.entries[mark:]
    journal.undo(mark)
    try:
        return [_dropped_row(catalog, address, tag, node) for address in addresses]
    finally:
        for entry in entries:
            entry.table.put(entry.key, entry.old, entry.new)
            journal.entries.append(entry)


_DROPPED: Final = frozenset({*_TYPES, "pg_class", "pg_constraint"})


def _gone(catalog: Catalog, entries: tuple[Entry, ...]) -> list[ObjectAddress]:
    found: dict[ObjectAddress, None] = {}
    for entry in entries:
        name = entry.table.name
        if name == "pg_attribute" and entry.new is not None and entry.old is not None:
            if entry.new.attisdropped and not entry.old.attisdropped and entry.new.attrelid in catalog.pg_class:
                found[ObjectAddress("pg_class", entry.new.attrelid, entry.new.attnum)] = None
        elif entry.new is None and name in _DROPPED and entry.key not in catalog.tables[name]:
            found[ObjectAddress(name, entry.old.oid)] = None
    return list(found)


def _dropped_row(catalog: Catalog, address: ObjectAddress, tag: str, node: Node) -> tuple[Any, ...]:
    record = catalog.tables[address.classid].get(address.objid)
    if record is None:
        return (UNKNOWN,) * 12
    kind = OBJECT_KINDS.get(address.classid)
    name = getattr(record, kind.namecol) if kind is not None and kind.namecol is not None else None
    original = _is_named(catalog, address, name, tag, node)
    return (
        _classid(catalog, address.classid), address.objid, address.objsubid, original,
        False if original is True else UNKNOWN,
        getattr(record, "relpersistence", "") == "t", object_type(catalog, address), _schema_of(catalog, address),
        name if address.classid in _NAMED and not address.objsubid else None, _identity(catalog, address), UNKNOWN,
        UNKNOWN,
    )


def _is_named(catalog: Catalog, address: ObjectAddress, name: Any, tag: str, node: Node) -> Any:
    """Tell whether the command itself names the object."""
    if tag == "DropStmt":
        nouns = {"OBJECT_MATVIEW": "materialized view", "OBJECT_FOREIGN_TABLE": "foreign table"}
        kind = node.get("removeType", "")
        noun = nouns.get(kind, kind.removeprefix("OBJECT_").lower().replace("_", " "))
        return object_type(catalog, address) == noun and name in _last_names(node.get("objects", []))
    if tag == "AlterTableStmt":
        if address.objsubid:
            name = catalog.pg_attribute[(address.objid, address.objsubid)].attname
        elif address.classid != "pg_constraint":
            return False
        return any(item["AlterTableCmd"].get("name") == name for item in node.get("cmds", ()))
    return UNKNOWN


def _last_names(objects: list[Node]) -> set[str]:
    names = set()
    for item in objects:
        ((kind, inner),) = item.items()
        parts = inner.get("items") or inner.get("objname") or inner.get("names") or ()
        if kind == "String":
            names.add(inner.get("sval", ""))
        elif parts:
            names.add(parts[-1].get("String", {}).get("sval", ""))
    return names
