"""What objects are called in differences, and what a missing or extra one looks like as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.describe import object_identity
from analyzer.deparse.index import constraint_definition, index_definition
from analyzer.deparse.options import foreign_options
from analyzer.deparse.routine import aggregate_definition, result_type
from analyzer.deparse.state.tables import columns_of
from analyzer.deparse.target import object_target
from analyzer.deparse.trigger import (
    event_trigger_definition,
    policy_definition,
    rule_definition,
    trigger_definition,
)
from analyzer.diff.aspects.relations import view_text
from analyzer.diff.aspects.types import enum_labels
from analyzer.diff.side import written
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.kinds import Kind

_UNQUALIFIED: Final = {
    "pg_authid": "rolname", "pg_extension": "extname", "pg_language": "lanname", "pg_am": "amname",
    "pg_foreign_data_wrapper": "fdwname", "pg_foreign_server": "srvname", "pg_publication": "pubname",
    "pg_subscription": "subname", "pg_event_trigger": "evtname",
}


def identity_of(catalog: Catalog, kind: Kind | None, record: Any) -> str:
    """Return an object's qualified name, always quoted where it must be; without a kind the record is a column."""
    if kind is None:
        return object_identity(catalog, ObjectAddress("pg_class", record.attrelid, record.attnum))
    return identity(catalog, kind.address(record))


def identity(catalog: Catalog, address: ObjectAddress) -> str:
    """Return the qualified name of the object at an address."""
    column = _UNQUALIFIED.get(address.classid)
    if column is not None:
        return quote_identifier(getattr(catalog.tables[address.classid][address.objid], column))
    match address.classid:
        case "pg_publication_rel":
            row = catalog.pg_publication_rel[address.objid]
            publication = quote_identifier(catalog.pg_publication[row.prpubid].pubname)
            return f"{names.qualified_relation_name(catalog, row.prrelid)} in {publication}"
        case "pg_publication_namespace":
            member = catalog.pg_publication_namespace[address.objid]
            publication = quote_identifier(catalog.pg_publication[member.pnpubid].pubname)
            return f"{quote_identifier(catalog.pg_namespace[member.pnnspid].nspname)} in {publication}"
        case "pg_user_mapping":
            mapping = catalog.pg_user_mapping[address.objid]
            user = quote_identifier(acl.role_name(catalog, mapping.umuser)) if mapping.umuser else "PUBLIC"
            return f"{user} on {quote_identifier(catalog.pg_foreign_server[mapping.umserver].srvname)}"
    try:
        return object_identity(catalog, address)
    except NotSimulated:
        return object_target(catalog, address)


def definition_of(catalog: Catalog, kind: Kind | None, record: Any) -> str:
    """Return a short SQL text that shows what the object is."""
    if kind is None:
        shown = names.type_name(catalog, record.atttypid, record.atttypmod)
        return shown + (" NOT NULL" if record.attnotnull else "")
    define = _DEFINITIONS.get(kind.name)
    if define is None:
        return identity_of(catalog, kind, record)
    return written(lambda: define(catalog, record))


def _table(catalog: Catalog, record: Any) -> str:
    columns = ", ".join(quote_identifier(column.attname) for column in columns_of(catalog, record.oid))
    return f"{names.qualified_relation_name(catalog, record.oid)} ({columns})"


def _type(catalog: Catalog, record: Any) -> str:
    match record.typtype:
        case "e":
            return f"ENUM ({', '.join(map(quote_literal, enum_labels(catalog, record.oid)))})"
        case "d":
            return f"DOMAIN AS {names.type_name(catalog, record.typbasetype, record.typtypmod)}"
        case "c":
            return f"({', '.join(column.attname for column in columns_of(catalog, record.typrelid))})"
    return names.type_name(catalog, record.oid)


def _routine(catalog: Catalog, record: Any) -> str:
    if record.prokind == "a":
        return aggregate_definition(catalog, record.oid)
    result = f" RETURNS {result_type(catalog, record)}" if record.prokind != "p" else ""
    return object_identity(catalog, ObjectAddress("pg_proc", record.oid)) + result


def _publication_table(catalog: Catalog, record: Any) -> str:
    publication = quote_identifier(catalog.pg_publication[record.prpubid].pubname)
    return f"ALTER PUBLICATION {publication} ADD TABLE {names.qualified_relation_name(catalog, record.prrelid)}"


def _server(_catalog: Catalog, record: Any) -> str:
    options = f" {foreign_options(record.srvoptions)}" if record.srvoptions else ""
    return f"SERVER {quote_identifier(record.srvname)}{options}"


_DEFINITIONS: Final[dict[str, Callable[[Catalog, Any], str]]] = {
    "table": _table,
    "foreign table": _table,
    "view": lambda catalog, record: view_text(catalog, record.oid),
    "materialized view": lambda catalog, record: view_text(catalog, record.oid),
    "type": _type,
    "function": _routine,
    "constraint": lambda catalog, record: constraint_definition(catalog, record.oid),
    "domain constraint": lambda catalog, record: constraint_definition(catalog, record.oid),
    "index": lambda catalog, record: index_definition(catalog, record.indexrelid),
    "trigger": lambda catalog, record: trigger_definition(catalog, record.oid),
    "policy": lambda catalog, record: policy_definition(catalog, record.oid),
    "rule": lambda catalog, record: rule_definition(catalog, record.oid),
    "event trigger": lambda catalog, record: event_trigger_definition(catalog, record.oid),
    "publication table": _publication_table,
    "server": _server,
}
