"""`diff --format text`: each difference with the intended and the live value side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.diff import SEVERITIES, Change
from analyzer.errors import counted
from analyzer.report.escape import printable

Span = tuple[str, str]
"""A piece of text and its style, "" for none."""
Line = list[Span]

STYLES: Final = {
    "critical": "bold red", "high": "bold yellow", "medium": "bold cyan", "info": "bold", "label": "bold",
    "name": "bold", "intended": "green", "live": "red", "place": "dim",
}  # fmt: skip
_MARGIN: Final = "   "
_SENTENCES: Final = {"missing": "is missing", "extra": "is not intended", "unknown": "cannot be told"}
_STATUS: Final = {
    "unapplied": "not applied there", "modified": "applied there and changed since", "hand-made": "made by hand",
}
_MOST_LINES: Final = 30


def text_lines(changes: Sequence[Change], *, width: int = 120, notes: Sequence[str] = ()) -> Iterator[Line]:
    """Yield the differences line by line, the most severe first, the counts last."""
    for change in changes:
        yield from _change_lines(change, width)
        yield []
    for note in notes:
        yield [(printable(note), "")]
    yield [(summary(changes), "label")]


def summary(changes: Sequence[Change]) -> str:
    """Return ``2 critical, 1 high, 3 unknown`` or ``no differences``."""
    certain = [change for change in changes if change.action != "unknown"]
    parts = []
    for severity in SEVERITIES:
        number = sum(change.severity == severity for change in certain)
        if number:
            parts.append(f"{number} {severity}")
    doubts = len(changes) - len(certain)
    if doubts:
        parts.append(f"{doubts} unknown")
    if not parts:
        return "no differences"
    total = len(certain)
    return f"{counted(total, 'difference')}: {', '.join(parts)}"


def headline(change: Change) -> str:
    """Return what differs in a few words: ``policy p on public.t: USING differs``."""
    subject = f"{change.kind} {change.identity}"
    if change.action == "renamed":
        return f"{change.kind} {change.live} is called {change.intended} in the migrations"
    if change.aspect and change.action == "changed":
        return f"{subject}: {change.aspect} {'differ' if change.aspect.startswith('privileges') else 'differs'}"
    if change.aspect:
        return f"{subject}: {change.aspect} {_SENTENCES[change.action]}"
    return f"{subject} {_SENTENCES[change.action]}"


def _change_lines(change: Change, width: int) -> Iterator[Line]:
    mark = "unknown" if change.action == "unknown" else change.severity
    yield [(mark, change.severity), (" ", ""), (printable(headline(change)), "name")]
    if change.action != "renamed":
        yield from _sides(change, width)
    if change.note:
        yield [(f"{_MARGIN}{printable(change.note)}", "")]
    where = place(change)
    if where:
        yield [(f"{_MARGIN}{where}", "place")]


def place(change: Change) -> str:
    """Return where the intended state was defined, and what the live side's record says of that migration."""
    parts = [f"{printable(change.origin.file)}:{change.origin.line}"] if change.origin is not None else []
    parts += [_STATUS[change.status]] if change.status is not None else []
    return ", ".join(parts)


def _sides(change: Change, width: int) -> Iterator[Line]:
    if change.action in ("missing", "extra"):
        text = change.intended if change.action == "missing" else change.live
        style = "intended" if change.action == "missing" else "live"
        for line in _wrapped(text or "", width - len(_MARGIN)):
            yield [(f"{_MARGIN}{line}", style)]
        return
    half = (width - len(_MARGIN) - 3) // 2
    left = ["intended", *_wrapped(_shown(change.intended), half)]
    right = ["live", *_wrapped(_shown(change.live), half)]
    for number in range(max(len(left), len(right))):
        a = left[number] if number < len(left) else ""
        b = right[number] if number < len(right) else ""
        styles = ("place", "place") if number == 0 else ("intended", "live")
        yield [(f"{_MARGIN}{a:<{half}}", styles[0]), (" | ", "place"), (b, styles[1])]


def _shown(value: str | None) -> str:
    return value or "(none)"


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in printable(text, keep="\n").split("\n"):
        lines += textwrap.wrap(line, width, drop_whitespace=False, replace_whitespace=False) or [""]
        if len(lines) > _MOST_LINES:
            return [*lines[:_MOST_LINES], "..."]
    return lines


def plain(line: Line) -> str:
    """A line without styles."""
    return "".join(text for text, _ in line).rstrip()
