"""What has to be dropped and made again because something it rests on is: the server refuses to change that alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.diff.patch.drop import parts

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_depend import PgDepend
    from analyzer.diff.patch.terms import Terms

_MADE_AGAIN: Final = frozenset(
    {
        "pg_policy", "pg_proc", "pg_publication_rel", "pg_statistic_ext", "pg_event_trigger", "pg_operator", "pg_cast",
        "pg_opclass", "pg_ts_config", "pg_ts_dict",
    }
)
_BLOCK_TYPE_CHANGES: Final = frozenset(
    {"pg_rewrite", "pg_trigger", "pg_policy", "pg_proc", "pg_publication_rel", "pg_attrdef"}
)
"""What ALTER COLUMN ... TYPE does not rebuild by itself (RememberAllDependentForRebuilding, tablecmds.c)."""


def taken_along(terms: Terms, address: ObjectAddress) -> Iterator[ObjectAddress]:
    """Yield the intended indexes and constraints of partitions that go with a live one of the partitioned table.

    They stand alone on the intended side: on the live side they became parts of it when it was made.
    """
    live, intended = terms.live, terms.intended
    if address.classid == "pg_class" and live.pg_class[address.objid].relkind != "I":
        return
    if address.classid not in ("pg_class", "pg_constraint"):
        return
    for classid, oid, _ in sorted(parts(live, address)):
        number = terms.pairing.ref(classid, oid)
        match classid:
            case "pg_class" if number in intended.pg_index and live.pg_inherits.has("child", oid):
                has_constraint = any(c.contype in "pux" for c in intended.pg_constraint.find("index", number))
                if not has_constraint and not intended.pg_inherits.has("child", number):
                    yield ObjectAddress(classid, number)
            case "pg_constraint" if number in intended.pg_constraint and live.pg_constraint[oid].conparentid:
                if not intended.pg_constraint[number].conparentid:
                    yield ObjectAddress(classid, number)


class Rebuilt:
    """Live objects that go and come back, in the order found, and the columns whose defaults do."""

    def __init__(self, live: Catalog) -> None:
        self.live = live
        self.objects: dict[ObjectAddress, set[ObjectAddress | None]] = {}
        """Each with what it goes and comes back for: itself, a column, None for what cannot be asked for."""
        self.defaults: dict[ObjectAddress, None] = {}
        self.obstacles: dict[str, None] = {}
        """What cannot be made again, and stands in the way."""

    def add(self, address: ObjectAddress, cause: ObjectAddress | None) -> None:
        """Add an object with everything that rests on it."""
        todo = [address]
        while todo:
            current = todo.pop()
            causes = self.objects.setdefault(current, set())
            if cause in causes:
                continue
            causes.add(cause)
            for part in self._with_parts(current):
                todo += self._resting_on(self.live.pg_depend.find("referenced", (part.classid, part.objid)))

    def add_dependents(
        self, address: ObjectAddress, cause: ObjectAddress | None = None, *, kinds: frozenset[str] | None = None
    ) -> list[ObjectAddress]:
        """Add what rests on an object or column, but not the object itself; return the first of them."""
        rows = [
            row
            for row in self.live.pg_depend.find("referenced", (address.classid, address.objid))
            if address.objsubid in (0, row.refobjsubid) and (kinds is None or row.classid in kinds)
        ]
        found = self._resting_on(rows, alone=True)
        for each in found:
            self.add(each, cause)
        return found

    def add_in_the_way_of_type(self, address: ObjectAddress, cause: ObjectAddress | None) -> list[ObjectAddress]:
        """Add what keeps a column from getting another type."""
        return self.add_dependents(address, cause, kinds=_BLOCK_TYPE_CHANGES)

    def _with_parts(self, address: ObjectAddress) -> list[ObjectAddress]:
        """Return an object with what is part of it: a view's row type, a constraint's index."""
        found = [address]
        if address.classid == "pg_class":
            row_type = self.live.pg_type.get(self.live.pg_class[address.objid].reltype)
            if row_type is not None:
                found.append(ObjectAddress("pg_type", row_type.oid))
                found += [ObjectAddress("pg_type", row_type.typarray)] if row_type.typarray else []
        if address.classid == "pg_constraint":
            index = self.live.pg_constraint[address.objid].conindid
            if index and self.live.pg_constraint[address.objid].contype in "pux":
                found.append(ObjectAddress("pg_class", index))
        return found

    def _resting_on(self, rows: Iterable[PgDepend], *, alone: bool = False) -> list[ObjectAddress]:
        found: dict[ObjectAddress, None] = {}
        for row in rows:
            address = self._whole(row, alone)
            if address is not None:
                found[address] = None
        return list(found)

    def _whole(self, row: PgDepend, alone: bool) -> ObjectAddress | None:
        """Return the object that a row of pg_depend is about: the view of its rule, the column of its default."""
        if row.deptype in (depend.INTERNAL, depend.EXTENSION, depend.AUTO_EXTENSION, depend.PARTITION_PRI):
            return None
        address = ObjectAddress(row.classid, row.objid)
        match row.classid:
            case "pg_rewrite":
                return self._rule(row)
            case "pg_attrdef":
                self._default(row)
                return None
            case "pg_class":
                return self._relation(row, alone)
            case "pg_trigger":
                trigger = self.live.pg_trigger[row.objid]
                return None if trigger.tgisinternal or trigger.tgparentid else address
            case "pg_constraint":
                constraint = self.live.pg_constraint[row.objid]
                return None if constraint.contype in "nt" or constraint.conparentid else address
            case "pg_type":
                if not self.live.pg_type[row.objid].typrelid:
                    self._obstacle(address, "it rests on what changes")
                return None
        return address if row.classid in _MADE_AGAIN else None

    def _rule(self, row: PgDepend) -> ObjectAddress | None:
        rule = self.live.pg_rewrite[row.objid]
        if rule.rulename != "_RETURN":
            return ObjectAddress("pg_rewrite", row.objid)
        # A view's own rule says what the view reads.
        is_own = row.refclassid == "pg_class" and row.refobjid == rule.ev_class
        return None if is_own else ObjectAddress("pg_class", rule.ev_class)

    def _default(self, row: PgDepend) -> None:
        default = self.live.pg_attrdef[row.objid]
        column = ObjectAddress("pg_class", default.adrelid, default.adnum)
        if (row.refclassid, row.refobjid, row.refobjsubid) == column:
            return
        if self.live.pg_attribute[default.adrelid, default.adnum].attgenerated:
            self._obstacle(column, "its generation expression uses what changes")
        else:
            self.defaults[column] = None

    def _relation(self, row: PgDepend, alone: bool) -> ObjectAddress | None:
        relation = self.live.pg_class[row.objid]
        if relation.relkind in "iI":
            return None if alone else ObjectAddress("pg_class", row.objid)
        if row.objsubid and relation.relkind in "rpfc":
            self._obstacle(ObjectAddress("pg_class", row.objid, row.objsubid), "its type changes")
        return None

    def _obstacle(self, address: ObjectAddress, why: str) -> None:
        from analyzer.diff.naming import identity

        name = identity(self.live, address)
        self.obstacles[f"{name}: {why}, and it cannot be made again without losing data"] = None
