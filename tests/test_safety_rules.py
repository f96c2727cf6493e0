"""The rules about locks, rewrites, compatibility and transactions, where what decides is more than one statement."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.findings.collect import report_on
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.report.trace import trace_line
from analyzer.rules.judge.discover import rule_named, rule_names
from analyzer.steps import Cascade, IndexBuild, Lock
from tools.squawk.equivalents import LEFT_OUT, SERVER_SAYS, equivalents, table_of_equivalents
from tools.squawk.tables import PAGE, kind_of, with_section

Run = Callable[..., Rehearsal]
TABLE = "create table orders (id bigint primary key, total numeric, state text not null default 'new', note text);"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def rehearsed(*files: str, rules: tuple[str, ...] | None = None, layout: str = "files") -> Rehearsal:
        paths = []
        for number, text in enumerate(files, 1):
            path = tmp_path / f"{number:04}_step.sql"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        found = rehearse(paths, Options(layout=layout, baseline="postgres", rules=rules))
        assert [(step.statement.text, step.error) for step in found.steps if step.outcome != "ok"] == []
        return found

    return rehearsed


def said(run: Rehearsal, *leave_out: str) -> list[tuple[str, str]]:
    quiet = {"missing-lock-timeout", "missing-statement-timeout", *leave_out}
    return [
        (each.rule.name, each.verdict.object)
        for each in run.judgements
        if each.rule.category == "safety" and each.rule.name not in quiet
    ]


def silences(run: Rehearsal, rule: str) -> list[str]:
    return [each.silence.because for each in run.silences if each.rule.name == rule]


def test_a_constraint_dropped_and_added_in_one_statement_is_a_new_one(run: Run) -> None:
    found = run(
        "create table customers (id bigint primary key);"
        "create table orders (id bigint primary key, customer_id bigint constraint customer references customers);",
        "alter table orders drop constraint customer, add constraint customer foreign key (customer_id)"
        " references customers on delete cascade;",
    )
    assert said(found) == [("blocking-foreign-key", "constraint customer on public.orders")]
    assert silences(found, "dropped-constraint") == ["constraint customer on the same columns is there after the file"]


def test_what_a_type_change_makes_anew_is_no_new_constraint(run: Run) -> None:
    found = run(
        "create table orders (id integer primary key, code varchar(5) unique, constraint short check (code <> ''));",
        "alter table orders alter column code type varchar(10);",
    )
    (verdict,) = [each.verdict for each in found.judgements if each.rule.name == "rewriting-type-change"]
    assert "constraint short is checked for every row again" in verdict.message
    assert said(found) == [("rewriting-type-change", "column public.orders.code")]


def test_a_change_of_collation_builds_indexes_anew(run: Run) -> None:
    found = run(
        "create table orders (code text unique);", 'alter table orders alter column code type text collate "C";'
    )
    (verdict,) = [each.verdict for each in found.judgements if each.rule.name == "rewriting-type-change"]
    assert verdict.message.endswith("wait while orders_code_key is built anew")
    assert verdict.notes[0].startswith('The type changes from text to text collate "C"')


def test_an_index_on_an_expression_is_built_anew_whatever_the_type(run: Run) -> None:
    change = "alter table orders alter column code type text;"
    rules = ("rewriting-type-change",)
    plain = run("create table orders (code varchar(9)); create index i on orders (code);", change, rules=rules)
    assert plain.judgements == ()
    for index in ("(lower(code))", "(code) where code <> ''"):
        found = run(f"create table orders (code varchar(9)); create index i on orders {index};", change, rules=rules)
        (verdict,) = [each.verdict for each in found.judgements]
        assert verdict.message.endswith("wait while i is built anew")


@pytest.mark.parametrize(
    ("before", "level"),
    [("", "info"), ("set timezone = 'UTC';", None), ("set timezone = 'Europe/Berlin';", "warning")],
)
def test_whether_a_timestamp_is_written_anew_depends_on_the_time_zone(run: Run, before: str, level: str | None) -> None:
    found = run(
        "create table orders (at timestamp);",
        f"{before} alter table orders alter column at type timestamptz;",
        rules=("rewriting-type-change",),
    )
    assert [each.verdict.level or each.rule.level for each in found.judgements] == ([level] if level else [])


def test_partitions_are_not_told_of_one_by_one(run: Run) -> None:
    found = run(
        "create table events (at date not null, kind text) partition by range (at);"
        "create table events_1 partition of events for values from ('2024-01-01') to ('2025-01-01');"
        "create table events_2 partition of events for values from ('2025-01-01') to ('2026-01-01');",
        "create index events_kind on events (kind); alter table events alter column kind set not null;"
        "alter table events add constraint known check (kind <> '');",
    )
    assert said(found) == [
        ("blocking-index-build", "index public.events_kind"),
        ("blocking-not-null", "column public.events.kind"),
        ("blocking-check", "constraint known on public.events"),
    ]


def test_an_index_of_a_partitioned_table_without_partitions_is_not_built(run: Run) -> None:
    found = run(
        "create table events (at date not null) partition by range (at);", "create index events_at on events (at);"
    )
    assert said(found) == []
    (because,) = silences(found, "blocking-index-build")
    assert because.startswith("nothing is built: table public.events has no partitions")


def test_statements_in_a_do_block_are_judged_too(run: Run) -> None:
    found = run(TABLE, "do $$ begin create index orders_note on orders (note); end $$;")
    assert said(found) == [("blocking-index-build", "index public.orders_note")]
    found = run(TABLE, "do $$ begin alter table orders drop column note; end $$;")
    assert said(found) == [("dropped-column", "column public.orders.note")]


def test_what_was_never_released_may_go(run: Run) -> None:
    found = run(
        TABLE,
        "alter table orders add column extra text; alter table orders rename column extra to other;"
        "alter table orders drop column other; create view v as select 1 as one; drop view v;"
        "create function f() returns int language sql return 1; drop function f();",
    )
    assert said(found) == []


def test_a_default_that_comes_back_is_no_loss(run: Run) -> None:
    found = run(
        TABLE,
        "alter table orders alter column state drop default, alter column state type varchar(9),"
        " alter column state set default 'new';",
    )
    assert said(found, "rewriting-type-change") == []
    assert silences(found, "dropped-default") == ["the same statement sets another default"]


def test_a_unique_index_stands_in_for_a_unique_constraint(run: Run) -> None:
    found = run(
        "create table customers (email text unique);",
        "create unique index concurrently one on customers (email);",
        "alter table customers drop constraint customers_email_key;",
    )
    assert said(found) == []
    (because,) = silences(found, "dropped-constraint")
    assert because == "unique index one on the same columns is there"


def test_lock_and_statement_timeouts_are_asked_for_once_per_file(run: Run) -> None:
    rules = ("missing-lock-timeout", "missing-statement-timeout")
    both = "alter table orders add column a text; create index orders_a on orders (a); drop index orders_a;"
    found = run(TABLE, both, rules=rules)
    assert sorted((each.rule.name, each.step) for each in found.judgements) == [
        ("missing-lock-timeout", 1), ("missing-statement-timeout", 2),
    ]  # fmt: skip
    assert run(TABLE, f"set lock_timeout = 1000; set statement_timeout = '5min'; {both}", rules=rules).judgements == ()
    unlimited = run(TABLE, f"set lock_timeout = 0; {both}", rules=rules)
    assert len(unlimited.judgements) == 2


def test_a_lock_held_in_the_tools_transaction(run: Run) -> None:
    quick, slow = "alter table orders add column gross numeric;", "update orders set gross = total;"
    assert said(run(TABLE, quick + slow)) == [], "every statement commits by itself"
    assert said(run(TABLE, f"begin; {quick} {slow} commit;")) == [("held-lock", "table public.orders")]
    other = "update orders set note = state;"
    assert said(run(TABLE, f"begin; {other} {quick} commit;")) == []


def test_if_not_exists_is_compared_with_what_is_there(run: Run) -> None:
    rules = ("ignored-definition",)

    def messages(*files: str) -> list[str]:
        return [each.verdict.message.partition(": ")[2] for each in run(*files, rules=rules).judgements]

    assert messages(TABLE, TABLE.replace("create table", "create table if not exists")) == []
    assert messages(TABLE, "create table if not exists orders (id integer primary key);") == [
        "column id: it is bigint, not integer"
    ]
    assert messages(TABLE, "create table if not exists orders (id bigint primary key, a text, b text);") == [
        "it has no column a and b"
    ]
    assert messages("create view orders as select 1 as id;", "create table if not exists orders (id int);") == [
        "it is of another kind"
    ]
    assert messages(TABLE, "alter table orders add column if not exists note jsonb, add column x int;") == [
        "it is text, not jsonb"
    ]
    index = "create index orders_i on orders (note);"
    assert messages(TABLE, index, "create index if not exists orders_i on orders (note);") == []
    assert messages(TABLE, index, "create unique index if not exists orders_i on orders (state);") == [
        "it is not unique"
    ]
    assert messages(TABLE, index, "create index if not exists orders_i on orders (lower(note));") == [
        "it is on other columns"
    ]


def test_what_would_have_been_made_leaves_no_trace(run: Run) -> None:
    guarded = "create table if not exists orders (id bigint primary key, serial_id serial, x text);"
    with_rule, without = run(TABLE, guarded, rules=("ignored-definition",)), run(TABLE, guarded, rules=())
    assert len(with_rule.judgements) == 1
    for name, table in with_rule.catalog.tables.items():
        assert list(table.changed()) == list(without.catalog.tables[name].changed()), name


@pytest.mark.parametrize(
    ("layout", "name", "text", "advice"),
    [
        ("sqlx", "20240102000000_b.sql", "{}", "begin the file with `-- no-transaction`"),
        ("goose", "20240102000000_b.sql", "-- +goose Up\n{}", "begin the file with `-- +goose NO TRANSACTION`"),
        ("golang-migrate", "2_b.up.sql", "select 1; {}", "put the statement alone into a migration of its own"),
        ("golang-migrate", "2_b.up.sql", "begin; {} commit;", "put it outside of BEGIN and COMMIT"),
    ],
)
def test_how_the_tool_is_told_to_leave_the_transaction_out(
    tmp_path: Path, layout: str, name: str, text: str, advice: str
) -> None:
    first = {"golang-migrate": "1_a.up.sql"}.get(layout, "20240101000000_a.sql")
    begin = "-- +goose Up\n" if layout == "goose" else ""
    (tmp_path / first).write_text(f"{begin}{TABLE}", encoding="utf-8")
    (tmp_path / name).write_text(text.format("create index concurrently i on orders (note);"), encoding="utf-8")
    options = Options(layout=layout, baseline="postgres", rules=())
    (finding,) = report_on(rehearse([tmp_path], options), options).findings
    assert (finding.rule, finding.sqlstate) == ("inside-transaction", "25001")
    assert (finding.fix or "").startswith(advice)


def test_squawks_comments_are_honoured(run: Run) -> None:
    def rules(text: str) -> list[str]:
        found = run(TABLE, text, rules=("dropped-column", "blocking-index-build"))
        report = report_on(found, Options(layout="files", baseline="postgres", rules=()))
        return [finding.rule for finding in report.findings]

    drop, build = "alter table orders drop column note;", "create index orders_total on orders (total);"
    assert rules(f"{drop}\n{build}") == ["dropped-column", "blocking-index-build"]
    assert rules(f"-- squawk-ignore ban-drop-column\n{drop}\n{build}") == ["blocking-index-build"]
    assert rules(f"-- squawk-ignore ban-drop-table\n{drop}\n{build}") == ["dropped-column", "blocking-index-build"]
    assert rules(f"-- squawk-ignore-file require-concurrent-index-creation\n{drop}\n{build}") == ["dropped-column"]
    assert rules(f"-- squawk-ignore-file\n{drop}\n{build}") == []


def test_handlers_state_what_the_rules_need(run: Run) -> None:
    found = run(
        f"{TABLE} create index orders_note on orders (note); create view v as select id from orders;",
        "reindex table orders; drop index concurrently orders_note; drop table orders cascade;",
        rules=(),
    )
    reindex, drop_index, drop_table = found.steps[-3:]
    built = [effect for effect in reindex.effects if isinstance(effect, IndexBuild)]
    assert [effect.concurrently for effect in built] == [False, False]
    locks = {effect.mode for effect in drop_index.effects if isinstance(effect, Lock)}
    assert locks == {"ShareUpdateExclusiveLock"}
    assert [each.description for each in drop_table.effects if isinstance(each, Cascade)] == ["view v"]


def test_trace_tells_how_long_a_statement_works_and_in_which_transaction(run: Run) -> None:
    found = run(
        f"{TABLE} begin; alter table orders add column x int; update orders set x = 1; commit;"
        "create index on orders (x); alter table orders add check (x > 0);"
        "alter table orders alter column x type bigint; truncate orders;",
        rules=(),
    )
    lines = [json.loads(trace_line(step)) for step in found.steps]
    assert [(line["duration"], line.get("transaction")) for line in lines] == [
        ("instant", None), ("instant", None), ("instant", 1), ("rows", 1), ("instant", 1),
        ("index build", None), ("scan", None), ("rewrite", None), ("instant", None),
    ]  # fmt: skip


def test_every_default_rule_of_squawks_has_its_row() -> None:
    """`python -m tools.squawk --write` writes the table."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_section(page, "equivalents", table_of_equivalents()) == page
    ours = equivalents()
    assert ours["adding-foreign-key-constraint"] == ("blocking-foreign-key",)
    assert len(ours) + len(LEFT_OUT) == 51
    assert not set(ours) & set(LEFT_OUT)
    assert {name for names in ours.values() for name in names} <= set(rule_names()) | {
        name for names in SERVER_SAYS.values() for name in names
    }


def test_safety_rules_are_warnings_and_those_about_habits_infos() -> None:
    levels = {name: rule_named(name).level for name in rule_names() if rule_named(name).category == "safety"}
    assert {name for name, level in levels.items() if level == "info"} >= {
        "lock-order", "missing-lock-timeout", "missing-statement-timeout",
    }  # fmt: skip
    assert "error" not in levels.values()


def test_an_explanation_is_counted_by_its_kind() -> None:
    assert kind_of("table public.t is made in this file at line 3") == "the relation is made in this file"
    assert kind_of('the server rejects it: relation "t" does not exist (42P01)') == "the server rejects the statement"
    assert kind_of("") == "unexplained"
