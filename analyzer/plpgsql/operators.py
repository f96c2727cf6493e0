"""Built-in operators on known values: comparisons, arithmetic, || (src/backend/executor/execExprInterp.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from analyzer import sqlstate
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.errors import PgError
from analyzer.plpgsql import builtins
from analyzer.plpgsql.compare import compare, same
from analyzer.plpgsql.values import UNKNOWN, Some, base_type, known

_EQUALITY: Final = {"=": True, "<>": False}
_ORDER: Final[dict[str, Callable[[int], bool]]] = {
    "<": lambda order: order < 0, "<=": lambda order: order <= 0, ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def operate(
    catalog: Catalog, opno: int, left: Any, right: Any, left_type: int, right_type: int, collation: int = 0
) -> Any:
    """Return ``left op right`` for a built-in operator; all are strict but || of arrays."""
    operator = catalog.pg_operator.get(opno)
    if left is None or right is None:
        if operator is not None and operator.oprname == "||" and _is_array(catalog, operator.oprresult):
            return _joined_with_null(catalog, left, right, left_type, right_type)
        return None
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if operator is None or operator.oprnamespace != PG_CATALOG:
        return UNKNOWN
    name = operator.oprname
    if name in _EQUALITY:
        equal = same(catalog, left_type, left, right)
        return equal if equal is UNKNOWN else equal == _EQUALITY[name]
    if name in _ORDER:
        if base_type(catalog, left_type) != base_type(catalog, right_type) and isinstance(left, str):
            return UNKNOWN
        order = compare(catalog, left_type, left, right, collation)
        return UNKNOWN if order is UNKNOWN else _ORDER[name](order)
    function = builtins.OPERATORS.get(name)
    if function is None or not all(_computable(catalog, x) for x in (left_type, right_type)):
        return _not_null(operator.oprresult, name)
    if not (known(left) and known(right)):
        return _not_null(operator.oprresult, name)
    return _in_range(operator.oprresult, function(left, right))


def _is_array(catalog: Catalog, typid: int) -> bool:
    record = catalog.pg_type.get(base_type(catalog, typid))
    return record is not None and (record.typcategory == "A" or typid in (t.ANYARRAY, t.ANYCOMPATIBLEARRAY))


def _joined_with_null(catalog: Catalog, left: Any, right: Any, left_type: int, right_type: int) -> Any:
    """array_cat(), array_append() and array_prepend() with a NULL."""
    arrays = _is_array(catalog, left_type), _is_array(catalog, right_type)
    if all(arrays):
        return right if left is None else left
    items = [
        value if is_array else [value] for value, is_array in zip((left, right), arrays, strict=True)
    ]
    if any(item is UNKNOWN for item in items):
        return UNKNOWN
    return [each for item in items for each in item or ()]


_RANGES: Final = {21: ("smallint", 2**15), 23: ("integer", 2**31), 20: ("bigint", 2**63)}


def _in_range(typid: int, value: Any) -> Any:
    if typid in _RANGES and isinstance(value, int):
        name, limit = _RANGES[typid]
        if not -limit <= value < limit:
            raise PgError(sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, f"{name} out of range")
    return value


_NEVER_NULL_OPERATORS: Final = frozenset({"+", "-", "*", "/", "%", "||"})


def _not_null(typid: int, operator: str) -> Any:
    """Return what is known of an operator's result where the operator is not modelled."""
    return Some() if operator in _NEVER_NULL_OPERATORS and typid != t.BOOL else UNKNOWN


_COMPUTABLE: Final = frozenset(
    {t.BOOL, t.TEXT, t.NAME, t.VARCHAR, t.BPCHAR, t.CHAR, t.UUID, 20, 21, 23, 26, 700, 701, 1700}
)


def _computable(catalog: Catalog, typid: int) -> bool:
    """Tell whether a type's values are such that operators other than comparisons may be applied to them."""
    typid = base_type(catalog, typid)
    if typid in _COMPUTABLE or 2200 < typid < 2207:
        return True
    record = catalog.pg_type.get(typid)
    return record is not None and (
        record.typtype == "e"
        or (record.typcategory == "A" and bool(record.typelem) and _computable(catalog, record.typelem))
    )
