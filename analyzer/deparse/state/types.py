"""Schemas, extensions, collations and types of a state script (pg_dump's dumpNamespace, dumpExtension, dumpType)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_collation import PgCollation
from analyzer.catalog.pg_extension import PgExtension
from analyzer.catalog.pg_namespace import PgNamespace
from analyzer.catalog.pg_type import PgType
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_definition
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.tree.names import quote_identifier, quote_literal, quote_qualified

BASE_TYPE_FUNCTIONS: Final = (
    ("INPUT", "typinput"), ("OUTPUT", "typoutput"), ("RECEIVE", "typreceive"), ("SEND", "typsend"),
    ("TYPMOD_IN", "typmodin"), ("TYPMOD_OUT", "typmodout"), ("ANALYZE", "typanalyze"), ("SUBSCRIPT", "typsubscript"),
)  # fmt: skip
"""What CREATE TYPE calls the functions of a base type, and their columns."""

RAW_ARRAY_SUBSCRIPT_HANDLER: Final = 6180


@each("pg_namespace")
def schemas(_scope: Scope, schema: PgNamespace) -> Iterator[Entry]:
    """Yield CREATE SCHEMA statements."""
    name = schema.nspname
    if name.startswith(("pg_temp", "pg_toast")):
        return
    address = ObjectAddress("pg_namespace", schema.oid)
    yield Entry(address, "schema", (name,), [f"CREATE SCHEMA {quote_identifier(name)}"])


@each("pg_extension")
def extensions(scope: Scope, extension: PgExtension) -> Iterator[Entry]:
    """Yield CREATE EXTENSION statements."""
    name, oid = extension.extname, extension.oid
    schema_name = scope.catalog.pg_namespace[extension.extnamespace].nspname
    text = f"CREATE EXTENSION IF NOT EXISTS {quote_identifier(name)}"
    if ("pg_namespace", extension.extnamespace) not in scope.members:
        # A schema that the extension makes for itself must not be named: it is not there yet.
        text += f" WITH SCHEMA {quote_identifier(schema_name)}"
    covers = [ObjectAddress(classid, objid) for classid, objid in _members_of(scope, oid)]
    yield Entry(ObjectAddress("pg_extension", oid), "extension", (name,), [text], covers)


def _members_of(scope: Scope, extension: int) -> list[tuple[str, int]]:
    found: dict[tuple[str, int], None] = {}
    todo = [
        (row.classid, row.objid)
        for row in scope.catalog.pg_depend.find("referenced", ("pg_extension", extension))
        if row.deptype == "e"
    ]
    while todo:
        item = todo.pop()
        if item not in found:
            found[item] = None
            dependents = scope.catalog.pg_depend.find("referenced", item)
            todo += [(row.classid, row.objid) for row in dependents if (row.classid, row.objid) in scope.members]
    return list(found)


@each("pg_collation")
def collations(scope: Scope, record: PgCollation) -> Iterator[Entry]:
    """Yield CREATE COLLATION statements."""
    name = quote_qualified(scope.catalog.pg_namespace[record.collnamespace].nspname, record.collname)
    options = [f"provider = {({'i': 'icu', 'b': 'builtin'}).get(record.collprovider, 'libc')}"]
    if not record.collisdeterministic:
        options.append("deterministic = false")
    if record.colllocale is not None:
        options.append(f"locale = {quote_literal(record.colllocale)}")
    elif record.collcollate == record.collctype and record.collcollate is not None:
        options.append(f"locale = {quote_literal(record.collcollate)}")
    else:
        options.append(f"lc_collate = {quote_literal(record.collcollate or '')}")
        options.append(f"lc_ctype = {quote_literal(record.collctype or '')}")
    if record.collicurules is not None:
        options.append(f"rules = {quote_literal(record.collicurules)}")
    address = ObjectAddress("pg_collation", record.oid)
    yield Entry(address, "collation", (name,), [f"CREATE COLLATION {name} ({', '.join(options)})"])


@each("pg_type")
def types(scope: Scope, record: PgType) -> Iterator[Entry]:
    """Yield CREATE TYPE and CREATE DOMAIN statements; array, multirange and row types come with their owners."""
    catalog = scope.catalog
    address = ObjectAddress("pg_type", record.oid)
    name = quote_qualified(catalog.pg_namespace[record.typnamespace].nspname, record.typname)
    covers = [ObjectAddress("pg_type", record.typarray)] if record.typarray else []
    if not record.typisdefined:
        yield Entry(address, "type", (name,), [f"CREATE TYPE {name}"])
        return
    match record.typtype:
        case "e":
            yield Entry(address, "type", (name,), [_enum(scope, record, name)], covers)
        case "d":
            yield from _domain(scope, record, name, covers)
        case "r":
            ranges = catalog.pg_range[record.oid]
            multirange = catalog.pg_type.get(ranges.rngmultitypid)
            if multirange is not None:
                covers.append(ObjectAddress("pg_type", multirange.oid))
                covers += [ObjectAddress("pg_type", multirange.typarray)] if multirange.typarray else []
            yield Entry(address, "type", (name,), [_range(scope, record, name)], covers)
        case "c" if catalog.pg_class[record.typrelid].relkind == "c":
            covers.append(ObjectAddress("pg_class", record.typrelid))
            yield Entry(address, "type", (name,), [_composite(scope, record, name)], covers)
        case "b" if not record.typelem or record.typarray:
            shell = ObjectAddress("pg_type", -record.oid)
            yield Entry(shell, "type", (name, "0"), [f"CREATE TYPE {name}"])
            functions = [getattr(record, column) for _, column in BASE_TYPE_FUNCTIONS]
            after = [shell] + [ObjectAddress("pg_proc", oid) for oid in functions if oid]
            after += [ObjectAddress("pg_type", record.typelem)] if record.typelem else []
            yield Entry(address, "type", (name, "1"), [_base(scope, record, name)], covers, after)


def _enum(scope: Scope, record: PgType, name: str) -> str:
    labels = sorted(scope.catalog.pg_enum.find("type", record.oid), key=lambda label: label.enumsortorder)
    shown = ",\n    ".join(quote_literal(label.enumlabel) for label in labels)
    return f"CREATE TYPE {name} AS ENUM (\n    {shown}\n)" if labels else f"CREATE TYPE {name} AS ENUM ()"


def _composite(scope: Scope, record: PgType, name: str) -> str:
    catalog = scope.catalog
    lines: list[str] = []
    attributes = catalog.pg_attribute.find("relation", record.typrelid)
    for attribute in sorted(attributes, key=lambda a: a.attnum):
        if attribute.attnum < 0 or attribute.attisdropped:
            continue
        type_text = names.type_name(catalog, attribute.atttypid, attribute.atttypmod)
        text = f"{quote_identifier(attribute.attname)} {type_text}"
        if attribute.attcollation and attribute.attcollation != catalog.pg_type[attribute.atttypid].typcollation:
            text += f" COLLATE {names.collation_name(catalog, attribute.attcollation)}"
        lines.append(f"    {text}")
    body = ",\n".join(lines)
    return f"CREATE TYPE {name} AS (\n{body}\n)" if lines else f"CREATE TYPE {name} AS ()"


def _domain(scope: Scope, record: PgType, name: str, covers: list[ObjectAddress]) -> Iterator[Entry]:
    catalog = scope.catalog
    text = f"CREATE DOMAIN {name} AS {names.type_name(catalog, record.typbasetype, record.typtypmod)}"
    if record.typcollation and record.typcollation != catalog.pg_type[record.typbasetype].typcollation:
        text += f" COLLATE {names.collation_name(catalog, record.typcollation)}"
    if record.typdefaultbin is not None:
        text += f" DEFAULT {expression(catalog, record.typdefaultbin)}"
    constraints = sorted(catalog.pg_constraint.find("type", record.oid), key=lambda c: c.conname)
    not_null = next((c for c in constraints if c.contype == "n"), None)
    if not_null is not None and not_null.conname != f"{record.typname}_not_null":
        text += f" CONSTRAINT {quote_identifier(not_null.conname)} NOT NULL"
    elif record.typnotnull:
        text += " NOT NULL"
    covers += [ObjectAddress("pg_constraint", c.oid) for c in constraints if c.contype == "n"]
    later: list[str] = []
    for constraint in constraints:
        if constraint.contype != "c":
            continue
        clause = f"CONSTRAINT {quote_identifier(constraint.conname)} {constraint_definition(catalog, constraint.oid)}"
        if constraint.convalidated:
            text += f"\n    {clause}"
        else:
            later.append(f"ALTER DOMAIN {name} ADD {clause}")
        covers.append(ObjectAddress("pg_constraint", constraint.oid))
    yield Entry(ObjectAddress("pg_type", record.oid), "type", (name,), [text, *later], covers)


def _range(scope: Scope, record: PgType, name: str) -> str:
    catalog = scope.catalog
    ranges = catalog.pg_range[record.oid]
    options = [f"subtype = {names.type_name(catalog, ranges.rngsubtype)}"]
    multirange = catalog.pg_type.get(ranges.rngmultitypid)
    if multirange is not None:
        schema = catalog.pg_namespace[multirange.typnamespace].nspname
        options.append(f"multirange_type_name = {quote_qualified(schema, multirange.typname)}")
    if ranges.rngsubopc and not catalog.pg_opclass[ranges.rngsubopc].opcdefault:
        options.append(f"subtype_opclass = {names.opclass_name(catalog, ranges.rngsubopc)}")
    if ranges.rngcollation and ranges.rngcollation != catalog.pg_type[ranges.rngsubtype].typcollation:
        options.append(f"collation = {names.collation_name(catalog, ranges.rngcollation)}")
    if ranges.rngcanonical:
        options.append(f"canonical = {names.function_name(catalog, ranges.rngcanonical)}")
    if ranges.rngsubdiff:
        options.append(f"subtype_diff = {names.function_name(catalog, ranges.rngsubdiff)}")
    body = ",\n    ".join(options)
    return f"CREATE TYPE {name} AS RANGE (\n    {body}\n)"


def _base(scope: Scope, record: PgType, name: str) -> str:
    catalog = scope.catalog
    options = [
        f"{word} = {names.function_name(catalog, getattr(record, column))}"
        for word, column in BASE_TYPE_FUNCTIONS
        # What CREATE TYPE gives an array-like type by itself may not be named.
        if getattr(record, column) and getattr(record, column) != RAW_ARRAY_SUBSCRIPT_HANDLER
    ]
    options += [
        f"INTERNALLENGTH = {'VARIABLE' if record.typlen < 0 else record.typlen}",
        f"ALIGNMENT = {({'c': 'char', 's': 'int2', 'i': 'int4', 'd': 'double'})[record.typalign]}",
        f"STORAGE = {({'p': 'plain', 'e': 'external', 'x': 'extended', 'm': 'main'})[record.typstorage]}",
    ]
    options += ["PASSEDBYVALUE"] if record.typbyval else []
    options += [f"ELEMENT = {names.type_name(catalog, record.typelem)}"] if record.typelem else []
    options += [f"CATEGORY = {quote_literal(record.typcategory)}"] if record.typcategory != "U" else []
    options += ["PREFERRED = true"] if record.typispreferred else []
    options += [f"DELIMITER = {quote_literal(record.typdelim)}"] if record.typdelim != "," else []
    options += ["COLLATABLE = true"] if record.typcollation else []
    options += [f"DEFAULT = {quote_literal(record.typdefault)}"] if record.typdefault is not None else []
    body = ",\n    ".join(options)
    return f"CREATE TYPE {name} (\n    {body}\n)"
