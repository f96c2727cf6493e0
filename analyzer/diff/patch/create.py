"""Statements that make what is missing: an object with all that hangs on it, each as an operation of its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.index import constraint_definition, index_definition, is_on_every_partition
from analyzer.deparse.state.entry import Entry, extension_members
from analyzer.deparse.state.sql import EXPORTERS
from analyzer.diff.patch.attributes import attributes_of, comment_of
from analyzer.diff.patch.checks import constraint_checks, unique_index_checks
from analyzer.diff.patch.chosen import Chosen, with_all_that_hangs
from analyzer.diff.patch.guard import ASKED_FOR, exists, guarded, is_child, negated, repeatable
from analyzer.diff.patch.operation import MAKE, Operation
from analyzer.diff.patch.partition_checks import attach_checks
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.patch.terms import Terms


def creations(
    terms: Terms, addresses: Iterable[ObjectAddress], titles: dict[ObjectAddress, str],
    replaced: Iterable[ObjectAddress] = (),
) -> list[Operation]:
    """Return the operations that make the objects, and those that put a new definition in the place of the old.

    An index's address is that of its relation. What is replaced keeps its owner, its privileges and what hangs on it.
    """
    catalog = terms.intended
    wanted = list(addresses)
    if not terms.options.non_blocking:
        wanted += [part for address in wanted for part in _parts_of_some(catalog, address)]
    kept = frozenset(replaced)
    records = with_all_that_hangs(catalog, wanted)
    for address in kept:
        records.setdefault(address.classid, []).append(catalog.tables[address.classid][address.objid])
    for address in wanted:
        if address.classid == "pg_class" and catalog.pg_class[address.objid].relkind in "iI":
            rows = records.setdefault("pg_index", [])
            index = catalog.pg_index[address.objid]
            if index not in rows:
                rows.append(index)
    made = {(classid, _oid(record)) for classid, rows in records.items() for record in rows}
    made |= {("pg_class", record.indexrelid) for record in records.get("pg_index", ())}
    scope = Chosen(
        catalog, terms.user, extension_members(catalog), keys_inside=True, records=records, made=made
    )
    entries = [entry for exporter in EXPORTERS for entry in exporter(scope)]
    for entry in entries:
        _include_partitions(scope, entry)
    operations = [_written(terms, entry, titles, kept) for entry in entries]
    operations += [owned for each in operations if each.section == "sequence" for owned in _owned(catalog, each)]
    covered = {(a.classid, a.objid) for entry in entries for a in (entry.address, *entry.covers)}
    # A table's own checks come with the table; those of a table that is there are added.
    checks = (record for record in records.get("pg_constraint", ()) if record.contype == "c")
    operations += [
        _written(terms, _check_entry(catalog, record), titles, kept)
        for record in checks
        if ("pg_constraint", record.oid) not in covered
    ]
    operations += [_not_written(note) for note in scope.notes]
    return operations


def _parts_of_some(catalog: Catalog, address: ObjectAddress) -> Iterator[ObjectAddress]:
    """Yield the parts of a partitioned index, or of a constraint over one, that not every partition has."""
    constraint = catalog.pg_constraint.get(address.objid) if address.classid == "pg_constraint" else None
    oid = address.objid if constraint is None else constraint.conindid
    index = catalog.pg_index.get(oid) if constraint is not None or address.classid == "pg_class" else None
    if index is None or catalog.pg_class[oid].relkind != "I" or is_on_every_partition(catalog, index):
        return
    for row in catalog.pg_inherits.find("parent", oid):
        part = ObjectAddress("pg_class", row.inhrelid)
        yield part
        yield from _parts_of_some(catalog, part)
        for record in catalog.pg_constraint.find("index", row.inhrelid):
            if record.contype in "pux":
                yield ObjectAddress("pg_constraint", record.oid)


def _include_partitions(scope: Chosen, entry: Entry) -> None:
    """Let a partitioned table's index be made on its partitions too, unless the patch makes them with their own."""
    catalog = scope.catalog
    if entry.section == "index":
        index = catalog.pg_index[entry.address.objid]
        relid = index.indrelid
        text = index_definition(catalog, entry.address.objid, parts=True)
    elif entry.section == "constraint":
        record = catalog.pg_constraint[entry.address.objid]
        relid, index = record.conrelid, catalog.pg_index[record.conindid]
        name, table = quote_identifier(record.conname), names.qualified_relation_name(catalog, relid)
        text = f"ALTER TABLE {table} ADD CONSTRAINT {name} {constraint_definition(catalog, record.oid)}"
    else:
        return
    parts = catalog.pg_inherits.find("parent", relid) if catalog.pg_class[relid].relkind == "p" else ()
    if any(not scope.is_new("pg_class", row.inhrelid) for row in parts) and is_on_every_partition(catalog, index):
        entry.statements[0] = text


def _owned(catalog: Catalog, operation: Operation) -> Iterator[Operation]:
    """Split off what says which column a sequence belongs to: the column may need the sequence for its default."""
    rest = [text for text in operation.statements if " OWNED BY " not in text]
    owned = [text for text in operation.statements if " OWNED BY " in text]
    if not owned:
        return
    (address,) = (each for each in operation.provides if each.classid == "pg_class")
    owner = depend.owned_sequence_column(catalog, address.objid)
    assert owner is not None
    operation.statements = rest
    operation.needs = {each for each in operation.needs if each.objid != owner[0] or each.classid != "pg_class"}
    yield Operation(
        ("owned", address), MAKE, operation.title, owned, section="default",
        needs={address, ObjectAddress("pg_class", owner[0]), ObjectAddress("pg_class", owner[0], owner[1])},
    )


def _oid(record: Any) -> int:
    return int(record.indexrelid if hasattr(record, "indexrelid") else record.oid)


def _not_written(note: str) -> Operation:
    return Operation(("note", note), MAKE, note, [], remarks=[f"Not written: {note}"])


def _check_entry(catalog: Catalog, record: Any) -> Entry:
    address = ObjectAddress("pg_constraint", record.oid)
    name = quote_identifier(record.conname)
    clause = f"CONSTRAINT {name} {constraint_definition(catalog, record.oid)}"
    if record.conrelid:
        table = names.qualified_relation_name(catalog, record.conrelid)
        word = "FOREIGN TABLE" if catalog.pg_class[record.conrelid].relkind == "f" else "TABLE"
        return Entry(address, "check", (table, record.conname), [f"ALTER {word} {table} ADD {clause}"])
    domain = names.type_name(catalog, record.contypid)
    return Entry(address, "check", (domain, record.conname), [f"ALTER DOMAIN {domain} ADD {clause}"])


def _written(
    terms: Terms, entry: Entry, titles: dict[ObjectAddress, str], kept: frozenset[ObjectAddress]
) -> Operation:
    """Return an entry's operation, or a remark in its place where it cannot be written."""
    try:
        return _operation(terms, entry, titles, kept)
    except NotSimulated as reason:
        return _not_written(f"{' '.join(entry.name)}: {reason.reason}")


def _operation(
    terms: Terms, entry: Entry, titles: dict[ObjectAddress, str], kept: frozenset[ObjectAddress]
) -> Operation:
    catalog = terms.intended
    address = entry.address
    real = address.objid > 0 and address.classid in catalog.tables and entry.section not in _PARTS_OF_OTHERS
    statements = _repeatable(catalog, entry, real)
    if real and address not in kept:
        statements = statements + attributes_of(terms, address)
        for covered in entry.covers:
            if covered.classid == "pg_constraint":
                statements = statements + _comment(terms, covered)
    provides = {address, *entry.covers}
    operation = Operation(
        ("make", address), MAKE, titles.get(address, ""), statements, provides=provides,
        needs=set(entry.after) | _needs(catalog, (address, *entry.covers)), section=entry.section,
    )
    if address in kept:
        _leave(terms, operation, address)
    else:
        operation.names |= {taken for each in provides for taken in names_of(catalog, each)}
    if entry.section == "attach":
        # The partition's own indexes are taken for its part in those of the whole; later it has got others.
        operation.behind |= _indexes_of(catalog, address.objid)
        operation.checks = attach_checks(terms, address.objid)
    if address.classid == "pg_constraint" and real:
        record = catalog.pg_constraint[address.objid]
        if not record.conrelid or terms.back("pg_class", record.conrelid) is not None:
            operation.checks = constraint_checks(terms, record)
    if entry.section == "index" and terms.back("pg_class", catalog.pg_index[address.objid].indrelid) is not None:
        operation.checks = unique_index_checks(terms, address.objid)
    return operation


def _indexes_of(catalog: Catalog, relid: int) -> set[Hashable]:
    found: set[Hashable] = set()
    for index in catalog.pg_index.find("relation", relid):
        found.add(("make", ObjectAddress("pg_class", index.indexrelid)))
        constraints = catalog.pg_constraint.find("index", index.indexrelid)
        found |= {("make", ObjectAddress("pg_constraint", c.oid)) for c in constraints if c.contype in "pux"}
    return found


def _leave(terms: Terms, operation: Operation, address: ObjectAddress) -> None:
    """Note what the old definition no longer holds on to once the new one is in its place."""
    live = terms.live_address(address)
    if live is None:
        return
    rule = terms.live.pg_rewrite.first("name", (live.objid, "_RETURN")) if live.classid == "pg_class" else None
    holders = [(live.classid, live.objid)] + ([("pg_rewrite", rule.oid)] if rule is not None else [])
    for holder in holders:
        rows = terms.live.pg_depend.find("object", holder)
        operation.leaves |= {(row.refclassid, row.refobjid) for row in rows} - set(holders)


_PARTS_OF_OTHERS = frozenset({"attach", "index attach", "refresh", "default"})


def _comment(terms: Terms, address: ObjectAddress) -> list[str]:
    return comment_of(terms.intended, address)


def _needs(catalog: Catalog, addresses: Iterable[ObjectAddress]) -> set[ObjectAddress]:
    own = set(addresses)
    found = set()
    for address in own:
        if address.objid <= 0:
            continue
        for row in catalog.pg_depend.find("object", (address.classid, address.objid)):
            found.add(ObjectAddress(row.refclassid, row.refobjid, row.refobjsubid))
    return {each for each in found if ObjectAddress(each.classid, each.objid) not in own}


def names_of(catalog: Catalog, address: ObjectAddress) -> Iterator[tuple[Any, ...]]:
    """Yield the names that an object takes, such that two objects cannot have the same."""
    if address.objid <= 0 or address.classid not in catalog.tables or address.objsubid:
        return
    record = catalog.tables[address.classid].get(address.objid)
    if record is None:
        return
    match address.classid:
        case "pg_class":
            yield ("pg_class", catalog.pg_namespace[record.relnamespace].nspname, record.relname)
        case "pg_type":
            yield ("pg_type", catalog.pg_namespace[record.typnamespace].nspname, record.typname)
        case "pg_attrdef":
            return
        case _:
            if address.classid in ASKED_FOR:
                yield (address.classid, exists(catalog, address))


def _repeatable(catalog: Catalog, entry: Entry, real: bool) -> list[str]:
    """Return an entry's statements such that they may run twice."""
    if entry.section == "policy":
        policy = catalog.pg_policy[entry.address.objid]
        table = names.qualified_relation_name(catalog, policy.polrelid)
        return [f"DROP POLICY IF EXISTS {quote_identifier(policy.polname)} ON {table}", *entry.statements]
    if entry.section == "attach":
        return [guarded(f"NOT {_is_attached(catalog, entry.address.objid)}", entry.statements)]
    if entry.section in _PARTS_OF_OTHERS:
        return entry.statements
    found = [repeatable(statement) for statement in entry.statements]
    if all(text is not None and not _adds(text) for text in found) and not _is_constraint_trigger(entry):
        return [text for text in found if text is not None]
    if not real:
        return entry.statements
    return [guarded(negated(exists(catalog, entry.address)), entry.statements)]


def _adds(statement: str) -> bool:
    """Tell whether an ALTER statement of ours adds something, and fails where that is there already."""
    if not statement.startswith("ALTER "):
        return False
    return any(
        word in statement
        for word in (" ADD CONSTRAINT ", " ADD TABLE ", " ADD TABLES ", " INHERIT ", " ADD MAPPING ", " ADD\n")
    )


def _is_constraint_trigger(entry: Entry) -> bool:
    return entry.section == "trigger" and any(text.startswith("CREATE CONSTRAINT") for text in entry.statements)


def _is_attached(catalog: Catalog, relid: int) -> str:
    child, parent = relid, catalog.pg_inherits.find("child", relid)[0].inhparent
    return is_child(names.qualified_relation_name(catalog, child), names.qualified_relation_name(catalog, parent))
