"""Objects outside schemas by name: get_object_address_unqualified (src/backend/catalog/objectaddress.c) and the
get_role_oid, get_database_oid, get_foreign_server_oid ... that single commands call.
"""

from __future__ import annotations

from typing import Any, Final

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.errors import PgError

UNQUALIFIED: Final[dict[str, tuple[str, str, str, str]]] = {
    "OBJECT_ACCESS_METHOD": ("pg_am", "access method", sqlstate.UNDEFINED_OBJECT, "access_method"),
    "OBJECT_DATABASE": ("pg_database", "database", sqlstate.UNDEFINED_DATABASE, "database"),
    "OBJECT_EXTENSION": ("pg_extension", "extension", sqlstate.UNDEFINED_OBJECT, "extension"),
    "OBJECT_TABLESPACE": ("pg_tablespace", "tablespace", sqlstate.UNDEFINED_OBJECT, "tablespace"),
    "OBJECT_ROLE": ("pg_authid", "role", sqlstate.UNDEFINED_OBJECT, "role"),
    "OBJECT_SCHEMA": ("pg_namespace", "schema", sqlstate.UNDEFINED_SCHEMA, "schema"),
    "OBJECT_LANGUAGE": ("pg_language", "language", sqlstate.UNDEFINED_OBJECT, "language"),
    "OBJECT_FDW": ("pg_foreign_data_wrapper", "foreign-data wrapper", sqlstate.UNDEFINED_OBJECT, "fdw"),
    "OBJECT_FOREIGN_SERVER": ("pg_foreign_server", "server", sqlstate.UNDEFINED_OBJECT, "server"),
    "OBJECT_EVENT_TRIGGER": ("pg_event_trigger", "event trigger", sqlstate.UNDEFINED_OBJECT, "event_trigger"),
    "OBJECT_PUBLICATION": ("pg_publication", "publication", sqlstate.UNDEFINED_OBJECT, "publication"),
    "OBJECT_SUBSCRIPTION": ("pg_subscription", "subscription", sqlstate.UNDEFINED_OBJECT, "subscription"),
}
"""Kinds outside schemas: catalog, noun, SQLSTATE of an absent one, kind in `PgError.missing`."""

_OF_CATALOG: Final = {row[0]: row for row in UNQUALIFIED.values()}


def existing_row(catalog: Catalog, classid: str, name: str) -> Any:
    """Return the row with this name of a catalog like pg_authid or pg_database; its kind's error if there is none."""
    record = catalog.tables[classid].first("name", name)
    if record is None:
        _, noun, code, kind = _OF_CATALOG[classid]
        raise PgError(code, f'{noun} "{name}" does not exist', missing=(kind, None, name))
    return record
