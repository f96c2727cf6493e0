"""`check --format gitlab`: GitLab's code quality report."""

from __future__ import annotations

import hashlib

import msgspec

from analyzer.findings.finding import Report
from analyzer.report.escape import printable, printable_json
from analyzer.report.summary import headline

_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}


def gitlab_report(report: Report) -> bytes:
    """Return a JSON array with one object per finding; its fingerprint comes from the stable id."""
    rows = [
        {
            "description": headline(finding),
            "check_name": finding.rule,
            "fingerprint": hashlib.sha256(finding.id.encode("utf-8", "replace")).hexdigest(),
            "severity": _SEVERITIES[finding.level],
            "location": {"path": printable(finding.place.path), "lines": {"begin": finding.place.line}},
        }
        for finding in report.findings
    ]
    return printable_json(msgspec.json.format(msgspec.json.encode(rows), indent=2)) + b"\n"
