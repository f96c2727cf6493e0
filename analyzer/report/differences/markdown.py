"""`diff --format markdown`: for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.diff import SEVERITIES, Change
from analyzer.report.differences.text import headline, place, summary
from analyzer.report.escape import markdown_fence, markdown_text, printable


def markdown_lines(changes: Sequence[Change], *, notes: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of a Markdown document, by severity."""
    yield f"**{markdown_text(summary(changes))}**"
    for severity in SEVERITIES:
        found = [change for change in changes if change.severity == severity and change.action != "unknown"]
        if found:
            yield from ("", f"## {severity.capitalize()}")
            for change in found:
                yield from _change(change)
    doubts = [change for change in changes if change.action == "unknown"]
    if doubts:
        yield from ("", "## Unknown", "")
        yield from (f"- {markdown_text(headline(change))}: {markdown_text(change.note)}" for change in doubts)
    if notes:
        yield ""
        yield from (f"- {markdown_text(note)}" for note in notes)


def _change(change: Change) -> Iterator[str]:
    yield from ("", f"### {markdown_text(headline(change))}")
    where = place(change)
    if where:
        yield from ("", markdown_text(where))
    for word, text in (("intended", change.intended), ("live", change.live)):
        if text and change.action != "renamed":
            fence = markdown_fence(text)
            yield from ("", f"{word}:", "", f"{fence}sql", printable(text, keep="\n"), fence)
