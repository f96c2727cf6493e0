"""Functions, aggregates, operators, casts in a state script (pg_dump's dumpFunc, dumpOpr, dumpOpclass ...)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_am import PgAmop, PgAmproc, PgOpclass, PgOpfamily
from analyzer.catalog.pg_cast import PgCast
from analyzer.catalog.pg_collation import PgConversion
from analyzer.catalog.pg_language import PgTransform
from analyzer.catalog.pg_operator import PgOperator
from analyzer.catalog.pg_proc import PgProc
from analyzer.deparse import names
from analyzer.deparse.routine import aggregate_definition, function_definition, routine_signature
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.tree.names import quote_identifier, quote_qualified

ENCODINGS: Final = (
    *("SQL_ASCII", "EUC_JP", "EUC_CN", "EUC_KR", "EUC_TW", "EUC_JIS_2004", "UTF8", "MULE_INTERNAL", "LATIN1", "LATIN2"),
    *("LATIN3", "LATIN4", "LATIN5", "LATIN6", "LATIN7", "LATIN8", "LATIN9", "LATIN10", "WIN1256", "WIN1258", "WIN866"),
    *("WIN874", "KOI8R", "WIN1251", "WIN1252", "ISO_8859_5", "ISO_8859_6", "ISO_8859_7", "ISO_8859_8", "WIN1250"),
    *("WIN1253", "WIN1254", "WIN1255", "WIN1257", "KOI8U", "SJIS", "BIG5", "GBK", "UHC", "GB18030", "JOHAB"),
    "SHIFT_JIS_2004",
)
"""Encodings by number (pg_wchar.h)."""


@each("pg_proc")
def routines(scope: Scope, record: PgProc) -> Iterator[Entry]:
    """Yield CREATE FUNCTION, CREATE PROCEDURE and CREATE AGGREGATE; a range's constructors come with the range."""
    catalog = scope.catalog
    address = ObjectAddress("pg_proc", record.oid)
    name = routine_signature(catalog, record)
    if any(row.deptype == "i" for row in catalog.pg_depend.find("object", ("pg_proc", record.oid))):
        return
    if record.prokind == "a":
        yield Entry(address, "aggregate", (name,), [aggregate_definition(catalog, record.oid)])
        return
    types = {record.prorettype, *record.proargtypes, *(record.proallargtypes or ())}
    after = [ObjectAddress("pg_type", typid) for typid in sorted(types)]
    section = "overload" if _shadows(catalog, record) else "routine"
    yield Entry(address, section, (name,), [function_definition(catalog, record.oid)], after=after)


def _shadows(catalog: Catalog, record: PgProc) -> bool:
    """Tell whether the function's defaults make calls of a shorter one ambiguous, so that it must come after them."""
    count = len(record.proargtypes)
    fewest = count - record.pronargdefaults
    return any(
        other.pronamespace == record.pronamespace
        and fewest <= len(other.proargtypes) < count
        and record.proargtypes[: len(other.proargtypes)] == other.proargtypes
        for other in catalog.pg_proc.find("name", record.proname)
    )


@each("pg_operator")
def operators(scope: Scope, record: PgOperator) -> Iterator[Entry]:
    """Yield CREATE OPERATOR statements."""
    catalog = scope.catalog
    if not record.oprcode:
        # A commutator or negator that was only promised.
        return
    name = f"{quote_identifier(catalog.pg_namespace[record.oprnamespace].nspname)}.{record.oprname}"
    options = [f"FUNCTION = {names.function_name(catalog, record.oprcode)}"]
    for word, typid in (("LEFTARG", record.oprleft), ("RIGHTARG", record.oprright)):
        options += [f"{word} = {names.type_name(catalog, typid)}"] if typid else []
    for word, other in (("COMMUTATOR", record.oprcom), ("NEGATOR", record.oprnegate)):
        options += [f"{word} = {_operator_reference(catalog, other)}"] if other else []
    options += ["MERGES"] if record.oprcanmerge else []
    options += ["HASHES"] if record.oprcanhash else []
    for word, function in (("RESTRICT", record.oprrest), ("JOIN", record.oprjoin)):
        options += [f"{word} = {names.function_name(catalog, function)}"] if function else []
    body = ",\n    ".join(options)
    key = (name, names.operator_signature(catalog, record.oid))
    after = [ObjectAddress("pg_proc", record.oprcode)]
    text = f"CREATE OPERATOR {name} (\n    {body}\n)"
    yield Entry(ObjectAddress("pg_operator", record.oid), "operator", key, [text], after=after)


def _operator_reference(catalog: Catalog, opno: int) -> str:
    operator = catalog.pg_operator[opno]
    return f"OPERATOR({quote_identifier(catalog.pg_namespace[operator.oprnamespace].nspname)}.{operator.oprname})"


@each("pg_opfamily")
def operator_families(scope: Scope, record: PgOpfamily) -> Iterator[Entry]:
    """Yield CREATE OPERATOR FAMILY statements, and the members no class brings."""
    catalog = scope.catalog
    name = quote_qualified(catalog.pg_namespace[record.opfnamespace].nspname, record.opfname)
    method = quote_identifier(catalog.pg_am[record.opfmethod].amname)
    statements = [f"CREATE OPERATOR FAMILY {name} USING {method}"]
    address = ObjectAddress("pg_opfamily", record.oid)
    yield Entry(address, "opfamily", (name, method), statements)
    loose, after = _members(scope, record.oid, None)
    if loose:
        text = f"ALTER OPERATOR FAMILY {name} USING {method} ADD\n    " + ",\n    ".join(loose)
        key = ObjectAddress("pg_opfamily", -record.oid)
        yield Entry(key, "opclass", (name, method, "1"), [text], after=[address, *after])


@each("pg_opclass")
def operator_classes(scope: Scope, opclass: PgOpclass) -> Iterator[Entry]:
    """Yield CREATE OPERATOR CLASS statements with their members."""
    catalog = scope.catalog
    name = quote_qualified(catalog.pg_namespace[opclass.opcnamespace].nspname, opclass.opcname)
    method = quote_identifier(catalog.pg_am[opclass.opcmethod].amname)
    members, after = _members(scope, opclass.opcfamily, opclass.oid)
    if opclass.opckeytype:
        members.insert(0, f"STORAGE {names.type_name(catalog, opclass.opckeytype)}")
    members = members or [f"STORAGE {names.type_name(catalog, opclass.opcintype)}"]
    text = f"CREATE OPERATOR CLASS {name}{' DEFAULT' if opclass.opcdefault else ''}"
    text += f" FOR TYPE {names.type_name(catalog, opclass.opcintype)} USING {method}"
    text += f" FAMILY {names.opfamily_name(catalog, opclass.opcfamily)} AS\n    " + ",\n    ".join(members)
    after.append(ObjectAddress("pg_opfamily", opclass.opcfamily))
    yield Entry(ObjectAddress("pg_opclass", opclass.oid), "opclass", (name, method, "0"), [text], after=after)


def _members(scope: Scope, family: int, opclass: int | None) -> tuple[list[str], list[ObjectAddress]]:
    """Return the OPERATOR and FUNCTION items that belong to the class, or to the family alone, and what they need."""
    catalog = scope.catalog
    items: list[str] = []
    after: list[ObjectAddress] = []
    for operator in sorted(catalog.pg_amop.find("family", family), key=lambda m: (m.amopstrategy, m.oid)):
        if _class_of(catalog, "pg_amop", operator) != opclass:
            continue
        text = f"OPERATOR {operator.amopstrategy} {_qualified_operator(catalog, operator.amopopr)}"
        if operator.amopsortfamily:
            text += f" FOR ORDER BY {names.opfamily_name(catalog, operator.amopsortfamily)}"
        items.append(text)
        after.append(ObjectAddress("pg_operator", operator.amopopr))
    for function in sorted(catalog.pg_amproc.find("family", family), key=lambda m: (m.amprocnum, m.oid)):
        if _class_of(catalog, "pg_amproc", function) != opclass:
            continue
        types = ", ".join(names.type_name(catalog, t) for t in (function.amproclefttype, function.amprocrighttype))
        signature = names.function_signature(catalog, function.amproc)
        items.append(f"FUNCTION {function.amprocnum} ({types}) {signature}")
        after.append(ObjectAddress("pg_proc", function.amproc))
    return items, after


def _class_of(catalog: Catalog, classid: str, member: PgAmop | PgAmproc) -> int | None:
    for row in catalog.pg_depend.find("object", (classid, member.oid)):
        if row.refclassid == "pg_opclass":
            return int(row.refobjid)
    return None


def _qualified_operator(catalog: Catalog, opno: int) -> str:
    operator = catalog.pg_operator[opno]
    schema = quote_identifier(catalog.pg_namespace[operator.oprnamespace].nspname)
    left, right = (names.type_name(catalog, t) if t else "NONE" for t in (operator.oprleft, operator.oprright))
    return f"{schema}.{operator.oprname} ({left}, {right})"


@each("pg_cast")
def casts(scope: Scope, record: PgCast) -> Iterator[Entry]:
    """Yield CREATE CAST statements; a range's cast to its multirange comes with the range."""
    catalog = scope.catalog
    if any(row.deptype == "i" for row in catalog.pg_depend.find("object", ("pg_cast", record.oid))):
        return
    source, target = names.type_name(catalog, record.castsource), names.type_name(catalog, record.casttarget)
    after = [ObjectAddress("pg_type", record.castsource), ObjectAddress("pg_type", record.casttarget)]
    if record.castmethod == "f":
        how = f"WITH FUNCTION {names.function_signature(catalog, record.castfunc)}"
        after.append(ObjectAddress("pg_proc", record.castfunc))
    else:
        how = "WITH INOUT" if record.castmethod == "i" else "WITHOUT FUNCTION"
    context = {"a": " AS ASSIGNMENT", "i": " AS IMPLICIT"}.get(record.castcontext, "")
    text = f"CREATE CAST ({source} AS {target}) {how}{context}"
    yield Entry(ObjectAddress("pg_cast", record.oid), "cast", (source, target), [text], after=after)


@each("pg_conversion")
def conversions(scope: Scope, record: PgConversion) -> Iterator[Entry]:
    """Yield CREATE CONVERSION statements."""
    catalog = scope.catalog
    name = quote_qualified(catalog.pg_namespace[record.connamespace].nspname, record.conname)
    source, target = ENCODINGS[record.conforencoding], ENCODINGS[record.contoencoding]
    word = "DEFAULT CONVERSION" if record.condefault else "CONVERSION"
    function = names.function_name(catalog, record.conproc)
    text = f"CREATE {word} {name} FOR '{source}' TO '{target}' FROM {function}"
    after = [ObjectAddress("pg_proc", record.conproc)]
    yield Entry(ObjectAddress("pg_conversion", record.oid), "conversion", (name,), [text], after=after)


@each("pg_transform")
def transforms(scope: Scope, record: PgTransform) -> Iterator[Entry]:
    """Yield CREATE TRANSFORM statements."""
    catalog = scope.catalog
    type_name = names.type_name(catalog, record.trftype)
    language = quote_identifier(catalog.pg_language[record.trflang].lanname)
    functions = (("FROM", record.trffromsql), ("TO", record.trftosql))
    shown = ", ".join(
        f"{word} SQL WITH FUNCTION {names.function_signature(catalog, function)}"
        for word, function in functions
        if function
    )
    after = [ObjectAddress("pg_proc", function) for _, function in functions]
    after.append(ObjectAddress("pg_type", record.trftype))
    text = f"CREATE TRANSFORM FOR {type_name} LANGUAGE {language} ({shown})"
    yield Entry(ObjectAddress("pg_transform", record.oid), "cast", (type_name, language), [text], after=after)
