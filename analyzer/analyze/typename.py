"""Type and collation names to oids (src/backend/parser/parse_type.c; catalog/namespace.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.analyze import lsyscache, typmod
from analyzer.analyze.parsestate import loc
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_collation import PgCollation
from analyzer.catalog.pg_type import PgType
from analyzer.catalog.table import CatalogTable
from analyzer.errors import NotSimulated, PgError
from analyzer.tree import names as tree_names
from analyzer.tree.parse import Node, SyntaxFault, parse_type_name

UTF8 = 6


def deconstruct(ns: Namespace, names: list[Node]) -> tuple[str | None, str]:
    """Return (schema or None, name) of a dotted name; 0A000 for another database's (DeconstructQualifiedName)."""
    if len(names) == 3:
        database = ns.catalog.pg_database.get(ns.catalog.database_oid)
        first = names[0]["String"].get("sval", "")
        if database is not None and first != database.datname:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f"cross-database references are not implemented: {tree_names.name_list_to_string(names)}",
            )
    return tree_names.qualified(names)


def at(error: PgError, location: int) -> PgError:
    """Return the error with a location if it has none (setup_parser_errposition_callback)."""
    if error.location < 0:
        error.location = location
    return error


def type_name_to_string(node: Node) -> str:
    """Return a TypeName as messages show it (TypeNameToString)."""
    text = ".".join(tree_names.strings(node.get("names", ())))
    if node.get("pct_type"):
        text += "%TYPE"
    if node.get("arrayBounds"):
        text += "[]"
    return text


def lookup_type(ns: Namespace, node: Node, *, missing_ok: bool = False) -> PgType | None:
    """Return the record that a TypeName's name means, shell types too; None if there is none (LookupTypeName).

    An absent schema is 3F000 unless `missing_ok`; of ``t.c%TYPE`` the relation and the column must exist.
    """
    if not node.get("names"):
        oid = node.get("typeOid", 0)
        return ns.catalog.pg_type.get(oid)
    found: PgType | None
    if node.get("pct_type"):
        found = _percent_type(ns, node, missing_ok)
    else:
        try:
            schema, name = deconstruct(ns, node["names"])
            if schema is None:
                found = ns.in_path("pg_type", "name", None, name)
            else:
                namespace = ns.explicit_namespace(schema, missing_ok=missing_ok)
                found = ns.catalog.pg_type.first("name", (name, namespace)) if namespace else None
        except PgError as error:
            raise at(error, loc(node)) from None
    if found is not None and node.get("arrayBounds"):
        array = lsyscache.get_array_type(ns.catalog, found.oid)
        found = ns.catalog.pg_type.get(array) if array else None
    if found is not None and found.typisdefined and node.get("typmods"):
        # Who wants no modifier has it checked all the same.
        _typmod(ns, node, found)
    return found


def lookup_type_oid(ns: Namespace, node: Node, *, missing_ok: bool = False) -> int:
    """Return the oid of the type, which may be a shell, or 0; errors carry no position (LookupTypeNameOid)."""
    try:
        found = lookup_type(ns, node, missing_ok=missing_ok)
    except PgError as error:
        error.location = -1
        raise
    if found is not None:
        return found.oid
    if missing_ok:
        return 0
    raise undefined_type(node)


def undefined_type(node: Node, location: int = -1) -> PgError:
    """Return the 42704 for a TypeName that names no type."""
    text = type_name_to_string(node)
    schema, name = (None, text) if node.get("pct_type") else tree_names.qualified(node["names"])
    return PgError(
        sqlstate.UNDEFINED_OBJECT, f'type "{text}" does not exist', location=location, missing=("type", schema, name)
    )


def _percent_type(ns: Namespace, node: Node, missing_ok: bool) -> PgType | None:
    parts = tree_names.strings(node["names"])
    if not 2 <= len(parts) <= 4:
        if len(parts) == 1:
            message = "improper %TYPE reference (too few dotted names): "
        else:
            message = "improper %TYPE reference (too many dotted names): "
        raise PgError(sqlstate.SYNTAX_ERROR, message + ".".join(parts), location=loc(node))
    schema = parts[-3] if len(parts) > 2 else None
    relation = ns.relation(schema, parts[-2], missing_ok=missing_ok, schema_missing_ok=missing_ok)
    if relation is None:
        return None
    column = ns.catalog.pg_attribute.first("name", (relation.oid, parts[-1]))
    if column is None:
        if missing_ok:
            return None
        raise PgError(
            sqlstate.UNDEFINED_COLUMN, f'column "{parts[-1]}" of relation "{parts[-2]}" does not exist',
            location=loc(node), missing=("column", schema, f"{parts[-2]}.{parts[-1]}"),
        )
    return ns.catalog.pg_type.get(column.atttypid)


def typename_type(ns: Namespace, node: Node) -> tuple[PgType, int]:
    """Return record and typmod of a TypeName; 42704 if there is no such type or only a shell (typenameType)."""
    found = lookup_type(ns, node)
    if found is None:
        raise undefined_type(node, loc(node))
    if not found.typisdefined:
        text = type_name_to_string(node)
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'type "{text}" is only a shell', location=loc(node))
    return found, _typmod(ns, node, found)


def _typmod(ns: Namespace, node: Node, record: PgType) -> int:
    modifiers = node.get("typmods")
    if not modifiers:
        return node.get("typemod", 0) if node.get("typemod", -1) != -1 else -1
    location = loc(node)
    if not record.typmodin:
        raise PgError(
            sqlstate.SYNTAX_ERROR,
            f'type modifier is not allowed for type "{type_name_to_string(node)}"',
            location=location,
        )
    texts: list[str] = []
    for modifier in modifiers:
        text = _modifier_text(modifier)
        if text is None:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "type modifiers must be simple constants or identifiers", location=location
            )
        texts.append(text)
    function = ns.catalog.pg_proc[record.typmodin].proname
    try:
        return typmod.typmod_in(function, texts)
    except PgError as error:
        raise at(error, location) from None


def _modifier_text(node: Node) -> str | None:
    constant = node.get("A_Const")
    if constant is not None:
        if "ival" in constant:
            return str(constant["ival"].get("ival", 0))
        if "fval" in constant:
            return str(constant["fval"].get("fval", ""))
        if "sval" in constant:
            return str(constant["sval"].get("sval", ""))
        return None
    column = node.get("ColumnRef")
    if column is not None and len(column["fields"]) == 1 and "String" in column["fields"][0]:
        return str(column["fields"][0]["String"].get("sval", ""))
    return None


def resolve_type(ns: Namespace, type_name_node: Node, *, missing_ok: bool = False) -> tuple[int, int] | None:
    """Return (type oid, typmod) of a TypeName, None if `missing_ok` and absent (typenameTypeIdAndMod).

    SETOF is the caller's concern. Errors are the server's, at the name's place.
    """
    node = type_name_node.get("TypeName", type_name_node)
    if missing_ok:
        record = lookup_type(ns, node, missing_ok=True)
        if record is None or not record.typisdefined:
            return None
        return record.oid, _typmod(ns, node, record)
    record, typmod_ = typename_type(ns, node)
    return record.oid, typmod_


def parse_type_string(ns: Namespace, text: str, *, missing_ok: bool = False) -> tuple[int, int] | None:
    """Return (type oid, typmod) of a type written in SQL text, such as regtype's input (parseTypeString)."""
    try:
        node = parse_type_name(text)
    except SyntaxFault as fault:
        if missing_ok:
            return None
        fault.location = -1
        raise
    try:
        return resolve_type(ns, node, missing_ok=missing_ok)
    except PgError as error:
        error.location = -1
        raise


def collation_by_name(ns: Namespace, schema: str | None, name: str) -> PgCollation | None:
    """Return the collation that [schema.]name means for a database in UTF8, or None."""
    table: CatalogTable[PgCollation] = ns.catalog.pg_collation
    namespaces: tuple[int, ...] = ns.active_path() if schema is None else (ns.explicit_namespace(schema),)
    for namespace in namespaces:
        if schema is None and namespace == ns.temp_namespace:
            continue
        for found in table.find("name", (name, namespace)):
            if found.collencoding in (-1, UTF8):
                return found
    return None


def resolve_collation(ns: Namespace, names: list[Node], location: int = -1) -> int:
    """Return the oid of a collation named in SQL; 42704 if there is none (LookupCollation)."""
    try:
        schema, name = deconstruct(ns, names)
        found = collation_by_name(ns, schema, name)
    except PgError as error:
        raise at(error, location) from None
    if found is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'collation "{tree_names.name_list_to_string(names)}" for encoding "UTF8" does not exist',
            location=location, missing=("collation", schema, name),
        )
    return found.oid


def column_spec_collation(ns: Namespace, column_def: Node, typid: int) -> int:
    """Return the collation of a column defined by a ColumnDef of that type (GetColumnDefCollation)."""
    type_collation = lsyscache.get_typcollation(ns.catalog, typid)
    clause = column_def.get("collClause")
    if clause is None:
        return column_def.get("collOid", 0) or type_collation
    clause = clause.get("CollateClause", clause)
    result = resolve_collation(ns, clause["collname"], loc(clause))
    if not type_collation:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"collations are not supported by type {format_type(ns.catalog, typid, namespace=ns)}",
            location=loc(clause),
        )
    return result


def require_defined(record: PgType | None, what: str) -> PgType:
    """Return the record; NotSimulated where the catalog lacks it."""
    if record is None:
        raise NotSimulated(f"{what} is not in the catalog")
    return record
