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


# Everything that Markdown, HTML within it, or a hosting service (mentions, references) gives a meaning.
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~@:&$])")
# Behind other text of its line: a full stop, a bracket or a dash begins nothing there.
_MARKDOWN_INLINE: Final = re.compile(r"([\\`*\[\]<>|~@&$#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")


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


def markdown_text(text: str) -> str:
    """The text for Markdown to show as it is, at the beginning of a line too."""
    return _MARKDOWN.sub(r"\\\1", printable(text))


def markdown_inline(text: str) -> str:
    """The text for Markdown to show as it is behind something else in its line; easier to read in the source."""
    return _MARKDOWN_INLINE.sub(r"\\\1", printable(text))


def markdown_code(text: str) -> str:
    """The text as a code span of Markdown."""
    shown = printable(text)
    fence = markdown_fence(shown, least=1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def markdown_fence(text: str, *, least: int = 3) -> str:
    """The backquotes that a code block of Markdown with this text begins and ends with."""
    return "`" * max(least, 1 + max((len(run) for run in re.findall("`+", text)), default=0))


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
