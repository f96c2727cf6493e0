"""Facts of types, domains and collations (pg_type, pg_enum, pg_range, pg_collation)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.deparse import names
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.side import Fact, Facts, Side, said, tree_text
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_collation import PgCollation
    from analyzer.catalog.pg_type import PgType

_KINDS = {"e": "ENUM", "d": "DOMAIN", "c": "composite", "r": "RANGE", "b": "base", "p": "shell"}


def type_facts(side: Side, record: PgType) -> Facts:
    """Yield what is said of a type that stands for itself: not a row type, an array or a multirange."""
    yield Fact("kind", (record.typtype, record.typisdefined), said(_KINDS.get(record.typtype, record.typtype)))
    match record.typtype:
        case "e":
            labels = enum_labels(side.catalog, record.oid)
            yield Fact("labels", labels, said(", ".join(map(quote_literal, labels))))
        case "d":
            yield from _domain(side, record)
        case "c":
            yield from _composite(side, record)
        case "r":
            yield _range(side, record)
        case "b":
            yield from _base(side, record)


def enum_labels(catalog: Catalog, typid: int) -> tuple[str, ...]:
    """Return an enum's labels in their order."""
    labels = sorted(catalog.pg_enum.find("type", typid), key=lambda label: label.enumsortorder)
    return tuple(label.enumlabel for label in labels)


def _domain(side: Side, record: PgType) -> Facts:
    catalog = side.catalog
    base = (side.ref("pg_type", record.typbasetype), record.typtypmod)
    yield Fact("base type", base, lambda: names.type_name(catalog, record.typbasetype, record.typtypmod))
    yield _own_collation(side, record.typcollation, record.typbasetype)
    yield Fact("not null", record.typnotnull, said("NOT NULL" if record.typnotnull else "NULL"))
    yield Fact("default", side.tree(record.typdefaultbin), tree_text(catalog, record.typdefaultbin))


def _own_collation(side: Side, collation: int, typid: int, aspect: str = "collation") -> Fact:
    catalog = side.catalog
    own = collation if collation != catalog.pg_type[typid].typcollation else 0
    return Fact(
        aspect, side.ref("pg_collation", own), lambda: names.collation_name(catalog, own) if own else "default"
    )


def _composite(side: Side, record: PgType) -> Facts:
    catalog = side.catalog
    columns = columns_of(catalog, record.typrelid)
    for a in columns:
        value = (side.ref("pg_type", a.atttypid), a.atttypmod)
        shown = names.type_name(catalog, a.atttypid, a.atttypmod)
        yield Fact(f"attribute {quote_identifier(a.attname)}", value, said(shown))
        own = _own_collation(side, a.attcollation, a.atttypid, f"collation of {quote_identifier(a.attname)}")
        if own.value:
            yield own
    for a in columns:
        comment = catalog.pg_description.get(("pg_class", a.attrelid, a.attnum))
        if comment is not None:
            aspect = f"comment of attribute {quote_identifier(a.attname)}"
            yield Fact(aspect, comment.description, said(quote_literal(comment.description)))
    order = tuple(a.attname for a in columns)
    yield Fact("attributes", order, said(", ".join(map(quote_identifier, order))))


def _range(side: Side, record: PgType) -> Fact:
    catalog = side.catalog
    ranges: Any = catalog.pg_range[record.oid]
    multirange = catalog.pg_type.get(ranges.rngmultitypid)
    value = (
        side.ref("pg_type", ranges.rngsubtype), side.ref("pg_opclass", ranges.rngsubopc),
        side.ref("pg_collation", ranges.rngcollation), side.ref("pg_proc", ranges.rngcanonical),
        side.ref("pg_proc", ranges.rngsubdiff), multirange.typname if multirange is not None else None,
    )
    return Fact("definition", value, lambda: f"RANGE (subtype = {names.type_name(catalog, ranges.rngsubtype)})")


ALTERABLE_FUNCTIONS: Final = {
    "receive function": ("RECEIVE", "typreceive"), "send function": ("SEND", "typsend"),
    "typmod_in function": ("TYPMOD_IN", "typmodin"), "typmod_out function": ("TYPMOD_OUT", "typmodout"),
    "analyze function": ("ANALYZE", "typanalyze"), "subscript function": ("SUBSCRIPT", "typsubscript"),
}  # fmt: skip
"""Aspects of a base type that ALTER TYPE ... SET can change: the option, the column."""


def _base(side: Side, record: PgType) -> Facts:
    for aspect, (_, column) in ALTERABLE_FUNCTIONS.items():
        oid = getattr(record, column)
        shown = names.function_name(side.catalog, oid) if oid else "NONE"
        yield Fact(aspect, side.ref("pg_proc", oid), said(shown))
    yield Fact("storage", record.typstorage, said(record.typstorage))
    value = (
        side.refs("pg_proc", (record.typinput, record.typoutput)), record.typlen, record.typbyval,
        record.typalign, record.typcategory, record.typispreferred, record.typdelim,
        bool(record.typcollation), side.ref("pg_type", record.typelem), record.typdefault,
    )
    yield Fact("definition", value, lambda: names.function_name(side.catalog, record.typinput))


def collation_facts(_side: Side, record: PgCollation) -> Facts:
    """Yield what is said of a collation."""
    locale = record.colllocale or record.collcollate or ""
    ctype = record.colllocale or record.collctype or ""
    value = (record.collprovider, locale, ctype)
    yield Fact("locale", value, said(f"{record.collprovider}: {locale}"))
    yield Fact("deterministic", record.collisdeterministic, said(str(record.collisdeterministic).lower()))
    yield Fact("rules", record.collicurules, said(record.collicurules or ""))
