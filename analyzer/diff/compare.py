"""The differences between an intended and a live state: objects paired by identity, facts compared by meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.diff.aspects.roles import changed_aspects
from analyzer.diff.change import SEVERITIES, Action
from analyzer.diff.columns import compare_columns
from analyzer.diff.comparison import Comparison, Intended, LiveSide
from analyzer.diff.consequences import without_inherited, without_retyped
from analyzer.diff.defaults import compare_database_settings, compare_default_privileges
from analyzer.diff.differences import Differences
from analyzer.diff.general import changed_comment, general_facts
from analyzer.diff.kinds import KINDS, Kind
from analyzer.diff.naming import definition_of, identity_of
from analyzer.diff.pairing import Pairing, pair_owner
from analyzer.diff.pairs import Pairs, pair_columns, pair_kind
from analyzer.diff.scope import PUBLIC, Scope
from analyzer.diff.side import Fact, Side

if TYPE_CHECKING:
    from collections.abc import Container

_RELATIONS: Final = ("table", "foreign table", "view", "materialized view")


def compare(intended: Intended, live: LiveSide, among: Container[int] | None = None) -> Comparison:
    """Return every difference of the live state from the intended one.

    `among`, the numbers of live objects, leaves out how others differ that both sides have: they are known to agree.
    """
    return _Comparer(intended, live, among).run()


class _Comparer:
    def __init__(self, intended: Intended, live: LiveSide, among: Container[int] | None) -> None:
        self.intended, self.live, self.among = intended, live, among
        self.pairing = Pairing(intended.catalog, live.catalog)
        self.differences = Differences(intended, live, self.pairing, pair_owner(self.pairing, intended.user))
        self.left, self.right = self.differences.left, self.differences.right
        self.scope = Scope(intended.catalog, intended.catalog, None, intended.user)
        self.live_scope = Scope(live.catalog, intended.catalog, self.pairing, intended.user)

    def run(self) -> Comparison:
        found: dict[str, Pairs] = {}
        columns: list[tuple[Kind, Pairs, int]] = []
        for kind in KINDS:
            pairs = found[kind.name] = pair_kind(kind, self.scope, self.live_scope, self.pairing)
            if kind.name == "schema":
                self._add_public(pairs)
            if kind.name in _RELATIONS:
                for record, other in (*pairs.same, *pairs.renamed):
                    columns.append((kind, pair_columns(record.oid, other.oid, self.left, self.right), other.oid))
        for pairs in found.values():
            self._report(pairs)
        for kind, pairs, live_relid in columns:
            if self.among is None or live_relid in self.among:
                compare_columns(self.differences, kind, pairs)
        compare_default_privileges(self.differences)
        compare_database_settings(self.differences, has_platform=self.scope.has_platform)
        changes = without_retyped(self.differences.changes)
        changes = without_inherited(self.intended.catalog, self.live.catalog, changes)
        order = {name: number for number, name in enumerate(SEVERITIES)}
        changes.sort(key=lambda c: (order[c.severity], c.kind, c.identity, c.aspect, c.action))
        unknown = sum(step.outcome == "unknown" and not step.undone for step in self.intended.steps)
        owner = self.differences.owner
        return Comparison(
            tuple(changes), self.pairing, self.intended, self.live, owner, unknown, self.scope.has_platform
        )

    def _add_public(self, pairs: Pairs) -> None:
        """Compare schema public as it is, although it was there from the beginning."""
        mine = self.intended.catalog.pg_namespace.first("name", PUBLIC)
        theirs = self.live.catalog.pg_namespace.first("name", PUBLIC)
        if mine is not None and theirs is not None and all(mine.oid != pair[0].oid for pair in pairs.same):
            pairs.same.append((mine, theirs))

    def _report(self, pairs: Pairs) -> None:
        kind = pairs.kind
        for record in pairs.missing:
            self._one_sided(kind, "missing", record)
        for record in pairs.extra:
            # Roles belong to the whole cluster: other databases' roles are nobody's business here.
            if kind.name != "role":
                self._one_sided(kind, "extra", record)
        for record, other in pairs.renamed:
            address, live_address = kind.address(record), kind.address(other)
            self.differences.add(
                kind.name, "renamed", address, live_address, "name",
                identity_of(self.intended.catalog, kind, record), identity_of(self.live.catalog, kind, other),
            )
        for record, other in (*pairs.same, *pairs.renamed):
            if self._is_among(kind, other):
                self._compare(kind, record, other)

    def _is_among(self, kind: Kind, other: Any) -> bool:
        """Tell whether a live object, or what it hangs on, is to be held against its counterpart."""
        among = self.among
        return (
            among is None or kind.address(other).objid in among
            or any(getattr(other, column) in among for column in kind.parents)
        )

    def _one_sided(self, kind: Kind, action: Action, record: Any) -> None:
        address = kind.address(record)
        if action == "missing":
            text = definition_of(self.intended.catalog, kind, record)
            self.differences.add(kind.name, action, address, None, "", text, None)
        else:
            text = definition_of(self.live.catalog, kind, record)
            self.differences.add(kind.name, action, None, address, "", None, text)

    def _compare(self, kind: Kind, record: Any, other: Any) -> None:
        address, live_address = kind.address(record), kind.address(other)
        wanted = self._facts(kind, self.left, address, record)
        found = self._facts(kind, self.right, live_address, other)
        only = self._changed_by_migrations(kind, address, record, wanted)
        if kind.name == "extension":
            self._extension(record, wanted, found)
        self.differences.add_aspects(kind.name, address, live_address, wanted, found, only)

    def _facts(self, kind: Kind, side: Side, address: ObjectAddress, record: Any) -> dict[str, Fact]:
        facts = {fact.aspect: fact for fact in kind.facts(side, record)}
        whole = side.catalog.pg_class[address.objid] if kind.classid == "pg_index" else record
        facts.update((fact.aspect, fact) for fact in general_facts(side, address, whole))
        return facts

    def _changed_by_migrations(
        self, kind: Kind, address: ObjectAddress, record: Any, wanted: dict[str, Fact]
    ) -> frozenset[str] | None:
        """Return what the migrations changed of an object that was there before; None for all of another one."""
        table = self.intended.catalog.tables[kind.classid]
        key = table.key_of(record)
        if not table.is_baseline(key) or (kind.name == "schema" and record.nspname == PUBLIC):
            return None
        before = self._facts(kind, self.left, address, table.baseline(key))
        return frozenset(
            aspect for aspect in wanted.keys() | before.keys()
            if (aspect in wanted) != (aspect in before) or wanted[aspect].value != before[aspect].value
        ) | changed_comment(self.intended.catalog, address) | self._set(address)

    def _set(self, address: ObjectAddress) -> frozenset[str]:
        """Return the settings and memberships of a role of the baseline that the migrations changed."""
        if address.classid != "pg_authid":
            return frozenset()
        return frozenset(changed_aspects(self.intended.catalog, address.objid))

    def _extension(self, record: Any, wanted: dict[str, Fact], found: dict[str, Fact]) -> None:
        if not self.differences.origins.pins_version(record.extname):
            wanted.pop("version", None)
            found.pop("version", None)
        if self.intended.catalog.pg_description.get(("pg_extension", record.oid, 0)) is None:
            # CREATE EXTENSION takes the comment from the control file.
            found.pop("comment", None)
