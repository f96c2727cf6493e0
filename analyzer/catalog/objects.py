"""Object addresses, and one table of what all kinds of objects have in common (src/backend/catalog/objectaddress.c).

OBJECT_KINDS is ObjectProperty and the switch statements around it as data: which catalog, which columns hold name,
schema, owner and privileges, which noun an error message uses.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from analyzer.catalog.catalog import Catalog


class ObjectAddress(NamedTuple):
    """One object: the name of its catalog, its oid (primary key), and a column's number or 0."""

    classid: str
    objid: int
    objsubid: int = 0


class ObjectKind(NamedTuple):
    """What the object kinds of one catalog have in common; a column name is None where there is no such column."""

    classid: str
    noun: str
    namecol: str | None
    schemacol: str | None = None
    ownercol: str | None = None
    aclcol: str | None = None


OBJECT_KINDS: dict[str, ObjectKind] = {
    kind.classid: kind
    for kind in (
        ObjectKind("pg_am", "access method", "amname"),
        ObjectKind("pg_amop", "operator of access method", None),
        ObjectKind("pg_amproc", "function of access method", None),
        ObjectKind("pg_attrdef", "default value", None),
        ObjectKind("pg_cast", "cast", None),
        ObjectKind("pg_class", "relation", "relname", "relnamespace", "relowner", "relacl"),
        ObjectKind("pg_collation", "collation", "collname", "collnamespace", "collowner"),
        ObjectKind("pg_constraint", "constraint", "conname", "connamespace"),
        ObjectKind("pg_conversion", "conversion", "conname", "connamespace", "conowner"),
        ObjectKind("pg_database", "database", "datname", None, "datdba", "datacl"),
        ObjectKind("pg_default_acl", "default privileges", None),
        ObjectKind("pg_event_trigger", "event trigger", "evtname", None, "evtowner"),
        ObjectKind("pg_extension", "extension", "extname", None, "extowner"),
        ObjectKind("pg_foreign_data_wrapper", "foreign-data wrapper", "fdwname", None, "fdwowner", "fdwacl"),
        ObjectKind("pg_foreign_server", "foreign server", "srvname", None, "srvowner", "srvacl"),
        ObjectKind("pg_language", "language", "lanname", None, "lanowner", "lanacl"),
        ObjectKind("pg_namespace", "schema", "nspname", None, "nspowner", "nspacl"),
        ObjectKind("pg_opclass", "operator class", "opcname", "opcnamespace", "opcowner"),
        ObjectKind("pg_operator", "operator", "oprname", "oprnamespace", "oprowner"),
        ObjectKind("pg_opfamily", "operator family", "opfname", "opfnamespace", "opfowner"),
        ObjectKind("pg_policy", "policy", "polname"),
        ObjectKind("pg_proc", "function", "proname", "pronamespace", "proowner", "proacl"),
        ObjectKind("pg_publication", "publication", "pubname", None, "pubowner"),
        ObjectKind("pg_publication_namespace", "publication schema", None),
        ObjectKind("pg_publication_rel", "publication relation", None),
        ObjectKind("pg_rewrite", "rule", "rulename"),
        ObjectKind("pg_statistic_ext", "statistics object", "stxname", "stxnamespace", "stxowner"),
        ObjectKind("pg_subscription", "subscription", "subname", None, "subowner"),
        ObjectKind("pg_tablespace", "tablespace", "spcname", None, "spcowner", "spcacl"),
        ObjectKind("pg_transform", "transform", None),
        ObjectKind("pg_trigger", "trigger", "tgname"),
        ObjectKind("pg_ts_config", "text search configuration", "cfgname", "cfgnamespace", "cfgowner"),
        ObjectKind("pg_ts_dict", "text search dictionary", "dictname", "dictnamespace", "dictowner"),
        ObjectKind("pg_ts_parser", "text search parser", "prsname", "prsnamespace"),
        ObjectKind("pg_ts_template", "text search template", "tmplname", "tmplnamespace"),
        ObjectKind("pg_type", "type", "typname", "typnamespace", "typowner", "typacl"),
        ObjectKind("pg_user_mapping", "user mapping", None),
        ObjectKind("pg_authid", "role", "rolname"),
        ObjectKind("pg_auth_members", "role membership", None),
    )
}

RELKIND_NOUNS: dict[str, str] = {
    "r": "table",
    "p": "table",
    "i": "index",
    "I": "index",
    "S": "sequence",
    "v": "view",
    "m": "materialized view",
    "c": "composite type",
    "f": "foreign table",
    "t": "TOAST table",
}


def record_of(catalog: Catalog, address: ObjectAddress) -> Any:
    """Return the record at `address` (of a column: its relation's), or None."""
    return catalog.tables[address.classid].get(address.objid)


def relation_noun(relkind: str) -> str:
    """Return what error messages call a relation of this kind (get_relkind_objtype, objectaddress.c)."""
    return RELKIND_NOUNS.get(relkind, "relation")
