"""Which rules there are: every module of `analyzer/rules`; imported only when it is asked for."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args

import msgspec

import analyzer.rules
from analyzer.rules.judge.verdict import Level

if TYPE_CHECKING:
    from analyzer.rules.judge.silence import Silence
    from analyzer.rules.judge.verdict import Verdict

Check = Callable[[Any], Iterator["Verdict | Silence"]]


class Rule(msgspec.Struct, frozen=True):
    """One rule: what its module says of itself, and its checks (None for those it does not have).

    `watches` are the catalogs, effects and statement tags that a step must have for `check_step` (of a file: one of its
    steps, for `check_file`) to be called at all; None means any step.
    """

    name: str
    page: str
    level: Level
    category: str
    baseline: str | None
    default: bool
    watches: frozenset[str] | None
    squawk: tuple[str, ...]
    """The rules of squawk's that this one stands for."""
    check_step: Check | None
    check_file: Check | None
    check_state: Check | None

    @property
    def title(self) -> str:
        """The first line of the manual page."""
        return self.page.partition("\n")[0]


@cache
def rule_names() -> tuple[str, ...]:
    """The names of all rules, sorted; no rule is imported."""
    modules = pkgutil.iter_modules(analyzer.rules.__path__)
    return tuple(sorted(each.name.replace("_", "-") for each in modules if not each.ispkg))


@cache
def rule_named(name: str) -> Rule:
    """The rule of this name."""
    module = import_module(f"analyzer.rules.{name.replace('-', '_')}")
    known = vars(module)
    level, watches = known["LEVEL"], known.get("WATCHES")
    assert level in get_args(Level), f"{module.__name__}: LEVEL"
    return Rule(
        name=name,
        page=(module.__doc__ or "").strip(),
        level=level,
        category=known["CATEGORY"],
        baseline=known.get("BASELINE"),
        default=known.get("DEFAULT", True),
        watches=None if watches is None else frozenset(watches),
        squawk=known.get("SQUAWK", ()),
        check_step=known.get("check_step"),
        check_file=known.get("check_file"),
        check_state=known.get("check_state"),
    )


def default_rules() -> Iterator[Rule]:
    """Yield the rules that `check` applies unless told otherwise."""
    return (rule for rule in rules_named(rule_names()) if rule.default)


def rules_named(names: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules of these names."""
    return (rule_named(name) for name in names)
