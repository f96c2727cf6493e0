"""`check --order`: the proposed order for people, as JSON, and as a patch that `git apply` takes."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import counted
from analyzer.findings.finding import LEVELS
from analyzer.findings.text import kind_and_name, listing
from analyzer.report.escape import printable, printable_json
from analyzer.report.json import finding_object
from analyzer.report.text import Line, text_lines

if TYPE_CHECKING:
    from analyzer.findings.ordering.propose import MovedStatement, Proposal
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement

_MARGIN = "   "


def order_lines(proposal: Proposal, paths: Mapping[str, str], *, show_all: bool = False) -> Iterator[Line]:
    """Yield the proposal line by line; `paths` are new names, where there are any."""
    if proposal.moved_files:
        yield [("Files in another place:", "label")]
        places = {file.path: place for place, file in enumerate(proposal.files)}
        for file in proposal.moved_files:
            place = places[file.path]
            before = f"behind {proposal.files[place - 1].name}" if place else "first of all"
            new = paths.get(file.path)
            renamed = f", as {os.path.relpath(new, os.path.dirname(file.path) or '.')}" if new is not None else ""
            yield [(f"{_MARGIN}{printable(file.path)}", "place"), (f" {printable(before + renamed)}", "")]
            yield from _reasons(proposal, file)
        yield []
    if proposal.moved_statements:
        yield [("Statements in another place:", "label")]
        for move in proposal.moved_statements:
            yield [(f"{_MARGIN}{_at(move.statement)}", "place"), (f" {printable(_target(move))}", "")]
            yield from _reason(proposal, move.statement)
        yield []
    for ring in proposal.cycles:
        yield [("No order works for these, which need one another:", "label")]
        for link in ring:
            needs = f" needs {kind_and_name(link.name)}, of {_near(link.needs, link.statement.source.path)}"
            yield [(f"{_MARGIN}{_at(link.statement)}", "place"), (printable(needs), "")]
        if all(link.statement.tag == "CreateStmt" for link in ring):
            yield [
                (f"{_MARGIN}Fix: ", "fix"), ("create the tables first, then add the foreign key with ALTER TABLE.", "")
            ]  # fmt: skip
        yield []
    if any(finding.level == LEVELS[0] for finding in proposal.report.findings):
        yield [("What still fails:" if not proposal.is_empty else "What fails, whatever the order:", "label")]
        yield []
        errors = tuple(finding for finding in proposal.report.findings if finding.level == LEVELS[0])
        lines = list(text_lines(msgspec.structs.replace(proposal.report, findings=errors), show_all=show_all))
        yield from lines[:-1]
    yield [(_summary(proposal), "label")]


def _summary(proposal: Proposal) -> str:
    if not proposal.failing_before:
        return "The order is right: no statement fails."
    if proposal.is_empty:
        return f"{counted(proposal.failing_before, 'statement')} would fail in any order found."
    rest = f"{proposal.failing} still would" if proposal.failing else "none would"
    files = counted(len(proposal.moved_files), "file")
    statements = counted(len(proposal.moved_statements), "statement")
    moves = listing([part for part in (files, statements) if not part.startswith("0 ")])
    verb = "fails" if proposal.failing_before == 1 else "fail"
    return f"{counted(proposal.failing_before, 'statement')} {verb} now; with {moves} in another place, {rest}."


def _reasons(proposal: Proposal, file: MigrationFile) -> Iterator[Line]:
    """Why a file moves: the first thing it needs, or that is needed of it."""
    own = set(file.statements)
    found = [need for need in proposal.needs if need.needy in own or need.maker in own]
    for need in found[:1]:
        what = f"{_near(need.needy, file.path)} needs {kind_and_name(need.name)}, of {_near(need.maker, file.path)}"
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        yield [(f"{_MARGIN}{_MARGIN}{printable(what + more)}", "")]


def _reason(proposal: Proposal, statement: Statement) -> Iterator[Line]:
    need = next((need for need in proposal.needs if statement in (need.needy, need.maker)), None)
    if need is not None:
        path, name = statement.source.path, kind_and_name(need.name)
        if need.needy is statement:
            what = f"it needs {name}, of {_near(need.maker, path)}"
        else:
            what = f"it has {name}, for {_near(need.needy, path)}"
        yield [(f"{_MARGIN}{_MARGIN}{printable(what)}", "")]


def _target(move: MovedStatement) -> str:
    elsewhere = move.file.path != move.statement.source.path
    into = f"into {_near_path(move.file.path, move.statement.source.path)}, " if elsewhere else ""
    if move.behind is None:
        return f"{into}to the beginning"
    same = move.behind.source.path == move.file.path
    behind = f"line {move.behind.line}" if same else _near(move.behind, move.statement.source.path)
    return f"{into}behind {behind}"


def _near(statement: Statement, path: str) -> str:
    """Where a statement is, seen from a file."""
    if statement.source.path == path:
        return f"line {statement.line}"
    return f"{_near_path(statement.source.path, path)}:{statement.line}"


def _near_path(path: str, seen_from: str) -> str:
    return os.path.basename(path) if os.path.dirname(path) == os.path.dirname(seen_from) else path


def _at(statement: Statement) -> str:
    return f"{printable(statement.source.path)}:{statement.line}"


# -- JSON ----------------------------------------------------------------------------------------------------------


def order_json(proposal: Proposal, paths: Mapping[str, str]) -> bytes:
    """Return the proposal as one JSON object: the new ``order``, ``statements`` that move, ``cycles``, what is left."""
    moved = {file.path for file in proposal.moved_files}
    document: dict[str, Any] = {
        "order": [
            {"file": file.path, "moved": file.path in moved, "new_path": paths.get(file.path, file.path)}
            for file in proposal.files
        ],
        "statements": [
            {
                **_place(move.statement),
                "to_file": move.file.path,
                "behind": _place(move.behind) if move.behind is not None else None,
            }
            for move in proposal.moved_statements
        ],
        "needs": [
            {**_place(need.needy), "object": kind_and_name(need.name), "of": _place(need.maker)}
            for need in proposal.needs
        ],
        "cycles": [
            [{**_place(link.statement), "object": kind_and_name(link.name), "of": _place(link.needs)} for link in ring]
            for ring in proposal.cycles
        ],
        "failing_before": proposal.failing_before,
        "failing": proposal.failing,
        "findings": [finding_object(finding) for finding in proposal.report.findings if finding.level == LEVELS[0]],
    }
    encoded = msgspec.json.format(msgspec.json.encode(document), indent=2)
    return printable_json(encoded) + b"\n"


def _place(statement: Statement) -> dict[str, Any]:
    return {"file": statement.source.path, "line": statement.line, "offset": statement.start}


# -- patch ---------------------------------------------------------------------------------------------------------


def order_patch(
    before: Mapping[str, bytes], paths: Mapping[str, str], contents: Mapping[str, bytes]
) -> Iterator[bytes]:
    """Yield a patch in git's format. `before` are the present bytes by path, `paths` and `contents` what changes."""
    for old in sorted({*paths, *contents}, key=os.fsencode):
        new = paths.get(old, old)
        yield f"diff --git {_quoted('a/', old)} {_quoted('b/', new)}\n".encode()
        if old not in contents:
            yield b"similarity index 100%\n"
        if new != old:
            yield f"rename from {_quoted('', old)}\nrename to {_quoted('', new)}\n".encode()
        if old in contents:
            yield f"--- {_quoted('a/', old)}\n+++ {_quoted('b/', new)}\n".encode()
            yield from _hunks(before[old], contents[old])


def _hunks(old: bytes, new: bytes) -> Iterator[bytes]:
    # Latin-1 is a byte a character: what is in the files stays as it is.
    lines = difflib.unified_diff(_lines(old), _lines(new), n=3)
    for number, line in enumerate(lines):
        if number < 2:
            # The names, which are written above.
            continue
        yield line.encode("latin-1")
        if not line.endswith("\n"):
            yield b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    lines = data.decode("latin-1").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _quoted(prefix: str, path: str) -> str:
    """A path as git quotes it (quote_c_style)."""
    relative = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    shown = prefix + relative.replace(os.sep, "/")
    raw = shown.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        return shown
    escapes = {0x22: '\\"', 0x5C: "\\\\", 0x0A: "\\n", 0x09: "\\t", 0x0D: "\\r"}
    parts = [
        escapes.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}")
        for byte in raw
    ]  # fmt: skip
    return f'"{"".join(parts)}"'
