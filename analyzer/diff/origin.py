"""Which migration last defined what differs, and what the live side's own record of migrations says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.diff.aspects.roles import IN_DATABASE
from analyzer.diff.change import Action, Place, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.steps import Step

_ACLS: Final = {
    "pg_class": "relacl", "pg_proc": "proacl", "pg_namespace": "nspacl", "pg_type": "typacl",
    "pg_language": "lanacl", "pg_foreign_data_wrapper": "fdwacl", "pg_foreign_server": "srvacl",
}
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    # A relation is made once; what else is kept in its record is no definition of it.
    "made": ("oid",),
    "row level security": ("relrowsecurity",),
    "forced row level security": ("relforcerowsecurity",),
    "replica identity": ("relreplident",),
    "enabled": ("tgenabled", "evtenabled", "ev_enabled"),
    "not null": ("attnotnull",),
    "type": ("atttypid", "atttypmod"),
    "owner": ("relowner", "proowner", "nspowner", "typowner"),
}
"""The columns that an aspect is kept in, where a record holds more than one."""


class Origins:
    """The last statement that wrote each record, found in the journal entries that the steps kept."""

    def __init__(self, catalog: Catalog, steps: Sequence[Step], applied: frozenset[str] | None) -> None:
        self.catalog = catalog
        self.steps = steps
        self.applied = applied
        self._writes: dict[tuple[str, Any], list[tuple[int, Any, Any]]] = {}
        self._pinned: frozenset[str] | None = None
        for number, step in enumerate(steps):
            for table, key, old, new in step.changes:
                self._writes.setdefault((table.name, key), []).append((number, old, new))

    def of(
        self, kind: str, action: Action, aspect: str, address: ObjectAddress | None, identity: str
    ) -> tuple[Place | None, Status | None]:
        """Return the statement that last defined the object or its aspect, and how the live side stands to it."""
        del kind, identity
        place = self._place(address, "made" if action == "missing" else aspect) if address is not None else None
        if self.applied is None or action == "unknown":
            return place, None
        if place is None:
            return None, "hand-made" if action == "extra" else None
        return place, "modified" if self._is_applied(place) else "unapplied"

    def _is_applied(self, place: Place) -> bool:
        assert self.applied is not None
        return place.version in self.applied

    def _place(self, address: ObjectAddress, aspect: str) -> Place | None:
        number = None
        for table, key, fields in self._records(address, aspect):
            writes = self._writes.get((table, key))
            if writes:
                found = _last(writes, fields)
                number = found if number is None else max(number, found)
        if number is None:
            return None
        step = self.steps[number]
        return Place(step.file.path, step.statement.line, step.file.version or step.file.name)

    def _records(self, address: ObjectAddress, aspect: str) -> list[tuple[str, Any, tuple[str, ...]]]:
        """Return the rows, and the columns of each, that hold what differs; more than one where it is spread out."""
        classid, oid, attnum = address
        if aspect == "comment":
            return [("pg_description", (classid, oid, attnum), ())]
        if attnum:
            if aspect == "default":
                default = self.catalog.pg_attrdef.first("column", (oid, attnum))
                found: list[tuple[str, Any, tuple[str, ...]]] = [("pg_attribute", (oid, attnum), ("atthasdef",))]
                return [*found, ("pg_attrdef", default.oid, ())] if default is not None else found
            fields = ("attacl",) if aspect.startswith("privileges") else _FIELDS.get(aspect, ())
            return [("pg_attribute", (oid, attnum), fields)]
        if aspect.startswith("setting ") and classid in ("pg_authid", "pg_database"):
            whole = classid == "pg_database" or aspect.endswith(IN_DATABASE)
            key = (self.catalog.database_oid if whole else 0, 0 if classid == "pg_database" else oid)
            return [("pg_db_role_setting", key, ())]
        if aspect.startswith("privileges") and classid in _ACLS:
            return [(classid, oid, (_ACLS[classid],))]
        fields = _FIELDS.get(aspect, ()) if aspect != "made" or classid == "pg_class" else ()
        rows = [(classid, oid, fields)]
        if classid == "pg_class":
            relation = self.catalog.pg_class[oid]
            if aspect == "made":
                return rows
            if relation.relkind in "iI":
                rows.append(("pg_index", oid, ()))
            if relation.relkind == "S" and aspect != "owner":
                rows.append(("pg_sequence", oid, ()))
            if aspect == "query":
                rule = self.catalog.pg_rewrite.first("name", (oid, "_RETURN"))
                rows = [("pg_rewrite", rule.oid, ())] if rule is not None else rows
        if classid == "pg_type" and aspect == "labels":
            rows += [("pg_enum", label.oid, ()) for label in self.catalog.pg_enum.find("type", oid)]
        return rows

    # -- extensions ------------------------------------------------------------------------------------------------

    def pins_version(self, extension: str) -> bool:
        """Tell whether a migration names the version an extension is to have."""
        if self._pinned is None:
            self._pinned = pinned_extensions(self.steps)
        return extension in self._pinned


def _last(writes: list[tuple[int, Any, Any]], fields: tuple[str, ...]) -> int:
    """Return the step that last wrote one of the fields, or made the record."""
    for number, old, new in reversed(writes):
        made = old is None or new is None or not fields
        if made or any(getattr(old, field, None) != getattr(new, field, None) for field in fields):
            return int(number)
    return int(writes[0][0])


def pinned_extensions(steps: Sequence[Step]) -> frozenset[str]:
    """Return the extensions of which a migration names the version."""
    return frozenset(name for step in steps if (name := _pinned(step)) is not None)


def _pinned(step: Step) -> str | None:
    if step.outcome != "ok" or step.tag not in ("CreateExtensionStmt", "AlterExtensionStmt"):
        return None
    node = step.statement.node
    options = [option["DefElem"]["defname"] for option in node.get("options", ())]
    return str(node["extname"]) if "new_version" in options else None
