"""ALTER COLUMN ... TYPE: casts and defaults on the way, and whether the values will pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.diff.patch.alter.column_terms import alter, column_of, set_default
from analyzer.diff.patch.guard import guarded, relation
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms

def retype(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return ALTER COLUMN ... TYPE, with its default taken off meanwhile."""
    catalog, column = terms.intended, column_of(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    shown = names.type_name(catalog, column.atttypid, column.atttypmod)
    text = f"{alter(terms, address)} TYPE {shown}"
    own = column.attcollation if column.attcollation != catalog.pg_type[column.atttypid].typcollation else 0
    if own:
        text += f" COLLATE {names.collation_name(catalog, own)}"
    source = terms.pairing.ref("pg_type", old.atttypid)
    if not _assignable(terms, source, column.atttypid):
        through = "::text" if source < 0 or not _castable(terms, source, column.atttypid) else ""
        text += f" USING {quote_identifier(column.attname)}{through}::{shown}"
    statements = [text]
    default = terms.before.pg_attrdef.first("column", (live.objid, live.objsubid))
    if default is not None and not old.attgenerated:
        # A default need not have a cast that a column has.
        wanted = catalog.pg_attrdef.first("column", (address.objid, address.objsubid))
        statements = [f"{alter(terms, address)} DROP DEFAULT", text]
        if wanted is not None and not column.attgenerated:
            statements.append(set_default(terms, address))
    return [guarded(has_other_type(terms, address), statements)]


def has_other_type(terms: Terms, address: ObjectAddress) -> str:
    """Return a condition that is true while a column is there with another type or collation than it is to have."""
    column = column_of(terms, address)
    shown = names.type_name(terms.intended, column.atttypid, column.atttypmod)
    own = terms.intended.pg_type[column.atttypid].typcollation
    collation = column.attcollation if column.attcollation != own else 0
    table = names.qualified_relation_name(terms.intended, address.objid)
    effective = collation or terms.intended.pg_type[column.atttypid].typcollation
    record = terms.intended.pg_collation.get(effective)
    same = ""
    if record is not None:
        schema = terms.intended.pg_namespace[record.collnamespace].nspname
        same = (
            " AND attcollation = (SELECT c.oid FROM pg_catalog.pg_collation c WHERE c.collname = "
            f"{quote_literal(record.collname)} AND c.collnamespace = "
            f"pg_catalog.to_regnamespace({quote_literal(quote_identifier(schema))}) "
            "AND c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding())))"
        )
    return (
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(table)} AND attname = "
        f"{quote_literal(column.attname)} AND NOT attisdropped AND "
        f"pg_catalog.format_type(atttypid, atttypmod) = {quote_literal(shown)}{same})"
    )


def _assignable(terms: Terms, source: int, target: int) -> bool:
    """Tell whether ALTER COLUMN ... TYPE finds a cast by itself."""
    if source < 0:
        return False
    if source == target:
        return True
    from analyzer.analyze.coercible import ASSIGNMENT, can_coerce_type

    return can_coerce_type(terms.intended, (source,), (target,), ASSIGNMENT)


def _castable(terms: Terms, source: int, target: int) -> bool:
    from analyzer.analyze.coercible import EXPLICIT, can_coerce_type

    return can_coerce_type(terms.intended, (source,), (target,), EXPLICIT)


def type_checks(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return the query for whether every value fits the type a column is to get, where one can be written."""
    catalog, column = terms.intended, column_of(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    table = names.qualified_relation_name(catalog, address.objid)
    name = quote_identifier(column.attname)
    kind = catalog.pg_type[column.atttypid]
    if kind.typname in ("varchar", "bpchar"):
        # Blanks at the end are cut off without a word.
        limit = column.atttypmod - 4
        shorter = f"pg_catalog.length(pg_catalog.rtrim({name}::text, ' ')) > {limit}"
        return [f"SELECT * FROM {table} WHERE {shorter}"] if column.atttypmod > 4 else []
    source = terms.pairing.ref("pg_type", old.atttypid)
    if kind.typname == "text" or (source == column.atttypid and old.atttypmod == column.atttypmod):
        return []
    shown = names.type_name(catalog, column.atttypid, column.atttypmod)
    if kind.typname in _INTEGERS and old.atttypid in _NUMBERS:
        low, high = _INTEGERS[kind.typname]
        value = f"pg_catalog.round({name}::pg_catalog.numeric)"
        return [f"SELECT * FROM {table} WHERE {value} NOT BETWEEN {low} AND {high}"]
    if catalog.postgres >= 16 and (source == column.atttypid or _is_through_text(terms, source, column.atttypid)):
        valid = f"pg_catalog.pg_input_is_valid({name}::text, {quote_literal(shown)})"
        return [f"SELECT * FROM {table} WHERE NOT {valid}"]
    # Nothing asks beforehand whether a cast will fail: casting shows it, whole and without a lock that matters.
    return [f"SELECT * FROM {table} WHERE ({name}::{shown}) IS NULL AND {name} IS NOT NULL"]


_INTEGERS: Final = {"int2": (-(2**15), 2**15 - 1), "int4": (-(2**31), 2**31 - 1), "int8": (-(2**63), 2**63 - 1)}
_NUMBERS: Final = frozenset({20, 21, 23, 700, 701, 1700})


def _is_through_text(terms: Terms, source: int, target: int) -> bool:
    """Tell whether values are cast by way of how they are written: from strings, and where there is no cast."""
    if source < 0 or not _castable(terms, source, target):
        return True
    return terms.intended.pg_type[source].typcategory == "S"
