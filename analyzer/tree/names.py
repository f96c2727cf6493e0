"""Names in parse trees and in SQL text; quoting follows quote_identifier() of src/backend/utils/adt/ruleutils.c."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.tree.parse import KEYWORDS_TO_QUOTE, Node

NAMEDATALEN = 64

_SAFE_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*\Z")


def strings(nodes: Iterable[Node]) -> list[str]:
    """The texts of a list of String nodes, as in ``objname`` or ``names``."""
    return [node["String"].get("sval", "") for node in nodes]


def range_var(node: Node) -> tuple[str | None, str | None, str]:
    """(catalog, schema, name) of a RangeVar, with or without its tag."""
    inner = node.get("RangeVar", node)
    return inner.get("catalogname"), inner.get("schemaname"), inner["relname"]


def qualified(names: Sequence[Node]) -> tuple[str | None, str]:
    """(schema or None, name) of a list of String nodes, as DeconstructQualifiedName() of namespace.c.

    The name of the database may come first and is left out here; whether it is the current one is the caller's to
    check.
    """
    parts = strings(names)
    match parts:
        case [name]:
            return None, name
        case [schema, name]:
            return schema, name
        case [_, schema, name]:
            return schema, name
    raise PgError(
        sqlstate.SYNTAX_ERROR, f"improper qualified name (too many dotted names): {name_list_to_string(names)}"
    )


def name_list_to_string(names: Iterable[Node]) -> str:
    """A list of String nodes as messages show it: joined by dots, not quoted (NameListToString() of namespace.c)."""
    return ".".join("*" if "A_Star" in node else node["String"].get("sval", "") for node in names)


def truncate_identifier(name: str) -> str:
    """A name cut to NAMEDATALEN - 1 bytes without splitting a character (truncate_identifier() of scansup.c)."""
    encoded = name.encode()
    if len(encoded) < NAMEDATALEN:
        return name
    return encoded[: NAMEDATALEN - 1].decode(errors="ignore")


def quote_identifier(name: str) -> str:
    """A name as SQL: bare where PostgreSQL leaves it bare, else in double quotes."""
    if _SAFE_IDENTIFIER.match(name) and name not in KEYWORDS_TO_QUOTE:
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_qualified(schema: str | None, name: str) -> str:
    """``schema.name`` with each part quoted where needed; the name alone where schema is None or empty."""
    return f"{quote_identifier(schema)}.{quote_identifier(name)}" if schema else quote_identifier(name)


def quote_literal(text: str) -> str:
    """A text as a SQL string constant, with E'' where it holds a backslash (quote_literal() of quote.c)."""
    quoted = text.replace("'", "''")
    if "\\" in quoted:
        return "E'" + quoted.replace("\\", "\\\\") + "'"
    return f"'{quoted}'"
