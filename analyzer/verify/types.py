"""Enums, domains, composite, range and base types, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_definition
from analyzer.deparse.state.tables import columns_of
from analyzer.tree.names import quote_identifier, quote_literal, quote_qualified
from analyzer.verify.fact import Fact, Kind, Values, text, values
from analyzer.verify.found import (
    PLATFORM,
    USER_SCHEMA,
    collapse,
    function_of,
    not_member,
    privileges_of,
    qualified_of,
    said_of,
    yes,
)
from analyzer.verify.intended import Intended

if TYPE_CHECKING:
    from analyzer.catalog.pg_type import PgType


def _types(of: Intended) -> Iterator[Fact]:
    for record in of.of("pg_type"):
        schema = of.catalog.pg_namespace[record.typnamespace].nspname
        found = None if schema.startswith("pg_") else _type(of, record)
        if found is not None:
            yield Fact("type", quote_qualified(schema, record.typname), {
                **found,
                **values(
                    owner=of.role(record.typowner), privileges=of.privileges(ObjectAddress("pg_type", record.oid))
                ),
                **of.said("pg_type", record.oid),
            })  # fmt: skip


def _type(of: Intended, record: PgType) -> Values | None:
    catalog = of.catalog
    match record.typtype:
        case "e":
            labels = sorted(catalog.pg_enum.find("type", record.oid), key=lambda label: label.enumsortorder)
            return values(kind="enum", labels=", ".join(quote_literal(label.enumlabel) for label in labels))
        case "d":
            return _domain(of, record)
        case "r":
            return _range(of, record.oid)
        case "c" if catalog.pg_class[record.typrelid].relkind == "c":
            columns = columns_of(catalog, record.typrelid)
            comments = ((a.attname, of.comment("pg_class", record.typrelid, a.attnum)) for a in columns)
            return {
                **values(kind="composite", attributes=", ".join(_attribute(of, a) for a in columns)),
                **{f"comment of attribute {quote_identifier(n)}": text for n, text in comments if text is not None},
            }
        case "b" if not (record.typelem and not record.typarray and record.typname.startswith("_")):
            return _base(of, record)
        case "p" if not record.typisdefined:
            return values(kind="shell")
    return None


def _domain(of: Intended, record: PgType) -> Values:
    catalog, default = of.catalog, record.typdefaultbin
    checks: list[Any] = [check for check in catalog.pg_constraint.find("type", record.oid) if check.contype == "c"]
    written = (
        f"{quote_identifier(check.conname)}: {text(lambda oid=check.oid: constraint_definition(catalog, oid))}"  # type: ignore[misc]
        + (f" -- {comment}" if (comment := of.comment("pg_constraint", check.oid)) is not None else "")
        for check in sorted(checks, key=lambda check: check.conname)
    )
    return values(
        kind="domain", base=names.type_name(catalog, record.typbasetype, record.typtypmod),
        collation=_other_collation(of, record.typcollation, record.typbasetype), not_null=record.typnotnull,
        default=None if default is None else text(lambda: expression(catalog, default)),
        checks="; ".join(written) or None,
    )  # fmt: skip


def _other_collation(of: Intended, collation: int, typid: int) -> str | None:
    same = collation == of.catalog.pg_type[typid].typcollation
    return None if same else of.qualified("pg_collation", collation)


def _attribute(of: Intended, attribute: Any) -> str:
    shown = names.type_name(of.catalog, attribute.atttypid, attribute.atttypmod)
    collation = _other_collation(of, attribute.attcollation, attribute.atttypid)
    return f"{quote_identifier(attribute.attname)} {shown}" + (f" COLLATE {collation}" if collation else "")


def _range(of: Intended, oid: int) -> Values:
    found = of.catalog.pg_range[oid]
    subtype: Any = of.catalog.pg_type[found.rngsubtype]
    collation = None if found.rngcollation == subtype.typcollation else found.rngcollation
    multirange = of.catalog.pg_type.get(found.rngmultitypid)
    return values(
        kind="range", subtype=names.type_name(of.catalog, found.rngsubtype),
        operator_class=of.qualified("pg_opclass", found.rngsubopc),
        collation=of.qualified("pg_collation", collation) if collation else None,
        canonical=of.function(found.rngcanonical), difference=of.function(found.rngsubdiff),
        multirange=None if multirange is None else of.qualified("pg_type", multirange.oid),
    )  # fmt: skip


_FUNCTIONS: Final = (
    ("input", "typinput"), ("output", "typoutput"), ("receive", "typreceive"), ("send", "typsend"),
    ("typmod in", "typmodin"), ("typmod out", "typmodout"), ("analyze", "typanalyze"), ("subscript", "typsubscript"),
)  # fmt: skip


def _base(of: Intended, record: PgType) -> Values:
    functions = {aspect: of.function(getattr(record, column)) for aspect, column in _FUNCTIONS}
    return values(
        kind="base", length=str(record.typlen), by_value=record.typbyval, alignment=record.typalign,
        storage=record.typstorage, category=record.typcategory, preferred=record.typispreferred,
        delimiter=None if record.typdelim == "," else record.typdelim, collatable=record.typcollation != 0,
        element=names.type_name(of.catalog, record.typelem) if record.typelem else None, default=record.typdefault,
    ) | {aspect: name for aspect, name in functions.items() if name is not None}  # fmt: skip


def _collation_sql(collation: str, typid: str) -> str:
    return f"""(SELECT CASE WHEN ct.typcollation <> {collation} THEN {qualified_of("pg_collation", collation)} END
        FROM pg_type AS ct WHERE ct.oid = {typid})"""


TYPES: Final = Kind(
    f"""SELECT 'type', quote_ident(n.nspname) || '.' || quote_ident(t.typname), {PLATFORM}, jsonb_build_object(
      'owner', pg_get_userbyid(t.typowner), 'privileges', {privileges_of("t.typacl", "'T'", "t.typowner")},
      {said_of("pg_type", "t.oid")}) || CASE t.typtype
      WHEN 'e' THEN jsonb_build_object('kind', 'enum', 'labels', coalesce((SELECT
        string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_enum AS l
        WHERE l.enumtypid = t.oid), ''))
      WHEN 'd' THEN jsonb_build_object('kind', 'domain', 'base', format_type(t.typbasetype, t.typtypmod),
        'collation', {_collation_sql("t.typcollation", "t.typbasetype")},
        'not null', {yes("t.typnotnull")}, 'default', {collapse("pg_get_expr(t.typdefaultbin, 0)")},
        'checks', (SELECT string_agg(quote_ident(k.conname) || ': ' || {collapse("pg_get_constraintdef(k.oid)")}
           || coalesce(' -- ' || obj_description(k.oid, 'pg_constraint'), ''), '; ' ORDER BY k.conname COLLATE "C")
           FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'))
      WHEN 'r' THEN (SELECT jsonb_build_object('kind', 'range', 'subtype', format_type(r.rngsubtype, -1),
        'operator class', {qualified_of("pg_opclass", "r.rngsubopc")},
        'collation', {_collation_sql("r.rngcollation", "r.rngsubtype")}, 'canonical', {function_of("r.rngcanonical")},
        'difference', {function_of("r.rngsubdiff")}, 'multirange', {qualified_of("pg_type", "r.rngmultitypid")})
        FROM pg_range AS r WHERE r.rngtypid = t.oid)
      WHEN 'c' THEN jsonb_build_object('kind', 'composite', 'attributes', coalesce(
        (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
           || coalesce(' COLLATE ' || {_collation_sql("a.attcollation", "a.atttypid")}, ''), ', ' ORDER BY a.attnum)
         FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), ''))
        || coalesce((SELECT jsonb_object_agg('comment of attribute ' || quote_ident(a.attname),
           col_description(t.typrelid, a.attnum)) FROM pg_attribute AS a
           WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '{{}}')
      WHEN 'b' THEN jsonb_build_object('kind', 'base', 'length', t.typlen::text, 'by value', {yes("t.typbyval")},
        'alignment', t.typalign, 'storage', t.typstorage, 'category', t.typcategory,
        'preferred', {yes("t.typispreferred")}, 'delimiter', nullif(t.typdelim::text, ','),
        'collatable', {yes("t.typcollation <> 0")}, 'default', t.typdefault,
        'element', CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, -1) END,
        {", ".join(f"'{aspect}', {function_of(f't.{column}')}" for aspect, column in _FUNCTIONS)})
      ELSE jsonb_build_object('kind', 'shell') END
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_class AS c ON c.oid = t.typrelid
    WHERE {USER_SCHEMA} AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c' OR NOT t.typisdefined
      OR t.typtype = 'b' AND NOT (t.typelem <> 0 AND t.typarray = 0 AND t.typname LIKE '\\_%'))
      AND {not_member("pg_type", "t.oid")}""",
    _types,
)
