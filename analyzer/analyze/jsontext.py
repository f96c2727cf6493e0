"""JSON text: what json's and jsonb's input functions refuse, the detail they give, and what jsonb prints
(src/common/jsonapi.c, utils/adt/jsonb.c).
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

# Written by what is left out: a class up to the last character takes ten milliseconds to compile.
_TOKEN = re.compile(r"-?[0-9][^\x00-*,/:-@\[-^`{-\x7f]*|[^\x00-/:-@\[-^`{-\x7f]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_SPACE = " \t\n\r"
_ESCAPES = '"\\/bfnrt'
_MAX_EXPONENT = 1000


class JsonFault(Exception):
    """The text is no JSON; `detail` is the server's."""

    def __init__(self, detail: str | None) -> None:
        super().__init__(detail)
        self.detail = detail


class _Lexer:
    """Cuts a text into tokens: structural characters, "string", or a scalar's word."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.token = ""
        self.kind = ""
        self.next()

    def next(self) -> None:
        """Move to the next token; at the end its kind is "end"."""
        text, position = self.text, self.position
        while position < len(text) and text[position] in _SPACE:
            position += 1
        if position >= len(text):
            self.kind, self.token, self.position = "end", "", position
            return
        character = text[position]
        if character in "{}[],:":
            self.kind = self.token = character
            self.position = position + 1
        elif character == '"':
            self._string(position)
        else:
            self._word(position)

    def _string(self, start: int) -> None:
        text, position = self.text, start + 1
        while True:
            if position >= len(text):
                raise JsonFault(f'Token "{text[start:]}" is invalid.')
            character = text[position]
            if character == '"':
                break
            if character < " ":
                raise JsonFault(f"Character with value 0x{ord(character):02x} must be escaped.")
            if character == "\\":
                position += 1
                following = text[position : position + 1]
                if following == "u":
                    if not re.match(r"[0-9a-fA-F]{4}", text[position + 1 :]):
                        raise JsonFault('"\\u" must be followed by four hexadecimal digits.')
                    position += 4
                elif not following:
                    raise JsonFault(f'Token "{text[start:]}" is invalid.')
                elif following not in _ESCAPES:
                    raise JsonFault(f'Escape sequence "\\{following}" is invalid.')
            position += 1
        self.kind, self.token, self.position = "string", text[start : position + 1], position + 1

    def _word(self, start: int) -> None:
        match = _TOKEN.match(self.text, start)
        if match is None:
            raise JsonFault(f'Token "{self.text[start]}" is invalid.')
        word = match[0]
        if word not in ("true", "false", "null") and not _NUMBER.match(word):
            raise JsonFault(f'Token "{word}" is invalid.')
        self.kind, self.token, self.position = "scalar", word, match.end()

    def expected(self, what: str) -> JsonFault:
        """Return the fault for a token that should have been something else."""
        if self.kind == "end":
            return JsonFault("The input string ended unexpectedly.")
        return JsonFault(f'Expected {what}, but found "{self.token}".')


def check_json(text: str) -> None:
    """Raise JsonFault unless the text is JSON (pg_parse_json)."""
    lexer = _Lexer(text)
    stack: list[str] = []
    while True:
        _value(lexer, stack)
        while stack and _closed(lexer, stack):
            pass
        if not stack:
            break
    if lexer.kind != "end":
        raise lexer.expected("end of input")


def _value(lexer: _Lexer, stack: list[str]) -> None:
    """Read a value, or open a container and read up to its first value."""
    while True:
        kind = lexer.kind
        if kind in ("string", "scalar"):
            lexer.next()
            return
        if kind == "{":
            lexer.next()
            if lexer.kind == "}":
                lexer.next()
                return
            stack.append("}")
            _field(lexer, 'string or "}"')
        elif kind == "[":
            lexer.next()
            if lexer.kind == "]":
                lexer.next()
                return
            stack.append("]")
        else:
            raise lexer.expected("JSON value")


def _field(lexer: _Lexer, what: str) -> None:
    if lexer.kind != "string":
        raise lexer.expected(what)
    lexer.next()
    if lexer.kind != ":":
        raise lexer.expected('":"')
    lexer.next()


def _closed(lexer: _Lexer, stack: list[str]) -> bool:
    """Go on after a value: True where its container ended, False where another value follows."""
    closing = stack[-1]
    if lexer.kind == closing:
        stack.pop()
        lexer.next()
        return True
    if lexer.kind != ",":
        raise lexer.expected(f'"," or "{closing}"')
    lexer.next()
    if closing == "}":
        _field(lexer, "string")
    return False


def jsonb_text(text: str) -> str | None:
    r"""Return JSON as jsonb prints it: keys by length and then by bytes, the last of equal ones, numbers as numeric;
    None for what jsonb treats apart (\u0000, half of a surrogate pair, a very large exponent).
    """
    try:
        value = json.loads(text, parse_int=_Number, parse_float=_Number)
        shown = _jsonb(value)
        shown.encode()
    except (UnicodeEncodeError, RecursionError, _NotPrinted):
        return None
    return shown


class _NotPrinted(Exception):
    """jsonb_text leaves this value to the server."""


class _Number(str):
    """A JSON number's text, kept from becoming a float."""

    __slots__ = ()


def _jsonb(value: Any) -> str:
    if isinstance(value, _Number):
        shown = numeric_text(value)
        if shown is None:
            raise _NotPrinted
        return shown
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_jsonb, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(
            value, key=lambda key: (len(key.encode(errors="surrogatepass")), key.encode(errors="surrogatepass"))
        )
        return "{" + ", ".join(f"{_quoted(key)}: {_jsonb(value[key])}" for key in keys) + "}"
    return "null" if value is None else "true" if value else "false"


def _quoted(text: str) -> str:
    if "\0" in text:
        raise _NotPrinted
    # escape_json leaves DEL and everything beyond ASCII alone.
    return json.dumps(text, ensure_ascii=False)


def numeric_text(text: str) -> str | None:
    """Return a decimal number as numeric prints it, all its digits kept; None for a very large exponent."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _MAX_EXPONENT:
        return None
    shown = f"{number:f}"
    return shown.removeprefix("-") if number.is_zero() else shown


_PATH = re.compile(
    r"\s*(strict\s|lax\s)?\s*\$"
    r'((?:\.(?:[A-Za-z_][A-Za-z0-9_]*+|"[^"\\]*+"|\*)|\[\s*(?:\*|[0-9]++)\s*\])*)\s*\Z'
)
_STEP = re.compile(r'\.([A-Za-z_][A-Za-z0-9_]*+|"[^"\\]*+"|\*)|\[\s*(\*|[0-9]++)\s*\]')


def jsonpath_text(text: str) -> str | None:
    """Return a path of keys and subscripts as jsonpath prints it, `$."a"[0]`; None for any other."""
    match = _PATH.match(text)
    if match is None:
        return None
    shown = "strict $" if (match[1] or "").startswith("strict") else "$"
    for key, subscript in _STEP.findall(match[2]):
        shown += f"[{subscript}]" if subscript else f".{key}" if key[0] in '*"' else f'."{key}"'
    return shown
