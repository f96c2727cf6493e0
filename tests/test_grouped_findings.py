"""How many findings of one rule at one place are shown to people, and who sees findings of level info."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

SQL = """create table notes (id int primary key, owner uuid, open bool);
alter table notes enable row level security;
create policy own on notes using (owner = (select auth.uid()));
create policy visible on notes using (open);
"""


@pytest.fixture
def migration(tmp_path: Path) -> Path:
    path = tmp_path / "1.sql"
    path.write_text(SQL)
    return path


def check(pgrehearse: Run, path: Path, *options: str) -> str:
    done = pgrehearse("check", "--baseline", "supabase", *options, str(path))
    assert done.returncode == 0
    return done.stdout.decode()


def test_text_shows_one_and_tells_of_the_others(pgrehearse: Run, migration: Path) -> None:
    text = check(pgrehearse, migration)
    assert text.count("warning multiple-permissive-policies: ") == 1
    assert text.count("   Also: 2 permissive policies hold for ") == 3
    assert "   And " in text
    assert " more like these (--all shows them)." in text
    assert text.count("   Also: ", text.index("multiple-permissive-policies")) == 3
    everything = check(pgrehearse, migration, "--all")
    assert everything.count("   Also: 2 permissive policies hold for ") > 10
    assert "more like these" not in everything


def test_infos_are_counted_and_shown_to_who_asks(pgrehearse: Run, migration: Path) -> None:
    text = check(pgrehearse, migration)
    assert "\ninfo " not in text
    assert " infos (--all shows them) in 1 file" in text
    for option in (("--all",), ("--rule", "graphql-anon-exposed")):
        shown = check(pgrehearse, migration, *option)
        assert "\ninfo graphql-anon-exposed: " in f"\n{shown}"
        assert "(--all shows" not in shown
    done = pgrehearse("check", "--baseline", "supabase", "--fail-on", "info", str(migration))
    assert done.returncode == 1
    assert b"\ninfo graphql-anon-exposed: " in done.stdout


@pytest.mark.parametrize(("form", "mark"), [("github", "::warning "), ("markdown", "### warning ")])
def test_other_formats_for_people_do_likewise(pgrehearse: Run, migration: Path, form: str, mark: str) -> None:
    text = check(pgrehearse, migration, "--format", form)
    assert text.count(mark) == 1
    assert text.count("permissive policies hold for") > 10
    assert "graphql" not in text


def test_programs_are_told_all_one_by_one(pgrehearse: Run, migration: Path) -> None:
    findings = json.loads(check(pgrehearse, migration, "--format", "json"))["findings"]
    keys = [each["splinter"]["cache_key"] for each in findings if each["rule"] == "multiple-permissive-policies"]
    assert len(keys) == len(set(keys)) > 10
    assert "multiple_permissive_policies_public_notes_anon_SELECT" in keys
    assert any(each["level"] == "info" for each in findings)
