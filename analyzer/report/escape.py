"""Text from migrations made harmless: for terminals, and for each report format that gives characters a meaning."""

from __future__ import annotations

import re
from typing import Final

# Control bytes of ASCII and Latin 1, marks that turn the direction of text, invisible format characters, line and
# paragraph separators, lone surrogates, the byte-order mark.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e007f]"
)
_UNSAFE_BYTES_IN_JSON: Final = re.compile(
    rb"\x7f|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf"
)


def printable(text: str, *, keep: str = "") -> str:
    r"""The text with every character that a terminal may obey or hide written as ``\x1b``, ``\u202e``; `keep` stay."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: match[0] if match[0] in keep else _escaped(match[0]), text)


def printable_json(encoded: bytes) -> bytes:
    r"""JSON with the same characters written as ``\u202e``; they occur within strings only."""
    if encoded.isascii() and b"\x7f" not in encoded:
        return encoded
    return _UNSAFE_BYTES_IN_JSON.sub(lambda match: f"\\u{ord(match[0].decode()):04x}".encode(), encoded)


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
