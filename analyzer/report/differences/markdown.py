"""`diff --format markdown`: for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.diff import SEVERITIES, Change
from analyzer.report.differences.text import headline, place, summary
from analyzer.report.escape import printable

# Everything that Markdown, HTML within it, or a hosting service (mentions, references) gives a meaning.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~@:&$])")


def markdown_lines(changes: Sequence[Change], *, notes: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of a Markdown document, by severity."""
    yield f"**{_plain(summary(changes))}**"
    for severity in SEVERITIES:
        found = [change for change in changes if change.severity == severity and change.action != "unknown"]
        if found:
            yield from ("", f"## {severity.capitalize()}")
            for change in found:
                yield from _change(change)
    doubts = [change for change in changes if change.action == "unknown"]
    if doubts:
        yield from ("", "## Unknown", "")
        yield from (f"- {_plain(headline(change))}: {_plain(change.note)}" for change in doubts)
    if notes:
        yield ""
        yield from (f"- {_plain(note)}" for note in notes)


def _change(change: Change) -> Iterator[str]:
    yield from ("", f"### {_plain(headline(change))}")
    where = place(change)
    if where:
        yield from ("", _plain(where))
    for word, text in (("intended", change.intended), ("live", change.live)):
        if text and change.action != "renamed":
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            yield from ("", f"{word}:", "", f"{fence}sql", printable(text, keep="\n"), fence)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", printable(text))
