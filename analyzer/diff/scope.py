"""Which objects of a side are compared: the user's own, in platform schemas too; never the platform's or extensions'.

Whether an object is the platform's is decided by what it is, not by which baseline a side was loaded over: it is in the
intended side's baseline, or an extension brings it, or a role of the platform owns it in one of the platform's schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.objects import OBJECT_KINDS
from analyzer.deparse.state.entry import extension_members, temporary_objects
from analyzer.diff.aspects.roles import changed_aspects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.pairing import Pairing

PUBLIC: Final = "public"

PLATFORM_SCHEMAS: Final = frozenset(
    (
        *("_analytics", "_realtime", "_supavisor", "auth", "cron", "etl", "extensions", "graphql", "graphql_public"),
        *("net", "pgbouncer", "pgmq", "pgmq_public", "pgsodium", "pgsodium_masks", "pgtle", "realtime", "storage"),
        *("supabase_functions", "supabase_migrations", "vault"),
    )
)
"""Schemas that Supabase's services and extensions keep to themselves."""

_OPEN_SCHEMAS: Final = frozenset({"auth", "extensions", "realtime", "storage"})
"""Schemas of the platform in which users make objects of their own."""

TOOL_TABLES: Final = frozenset(
    (
        *("__diesel_schema_migrations", "__drizzle_migrations", "_prisma_migrations", "_sqlx_migrations"),
        *("alembic_version", "databasechangelog", "databasechangeloglock", "flyway_schema_history"),
        *("goose_db_version", "schema_migrations", "schema_migrations_lock", "knex_migrations"),
        *("knex_migrations_lock", "django_migrations", "ar_internal_metadata", "SequelizeMeta", "pgmigrations"),
        *("__EFMigrationsHistory", "phinxlog"),
    )
)
"""Tables in which migration tools keep their books: no migration makes them (unless one does)."""

TOOL_SCHEMAS: Final = frozenset({"drizzle", "supabase_migrations"})

_ON_RELATION: Final = {
    "pg_constraint": "conrelid", "pg_index": "indrelid", "pg_policy": "polrelid", "pg_trigger": "tgrelid",
    "pg_rewrite": "ev_class", "pg_attribute": "attrelid", "pg_statistic_ext": "stxrelid",
    "pg_publication_rel": "prrelid",
}


class Scope:
    """What of one catalog is compared; `pairing` is given for the live side, whose objects are judged by identity."""

    def __init__(self, catalog: Catalog, intended: Catalog, pairing: Pairing | None, user: int) -> None:
        self.catalog = catalog
        self.intended = intended
        self.pairing = pairing
        self.user = user
        """The role that runs the migrations, as the intended side numbers it."""
        self.has_platform = any(
            schema.nspname in PLATFORM_SCHEMAS for schema in _baseline_records(intended, "pg_namespace")
        )
        self.members = extension_members(catalog)
        self.temporary = temporary_objects(catalog)

    def records(self, classid: str, select: Callable[[Catalog, Any], bool]) -> Iterator[Any]:
        """Yield those of a catalog's selected records that are compared, changed ones of the baseline among them."""
        table = self.catalog.tables[classid]
        for record in table.above(FIRST_NORMAL_OID):
            if select(self.catalog, record) and self.is_compared(classid, table.key_of(record), record):
                yield record

    def is_compared(self, classid: str, oid: int, record: Any) -> bool:
        """Tell whether the object is the user's, or one of the platform's that the migrations have changed."""
        whole = "pg_class" if classid == "pg_index" else classid
        if (whole, oid) in self.members or (whole, oid) in self.temporary:
            return False
        relcol = _ON_RELATION.get(classid)
        if relcol is not None and (relid := getattr(record, relcol)):
            if ("pg_class", relid) in self.temporary:
                return False
            if ("pg_class", relid) in self.members and classid not in ("pg_trigger", "pg_policy", "pg_publication_rel"):
                return False
        counterpart = oid if self.pairing is None else self.pairing.ref(whole, oid)
        if counterpart > 0 and self.intended.tables[whole].is_baseline(counterpart):
            return self.is_changed(whole, counterpart)
        if self.is_inside_platform(classid, record):
            return self.is_of_the_user(classid, record)
        return not self._is_tools(classid, record)

    def is_changed(self, classid: str, intended: int) -> bool:
        """Tell whether the migrations changed this object of the baseline."""
        table = self.intended.tables[classid]
        if classid == "pg_authid" and next(changed_aspects(self.intended, intended), None) is not None:
            return True
        return intended in table and table.baseline(intended) != table[intended]

    # -- the platform ----------------------------------------------------------------------------------------------

    def schema_of(self, classid: str, record: Any) -> str | None:
        """Return the name of the schema an object, or the relation it hangs on, is in."""
        relcol = _ON_RELATION.get(classid)
        if relcol is not None and classid != "pg_statistic_ext":
            relation = self.catalog.pg_class.get(getattr(record, relcol))
            if relation is None:
                return None
            oid = relation.relnamespace
        elif classid == "pg_namespace":
            return str(record.nspname)
        else:
            kind = OBJECT_KINDS.get(classid)
            if kind is None or kind.schemacol is None:
                return None
            oid = getattr(record, kind.schemacol)
        schema = self.catalog.pg_namespace.get(oid)
        return None if schema is None else schema.nspname

    def is_inside_platform(self, classid: str, record: Any) -> bool:
        """Tell whether the object is in a schema of the platform (or is one)."""
        schema = self.schema_of(classid, record)
        if schema is None:
            # The platform's role owns the extensions that its users create, too.
            return self.has_platform and classid != "pg_extension" and self._owned_by_platform(classid, record)
        if schema.startswith("pg_") or schema == "information_schema":
            return True
        if not self.has_platform or schema == PUBLIC:
            return False
        if schema in PLATFORM_SCHEMAS:
            return True
        found = self.intended.pg_namespace.first("name", schema)
        return found is not None and self.intended.pg_namespace.is_baseline(found.oid)

    def is_of_the_user(self, classid: str, record: Any) -> bool:
        """Tell whether an object in a platform schema is the user's all the same."""
        schema = self.schema_of(classid, record)
        if schema is not None and (schema.startswith("pg_") or schema == "information_schema"):
            return self.pairing is None and classid != "pg_namespace"
        if schema in TOOL_SCHEMAS:
            return False
        if classid == "pg_policy":
            return True
        if classid == "pg_publication_rel":
            # The platform's own publications get new partitions every day.
            publication = self.catalog.pg_publication[record.prpubid]
            return not self._owned_by_platform("pg_publication", publication)
        if classid == "pg_trigger":
            proc = self.catalog.pg_proc.get(record.tgfoid)
            return proc is not None and not self.is_inside_platform("pg_proc", proc)
        if classid == "pg_namespace" or schema is None:
            return False
        if classid in _ON_RELATION:
            relation = self.catalog.pg_class[getattr(record, _ON_RELATION[classid])]
            return self.is_compared("pg_class", relation.oid, relation)
        if schema in PLATFORM_SCHEMAS - _OPEN_SCHEMAS and self.pairing is not None:
            # What an extension makes for its users (queues, jobs) is theirs only where a migration says so.
            return self.pairing.ref(classid, record.oid) > 0
        return not self._owned_by_platform(classid, record)

    def _owned_by_platform(self, classid: str, record: Any) -> bool:
        ownercol = OBJECT_KINDS[classid].ownercol if classid in OBJECT_KINDS else None
        if ownercol is None:
            return False
        owner = getattr(record, ownercol)
        counterpart = owner if self.pairing is None else self.pairing.ref("pg_authid", owner)
        return counterpart != self.user and (
            counterpart > 0 and self.intended.pg_authid.is_baseline(counterpart)
        )

    def _is_tools(self, classid: str, record: Any) -> bool:
        """Tell whether a live object belongs to a migration tool's own table, which no migration made."""
        if self.pairing is None:
            return False
        schema = self.schema_of(classid, record)
        if schema in TOOL_SCHEMAS and self.intended.pg_namespace.first("name", schema) is None:
            return True
        relation: Any = None
        if classid == "pg_class":
            relation = record
            if relation.relkind in "iI":
                index = self.catalog.pg_index.get(relation.oid)
                relation = self.catalog.pg_class.get(index.indrelid) if index is not None else None
            elif relation.relkind == "S":
                owner = self._owning_table(relation.oid)
                relation = owner if owner is not None else relation
        elif classid in _ON_RELATION:
            relation = self.catalog.pg_class.get(getattr(record, _ON_RELATION[classid]))
        elif classid == "pg_type":
            relation = self.catalog.pg_class.get(record.typrelid)
        if relation is None or relation.relname not in TOOL_TABLES:
            return False
        return self.pairing.ref("pg_class", relation.oid) < 0

    def _owning_table(self, seqid: int) -> Any:
        from analyzer.catalog.depend import owned_sequence_column

        found = owned_sequence_column(self.catalog, seqid)
        return self.catalog.pg_class.get(found[0]) if found is not None else None


def _baseline_records(catalog: Catalog, classid: str) -> Iterator[Any]:
    table = catalog.tables[classid]
    for record in table:
        before = table.baseline(table.key_of(record))
        if before is not None:
            yield before
    for key in table.removed():
        yield table.baseline(key)
