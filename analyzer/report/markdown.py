"""`check --format markdown`: for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.findings.finding import Report
from analyzer.report.escape import printable
from analyzer.report.excerpt import excerpt
from analyzer.report.grouped import Group, grouped
from analyzer.report.summary import body, headline
from analyzer.report.text import summary

# Everything that Markdown, HTML within it, or a hosting service (mentions, references) gives a meaning.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~@:&$])")


def markdown_lines(report: Report, *, infos: bool = False) -> Iterator[str]:
    """Yield the lines of a Markdown document; findings of level info only with `infos`."""
    yield f"**{_plain(summary(report, infos=infos))}**"
    for group in grouped(report, infos=infos):
        yield ""
        yield from _finding(group, report)


def _finding(group: Group, report: Report) -> Iterator[str]:
    finding = group.finding
    place = finding.place
    yield f"### {finding.level} {_plain(finding.rule)}: {_plain(headline(finding))}"
    yield ""
    yield f"{_code(f'{place.path}:{place.line}:{place.column}')}"
    source = report.sources.get(place.path)
    lines = excerpt(finding, source) if source is not None else []
    if lines:
        texts = [line.text for line in lines]
        fence = "`" * max(3, 1 + max((len(run) for text in texts for run in re.findall("`+", text)), default=0))
        yield ""
        yield f"{fence}sql"
        yield from texts
        yield fence
    for text in body(finding).split("\n")[1:]:
        yield ""
        yield _plain(text)
    if group.others:
        yield ""
        yield from (f"- {_plain(headline(other))}" for other in group.others)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", printable(text))


def _code(text: str) -> str:
    shown = printable(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"
