"""`check --format github`: workflow commands that GitHub Actions shows as annotations at the place of the finding."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.findings.finding import Report
from analyzer.report.escape import printable
from analyzer.report.grouped import Group, grouped
from analyzer.report.summary import body, headline
from analyzer.report.text import summary

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def github_lines(report: Report, *, infos: bool = False) -> Iterator[str]:
    """Yield one workflow command per finding, of level info only with `infos`, and the summary as a plain line."""
    for group in grouped(report, infos=infos):
        yield _command(group)
    yield summary(report, infos=infos)


def _command(group: Group) -> str:
    finding = group.finding
    place = finding.place
    properties = {"file": place.path, "line": str(place.line), "col": str(place.column), "title": finding.rule}
    text = "\n".join([body(finding), *(f"Also: {headline(other)}" for other in group.others)])
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.level]} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
