"""The folders under fixtures/live/: databases that are not what their migrations intend.

`python -m tools.live_fixtures` makes each on a real server: a fresh Supabase database, the migrations of
fixtures/live/project, then what somebody did by hand. `snapshot.json` is what the database itself says. Beside it go
`expected.json` (the differences) and `report.md` (what `pgrehearse gaps` makes of it); `--reports` writes only these
anew, from the snapshots that are there. Read them before you commit them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import psycopg

from analyzer.cli.live import rehearse_and_compare
from analyzer.rehearsal import Options
from analyzer.report.gaps.collect import gaps_report
from analyzer.report.gaps.markdown import markdown_lines
from analyzer.tree.parse import room_for_depth
from tools.oracle import Servers

FIXTURES: Final = Path(__file__).parent.parent / "fixtures" / "live"
PROJECT: Final = FIXTURES / "project"
VERSION: Final = 17
KEYS: Final = ("kind", "identity", "action", "aspect", "severity", "status")

BY_HAND: Final[dict[str, str]] = {
    "as-intended": "",
    "foundational-tables-missing": "drop table public.tenants, public.tenant_members cascade",
    "policies-through-a-view": """
        alter policy members_read_agents on public.agents
          using (tenant_id in (select tenant_id from public.user_tenants where user_id = (select auth.uid())));
        alter policy members_write_agents on public.agents
          with check (tenant_id in (select tenant_id from public.user_tenants where user_id = (select auth.uid())))""",
    "not-published": """
        alter publication supabase_realtime drop table public.agents;
        alter table public.agents replica identity default""",
    "indexes-and-triggers-missing": """
        drop index public.agents_tenant;
        drop index public.agent_runs_agent;
        drop trigger set_updated_at on public.agents""",
    "functions-without-search-path": """
        alter function public.archive_runs(timestamptz) reset search_path;
        alter function public.set_updated_at() reset search_path""",
    "wrong-defaults": """
        alter table public.agents alter capabilities set default '{}'::jsonb, alter enabled drop default;
        alter table public.tenants alter status set default 'trial'""",
    "foreign-keys-missing": """
        alter table public.agents drop constraint agents_tenant_id_fkey;
        alter table public.agent_runs drop constraint agent_runs_agent_id_fkey""",
    "grants-too-wide": """
        grant all on public.tenants, public.tenant_members to anon;
        grant execute on function public.archive_runs(timestamptz) to authenticated;
        alter table public.tenant_members disable row level security""",
    "migration-not-applied": """
        alter publication supabase_realtime drop table public.agents, public.agent_runs;
        alter table public.agents replica identity default;
        drop function public.archive_runs(timestamptz);
        grant all on public.tenants, public.tenant_members, public.agents, public.agent_runs to anon, authenticated;
        delete from supabase_migrations.schema_migrations where version = '20260119090000'""",
}
"""What was done to each database after its migrations."""


def make_snapshots(names: list[str]) -> None:
    """Build the databases and write what each says of itself."""
    from analyzer.snapshot.connect import fetch

    with contextlib.ExitStack() as stack:
        server = Servers(stack).find("supabase", VERSION)
        if server is None:
            sys.exit(f"no Supabase server: PGREHEARSE_SERVER_SUPABASE_{VERSION} names none")
        template = os.environ.get("PGREHEARSE_SUPABASE_TEMPLATE", "template_supabase")
        for name in names:
            with server.fresh_database(template, "postgres") as dsn:
                with psycopg.connect(dsn, autocommit=True) as connection:
                    connection.execute("set session authorization postgres")
                    _migrate(connection)
                    if BY_HAND[name]:
                        connection.execute(BY_HAND[name].encode())
                (FIXTURES / name).mkdir(exist_ok=True)
                (FIXTURES / name / "snapshot.json").write_bytes(fetch(dsn).rstrip() + b"\n")


def _migrate(connection: psycopg.Connection[Any]) -> None:
    """Run the project's migrations and record them, as the Supabase CLI does."""
    connection.execute(
        "create schema supabase_migrations; create table supabase_migrations.schema_migrations "
        "(version text primary key, statements text[], name text)"
    )
    for file in sorted((PROJECT / "supabase" / "migrations").glob("*.sql")):
        version, _, name = file.stem.partition("_")
        connection.execute(file.read_bytes())
        connection.execute(
            "insert into supabase_migrations.schema_migrations (version, name) values (%s, %s)", (version, name)
        )


def reports(name: str) -> tuple[list[dict[str, Any]], str]:
    """Return the differences of a fixture and its gaps report."""
    os.chdir(FIXTURES)
    snapshot = f"{name}/snapshot.json"
    run, live, comparison = rehearse_and_compare(("project",), Options(postgres=VERSION), snapshot, major_given=True)
    found = [{key: getattr(change, key) for key in KEYS} for change in comparison.changes]
    with room_for_depth():
        report = gaps_report(run, "project", live=snapshot, changes=comparison.changes, applied=live.applied)
    return found, "\n".join(markdown_lines(report)) + "\n"


def main() -> None:
    """Write the fixtures anew."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("names", nargs="*", choices=[[], *BY_HAND])
    options.add_argument("--reports", action="store_true", help="only what is told from the snapshots")
    chosen = options.parse_args()
    names = chosen.names or list(BY_HAND)
    if not chosen.reports:
        make_snapshots(names)
    for name in names:
        found, report = reports(name)
        (FIXTURES / name / "expected.json").write_text(json.dumps(found, indent=1) + "\n")
        (FIXTURES / name / "report.md").write_text(report)
        print(f"{name}: {len(found)} differences")


if __name__ == "__main__":
    main()
