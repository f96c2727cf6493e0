"""From differences to operations: what is made, replaced, altered, dropped, and what has to go and come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.catalog import acl, depend
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.deparse.state.sql import role_options
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.aspects.types import enum_labels
from analyzer.diff.naming import identity
from analyzer.diff.patch import alter_column
from analyzer.diff.patch.alter_object import writer
from analyzer.diff.patch.alter_type import attributes_come_in_order, rename_attribute, renamed_attributes
from analyzer.diff.patch.attributes import (
    column_privileges_change,
    comment_of,
    default_privileges_change,
    labels_of,
    owner_change,
    privileges_change,
)
from analyzer.diff.patch.checks import constraint_checks, domain_not_null_checks
from analyzer.diff.patch.create import creations
from analyzer.diff.patch.drop import column_parts, references, removal
from analyzer.diff.patch.enums import label_statements
from analyzer.diff.patch.guard import guarded
from analyzer.diff.patch.locks import locked
from analyzer.diff.patch.non_blocking import without_blocking
from analyzer.diff.patch.not_null import needs_not_null, not_null_first
from analyzer.diff.patch.operation import ALTER, DROP, MAKE, Operation
from analyzer.diff.patch.order import in_order
from analyzer.diff.patch.partition_checks import attach_checks
from analyzer.diff.patch.rebuild import Rebuilt, taken_along
from analyzer.diff.patch.renames import rename_operation
from analyzer.diff.patch.roles import membership_statement, role_statements
from analyzer.diff.patch.settings import settings_of_new_role
from analyzer.diff.patch.terms import PatchOptions, Terms, terms_of
from analyzer.diff.patch.unlike import unlike
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.comparison import Comparison

_REPLACED_IN_PLACE = frozenset({"function", "view"})
_REMADE = frozenset(
    {
        "policy", "trigger", "constraint", "domain constraint", "index", "statistics object", "materialized view",
        "event trigger", "publication", "publication table", "operator", "operator class", "operator family", "cast",
        "conversion", "transform", "text search parser", "text search template", "text search dictionary",
        "text search configuration", "access method", "language", "collation", "function", "view",
    }
)
"""Kinds whose objects hold no data and can be dropped and made again."""


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
        self.operations: list[Operation] = []
        self.made: dict[ObjectAddress, None] = {}
        self.replaced: dict[ObjectAddress, None] = {}
        self.titles: dict[ObjectAddress, str] = {}
        self.rebuilt = Rebuilt(terms.live)
        self.remarks: list[str] = []
        self.dropped: dict[ObjectAddress, None] = {}

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
                self.remarks.append(f"{change.kind} {change.identity}: {reason.reason}")
        rebuilt_first = sorted(groups.items(), key=lambda item: item[0][0] == "column")
        for (kind, address), group in rebuilt_first:
            try:
                self._changed(kind, address, group)
            except NotSimulated as reason:
                self.remarks.append(f"{kind} {group[0].identity}: {reason.reason}")

    def _take_one(self, change: Change) -> None:
        match change.action:
            case "unknown":
                self.remarks.append(f"{change.kind} {change.identity}: {change.note}")
            case "renamed" if self._is_others(change.kind, change.live_address):
                self._made_again(change)
            case "renamed":
                self.operations.append(rename_operation(self.terms, change, _title([change])))
            case "missing":
                self._missing(change)
            case "extra":
                self._extra(change)
            case _:
                self._default_privileges(change)

    def finish(self) -> Plan:
        """Return the operations in order."""
        self._rebuild()
        remade = {each for each in self.made if each.classid != "pg_authid"}
        self.operations += creations(self.terms, remade, self.titles, self.replaced)
        for operation in self.operations:
            self.remarks += operation.remarks
            operation.behind |= not_null_first(self.terms.intended, operation)
        self.remarks += self.rebuilt.obstacles
        kept = [operation for operation in self.operations if operation.statements]
        _name_before_labels(kept)
        if self.terms.options.non_blocking:
            kept = without_blocking(self.terms, kept)
        ordered = in_order(kept)
        return Plan(tuple(ordered), tuple(dict.fromkeys(self.remarks)), locked(self.terms, ordered))

    # -- whole objects ---------------------------------------------------------------------------------------------

    def _missing(self, change: Change) -> None:
        address = change.address
        assert address is not None
        title = _title([change])
        if change.kind == "column":
            statements, checks, made = alter_column.add_column(self.terms, address)
            operation = Operation(
                ("add", address), MAKE, title, statements, provides=made, needs=_column_needs(self.terms, address),
                checks=checks, section="table", position=address.objsubid,
            )
            self.operations.append(operation)
            for sequence in depend.owned_sequences(
                self.terms.intended, address.objid, address.objsubid, depend.AUTO
            ):
                if self.terms.back("pg_class", sequence) is None:
                    self.made[ObjectAddress("pg_class", sequence)] = None
        elif change.kind == "role":
            self._role(address, title)
        else:
            self.made[address] = None
            self.titles[address] = title

    def _role(self, address: ObjectAddress, title: str) -> None:
        catalog = self.terms.intended
        role = catalog.pg_authid[address.objid]
        statements = role_statements(catalog, address.objid, role_options(role))
        for row in catalog.pg_auth_members.find("member", address.objid):
            options = (row.admin_option, row.inherit_option, row.set_option)
            group = quote_identifier(catalog.pg_authid[row.roleid].rolname)
            member = quote_identifier(role.rolname)
            statements.append(membership_statement(group, member, options, catalog.postgres))
        statements += settings_of_new_role(self.terms, address.objid)
        statements += comment_of(catalog, address)
        # What a role is granted or owns comes behind everything else that makes it.
        self.operations.append(Operation(("make", address), 0, title, statements, provides={address}))

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
        self.made[address] = None
        self.titles[address] = _title([change])
        # By the name that it has: terms.live has the new one already.
        old = msgspec.structs.replace(self.terms, live=self.terms.before)
        self.operations.append(removal(old, live, self.titles[address], rebuilt=True))

    def _extra(self, change: Change) -> None:
        address = change.live_address
        assert address is not None
        if address.classid == "pg_trigger" and self.terms.before.pg_trigger[address.objid].tgparentid:
            # A partition's trigger goes with that of the whole table, or when the partition is detached.
            return
        self.operations.append(removal(self.terms, address, _title([change])))
        self.dropped[address] = None

    # -- changed ones ----------------------------------------------------------------------------------------------

    def _changed(self, kind: str, address: ObjectAddress, changes: list[Change]) -> None:
        live = changes[0].live_address
        assert live is not None
        if kind == "column":
            self._column(address, live, changes)
            return
        if self._is_others(kind, live) or self._is_made_again(kind, address, live, changes):
            if self._is_others(kind, live):
                self.rebuilt.add(live, None)
            self.titles[address] = _title(changes)
            return
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
            texts = self._general(change, address, live, changes)
            if change.aspect == "owner" and OBJECT_KINDS[address.classid].aclcol is not None:
                # What the new owner and the old one are granted is told once the owner is right.
                owners = {"the owner", change.intended or "", change.live or ""}
                after += privileges_change(self.terms, address, live, _grantees(changes) | owners)
            if texts is not None:
                (statements if change.aspect == "owner" else after).extend(t for t in texts if t not in after)
                continue
            write = writer(kind, change.aspect)
            if kind == "type" and change.aspect == "labels":
                self._labels(address, live, _title([change]))
            elif write is not None:
                found = write(self.terms, change, address, live)
                statements += [text for text in found if text not in statements]
                checks += _checks(self.terms, change, address)
            elif (kind, change.aspect) in _FOLLOWS:
                if not attributes_come_in_order(self.terms, address, live):
                    self.remarks.append(f"{kind} {change.identity}: {change.aspect}: new ones come and stay last")
            else:
                self.remarks.append(f"{kind} {change.identity}: {change.aspect}: {_why_not(kind, change.aspect)}")
        provides = {address} if kind in ("type", "extension", "schema") else set()
        if kind in ("table", "foreign table") and any(change.aspect == "partition of" for change in changes):
            provides.add(ObjectAddress("pg_inherits", address.objid))
        self.operations.append(
            Operation(
                ("alter", address), ALTER, _title(changes), statements + after, provides=provides,
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

    def _general(
        self, change: Change, address: ObjectAddress, live: ObjectAddress, changes: Sequence[Change]
    ) -> list[str] | None:
        """Return what changes an aspect that objects of every kind have; None for another aspect."""
        if change.aspect == "owner":
            return owner_change(self.terms.intended, address)
        if change.aspect.startswith("privileges of "):
            return privileges_change(self.terms, address, live, _grantees(changes))
        if change.aspect == "comment":
            return comment_of(self.terms.intended, address, always=True)
        if change.aspect.startswith("security label of "):
            provider = change.aspect.removeprefix("security label of ")
            return labels_of(self.terms.intended, address, provider.strip('"').replace('""', '"'))
        return None

    def _is_made_again(self, kind: str, address: ObjectAddress, live: ObjectAddress, changes: list[Change]) -> bool:
        """Tell whether an object is replaced or rebuilt as a whole, and note it."""
        aspects = {
            change.aspect
            for change in changes
            if _is_definition(change) and writer(kind, change.aspect) is None
        }
        if kind in ("constraint", "domain constraint"):
            aspects |= {
                change.aspect for change in changes if self._constraint_is_remade(address, change)
            }
        if kind == "index" and any(c.aspect == "validity" and c.intended == "INVALID" for c in changes):
            return False
        if not aspects or kind not in _REMADE:
            return False
        if kind in _REPLACED_IN_PLACE and self._is_replaceable(kind, address, live, aspects):
            self.replaced[address] = None
            rest = [change for change in changes if change.aspect not in aspects]
            if rest:
                self._changed(kind, address, rest)
            return True
        self.rebuilt.add(live, live)
        return True

    def _constraint_is_remade(self, address: ObjectAddress, change: Change) -> bool:
        record = self.terms.intended.pg_constraint[address.objid]
        if change.aspect == "timing":
            return record.contype != "f"
        if change.aspect == "validity":
            return not record.convalidated
        return change.aspect in ("definition", "enforced", "inheritance")

    def _is_replaceable(self, kind: str, address: ObjectAddress, live: ObjectAddress, aspects: set[str]) -> bool:
        before = self.terms.before
        if kind == "view":
            wanted, had = columns_of(self.terms.intended, address.objid), columns_of(before, live.objid)
            same = [
                (a.attname, a.atttypid, a.atttypmod, a.attcollation)
                == (b.attname, self.terms.pairing.ref("pg_type", b.atttypid), b.atttypmod,
                    self.terms.pairing.ref("pg_collation", b.attcollation))
                for a, b in zip(wanted, had, strict=False)
            ]
            return len(had) <= len(wanted) and all(same)
        if aspects & {"kind", "result", "arguments"}:
            return False
        mine: Any = self.terms.intended.pg_proc[address.objid]
        return bool(mine.pronargdefaults >= before.pg_proc[live.objid].pronargdefaults)

    # -- columns ---------------------------------------------------------------------------------------------------

    def _column(self, address: ObjectAddress, live: ObjectAddress, changes: list[Change]) -> None:
        terms = self.terms
        aspects = {change.aspect for change in changes}
        if "generation expression" in aspects and alter_column.is_remade(terms, address, live):
            self._column_again(address, live, changes)
            return
        statements: list[str] = []
        checks: list[str] = []
        behind: set[Any] = set()
        order = list(alter_column.COLUMN_ASPECTS)
        if not terms.intended.pg_attribute[address.objid, address.objsubid].attidentity:
            # NOT NULL stays as long as the identity does.
            order.insert(0, order.pop(order.index("identity")))
        for change in sorted(changes, key=lambda c: order.index(c.aspect) if c.aspect in order else len(order)):
            if change.aspect.startswith("security label of "):
                found: list[str] | None = self._general(change, address, live, changes)
            elif change.aspect.startswith("privileges of "):
                found = column_privileges_change(terms, address, live, _grantees(changes))
            else:
                write = alter_column.column_writer(change.aspect)
                found = write(terms, change, address, live) if write is not None else None
            if found is None:
                self.remarks.append(f"column {change.identity}: {change.aspect}: no statement changes it")
                continue
            statements += [text for text in found if text not in statements]
            if change.aspect in ("type", "collation"):
                checks += [q for q in alter_column.type_checks(terms, address, live) if q not in checks]
            if change.aspect == "not null":
                checks += alter_column.not_null_query(terms, address)
                if not terms.intended.pg_attribute[address.objid, address.objsubid].attnotnull:
                    behind |= needs_not_null(terms, live)
        if aspects & {"type", "collation", "generation expression"}:
            self.rebuilt.add_in_the_way_of_type(live, None if "generation expression" in aspects else live)
            behind |= {("drop", each) for each in self.rebuilt.objects}
        self.operations.append(
            Operation(
                ("alter", address), ALTER, _title(changes), statements, provides={address},
                needs=_column_needs(terms, address), leaves=_column_leaves(terms, live), behind=behind, checks=checks,
            )
        )

    def _column_again(self, address: ObjectAddress, live: ObjectAddress, changes: list[Change]) -> None:
        terms = self.terms
        self.rebuilt.add_dependents(live)
        title = _title(changes)
        drop = removal(terms, live, title, rebuilt=not _holds_own_data(terms, live))
        drop.destructive = _holds_own_data(terms, live) and not terms.options.allow_destructive
        statements, checks, made = alter_column.add_column(terms, address)
        add = Operation(
            ("add", address), MAKE, title, statements, provides=made, needs=_column_needs(terms, address),
            behind={drop.key}, checks=checks, section="table",
        )
        self.operations += [drop, add]

    # -- enums, default privileges ---------------------------------------------------------------------------------

    def _labels(self, address: ObjectAddress, live: ObjectAddress, title: str) -> None:
        wanted = enum_labels(self.terms.intended, address.objid)
        had = enum_labels(self.terms.before, live.objid)
        statements, remark = label_statements(self.terms, live, had, wanted)
        if remark:
            self.remarks.append(f"type {identity(self.terms.intended, address)}: {remark}")
        self.operations.append(
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
        statements = default_privileges_change(terms, *key, _grantees([change]))
        self.operations.append(Operation(("default privileges", key, change.aspect), 5, _title([change]), statements))

    # -- what goes and comes back ----------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        terms = self.terms
        for live, causes in self.rebuilt.objects.items():
            if live in self.dropped:
                continue
            number = terms.pairing.ref(live.classid, live.objid)
            shown = identity(terms.live, live)
            if number <= 0 or number not in terms.intended.tables[live.classid]:
                self.remarks.append(f"{shown} is in the way, and is not the migrations' to drop")
                continue
            address = ObjectAddress(live.classid, number)
            title = self.titles.setdefault(address, f"{shown}: made again, it rests on what changes")
            gone = removal(terms, live, title, rebuilt=True)
            conditions = [None if cause is None else self._unlike(cause) for cause in causes]
            if all(condition is not None for condition in conditions):
                # Behind a first run nothing has to go any more, and may not: others rest on it by then.
                condition = " OR ".join(sorted(text for text in conditions if text is not None))
                gone.statements = [guarded(condition, gone.statements)]
            self.operations.append(gone)
            self.made[address] = None
            self.replaced.pop(address, None)
        for column in self.rebuilt.defaults:
            self._default_again(column)
        for live in (*self.dropped, *self.rebuilt.objects):
            for address in taken_along(terms, live):
                self.made[address] = None
                shown = identity(terms.intended, address)
                self.titles.setdefault(address, f"{shown}: made again, it goes with what it became a part of")
        rebuilt = {("alter", address) for address in self.made}
        self.operations = [operation for operation in self.operations if operation.key not in rebuilt]

    def _unlike(self, live: ObjectAddress) -> str | None:
        """Return the condition under which what an object or column rests on has to go."""
        terms = self.terms
        number = terms.pairing.ref(live.classid, live.objid)
        if number <= 0 or number not in terms.intended.tables[live.classid]:
            return None
        if not live.objsubid:
            return unlike(terms.intended, ObjectAddress(live.classid, number))
        attnum = terms.pairing.attnum(live.objid, live.objsubid)
        return alter_column.has_other_type(terms, ObjectAddress("pg_class", number, attnum))

    def _default_again(self, live: ObjectAddress) -> None:
        terms = self.terms
        relid = terms.pairing.ref("pg_class", live.objid)
        attnum = terms.pairing.attnum(live.objid, live.objsubid)
        if relid <= 0 or (relid, attnum) not in terms.intended.pg_attribute:
            return
        address = ObjectAddress("pg_class", relid, attnum)
        name = identity(terms.intended, address)
        column = quote_identifier(terms.intended.pg_attribute[relid, attnum].attname)
        head = alter_column.head(terms, address, only=True)
        drop = Operation(
            ("drop default", address), DROP, f"default of {name}: it rests on what changes",
            [f"{head} ALTER COLUMN {column} DROP DEFAULT"], leaves=_column_leaves(terms, live),
        )
        again = Operation(
            ("default", address), ALTER, f"default of {name}: made again",
            alter_column.default_statements(terms, address), needs=_column_needs(terms, address), behind={drop.key},
        )
        self.operations += [drop, again]


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


def _is_definition(change: Change) -> bool:
    general = ("privileges of ", "security label of ")
    return change.aspect not in ("owner", "comment") and not change.aspect.startswith(general)


def _grantees(changes: Iterable[Change]) -> set[str]:
    """Return whose privileges the changes are about."""
    prefix = "privileges of "
    return {change.aspect.removeprefix(prefix) for change in changes if change.aspect.startswith(prefix)}


def _why_not(kind: str, aspect: str) -> str:
    if (kind, aspect) == ("table", "columns' order"):
        return "PostgreSQL cannot move columns; nothing depends on their order but SELECT * and INSERT without a list"
    return "PostgreSQL has no statement that changes it without losing data"


def _title(changes: Iterable[Change]) -> str:
    """Return what an operation is for, on one line."""
    found = list(changes)
    first = found[0]
    what = f"{first.kind} {first.identity}"
    if first.action == "renamed":
        what = f"{first.kind} {first.live} is called {first.identity} in the migrations"
    elif first.action == "missing":
        what += " is missing"
    elif first.action == "extra":
        what += " is not intended"
    else:
        what += ": " + ", ".join(dict.fromkeys(change.aspect for change in found))
    if first.origin is not None:
        what += f" ({first.origin.file}:{first.origin.line})"
    return what


def _column_needs(terms: Terms, address: ObjectAddress) -> set[ObjectAddress]:
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


def _column_leaves(terms: Terms, live: ObjectAddress) -> set[tuple[str, int]]:
    return references(terms.live, column_parts(terms.live, live)) | {
        (row.refclassid, row.refobjid)
        for row in terms.live.pg_depend.find("object", ("pg_class", live.objid))
        if row.objsubid == live.objsubid
    }


def _holds_own_data(terms: Terms, live: ObjectAddress) -> bool:
    return not terms.before.pg_attribute[live.objid, live.objsubid].attgenerated
