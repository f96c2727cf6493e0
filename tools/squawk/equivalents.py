"""Which rule of squawk's is which of ours, and why some of them have no equivalent."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from analyzer.rules.judge.discover import rule_named, rule_names

SERVER_SAYS: Final[dict[str, tuple[str, ...]]] = {
    "ban-concurrent-index-creation-in-transaction": ("inside-transaction",),
    "ban-duplicate-column-assignments": ("duplicate-column", "syntax-error"),
    "transaction-nesting": ("inside-transaction", "outside-transaction"),
    "prefer-robust-stmts": ("not-idempotent", "changes-again"),
    "unused-ignore": ("unused-suppression",),
}
"""squawk's rules for which ours are not modules of their own: what the server rejects or warns of, `check --twice`."""

LEFT_OUT: Final[dict[str, str]] = {
    "ban-char-field": "style of types",
    "ban-create-domain-with-constraint": "making a domain locks nothing; what its constraints cost later is "
    "blocking-domain-constraint and rewriting-column",
    "identifier-too-long": "style of names; the name that the server cuts is the one that is rehearsed",
    "prefer-bigint-over-int": "style of types",
    "prefer-bigint-over-smallint": "style of types",
    "prefer-identity": "style of types",
    "prefer-text-field": "style of types; that a longer varchar needs no rewrite, and a shorter one does, is "
    "rewriting-type-change",
    "prefer-timestamp-tz": "style of types",
    "require-enum-value-ordering": "style; the order of an enum's labels is what ADD VALUE says",
}
"""squawk's rules that have no equivalent, and why: they are not about locks, rewrites, scans, compatibility."""


def equivalents() -> dict[str, tuple[str, ...]]:
    """Return our rules for each of squawk's, by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in rule_names():
        for theirs in rule_named(name).squawk:
            found[theirs].append(name)
    for theirs, ours in SERVER_SAYS.items():
        found[theirs] += ours
    return {theirs: tuple(found[theirs]) for theirs in sorted(found)}


def table_of_equivalents() -> str:
    """Return the table of squawk's rules and ours, in Markdown."""
    rows = [(theirs, ", ".join(f"`{name}`" for name in ours)) for theirs, ours in equivalents().items()]
    rows += [(theirs, f"none: {why}") for theirs, why in LEFT_OUT.items()]
    lines = ["| squawk | pgrehearse |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{theirs}` | {ours} |" for theirs, ours in sorted(rows))])
