"""`check --format github`: workflow commands that GitHub Actions shows as annotations at the place of the finding."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.findings.finding import Finding, Report
from analyzer.report.escape import printable
from analyzer.report.summary import body
from analyzer.report.text import summary

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def github_lines(report: Report) -> Iterator[str]:
    """Yield one workflow command per finding, and the summary as a plain line."""
    for finding in report.findings:
        yield _command(finding)
    yield summary(report)


def _command(finding: Finding) -> str:
    place = finding.place
    properties = {"file": place.path, "line": str(place.line), "col": str(place.column), "title": finding.rule}
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.level]} {shown}::{_data(body(finding))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
