"""Conditions that are true while an object is there and not as intended: what a second run leaves alone.

The server writes definitions as ours are written (ruleutils.c). Where it does not, an object is made again once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.deparse import names
from analyzer.deparse.index import constraint_text, index_definition, is_on_every_partition
from analyzer.deparse.routine import argument_list, result_type
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.patch.guard import regname, relation
from analyzer.tree.names import quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.objects import ObjectAddress


def unlike(catalog: Catalog, address: ObjectAddress) -> str | None:
    """Return the condition under which an intended object has to be made again; None if none can be written."""
    record: Any = catalog.tables[address.classid][address.objid]
    match address.classid:
        case "pg_constraint":
            return _unlike_constraint(catalog, record)
        case "pg_proc" if record.prokind in "fpw":
            return _unlike_routine(catalog, record)
        case "pg_class" if record.relkind in "iI":
            name = relation(names.qualified_relation_name(catalog, record.oid))
            wanted = quote_literal(index_definition(catalog, record.oid))
            text = f"pg_catalog.pg_get_indexdef({name}) <> {wanted}"
            return f"{text} OR {_otherwise_valid(catalog, record.oid, name)}" if record.relkind == "I" else text
        case "pg_class" if record.relkind == "v":
            return _unlike_view(catalog, record)
    return None


def _unlike_constraint(catalog: Catalog, record: Any) -> str:
    if record.conrelid:
        where = f"conrelid = {relation(names.qualified_relation_name(catalog, record.conrelid))}"
    else:
        where = f"contypid = pg_catalog.to_regtype({quote_literal(names.type_name(catalog, record.contypid))})"
    wanted = quote_literal(constraint_text(catalog, record.oid))
    differs = f"pg_catalog.pg_get_constraintdef(oid) <> {wanted}"
    if record.contype in "pux" and catalog.pg_class[record.conindid].relkind == "I":
        differs = f"({differs} OR {_otherwise_valid(catalog, record.conindid, 'conindid')})"
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE {where} AND conname = {quote_literal(record.conname)} "
        f"AND {differs})"
    )


def _otherwise_valid(catalog: Catalog, oid: int, index: str) -> str:
    """Return a condition on an index that is on every partition and should not be, or the other way round."""
    word = "NOT " if is_on_every_partition(catalog, catalog.pg_index[oid]) else ""
    return f"EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = {index} AND {word}indisvalid)"


def _unlike_routine(catalog: Catalog, record: Any) -> str:
    result = quote_literal(result_type(catalog, record)) if record.prokind != "p" else "NULL"
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid = "
        f"pg_catalog.to_regprocedure({quote_literal(regname(catalog, record))}) "
        f"AND (prokind, pg_catalog.pg_get_function_result(oid), pg_catalog.pg_get_function_arguments(oid)) "
        f"IS DISTINCT FROM ({quote_literal(record.prokind)}::\"char\", {result}::text, "
        f"{quote_literal(argument_list(catalog, record))}::text))"
    )


def _unlike_view(catalog: Catalog, record: Any) -> str:
    """Compare the columns: a view whose query alone differs is replaced in its place."""
    columns = []
    for column in columns_of(catalog, record.oid):
        collation = catalog.pg_collation.get(column.attcollation)
        kind = names.type_name(catalog, column.atttypid, column.atttypmod)
        columns.append(quote_literal(f"{column.attname} {kind} {collation.collname if collation else ''}"))
    name = relation(names.qualified_relation_name(catalog, record.oid))
    return (
        f"ARRAY(SELECT pg_catalog.concat(attname, ' ', pg_catalog.format_type(atttypid, atttypmod), ' ', "
        f"(SELECT collname FROM pg_catalog.pg_collation c WHERE c.oid = attcollation)) FROM pg_catalog.pg_attribute "
        f"WHERE attrelid = {name} AND attnum > 0 AND NOT attisdropped ORDER BY attnum) "
        f"<> ARRAY[{', '.join(columns)}]::text[]"
    )
