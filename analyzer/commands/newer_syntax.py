"""Syntax that the newest grammar knows and that of the simulated version does not (src/backend/parser/gram.y).

Text is always parsed by the newest grammar. Before a statement runs, its tree is looked through for what older parsers
do not take; the first such place is where they would stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.tree.parse import scan
from analyzer.tree.walk import walk

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

Place = tuple[int, str]
"""Location and text of the token an older parser does not expect; the text is empty at the end of the input."""


class _Tokens:
    """A statement's tokens, comments left out; scanned when the first is asked for, since few statements need them."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    @property
    def end(self) -> int:
        """Where the statement's text ends."""
        return self._ctx.base + len(self._ctx.text.encode())

    @cached_property
    def _all(self) -> list[Place]:
        encoded = self._ctx.text.encode()
        return [
            (token.start + self._ctx.base, encoded[token.start : token.stop].decode())
            for token in scan(self._ctx.text)
            if token.name not in ("SQL_COMMENT", "C_COMMENT")
        ]

    def since(self, location: int) -> list[Place]:
        """The tokens from a location on."""
        return [token for token in self._all if token[0] >= location]

    def last_of(self, *words: str, location: int = -1, following: int = 0) -> Place:
        """The last of neighbouring tokens that spell these words, or one so far behind it."""
        tokens = self.since(location)
        for position in range(len(tokens)):
            if [text.upper() for _, text in tokens[position : position + len(words)]] == list(words):
                wanted = position + len(words) - 1 + following
                return tokens[wanted] if wanted < len(tokens) else (self.end, "")
        return (-1, words[-1])

    def after_parenthesis(self, location: int) -> Place:
        """The token behind the first closed pair of parentheses."""
        depth = 0
        tokens = self.since(location)
        for position, (_, text) in enumerate(tokens[:-1]):
            depth += (text == "(") - (text == ")")
            if text == ")" and depth == 0:
                return tokens[position + 1]
        return (self.end, "")


def reject_newer_syntax(ctx: Context, tag: str, node: Node) -> None:
    """Raise 42601 for a statement that the simulated version's own parser would not take."""
    find = _FINDERS.get(tag)
    if find is None or ctx.postgres >= 18:
        return
    places = list(find(ctx.postgres, node, _Tokens(ctx)))
    if places:
        location, text = min(places)
        where = f'at or near "{text}"' if text else "at end of input"
        raise PgError(sqlstate.SYNTAX_ERROR, f"syntax error {where}", location=location)


def _table(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    for tag, inner in walk(node):
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
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, "FOREIGN KEY constraints cannot be marked NO INHERIT",
                    location=tokens.last_of("NO", "INHERIT", following=-1)[0],
                )
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
        yield from (place for place in [tokens.last_of("STORAGE", "DEFAULT")] if place[0] >= 0)


def _grant_role(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    if postgres >= 16:
        return
    for number, item in enumerate(node.get("opt", ())):
        option = item["DefElem"]
        location = option.get("location", 0)
        word, value, *rest = [*tokens.since(location)[:3], (tokens.end, ""), (tokens.end, "")]
        if not node.get("is_grant"):
            # INHERIT and SET could be roles.
            if option["defname"] != "admin":
                yield value
        elif option["defname"] != "admin" and number == 0:
            yield word
        elif value[1].upper() != "OPTION":
            yield value
        elif rest[0][1] == ",":
            yield rest[0]


def _statistics(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    if postgres < 16 and not node.get("defnames"):
        yield tokens.last_of("STATISTICS", following=1)


def _reindex(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    whole = ("REINDEX_OBJECT_DATABASE", "REINDEX_OBJECT_SYSTEM")
    if postgres < 16 and node["kind"] in whole and not node.get("name"):
        yield (tokens.end, "")


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


def _domain(postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    constraint = node.get("def", {}).get("Constraint", {})
    if postgres < 17 and constraint.get("contype") == "CONSTR_NOTNULL":
        yield tokens.last_of("NOT", location=constraint.get("location", 0))


def _vacuum(_postgres: int, node: Node, tokens: _Tokens) -> Iterator[Place]:
    for item in node.get("rels", ()):
        relation = item["VacuumRelation"].get("relation", {"inh": True})
        if not relation.get("inh"):
            place = tokens.last_of("ONLY")
            yield place


_FINDERS: Final[dict[str, Callable[[int, Node, _Tokens], Iterator[Place]]]] = {
    "AlterDefaultPrivilegesStmt": _default_privileges,
    "AlterDomainStmt": _domain,
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
