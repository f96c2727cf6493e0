"""`--non-blocking`: constraints NOT VALID now and validated later, indexes concurrently, behind the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.diff.patch.alter_column import non_blocking_not_null
from analyzer.diff.patch.operation import Operation
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.diff.patch.terms import Terms


def without_blocking(terms: Terms, operations: list[Operation]) -> list[Operation]:
    """Return the operations in forms that do not keep writers waiting while rows are read."""
    found: list[Operation] = []
    for operation in operations:
        found += _without_blocking(terms, operation)
    return found


def _without_blocking(terms: Terms, operation: Operation) -> list[Operation]:
    match operation.key:
        case ("make", ObjectAddress() as address) if address.classid == "pg_constraint":
            return _constraint(terms, operation, address)
        case ("make", ObjectAddress() as address) if operation.section == "index":
            return _index(terms, operation, address)
        case ("alter", ObjectAddress() as address) if address.objsubid:
            return _column(terms, operation, address)
        case ("drop", ObjectAddress() as address) if _is_plain_index(terms, address):
            operation.statements = [
                text.replace("DROP INDEX ", "DROP INDEX CONCURRENTLY ", 1) for text in operation.statements
            ]
            operation.part = "after"
    return [operation]


def _is_plain_index(terms: Terms, address: ObjectAddress) -> bool:
    return address.classid == "pg_class" and not address.objsubid and terms.live.pg_class[address.objid].relkind == "i"


def _on_old_table(terms: Terms, relid: int) -> bool:
    return relid > 0 and terms.back("pg_class", relid) is not None


def _constraint(terms: Terms, operation: Operation, address: ObjectAddress) -> list[Operation]:
    record = terms.intended.pg_constraint[address.objid]
    if record.contype not in "cf" or not record.convalidated or not _on_old_table(terms, record.conrelid):
        return [operation]
    if record.contype == "f" and terms.intended.pg_class[record.conrelid].relkind == "p":
        return [operation]
    table = names.qualified_relation_name(terms.intended, record.conrelid)
    name = quote_identifier(record.conname)
    operation.statements = [_not_valid(text, name) for text in operation.statements]
    validate = Operation(
        ("validate", address), operation.rank, f"{operation.title}: validated",
        [f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}"], part="after", checks=operation.checks,
    )
    operation.checks = []
    return [operation, validate]


def _not_valid(text: str, name: str) -> str:
    """Add NOT VALID at the end of the line that adds the constraint."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if f" ADD CONSTRAINT {name} " in line:
            bare = line.rstrip().rstrip(";")
            lines[number] = f"{bare} NOT VALID" + (";" if line.rstrip().endswith(";") else "")
    return "\n".join(lines)


def _index(terms: Terms, operation: Operation, address: ObjectAddress) -> list[Operation]:
    index = terms.intended.pg_index.get(address.objid)
    relation = terms.intended.pg_class[address.objid]
    if index is None or relation.relkind != "i" or not _on_old_table(terms, index.indrelid):
        return [operation]
    first, *rest = operation.statements
    operation.statements = [first.replace("INDEX IF NOT EXISTS", "INDEX CONCURRENTLY IF NOT EXISTS", 1), *rest]
    operation.part = "after"
    return [operation]


def _column(terms: Terms, operation: Operation, address: ObjectAddress) -> list[Operation]:
    column = terms.intended.pg_attribute[address.objid, address.objsubid]
    set_not_null = [text for text in operation.statements if text.endswith(" SET NOT NULL")]
    if not set_not_null or terms.intended.pg_class[address.objid].relkind != "r":
        return [operation]
    now, later = non_blocking_not_null(terms, address)
    operation.statements = [text for text in operation.statements if text not in set_not_null] + now
    validate = Operation(
        ("validate", address), operation.rank, f"{operation.title}: NOT NULL of {column.attname}", later, part="after",
        checks=operation.checks,
    )
    operation.checks = []
    return [operation, validate]
