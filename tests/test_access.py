"""Who can do what, as `state` says it: against the server's own has_*_privilege, and with row level security."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from analyzer.deparse.state.access import access_document
from analyzer.rehearsal import Options, rehearse
from tools.postgres import Server

ROLES = ("acc_reader", "acc_writer", "acc_member", "acc_stranger")
HISTORY = """
create role acc_reader;
create role acc_writer bypassrls;
create role acc_member in role acc_reader;
create role acc_stranger;
create schema acc_hidden;
create table notes (id int primary key, owner name, body text);
create table acc_hidden.logs (id int primary key);
create table open_table (id int primary key);
create view all_notes as select id from notes;
create view own_notes with (security_invoker = true) as select id from notes;
grant select on notes, all_notes, own_notes to acc_reader;
grant update (body) on notes to acc_reader;
grant select, insert, delete on notes to acc_writer;
grant select on acc_hidden.logs to acc_reader;
grant select on open_table to public;
alter table notes enable row level security;
create policy own on notes for select to acc_reader using (owner = current_user);
create policy recent on notes as restrictive using (id > 0);
create function secret() returns int language sql security definer as 'select 1';
revoke execute on function secret() from public;
grant execute on function secret() to acc_member;
"""


def access(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "1.sql").write_text(HISTORY)
    return access_document(rehearse([tmp_path / "1.sql"], Options(layout="files", baseline="postgres")).catalog)


def test_privileges_and_policies_are_told_together(tmp_path: Path) -> None:
    found = access(tmp_path)
    assert found["relations"] == {
        "public.all_notes": {"acc_reader": {"select": "as its owner"}},
        "public.notes": {
            "acc_reader": {"select": "policies: own; and restrictive: recent", "update": "no row (columns: body)"},
            "acc_writer": {"select": "every row", "insert": "every row", "delete": "every row"},
        },
        "public.open_table": {"public": {"select": "every row"}},
        "public.own_notes": {"acc_reader": {"select": "as the caller"}},
    }
    assert found["definer_functions"] == {"public.secret()": ["acc_member"]}


@pytest.mark.server
def test_the_server_grants_the_same(tmp_path: Path, server: Server) -> None:
    found = access(tmp_path)["relations"]
    relations = ("public.notes", "public.all_notes", "public.own_notes", "acc_hidden.logs")
    with server.fresh_database("template0", None) as dsn, psycopg.connect(dsn) as connection:
        connection.execute(HISTORY.encode())
        for relation in relations:
            for role in ROLES:
                for action in ("select", "insert", "update", "delete"):
                    column = action if action != "delete" else "select"
                    row = connection.execute(
                        "select has_schema_privilege(%(role)s, split_part(%(rel)s, '.', 1), 'usage') and"
                        " (has_table_privilege(%(role)s, %(rel)s, %(action)s)"
                        "  or (%(action)s <> 'delete' and has_any_column_privilege(%(role)s, %(rel)s, %(column)s)))",
                        {"role": role, "rel": relation, "action": action, "column": column},
                    ).fetchone()
                    assert row is not None
                    # What a role has by membership is told of the role it is a member of.
                    named = "acc_reader" if role == "acc_member" else role
                    assert (action in found.get(relation, {}).get(named, {})) == row[0], (relation, role, action)
        connection.rollback()
