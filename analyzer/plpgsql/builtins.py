"""Built-in functions and operators that catalog queries use, on known values (src/backend/utils/adt).

A function is found by its name in pg_catalog. What is not here gives UNKNOWN.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.plpgsql.values import UNKNOWN, known, to_text
from analyzer.tree.names import quote_identifier, quote_literal


def like(text: Any, pattern: Any, *, fold: bool = False) -> Any:
    """LIKE and ILIKE (like_match.c)."""
    if not isinstance(text, str) or not isinstance(pattern, str):
        return UNKNOWN
    if pattern.count("%") > 2 and (len(text) > MAX_MATCHED or pattern.count("%") > 6):
        return UNKNOWN
    parts: list[str] = []
    i = 0
    while i < len(pattern):
        character = pattern[i]
        if character == "\\" and i + 1 < len(pattern):
            i += 1
            parts.append(re.escape(pattern[i]))
        elif character == "%":
            parts.append(".*")
        elif character == "_":
            parts.append(".")
        else:
            parts.append(re.escape(character))
        i += 1
    return re.fullmatch("".join(parts), text, re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


_PLAIN_REGEX: Final = re.compile(r"[\w\s^$.*+?|()\[\]\-/:,'\"=<>!@#&;%~`\\]*")


def regex(text: Any, pattern: Any, *, fold: bool = False) -> Any:
    """~ and ~*, for patterns that mean the same to Python: no escapes but of punctuation, no bounds, short."""
    if not isinstance(text, str) or not isinstance(pattern, str) or max(len(pattern) * 10, len(text)) > MAX_MATCHED:
        return UNKNOWN
    if not _PLAIN_REGEX.fullmatch(pattern) or re.search(r"\\[\w]|\([?*]|\*\*|\[\[|[*+?)]{1}\)[*+]", pattern):
        return UNKNOWN
    try:
        return re.search(pattern, text, re.IGNORECASE if fold else 0) is not None
    except re.error:
        return UNKNOWN


def _within(number: Any) -> Any:
    """Keep numbers to what bigint holds, and decimals to what is computed exactly: beyond it is an error or a numeric
    that may grow without end.
    """
    if isinstance(number, Decimal) and len(number.as_tuple().digits) > MAX_DIGITS:
        return UNKNOWN
    return number if abs(number) < 2**63 else UNKNOWN


MAX_DIGITS: Final = 26


def _plus(left: Any, right: Any) -> Any:
    return _within(left + right) if _numbers(left, right) else UNKNOWN


def _minus(left: Any, right: Any) -> Any:
    return _within(left - right) if _numbers(left, right) else UNKNOWN


def _times(left: Any, right: Any) -> Any:
    return _within(left * right) if _numbers(left, right) else UNKNOWN


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) for value in values) and not (
        any(isinstance(value, float) for value in values) and any(isinstance(value, Decimal) for value in values)
    )


def _divide(left: Any, right: Any) -> Any:
    if not _numbers(left, right):
        return UNKNOWN
    if right == 0:
        raise PgError(sqlstate.DIVISION_BY_ZERO, "division by zero")
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return UNKNOWN
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        return quotient if (left < 0) == (right < 0) else -quotient
    return left / right


def _modulo(left: Any, right: Any) -> Any:
    if not (isinstance(left, int) and isinstance(right, int)):
        return UNKNOWN
    if right == 0:
        raise PgError(sqlstate.DIVISION_BY_ZERO, "division by zero")
    result = abs(left) % abs(right)
    return -result if left < 0 else result


MAX_TEXT: Final = 1_000_000
"""Characters that a computed text may have before it counts as unknown."""
MAX_ITEMS: Final = 10_000
MAX_MATCHED: Final = 2_000
"""Characters of a text that patterns are matched against: matching may take time that grows with a power of it."""


def concatenate(left: Any, right: Any) -> Any:
    """||: texts and arrays, and an array with an element."""
    if isinstance(left, list) or isinstance(right, list):
        items = [*(left if isinstance(left, list) else [left]), *(right if isinstance(right, list) else [right])]
        return items if len(items) <= MAX_ITEMS else UNKNOWN
    texts = to_text(left), to_text(right)
    if not all(isinstance(text, str) for text in texts) or sum(map(len, texts)) > MAX_TEXT:
        return UNKNOWN
    return texts[0] + texts[1]


def _contains(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list) and all(known(item) for item in [*left, *right]):
        return all(item is not None and item in left for item in right)
    return UNKNOWN


def _overlaps(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list) and all(known(item) for item in [*left, *right]):
        return any(item is not None and item in left for item in right)
    return UNKNOWN


OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "~~": like,
    "!~~": lambda a, b: _negated(like(a, b)),
    "~~*": lambda a, b: like(a, b, fold=True),
    "!~~*": lambda a, b: _negated(like(a, b, fold=True)),
    "~": regex,
    "!~": lambda a, b: _negated(regex(a, b)),
    "~*": lambda a, b: regex(a, b, fold=True),
    "!~*": lambda a, b: _negated(regex(a, b, fold=True)),
    "||": concatenate,
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divide,
    "%": _modulo,
    "@>": _contains,
    "<@": lambda a, b: _contains(b, a),
    "&&": _overlaps,
}
"""Infix operators of pg_catalog by name, comparisons aside (compare.py); only called with known values, never NULL."""


def _negated(value: Any) -> Any:
    return UNKNOWN if value is UNKNOWN else not value


# -- functions -----------------------------------------------------------------------------------------------------


def format_text(template: Any, *values: Any) -> Any:
    """format(): %s, %I, %L, %%, with positions (text_format, varlena.c)."""
    if not isinstance(template, str):
        return UNKNOWN
    out: list[str] = []
    position = 0
    next_argument = 0
    for match in re.finditer(r"%(?:(\d+)\$)?(-?\d*)([sIL%])", template):
        out.append(template[position : match.start()])
        position = match.end()
        if match[3] == "%":
            out.append("%")
            continue
        index = int(match[1]) - 1 if match[1] else next_argument
        next_argument = index + 1
        if index >= len(values) or match[2]:
            return UNKNOWN
        text = _formatted(values[index], match[3])
        if text is UNKNOWN:
            return UNKNOWN
        out.append(text)
    out.append(template[position:])
    result = "".join(out)
    return result if len(result) <= MAX_TEXT else UNKNOWN


def _formatted(value: Any, kind: str) -> Any:
    if value is UNKNOWN:
        return UNKNOWN
    text = to_text(value)
    if text is UNKNOWN:
        return UNKNOWN
    if kind == "s":
        return "" if text is None else text
    if kind == "L":
        return "NULL" if text is None else quote_literal(text)
    return UNKNOWN if text is None else quote_identifier(text)


def _repeat(text: Any, count: Any) -> Any:
    if not isinstance(text, str) or not isinstance(count, int) or len(text) * max(count, 0) > MAX_TEXT:
        return UNKNOWN
    return text * max(count, 0)


def _replace(text: str, old: str, new: str) -> Any:
    if not old:
        return text
    return UNKNOWN if text.count(old) * len(new) > MAX_TEXT else text.replace(old, new)


def _substring(text: Any, start: Any, length: Any = None) -> Any:
    if not isinstance(text, str) or not isinstance(start, int):
        return UNKNOWN
    stop = len(text) + 1 if length is None else start + length
    return text[max(start, 1) - 1 : max(stop, 1) - 1]


def _strings(function: Callable[..., Any]) -> Callable[..., Any]:
    def checked(*values: Any) -> Any:
        return function(*values) if all(isinstance(value, str) for value in values) else UNKNOWN

    return checked


def _array_length(array: Any, dimension: Any) -> Any:
    if not isinstance(array, list) or dimension != 1:
        return UNKNOWN
    return len(array) or None


def _array_to_string(array: Any, separator: Any, null: Any = None) -> Any:
    if not isinstance(array, list):
        return UNKNOWN
    texts = [null if item is None else to_text(item) for item in array]
    if any(text is UNKNOWN for text in texts):
        return UNKNOWN
    present = [text for text in texts if text is not None]
    if sum(map(len, present)) + len(present) * len(str(separator)) > MAX_TEXT:
        return UNKNOWN
    return str(separator).join(present)


def _concat_ws(separator: Any, values: list[Any]) -> Any:
    if separator is None:
        return None
    return _array_to_string(values, separator) if known(separator) else UNKNOWN


def _split_part(text: Any, separator: Any, field: Any) -> Any:
    parts = text.split(separator) if separator else [text]
    if field < 0:
        field = len(parts) + field + 1
    return parts[field - 1] if 1 <= field <= len(parts) else ""


def _string_to_array(text: Any, separator: Any, null: Any = None) -> Any:
    if text is None:
        return None
    if not isinstance(text, str) or not isinstance(separator, (str, type(None))) or not known(null):
        return UNKNOWN
    if not text:
        return []
    items = list(text) if separator is None else text.split(separator) if separator else [text]
    return [None if null is not None and item == null else item for item in items]


def _like_escape(pattern: str, escape: str) -> Any:
    """like_escape(): the pattern with backslash as its escape character."""
    if len(escape) > 1:
        raise PgError(
            sqlstate.INVALID_ESCAPE_SEQUENCE, "invalid escape string",
            hint="Escape string must be empty or one character.",
        )
    if escape == "\\":
        return pattern
    out: list[str] = []
    after_escape = False
    for character in pattern:
        if escape and character == escape and not after_escape:
            out.append("\\")
            after_escape = True
            continue
        # A backslash is an ordinary character then.
        out.append("\\\\" if character == "\\" and not after_escape else character)
        after_escape = False
    return "".join(out)


def bounded(parts: list[str]) -> Any:
    """Return texts joined, UNKNOWN where that is too long."""
    return "".join(parts) if sum(map(len, parts)) <= MAX_TEXT else UNKNOWN


def _concat(*values: Any) -> Any:
    texts = [to_text(value) for value in values]
    if any(text is UNKNOWN for text in texts):
        return UNKNOWN
    return bounded([text for text in texts if text is not None])


STRICT: Final[dict[str, Callable[..., Any]]] = {
    "lower": _strings(str.lower),
    "upper": _strings(str.upper),
    "length": lambda v: len(v) if isinstance(v, str) else UNKNOWN,
    "char_length": lambda v: len(v) if isinstance(v, str) else UNKNOWN,
    "character_length": lambda v: len(v) if isinstance(v, str) else UNKNOWN,
    "octet_length": lambda v: len(v.encode()) if isinstance(v, str) else UNKNOWN,
    "btrim": _strings(lambda v, chars=" ": v.strip(chars)),
    "ltrim": _strings(lambda v, chars=" ": v.lstrip(chars)),
    "rtrim": _strings(lambda v, chars=" ": v.rstrip(chars)),
    "replace": _strings(_replace),
    "like_escape": _strings(_like_escape),
    "strpos": _strings(lambda v, part: v.find(part) + 1),
    "position": _strings(lambda v, part: v.find(part) + 1),
    "starts_with": _strings(lambda v, part: v.startswith(part)),
    "left": lambda v, n: v[:n] if isinstance(v, str) else UNKNOWN,
    "right": lambda v, n: (v[-n:] if n > 0 else v[-n:] if n < 0 else "") if isinstance(v, str) else UNKNOWN,
    "substr": _substring,
    "substring": _substring,
    "repeat": _repeat,
    "split_part": _split_part,
    "quote_ident": _strings(quote_identifier),
    "quote_literal": lambda v: quote_literal(str(to_text(v))),
    "array_length": _array_length,
    "cardinality": lambda v: len(v) if isinstance(v, list) else UNKNOWN,
    "array_to_string": _array_to_string,
    "array_append": concatenate,
    "abs": lambda v: abs(v) if _numbers(v) else UNKNOWN,
    "chr": lambda v: chr(v) if isinstance(v, int) and 0 < v < 0x110000 else UNKNOWN,
    "ascii": lambda v: ord(v[0]) if isinstance(v, str) and v else UNKNOWN,
    "textcat": concatenate,
    "pg_table_is_visible": lambda v: UNKNOWN,
}
"""Functions of pg_catalog that give NULL for any NULL argument; never called with UNKNOWN."""

NOT_STRICT: Final[dict[str, Callable[..., Any]]] = {
    "format": format_text,
    "concat": _concat,
    "quote_nullable": lambda v: UNKNOWN if not known(v) else "NULL" if v is None else quote_literal(str(to_text(v))),
    "string_to_array": _string_to_array,
    "concat_ws": lambda sep, *v: _concat_ws(sep, list(v)),
    "num_nonnulls": lambda *v: UNKNOWN if any(x is UNKNOWN for x in v) else sum(x is not None for x in v),
    "num_nulls": lambda *v: UNKNOWN if any(x is UNKNOWN for x in v) else sum(x is None for x in v),
}
"""Functions that see NULL and UNKNOWN arguments themselves."""

UNIQUE: Final = frozenset({"gen_random_uuid", "uuidv4", "uuidv7", "uuid_generate_v1", "uuid_generate_v4"})
"""Functions that give another value with each call."""

NEVER_NULL: Final = UNIQUE | frozenset(
    {
        "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday",
        "random", "floor", "ceil", "ceiling", "round", "trunc", "abs", "mod", "date_trunc",
        "to_timestamp", "make_interval", "make_date", "md5", "encode", "decode", "sha256",
        "jsonb_build_object", "json_build_object", "jsonb_build_array", "json_build_array",
        "to_jsonb", "to_json", "lower", "upper", "initcap", "btrim", "length", "replace", "lpad",
        "rpad", "hashtext", "date", "timezone", "txid_current", "pg_current_xact_id", "row_to_json",
        "justify_interval", "age",
    }
)
"""Functions that give no NULL for arguments that are not NULL."""
