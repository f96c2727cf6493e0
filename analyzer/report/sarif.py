"""`check --format sarif`: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS)."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

import msgspec

from analyzer import __version__
from analyzer.findings.finding import Finding, Folded, Place, Report
from analyzer.findings.manual import manual_page
from analyzer.report.escape import printable_json
from analyzer.report.summary import body

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif_report(report: Report) -> bytes:
    """Return the report as a SARIF log with one run; `partialFingerprints` hold each finding's stable id."""
    rules = sorted({finding.rule for finding in report.findings})
    numbers = {rule: number for number, rule in enumerate(rules)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "pgrehearse",
                        "version": __version__,
                        "rules": [_rule(rule) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, numbers[finding.rule]) for finding in report.findings],
            }
        ],
    }
    return printable_json(msgspec.json.format(msgspec.json.encode(log), indent=2)) + b"\n"


def _rule(name: str) -> dict[str, Any]:
    page = manual_page(name) or name.replace("-", " ")
    title = page.partition("\n")[0]
    return {"id": name, "shortDescription": {"text": title}, "help": {"text": page, "markdown": page}}


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.level],
        "message": {"text": body(finding)},
        "locations": [{"physicalLocation": _location(finding.place)}],
        "partialFingerprints": {"pgrehearseId/v1": finding.id.encode("utf-8", "replace").decode()},
    }
    related = [*finding.repeats, *finding.hidden_repeats]
    if related:
        result["relatedLocations"] = [_related(number, each) for number, each in enumerate(related)]
    return result


def _related(number: int, each: Folded) -> dict[str, Any]:
    text = each.message.encode("utf-8", "replace").decode()
    return {"id": number, "physicalLocation": _location(each.place), "message": {"text": text}}


def _location(place: Place) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": _uri(place.path)},
        "region": {"startLine": place.line, "startColumn": place.column},
    }


def _uri(path: str) -> str:
    shown = quote(path.replace(os.sep, "/").encode("utf-8", "replace"))
    return f"file://{shown}" if os.path.isabs(path) else shown
