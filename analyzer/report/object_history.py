"""`pgrehearse history`: what happened to an object, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.findings.causes import tree_of
from analyzer.report.escape import printable, printable_json
from analyzer.tree.command_tag import command_tag

if TYPE_CHECKING:
    from analyzer.findings.object_history import ObjectHistory
    from analyzer.report.text import Line
    from analyzer.steps import Step


def history_lines(histories: Sequence[ObjectHistory]) -> Iterator[Line]:
    """Yield each object's history, a line for each thing that a statement did."""
    for number, history in enumerate(histories):
        if number:
            yield []
        yield [(f"{history.kind} {printable(history.name)}", "label")]
        for happening in history.happenings:
            place = f"   {printable(happening.step.statement.source.path)}:{happening.step.statement.line}"
            first, *rest = happening.what
            yield [(place, "place"), (f" {_tag(happening.step)}: {printable(first)}", "")]
            for what in rest:
                yield [(f"      {printable(what)}", "")]


def history_json(histories: Sequence[ObjectHistory]) -> bytes:
    """Return the histories as a JSON array."""
    rows: list[dict[str, Any]] = [
        {
            "kind": history.kind,
            "name": history.name,
            "history": [
                {
                    "file": happening.step.statement.source.path,
                    "line": happening.step.statement.line,
                    "command": _tag(happening.step),
                    "outcome": happening.step.outcome,
                    "what": list(happening.what),
                }
                for happening in history.happenings
            ],
        }
        for history in histories
    ]
    return printable_json(msgspec.json.format(msgspec.json.encode(rows), indent=2)) + b"\n"


def _tag(step: Step) -> str:
    node = tree_of(step)
    return command_tag(step.tag, node) if node is not None else step.tag
