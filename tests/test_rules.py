"""Every rule: its manual page, its examples, its golden text; and what holds of all of them together."""

from __future__ import annotations

import re

import pytest

from analyzer.rules.judge.discover import rule_named, rule_names
from tools.rule_examples import GOLDEN, Example, examples, golden_text, play

NAMES = rule_names()
EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}")
    for name in NAMES
    for number, example in enumerate(examples(rule_named(name)), 1)
]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_is_wrong_and_shows_it(name: str) -> None:
    rule = rule_named(name)
    title, blank, *rest = rule.page.splitlines()
    assert re.fullmatch(r"[A-Z].*\.", title)
    assert blank == ""
    assert not rest[0].startswith("```"), "the page explains before it shows"
    outcomes = {example.fails for example in examples(rule)}
    assert outcomes == {True, False}, "the page has at least one example of each kind"
    assert rule.check_step or rule.check_file or rule.check_state
    assert rule.baseline in (None, "supabase")
    assert rule.category in ("security", "performance", "safety", "idempotence", "correctness")


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_gives_what_its_page_says(name: str, example: Example) -> None:
    run, report = play(example)
    assert [(step.statement.text, step.error, step.reason) for step in run.steps if step.outcome != "ok"] == []
    found = [finding for finding in report.findings if finding.rule == name]
    assert bool(found) == example.fails, [finding.message for finding in found]
    assert [finding for finding in report.findings if finding.rule != name] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_reads_as_it_did(name: str) -> None:
    """`python -m tools.rule_examples` writes these texts."""
    assert (GOLDEN / f"{name}.txt").read_text(encoding="utf-8") == golden_text(rule_named(name))


def test_every_golden_text_belongs_to_a_rule() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(NAMES)
