"""ALTER TYPE ... ADD VALUE and RENAME VALUE: what turns the labels there are into those intended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.deparse import names
from analyzer.diff.patch.guard import guarded
from analyzer.tree.names import quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.diff.patch.terms import Terms


def label_statements(
    terms: Terms, live: ObjectAddress, had: Sequence[str], wanted: Sequence[str]
) -> tuple[list[str], str]:
    """Return the statements, and what PostgreSQL has no statement for ("" where there is nothing)."""
    name = names.type_name(terms.live, live.objid)
    statements: list[str] = []
    labels = list(had)
    for old, new in _renamed(had, wanted):
        condition = (
            f"EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype({quote_literal(name)}) "
            f"AND enumlabel = {quote_literal(old)})"
        )
        text = f"ALTER TYPE {name} RENAME VALUE {quote_literal(old)} TO {quote_literal(new)}"
        statements.append(guarded(condition, [text]))
        labels[labels.index(old)] = new
    gone = [label for label in labels if label not in wanted]
    for position, label in enumerate(wanted):
        if label in labels:
            continue
        text = f"ALTER TYPE {name} ADD VALUE IF NOT EXISTS {quote_literal(label)}"
        if position:
            text += f" AFTER {quote_literal(wanted[position - 1])}"
            labels.insert(labels.index(wanted[position - 1]) + 1, label)
        else:
            text += f" BEFORE {quote_literal(labels[0])}" if labels else ""
            labels.insert(0, label)
        statements.append(text)
    if gone:
        return statements, f"PostgreSQL cannot drop the label {', '.join(map(quote_literal, gone))} of an enum"
    if labels != list(wanted):
        return statements, "PostgreSQL cannot change the order of an enum's labels"
    return statements, ""


def _renamed(had: Sequence[str], wanted: Sequence[str]) -> list[tuple[str, str]]:
    """Return the labels that only changed their name: as many as before, each other one in its place."""
    if len(had) != len(wanted):
        return []
    pairs = [(a, b) for a, b in zip(had, wanted, strict=True) if a != b]
    if any(a in wanted or b in had for a, b in pairs):
        return []
    return pairs
