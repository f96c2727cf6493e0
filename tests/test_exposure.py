"""What each migration opens up, told by the rule newly-exposed; what is only replaced or closed again is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.rehearsal import Options, rehearse

CLOSED = "create table notes (id int primary key, body text); alter table notes enable row level security;"
FUNCTION = "create function f() returns int language sql security definer set search_path = '' as 'select 1';"
REVOKE = "revoke execute on function f() from public, anon, authenticated;"

CASES: dict[str, tuple[list[str], list[str]]] = {
    "a new table without row level security": (
        ["create table notes (id int primary key);"],
        ["this file lets anon and authenticated read, insert into, update, delete from public.notes (every row)"],
    ),
    "a new table that nobody can use yet": ([CLOSED], []),
    "a policy": (
        [CLOSED, "create policy p on notes for select to authenticated using (true);"],
        ["this file lets authenticated read public.notes (the rows that policies let through)"],
    ),
    "a second policy for the same": (
        [
            f"{CLOSED} create policy p on notes for select using (true);",
            "create policy q on notes for select using (id > 0);",
        ],
        ["this file lets anon and authenticated read public.notes (the rows that policies let through)"],
    ),
    "a policy that takes the place of another": (
        [
            f"{CLOSED} create policy p on notes for select using (true);",
            "drop policy p on notes; create policy q on notes for select using (id > 0);",
        ],
        ["this file lets anon and authenticated read public.notes (the rows that policies let through)"],
    ),
    "row level security is disabled": (
        [
            f"{CLOSED} create policy p on notes for select using (true);",
            "alter table notes disable row level security;",
        ],
        [
            "this file lets anon and authenticated read public.notes (the rows that policies let through)",
            "this file lets anon and authenticated read, insert into, update, delete from public.notes (every row)",
        ],
    ),
    "a grant": (
        ["create table notes (id int primary key); revoke all on notes from anon, authenticated;",
         "grant select (id) on notes to anon;"],
        ["this file lets anon read public.notes (every row)"],
    ),
    "a grant to a role that clients are members of": (
        [
            "create role readers; grant readers to authenticated;"
            "create table notes (id int primary key); revoke all on notes from anon, authenticated;",
            "grant select on notes to readers;",
        ],
        ["this file lets authenticated read public.notes (every row)"],
    ),
    "the table is dropped and made again": (
        [
            "create table notes (id int primary key); revoke all on notes from anon, authenticated;",
            "drop table notes; create table notes (id int primary key);",
        ],
        ["this file lets anon and authenticated read, insert into, update, delete from public.notes (every row)"],
    ),
    "the table is made again as it was": (
        ["create table notes (id int primary key);", "drop table notes; create table notes (id int primary key);"],
        ["this file lets anon and authenticated read, insert into, update, delete from public.notes (every row)"],
    ),
    "a function is made again, and what was revoked is granted": (
        [f"{FUNCTION} {REVOKE}", f"drop function f(); {FUNCTION}"],
        ["this file lets anon and authenticated call function public.f() with its owner's rights"],
    ),
    "a function is replaced": (
        [f"{FUNCTION} {REVOKE}", FUNCTION.replace("create", "create or replace")],
        [],
    ),
    "another schema": (["create schema hidden; create table hidden.notes (id int primary key);"], []),
    "a rolled back grant": (
        ["create table notes (id int primary key); revoke all on notes from anon, authenticated;",
         "begin; grant select on notes to anon; rollback;"],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_migration_opens_up(tmp_path: Path, name: str) -> None:
    texts, expected = CASES[name]
    for number, text in enumerate(texts, 1):
        (tmp_path / f"{number}.sql").write_text(text)
    paths = [tmp_path / f"{number}.sql" for number in range(1, len(texts) + 1)]
    run = rehearse(paths, Options(layout="files", rules=("newly-exposed",), baseline="supabase"))
    assert [step.error for step in run.steps if step.outcome != "ok"] == []
    assert [judgement.verdict.message for judgement in run.judgements] == expected
