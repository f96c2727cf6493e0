"""The operations that a column takes: added, altered, made again, or only its default made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.diff.naming import identity
from analyzer.diff.patch.alter.column import COLUMN_ASPECTS, added_column, column_writer, is_remade
from analyzer.diff.patch.alter.column_terms import default_statements, head
from analyzer.diff.patch.alter.column_type import type_checks
from analyzer.diff.patch.alter.not_null import not_null_query
from analyzer.diff.patch.attributes import attribute_change
from analyzer.diff.patch.draft import purpose_of
from analyzer.diff.patch.drop import column_parts, references, removal
from analyzer.diff.patch.not_null import needs_not_null
from analyzer.diff.patch.operation import ALTER, DROP, MAKE, Operation
from analyzer.diff.patch.privileges import column_privileges_change, grantees_of
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.draft import Draft
    from analyzer.diff.patch.terms import Terms


def add_column(draft: Draft, address: ObjectAddress, title: str) -> None:
    """Add what makes a missing column, and have the sequences made that belong to it."""
    terms = draft.terms
    statements, checks, made = added_column(terms, address)
    operation = Operation(
        ("add", address), MAKE, title, statements, provides=made, needs=_needs(terms, address),
        checks=checks, section="table", position=address.objsubid,
    )
    draft.operations.append(operation)
    for sequence in depend.owned_sequences(terms.intended, address.objid, address.objsubid, depend.AUTO):
        if terms.back("pg_class", sequence) is None:
            draft.made[ObjectAddress("pg_class", sequence)] = None


def change_column(
    draft: Draft, address: ObjectAddress, live: ObjectAddress, changes: list[Change]
) -> None:
    """Add what an existing column takes, with what has to go and come back for it."""
    terms = draft.terms
    aspects = {change.aspect for change in changes}
    if "generation expression" in aspects and is_remade(terms, address, live):
        _make_again(draft, address, live, changes)
        return
    statements: list[str] = []
    checks: list[str] = []
    behind: set[Any] = set()
    order = list(COLUMN_ASPECTS)
    if not terms.intended.pg_attribute[address.objid, address.objsubid].attidentity:
        # NOT NULL stays as long as the identity does.
        order.insert(0, order.pop(order.index("identity")))
    for change in sorted(changes, key=lambda c: order.index(c.aspect) if c.aspect in order else len(order)):
        if change.aspect.startswith("security label of "):
            found: list[str] | None = attribute_change(terms, change, address, live, changes)
        elif change.aspect.startswith("privileges of "):
            found = column_privileges_change(terms, address, live, grantees_of(changes))
        else:
            write = column_writer(change.aspect)
            found = write(terms, change, address, live) if write is not None else None
        if found is None:
            draft.remarks.append(f"column {change.identity}: {change.aspect}: no statement changes it")
            continue
        statements += [text for text in found if text not in statements]
        if change.aspect in ("type", "collation"):
            checks += [q for q in type_checks(terms, address, live) if q not in checks]
        if change.aspect == "not null":
            checks += not_null_query(terms, address)
            if not terms.intended.pg_attribute[address.objid, address.objsubid].attnotnull:
                behind |= needs_not_null(terms, live)
    if aspects & {"type", "collation", "generation expression"}:
        draft.rebuilt.add_in_the_way_of_type(live, None if "generation expression" in aspects else live)
        behind |= {("drop", each) for each in draft.rebuilt.objects}
    draft.operations.append(
        Operation(
            ("alter", address), ALTER, purpose_of(changes), statements, provides={address},
            needs=_needs(terms, address), leaves=_leaves(terms, live), behind=behind, checks=checks,
        )
    )


def _make_again(draft: Draft, address: ObjectAddress, live: ObjectAddress, changes: list[Change]) -> None:
    terms = draft.terms
    draft.rebuilt.add_dependents(live)
    title = purpose_of(changes)
    drop = removal(terms, live, title, rebuilt=not _holds_own_data(terms, live))
    drop.destructive = _holds_own_data(terms, live) and not terms.options.allow_destructive
    statements, checks, made = added_column(terms, address)
    add = Operation(
        ("add", address), MAKE, title, statements, provides=made, needs=_needs(terms, address),
        behind={drop.key}, checks=checks, section="table",
    )
    draft.operations += [drop, add]


def make_default_again(draft: Draft, live: ObjectAddress) -> None:
    """Add what drops the default of a live column, and what gives the column its intended one."""
    terms = draft.terms
    relid = terms.pairing.ref("pg_class", live.objid)
    attnum = terms.pairing.attnum(live.objid, live.objsubid)
    if relid <= 0 or (relid, attnum) not in terms.intended.pg_attribute:
        return
    address = ObjectAddress("pg_class", relid, attnum)
    name = identity(terms.intended, address)
    column = quote_identifier(terms.intended.pg_attribute[relid, attnum].attname)
    begin = head(terms, address, only=True)
    drop = Operation(
        ("drop default", address), DROP, f"default of {name}: it rests on what changes",
        [f"{begin} ALTER COLUMN {column} DROP DEFAULT"], leaves=_leaves(terms, live),
    )
    again = Operation(
        ("default", address), ALTER, f"default of {name}: made again",
        default_statements(terms, address), needs=_needs(terms, address), behind={drop.key},
    )
    draft.operations += [drop, again]


def _needs(terms: Terms, address: ObjectAddress) -> set[ObjectAddress]:
    catalog = terms.intended
    found = {ObjectAddress("pg_class", address.objid)}
    for row in catalog.pg_depend.find("object", ("pg_class", address.objid)):
        if row.objsubid == address.objsubid:
            found.add(ObjectAddress(row.refclassid, row.refobjid, row.refobjsubid))
    default = catalog.pg_attrdef.first("column", (address.objid, address.objsubid))
    if default is not None:
        for row in catalog.pg_depend.find("object", ("pg_attrdef", default.oid)):
            found.add(ObjectAddress(row.refclassid, row.refobjid, row.refobjsubid))
    return found - {address}


def _leaves(terms: Terms, live: ObjectAddress) -> set[tuple[str, int]]:
    return references(terms.live, column_parts(terms.live, live)) | {
        (row.refclassid, row.refobjid)
        for row in terms.live.pg_depend.find("object", ("pg_class", live.objid))
        if row.objsubid == live.objsubid
    }


def _holds_own_data(terms: Terms, live: ObjectAddress) -> bool:
    return not terms.before.pg_attribute[live.objid, live.objsubid].attgenerated
