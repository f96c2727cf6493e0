"""Objects as ALTER, COMMENT ON, GRANT and DROP name them: ``TABLE s.t``, ``TRIGGER x ON s.t`` (pg_dump's tags)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.deparse import names
from analyzer.deparse.routine import routine_signature, routine_word
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace
    from analyzer.catalog.objects import ObjectAddress

_RELATION_WORDS: Final[dict[str, str]] = {
    "r": "TABLE", "p": "TABLE", "i": "INDEX", "I": "INDEX", "S": "SEQUENCE", "v": "VIEW", "m": "MATERIALIZED VIEW",
    "c": "TYPE", "f": "FOREIGN TABLE",
}

_BARE: Final[dict[str, tuple[str, str]]] = {
    "pg_namespace": ("SCHEMA", "nspname"),
    "pg_extension": ("EXTENSION", "extname"),
    "pg_language": ("LANGUAGE", "lanname"),
    "pg_foreign_data_wrapper": ("FOREIGN DATA WRAPPER", "fdwname"),
    "pg_foreign_server": ("SERVER", "srvname"),
    "pg_publication": ("PUBLICATION", "pubname"),
    "pg_subscription": ("SUBSCRIPTION", "subname"),
    "pg_event_trigger": ("EVENT TRIGGER", "evtname"),
    "pg_am": ("ACCESS METHOD", "amname"),
    "pg_authid": ("ROLE", "rolname"),
    "pg_database": ("DATABASE", "datname"),
    "pg_tablespace": ("TABLESPACE", "spcname"),
}

_QUALIFIED: Final[dict[str, tuple[str, str, str]]] = {
    "pg_collation": ("COLLATION", "collname", "collnamespace"),
    "pg_conversion": ("CONVERSION", "conname", "connamespace"),
    "pg_statistic_ext": ("STATISTICS", "stxname", "stxnamespace"),
    "pg_ts_config": ("TEXT SEARCH CONFIGURATION", "cfgname", "cfgnamespace"),
    "pg_ts_dict": ("TEXT SEARCH DICTIONARY", "dictname", "dictnamespace"),
    "pg_ts_parser": ("TEXT SEARCH PARSER", "prsname", "prsnamespace"),
    "pg_ts_template": ("TEXT SEARCH TEMPLATE", "tmplname", "tmplnamespace"),
}

_ON_RELATION: Final[dict[str, tuple[str, str, str]]] = {
    "pg_trigger": ("TRIGGER", "tgname", "tgrelid"),
    "pg_policy": ("POLICY", "polname", "polrelid"),
    "pg_rewrite": ("RULE", "rulename", "ev_class"),
}


def object_target(catalog: Catalog, address: ObjectAddress, ns: Namespace | None = None) -> str:
    """Return the kind's keywords and the qualified name of the object; of a column ``COLUMN s.t.c``."""
    classid, oid = address.classid, address.objid
    if classid in _BARE:
        word, column = _BARE[classid]
        return f"{word} {quote_identifier(getattr(catalog.tables[classid][oid], column))}"
    if classid in _QUALIFIED:
        word, column, schema = _QUALIFIED[classid]
        record = catalog.tables[classid][oid]
        namespace = names.namespace_name(catalog, getattr(record, schema), ns)
        return f"{word} {quote_qualified(namespace, getattr(record, column))}"
    if classid in _ON_RELATION:
        word, column, relation = _ON_RELATION[classid]
        record = catalog.tables[classid][oid]
        table = names.qualified_relation_name(catalog, getattr(record, relation), ns)
        return f"{word} {quote_identifier(getattr(record, column))} ON {table}"
    match classid:
        case "pg_class":
            name = names.qualified_relation_name(catalog, oid, ns)
            if address.objsubid:
                return f"COLUMN {name}.{quote_identifier(names.column_name(catalog, oid, address.objsubid))}"
            return f"{_RELATION_WORDS[catalog.pg_class[oid].relkind]} {name}"
        case "pg_type":
            return _type(catalog, oid, ns)
        case "pg_proc":
            proc = catalog.pg_proc[oid]
            return f"{routine_word(proc)} {routine_signature(catalog, proc, ns)}"
        case "pg_constraint":
            constraint = catalog.pg_constraint[oid]
            name = quote_identifier(constraint.conname)
            if constraint.conrelid:
                return f"CONSTRAINT {name} ON {names.qualified_relation_name(catalog, constraint.conrelid, ns)}"
            return f"CONSTRAINT {name} ON DOMAIN {names.type_name(catalog, constraint.contypid, -1, ns)}"
        case "pg_operator":
            return f"OPERATOR {operator_target(catalog, oid, ns)}"
        case "pg_opclass" | "pg_opfamily":
            return _access_method_member(catalog, address, ns)
        case "pg_cast":
            cast = catalog.pg_cast[oid]
            source, target = (names.type_name(catalog, t, -1, ns) for t in (cast.castsource, cast.casttarget))
            return f"CAST ({source} AS {target})"
        case "pg_transform":
            transform = catalog.pg_transform[oid]
            language = quote_identifier(catalog.pg_language[transform.trflang].lanname)
            return f"TRANSFORM FOR {names.type_name(catalog, transform.trftype, -1, ns)} LANGUAGE {language}"
    raise NotSimulated(f"naming an object of {classid}")


def _type(catalog: Catalog, oid: int, ns: Namespace | None) -> str:
    record = catalog.pg_type[oid]
    name = quote_qualified(names.namespace_name(catalog, record.typnamespace, ns), record.typname)
    return f"{'DOMAIN' if record.typtype == 'd' else 'TYPE'} {name}"


def operator_target(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return ``s.+ (left, right)`` as COMMENT ON OPERATOR takes it."""
    operator = catalog.pg_operator[oid]
    schema = quote_identifier(names.namespace_name(catalog, operator.oprnamespace, ns))
    left, right = (
        names.type_name(catalog, typid, -1, ns) if typid else "NONE" for typid in (operator.oprleft, operator.oprright)
    )
    return f"{schema}.{operator.oprname} ({left}, {right})"


def _access_method_member(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    if address.classid == "pg_opclass":
        opclass = catalog.pg_opclass[address.objid]
        word, name, schema, method = "OPERATOR CLASS", opclass.opcname, opclass.opcnamespace, opclass.opcmethod
    else:
        family = catalog.pg_opfamily[address.objid]
        word, name, schema, method = "OPERATOR FAMILY", family.opfname, family.opfnamespace, family.opfmethod
    shown = quote_qualified(names.namespace_name(catalog, schema, ns), name)
    return f"{word} {shown} USING {quote_identifier(catalog.pg_am[method].amname)}"
