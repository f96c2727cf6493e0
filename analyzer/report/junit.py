"""`check --format junit`: one test case per file, failed where a finding is about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from analyzer.findings.finding import Finding, Report
from analyzer.report.escape import printable
from analyzer.report.summary import body, headline


def junit_lines(report: Report) -> Iterator[str]:
    """Yield the lines of a JUnit XML file."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_path[finding.place.path].append(finding)
    paths = list(dict.fromkeys([*report.sources, *by_path]))
    failed = sum(any(each.level == "error" for each in by_path[path]) for path in paths)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    counts = f'tests="{len(paths)}" failures="{failed}" errors="0" skipped="0" time="{report.seconds:.2f}"'
    yield f'  <testsuite name="pgrehearse" {counts}>'
    for path in paths:
        yield from _case(path, by_path[path])
    yield "  </testsuite>"
    yield "</testsuites>"


def _case(path: str, findings: list[Finding]) -> Iterator[str]:
    name = quoteattr(printable(path))
    if not findings:
        yield f'    <testcase classname="pgrehearse" name={name}/>'
        return
    yield f'    <testcase classname="pgrehearse" name={name}>'
    for finding in findings:
        text = f"{printable(path)}:{finding.place.line}:{finding.place.column}\n{body(finding)}"
        if finding.level == "error":
            attributes = f"type={quoteattr(finding.rule)} message={quoteattr(headline(finding))}"
            yield f"      <failure {attributes}>{escape(text)}</failure>"
        else:
            yield f"      <system-out>{escape(f'{finding.level} {finding.rule}: {text}')}</system-out>"
    yield "    </testcase>"
