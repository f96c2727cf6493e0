"""Storage parameters, foreign-data options and settings as SQL (ruleutils.c get_reloptions, pg_dump's dumputils.c)."""

from __future__ import annotations

from typing import Final

from analyzer.tree.names import quote_identifier, quote_literal

LIST_QUOTE_SETTINGS: Final = frozenset(
    {
        "local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries",
        "temp_tablespaces", "unix_socket_directories",
    }
)
"""Settings whose stored value is a list of quoted identifiers (GUC_LIST_QUOTE)."""


def split_option(option: str) -> tuple[str, str]:
    """Return name and value of a stored ``name=value``."""
    name, _, value = option.partition("=")
    return name, value


def storage_parameters(options: tuple[str, ...]) -> str:
    """Write ``a=b, c='d e'`` for WITH (...) and SET (...)."""
    found: list[str] = []
    for option in options:
        name, value = split_option(option)
        # A namespace (toast.) is not part of the identifier.
        shown = ".".join(quote_identifier(part) for part in name.split("."))
        found.append(f"{shown}={value if quote_identifier(value) == value else quote_literal(value)}")
    return ", ".join(found)


def foreign_options(options: tuple[str, ...]) -> str:
    """Write ``OPTIONS (a 'b')``."""
    pairs = (split_option(option) for option in options)
    return f"OPTIONS ({', '.join(f'{quote_identifier(name)} {quote_literal(value)}' for name, value in pairs)})"


def setting(config: str) -> str:
    """Write ``SET name TO value`` for a stored ``name=value`` of a function, role or database."""
    name, value = split_option(config)
    shown = ".".join(quote_identifier(part) for part in name.split("."))
    if name.lower() in LIST_QUOTE_SETTINGS:
        values = ", ".join(quote_literal(item) for item in split_identifiers(value))
        return f"SET {shown} TO {values or quote_literal('')}"
    return f"SET {shown} TO {quote_literal(value)}"


def split_identifiers(text: str) -> list[str]:
    """Split a list of identifiers, quoted ones among them, without folding case (SplitGUCList, varlena.c)."""
    found: list[str] = []
    position, length = 0, len(text)
    while position < length:
        while position < length and text[position] in " \t\n\r\f,":
            position += 1
        if position >= length:
            break
        if text[position] == '"':
            item, position = _quoted(text, position + 1)
        else:
            end = position
            while end < length and text[end] != ",":
                end += 1
            item, position = text[position:end].rstrip(), end
        found.append(item)
    return found


def _quoted(text: str, position: int) -> tuple[str, int]:
    item: list[str] = []
    while position < len(text):
        if text[position] == '"':
            if text[position + 1 : position + 2] != '"':
                return "".join(item), position + 1
            position += 1
        item.append(text[position])
        position += 1
    return "".join(item), position


def dollar_quote(body: str, tag: str = "") -> str:
    """Quote a text with dollar signs, with a tag that does not occur in it (appendStringLiteralDQ)."""
    delimiter = f"${tag}$"
    count = 0
    while delimiter[:-1] in body:
        count += 1
        delimiter = f"$_{count}$" if not tag else f"${tag}_{count}$"
    return f"{delimiter}{body}{delimiter}"
