"""How much a difference matters: what lets strangers at data or stops the application comes first."""

from __future__ import annotations

from typing import Final

from analyzer.diff.change import Action, Severity

_MISSING: Final[dict[str, Severity]] = {
    "table": "critical", "policy": "critical", "publication table": "critical", "foreign table": "high",
    "publication": "critical", "publication schema": "critical", "schema": "critical", "column": "high",
    "view": "high", "materialized view": "high", "function": "high", "index": "high", "trigger": "high", "type": "high",
    "extension": "high", "rule": "high", "event trigger": "high", "sequence": "high", "role": "high",
}
_EXTRA: Final[dict[str, Severity]] = {
    "policy": "critical", "index": "info", "statistics object": "info", "extension": "info",
}

_CHANGED: Final[dict[tuple[str, str], Severity]] = {
    ("table", "row level security"): "critical",
    ("table", "forced row level security"): "high",
    ("table", "replica identity"): "high",
    ("table", "columns' order"): "info",
    ("publication", "all tables"): "critical",
    ("publication table", "row filter"): "critical",
    ("publication table", "columns"): "critical",
    ("column", "type"): "high",
    ("column", "identity"): "high",
    ("column", "generation expression"): "high",
    ("function", "security"): "high",
    ("function", "setting search_path"): "high",
    ("function", "body"): "high",
    ("function", "arguments"): "high",
    ("function", "result"): "high",
    ("view", "query"): "high",
    ("view", "option security_invoker"): "critical",
    ("materialized view", "query"): "high",
    ("index", "definition"): "high",
    ("index", "validity"): "high",
    ("trigger", "definition"): "high",
    ("trigger", "enabled"): "high",
    ("rule", "definition"): "high",
    ("type", "kind"): "high",
    ("type", "labels"): "high",
}

_COSMETIC: Final = frozenset(
    {
        "comment", "storage", "compression", "statistics target", "cost", "rows", "cache", "identity cache",
        "identity sequence's name", "identity sequence's comment", "comment of the index",
        "not-null constraint's name", "clustered", "tablespace", "version",
    }
)


def severity(kind: str, action: Action, aspect: str) -> Severity:
    """Return how severe a difference of this kind is, as the report of gaps sorts them."""
    if action == "unknown":
        return "info"
    if action == "renamed":
        return "high" if kind in ("table", "foreign table", "column", "view", "function", "type", "schema") else "info"
    if action == "missing":
        return _MISSING.get(kind, "medium")
    if action == "extra":
        return _EXTRA.get(kind, "medium")
    found = _CHANGED.get((kind, aspect))
    if found is not None:
        return found
    if kind == "policy" and aspect not in _COSMETIC:
        return "critical"
    if aspect in _COSMETIC or aspect.startswith(
        ("storage parameter", "statistics target", "security label", "comment of ")
    ):
        return "info"
    return "medium"
