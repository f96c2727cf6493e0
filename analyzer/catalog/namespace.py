"""Name lookup through the search path: relations, creation namespaces, function and operator candidates
(src/backend/catalog/namespace.c).
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, Final

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_namespace import PgNamespace
from analyzer.errors import PgError

PG_CATALOG: Final = 11
PG_TOAST: Final = 99
PUBLIC_NAMESPACE: Final = 2200


class Namespace:
    """What a name means at this moment: the catalog, the current role and the search path.

    The session sets `roleid`, `search_path` (schema names as listed, "$user" among them) and `temp_namespace`; the
    resolved path is kept until one of them, or pg_namespace, changes.
    """

    def __init__(self, catalog: Catalog, roleid: int = acl.BOOTSTRAP_SUPERUSER) -> None:
        self.catalog = catalog
        self.roleid = roleid
        self.search_path: tuple[str, ...] = ("$user", "public")
        self.temp_namespace: int = 0
        self.has_accessed_temp = False
        """Whether a name of the temporary schema was looked up in this transaction (XACT_FLAGS_ACCESSEDTEMPNAMESPACE).
        """
        self.taint: Any = None
        """What earlier unknown statements may have changed, as the engine keeps it (`covers(kind, schema, name)`), or
        None.
        """
        self.unsafe_enum_oids: AbstractSet[int] = frozenset()
        """pg_enum oids that the open transaction added to older types: no literal may use them yet
        (check_safe_enum_use).
        """
        self._cache_key: Any = None
        self._path: tuple[int, ...] = ()
        self._explicit: tuple[int, ...] = ()
        self._temp_first = False

    # -- the path --------------------------------------------------------------------------------------------------

    def _resolve(self) -> None:
        table = self.catalog.pg_namespace
        key = (self.search_path, self.roleid, self.temp_namespace, table.version, self.catalog.pg_auth_members.version)
        if key == self._cache_key:
            return
        explicit: list[int] = []
        temp_first = False
        for position, name in enumerate(self.search_path):
            if name == "$user":
                name = acl.role_name(self.catalog, self.roleid)
            elif name == "pg_temp":
                if self.temp_namespace and self.temp_namespace not in explicit:
                    explicit.append(self.temp_namespace)
                elif not self.temp_namespace and position == 0:
                    temp_first = True
                continue
            namespace = table.first("name", name)
            if namespace is None or namespace.oid in explicit:
                continue
            if not acl.privileges(self.catalog, ObjectAddress("pg_namespace", namespace.oid), self.roleid, acl.USAGE):
                continue
            explicit.append(namespace.oid)
        path = list(explicit)
        if PG_CATALOG not in path:
            path.insert(0, PG_CATALOG)
        if self.temp_namespace and self.temp_namespace not in path:
            path.insert(0, self.temp_namespace)
        self._path, self._explicit, self._temp_first = tuple(path), tuple(explicit), temp_first
        self._cache_key = key

    def active_path(self) -> tuple[int, ...]:
        """Return the oids of the schemas that are searched, pg_temp and pg_catalog included (activeSearchPath)."""
        self._resolve()
        return self._path

    def explicit_path(self) -> tuple[int, ...]:
        """Return the oids of the schemas that search_path itself names and that exist (fetch_search_path)."""
        self._resolve()
        return self._explicit

    def creates_in_temp(self) -> bool:
        """Tell whether the search path names pg_temp first while there is no temporary schema yet
        (activeTempCreationPending).
        """
        self._resolve()
        return self._temp_first

    def creation_namespace(self) -> int:
        """Return where an unqualified new object goes; 3F000 when the search path has no such schema."""
        self._resolve()
        if not self._explicit:
            raise PgError(sqlstate.UNDEFINED_SCHEMA, "no schema has been selected to create in")
        return self._explicit[0]

    # -- schemas ---------------------------------------------------------------------------------------------------

    def schema(self, name: str, *, missing_ok: bool = False, location: int = -1) -> PgNamespace | None:
        """Return the schema called `name`; 3F000 if there is none (get_namespace_oid)."""
        if name == "pg_temp" and self.temp_namespace:
            self.has_accessed_temp = True
            return self.catalog.pg_namespace.get(self.temp_namespace)
        found = self.catalog.pg_namespace.first("name", name)
        if found is None and not missing_ok:
            raise PgError(
                sqlstate.UNDEFINED_SCHEMA, f'schema "{name}" does not exist', location=location,
                missing=("schema", None, name),
            )
        return found

    def temporary_schema(self) -> int:
        """Return the session's temporary schema, made on first use (AccessTempTableNamespace)."""
        catalog = self.catalog
        self.has_accessed_temp = True
        if self.temp_namespace and self.temp_namespace in catalog.pg_namespace:
            return self.temp_namespace
        database = ObjectAddress("pg_database", catalog.database_oid)
        if not acl.privileges(catalog, database, self.roleid, acl.CREATE_TEMP):
            datname = catalog.pg_database[catalog.database_oid].datname
            raise PgError(
                sqlstate.INSUFFICIENT_PRIVILEGE,
                f'permission denied to create temporary tables in database "{datname}"',
            )
        self.temp_namespace = catalog.new_oid()
        catalog.pg_namespace.set(PgNamespace(self.temp_namespace, "pg_temp_1", acl.BOOTSTRAP_SUPERUSER))
        return self.temp_namespace

    def explicit_namespace(self, name: str, *, missing_ok: bool = False) -> int:
        """Return the oid of a schema named in a reference, 0 if missing_ok and absent; needs USAGE
        (LookupExplicitNamespace).
        """
        found = self.schema(name, missing_ok=missing_ok)
        if found is None:
            return 0
        if found.oid != self.temp_namespace:
            acl.check(self.catalog, ObjectAddress("pg_namespace", found.oid), self.roleid, acl.USAGE)
        return found.oid

    def creation_schema(self, schema: str | None) -> int:
        """Return where a new object called [schema.]name goes, CREATE privilege checked
        (QualifiedNameGetCreationNamespace).
        """
        if schema == "pg_temp" or (schema is None and self.creates_in_temp()):
            namespace = self.temporary_schema()
        elif schema is not None:
            found = self.schema(schema)
            assert found is not None
            namespace = found.oid
        else:
            namespace = self.creation_namespace()
        if namespace != self.temp_namespace or not namespace:
            acl.check(self.catalog, ObjectAddress("pg_namespace", namespace), self.roleid, acl.CREATE)
        return namespace

    # -- relations -------------------------------------------------------------------------------------------------

    def relation(
        self,
        schema: str | None,
        name: str,
        *,
        missing_ok: bool = False,
        location: int = -1,
        schema_missing_ok: bool = True,
    ) -> PgClass | None:
        """Return the relation (of any relkind) that [schema.]name means (RangeVarGetRelidExtended).

        42P01 with `location` when there is none, unless `missing_ok`. An absent schema counts as an absent relation;
        with `schema_missing_ok` False it is 3F000, as in commands that call LookupExplicitNamespace strictly (ALTER,
        LOCK, ...).
        """
        relations = self.catalog.pg_class
        if schema is not None:
            namespace = self.explicit_namespace(schema, missing_ok=schema_missing_ok or missing_ok)
            found = relations.first("name", (name, namespace)) if namespace else None
        else:
            found = None
            for namespace in self.active_path():
                found = relations.first("name", (name, namespace))
                if found is not None:
                    break
        if found is None and not missing_ok:
            shown = name if schema is None else f"{schema}.{name}"
            raise PgError(
                sqlstate.UNDEFINED_TABLE, f'relation "{shown}" does not exist', location=location,
                missing=("relation", schema, name),
            )
        if found is not None and found.relnamespace == self.temp_namespace:
            self.has_accessed_temp = True
        return found

    def relation_is_visible(self, relid: int) -> bool:
        """Tell whether the relation's bare name finds it (RelationIsVisible)."""
        relation = self.catalog.pg_class[relid]
        for namespace in self.active_path():
            found = self.catalog.pg_class.first("name", (relation.relname, namespace))
            if found is not None:
                return bool(found.oid == relid)
        return False

    # -- everything else that lives in schemas ---------------------------------------------------------------------

    def in_path(self, table_name: str, index: str, schema: str | None, name: str) -> Any:
        """Return the first record of `table_name` that [schema.]name finds through an index on (name, namespace), or
        None.

        Raises 3F000 for an absent schema. For types, collations, conversions, text search and statistics objects.
        """
        table = self.catalog.tables[table_name]
        if schema is not None:
            return table.first(index, (name, self.explicit_namespace(schema)))
        for namespace in self.active_path():
            if namespace == self.temp_namespace and table_name not in ("pg_class", "pg_type"):
                continue
            found = table.first(index, (name, namespace))
            if found is not None:
                return found
        return None

    def is_visible(self, table_name: str, index: str, name: str, namespace: int) -> bool:
        """Tell whether the bare name finds the object of that schema first (TypeIsVisible and its like)."""
        table = self.catalog.tables[table_name]
        for candidate in self.active_path():
            if table.has(index, (name, candidate)):
                return candidate == namespace
        return False

    def candidates(
        self, table_name: str, namespace_column: str, schema: str | None, name: str
    ) -> list[tuple[int, Any]]:
        """Return (position in the path, record) of every function or operator called [schema.]name, in path order.

        The index is "name". With a schema the position is 0. The temporary schema is never searched for functions and
        operators. Raises 3F000 for an absent schema (FuncnameGetCandidates, OpernameGetCandidates: what shadows what is
        the caller's).
        """
        table = self.catalog.tables[table_name]
        if schema is not None:
            namespace = self.explicit_namespace(schema)
            return [(0, r) for r in table.find("name", name) if getattr(r, namespace_column) == namespace]
        positions = {
            oid: i for i, oid in enumerate(self.active_path()) if oid != self.temp_namespace
        }
        found = [
            (positions[getattr(r, namespace_column)], r)
            for r in table.find("name", name)
            if getattr(r, namespace_column) in positions
        ]
        found.sort(key=lambda pair: pair[0])
        return found
