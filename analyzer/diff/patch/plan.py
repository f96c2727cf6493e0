"""From differences to operations: what is made, replaced, altered, dropped, and what has to go and come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.diff.aspects.types import enum_labels
from analyzer.diff.naming import identity
from analyzer.diff.patch.alter.object import writer
from analyzer.diff.patch.alter.type import attributes_come_in_order, rename_attribute, renamed_attributes
from analyzer.diff.patch.attributes import attribute_change
from analyzer.diff.patch.checks import constraint_checks, domain_not_null_checks
from analyzer.diff.patch.column_operations import add_column, change_column
from analyzer.diff.patch.create import creations
from analyzer.diff.patch.draft import Draft, purpose_of
from analyzer.diff.patch.drop import references, removal
from analyzer.diff.patch.enums import label_statements
from analyzer.diff.patch.locks import locked
from analyzer.diff.patch.non_blocking import without_blocking
from analyzer.diff.patch.not_null import not_null_first
from analyzer.diff.patch.operation import ALTER, Operation
from analyzer.diff.patch.order import in_order
from analyzer.diff.patch.partition_checks import attach_checks
from analyzer.diff.patch.privileges import default_privileges_change, grantees_of, privileges_change
from analyzer.diff.patch.remade import left_to_alter, rebuild
from analyzer.diff.patch.renames import rename_operation
from analyzer.diff.patch.roles import role_operation
from analyzer.diff.patch.terms import PatchOptions, Terms, terms_of
from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.comparison import Comparison


class Plan(msgspec.Struct, frozen=True):
    """The operations in their order, and what a patch leaves undone, with the reason."""

    operations: tuple[Operation, ...]
    remarks: tuple[str, ...]
    locks: int = 0
    """How many objects the transaction locks, at least."""


def plan(comparison: Comparison, changes: Sequence[Change], options: PatchOptions) -> Plan:
    """Return what brings the live side to the intended state, as far as the changes say."""
    planner = _Planner(terms_of(comparison, options))
    planner.take(changes)
    return planner.finish()


class _Planner:
    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.draft = Draft(terms)

    def take(self, changes: Sequence[Change]) -> None:
        """Sort the changes into what has to be done."""
        groups: dict[tuple[str, ObjectAddress], list[Change]] = {}
        for change in changes:
            if change.action == "changed" and change.kind != "default privileges":
                assert change.address is not None
                groups.setdefault((change.kind, change.address), []).append(change)
                continue
            try:
                self._take_one(change)
            except NotSimulated as reason:
                self.draft.remarks.append(f"{change.kind} {change.identity}: {reason.reason}")
        rebuilt_first = sorted(groups.items(), key=lambda item: item[0][0] == "column")
        for (kind, address), group in rebuilt_first:
            try:
                self._changed(kind, address, group)
            except NotSimulated as reason:
                self.draft.remarks.append(f"{kind} {group[0].identity}: {reason.reason}")

    def _take_one(self, change: Change) -> None:
        match change.action:
            case "unknown":
                self.draft.remarks.append(f"{change.kind} {change.identity}: {change.note}")
            case "renamed" if self._is_others(change.kind, change.live_address):
                self._made_again(change)
            case "renamed":
                self.draft.operations.append(rename_operation(self.terms, change, purpose_of([change])))
            case "missing":
                self._missing(change)
            case "extra":
                self._extra(change)
            case _:
                self._default_privileges(change)

    def finish(self) -> Plan:
        """Return the operations in order."""
        rebuild(self.draft)
        remade = {each for each in self.draft.made if each.classid != "pg_authid"}
        self.draft.operations += creations(self.terms, remade, self.draft.titles, self.draft.replaced)
        for operation in self.draft.operations:
            self.draft.remarks += operation.remarks
            operation.behind |= not_null_first(self.terms.intended, operation)
        self.draft.remarks += self.draft.rebuilt.obstacles
        kept = [operation for operation in self.draft.operations if operation.statements]
        _name_before_labels(kept)
        if self.terms.options.non_blocking:
            kept = without_blocking(self.terms, kept)
        ordered = in_order(kept)
        return Plan(tuple(ordered), tuple(dict.fromkeys(self.draft.remarks)), locked(self.terms, ordered))

    # -- whole objects ---------------------------------------------------------------------------------------------

    def _missing(self, change: Change) -> None:
        address = change.address
        assert address is not None
        title = purpose_of([change])
        if change.kind == "column":
            add_column(self.draft, address, title)
        elif change.kind == "role":
            self.draft.operations.append(role_operation(self.terms, address, title))
        else:
            self.draft.made[address] = None
            self.draft.titles[address] = title

    def _is_others(self, kind: str, live: ObjectAddress | None) -> bool:
        """Tell whether a trigger is on a table of somebody else's.

        There one may be made with the privilege TRIGGER (and dropped, where the platform lets its users), but for
        ALTER TRIGGER, COMMENT and ALTER TABLE ... ENABLE TRIGGER the table has to be one's own.
        """
        if kind != "trigger" or live is None:
            return False
        before = self.terms.before
        role = self.terms.back("pg_authid", self.terms.user)
        owner = before.pg_class[before.pg_trigger[live.objid].tgrelid].relowner
        return role is not None and not acl.has_privs_of_role(before, role, owner)

    def _made_again(self, change: Change) -> None:
        address, live = change.address, change.live_address
        assert address is not None and live is not None
        self.draft.made[address] = None
        self.draft.titles[address] = purpose_of([change])
        # By the name that it has: terms.live has the new one already.
        old = msgspec.structs.replace(self.terms, live=self.terms.before)
        self.draft.operations.append(removal(old, live, self.draft.titles[address], rebuilt=True))

    def _extra(self, change: Change) -> None:
        address = change.live_address
        assert address is not None
        if address.classid == "pg_trigger" and self.terms.before.pg_trigger[address.objid].tgparentid:
            # A partition's trigger goes with that of the whole table, or when the partition is detached.
            return
        self.draft.operations.append(removal(self.terms, address, purpose_of([change])))
        self.draft.dropped[address] = None

    # -- changed ones ----------------------------------------------------------------------------------------------

    def _changed(self, kind: str, address: ObjectAddress, changes: list[Change]) -> None:
        live = changes[0].live_address
        assert live is not None
        if kind == "column":
            change_column(self.draft, address, live, changes)
            return
        if self._is_others(kind, live):
            self.draft.rebuilt.add(live, None)
            self.draft.titles[address] = purpose_of(changes)
            return
        left = left_to_alter(self.draft, kind, address, live, changes)
        if left:
            self._alter(kind, address, live, left)
        if len(left) < len(changes):
            self.draft.titles[address] = purpose_of(changes)

    def _alter(self, kind: str, address: ObjectAddress, live: ObjectAddress, changes: list[Change]) -> None:
        statements: list[str] = []
        after: list[str] = []
        checks: list[str] = []
        renamed: dict[str, str] = {}
        if kind == "type" and any(change.aspect == "attributes" for change in changes):
            renamed = renamed_attributes(self.terms, address, live)
            statements += [rename_attribute(self.terms, address, *pair) for pair in renamed.items()]
        for change in changes:
            if renamed and change.aspect.startswith("attribute"):
                continue
            texts = attribute_change(self.terms, change, address, live, changes)
            if change.aspect == "owner" and OBJECT_KINDS[address.classid].aclcol is not None:
                # What the new owner and the old one are granted is told once the owner is right.
                owners = {"the owner", change.intended or "", change.live or ""}
                after += privileges_change(self.terms, address, live, grantees_of(changes) | owners)
            if texts is not None:
                (statements if change.aspect == "owner" else after).extend(t for t in texts if t not in after)
                continue
            write = writer(kind, change.aspect)
            if kind == "type" and change.aspect == "labels":
                self._labels(address, live, purpose_of([change]))
            elif write is not None:
                found = write(self.terms, change, address, live)
                statements += [text for text in found if text not in statements]
                checks += _checks(self.terms, change, address)
            elif (kind, change.aspect) in _FOLLOWS:
                if not attributes_come_in_order(self.terms, address, live):
                    self.draft.remarks.append(f"{kind} {change.identity}: {change.aspect}: new ones come and stay last")
            else:
                self.draft.remarks.append(f"{kind} {change.identity}: {change.aspect}: {_why_not(kind, change.aspect)}")
        provides = {address} if kind in ("type", "extension", "schema") else set()
        if kind in ("table", "foreign table") and any(change.aspect == "partition of" for change in changes):
            provides.add(ObjectAddress("pg_inherits", address.objid))
        self.draft.operations.append(
            Operation(
                ("alter", address), ALTER, purpose_of(changes), statements + after, provides=provides,
                needs=self._needs(address), leaves=references(self.terms.live, {(live.classid, live.objid, 0)}),
                checks=checks,
            )
        )

    def _needs(self, address: ObjectAddress) -> set[ObjectAddress]:
        rows = self.terms.intended.pg_depend.find("object", (address.classid, address.objid))
        found = {ObjectAddress(row.refclassid, row.refobjid, row.refobjsubid) for row in rows}
        if address.classid == "pg_class":
            for index in self.terms.intended.pg_index.find("relation", address.objid):
                if index.indisreplident:
                    found.add(ObjectAddress("pg_class", index.indexrelid))
        return found


    # -- enums, default privileges ---------------------------------------------------------------------------------

    def _labels(self, address: ObjectAddress, live: ObjectAddress, title: str) -> None:
        wanted = enum_labels(self.terms.intended, address.objid)
        had = enum_labels(self.terms.before, live.objid)
        statements, remark = label_statements(self.terms, live, had, wanted)
        if remark:
            self.draft.remarks.append(f"type {identity(self.terms.intended, address)}: {remark}")
        self.draft.operations.append(
            Operation(("labels", address), ALTER, title, statements, provides={address}, part="before")
        )

    def _default_privileges(self, change: Change) -> None:
        terms = self.terms
        at = change.address
        assert at is not None
        row = terms.intended.pg_default_acl.get(at.objid)
        if row is not None:
            key = (row.defaclrole, row.defaclnamespace, row.defaclobjtype)
        else:
            assert change.live_address is not None
            other = terms.before.pg_default_acl[change.live_address.objid]
            ref = terms.pairing.ref
            key = (
                ref("pg_authid", other.defaclrole), ref("pg_namespace", other.defaclnamespace), other.defaclobjtype
            )
        # New objects of this patch get what the live side gives by default now.
        statements = default_privileges_change(terms, *key, grantees_of([change]))
        operation = Operation(("default privileges", key, change.aspect), 5, purpose_of([change]), statements)
        self.draft.operations.append(operation)


_FOLLOWS = frozenset({("type", "attributes")})
"""Aspects that follow from others."""


def _name_before_labels(operations: list[Operation]) -> None:
    """Put what gives enums and their schemas other names before the transaction, too, where new labels are there."""
    if not any(operation.part == "before" for operation in operations):
        return
    for operation in operations:
        match operation.key:
            case ("rename", ObjectAddress("pg_type" | "pg_namespace")):
                operation.part = "before"


def _checks(terms: Terms, change: Change, address: ObjectAddress) -> list[str]:
    """Return the queries for whether rows let an aspect change."""
    match change.kind, change.aspect:
        case ("constraint" | "domain constraint"), "validity":
            return constraint_checks(terms, terms.intended.pg_constraint[address.objid])
        case "type", "not null" if terms.intended.pg_type[address.objid].typnotnull:
            return domain_not_null_checks(terms, address.objid)
        case ("table" | "foreign table"), "partition of" if terms.intended.pg_class[address.objid].relispartition:
            return attach_checks(terms, address.objid)
    return []


def _why_not(kind: str, aspect: str) -> str:
    if (kind, aspect) == ("table", "columns' order"):
        return "PostgreSQL cannot move columns; nothing depends on their order but SELECT * and INSERT without a list"
    return "PostgreSQL has no statement that changes it without losing data"
