"""`check --format json`: every finding with all it has, and the counts."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer.findings.finding import Finding, Folded, Place, Report
from analyzer.report.escape import printable_json


def json_report(report: Report, *, show_all: bool = False) -> bytes:
    """Return the report as one JSON object: ``findings`` and ``summary``; with `show_all` also ``unknown``."""
    document: dict[str, Any] = {
        "findings": [finding_object(finding) for finding in report.findings],
        "summary": {
            "errors": report.count("error"),
            "warnings": report.count("warning"),
            "infos": report.count("info"),
            "files": report.files,
            "statements": report.statements,
            "unknown": len(report.unknowns),
            "postgres": report.postgres,
        },
    }
    if show_all:
        document["unknown"] = [{**_place(each.place), "reason": each.reason} for each in report.unknowns]
    encoded = msgspec.json.format(msgspec.json.encode(_clean(document)), indent=2)
    return printable_json(encoded) + b"\n"


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON shows it; what it does not have is left out."""
    row: dict[str, Any] = {
        "id": finding.id,
        "rule": finding.rule,
        "level": finding.level,
        **_place(finding.place),
        "sqlstate": finding.sqlstate,
        "message": finding.message,
        "detail": finding.detail,
        "hint": finding.hint,
        "context": list(finding.context),
        "statement_line": finding.statement.line if finding.statement is not None else None,
        "after": finding.after,
        "notes": list(finding.notes),
        "fix": finding.fix,
        "repeats": [_folded(each) for each in finding.repeats],
        "hidden_repeats": [_folded(each) for each in finding.hidden_repeats],
        "consequences": [_folded(each) for each in finding.consequences],
        "splinter": msgspec.to_builtins(finding.splinter),
    }
    return {key: value for key, value in row.items() if value not in (None, [])}


def _folded(each: Folded) -> dict[str, Any]:
    return {**_place(each.place), "sqlstate": each.sqlstate, "message": each.message}


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.path, "line": place.line, "column": place.column, "offset": place.offset}


def _clean(value: Any) -> Any:
    """The value with lone surrogates, which no UTF-8 can hold, replaced."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value
