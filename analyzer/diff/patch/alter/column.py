"""ALTER TABLE ... ALTER COLUMN, ADD COLUMN: one column's aspects, each in statements that may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.state.entry import Entry, Scope
from analyzer.deparse.state.sequences import identity_sequence
from analyzer.deparse.state.tables import column_definition, column_settings
from analyzer.diff.aspects.columns import COMPRESSION, SEQUENCE_COMMENT, SEQUENCE_PRIVILEGES, STORAGE
from analyzer.diff.patch.alter.column_terms import alter, column_of, default_statements, head
from analyzer.diff.patch.alter.column_type import retype
from analyzer.diff.patch.alter.identity import (
    identity,
    identity_comment,
    identity_name,
    identity_parameters,
    identity_privileges,
)
from analyzer.diff.patch.alter.not_null import not_null, not_null_inheritance, not_null_name, not_null_validity
from analyzer.diff.patch.attributes import comment_of, identity_attributes, labels_of
from analyzer.diff.patch.checks import no_rows
from analyzer.diff.patch.guard import guarded, relation
from analyzer.diff.patch.options import changed_options, foreign_option_changes, options_differ
from analyzer.diff.patch.privileges import column_privileges
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms, Write


def added_column(terms: Terms, address: ObjectAddress) -> tuple[list[str], list[str], set[ObjectAddress]]:
    """Return the statements that add a column, the query for whether they pass, and what they make besides."""
    catalog, column = terms.intended, column_of(terms, address)
    record = catalog.pg_class[address.objid]
    default = catalog.pg_attrdef.first("column", (address.objid, address.objsubid))
    entry = Entry(ObjectAddress("pg_class", address.objid), "table", ())
    # Whatever a default needs comes before the column, by the order of operations.
    scope = Scope(catalog, terms.user, frozenset())
    definition = column_definition(_NothingNew(scope), record, column, entry)
    table = names.qualified_relation_name(catalog, address.objid)
    if definition is None:
        return [], [], set()
    statements = [f"{head(terms, address)} ADD COLUMN IF NOT EXISTS {definition}"]
    name = quote_identifier(column.attname)
    statements += [s for s in column_settings(scope, record) if f" ALTER COLUMN {name} " in s]
    statements += column_privileges(terms, address, ()) + comment_of(catalog, address) + labels_of(catalog, address)
    checks = []
    if column.attnotnull and default is None and not column.attidentity:
        checks = no_rows(table)
    made = {address, *entry.covers}
    seqid = identity_sequence(catalog, address.objid, address.objsubid) if column.attidentity else None
    if seqid is not None:
        statements += identity_attributes(terms, address)
    return statements, checks, made


class _NothingNew(Scope):
    """A scope that lets every default be part of the column's definition."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope.catalog, scope.role, scope.members)

    def is_new(self, _classid: str, _oid: int) -> bool:
        """Tell that nothing has to wait."""
        return False


def _default(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return default_statements(terms, address)


def _generated(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    column = column_of(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    if not column.attgenerated:
        return [f"{alter(terms, address)} DROP EXPRESSION IF EXISTS"]
    default = terms.intended.pg_attrdef.first("column", (address.objid, address.objsubid))
    assert default is not None
    if old.attgenerated == column.attgenerated and terms.intended.postgres >= 17:
        text = expression(terms.intended, default.adbin, address.objid)
        return [f"{alter(terms, address)} SET EXPRESSION AS ({text})"]
    return []


def is_remade(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> bool:
    """Tell whether a column can get its generation expression only by being dropped and added again."""
    column = column_of(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    if not column.attgenerated:
        return old.attgenerated == "v"
    return old.attgenerated != column.attgenerated or terms.intended.postgres < 17


def _storage(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{alter(terms, address)} SET STORAGE {STORAGE[column_of(terms, address).attstorage]}"]


def _compression(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    method = COMPRESSION.get(column_of(terms, address).attcompression, "default")
    return [f"{alter(terms, address)} SET COMPRESSION {method}"]


def _statistics(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    target = column_of(terms, address).attstattarget
    return [f"{alter(terms, address)} SET STATISTICS {-1 if target is None else target}"]


def _option(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    name = change.aspect.partition(" ")[2]
    return changed_options(alter(terms, address), column_of(terms, address).attoptions, name)


def _foreign_options(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    old = terms.before.pg_attribute[live.objid, live.objsubid].attfdwoptions
    wanted = column_of(terms, address).attfdwoptions
    text = f"{alter(terms, address)} {foreign_option_changes(old, wanted)}"
    table = names.qualified_relation_name(terms.intended, address.objid)
    where = f"attrelid = {relation(table)} AND attname = {quote_literal(column_of(terms, address).attname)}"
    return [guarded(options_differ("pg_attribute", "attfdwoptions", where, wanted), [text])]


def _comment(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return comment_of(terms.intended, address, always=True)


COLUMN_ASPECTS: Final[dict[str, Write]] = {
    "type": retype,
    "collation": retype,
    "not null": not_null,
    "not-null constraint's name": not_null_name,
    "not-null constraint's validity": not_null_validity,
    "not-null constraint's inheritance": not_null_inheritance,
    "default": _default,
    "identity": identity,
    "identity sequence's name": identity_name,
    SEQUENCE_PRIVILEGES: identity_privileges,
    SEQUENCE_COMMENT: identity_comment,
    "generation expression": _generated,
    "storage": _storage,
    "compression": _compression,
    "statistics target": _statistics,
    "foreign options": _foreign_options,
    "comment": _comment,
}


def column_writer(aspect: str) -> Write | None:
    """Return what writes the statements for an aspect of a column; None if nothing can be done about it."""
    found = COLUMN_ASPECTS.get(aspect)
    if found is not None:
        return found
    if aspect.startswith("identity "):
        return identity_parameters
    if aspect.startswith("option "):
        return _option
    return None
