"""`check --format markdown`: for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.findings.finding import Report
from analyzer.report.escape import markdown_code, markdown_fence, markdown_text
from analyzer.report.excerpt import excerpt
from analyzer.report.grouped import Group, grouped
from analyzer.report.summary import body, headline
from analyzer.report.text import summary


def markdown_lines(report: Report, *, infos: bool = False) -> Iterator[str]:
    """Yield the lines of a Markdown document; findings of level info only with `infos`."""
    yield f"**{markdown_text(summary(report, infos=infos))}**"
    for group in grouped(report, infos=infos):
        yield ""
        yield from _finding(group, report)


def _finding(group: Group, report: Report) -> Iterator[str]:
    finding = group.finding
    place = finding.place
    yield f"### {finding.level} {markdown_text(finding.rule)}: {markdown_text(headline(finding))}"
    yield ""
    yield f"{markdown_code(f'{place.path}:{place.line}:{place.column}')}"
    source = report.sources.get(place.path)
    lines = excerpt(finding, source) if source is not None else []
    if lines:
        texts = [line.text for line in lines]
        fence = markdown_fence("\n".join(texts))
        yield ""
        yield f"{fence}sql"
        yield from texts
        yield fence
    for text in body(finding).split("\n")[1:]:
        yield ""
        yield markdown_text(text)
    if group.others:
        yield ""
        yield from (f"- {markdown_text(headline(other))}" for other in group.others)
