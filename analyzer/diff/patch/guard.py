"""Statements that do nothing the second time: conditions over pg_catalog for what has no IF [NOT] EXISTS of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.deparse import names
from analyzer.deparse.describe import object_identity
from analyzer.deparse.options import dollar_quote
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier, quote_literal, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.objects import ObjectAddress


def guarded(condition: str, statements: list[str]) -> str:
    """Return a DO block that runs the statements only where the condition holds."""
    body = "".join(f"    {statement};\n" for statement in statements)
    return "DO " + dollar_quote(f"\nBEGIN\n  IF {condition} THEN\n{body}  END IF;\nEND\n", "patch")


def is_child(child: str, parent: str) -> str:
    """Return a condition that is true while one table (its qualified name) has another one for a parent."""
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = {relation(child)} "
        f"AND inhparent = {relation(parent)})"
    )


def negated(condition: str) -> str:
    """Return NOT before a condition."""
    return f"NOT {condition}" if condition.startswith("EXISTS") else f"NOT ({condition})"


def relation(name: str) -> str:
    """Return SQL for a relation's oid, NULL if there is none: `name` is qualified and quoted."""
    return f"pg_catalog.to_regclass({quote_literal(name)})"


def column_exists(table: str, column: str) -> str:
    """Return a condition on a column; `table` is qualified and quoted, `column` is neither."""
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(table)} "
        f"AND attname = {quote_literal(column)} AND NOT attisdropped)"
    )


def exists(catalog: Catalog, address: ObjectAddress) -> str:
    """Return a condition that is true where an object of this name exists."""
    if address.objsubid:
        column = catalog.pg_attribute[address.objid, address.objsubid]
        return column_exists(names.qualified_relation_name(catalog, address.objid), column.attname)
    record = catalog.tables[address.classid][address.objid]
    found = _EXISTS.get(address.classid)
    if found is None:
        raise NotSimulated(f"asking for an object of {address.classid}")
    return found(catalog, record)


def _registered(function: str) -> Callable[[Catalog, Any], str]:
    def condition(catalog: Catalog, record: Any) -> str:
        name = regname(catalog, record)
        return f"pg_catalog.{function}({quote_literal(name)}) IS NOT NULL"

    return condition


def regname(catalog: Catalog, record: Any) -> str:
    """Return a record's name as to_regclass, to_regtype and their like take it."""
    match type(record).__name__:
        case "PgClass":
            return names.qualified_relation_name(catalog, record.oid)
        case "PgType":
            return quote_qualified(catalog.pg_namespace[record.typnamespace].nspname, record.typname)
        case "PgNamespace":
            return quote_identifier(record.nspname)
        case "PgAuthid":
            return quote_identifier(record.rolname)
        case "PgOperator":
            schema = quote_identifier(catalog.pg_namespace[record.oprnamespace].nspname)
            left, right = (
                names.type_name(catalog, t) if t else "none" for t in (record.oprleft, record.oprright)
            )
            return f"{schema}.{record.oprname}({left},{right})"
    types = ", ".join(names.type_name(catalog, typid) for typid in record.proargtypes)
    return f"{quote_qualified(catalog.pg_namespace[record.pronamespace].nspname, record.proname)}({types})"


def _plain(classid: str, column: str) -> Callable[[Catalog, Any], str]:
    return lambda _catalog, record: (
        f"EXISTS (SELECT FROM pg_catalog.{classid} WHERE {column} = {quote_literal(getattr(record, column))})"
    )


def _in_schema(classid: str, column: str, schemacol: str) -> Callable[[Catalog, Any], str]:
    def condition(catalog: Catalog, record: Any) -> str:
        schema = quote_identifier(catalog.pg_namespace[getattr(record, schemacol)].nspname)
        text = (
            f"EXISTS (SELECT FROM pg_catalog.{classid} WHERE {column} = {quote_literal(getattr(record, column))} "
            f"AND {schemacol} = pg_catalog.to_regnamespace({quote_literal(schema)})"
        )
        method = getattr(record, "opcmethod", None) or getattr(record, "opfmethod", None)
        if method:
            word = "opcmethod" if classid == "pg_opclass" else "opfmethod"
            amname = quote_literal(catalog.pg_am[method].amname)
            text += f" AND {word} = (SELECT oid FROM pg_catalog.pg_am WHERE amname = {amname})"
        return text + ")"

    return condition


def _on_relation(classid: str, column: str, relcol: str) -> Callable[[Catalog, Any], str]:
    def condition(catalog: Catalog, record: Any) -> str:
        table = relation(names.qualified_relation_name(catalog, getattr(record, relcol)))
        value = quote_literal(getattr(record, column))
        return f"EXISTS (SELECT FROM pg_catalog.{classid} WHERE {relcol} = {table} AND {column} = {value})"

    return condition


def _constraint(catalog: Catalog, record: Any) -> str:
    if record.conrelid:
        return _on_relation("pg_constraint", "conname", "conrelid")(catalog, record)
    domain = quote_literal(names.type_name(catalog, record.contypid))
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contypid = pg_catalog.to_regtype({domain}) "
        f"AND conname = {quote_literal(record.conname)})"
    )


def _cast(catalog: Catalog, record: Any) -> str:
    source, target = (quote_literal(names.type_name(catalog, t)) for t in (record.castsource, record.casttarget))
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_cast WHERE castsource = pg_catalog.to_regtype({source}) "
        f"AND casttarget = pg_catalog.to_regtype({target}))"
    )


def _transform(catalog: Catalog, record: Any) -> str:
    type_name = quote_literal(names.type_name(catalog, record.trftype))
    language = quote_literal(catalog.pg_language[record.trflang].lanname)
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_transform WHERE trftype = pg_catalog.to_regtype({type_name}) "
        f"AND trflang = (SELECT oid FROM pg_catalog.pg_language WHERE lanname = {language}))"
    )


def _publication(catalog: Catalog, record: Any) -> str:
    return quote_literal(catalog.pg_publication[record].pubname)


def _publication_table(catalog: Catalog, record: Any) -> str:
    table = relation(names.qualified_relation_name(catalog, record.prrelid))
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid "
        f"WHERE r.prrelid = {table} AND p.pubname = {_publication(catalog, record.prpubid)})"
    )


def _publication_schema(catalog: Catalog, record: Any) -> str:
    schema = quote_literal(quote_identifier(catalog.pg_namespace[record.pnnspid].nspname))
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_publication_namespace n JOIN pg_catalog.pg_publication p "
        f"ON p.oid = n.pnpubid WHERE n.pnnspid = pg_catalog.to_regnamespace({schema}) "
        f"AND p.pubname = {_publication(catalog, record.pnpubid)})"
    )


def _user_mapping(catalog: Catalog, record: Any) -> str:
    user = acl.role_name(catalog, record.umuser) if record.umuser else "public"
    server = catalog.pg_foreign_server[record.umserver].srvname
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_user_mappings WHERE usename = {quote_literal(user)} "
        f"AND srvname = {quote_literal(server)})"
    )


_EXISTS: Final[dict[str, Callable[[Catalog, Any], str]]] = {
    "pg_am": _plain("pg_am", "amname"),
    "pg_authid": _registered("to_regrole"),
    "pg_cast": _cast,
    "pg_class": _registered("to_regclass"),
    "pg_collation": _in_schema("pg_collation", "collname", "collnamespace"),
    "pg_constraint": _constraint,
    "pg_conversion": _in_schema("pg_conversion", "conname", "connamespace"),
    "pg_event_trigger": _plain("pg_event_trigger", "evtname"),
    "pg_extension": _plain("pg_extension", "extname"),
    "pg_foreign_data_wrapper": _plain("pg_foreign_data_wrapper", "fdwname"),
    "pg_foreign_server": _plain("pg_foreign_server", "srvname"),
    "pg_language": _plain("pg_language", "lanname"),
    "pg_namespace": _registered("to_regnamespace"),
    "pg_opclass": _in_schema("pg_opclass", "opcname", "opcnamespace"),
    "pg_operator": _registered("to_regoperator"),
    "pg_opfamily": _in_schema("pg_opfamily", "opfname", "opfnamespace"),
    "pg_policy": _on_relation("pg_policy", "polname", "polrelid"),
    "pg_proc": _registered("to_regprocedure"),
    "pg_publication": _plain("pg_publication", "pubname"),
    "pg_publication_namespace": _publication_schema,
    "pg_publication_rel": _publication_table,
    "pg_rewrite": _on_relation("pg_rewrite", "rulename", "ev_class"),
    "pg_statistic_ext": _in_schema("pg_statistic_ext", "stxname", "stxnamespace"),
    "pg_subscription": _plain("pg_subscription", "subname"),
    "pg_transform": _transform,
    "pg_trigger": _on_relation("pg_trigger", "tgname", "tgrelid"),
    "pg_ts_config": _in_schema("pg_ts_config", "cfgname", "cfgnamespace"),
    "pg_ts_dict": _in_schema("pg_ts_dict", "dictname", "dictnamespace"),
    "pg_ts_parser": _in_schema("pg_ts_parser", "prsname", "prsnamespace"),
    "pg_ts_template": _in_schema("pg_ts_template", "tmplname", "tmplnamespace"),
    "pg_type": _registered("to_regtype"),
    "pg_user_mapping": _user_mapping,
}

ASKED_FOR: Final = frozenset(_EXISTS)
"""The catalogs whose objects `exists` can ask for."""

_IF_NOT_EXISTS: Final = (
    "CREATE SCHEMA ", "CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE FOREIGN TABLE ", "CREATE SEQUENCE ",
    "CREATE UNLOGGED SEQUENCE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "CREATE STATISTICS ", "CREATE COLLATION ",
    "CREATE SERVER ", "CREATE MATERIALIZED VIEW ",
)
_OR_REPLACE: Final = (
    "VIEW ", "FUNCTION ", "PROCEDURE ", "AGGREGATE ", "RULE ", "TRIGGER ", "LANGUAGE ", "TRUSTED LANGUAGE ",
)


def repeatable(statement: str) -> str | None:
    """Return a CREATE statement of ours in its form that may run twice, None if it has none."""
    for head in _IF_NOT_EXISTS:
        if statement.startswith(head):
            return f"{head}IF NOT EXISTS {statement.removeprefix(head)}"
    for word in _OR_REPLACE:
        if statement.startswith(f"CREATE {word}"):
            return f"CREATE OR REPLACE {statement.removeprefix('CREATE ')}"
    if statement.startswith(("CREATE OR REPLACE ", "CREATE EXTENSION IF NOT EXISTS ", "ALTER ", "REFRESH ")):
        return statement
    return None


def identity_text(catalog: Catalog, address: ObjectAddress) -> str:
    """Return an object's identity for comments in a script, on one line."""
    return " ".join(object_identity(catalog, address).split())
