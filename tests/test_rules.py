"""Every rule: its manual page, its examples, its golden text; and what holds of all of them together."""

from __future__ import annotations

import json
import re

import pytest

from analyzer.cli.rules import chosen_rules, page_of
from analyzer.errors import UsageError
from analyzer.findings.rules import known_rules
from analyzer.rules.judge.discover import rule_named, rule_names
from tests.conftest import Run
from tools.rule_examples import GOLDEN, Example, examples, golden_text, play
from tools.rule_table import README, with_table

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


def test_the_readme_lists_the_rules() -> None:
    """`python -m tools.rule_table` writes the table."""
    page = README.read_text(encoding="utf-8")
    assert "| `rls-disabled` | error |" in page
    assert with_table(page) == page


@pytest.mark.parametrize("name", sorted(known_rules()))
def test_every_name_of_a_rule_is_explained(name: str) -> None:
    first, blank, page, *_ = page_of(name).splitlines()
    assert first.split(" ")[0] == name
    assert blank == ""
    assert page.endswith(".")


def test_rules_are_chosen_by_name() -> None:
    assert chosen_rules((), ()) is None
    assert chosen_rules(("rls-disabled",), ()) == ("rls-disabled",)
    everything = chosen_rules(("all",), ("rls-disabled",))
    assert everything is not None
    assert set(NAMES) - set(everything) == {"rls-disabled"}
    with pytest.raises(UsageError, match="there is no rule nonsense"):
        chosen_rules((), ("nonsense",))


def test_the_commands_list_and_explain(pgrehearse: Run) -> None:
    done = pgrehearse("rules", "--format", "json")
    assert [row["name"] for row in json.loads(done.stdout)["rules"]] == list(NAMES)
    assert pgrehearse("explain", "no-such-rule").returncode == 2
