"""`pgrehearse history OBJECT`: what happened to an object, whatever it was called at the time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.errors import UsageError
from analyzer.findings.object_history import histories_of
from analyzer.rehearsal import Options, rehearse
from tests.conftest import Run

FILES = {
    "0001_base": "create role reader;\ncreate schema app;\ncreate table app.orders (id int primary key, state text);\n"
    "create index orders_state on app.orders (state);",
    "0002_more": "alter table app.orders add column total numeric(10,2) not null default 0,\n"
    "alter column state set not null;\n"
    "grant select, insert on app.orders to reader;\ncomment on column app.orders.total is 'gross';\n"
    "create function app.f() returns trigger language plpgsql as 'begin return new; end';\n"
    "create trigger g before update on app.orders for each row execute function app.f();",
    "0003_policy": "alter table app.orders enable row level security;\n"
    "create policy own on app.orders using (true);\nalter policy own on app.orders rename to everyone;\n"
    "create or replace function app.f() returns trigger language plpgsql as 'begin return old; end';\n"
    "create policy everyone on app.orders using (false);",
    "0004_rename": "alter table app.orders rename to purchases;\n"
    "alter table app.purchases rename column total to gross;\n"
    "revoke insert on app.purchases from reader;\n"
    "create table app.lines (id int references app.purchases);\ncreate view app.v as select gross from app.purchases;",
    "0005_end": "do $$ begin execute 'drop table app.purchases cascade'; end $$;\nselect * from app.orders;",
}  # fmt: skip

History = Callable[[str], list[tuple[str, str, list[tuple[str, int, tuple[str, ...]]]]]]


@pytest.fixture
def history(tmp_path: Path) -> History:
    for name, text in FILES.items():
        (tmp_path / f"{name}.sql").write_text(text, encoding="utf-8")
    run = rehearse([tmp_path], Options(layout="flat"))

    def ask(text: str) -> list[tuple[str, str, list[tuple[str, int, tuple[str, ...]]]]]:
        return [
            (each.kind, each.name, [(h.step.file.name[:4], h.step.statement.line, h.what) for h in each.happenings])
            for each in histories_of(run, text)
        ]

    return ask


def test_a_table_from_its_creation_to_its_end(history: History) -> None:
    (found,) = history("app.orders")
    assert found[:2] == ("table", "app.orders")
    assert found[2] == [
        ("0001", 3, ("created",)),
        ("0001", 4, ("index orders_state created",)),
        (
            "0002", 1,
            ("column total added (numeric(10,2), not null)", "default of total set", "column state set not null"),
        ),
        ("0002", 3, ("granted INSERT, SELECT to reader",)),
        ("0002", 4, ("comment of total set",)),
        ("0002", 6, ("trigger g created",)),
        ("0003", 1, ("row level security enabled",)),
        ("0003", 2, ("policy own created",)),
        ("0003", 3, ("policy everyone changed",)),
        ("0004", 1, ("renamed to purchases",)),
        ("0004", 2, ("column total renamed to gross",)),
        ("0004", 3, ("revoked INSERT from reader",)),
        ("0004", 4, ("referenced by constraint lines_id_fkey on app.lines",)),
        ("0005", 1, ("dropped",)),
        ("0005", 2, ('fails: relation "app.orders" does not exist',)),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["orders", "purchases", "table app.purchases", 'App."orders"', "view orders"])
def test_the_same_table_by_its_other_names(name: str, history: History) -> None:
    (found,) = history(name)
    assert (found[1], found[2][0]) == ("app.orders", ("0001", 3, ("created",)))


def test_a_column(history: History) -> None:
    (found,) = history("orders.total")
    assert found == (
        "column", "app.orders.total",
        [
            ("0002", 1, ("column total added (numeric(10,2), not null)", "default set")),
            ("0002", 4, ("comment set",)),
            ("0004", 2, ("column total renamed to gross",)),
            ("0005", 1, ("column gross dropped", "default dropped", "comment removed")),
        ],
    )  # fmt: skip


def test_a_policy_with_what_failed(history: History) -> None:
    (found,) = history("policy everyone on app.orders")
    assert found == (
        "policy", "own on app.orders",
        [
            ("0003", 2, ("created",)),
            ("0003", 3, ("renamed to everyone",)),
            ("0003", 5, ('fails: policy "everyone" for table "orders" already exists',)),
            ("0005", 1, ("dropped",)),
        ],
    )  # fmt: skip


def test_a_function_and_who_calls_it(history: History) -> None:
    (found,) = history("function app.f()")
    assert found == (
        "function", "app.f",
        [
            ("0002", 5, ("created",)),
            ("0002", 6, ("called by trigger g on app.orders",)),
            ("0003", 4, ("body replaced",)),
            ("0005", 1, ("no longer called by trigger g on app.purchases",)),
        ],
    )  # fmt: skip


def test_what_never_was_is_an_error_of_usage(history: History) -> None:
    with pytest.raises(UsageError, match="no object of this name"):
        history("app.nothing")
    with pytest.raises(UsageError, match="is no name"):
        history("()")


def test_the_command_in_both_formats(tmp_path: Path, pgrehearse: Run) -> None:
    (tmp_path / "0001_a.sql").write_text(
        "create table t (a int);\nalter table t owner to postgres;\ncomment on table t is 'x';"
    )
    done = pgrehearse("history", "t", "0001_a.sql", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == (
        "table public.t\n   0001_a.sql:1 CREATE TABLE: created\n   0001_a.sql:3 COMMENT: comment set\n"
    )
    (found,) = json.loads(pgrehearse("history", "t", "0001_a.sql", "--format", "json", cwd=tmp_path).stdout)
    assert found["history"][0] == {
        "file": "0001_a.sql", "line": 1, "command": "CREATE TABLE", "outcome": "ok", "what": ["created"],
    }  # fmt: skip
    assert pgrehearse("history", "nope", "0001_a.sql", cwd=tmp_path).returncode == 2
