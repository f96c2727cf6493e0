"""The differences between an intended and a live state: objects paired by identity, facts compared by meaning."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.options import setting
from analyzer.deparse.state.tables import columns_of, not_null_constraint
from analyzer.diff.aspects.columns import column_facts, is_alike
from analyzer.diff.aspects.roles import changed_aspects, settings
from analyzer.diff.change import SEVERITIES, Action, Change
from analyzer.diff.doubt import Doubt
from analyzer.diff.general import general_facts, privilege_facts
from analyzer.diff.kinds import KINDS, Kind
from analyzer.diff.naming import definition_of, identity_of
from analyzer.diff.naming import identity as identity_at
from analyzer.diff.origin import Origins
from analyzer.diff.pairing import Pairing
from analyzer.diff.pairs import Pairs, pair_columns, pair_kind
from analyzer.diff.scope import PUBLIC, Scope
from analyzer.diff.severity import severity
from analyzer.diff.side import Fact, Side
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from analyzer.catalog.catalog import Catalog
    from analyzer.engine.taint import Taint
    from analyzer.snapshot.live import Unseen
    from analyzer.steps import Step

_RELATIONS: Final = ("table", "foreign table", "view", "materialized view")
_DEPENDENT: Final = ("not-null constraint's ", "identity ")
"""Aspects that mean something only where both sides have them."""
_TYPES: Final = frozenset({"type", "collation", "base type", "kind", "attributes"})
_WRITTEN_WHOLE: Final = frozenset(
    {
        "column", "constraint", "domain constraint", "index", "policy", "trigger", "rule", "view", "materialized view",
        "publication table", "statistics object",
    }
)
"""Kinds whose expressions are shown with all that is said in them."""
_EXPRESSIONS: Final = frozenset(
    {"default", "definition", "query", "USING", "WITH CHECK", "generation expression", "row filter", "body"}
)


class Intended(msgspec.Struct, frozen=True):
    """The intended side: the catalog that a rehearsal left, the steps that made it, what it does not know."""

    catalog: Catalog
    user: int
    """The role that ran the migrations."""
    steps: Sequence[Step] = ()
    taint: Taint | None = None


class LiveSide(msgspec.Struct, frozen=True):
    """The live side: its catalog, the versions it has recorded (None: nobody knows), what could not be seen."""

    catalog: Catalog
    applied: frozenset[str] | None = None
    unseen: Sequence[Unseen] = ()
    taint: Taint | None = None


class Comparison(msgspec.Struct, frozen=True):
    """What came of a comparison: the differences, most severe first, and how the two sides' objects pair."""

    changes: tuple[Change, ...]
    pairing: Pairing
    intended: Intended
    live: LiveSide
    owner: str | None = None
    """The live role that stands for the one that ran the migrations, where it has another name."""
    unknown_statements: int = 0
    has_platform: bool = False
    """Whether the migrations run on a platform that keeps schemas and roles of its own."""


def compare(intended: Intended, live: LiveSide, among: Container[int] | None = None) -> Comparison:
    """Return every difference of the live state from the intended one.

    `among`, the numbers of live objects, leaves out how others differ that both sides have: they are known to agree.
    """
    return _Comparer(intended, live, among).run()


class _Comparer:
    def __init__(self, intended: Intended, live: LiveSide, among: Container[int] | None) -> None:
        self.intended, self.live, self.among = intended, live, among
        self.pairing = Pairing(intended.catalog, live.catalog)
        self.owner = _pair_owner(self.pairing, intended.user)
        self.left = Side(intended.catalog)
        self.right = Side(live.catalog, self.pairing)
        self.scope = Scope(intended.catalog, intended.catalog, None, intended.user)
        self.live_scope = Scope(live.catalog, intended.catalog, self.pairing, intended.user)
        self.origins = Origins(intended.catalog, intended.steps, live.applied)
        self.doubt = Doubt(intended.catalog, live.catalog, (intended.taint, live.taint), live.unseen)
        self.changes: list[Change] = []

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
                self._report_columns(kind, pairs)
        self._default_privileges()
        self._database_settings()
        changes = _without_retyped(self.changes)
        changes = _without_inherited(self.intended.catalog, self.live.catalog, changes)
        order = {name: number for number, name in enumerate(SEVERITIES)}
        changes.sort(key=lambda c: (order[c.severity], c.kind, c.identity, c.aspect, c.action))
        unknown = sum(step.outcome == "unknown" and not step.undone for step in self.intended.steps)
        return Comparison(
            tuple(changes), self.pairing, self.intended, self.live, self.owner, unknown, self.scope.has_platform
        )

    def _add_public(self, pairs: Pairs) -> None:
        """Compare schema public as it is, although it was there from the beginning."""
        mine = self.intended.catalog.pg_namespace.first("name", PUBLIC)
        theirs = self.live.catalog.pg_namespace.first("name", PUBLIC)
        if mine is not None and theirs is not None and all(mine.oid != pair[0].oid for pair in pairs.same):
            pairs.same.append((mine, theirs))

    # -- objects ---------------------------------------------------------------------------------------------------

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
            self._add(
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
            self._add(kind.name, action, address, None, "", text, None)
        else:
            text = definition_of(self.live.catalog, kind, record)
            self._add(kind.name, action, None, address, "", None, text)

    def _compare(self, kind: Kind, record: Any, other: Any) -> None:
        address, live_address = kind.address(record), kind.address(other)
        wanted = self._facts(kind, self.left, address, record)
        found = self._facts(kind, self.right, live_address, other)
        only = self._changed_by_migrations(kind, address, record, wanted)
        if kind.name == "extension":
            self._extension(record, wanted, found)
        self._aspects(kind.name, address, live_address, wanted, found, only)

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
        ) | self._commented(address) | self._set(address)

    def _set(self, address: ObjectAddress) -> frozenset[str]:
        """Return the settings and memberships of a role of the baseline that the migrations changed."""
        if address.classid != "pg_authid":
            return frozenset()
        return frozenset(changed_aspects(self.intended.catalog, address.objid))

    def _commented(self, address: ObjectAddress) -> frozenset[str]:
        table = self.intended.catalog.pg_description
        changed = table.get(address) != table.baseline(address)
        return frozenset({"comment"}) if changed else frozenset()

    def _extension(self, record: Any, wanted: dict[str, Fact], found: dict[str, Fact]) -> None:
        if not self.origins.pins_version(record.extname):
            wanted.pop("version", None)
            found.pop("version", None)
        if self.intended.catalog.pg_description.get(("pg_extension", record.oid, 0)) is None:
            # CREATE EXTENSION takes the comment from the control file.
            found.pop("comment", None)

    def _aspects(
        self, kind: str, address: ObjectAddress, live_address: ObjectAddress, wanted: dict[str, Fact],
        found: dict[str, Fact], only: frozenset[str] | None = None,
    ) -> None:
        _forget_owners(wanted, found)
        if self.owner is not None:
            # Who may do everything when the migrations are rehearsed needs to be granted there what it does.
            name = quote_identifier(self.left.role(self.intended.user))
            wanted.pop(f"privileges of {name}", None)
            found.pop(f"privileges of {name}", None)
        for aspect in dict.fromkeys((*wanted, *found)):
            if only is not None and aspect not in only:
                continue
            mine, theirs = wanted.get(aspect), found.get(aspect)
            if (mine is None or theirs is None) and aspect.startswith(_DEPENDENT):
                continue
            if mine is not None and theirs is not None and mine.value == theirs.value:
                continue
            texts = (mine.text() if mine is not None else None, theirs.text() if theirs is not None else None)
            action: Action = "changed"
            note = ""
            if mine is not None and theirs is not None and (_is_text(mine.value) or _is_text(theirs.value)):
                if _bare(texts[0]) == _bare(texts[1]):
                    continue
                action, note = "unknown", "the live text could not be analyzed"
            self._add(kind, action, address, live_address, aspect, *texts, note=note)
            if aspect == "kind":
                # The rest of another kind of object says nothing.
                break

    # -- columns ---------------------------------------------------------------------------------------------------

    def _report_columns(self, kind: Kind, pairs: Pairs) -> None:
        is_table = kind.name in ("table", "foreign table")
        if is_table:
            for column in pairs.missing:
                address = ObjectAddress("pg_class", column.attrelid, column.attnum)
                text = definition_of(self.intended.catalog, None, column)
                self._add("column", "missing", address, None, "", text, None)
            for column in pairs.extra:
                address = ObjectAddress("pg_class", column.attrelid, column.attnum)
                text = definition_of(self.live.catalog, None, column)
                self._add("column", "extra", None, address, "", None, text)
            for column, other in pairs.renamed:
                self._add(
                    "column", "renamed", ObjectAddress("pg_class", column.attrelid, column.attnum),
                    ObjectAddress("pg_class", other.attrelid, other.attnum), "name",
                    identity_of(self.intended.catalog, None, column), identity_of(self.live.catalog, None, other),
                )
        for column, other in (*pairs.same, *pairs.renamed):
            self._column(column, other)
        if is_table and pairs.same:
            self._order(pairs)

    def _column(self, column: Any, other: Any) -> None:
        if is_alike(self.left, self.right, column, other):
            return
        catalog = self.intended.catalog
        address = ObjectAddress("pg_class", column.attrelid, column.attnum)
        live_address = ObjectAddress("pg_class", other.attrelid, other.attnum)
        wanted = {f.aspect: f for f in column_facts(self.left, column)}
        found = {f.aspect: f for f in column_facts(self.right, other)}
        wanted.update((f.aspect, f) for f in general_facts(self.left, address, column))
        found.update((f.aspect, f) for f in general_facts(self.right, live_address, other))
        only = None
        if catalog.pg_attribute.is_baseline((column.attrelid, column.attnum)):
            before = catalog.pg_attribute.baseline((column.attrelid, column.attnum))
            if before == column:
                only = self._commented(address)
        self._aspects("column", address, live_address, wanted, found, only)

    def _order(self, pairs: Pairs) -> None:
        both = [*pairs.same, *pairs.renamed]
        wanted = [column.attnum for column, _ in sorted(both, key=lambda pair: pair[0].attnum)]
        found = [column.attnum for column, _ in sorted(both, key=lambda pair: pair[1].attnum)]
        if wanted == found:
            return
        relid, live_relid = both[0][0].attrelid, both[0][1].attrelid
        if self.intended.catalog.pg_class[relid].relispartition or _has_parents(self.intended.catalog, relid):
            return
        shown = (
            ", ".join(column.attname for column in columns_of(catalog, oid))
            for catalog, oid in ((self.intended.catalog, relid), (self.live.catalog, live_relid))
        )
        table = ObjectAddress("pg_class", relid), ObjectAddress("pg_class", live_relid)
        self._add("table", "changed", *table, "columns' order", *shown)

    # -- default privileges ----------------------------------------------------------------------------------------

    def _default_privileges(self) -> None:
        left, right = self.intended.catalog, self.live.catalog
        wanted = {_default_key(self.left, row): row for row in left.pg_default_acl}
        found = {_default_key(self.right, row): row for row in right.pg_default_acl}
        for key in sorted(wanted.keys() | found.keys()):
            role, namespace, objtype = key
            mine, theirs = wanted.get(key), found.get(key)
            if role < 0 or namespace < 0 or role not in left.pg_authid:
                continue
            if role != self.intended.user and left.pg_authid.is_baseline(role) and not self._is_changed_default(mine):
                continue
            sides = []
            for side, row in ((self.left, mine), (self.right, theirs)):
                owner = role if side is self.left else self._live_role(role)
                items = row.defaclacl if row is not None else None
                if items is None and namespace:
                    items = ()
                sides.append({f.aspect: f for f in privilege_facts(side, items, owner, objtype)})
            address = ObjectAddress("pg_default_acl", mine.oid if mine is not None else 0)
            live_address = ObjectAddress("pg_default_acl", theirs.oid if theirs is not None else 0)
            name = default_privileges_name(left, role, namespace, objtype)
            for aspect in dict.fromkeys((*sides[0], *sides[1])):
                a, b = sides[0].get(aspect), sides[1].get(aspect)
                if (a.value if a else None) != (b.value if b else None):
                    texts = (a.text() if a else None, b.text() if b else None)
                    self._add("default privileges", "changed", address, live_address, aspect, *texts, identity=name)

    def _is_changed_default(self, row: Any) -> bool:
        table = self.intended.catalog.pg_default_acl
        return row is not None and table.baseline(row.oid) != row

    def _live_role(self, role: int) -> int:
        found = self.pairing.back("pg_authid", role)
        return role if found is None else found

    # -- settings of the database ----------------------------------------------------------------------------------

    def _database_settings(self) -> None:
        sides = []
        for catalog in (self.intended.catalog, self.live.catalog):
            found = settings(catalog, catalog.database_oid, 0)
            sides.append({config.partition("=")[0]: config for config in found})
        left = self.intended.catalog
        names = {*sides[0], *sides[1]}
        if self.scope.has_platform:
            # The platform sets what it likes.
            was = {c.partition("=")[0]: c for c in settings(left, left.database_oid, 0, before=True)}
            names = {name for name in names | was.keys() if sides[0].get(name) != was.get(name)}
        address = ObjectAddress("pg_database", left.database_oid)
        live_address = ObjectAddress("pg_database", self.live.catalog.database_oid)
        for name in sorted(names):
            mine, theirs = sides[0].get(name), sides[1].get(name)
            if mine != theirs:
                texts = (setting(config) if config is not None else None for config in (mine, theirs))
                self._add(
                    "database", "changed", address, live_address, f"setting {name}", *texts, identity="this database"
                )

    # -- changes ---------------------------------------------------------------------------------------------------

    def _add(
        self, kind: str, action: Action, address: ObjectAddress | None, live_address: ObjectAddress | None,
        aspect: str, intended: str | None, live: str | None, *, note: str = "", identity: str = "",
    ) -> None:
        if not identity:
            catalog = self.intended.catalog if address is not None else self.live.catalog
            at = address or live_address
            assert at is not None
            identity = identity_at(catalog, at)
        reason = self.doubt.reason(kind, action, aspect, address, live_address)
        if reason is not None:
            action, note = "unknown", reason
        origin, status = self.origins.of(kind, action, aspect, address, identity)
        self.changes.append(
            Change(
                kind=kind, identity=identity, action=action, severity=severity(kind, action, aspect), aspect=aspect,
                intended=intended, live=live, status=status, origin=origin, note=note,
                address=address, live_address=live_address,
            )
        )


def default_privileges_name(catalog: Catalog, role: int, namespace: int, objtype: str) -> str:
    """Return ``role r in schema s on tables``."""
    words = {"r": "tables", "S": "sequences", "f": "functions", "T": "types", "n": "schemas", "L": "large objects"}
    where = f" in schema {catalog.pg_namespace[namespace].nspname}" if namespace else ""
    return f"role {acl.role_name(catalog, role)}{where} on {words[objtype]}"


def _default_key(side: Side, row: Any) -> tuple[int, int, str]:
    return (
        side.ref("pg_authid", row.defaclrole), side.ref("pg_namespace", row.defaclnamespace), row.defaclobjtype
    )


def _forget_owners(wanted: dict[str, Fact], found: dict[str, Fact]) -> None:
    """Leave out the privileges of who owns the object on one side: what an owner may do is told as the owner's."""
    owners = [facts["owner"] for facts in (wanted, found) if "owner" in facts]
    if len(owners) == 2 and owners[0].value != owners[1].value:
        for owner in owners:
            wanted.pop(f"privileges of {owner.text()}", None)
            found.pop(f"privileges of {owner.text()}", None)


def _without_retyped(changes: list[Change]) -> list[Change]:
    """Leave out expressions that read the same on both sides and differ only by a column's type, which is reported."""
    if not any(change.kind in ("column", "type") and change.aspect in _TYPES for change in changes):
        return changes
    return [
        change
        for change in changes
        if change.kind not in _WRITTEN_WHOLE
        or change.action != "changed"
        or change.aspect not in _EXPRESSIONS
        or change.intended != change.live
    ]


def _is_text(value: Any) -> bool:
    """Tell whether a value holds an expression that was never analyzed."""
    if type(value) is tuple:
        return any(_is_text(item) for item in value)
    return type(value) is e.SqlText


def _bare(text: str | None) -> str:
    return "".join((text or "").split())


def _has_parents(catalog: Catalog, relid: int) -> bool:
    return catalog.pg_inherits.has("child", relid)


def _pair_owner(pairing: Pairing, user: int) -> str | None:
    """Pair the role that ran the migrations with the live role that owns what it made, whatever that is called."""
    mine: Counter[int] = Counter()
    for classid, column in (("pg_class", "relowner"), ("pg_proc", "proowner"), ("pg_type", "typowner")):
        for record in pairing.live.tables[classid].above(FIRST_NORMAL_OID):
            number = pairing.ref(classid, record.oid)
            other = pairing.intended.tables[classid].get(number) if number > 0 else None
            if other is None or pairing.intended.tables[classid].is_baseline(number):
                continue
            if getattr(other, column) == user:
                mine[getattr(record, column)] += 1
    if not mine:
        return None
    owner, count = mine.most_common(1)[0]
    known = pairing.ref("pg_authid", owner)
    if known == user or count * 2 <= sum(mine.values()) or known > 0:
        return None
    same = pairing.live.pg_authid.first("name", pairing.intended.pg_authid[user].rolname)
    if same is not None and mine[same.oid]:
        return None
    pairing.pair("pg_authid", owner, user)
    return acl.role_name(pairing.live, owner)


def _without_inherited(intended: Catalog, live: Catalog, changes: list[Change]) -> list[Change]:
    """Leave out what a child's column has from its parent's, where that is reported too."""
    told = {
        (change.action, change.aspect, at)
        for change in changes
        if change.kind == "column"
        for at in (change.address, change.live_address)
        if at is not None
    }

    def is_inherited(change: Change) -> bool:
        catalog, at = (intended, change.address) if change.address is not None else (live, change.live_address)
        if change.kind != "column" or at is None or _stays_not_null(intended, live, change):
            return False
        parents = (row.inhparent for row in catalog.pg_inherits.find("child", at.objid))
        name = catalog.pg_attribute[at.objid, at.objsubid].attname
        columns = (catalog.pg_attribute.first("name", (parent, name)) for parent in parents)
        return any(
            column is not None
            and (change.action, change.aspect, ObjectAddress("pg_class", column.attrelid, column.attnum)) in told
            for column in columns
        )

    return [change for change in changes if not is_inherited(change)]


def _stays_not_null(intended: Catalog, live: Catalog, change: Change) -> bool:
    """Tell whether a child's column is NOT NULL by a constraint of its own, which stays when its parent's goes."""
    at, live_at = change.address, change.live_address
    if change.aspect != "not null" or at is None or live_at is None:
        return False
    if intended.pg_attribute[at.objid, at.objsubid].attnotnull:
        return False
    constraint = not_null_constraint(live, live_at.objid, live_at.objsubid)
    return constraint is not None and constraint.conislocal
