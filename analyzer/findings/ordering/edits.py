"""A proposed order as new contents of files: statements move with the comments right above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from analyzer.findings.ordering.propose import Proposal
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement

_REST_OF_LINE: Final = re.compile(rb"[ \t]*(?:--[^\n]*)?(?:\r?\n|\Z)")
_COMMENT_LINE: Final = re.compile(rb"[ \t]*--")
# What tools and psql read in a file's lines says something of the place, not of the statement below it.
_FOR_A_TOOL: Final = re.compile(
    rb"[ \t]*(?:--[ \t]*(?:\+|migrate:|@|pgrehearse:[ \t]*allow-file|statement-breakpoint)|\\)"
)
_MULTILINE_MARK: Final = re.compile(rb"--[ \t]*\+goose[ \t]+Statement(?:Begin|End)|statement-breakpoint", re.IGNORECASE)


class CannotEdit(Exception):
    """Why a proposal cannot be written as an edit of the files."""


class _Piece(NamedTuple):
    """What lies before a statement and stays there, and the statement with its comments and its end of line."""

    stays: bytes
    moves: bytes


def new_contents(proposal: Proposal) -> dict[str, bytes]:
    """The new bytes of each file that gets or loses statements, by its present path. Raises CannotEdit."""
    moving = {each.statement for each in proposal.moved_statements}
    changed = {each.file.path for each in proposal.moved_statements}
    changed |= {each.statement.source.path for each in proposal.moved_statements}
    original = {file.path: file for file in proposal.before}
    arranged = {file.path: file for file in proposal.files}
    for path in sorted(changed):
        if _MULTILINE_MARK.search(original[path].source.data):
            raise CannotEdit(f"{path} marks where its statements begin and end; move them by hand")
    pieces = {statement: piece for path in sorted(changed) for statement, piece in _pieces(original[path]).items()}
    return {path: _content(original[path], arranged[path].statements, pieces, moving) for path in sorted(changed)}


def _pieces(file: MigrationFile) -> dict[Statement, _Piece]:
    data, position = file.source.data, 0
    found: dict[Statement, _Piece] = {}
    for statement in file.statements:
        rest = _REST_OF_LINE.match(data, statement.end)
        end = rest.end() if rest is not None else statement.end
        start = _start_of_comments(data, position, statement.start)
        text = data[start : statement.end]
        if not text.endswith(b";"):
            text += b";"
        tail = data[statement.end : end]
        found[statement] = _Piece(data[position:start], text + (tail if tail.endswith(b"\n") else tail + b"\n"))
        position = end
    return found


def _start_of_comments(data: bytes, position: int, start: int) -> int:
    """Where the comment lines right above a statement begin."""
    begin = data.rfind(b"\n", position, start) + 1
    if begin <= position or data[begin:start].strip():
        return start
    while begin > position:
        above = max(data.rfind(b"\n", position, begin - 1) + 1, position)
        line = data[above:begin]
        if not _COMMENT_LINE.match(line) or _FOR_A_TOOL.match(line):
            break
        begin = above
    return begin


def _content(
    file: MigrationFile, order: Sequence[Statement], pieces: dict[Statement, _Piece], moving: set[Statement]
) -> bytes:
    own = list(file.statements)
    end = 0
    parts: list[bytes] = []
    waiting = 0
    head = pieces[own[0]].stays if own else b""
    for statement in order:
        if not parts:
            # What stands at the head of the file stays there.
            parts.append(head)
        if statement in moving or statement not in pieces or statement.source.path != file.path:
            parts.append(_on_a_line_of_its_own(parts, pieces[statement].moves))
            continue
        # What stood before statements that have left stays where it was.
        place = own.index(statement, waiting)
        stays = b"".join(pieces[each].stays for each in own[max(waiting, 1) : place + 1])
        parts += [stays, pieces[statement].moves if stays else _on_a_line_of_its_own(parts, pieces[statement].moves)]
        waiting = place + 1
    # Empty lines would be left over at the end.
    parts += [stays for each in own[max(waiting, 1) :] if (stays := pieces[each].stays).strip()]
    if own:
        last = own[-1]
        rest = _REST_OF_LINE.match(file.source.data, last.end)
        end = rest.end() if rest is not None else last.end
    parts.append(file.source.data[end:])
    return b"".join(parts)


def _on_a_line_of_its_own(parts: list[bytes], text: bytes) -> bytes:
    """The text, an empty line before it where it has several lines itself."""
    before = next((part for part in reversed(parts) if part), b"")
    if not before:
        return text
    apart = b"\n" if text.count(b"\n") > 1 and not before.endswith(b"\n\n") else b""
    return apart + text if before.endswith(b"\n") else b"\n" + apart + text
