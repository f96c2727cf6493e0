"""Calls libpg_query (PostgreSQL 18's gram.y and scan.l) and is the only importer of pglast.

A parse tree is a plain dict as libpg_query's JSON writes it: ``{"CreateStmt": {"relation": {...}, ...}}``. Fields that
are false, 0, "" or an empty list are absent. A ``location`` is a byte offset (UTF-8) from the start of the text that
was parsed.

Trees are decoded on demand: `RawStatement` keeps the JSON bytes, `RawStatement.decode` makes the dicts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.errors import NotSimulated
from analyzer.tree.faults import SyntaxFault
from analyzer.tree.lean_import import import_pglast

__all__ = [
    "KEYWORDS_TO_QUOTE",
    "Node",
    "RawStatement",
    "SyntaxFault",
    "Token",
    "parse_expression",
    "parse_many",
    "parse_plpgsql",
    "parse_statement",
    "parse_type_name",
    "room_for_depth",
    "scan",
]

libpg_query = import_pglast("parser")
_keywords = import_pglast("keywords")

Node = dict[str, Any]

KEYWORDS_TO_QUOTE: frozenset[str] = frozenset(
    _keywords.COL_NAME_KEYWORDS | _keywords.RESERVED_KEYWORDS | _keywords.TYPE_FUNC_NAME_KEYWORDS
)
"""Every keyword that quote_identifier() quotes: all categories but UNRESERVED_KEYWORD."""

ALL_KEYWORDS: frozenset[str] = KEYWORDS_TO_QUOTE | frozenset(_keywords.UNRESERVED_KEYWORDS)

# JSON levels. One level of an expression takes three or four of them. CPython takes a few hundred bytes of C stack for
# each level while it decodes and while it frees, so this stays below the 2 MB of stack that the smallest main thread
# has.
MAX_JSON_DEPTH = 4000


_MAX_OPENINGS = 500
_OPERATOR_RUN = re.compile(r"[~!@#^&|`?+\-*/%<>=]{1000,}")


class Token(NamedTuple):
    """One token of scan.l: byte offsets (stop excluded), the token's name in gram.y, and its keyword category."""

    start: int
    stop: int
    name: str
    kind: str


class _RawStmt(msgspec.Struct):
    stmt: msgspec.Raw
    stmt_location: int = 0
    stmt_len: int = 0


class _ParseResult(msgspec.Struct):
    stmts: list[_RawStmt] = []


_decode_result = msgspec.json.Decoder(_ParseResult).decode
_decode_tree = msgspec.json.Decoder().decode


class RawStatement:
    """One parsed statement, not yet decoded: its tag, its place in the parsed text (bytes), and its tree as JSON.

    ``location`` is where the statement's first token starts; ``length`` is 0 where it runs to the end of the text.
    """

    __slots__ = ("_json", "_rewrite", "length", "location", "tag")

    def __init__(self, json: msgspec.Raw, location: int, length: int) -> None:
        # A copy: a Raw would keep the JSON of the whole text alive.
        self._json = bytes(json)
        self.tag: str = self._json[2:60].partition(b'"')[0].decode("ascii")
        self.location = location
        self.length = length
        self._rewrite: Callable[[Node], Node] | None = None

    def rewritten(self, rewrite: Callable[[Node], Node]) -> RawStatement:
        """The statement with a tree that is changed after it is decoded."""
        self._rewrite = rewrite
        return self

    def decode(self) -> Node:
        """The inner dict of the statement's node, made anew on each call; NotSimulated where it nests too deeply."""
        tree: Node = _decode(self._json)
        (node,) = tree.values()
        return node if self._rewrite is None else self._rewrite(node)


def _decode(json: bytes | str, decode: Callable[[bytes | str], Any] = _decode_tree) -> Any:
    """The dicts of a JSON text, to MAX_JSON_DEPTH levels, which Python's default recursion limit would not allow."""
    try:
        return decode(json)
    except RecursionError:
        pass
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, MAX_JSON_DEPTH))
    try:
        return decode(json)
    except RecursionError:
        raise NotSimulated("the statement is nested too deeply") from None
    finally:
        sys.setrecursionlimit(limit)


@contextmanager
def room_for_depth() -> Iterator[None]:
    """Let whoever walks trees recurse as deep as trees are read: a long chain of operators takes three frames each."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, MAX_JSON_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _fault(error: Any, sql: str) -> SyntaxFault:
    message: str = error.args[0]
    index: int | None = error.args[1] if len(error.args) > 1 else None
    # pglast gives no index at the very end of the text.
    if index is None and message.endswith("at end of input"):
        index = len(sql)
    location = len(sql[:index].encode()) if index is not None else -1
    if message == "invalid Unicode escape" and index is not None:
        # One message, said by scan.l of E'...' and by parser.c of U&'...'.
        if sql[index : index + 2] in ("\\u", "\\U"):
            hint = "Unicode escapes must be \\uXXXX or \\UXXXXXXXX."
            return SyntaxFault(message, location, sqlstate.INVALID_ESCAPE_SEQUENCE, hint)
        return SyntaxFault(message, location, hint="Unicode escapes must be \\XXXX or \\+XXXXXX.")
    return SyntaxFault(message, location)


def _guard(sql: str) -> None:
    """Refuses what libpg_query must not see."""
    # It takes a C string: what follows a NUL would silently not be parsed.
    nul = sql.find("\0")
    if nul >= 0:
        raise SyntaxFault(
            'invalid byte sequence for encoding "UTF8": 0x00',
            len(sql[:nul].encode()),
            sqlstate.CHARACTER_NOT_IN_REPERTOIRE,
        )
    # scan.l reads the rest of a run of operator characters anew for each comment that opens in it: a megabyte of /*/*/*
    # takes an hour.
    if sql.count("/*") > _MAX_OPENINGS and any(
        run[0].count("/*") > _MAX_OPENINGS for run in _OPERATOR_RUN.finditer(sql)
    ):
        raise NotSimulated("the statement opens too many comments within one another")


def parse_many(sql: str) -> list[RawStatement]:
    """The statements of a text, in order; raises SyntaxFault for the first error anywhere in it."""
    _guard(sql)
    try:
        json = libpg_query.parse_sql_json(sql)
    except libpg_query.ParseError as error:
        raise _fault(error, sql) from None
    return [RawStatement(raw.stmt, raw.stmt_location, raw.stmt_len) for raw in _decode(json, _decode_result).stmts]


def parse_statement(sql: str) -> tuple[str, Node]:
    """Tag and inner dict of the text's only statement, as ``("CreateStmt", {"relation": ...})``.

    Raises SyntaxFault where it does not parse or is not exactly one statement.
    """
    statements = parse_many(sql)
    if len(statements) != 1:
        message = (
            "cannot insert multiple commands into a prepared statement"
            if statements
            else "syntax error at end of input"
        )
        raise SyntaxFault(message, statements[1].location if statements else len(sql.encode()), sqlstate.SYNTAX_ERROR)
    return statements[0].tag, statements[0].decode()


def parse_expression(sql: str) -> Node:
    """The node of an expression, as ``{"A_Expr": {...}}``; its locations are 7 bytes (``SELECT ``) too large."""
    tag, node = parse_statement("SELECT " + sql)
    targets = node.get("targetList", ())
    if tag != "SelectStmt" or len(targets) != 1 or node.keys() - {"targetList", "limitOption", "op"}:
        raise SyntaxFault("syntax error in expression", -1, sqlstate.SYNTAX_ERROR)
    target = targets[0]["ResTarget"]
    if "name" in target or "val" not in target:
        raise SyntaxFault("syntax error in expression", -1, sqlstate.SYNTAX_ERROR)
    return target["val"]  # type: ignore[no-any-return]


def parse_type_name(sql: str) -> Node:
    """The inner dict of a TypeName, for text such as ``numeric(10,2)[]``."""
    node = parse_expression("NULL::" + sql)
    cast = node.get("TypeCast")
    if cast is None or "A_Const" not in cast["arg"]:
        raise SyntaxFault(f'invalid type name "{sql}"', -1, sqlstate.SYNTAX_ERROR)
    return cast["typeName"]  # type: ignore[no-any-return]


def parse_plpgsql(sql: str) -> list[Node]:
    """The PL/pgSQL functions of a CREATE FUNCTION or DO statement, as ``[{"PLpgSQL_function": {...}}]``.

    Line numbers (``lineno``) count from the start of the function body. Raises SyntaxFault.
    """
    _guard(sql)
    try:
        json = libpg_query.parse_plpgsql_json(sql)
    except libpg_query.ParseError as error:
        raise _fault(error, sql) from None
    return _decode(json)  # type: ignore[no-any-return]


def scan(sql: str) -> list[Token]:
    """The tokens of a text, comments included (SQL_COMMENT, C_COMMENT); raises SyntaxFault at the first bad one."""
    _guard(sql)
    try:
        tokens = libpg_query.scan(sql)
    except libpg_query.ParseError as error:
        raise _fault(error, sql) from None
    if sql.isascii():
        return [Token(t.start, t.end + 1, t.name, t.kind) for t in tokens]
    # pglast counts characters here.
    offsets = [0]
    for character in sql:
        offsets.append(offsets[-1] + len(character.encode()))
    return [Token(offsets[t.start], offsets[t.end + 1], t.name, t.kind) for t in tokens]
