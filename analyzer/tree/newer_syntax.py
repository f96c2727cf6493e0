"""Syntax that the newest grammar knows and that of the simulated version does not (src/backend/parser/gram.y).

Text is always parsed by the newest grammar. Before a statement runs, its tree is looked through for what older parsers
do not take; the first such place is where they would stop. Where words are keywords only to the newest grammar, the
statement is parsed again with these words as names (older_words.py): what comes of it is what the older parser says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer import sqlstate
from analyzer.tree.faults import SyntaxFault
from analyzer.tree.older_words import parse_with_older_words
from analyzer.tree.parse import parse_many, scan
from analyzer.tree.walk import walk

if TYPE_CHECKING:
    from analyzer.tree.parse import Node


class Place(NamedTuple):
    """Location and text of the token an older parser does not expect; the text is empty at the end of the input.

    With another `state`, what the parser says is `trouble` and no more.
    """

    location: int
    text: str
    trouble: str = "syntax error"
    state: str = sqlstate.SYNTAX_ERROR


class _Tokens:
    """A statement's tokens, comments left out; scanned when the first is asked for, since few statements need them."""

    def __init__(self, text: str, base: int) -> None:
        self._text = text
        self._base = base

    @property
    def end(self) -> int:
        """Where the statement's text ends."""
        return self._base + len(self._text.encode())

    @cached_property
    def all(self) -> list[Place]:
        """Every token."""
        encoded = self._text.encode()
        return [
            Place(token.start + self._base, encoded[token.start : token.stop].decode())
            for token in scan(self._text)
            if token.name not in ("SQL_COMMENT", "C_COMMENT")
        ]

    def since(self, location: int) -> list[Place]:
        """The tokens from a location on."""
        return [token for token in self.all if token.location >= location]

    def last_of(self, *words: str, location: int = -1, following: int = 0) -> Place:
        """The last of the first neighbouring tokens that spell these words, or one so far behind it."""
        tokens = self.since(location)
        for position in range(len(tokens)):
            if [token.text.upper() for token in tokens[position : position + len(words)]] == list(words):
                wanted = position + len(words) - 1 + following
                return tokens[wanted] if wanted < len(tokens) else Place(self.end, "")
        return Place(-1, words[-1])

    def after_parenthesis(self, location: int) -> Place:
        """The token behind the first closed pair of parentheses."""
        depth = 0
        tokens = self.since(location)
        for position, token in enumerate(tokens[:-1]):
            depth += (token.text == "(") - (token.text == ")")
            if token.text == ")" and depth == 0:
                return tokens[position + 1]
        return Place(self.end, "")


def may_be_newer(postgres: int, sql: str) -> bool:
    """Tell whether a text, not parsed yet, may hold syntax that this version does not know; most cannot."""
    return postgres < 18 and (_SUSPECT[postgres].search(sql) is not None or _DEFINITION.match(sql) is not None)


def parse_as(postgres: int, sql: str) -> list[tuple[str, Node]]:
    """Return the statements of a text, as tag and tree, as the parser of a version reads them; raise SyntaxFault where
    it stops.
    """
    try:
        raws = parse_many(sql)
    except SyntaxFault:
        older = parse_with_older_words(postgres, sql)
        if older is None:
            raise
        return [(raw.tag, raw.decode()) for raw in older]
    found = [(raw.tag, raw.decode()) for raw in raws]
    if postgres >= 18:
        return found
    encoded = sql.encode()
    return [
        read_as(
            postgres, tag, node, encoded[raw.location :][: raw.length or None].decode(), raw.location
        )
        for raw, (tag, node) in zip(raws, found, strict=True)
    ]


def read_as(postgres: int, tag: str, node: Node, text: str, base: int) -> tuple[str, Node]:
    """Return a statement, which the newest parser has read, as the parser of a version reads it: the same, or another
    tree where words are keywords only to the newest one. Raise SyntaxFault where it stops.

    `text` is the statement's own, `base` where it starts in the text that locations count from.
    """
    if postgres >= 18:
        return tag, node
    tokens = _Tokens(text, base)
    find = _FINDERS.get(tag)
    places = list(find(postgres, node, tokens)) if find is not None else []
    if _SUSPECT[postgres].search(text):
        places += _anywhere(postgres, tag, node, tokens)
        if postgres < 17 and any(postgres < _SINCE.get(inner, 0) for inner, _ in _tagged(tag, node)):
            return _read_again(postgres, text, base, places)
    _refuse(places)
    return tag, node


def _read_again(postgres: int, text: str, base: int, places: list[Place]) -> tuple[str, Node]:
    try:
        again = parse_with_older_words(postgres, text, base)
    except SyntaxFault as fault:
        _refuse([place for place in places if place.location < fault.location])
        raise
    _refuse(places)
    assert again is not None
    (raw,) = again
    return raw.tag, raw.decode()


def _refuse(places: list[Place]) -> None:
    if places:
        place = min(places)
        if place.state != sqlstate.SYNTAX_ERROR:
            raise SyntaxFault(place.trouble, place.location, place.state)
        where = f'at or near "{place.text}"' if place.text else "at end of input"
        raise SyntaxFault(f"{place.trouble} {where}", place.location)


# -- what may stand anywhere ---------------------------------------------------------------------------------------

_WORDS_16: Final = re.compile(r"returning|matched|json|merge_action|local", re.IGNORECASE)
_WORDS_15: Final = re.compile(
    r"returning|matched|json|merge_action|local|system_user|xmlserialize|\d_|\b0[xob]", re.IGNORECASE
)
_SUSPECT: Final = {15: _WORDS_15, 16: _WORDS_16, 17: re.compile(r"returning", re.IGNORECASE)}
"""Words without which a statement has nothing that is newer than a version and may stand anywhere in it."""

_DEFINITION: Final = re.compile(r"\s*(?:create|alter|grant|reindex|vacuum|analyze)\b", re.IGNORECASE)

_SINCE: Final = {
    "JsonObjectConstructor": 16, "JsonArrayConstructor": 16, "JsonArrayQueryConstructor": 16, "JsonObjectAgg": 16,
    "JsonArrayAgg": 16, "JsonIsPredicate": 16, "JsonParseExpr": 17, "JsonScalarExpr": 17, "JsonSerializeExpr": 17,
    "JsonFuncExpr": 17, "JsonTable": 17, "MergeSupportFunc": 17, "system_user()": 16,
}  # fmt: skip
"""Nodes by the version whose parser first makes them."""

_JUNK: Final = re.compile(r"(?:\d+|\d+\.\d*|\.\d+|(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+)[A-Za-z_]\w*")
_REAL: Final = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def _tagged(tag: str, node: Node) -> Iterator[tuple[str, Node]]:
    for inner, each in walk({tag: node}):
        yield ("system_user()" if inner == "FuncCall" and _is_grammars_own(each, "system_user", 0) else inner), each


def _anywhere(postgres: int, tag: str, node: Node, tokens: _Tokens) -> Iterator[Place]:
    if postgres < 16:
        for token in tokens.all:
            junk = _JUNK.match(token.text)
            if junk is not None and not _REAL.fullmatch(token.text):
                yield Place(token.location, junk[0], "trailing junk after numeric literal")
    for inner, each in walk({tag: node}):
        if inner in _WRITERS and tag not in _WRITERS:
            yield from _rows(postgres, each, tokens)
        elif inner == "XmlSerialize" and postgres < 16:
            indent = tokens.last_of("INDENT", location=each.get("location", 0))
            if indent.location >= 0:
                before = tokens.last_of("NO", "INDENT", location=each.get("location", 0), following=-1)
                yield before if before.location >= 0 else indent
        elif inner == "FuncCall" and postgres < 17 and _is_grammars_own(each, "timezone", 1):
            yield tokens.last_of("AT", "LOCAL")


def _is_grammars_own(call: Node, name: str, arguments: int) -> bool:
    """Tell whether a call is what the grammar makes of words of its own, as AT LOCAL."""
    return (
        call.get("funcformat") == "COERCE_SQL_SYNTAX"
        and call["funcname"][-1]["String"]["sval"] == name
        and len(call.get("args", ())) == arguments
    )


# -- what stands in some statements --------------------------------------------------------------------------------

_LISTS: Final = ("schemaElts", "tableElts", "cmds", "constraints")

def _definitions(node: Node) -> Iterator[tuple[str, Node]]:
    """The subcommands, columns and constraints of a statement about tables, as (tag, inner dict)."""
    base = node.get("base")
    if base is not None:
        yield from _definitions(base)
    parts = [item for field in _LISTS for item in node.get(field, ())]
    if "def" in node:
        parts.append(node["def"])
    for part in parts:
        for tag, inner in part.items():
            yield tag, inner
            yield from _definitions(inner)


def _table(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    for tag, inner in _definitions(node):
        if tag == "ColumnDef" and postgres < 16 and inner.get("storage_name"):
            yield tokens.last_of("STORAGE", location=inner.get("location", 0))
        elif tag == "Constraint":
            yield from _constraint(inner, tokens)
        elif tag == "AlterTableCmd":
            yield from _subcommand(postgres, inner, tokens)


def _constraint(constraint: Node, tokens: _Tokens) -> Iterator[Place]:
    kind, location = constraint["contype"], constraint.get("location", 0)
    if kind == "CONSTR_GENERATED" and constraint.get("generated_kind") == "v":
        yield tokens.after_parenthesis(location)
    elif kind in ("CONSTR_ATTR_ENFORCED", "CONSTR_ATTR_NOT_ENFORCED"):
        yield tokens.last_of("ENFORCED", location=location)
    elif kind == "CONSTR_NOTNULL" and constraint.get("keys"):
        yield tokens.last_of("NOT", location=location)
    elif kind == "CONSTR_NOTNULL" and constraint.get("is_no_inherit"):
        yield tokens.last_of("NO", location=location)
    elif kind in ("CONSTR_CHECK", "CONSTR_FOREIGN") and not constraint.get("is_enforced"):
        yield tokens.last_of("ENFORCED", location=location)
    if constraint.get("without_overlaps"):
        yield tokens.last_of("WITHOUT", location=location)
    if constraint.get("fk_with_period") or constraint.get("pk_with_period"):
        # PERIOD was an ordinary name: the next one is too many.
        yield tokens.last_of("PERIOD", location=location, following=1)


def _subcommand(postgres: int, command: Node, tokens: _Tokens) -> Iterator[Place]:
    subtype, definition = command["subtype"], command.get("def")
    if subtype == "AT_AlterConstraint" and definition is not None:
        changed = definition.get("ATAlterConstraint", {})
        if changed.get("alterInheritability"):
            if changed.get("noinherit"):
                # processCASbits()
                yield tokens.last_of("NO", "INHERIT", following=-1)._replace(
                    trouble="FOREIGN KEY constraints cannot be marked NO INHERIT",
                    state=sqlstate.FEATURE_NOT_SUPPORTED,
                )
                return
            yield tokens.last_of("INHERIT")
        if changed.get("alterEnforceability"):
            yield tokens.last_of("ENFORCED")
    if postgres >= 17:
        return
    if subtype == "AT_SetExpression":
        yield tokens.last_of("SET", "EXPRESSION")
    elif subtype == "AT_SetStatistics" and definition is None:
        yield tokens.last_of("STATISTICS", "DEFAULT")
    elif subtype == "AT_SetAccessMethod" and "name" not in command:
        yield tokens.last_of("METHOD", "DEFAULT")
    elif subtype == "AT_SetStorage" and postgres < 16 and definition == {"String": {"sval": "default"}}:
        yield from (place for place in [tokens.last_of("STORAGE", "DEFAULT")] if place.location >= 0)


def _grant_role(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    if postgres >= 16:
        return
    for number, item in enumerate(node.get("opt", ())):
        option = item["DefElem"]
        location = option.get("location", 0)
        word, value, *rest = [*tokens.since(location)[:3], Place(tokens.end, ""), Place(tokens.end, "")]
        if not node.get("is_grant"):
            # INHERIT and SET could be roles.
            if option["defname"] != "admin":
                yield value
        elif option["defname"] != "admin" and number == 0:
            yield word
        elif value.text.upper() != "OPTION":
            yield value
        elif rest[0].text == ",":
            yield rest[0]


def _statistics(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    if postgres < 16 and not node.get("defnames"):
        yield tokens.last_of("STATISTICS", following=1)


def _reindex(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    whole = ("REINDEX_OBJECT_DATABASE", "REINDEX_OBJECT_SYSTEM")
    if postgres < 16 and node["kind"] in whole and not node.get("name"):
        yield Place(tokens.end, "")


def _default_privileges(_postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    if node["action"].get("objtype") == "OBJECT_LARGEOBJECT":
        yield tokens.last_of("ON", "LARGE")


def _rows(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    returning = node.get("returningClause", {})
    if returning.get("options"):
        yield tokens.last_of("RETURNING", "WITH")
    if postgres < 17 and "mergeWhenClauses" in node:
        if returning:
            yield tokens.last_of("RETURNING")
        for clause in node["mergeWhenClauses"]:
            if clause["MergeWhenClause"]["matchKind"] == "MERGE_WHEN_NOT_MATCHED_BY_SOURCE":
                yield tokens.last_of("NOT", "MATCHED", "BY")
            elif clause["MergeWhenClause"]["matchKind"] == "MERGE_WHEN_NOT_MATCHED_BY_TARGET":
                # BY TARGET may be left out, and the tree does not tell.
                place = tokens.last_of("NOT", "MATCHED", "BY")
                if place.location >= 0:
                    yield place


def _domain(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    constraint = node.get("def", {}).get("Constraint", {})
    if postgres < 17 and constraint.get("contype") == "CONSTR_NOTNULL":
        yield tokens.last_of("NOT", location=constraint.get("location", 0))


def _vacuum(_postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    for item in node.get("rels", ()):
        relation = item["VacuumRelation"].get("relation", {"inh": True})
        if not relation.get("inh"):
            yield tokens.last_of("ONLY")


def _operator(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    for item in node.get("options", ()) if postgres < 17 else ():
        option = item["DefElem"]
        if "arg" not in option:
            following = [*tokens.since(option["location"])[1:2], Place(tokens.end, "")][0]
            if following.text != "=":
                yield following


_WRITERS: Final = frozenset({"DeleteStmt", "InsertStmt", "MergeStmt", "UpdateStmt"})

_FINDERS: Final[dict[str, Callable[[int, Node, _Tokens], Iterator[Place]]]] = {
    "AlterDefaultPrivilegesStmt": _default_privileges,
    "AlterDomainStmt": _domain,
    "AlterOperatorStmt": _operator,
    "AlterTableStmt": _table,
    "CreateForeignTableStmt": _table,
    "CreateSchemaStmt": _table,
    "CreateStatsStmt": _statistics,
    "CreateStmt": _table,
    "DeleteStmt": _rows,
    "GrantRoleStmt": _grant_role,
    "InsertStmt": _rows,
    "MergeStmt": _rows,
    "ReindexStmt": _reindex,
    "UpdateStmt": _rows,
    "VacuumStmt": _vacuum,
}
"""What looks through the statements that have grown since 15."""
