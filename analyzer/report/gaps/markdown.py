"""The gaps report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.diff.change import SEVERITIES
from analyzer.errors import counted
from analyzer.report.escape import markdown_code, markdown_fence, markdown_inline, printable
from analyzer.report.gaps.model import Gaps, Rows, Section, headline

if TYPE_CHECKING:
    from analyzer.diff.change import Change, Severity

HEADINGS: Final[dict[Severity, str]] = {
    "critical": "Critical gaps (must fix)", "high": "High priority gaps", "medium": "Medium priority gaps",
    "info": "For information",
}  # fmt: skip
_MANY_ROWS: Final = 200


def markdown_lines(gaps: Gaps) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "# Backend gaps report"
    yield ""
    yield f"**Intended:** {markdown_code(gaps.source)}, {gaps.statements} statements in {gaps.files} files,"
    yield f"rehearsed for PostgreSQL {gaps.postgres}.  "
    live = markdown_inline(gaps.live) if gaps.live else "not given: each section has the query that shows it."
    yield f"**Actual:** {live}"
    yield ""
    yield "## Executive summary"
    yield ""
    yield from _summary(gaps)
    yield ""
    yield "## Detailed findings"
    for section in gaps.sections:
        yield ""
        yield from _section(section)
    if gaps.unknown:
        yield ""
        yield "## What is not known"
        yield ""
        yield from (f"- {markdown_inline(remark)}" for remark in gaps.unknown)
    yield ""
    yield "## Next steps"
    yield ""
    yield from _next_steps(gaps)


def _summary(gaps: Gaps) -> Iterator[str]:
    if gaps.live is None:
        yield "Nothing was compared. Run a section's query on the database and hold its rows against the expected ones,"
        yield "or give the live side: `pgrehearse gaps --live FILE|URL`."
        return
    counts = gaps.counts
    if not any(counts.values()):
        yield "The database is what the migrations intend."
    for severity in SEVERITIES:
        if not counts[severity]:
            continue
        yield f"### {HEADINGS[severity]}: {counts[severity]}"
        yield ""
        for section, change in gaps.of_severity(severity):
            yield f"- [ ] {headline(change, markdown_code)} ({section.number}. {section.title})"
        yield ""
    if gaps.unapplied:
        yield f"Migrations that the database has not recorded: {', '.join(map(markdown_code, gaps.unapplied))}."
    if gaps.unrecorded:
        versions = ", ".join(map(markdown_code, gaps.unrecorded))
        yield f"Versions that the database has recorded and the folder lacks: {versions}."


def _section(section: Section) -> Iterator[str]:
    yield f"### {section.number}. {section.title}"
    yield ""
    yield section.about
    yield ""
    if not section.expected:
        yield "Nothing of the kind is intended."
    else:
        yield "**Expected:**"
        yield ""
        for item in section.expected:
            place = f" ({markdown_code(item.place)})" if item.place else ""
            yield f"- {markdown_code(item.object)}: {markdown_inline(item.detail)}{place}"
    yield ""
    if section.gaps is not None:
        yield from _evidence(section.gaps)
        yield ""
    if section.missing and (section.gaps is None or section.gaps):
        yield f"**If missing:** {section.missing}"
        yield ""
    if section.query:
        yield "**Run this query to verify:**"
        yield ""
        fence = markdown_fence(section.query)
        yield f"{fence}sql"
        yield from printable(section.query, keep="\n").split("\n")
        yield fence
        yield ""
        yield from _rows(section.result)


def _evidence(gaps: tuple[Change, ...]) -> Iterator[str]:
    if not gaps:
        yield "**Gaps:** none."
        return
    yield f"**Gaps:** {len(gaps)}"
    yield ""
    yield "| severity | gap | intended | actual | defined in |"
    yield "|---|---|---|---|---|"
    for change in gaps:
        place = f"{change.origin.file}:{change.origin.line}" if change.origin is not None else ""
        note = f"; {change.note}" if change.note else ""
        status = f" ({change.status})" if change.status else ""
        cells = (
            change.severity, headline(change, _code_cell) + _cell(note), _cell(change.intended), _cell(change.live),
            (_code_cell(place) if place else "") + status,
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _rows(result: Rows) -> Iterator[str]:
    count = len(result.rows)
    yield f"**Expected result:** {counted(count, 'row')}"
    if not count:
        return
    yield ""
    yield f"| {' | '.join(markdown_inline(column) for column in result.columns)} |"
    yield "|" + "---|" * len(result.columns)
    for row in result.rows[:_MANY_ROWS]:
        yield f"| {' | '.join(_cell(value) for value in row)} |"
    if count > _MANY_ROWS:
        yield f"| ... {count - _MANY_ROWS} more |" + " |" * (len(result.columns) - 1)


def _next_steps(gaps: Gaps) -> Iterator[str]:
    if gaps.live is None:
        yield "1. `pgrehearse introspect` prints a query; run it on the database and save its answer as a file."
        yield "2. `pgrehearse gaps --live FILE` compares."
        return
    if not any(gaps.counts.values()):
        yield "1. Nothing to do."
        return
    yield "1. `pgrehearse patch --live ...` writes PATCH.sql, which brings the database to what is intended. Read it."
    yield "2. `pgrehearse rollback --live ...` writes ROLLBACK.sql, which takes the patch back as far as that can be."
    yield "3. Apply PATCH.sql."
    yield "4. `pgrehearse verify` writes VERIFY.sql: run it, every row should say PASS."


def _cell(text: str | None) -> str:
    return markdown_inline(" ".join((text or "").split()))


def _code_cell(text: str) -> str:
    # A bar ends the cell even within code.
    return markdown_code(text) if "|" not in text else _cell(text)
