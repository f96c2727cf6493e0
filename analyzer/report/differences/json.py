"""`diff --format json`: every difference with all it has, and the counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from analyzer.diff import SEVERITIES, Change
from analyzer.report.escape import printable_json


def json_differences(changes: Sequence[Change], *, notes: Sequence[str] = ()) -> bytes:
    """Return one JSON object: ``differences``, ``notes`` and ``summary``."""
    certain = [change for change in changes if change.action != "unknown"]
    document: dict[str, Any] = {
        "differences": [change_object(change) for change in changes],
        "notes": list(notes),
        "summary": {severity: sum(change.severity == severity for change in certain) for severity in SEVERITIES}
        | {"unknown": len(changes) - len(certain)},
    }
    return printable_json(msgspec.json.format(msgspec.json.encode(_clean(document)), indent=2)) + b"\n"


def change_object(change: Change) -> dict[str, Any]:
    """Return a difference as JSON shows it; what it does not have is left out."""
    origin = change.origin
    row: dict[str, Any] = {
        "kind": change.kind,
        "identity": change.identity,
        "action": change.action,
        "aspect": change.aspect or None,
        "severity": change.severity,
        "intended": change.intended,
        "live": change.live,
        "status": change.status,
        "file": origin.file if origin is not None else None,
        "line": origin.line if origin is not None else None,
        "version": origin.version if origin is not None else None,
        "note": change.note or None,
        "fingerprint": change.fingerprint,
    }
    return {key: value for key, value in row.items() if value is not None}


def _clean(value: Any) -> Any:
    """The value with lone surrogates, which no UTF-8 can hold, replaced."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value
