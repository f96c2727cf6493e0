"""The names of objects as the journal's records tell them, while one reads the journal from its beginning."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

from analyzer.findings.object_name import ObjectName

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry

# Kind, the column with the name, the column with the schema's oid.
_NAMED: Final = {
    "pg_class": ("relation", "relname", "relnamespace"),
    "pg_type": ("type", "typname", "typnamespace"),
    "pg_proc": ("function", "proname", "pronamespace"),
    "pg_operator": ("operator", "oprname", "oprnamespace"),
    "pg_collation": ("collation", "collname", "collnamespace"),
    "pg_opclass": ("operator class", "opcname", "opcnamespace"),
    "pg_statistic_ext": ("statistics", "stxname", "stxnamespace"),
    "pg_namespace": ("schema", "nspname", None),
    "pg_authid": ("role", "rolname", None),
    "pg_extension": ("extension", "extname", None),
    "pg_publication": ("publication", "pubname", None),
    "pg_foreign_server": ("server", "srvname", None),
    "pg_foreign_data_wrapper": ("foreign-data wrapper", "fdwname", None),
    "pg_language": ("language", "lanname", None),
    "pg_am": ("access method", "amname", None),
    "pg_event_trigger": ("event trigger", "evtname", None),
}
# Kind, the column with the name, the column with the relation's oid.
_ON_RELATION: Final = {
    "pg_policy": ("policy", "polname", "polrelid"),
    "pg_trigger": ("trigger", "tgname", "tgrelid"),
    "pg_rewrite": ("rule", "rulename", "ev_class"),
    "pg_constraint": ("constraint", "conname", "conrelid"),
}

_OTHERS: Final = {
    "column": "pg_attribute", "publication relation": "pg_publication_rel", "constraint": "pg_index",
    "enum label": "pg_enum",
}  # fmt: skip


def catalogs_of(kinds: Collection[str]) -> frozenset[str]:
    """The catalogs whose records tell of these kinds of objects, with those that tell relations' names."""
    named = {classid for table in (_NAMED, _ON_RELATION) for classid, (kind, *_) in table.items() if kind in kinds}
    others = {classid for kind, classid in _OTHERS.items() if kind in kinds}
    return frozenset({"pg_class", "pg_namespace", *named, *others})


class RecordNames:
    """Names of records; relations and schemas go by the name they have at the point of the journal that was read last.

    `kinds`: of columns, constraints and the like only these are named; None means all.
    """

    def __init__(self, catalog: Catalog, kinds: Collection[str] | None = None) -> None:
        self._catalog = catalog
        self._kinds = kinds
        self._relations: dict[int, tuple[int, str]] = {}
        self._schemas: dict[int, str] = {}

    def read(self, entry: Entry) -> tuple[ObjectName | None, ObjectName | None]:
        """Read the journal's next entry; return the names of the record before and after."""
        classid = entry.table.name
        # The old name first: a new one of the relation would show in it.
        old = self.name(classid, entry.old)
        if classid == "pg_class":
            relation = entry.new or entry.old
            self._relations[relation.oid] = (relation.relnamespace, relation.relname)
        elif classid == "pg_namespace":
            schema = entry.new or entry.old
            self._schemas[schema.oid] = schema.nspname
        return old, self.name(classid, entry.new)

    def name(self, classid: str, record: Any) -> ObjectName | None:
        """The name of a record, None where it is none of an object with a name."""
        if record is None:
            return None
        if classid == "pg_attribute":
            if not self._wants("column") or record.attisdropped or record.attnum <= 0:
                return None
            schema, relation = self.relation(record.attrelid)
            return ObjectName("column", schema, f"{relation}.{record.attname}")
        if (named := _NAMED.get(classid)) is not None:
            kind, column, schema_column = named
            schema_name = self.schema(getattr(record, schema_column)) if schema_column is not None else None
            return ObjectName(kind, schema_name, getattr(record, column))
        if (hanging := _ON_RELATION.get(classid)) is not None:
            kind, column, relid_column = hanging
            relid = getattr(record, relid_column)
            if not relid or not self._wants(kind):
                return None
            schema, relation = self.relation(relid)
            return ObjectName(kind, schema, f"{getattr(record, column)} on {relation}")
        if classid == "pg_publication_rel" and self._wants("publication relation"):
            publication = self._catalog.pg_publication.get(record.prpubid)
            schema, relation = self.relation(record.prrelid)
            if publication is None:
                return None
            return ObjectName("publication relation", schema, f"{relation} on {publication.pubname}")
        if classid == "pg_index" and self._wants("constraint") and record.indisunique:
            schema, relation = self.relation(record.indrelid)
            return ObjectName("constraint", schema, f"unique key on {relation}")
        if classid == "pg_enum" and self._wants("enum label"):
            enum = self._catalog.pg_type.get(record.enumtypid)
            return None if enum is None else ObjectName("enum label", None, f"{enum.typname}.{record.enumlabel}")
        return None

    def _wants(self, kind: str) -> bool:
        return self._kinds is None or kind in self._kinds

    def relation(self, relid: int) -> tuple[str | None, str]:
        """The schema and name of a relation."""
        found = self._relations.get(relid)
        if found is None:
            record = self._catalog.pg_class.get(relid)
            if record is None:
                return None, "?"
            found = self._relations[relid] = (record.relnamespace, record.relname)
        return self.schema(found[0]), found[1]

    def schema(self, oid: int) -> str | None:
        """The name of a schema."""
        name = self._schemas.get(oid)
        if name is None:
            record = self._catalog.pg_namespace.get(oid)
            if record is None:
                return None
            name = self._schemas[oid] = record.nspname
        return name
