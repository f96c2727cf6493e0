"""Why a difference cannot be told: an unknown statement may have made it, or nobody could look at the live side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import OBJECT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.diff.change import Action
    from analyzer.engine.taint import Taint
    from analyzer.snapshot.live import Unseen

_ASPECTS: Final = {
    "extversion": "version", "umoptions": "options", "srvoptions": "options", "subconninfo": "connection",
    "description": "comment",
} | {kind.ownercol: "owner" for kind in OBJECT_KINDS.values() if kind.ownercol is not None}
"""What the columns that may be hidden are called as aspects; those of privileges by their common beginning."""

_PRIVILEGES: Final = frozenset(kind.aclcol for kind in OBJECT_KINDS.values() if kind.aclcol is not None)
_PARENTS: Final = ("tgrelid", "polrelid", "conrelid", "ev_class")


class Doubt:
    """What the two sides say they do not know."""

    def __init__(
        self, intended: Catalog, live: Catalog, taints: Sequence[Taint | None], unseen: Sequence[Unseen]
    ) -> None:
        self.intended = intended
        self.live = live
        self.taints = [taint for taint in taints if taint]
        whole = (row for row in unseen if not row.objid and row.column is None and row.schema is None)
        self._catalogs = {row.catalog: row.reason for row in whole}
        self._schemas = {row.schema: row.reason for row in unseen if row.schema is not None}
        self._columns = {(row.catalog, row.column): row.reason for row in unseen if row.column and not row.objid}
        self._objects = {(row.catalog, row.objid): row for row in unseen if row.objid}

    def reason(
        self, kind: str, action: Action, aspect: str, address: ObjectAddress | None, live: ObjectAddress | None
    ) -> str | None:
        """Return why this difference may be none; None where it is certain."""
        if action == "missing" and address is not None:
            found = self._unseen(kind, address)
            if found is not None:
                return found
        if live is not None:
            found = self._hidden(aspect, live)
            if found is not None:
                return found
        return self._tainted(kind, address, live)

    def _unseen(self, kind: str, address: ObjectAddress) -> str | None:
        classid = "pg_index" if kind == "index" else "pg_attribute" if address.objsubid else address.classid
        found = self._catalogs.get(classid) or self._catalogs.get(address.classid)
        if found is None and self._schemas:
            schema = _schema_name(self.intended, address)
            found = self._schemas.get(schema) if schema is not None else None
        return found

    def _hidden(self, aspect: str, live: ObjectAddress) -> str | None:
        whole = self._catalogs.get("pg_description") if aspect == "comment" else None
        if whole is not None:
            return whole
        if live.classid in ("pg_authid", "pg_database"):
            start = aspect.partition(" ")[0]
            catalog = {"setting": "pg_db_role_setting", "membership": "pg_auth_members"}.get(start, live.classid)
            if catalog in self._catalogs:
                return self._catalogs[catalog]
        row = self._objects.get((live.classid, live.objid))
        if row is not None and (row.column is None or _ASPECTS.get(row.column, aspect) == aspect):
            return row.reason
        for (catalog, column), reason in self._columns.items():
            if catalog != live.classid:
                continue
            if column in _PRIVILEGES and aspect.startswith("privileges of "):
                return reason
            if column is not None and _ASPECTS.get(column) == aspect:
                return reason
        return None

    # -- what the migrations leave unknown -------------------------------------------------------------------------

    def _tainted(self, kind: str, address: ObjectAddress | None, live: ObjectAddress | None) -> str | None:
        if not self.taints:
            return None
        at, catalog = (address, self.intended) if address is not None else (live, self.live)
        assert at is not None
        names = _names(catalog, kind, at)
        if address is not None:
            names = names + _rests_on(self.intended, address)
        if live is not None:
            names = names + _rests_on(self.live, live)
        for noun, name in names:
            for taint in self.taints:
                reason = taint.doubts(noun, None, name)
                if reason is not None:
                    return reason
        return None


def _names(catalog: Catalog, kind: str, address: ObjectAddress) -> list[tuple[str, str]]:
    """Return the nouns and bare names by which a taint may know an object."""
    if address.classid == "pg_class":
        relation = catalog.pg_class[address.objid]
        if address.objsubid:
            attname = catalog.pg_attribute[address.objid, address.objsubid].attname
            return [("column", f"{relation.relname}.{attname}")]
        return [("index" if relation.relkind in "iI" else "relation", relation.relname)]
    if address.classid == "pg_publication_rel":
        row = catalog.pg_publication_rel[address.objid]
        return [("publication", catalog.pg_publication[row.prpubid].pubname)]
    properties = OBJECT_KINDS.get(address.classid)
    if properties is None or properties.namecol is None or address.objid == 0:
        return []
    record = catalog.tables[address.classid][address.objid]
    name = getattr(record, properties.namecol)
    for column in _PARENTS:
        if relid := getattr(record, column, 0):
            name = f"{name} on {catalog.pg_class[relid].relname}"
    return [("constraint" if kind == "domain constraint" else kind, name)]


def _rests_on(catalog: Catalog, address: ObjectAddress) -> list[tuple[str, str]]:
    """Return the columns that an object other than a relation uses: of an unknown table's, nothing is known of it."""
    if address.classid == "pg_class" or address.objid == 0:
        return []
    found = []
    for row in catalog.pg_depend.find("object", (address.classid, address.objid)):
        if row.refclassid == "pg_class" and row.refobjsubid:
            relation = catalog.pg_class[row.refobjid]
            column = catalog.pg_attribute.get((row.refobjid, row.refobjsubid))
            if column is not None:
                found.append(("column", f"{relation.relname}.{column.attname}"))
    return found


def _schema_name(catalog: Catalog, address: ObjectAddress) -> str | None:
    properties = OBJECT_KINDS.get(address.classid)
    if address.classid == "pg_namespace":
        return str(catalog.pg_namespace[address.objid].nspname)
    if properties is None:
        return None
    record = catalog.tables[address.classid][address.objid]
    if properties.schemacol is not None:
        return str(catalog.pg_namespace[getattr(record, properties.schemacol)].nspname)
    for parent in (*_PARENTS, "prrelid"):
        if relid := getattr(record, parent, 0):
            return str(catalog.pg_namespace[catalog.pg_class[relid].relnamespace].nspname)
    return None
