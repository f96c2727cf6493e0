"""Where in a migration's file a complaint about a body is: the place within the CREATE FUNCTION statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analyzer.errors import NotSimulated
from analyzer.findings.text import place_in, statement_place
from analyzer.plpgsql.check.source import line_start, place_of_text
from analyzer.tree.parse import SyntaxFault, scan

if TYPE_CHECKING:
    from analyzer.findings.finding import Place
    from analyzer.plpgsql.check.complaint import Complaint
    from analyzer.steps import Step


class Literal(NamedTuple):
    """A body as it stands in a statement: where its first byte is, in the statement's coordinates, and its text."""

    start: int
    text: bytes


def body_literal(step: Step, prosrc: str) -> Literal | None:
    """Return where a body stands in the statement that made it; None where it does not stand there as it is."""
    if step.tag != "CreateFunctionStmt":
        return None
    base = step.statement.start - step.statement.base
    source = step.statement.source.data[step.statement.start : step.statement.stop]
    try:
        tokens = scan(source.decode())
    except (SyntaxFault, NotSimulated, UnicodeDecodeError):
        return None
    body = prosrc.encode()
    for token in tokens:
        if token.name != "SCONST":
            continue
        text = source[token.start : token.stop]
        inner = text.index(b"$", 1) + 1 if text.startswith(b"$") else text.index(b"'") + 1
        if text[inner : inner + len(body)] == body:
            return Literal(base + token.start + inner, body)
        if not text.startswith(b"$") and text[inner:-1].replace(b"''", b"'") == body:
            return Literal(base + token.start + inner, text[inner:-1])
    return None


def place_of(step: Step, literal: Literal | None, complaint: Complaint) -> tuple[Place, bool]:
    """Return a complaint's place in the file, and whether it is an exact one."""
    if literal is None or (not complaint.lineno and complaint.query is None):
        return statement_place(step), False
    line = max(complaint.declared or complaint.lineno, 1)
    if complaint.query is not None:
        found = place_of_text(literal.text, line, complaint.query.encode())
        if found >= 0:
            return place_in(step, literal.start + found + max(complaint.location, 0)), complaint.exact
    start = line_start(literal.text, line)
    if start < 0:
        return statement_place(step), False
    rest = literal.text[start:]
    return place_in(step, literal.start + start + len(rest) - len(rest.lstrip(b" \t"))), False
