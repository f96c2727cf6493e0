"""The reports of squawk's rules that have equivalents, held against ours, statement by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tools.squawk.equivalents import equivalents
from tools.squawk.history import PER_FILE, History, Key
from tools.squawk.program import run_squawk


class Comparison(NamedTuple):
    """What both, only squawk and only we say of one of squawk's rules; why we are silent, per statement."""

    rule: str
    both: list[Key]
    theirs: dict[Key, str]
    ours: list[Key]


def compare(histories: Sequence[History], twice: bool) -> list[Comparison]:
    """Hold the reports of squawk's rules that have equivalents against ours, over all histories."""
    ours_of = {theirs: ours for theirs, ours in equivalents().items() if twice or theirs != "prefer-robust-stmts"}
    theirs: dict[str, dict[Key, History]] = defaultdict(dict)
    ours: dict[str, dict[Key, History]] = defaultdict(dict)
    for history in histories:
        for report in run_squawk(history.files):
            key = history.statement_at(report.path, report.line)
            if key is not None:
                theirs[report.rule][key] = history
        for rule, key in history.findings():
            ours[rule][key] = history
    told = {
        (rule, key) for name, equal in ours_of.items() for rule in equal for key in theirs[name] if key in ours[rule]
    }
    return [_comparison(name, equal, theirs[name], ours, told) for name, equal in ours_of.items()]


def _comparison(
    name: str,
    equal: tuple[str, ...],
    theirs: dict[Key, History],
    ours: dict[str, dict[Key, History]],
    told: set[tuple[str, Key]],
) -> Comparison:
    """Compare one rule; what `told` has is no report of ours alone, since some rule of squawk's speaks of it too."""
    per_file = name in PER_FILE
    found = {key: history for rule in equal for key, history in ours[rule].items()}
    alone = {key for rule in equal for key in ours[rule] if (rule, key) not in told}
    if per_file:
        found = {Key(key.path, -1): history for key, history in found.items()}
        theirs = {Key(key.path, -1): history for key, history in theirs.items()}
        alone = set(found)
    both = sorted(key for key in theirs if key in found)
    only_theirs = {
        key: history.why_silent(name, equal, key) for key, history in sorted(theirs.items()) if key not in found
    }
    return Comparison(name, both, only_theirs, sorted(key for key in alone if key not in theirs))
