"""`pgrehearse rules` and `pgrehearse explain RULE`: which rules there are, and the manual page of one."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.errors import UsageError


def chosen_rules(only: Sequence[str], ignored: Sequence[str]) -> tuple[str, ...] | None:
    """The rules that `check` is to apply, None for the default ones. Raises UsageError for a name no rule has."""
    from analyzer.findings.rules import known_rules
    from analyzer.rules.judge.discover import default_rules, rule_names

    for name in (*only, *ignored):
        if name != "all" and name not in known_rules():
            raise UsageError(f"there is no rule {name} (`pgrehearse rules` lists them)")
    if not only and not ignored:
        return None
    names: Sequence[str]
    if "all" in only:
        names = rule_names()
    elif only:
        names = [name for name in rule_names() if name in only]
    else:
        names = [rule.name for rule in default_rules()]
    return tuple(name for name in names if name not in ignored)
