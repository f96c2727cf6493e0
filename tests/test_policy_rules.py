"""What the rules say of policies that fail, against what a server says to the queries: recursion and denied objects."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from analyzer.rehearsal import Options, rehearse

SETUP = """
create role pol_owner;
create role pol_user;
create role pol_bypass bypassrls;
grant create on schema public to pol_owner;
grant pol_owner to current_user;
set role pol_owner;
create table a (id int, who name);
create table b (id int, who name);
create table c (id int, who name);
alter table a enable row level security;
alter table b enable row level security;
grant all on a, b, c to pol_user, pol_bypass;
"""
RECURSION = {"42P17", "54001"}

# What the policies are, which commands on `a` (select, insert, update, delete) recurse for pol_user. What it inserts is
# such that the PL/pgSQL function finds no row.
HISTORIES = {
    "itself": ("create policy p on a using (id in (select id from a x));", "sudi"),
    "itself, for other roles": ("create policy p on a to pol_bypass using (id in (select id from a x));", ""),
    "another table and back": (
        "create policy p on a using (id in (select id from b));create policy q on b using (id in (select id from a));",
        "sudi",
    ),
    "another table without policies back": (
        "create policy p on a using (id in (select id from b)); create policy q on b using (who = current_user);",
        "",
    ),
    "another table whose policy is for UPDATE": (
        "create policy p on a using (id in (select id from b));"
        "create policy q on b for update using (id in (select id from a));",
        "",
    ),
    "a table without row level security": ("create policy p on a using (id in (select id from c));", ""),
    "itself on INSERT, and SELECT has no subquery": (
        "create policy r on a for select using (true);"
        "create policy p on a for insert with check (exists (select from a x where x.id = 1));",
        "",
    ),
    "itself on INSERT, and SELECT has a subquery": (
        "create policy r on a for select using (exists (select from c));"
        "create policy p on a for insert with check (exists (select from a x where x.id = 1));",
        "i",
    ),
    "a view of the owner": (
        "create view v as select id from a; grant select on v to pol_user;"
        "create policy p on a using (id in (select id from v));",
        "",
    ),
    "a security invoker view": (
        "create view v with (security_invoker = true) as select id from a; grant select on v to pol_user;"
        "create policy p on a using (id in (select id from v));",
        "sudi",
    ),
    "a function": (
        "create function f() returns setof int language sql stable as 'select id from a';"
        "create policy p on a using (id in (select f()));",
        "sudi",
    ),
    "a PL/pgSQL function": (
        "create function f(n int) returns bool language plpgsql stable as"
        " 'begin return exists (select 1 from public.a where id = n); end';"
        "create policy p on a using (f(id));",
        "sud",
    ),
    "a SECURITY DEFINER function of the owner": (
        "create function f() returns setof int language sql stable security definer as 'select id from a';"
        "create policy p on a using (id in (select f()));",
        "",
    ),
    "a CTE": ("create policy p on a using (id in (with w as (select id from a) select id from w));", "sudi"),
    "a subquery in FROM": ("create policy p on a using (id in (select id from (select id from a) s));", "sudi"),
    "a restrictive policy": (
        "create policy o on a using (true); create policy p on a as restrictive using (id in (select id from a x));",
        "sudi",
    ),
    "three tables": (
        "alter table c enable row level security; create policy p on a using (id in (select id from b));"
        "create policy q on b using (id in (select id from c)); create policy r on c using (id in (select id from a));",
        "sudi",
    ),
    "a cycle that the table only leads to": (
        "alter table c enable row level security; create policy p on a using (id in (select id from b));"
        "create policy q on b using (id in (select id from c)); create policy r on c using (id in (select id from b));",
        "sudi",
    ),
}
QUERIES = {
    "s": "select * from a",
    "i": "insert into a values (5, 'x')",
    "u": "update a set id = id",
    "d": "delete from a",
}


def says_recursion(tmp_path: Path, policies: str) -> list[str]:
    (tmp_path / "1.sql").write_text(SETUP + policies)
    run = rehearse([tmp_path / "1.sql"], Options(layout="files", rules=("recursive-policy",), baseline="postgres"))
    assert [step.error for step in run.steps if step.outcome != "ok"] == []
    return [f"{judgement.verdict.message} {' '.join(judgement.verdict.notes)}" for judgement in run.judgements]


@pytest.mark.parametrize("name", HISTORIES)
def test_recursion_is_told(tmp_path: Path, name: str) -> None:
    policies, commands = HISTORIES[name]
    messages = says_recursion(tmp_path, policies)
    assert bool(messages) == bool(commands)
    if commands == "i":
        assert messages[0].startswith("every INSERT of public.a fails")
    elif commands:
        assert "public.a" in messages[0]


@pytest.mark.server
@pytest.mark.parametrize("name", HISTORIES)
def test_the_server_finds_the_same_recursion(
    name: str, fresh_database: Callable[[], AbstractContextManager[str]]
) -> None:
    policies, commands = HISTORIES[name]
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(SETUP.encode())
        connection.execute("insert into a values (1, 'pol_user'); insert into b values (1, 'x');")
        connection.execute(policies.encode())
        connection.execute("reset role")
        connection.execute("set role pol_user")
        failing = ""
        for letter, query in QUERIES.items():
            try:
                connection.execute(query.encode())
            except psycopg.Error as error:
                failing += letter if error.sqlstate in RECURSION else ""
        assert set(failing) == set(commands)


# What the policies are, which commands on `a` pol_user is denied because of them.
DENIED = {
    "a table": ("revoke all on b from pol_user; create policy p on a using (id in (select id from b));", "sudi"),
    "a table, for SELECT only": (
        "revoke all on b from pol_user; create policy p on a for select using (id in (select id from b));",
        "su",
    ),
    "a table, for other roles": (
        "revoke all on b from pol_user; create policy p on a to pol_bypass using (id in (select id from b));",
        "",
    ),
    "a table that need not be read": (
        "revoke all on b from pol_user; create policy p on a using (true or id in (select id from b));",
        "",
    ),
    "a column": (
        "revoke all on b from pol_user; grant select (id) on b to pol_user;"
        "create policy p on a using (id in (select id from b));",
        "",
    ),
    "a function": (
        "create function f() returns int language sql stable as 'select 1'; revoke execute on function f() from public;"
        "create policy p on a using (id = f());",
        "sudi",
    ),
    "a view": (
        "create view v as select id from b; create policy p on a using (id in (select id from v));",
        "sudi",
    ),
    "a table behind a view of the owner": (
        "revoke all on b from pol_user; create view v as select id from b; grant select on v to pol_user;"
        "create policy p on a using (id in (select id from v));",
        "",
    ),
    "a table behind a SECURITY DEFINER function": (
        "revoke all on b from pol_user;"
        "create function f() returns setof int language sql stable security definer as 'select id from b';"
        "create policy p on a using (id in (select f()));",
        "",
    ),
}


@pytest.mark.parametrize("name", DENIED)
def test_denial_is_told(tmp_path: Path, name: str) -> None:
    policies, commands = DENIED[name]
    (tmp_path / "1.sql").write_text(SETUP + policies)
    run = rehearse([tmp_path / "1.sql"], Options(layout="files", rules=("policy-denied",), baseline="postgres"))
    assert [step.error for step in run.steps if step.outcome != "ok"] == []
    assert [judgement.verdict.object for judgement in run.judgements] == (["policy p on public.a"] if commands else [])


@pytest.mark.server
@pytest.mark.parametrize("name", DENIED)
def test_the_server_denies_the_same(name: str, fresh_database: Callable[[], AbstractContextManager[str]]) -> None:
    policies, commands = DENIED[name]
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(SETUP.encode())
        connection.execute("insert into a values (1, 'pol_user'); insert into b values (1, 'x'), (5, 'x');")
        connection.execute(policies.encode())
        connection.execute("reset role")
        connection.execute("set role pol_user")
        denied = ""
        for letter, query in QUERIES.items():
            try:
                connection.execute(query.encode())
            except psycopg.Error as error:
                denied += letter if str(error).startswith("permission denied") else ""
        assert set(denied) == set(commands)
