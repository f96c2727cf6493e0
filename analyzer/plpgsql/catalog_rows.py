"""Rows of the system catalogs as queries see them: the records, and columns that a record has no need to keep
(src/include/catalog).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.namespace import PG_CATALOG
from analyzer.catalog.record import AclItem
from analyzer.plpgsql.values import UNKNOWN, AclArray, Some, Vector

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

Row = dict[int, Any]

_VECTORS: Final = frozenset(
    {"proargtypes", "indkey", "indclass", "indcollation", "indoption", "partattrs", "partclass", "partcollation"}
)
"""Columns of type int2vector and oidvector."""
_CLASSES: Final = {"classid": "classid", "refclassid": "refclassid", "classoid": "classid", "objoid": "objid"}
"""Columns that name a catalog by its oid and those that pg_description calls otherwise, and the records' fields."""


def catalog_rows(catalog: Catalog, name: str, names: dict[str, int], wanted: dict[str, Any]) -> Iterator[Row]:
    """Yield a catalog's rows as {attnum: value}, at least those that have the `wanted` values of columns by name."""
    table = catalog.tables[name]
    key = table.key_columns
    wanted = {_CLASSES.get(column, column): _field_value(catalog, column, value) for column, value in wanted.items()}
    if len(key) == 1 and key[0] in wanted:
        record = table.get(wanted[key[0]])
        found = [] if record is None else [record]
    else:
        index = next((i for i, columns in table.indexed().items() if all(c in wanted for c in columns)), None)
        if index is None:
            found = _of_any_class(catalog, wanted) if name == "pg_depend" else list(table)
        else:
            columns = table.indexed()[index]
            value = tuple(wanted[c] for c in columns) if len(columns) > 1 else wanted[columns[0]]
            found = table.find(index, value)
    derived = _DERIVED.get(name, {})
    fields = [(attnum, column, derived.get(column)) for column, attnum in names.items()]
    for record in found:
        yield {
            attnum: _value(catalog, record, column) if function is None else function(catalog, record)
            for attnum, column, function in fields
        }


def _of_any_class(catalog: Catalog, wanted: dict[str, Any]) -> list[Any]:
    """Return the rows of pg_depend for an object's oid alone: which catalog it is in, hardly anybody asks."""
    for column, index in (("objid", "object"), ("refobjid", "referenced")):
        if column in wanted:
            return [row for name in catalog.tables for row in catalog.pg_depend.find(index, (name, wanted[column]))]
    return list(catalog.pg_depend)


def _field_value(catalog: Catalog, column: str, value: Any) -> Any:
    """Return what a record's field holds where a query asks for a column's value."""
    if column in ("classid", "refclassid", "classoid"):
        relation = catalog.pg_class.get(value)
        return None if relation is None else relation.relname
    return value


def _value(catalog: Catalog, record: Any, column: str) -> Any:
    value = getattr(record, _CLASSES.get(column, column), UNKNOWN)
    if column in ("classid", "refclassid", "classoid"):
        relation = catalog.pg_class.first("name", (value, PG_CATALOG))
        return UNKNOWN if relation is None else relation.oid
    if column == "proargmodes" and isinstance(value, str):
        return list(value)
    return _converted(value, Vector if column in _VECTORS else list)


def _converted(value: Any, array: type[list[Any]]) -> Any:
    if not isinstance(value, tuple):
        return value
    if value and isinstance(value[0], AclItem):
        return AclArray(value)
    return array(_converted(item, list) for item in value)


def _expressions(field: str) -> Callable[[Catalog, Any], Any]:
    """Return a column of several expressions: NULL where there are none."""
    return lambda catalog, record: Some() if getattr(record, field) else None


def _checks(catalog: Catalog, relation: Any) -> int:
    return sum(row.contype == "c" for row in catalog.pg_constraint.find("relation", relation.oid))


def _of_type(field: str) -> Callable[[Catalog, Any], Any]:
    """Return a column's copy of what its type says."""

    def function(catalog: Catalog, column: Any) -> Any:
        record = catalog.pg_type.get(column.atttypid)
        return UNKNOWN if record is None else getattr(record, field)

    return function


_DERIVED: Final[dict[str, dict[str, Callable[[Any, Any], Any]]]] = {
    "pg_proc": {"pronargs": lambda catalog, proc: len(proc.proargtypes)},
    "pg_class": {
        "relhasindex": lambda catalog, relation: bool(catalog.pg_index.find("relation", relation.oid)),
        "relhasrules": lambda catalog, relation: bool(catalog.pg_rewrite.find("relation", relation.oid)),
        "relhastriggers": lambda catalog, relation: bool(catalog.pg_trigger.find("relation", relation.oid)),
        "relchecks": _checks,
        "relisshared": lambda catalog, relation: relation.reltablespace == 1664,
        "relrewrite": lambda catalog, relation: 0,
        "relpages": lambda catalog, relation: Some(),
        "reltuples": lambda catalog, relation: Some(),
        "relallvisible": lambda catalog, relation: Some(),
        "relfilenode": lambda catalog, relation: Some(),
        "reltoastrelid": lambda catalog, relation: Some(),
        "relpartbound": lambda catalog, relation: catalog.partition_bound.get(relation.oid),
    },
    "pg_attribute": {
        "attlen": _of_type("typlen"),
        "attbyval": _of_type("typbyval"),
        "attalign": _of_type("typalign"),
        "attcacheoff": lambda catalog, column: -1,
    },
    "pg_index": {
        "indnatts": lambda catalog, index: len(index.indkey),
        "indcheckxmin": lambda catalog, index: False,
        "indexprs": _expressions("indexprs"),
    },
    "pg_trigger": {"tgnargs": lambda catalog, trigger: len(trigger.tgargs)},
    "pg_partitioned_table": {
        "partnatts": lambda catalog, key: len(key.partattrs),
        "partexprs": _expressions("partexprs"),
    },
}
"""Columns that follow from other columns and catalogs, by catalog."""
