"""Every rule: its manual page, its examples, its golden text; and what holds of all of them together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analyzer.cli.rules import chosen_rules, page_of
from analyzer.errors import UsageError
from analyzer.findings.collect import report_on
from analyzer.findings.finding import Report
from analyzer.findings.rules import known_rules
from analyzer.rehearsal import Options, rehearse
from analyzer.rules.judge import discover
from analyzer.rules.judge.discover import rule_named, rule_names
from analyzer.rules.judge.verdict import Verdict
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


# -- what holds whatever the rule --------------------------------------------------------------------------------------

TABLE = "create table notes (id int primary key, body text);\n"


def judged(tmp_path: Path, *texts: str, rules: tuple[str, ...] | None = None, **options: Any) -> Report:
    for number, text in enumerate(texts, 1):
        (tmp_path / f"{number}.sql").write_text(text)
    paths = [tmp_path / f"{number}.sql" for number in range(1, len(texts) + 1)]
    chosen = Options(layout="files", baseline="supabase", rules=rules, **options)
    return report_on(rehearse(paths, chosen), chosen)


def found(report: Report, rule: str) -> list[str]:
    return [f"{Path(each.place.path).stem}:{each.place.line}" for each in report.findings if each.rule == rule]


def test_a_comment_allows_a_rule_where_the_object_is_defined(tmp_path: Path) -> None:
    report = judged(tmp_path, f"-- pgrehearse: allow rls-disabled -- public data\n{TABLE}", rules=("rls-disabled",))
    assert report.findings == ()


def test_a_comment_for_a_rule_that_was_not_asked_is_no_leftover(tmp_path: Path) -> None:
    text = f"-- pgrehearse: allow rls-disabled\n{TABLE}alter table notes enable row level security;\n"
    assert found(judged(tmp_path, text, rules=("no-primary-key",)), "unused-suppression") == []
    assert found(judged(tmp_path, text, rules=("rls-disabled",)), "unused-suppression") == ["1:1"]


def test_what_is_rolled_back_is_not_judged(tmp_path: Path) -> None:
    report = judged(tmp_path, f"begin;\n{TABLE}drop table notes;\nrollback;\n")
    assert [finding.rule for finding in report.findings] == []


def test_the_place_is_where_the_object_was_defined_last(tmp_path: Path) -> None:
    function = "function f() returns int language sql security definer set search_path = '' as 'select {}'"
    report = judged(
        tmp_path,
        f"create {function.format(1)};\n",
        f"create or replace {function.format(2)};\ngrant execute on function f() to anon;\n",
        rules=("anon-definer-function",),
    )
    assert found(report, "anon-definer-function") == ["2:1"]


def test_ids_do_not_depend_on_lines(tmp_path: Path) -> None:
    first = judged(tmp_path, TABLE, rules=("rls-disabled",))
    second = judged(tmp_path, f"\n\n{TABLE}", rules=("rls-disabled",))
    assert [each.id for each in first.findings] == [each.id for each in second.findings]
    assert [each.id for each in first.findings] == ["rls-disabled:table public.notes"]


def test_an_unknown_statement_silences_rules_about_its_objects(tmp_path: Path) -> None:
    unknown = (
        "do $$ begin if random() > 0.5 then raise exception 'no'; end if; "
        "alter table notes enable row level security; end $$;\n"
    )
    report = judged(tmp_path, TABLE, f"create table others (id int primary key);\n{unknown}", rules=("rls-disabled",))
    assert len(report.unknowns) == 1
    assert found(report, "rls-disabled") == ["2:1"]


def test_after_a_statement_that_may_have_done_anything_nothing_is_an_error(tmp_path: Path) -> None:
    unknown = "do $$ begin execute (select string_agg(random()::text, '') from generate_series(1, 3)); end $$;\n"
    (finding,) = judged(tmp_path, TABLE, unknown, rules=("rls-disabled",)).findings
    assert finding.level == "warning"
    assert finding.notes == ("A statement whose outcome is unknown may have changed this (--all shows it).",)


def test_the_configuration_says_what_is_exposed(tmp_path: Path) -> None:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    text = (
        f"create schema api;\ngrant usage on schema api to anon;\n{TABLE.replace('notes', 'api.notes')}"
        "grant select on api.notes to anon;\n"
    )
    (folder / "1_api.sql").write_text(text)
    chosen = Options(rules=("rls-disabled",))
    assert report_on(rehearse([tmp_path], chosen), chosen).findings == ()
    (tmp_path / "supabase" / "config.toml").write_text('[api]\nschemas = ["api"]\n')
    assert len(report_on(rehearse([tmp_path], chosen), chosen).findings) == 1


def test_a_rule_that_fails_is_told_and_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> Iterator[Verdict]:
        raise ZeroDivisionError

    rule = msgspec.structs.replace(rule_named("rls-disabled"), check_state=broken)
    monkeypatch.setattr(discover, "rule_named", lambda name: rule if name == rule.name else rule_named(name))
    report = judged(tmp_path, TABLE.replace("primary key", ""), rules=("rls-disabled", "no-primary-key"))
    assert [finding.rule for finding in report.findings] == ["internal-error", "no-primary-key"]
    assert report.findings[0].message == "rule rls-disabled has failed itself"


def test_json_carries_the_name_that_splinter_gives(tmp_path: Path, pgrehearse: Run) -> None:
    (tmp_path / "1.sql").write_text(TABLE.replace("notes", '"My Notes"'))
    done = pgrehearse(
        "check", "--baseline", "supabase", "--rule", "rls-disabled", "--format", "json", str(tmp_path / "1.sql")
    )
    (finding,) = json.loads(done.stdout)["findings"]
    assert done.returncode == 1
    assert finding["splinter"] == {
        "name": "rls_disabled_in_public",
        "cache_key": "rls_disabled_in_public_public_My Notes",
    }
