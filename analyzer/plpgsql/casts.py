"""Values of one type made into values of another: casts, lengths of character and numeric types, domains
(src/backend/executor/execExprInterp.c, utils/adt/varchar.c, numeric.c).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze.literal import input_value
from analyzer.analyze.regtypes import name_list
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.plpgsql.reg_types import reg_text
from analyzer.plpgsql.values import (
    FLOATS,
    INTEGERS,
    REG_TYPES,
    UNKNOWN,
    Moment,
    Some,
    base_type,
    from_text,
    known,
    to_text,
)

if TYPE_CHECKING:
    from analyzer.catalog.namespace import Namespace
    from analyzer.plpgsql.execute import Executor

_TEXTS: Final = frozenset({t.TEXT, t.VARCHAR, t.BPCHAR, t.NAME})
_RANGES: Final = {t.INT2: ("smallint", 2**15), t.INT4: ("integer", 2**31), t.INT8: ("bigint", 2**63)}


def cast(ns: Namespace, value: Any, source: int, target: int) -> Any:
    """Return a value of type `source` as one of type `target`; UNKNOWN where the conversion is not modelled.

    Raises what the conversion raises: 22P02 for a text that is no value of the type, 22003 for a number out of range.
    """
    if value is None or value is UNKNOWN:
        return value
    catalog = ns.catalog
    source, target = base_type(catalog, source), base_type(catalog, target)
    if source == target:
        return value
    if isinstance(value, Some):
        if isinstance(value, Moment) and target not in (t.TIMESTAMP, t.TIMESTAMPTZ):
            return Some()
        return UNKNOWN if target == t.BOOL else value
    if target in _TEXTS:
        if isinstance(value, bool):
            return "true" if value else "false"
        text = to_text(_named(ns, value, source))
        return text[:63] if target == t.NAME and isinstance(text, str) else text
    if isinstance(value, str):
        return _from_string(ns, value, source, target)
    if target in INTEGERS and isinstance(value, (int, float, Decimal)):
        return _integer(value, target)
    if target in FLOATS and isinstance(value, (int, float, Decimal)):
        if target == t.NUMERIC:
            return Decimal(f"{value:.15g}") if isinstance(value, float) else value
        return float(value) if isinstance(value, Decimal) else value
    if target == t.BOOL and isinstance(value, int):
        return bool(value)
    if isinstance(value, list):
        record = catalog.pg_type.get(target)
        origin = catalog.pg_type.get(source)
        if record is not None and record.typelem and origin is not None and origin.typelem:
            return [cast(ns, item, origin.typelem, record.typelem) for item in value]
    return UNKNOWN


def _named(ns: Namespace, value: Any, typid: int) -> Any:
    """Return a reg type's value, or an array of them, by the objects' names."""
    if typid in REG_TYPES:
        return reg_text(ns, typid, value) if isinstance(value, int) else value
    record = ns.catalog.pg_type.get(typid)
    if isinstance(value, list) and record is not None and record.typelem in REG_TYPES:
        return [_named(ns, item, record.typelem) for item in value]
    return value


def _from_string(ns: Namespace, text: str, source: int, target: int) -> Any:
    record = ns.catalog.pg_type.get(source)
    if source not in _TEXTS and (record is None or record.typtype != "e"):
        # A value kept as its text: what another type makes of it is not modelled.
        return Some() if target != t.BOOL else UNKNOWN
    if target == t.REGCLASS and not text.isdigit():
        # text_regclass() looks the name up as a command does.
        names = name_list(text)
        schema = names[-2] if len(names) > 1 else None
        found = ns.relation(schema, names[-1], schema_missing_ok=False)
        return UNKNOWN if found is None else found.oid
    return from_text(ns.catalog, target, input_value(ns, target, -1, text, -1))


def _integer(value: Any, target: int) -> int:
    if isinstance(value, Decimal):
        number = int(value.quantize(Decimal(1), ROUND_HALF_UP))
    else:
        number = int(value) if isinstance(value, bool) else round(value)
    if target in _RANGES:
        name, limit = _RANGES[target]
        if not -limit <= number < limit:
            raise PgError(sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, f"{name} out of range")
    return number


# -- lengths -------------------------------------------------------------------------------------------------------


def sized(name: str, value: Any, typmod: Any, *, explicit: bool) -> Any:
    """Return a value cut or rounded to its column's length by the length coercion function `name` (varchar, bpchar,
    numeric ...); 22001 or 22003 where it does not fit.
    """
    if not known(value) or value is None or not isinstance(typmod, int) or typmod < 4:
        return value
    if name in ("varchar", "bpchar") and isinstance(value, str):
        return _cut(value, typmod - 4, "character varying" if name == "varchar" else "character", explicit)
    if name == "numeric" and isinstance(value, (int, Decimal)):
        return _rounded(value, (typmod - 4) >> 16, ((typmod - 4) & 0x7FF ^ 1024) - 1024)
    return value


def _cut(text: str, length: int, name: str, explicit: bool) -> str:
    if len(text) <= length:
        return text
    if not explicit and text[length:].strip(" "):
        raise PgError(sqlstate.STRING_DATA_RIGHT_TRUNCATION, f"value too long for type {name}({length})")
    return text[:length]


def _rounded(value: int | Decimal, precision: int, scale: int) -> Any:
    if scale < 0 or precision > 27:
        return Some()
    number = Decimal(value).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    if abs(number) >= Decimal(10) ** (precision - scale):
        power = f"10^{precision - scale}" if precision > scale else "1"
        raise PgError(
            sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow",
            detail=f"A field with precision {precision}, scale {scale} must round to an absolute value less than "
            f"{power}.",
        )
    return number


# -- domains -------------------------------------------------------------------------------------------------------


def check_domain(executor: Executor, typid: int, value: Any) -> Any:
    """Return a value as one of a domain, UNKNOWN where whether its constraints hold is not known.

    Raises 23502 and 23514 (ExecEvalConstraintNotNull, ExecEvalConstraintCheck).
    """
    from analyzer.plpgsql.evaluate import evaluate

    catalog = executor.catalog
    chain = []
    record = catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        chain.append(record)
        record = catalog.pg_type.get(record.typbasetype)
    doubt = False
    for domain in reversed(chain):
        rows = catalog.pg_constraint.find("type", domain.oid)
        if domain.typnotnull or any(row.contype == "n" for row in rows):
            if value is None:
                raise PgError(
                    sqlstate.NOT_NULL_VIOLATION,
                    f"domain {format_type(catalog, domain.oid, namespace=executor.ctx.namespace)} does not allow null "
                    "values",
                )
            doubt = doubt or value is UNKNOWN
        for row in sorted(rows, key=lambda row: row.conname):
            if row.contype != "c":
                continue
            outer, executor.domain_value = executor.domain_value, value
            try:
                verdict = evaluate(row.conbin, ({},), executor)
            finally:
                executor.domain_value = outer
            if verdict is False and not doubt:
                raise PgError(
                    sqlstate.CHECK_VIOLATION,
                    f"value for domain {format_type(catalog, domain.oid, namespace=executor.ctx.namespace)} violates "
                    f'check constraint "{row.conname}"',
                )
            doubt = doubt or verdict is UNKNOWN or verdict is False
    return UNKNOWN if doubt else value
