"""The gaps report: queries that return on a real server what they say, gaps in their sections, hostile text."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Databases = Callable[[], AbstractContextManager[str]]

HOSTILE = '<img src=x onerror=alert(1)>```|[x](javascript:1)\n## heading "quoted" \u202e'
MIGRATION = f"""
create type mood as enum ('sad', 'happy');
create table tenants (id uuid primary key, name text not null unique);
create table tenant_members (tenant_id uuid references tenants, user_id uuid, primary key (tenant_id, user_id));
create table agents (id int primary key, tenant_id uuid references tenants, mood mood default 'sad');
create table subscriptions (id int primary key, tenant_id uuid references tenants);
create table error_logs (id int, at timestamptz default now());
create table webhook_endpoints (id int, url text);
create index agents_by_tenant on agents (tenant_id);
alter table agents enable row level security;
create policy members on agents for select using (tenant_id in (select m.tenant_id from tenant_members m));
create function touch() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
create function secret(a text, b int[]) returns int language sql security definer as 'select 1';
create trigger touched before update on agents for each row execute function touch();
create view everyone with (security_invoker = on) as select name from tenants;
create materialized view counts as select count(*) from agents;
create publication changes for table agents;
alter table agents replica identity full;
create role gaps_reader;
grant select, insert on agents, everyone to gaps_reader;
comment on table agents is '{HOSTILE}';
create table "{HOSTILE.replace('"', '""')}" (id int);
"""


@pytest.fixture(scope="module")
def migrations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one migration."""
    folder = tmp_path_factory.mktemp("gaps")
    (folder / "0001_all.sql").write_text(MIGRATION, encoding="utf-8")
    return folder


def _report(pgrehearse: Run, folder: Path, *arguments: str) -> dict[str, Any]:
    result = pgrehearse(
        "gaps", "--layout", "flat", "--baseline", "postgres", "--postgres", "18", "--format", "json", *arguments, folder
    )
    assert not result.stderr
    assert result.returncode in (0, 1)
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_each_query_returns_what_is_expected(pgrehearse: Run, migrations: Path, fresh_database: Databases) -> None:
    sections = _report(pgrehearse, migrations)["sections"]
    assert [section["number"] for section in sections] == list(range(1, 14))
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(MIGRATION.encode())
        for section in sections:
            assert section["expected"], section["title"]
            cursor = connection.execute(section["query"].encode())
            assert cursor.description is not None
            assert [column.name for column in cursor.description] == section["result"]["columns"]
            found = [[str(value).lower() if isinstance(value, bool) else str(value) for value in row] for row in cursor]
            assert found == section["result"]["rows"], section["title"]


def test_tables_are_grouped_by_what_rests_on_them_and_by_name(pgrehearse: Run, migrations: Path) -> None:
    sections = _report(pgrehearse, migrations)["sections"]
    groups = {section["title"]: [item["object"] for item in section["expected"]] for section in sections[:5]}
    assert groups["Foundational tables"] == ["public.tenants"]
    assert groups["Billing tables"] == ["public.subscriptions"]
    assert groups["Observability tables"] == ["public.error_logs"]
    assert groups["Webhook and integration tables"] == ["public.webhook_endpoints"]
    assert {"public.agents", "public.tenant_members"} <= set(groups["Core tables"])


def test_gaps_stand_in_their_sections(pgrehearse: Run, migrations: Path, fresh_database: Databases) -> None:
    changes = {
        "drop table error_logs": ("Observability tables", "critical"),
        "alter table subscriptions drop column tenant_id": ("Billing tables", "high"),
        "alter table agents disable row level security": ("Row level security", "critical"),
        "drop index agents_by_tenant": ("Indexes", "high"),
        "alter function touch() reset search_path": ("Functions", "high"),
        "drop trigger touched on agents": ("Triggers", "high"),
        "drop view everyone": ("Views", "high"),
        "alter publication changes drop table agents": ("Realtime configuration", "critical"),
        "alter table agents replica identity default": ("Realtime configuration", "high"),
        "revoke insert on agents from gaps_reader": ("Grants", "medium"),
        "alter type mood add value 'odd'": ("Everything else", "high"),
    }
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(MIGRATION.encode())
        report = _report(pgrehearse, migrations, "--live", dsn)
        assert [change for section in report["sections"] for change in section["gaps"]] == []
        for change in changes:
            connection.execute(change.encode())
        report = _report(pgrehearse, migrations, "--live", dsn)
        page = pgrehearse(
            "gaps", "--layout", "flat", "--baseline", "postgres", "--format", "html", "--live", dsn, migrations
        )
    found = {(section["title"], change["severity"]) for section in report["sections"] for change in section["gaps"]}
    assert set(changes.values()) <= found
    assert page.returncode == 1
    assert page.stdout.count(b"<tr data-severity=") == sum(len(section["gaps"]) for section in report["sections"])


def test_hostile_names_stay_text(pgrehearse: Run, migrations: Path) -> None:
    page = pgrehearse(
        "gaps", "--layout", "flat", "--baseline", "postgres", "--format", "html", migrations
    ).stdout.decode()
    tags: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            assert not any(name.startswith("on") and name != "onsubmit" for name, _ in attrs)

    Tags().feed(page)
    assert "img" not in tags
    assert "\u202e" not in page
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    text = pgrehearse("gaps", "--layout", "flat", "--baseline", "postgres", migrations).stdout.decode()
    assert "\u202e" not in text
    outside = re.sub(r"(?ms)^(`{3,})sql$.*?^\1$", "", text)
    assert not re.search(r"(?m)^(```|## heading)", outside)


def test_a_live_side_that_cannot_be_read_is_one_line(pgrehearse: Run, migrations: Path, tmp_path: Path) -> None:
    (tmp_path / "foreign.json").write_text('{"some": "thing"}')
    output = tmp_path / "out.md"
    for live in ("nowhere.json", str(tmp_path / "foreign.json"), "host=127.0.0.1 port=1 password=secret"):
        result = pgrehearse("gaps", "--layout", "flat", "--live", live, "-o", output, migrations)
        assert result.returncode == 2
        assert result.stderr.count(b"\n") == 1
        assert b"secret" not in result.stderr
        assert not output.exists()
