"""`--non-blocking`: constraints NOT VALID now and validated later, indexes concurrently, behind the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.index import constraint_definition
from analyzer.deparse.state.constraints import index_settings
from analyzer.diff.patch.alter.identity import identity_statements
from analyzer.diff.patch.alter.index import reindexed
from analyzer.diff.patch.alter.not_null import non_blocking_not_null, not_null_statements
from analyzer.diff.patch.attributes import comment_of
from analyzer.diff.patch.concurrently import constraint_concurrently, index_concurrently
from analyzer.diff.patch.drop import drop_statement
from analyzer.diff.patch.guard import exists, guarded, negated
from analyzer.diff.patch.operation import Operation
from analyzer.diff.patch.unlike import unlike
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.diff.patch.terms import Terms


def without_blocking(terms: Terms, operations: list[Operation]) -> list[Operation]:
    """Return the operations in forms that do not keep writers waiting while rows are read."""
    leaving = frozenset(
        operation.key[1].objid
        for operation in operations
        if isinstance(operation.key, tuple) and operation.key[0] == "drop" and not operation.destructive
        and operation.key[1].classid == "pg_class" and not operation.key[1].objsubid
    )  # fmt: skip
    found: list[Operation] = []
    for operation in operations:
        found += _without_blocking(terms, operation, leaving)
    return found


def _without_blocking(terms: Terms, operation: Operation, leaving: frozenset[int]) -> list[Operation]:
    match operation.key:
        case ("make", ObjectAddress() as address) if address.classid == "pg_constraint":
            return _constraint(terms, operation, address, leaving)
        case ("make", ObjectAddress() as address) if operation.section == "index":
            _index(terms, operation, address, leaving)
        case ("alter", ObjectAddress() as address) if address.objid in terms.intended.pg_index:
            _invalid_index(terms, operation, address, leaving)
        case ("alter", ObjectAddress() as address) if address.objsubid:
            return _column(terms, operation, address)
        case ("drop", ObjectAddress() as address) if _is_plain_index(terms, address):
            _drop_index(terms, operation, address)
    return [operation]


def _is_plain_index(terms: Terms, address: ObjectAddress) -> bool:
    return address.classid == "pg_class" and not address.objsubid and terms.live.pg_class[address.objid].relkind == "i"


def _drop_index(terms: Terms, operation: Operation, address: ObjectAddress) -> None:
    """Drop an index concurrently; one that is made again steps aside for the new one, and goes after it."""
    drop = drop_statement(terms.live, address)
    number = terms.pairing.ref("pg_class", address.objid)
    condition = unlike(terms.intended, ObjectAddress("pg_class", number)) if number in terms.intended.pg_index else None
    if operation.statements == [drop]:
        operation.statements = [drop.replace("DROP INDEX ", "DROP INDEX CONCURRENTLY ", 1)]
        operation.part = "after"
    elif condition is not None and operation.statements == [guarded(condition, [drop])]:
        old = names.qualified_relation_name(terms.live, address.objid)
        operation.statements = [guarded(condition, [f"ALTER INDEX {old} RENAME TO {_aside(terms, address.objid)}"])]
        operation.part = "after"


def _aside(terms: Terms, index: int) -> str:
    """Return the name that an index has while another is built in its place."""
    return quote_identifier(f"{terms.live.pg_class[index].relname[:40]}_until_replaced")


def _on_old_table(terms: Terms, relid: int) -> bool:
    return relid > 0 and terms.back("pg_class", relid) is not None


# -- constraints -------------------------------------------------------------------------------------------------------


def _constraint(
    terms: Terms, operation: Operation, address: ObjectAddress, leaving: frozenset[int]
) -> list[Operation]:
    record = terms.intended.pg_constraint[address.objid]
    if not _is_on_what_is_there(terms, record) or not operation.statements:
        return [operation]
    match record.contype:
        case "p" | "u" if not record.conperiod:
            # What comes first makes the constraint, what follows says more of it.
            operation.statements = [*constraint_concurrently(terms, record, leaving), *operation.statements[1:]]
            operation.part = "after"
            if terms.back("pg_constraint", record.oid) is not None:
                operation.notes.append(
                    "From the drop of the old key until this one is built nothing keeps out rows that break it."
                )
            columns = {ObjectAddress("pg_class", record.conrelid, attnum) for attnum in record.conkey or ()}
            operation.behind |= {("validate", column) for column in columns}
        case "p" | "u" | "x":
            operation.notes.append(
                "An exclusion constraint's index cannot be built concurrently: writers wait meanwhile."
                if record.contype == "x"
                else "A constraint WITHOUT OVERLAPS cannot take an index built concurrently: writers wait meanwhile."
            )
        case "f" if not _may_be_not_valid(terms, record):
            operation.notes.append(
                "Before PostgreSQL 18 a foreign key of a partitioned table cannot be NOT VALID: writers wait meanwhile."
            )
        case "c" | "f" if record.convalidated:
            return _validated_later(terms, operation, record)
    return [operation]


def _is_on_what_is_there(terms: Terms, record: PgConstraint) -> bool:
    if record.conrelid:
        return _on_old_table(terms, record.conrelid)
    return terms.back("pg_type", record.contypid) is not None


def _may_be_not_valid(terms: Terms, record: PgConstraint) -> bool:
    return terms.intended.postgres >= 18 or terms.intended.pg_class[record.conrelid].relkind != "p"


def _validated_later(terms: Terms, operation: Operation, record: PgConstraint) -> list[Operation]:
    catalog = terms.intended
    address = ObjectAddress("pg_constraint", record.oid)
    name = quote_identifier(record.conname)
    if record.conrelid:
        relation = catalog.pg_class[record.conrelid]
        word = "FOREIGN TABLE" if relation.relkind == "f" else "TABLE"
        head = f"ALTER {word} {names.qualified_relation_name(catalog, record.conrelid)}"
    else:
        head = f"ALTER DOMAIN {names.type_name(catalog, record.contypid)}"
    add = f"{head} ADD CONSTRAINT {name} {constraint_definition(catalog, record.oid)} NOT VALID"
    operation.statements = [guarded(negated(exists(catalog, address)), [add]), *operation.statements[1:]]
    validate = Operation(
        ("validate", address), operation.rank, f"{operation.title}: validated",
        [f"{head} VALIDATE CONSTRAINT {name}"], needs={address}, part="after", checks=operation.checks,
    )
    operation.checks = []
    return [operation, validate]


# -- indexes, columns --------------------------------------------------------------------------------------------------


def _index(terms: Terms, operation: Operation, address: ObjectAddress, leaving: frozenset[int]) -> None:
    index = terms.intended.pg_index.get(address.objid)
    if index is None or not _on_old_table(terms, index.indrelid):
        return
    if terms.intended.pg_class[index.indrelid].relkind not in "rmp":
        return
    operation.statements = [*index_concurrently(terms, address.objid, leaving), *operation.statements[1:]]
    operation.part = "after"
    live = terms.back("pg_class", address.objid)
    if live is not None and terms.live.pg_class[live].relkind == "i":
        schema = quote_identifier(terms.live.pg_namespace[terms.live.pg_class[live].relnamespace].nspname)
        operation.statements.append(f"DROP INDEX CONCURRENTLY IF EXISTS {schema}.{_aside(terms, live)}")


def _invalid_index(terms: Terms, operation: Operation, address: ObjectAddress, leaving: frozenset[int]) -> None:
    """Drop and build again what REINDEX would build with writers waiting."""
    rebuilt = reindexed(terms, address)
    if rebuilt not in operation.statements:
        return
    rest = [text for text in operation.statements if text != rebuilt]
    again = [*index_settings(terms.intended, address.objid), *comment_of(terms.intended, address)]
    operation.statements = [*index_concurrently(terms, address.objid, leaving), *again, *rest]
    operation.part = "after"


def _column(terms: Terms, operation: Operation, address: ObjectAddress) -> list[Operation]:
    column = terms.intended.pg_attribute[address.objid, address.objsubid]
    set_not_null = not_null_statements(terms, address) if column.attnotnull else []
    relkind = terms.intended.pg_class[address.objid].relkind
    if relkind not in "rp" or not any(text in operation.statements for text in set_not_null):
        return [operation]
    now, later = non_blocking_not_null(terms, address)
    behind = identity_statements(terms, address) if column.attidentity else []
    later += [text for text in behind if text in operation.statements]
    operation.statements = [text for text in operation.statements if text not in {*set_not_null, *behind}] + now
    validate = Operation(
        ("validate", address), operation.rank, f"{operation.title}: NOT NULL of {column.attname}", later, part="after",
        needs={address}, checks=operation.checks,
    )
    operation.checks = []
    return [operation, validate]
