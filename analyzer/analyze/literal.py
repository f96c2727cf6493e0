"""What the types' input functions make of a literal, as far as that is decided without data (src/backend/utils/adt)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from analyzer import sqlstate
from analyzer.analyze import lsyscache, regtypes
from analyzer.analyze.datetimetext import date_text, interval_text, time_text, timestamp_text
from analyzer.analyze.jsontext import JsonFault, check_json, jsonb_text, jsonpath_text, numeric_text
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.tree.names import truncate_identifier

_SPACE: Final = " \t\n\r\f\v"
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_INTEGER_16 = re.compile(r"[+-]?(?:[0-9]+(?:_[0-9]+)*|0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)\Z")
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?|nan|inf|infinity|"
    r"0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)\Z",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-fA-F]{4}(?:-?[0-9a-fA-F]{4}){7}\Z")
_INTEGER_RANGES: Final[dict[int, tuple[str, int, int]]] = {
    t.INT2: ("smallint", -(2**15), 2**15 - 1),
    t.INT4: ("integer", -(2**31), 2**31 - 1),
    t.INT8: ("bigint", -(2**63), 2**63 - 1),
    t.OID: ("oid", -(2**31), 2**32 - 1),
}


def input_value(ns: Namespace, typid: int, typmod: int, text: str, location: int) -> str:
    """Return a literal as its type's output function prints it, where that is cheap to know; else the text as given.

    Raises what the type's input function raises: 22P02 for a malformed value or an enum label that does not exist,
    22003 for one out of range, 42P01 and its like for regclass and its like. What is not checked is accepted.

    Unlike PostgreSQL: values of composite, range, network and extensions' types stay as they were written.
    """
    handler = _INPUTS.get(typid)
    try:
        if handler is not None:
            value = handler(ns, typid, text)
            return interval_text(text, typmod) or value if typid == t.INTERVAL else value
        record = ns.catalog.pg_type.get(typid)
        if record is None:
            return text
        if record.typtype == "e":
            return _enum(ns, typid, text)
        if typid == t.RECORD:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "input of anonymous composite types is not implemented"
            )
        if record.typtype == "p" and typid not in (t.UNKNOWN, t.CSTRING, t.VOID):
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"cannot accept a value of type {record.typname}")
        if typid not in (t.INT2VECTOR, t.OIDVECTOR) and lsyscache.get_element_type(ns.catalog, typid):
            return _array(ns, typid, typmod, text)
    except PgError as error:
        if error.location < 0:
            error.location = location
        raise
    return text


def _syntax(name: str, text: str) -> PgError:
    return PgError(sqlstate.INVALID_TEXT_REPRESENTATION, f'invalid input syntax for type {name}: "{text}"')


def _bool(_ns: Namespace, _typid: int, text: str) -> str:
    word = text.strip(_SPACE).lower()
    if word == "1" or (word and ("true".startswith(word) or "yes".startswith(word))) or word == "on":
        return "t"
    if word == "0" or (word and ("false".startswith(word) or "no".startswith(word))) or word in ("of", "off"):
        return "f"
    raise _syntax("boolean", text)


def _int(ns: Namespace, typid: int, text: str) -> str:
    name, low, high = _INTEGER_RANGES[typid]
    digits = text.strip(_SPACE)
    pattern = _INTEGER_16 if ns.catalog.postgres >= 16 and typid != t.OID else _INTEGER
    if not pattern.match(digits):
        raise _syntax(name, text)
    sign = -1 if digits[0] == "-" else 1
    digits = digits.lstrip("+-").replace("_", "")
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits[:2].lower(), 10)
    value = sign * int(digits, base)
    if not low <= value <= high:
        raise PgError(sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, f'value "{text}" is out of range for type {name}')
    return str(value)


def _number(name: str) -> Callable[[Namespace, int, str], str]:
    def check(_ns: Namespace, _typid: int, text: str) -> str:
        digits = text.strip(_SPACE)
        if not _NUMBER.match(digits):
            raise _syntax(name, text)
        if name != "numeric":
            return digits
        return numeric_text(digits.replace("_", "")) or digits

    return check


def _uuid(_ns: Namespace, _typid: int, text: str) -> str:
    digits = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    if not _UUID.match(digits):
        raise _syntax("uuid", text)
    digits = digits.replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _json(_ns: Namespace, typid: int, text: str) -> str:
    try:
        check_json(text)
    except JsonFault as fault:
        raise PgError(
            sqlstate.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type json", detail=fault.detail
        ) from None
    return jsonb_text(text) or text if typid == t.JSONB else text


_BYTE = re.compile(r"\\\\|\\([0-3][0-7]{2})|[^\\]")


def _bytea(_ns: Namespace, _typid: int, text: str) -> str:
    if text.startswith("\\x"):
        digits = re.sub(r"[ \t\n\r]", "", text[2:])
        bad = re.search(r"[^0-9a-fA-F]", digits)
        if bad is not None:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid hexadecimal digit: "{bad[0]}"')
        if len(digits) % 2:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, "invalid hexadecimal data: odd number of digits")
        return "\\x" + digits.lower()
    out = bytearray()
    position = 0
    while position < len(text):
        match = _BYTE.match(text, position)
        if match is None:
            raise PgError(sqlstate.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea")
        out += bytes((int(match[1], 8),)) if match[1] else match[0][-1].encode()
        position = match.end()
    return "\\x" + out.hex()


def _enum(ns: Namespace, typid: int, text: str) -> str:
    label = ns.catalog.pg_enum.first("label", (typid, text))
    if label is None:
        name = format_type(ns.catalog, typid, namespace=ns)
        raise PgError(
            sqlstate.INVALID_TEXT_REPRESENTATION, f'invalid input value for enum {name}: "{text}"',
            missing=("enum label", None, f"{ns.catalog.pg_type[typid].typname}.{text}"),
        )
    if label.oid in ns.unsafe_enum_oids:
        name = format_type(ns.catalog, typid, namespace=ns)
        raise PgError(
            sqlstate.UNSAFE_NEW_ENUM_VALUE_USAGE, f'unsafe use of new value "{text}" of enum type {name}',
            hint="New enum values must be committed before they can be used.",
        )
    # The oid, as in the server: a label may be renamed later.
    return str(label.oid)


def _name(_ns: Namespace, _typid: int, text: str) -> str:
    return truncate_identifier(text)


# -- date and time: only what cannot be one under any setting ------------------------------------------------------

_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_WORDS = re.compile(r"[a-z]+")
_DATE_WORDS: Final = frozenset({"epoch", "infinity", "now", "today", "tomorrow", "yesterday", "allballs"})
_INTERVAL_UNITS: Final = frozenset(
    {
        "ago", "c", "cent", "centuries", "century", "d", "day", "days", "dec", "decade", "decades", "decs", "h", "hour",
        "hours", "hr", "hrs", "m", "microsecon", "microsecond", "microseconds", "mil", "millennia", "millennium",
        "millenniums", "mils", "millisecon", "millisecond", "milliseconds", "millenniu", "min", "mins", "minute",
        "minutes", "mon", "mons", "month", "months", "ms", "msec", "mseconds", "msecs", "qtr", "quarter", "quarters",
        "s", "sec", "second", "seconds", "secs", "us", "usec", "usecond", "useconds", "usecs", "w", "week", "weeks",
        "y", "year", "years", "yr", "yrs", "infinity", "invalid", "timezone", "microsec", "microsecs", "timezone_h",
        "timezone_m", "hms", "to",
    }
)


def _printed(typid: int, text: str) -> str:
    if typid == t.DATE:
        return date_text(text) or text
    return timestamp_text(text, with_zone=typid == t.TIMESTAMPTZ) or text


def _datetime(name: str) -> Callable[[Namespace, int, str], str]:
    def check(ns: Namespace, typid: int, text: str) -> str:
        word = text.strip(_SPACE).lower()
        if not any(character.isdigit() for character in word):
            if not any(known in word for known in _DATE_WORDS):
                raise PgError(sqlstate.INVALID_DATETIME_FORMAT, f'invalid input syntax for type {name}: "{text}"')
            return _printed(typid, text)
        iso = _ISO_DATE.match(word)
        if iso is not None and not _valid_date(int(iso[1]), int(iso[2]), int(iso[3])):
            setting = "DateStyle" if ns.catalog.postgres >= 18 else "datestyle"
            hint = f'Perhaps you need a different "{setting}" setting.'
            month_bad = not 1 <= int(iso[2]) <= 12
            raise PgError(
                sqlstate.DATETIME_FIELD_OVERFLOW, f'date/time field value out of range: "{text}"',
                hint=hint if month_bad else None,
            )
        return _printed(typid, text)

    return check


def _valid_date(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or year == 0:
        return False
    days = (31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= day <= days[month - 1]


def _interval(_ns: Namespace, _typid: int, text: str) -> str:
    word = text.strip(_SPACE).lower()
    if word.startswith("p") and len(word) > 1:
        return text
    words = _WORDS.findall(word)
    if (not any(c.isdigit() for c in word) and "infinity" not in words) or any(w not in _INTERVAL_UNITS for w in words):
        raise PgError(sqlstate.INVALID_DATETIME_FORMAT, f'invalid input syntax for type interval: "{text}"')
    return text


def _jsonpath(_ns: Namespace, _typid: int, text: str) -> str:
    return jsonpath_text(text) or text


def _time(_ns: Namespace, _typid: int, text: str) -> str:
    return time_text(text) or text


# -- arrays --------------------------------------------------------------------------------------------------------


def _array(ns: Namespace, typid: int, typmod: int, text: str) -> str:
    element = lsyscache.get_element_type(ns.catalog, typid)
    base = lsyscache.get_base_type(ns.catalog, element)
    delimiter = ns.catalog.pg_type[element].typdelim
    items = array_items(text, delimiter)
    if items is None:
        detail = None
        if not text.lstrip(_SPACE).startswith(("{", "[")):
            detail = 'Array value must start with "{" or dimension information.'
        raise PgError(sqlstate.INVALID_TEXT_REPRESENTATION, f'malformed array literal: "{text}"', detail=detail)
    values = [None if item is None else input_value(ns, base, typmod, item, -1) for item in items]
    if "{" in text.strip(_SPACE)[1:] or text.strip(_SPACE)[0] == "[":
        return text
    if ns.catalog.pg_type[base].typtype == "e" or base in regtypes.INPUTS:
        # Their values are oids, which an array's text does not hold.
        values = items
    return "{" + delimiter.join(_element(value, delimiter) for value in values) + "}"


def _element(value: str | None, delimiter: str) -> str:
    # array_out
    if value is None:
        return "NULL"
    if value and value.upper() != "NULL" and not any(c in '"\\{}' + delimiter + _SPACE for c in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def array_items(text: str, delimiter: str = ",") -> list[str | None] | None:
    """Return the elements of an array literal of any dimension, None for NULL ones; None if it is malformed
    (array_in).
    """
    body = text.strip(_SPACE)
    if body.startswith("["):
        equals = body.find("=")
        if equals < 0:
            return None
        body = body[equals + 1 :].lstrip(_SPACE)
    if not body.startswith("{") or not body.endswith("}"):
        return None
    return _scan_array(body, delimiter)


def _scan_array(body: str, delimiter: str) -> list[str | None] | None:
    items: list[str | None] = []
    depth, position, length = 0, 0, len(body)
    expect_item = False
    after_item = False
    while position < length:
        character = body[position]
        if character in _SPACE:
            position += 1
        elif character == "{":
            if after_item:
                return None
            depth += 1
            expect_item = False
            position += 1
        elif character == "}":
            depth -= 1
            if depth < 0 or expect_item:
                return None
            after_item = True
            position += 1
            if depth == 0 and body[position:].strip(_SPACE):
                return None
        elif character == delimiter:
            if not after_item:
                return None
            after_item, expect_item = False, True
            position += 1
        else:
            if after_item or depth == 0:
                return None
            item, position, quoted = _scan_item(body, position, delimiter)
            if item is None:
                return None
            items.append(None if not quoted and item.upper() == "NULL" else item)
            after_item, expect_item = True, False
    return items if depth == 0 else None


def _scan_item(body: str, position: int, delimiter: str) -> tuple[str | None, int, bool]:
    out: list[str] = []
    quoted = body[position] == '"'
    if quoted:
        position += 1
        while position < len(body):
            character = body[position]
            if character == "\\" and position + 1 < len(body):
                out.append(body[position + 1])
                position += 2
            elif character == '"':
                return "".join(out), position + 1, True
            else:
                out.append(character)
                position += 1
        return None, position, True
    while position < len(body) and body[position] != delimiter and body[position] not in "{}":
        if body[position] == '"':
            return None, position, False
        if body[position] == "\\" and position + 1 < len(body):
            position += 1
        out.append(body[position])
        position += 1
    return "".join(out).rstrip(_SPACE), position, False


_INPUTS: dict[int, Callable[[Namespace, int, str], str]] = {
    t.BOOL: _bool, t.INT2: _int, t.INT4: _int, t.INT8: _int, t.OID: _int, t.NUMERIC: _number("numeric"),
    t.FLOAT4: _number("real"), t.FLOAT8: _number("double precision"), t.UUID: _uuid, t.JSON: _json, t.JSONB: _json,
    t.NAME: _name, t.DATE: _datetime("date"), t.TIMESTAMP: _datetime("timestamp"),
    t.TIMESTAMPTZ: _datetime("timestamp with time zone"), t.INTERVAL: _interval,
    t.TIME: _time, t.JSONPATH: _jsonpath, t.BYTEA: _bytea, **regtypes.INPUTS,
}
