"""`pgrehearse trace`: one JSON object or one text line per top-level statement."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer.report.escape import printable, printable_json
from analyzer.steps import Effect, Lock, Notice, Rewrite, Step

_encode = msgspec.json.Encoder(enc_hook=str).encode


def trace_line(step: Step) -> bytes:
    """Return a step as one line of JSON, without the newline."""
    error = step.error
    row: dict[str, Any] = {
        "file": step.file.path,
        "line": step.statement.line,
        "offset": step.statement.start,
        "tag": step.tag,
        "outcome": step.outcome,
    }
    if error is not None:
        row["sqlstate"] = error.sqlstate
        row["message"] = error.message
        if error.detail:
            row["detail"] = error.detail
        if error.hint:
            row["hint"] = error.hint
        if error.location >= 0:
            row["position"] = step.statement.offset_of(error.location)
    if step.reason is not None:
        row["reason"] = step.reason
    row["locks"] = [{"relation": relation, "mode": mode} for relation, mode in step.locks]
    row["rewrites"] = list(step.rewrites)
    row["duration"] = step.duration
    if step.transaction is not None:
        row["transaction"] = step.transaction
    row["effects"] = [_effect(effect) for effect in step.effects if not isinstance(effect, (Lock, Rewrite))]
    if step.undone:
        row["undone"] = True
    return printable_json(_encode(row))


def _effect(effect: Effect) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": type(effect).__name__}
    if isinstance(effect, Notice):
        return {**row, "severity": effect.severity, "message": effect.message}
    fields = (field for field in effect.__struct_fields__ if field not in ("relid", "indexid", "objid"))
    return {**row, **{field: getattr(effect, field) for field in fields}}


def trace_text(step: Step) -> str:
    """Return a step as one line of text: place, tag, outcome, and what the server says."""
    said = "ok"
    if step.error is not None:
        said = f"error {step.error.sqlstate} {step.error.message}"
    elif step.reason is not None:
        said = f"unknown: {step.reason}"
    return printable(f"{step.file.path}:{step.statement.line} {step.tag} {said}")
