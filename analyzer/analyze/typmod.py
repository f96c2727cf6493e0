"""Type modifiers: what the typmodin functions of the built-in types and of pgvector accept (varchar.c, numeric.c,
timestamp.c ...).
"""

from __future__ import annotations

from collections.abc import Callable

from analyzer import sqlstate
from analyzer.catalog.format_type import INTERVAL_FULL_PRECISION, INTERVAL_FULL_RANGE
from analyzer.errors import NotSimulated, PgError

MAX_ATTR_SIZE = 10 * 1024 * 1024
MAX_PRECISION = 6


def typmod_in(function: str, modifiers: list[str]) -> int:
    """Return what the typmodin function of that name makes of the modifiers; 22023 where it refuses them."""
    handler = _FUNCTIONS.get(function)
    if handler is None:
        raise NotSimulated(f"type modifiers of {function} are not simulated")
    return handler(modifiers)


def _integers(modifiers: list[str]) -> list[int]:
    out = []
    for text in modifiers:
        try:
            value = int(text.strip())
        except ValueError:
            raise PgError(
                sqlstate.INVALID_TEXT_REPRESENTATION, f'invalid input syntax for type integer: "{text}"'
            ) from None
        if not -(2**31) <= value < 2**31:
            raise PgError(
                sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, f'value "{text}" is out of range for type integer'
            )
        out.append(value)
    return out


def _invalid(message: str) -> PgError:
    return PgError(sqlstate.INVALID_PARAMETER_VALUE, message)


def _single(modifiers: list[str]) -> int:
    values = _integers(modifiers)
    if len(values) != 1:
        raise _invalid("invalid type modifier")
    return values[0]


def _bounded(noun: str, name: str, limit: int, header: int = 0) -> Callable[[list[str]], int]:
    """A length (or dimensions) from 1 to a limit, kept with the header that values of the type have."""

    def check(modifiers: list[str]) -> int:
        value = _single(modifiers)
        if value < 1:
            raise _invalid(f"{noun} for type {name} must be at least 1")
        if value > limit:
            raise _invalid(f"{noun} for type {name} cannot exceed {limit}")
        return value + header

    return check


def _numeric(modifiers: list[str]) -> int:
    values = _integers(modifiers)
    if len(values) not in (1, 2):
        raise _invalid("invalid NUMERIC type modifier")
    precision, scale = values[0], values[1] if len(values) == 2 else 0
    if not 1 <= precision <= 1000:
        raise _invalid(f"NUMERIC precision {precision} must be between 1 and 1000")
    if not -1000 <= scale <= 1000:
        raise _invalid(f"NUMERIC scale {scale} must be between -1000 and 1000")
    return (precision << 16 | scale & 0x7FF) + 4


def _precision(noun: str, zone: str) -> Callable[[list[str]], int]:
    def check(modifiers: list[str]) -> int:
        value = _single(modifiers)
        if value < 0:
            raise _invalid(f"{noun}({value}){zone} precision must not be negative")
        return min(value, MAX_PRECISION)

    return check


def _interval(modifiers: list[str]) -> int:
    values = _integers(modifiers)
    if len(values) == 1:
        if values[0] == INTERVAL_FULL_RANGE:
            return -1
        return INTERVAL_FULL_PRECISION | values[0] << 16
    if len(values) != 2:
        raise _invalid("invalid INTERVAL type modifier")
    if values[1] < 0:
        raise _invalid(f"INTERVAL({values[1]}) precision must not be negative")
    return min(values[1], MAX_PRECISION) | values[0] << 16


_FUNCTIONS: dict[str, Callable[[list[str]], int]] = {
    "varchartypmodin": _bounded("length", "varchar", MAX_ATTR_SIZE, 4),
    "bpchartypmodin": _bounded("length", "char", MAX_ATTR_SIZE, 4),
    "bittypmodin": _bounded("length", "bit", MAX_ATTR_SIZE * 8),
    "varbittypmodin": _bounded("length", "varbit", MAX_ATTR_SIZE * 8),
    "numerictypmodin": _numeric,
    "timestamptypmodin": _precision("TIMESTAMP", ""),
    "timestamptztypmodin": _precision("TIMESTAMP", " WITH TIME ZONE"),
    "timetypmodin": _precision("TIME", ""),
    "timetztypmodin": _precision("TIME", " WITH TIME ZONE"),
    "intervaltypmodin": _interval,
    "vector_typmod_in": _bounded("dimensions", "vector", 16000),
    "halfvec_typmod_in": _bounded("dimensions", "halfvec", 16000),
    "sparsevec_typmod_in": _bounded("dimensions", "sparsevec", 1000000000),
}
