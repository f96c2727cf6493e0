"""Discovery: each tool's names, order, forward part and transactions; auto; what a single file belongs to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analyzer.errors import UsageError
from analyzer.source.discover import History, discover, history_of
from analyzer.source.layouts import LAYOUTS


def lay_out(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def names(history: History) -> list[str]:
    return [file.name for file in history.files]


def codes(history: History) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.severity, Path(finding.path).name) for finding in history.findings]


def texts(history: History) -> list[str]:
    return [statement.text for file in history.files for statement in file.statements]


def test_supabase_takes_digits_and_a_name_in_lexical_order(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "supabase/migrations/20200101000000_init.sql": "select 0;",
            "supabase/migrations/20240102_late.sql": "select 3;",
            "supabase/migrations/20240101000000_a.sql": "select 1;",
            "supabase/migrations/20240102000000_b.sql": "-- pg-delta: transaction=false\nselect 2;",
            "supabase/migrations/2025-11-05_no.sql": "select 4;",
            "supabase/migrations/README.md": "",
            "supabase/migrations/20240103000000_UPPER.SQL": "",
            "supabase/migrations/archive/20230101000000_old.sql": "select 5;",
            "supabase/seed.sql": "insert into t values (1);",
        },
    )
    history = discover([tmp_path])
    assert history.layout.name == "supabase"
    assert history.baseline == "supabase"
    # '_' sorts behind the digits.
    assert names(history) == ["20240101000000_a", "20240102000000_b", "20240102_late"]
    assert [file.version for file in history.files] == ["20240101000000", "20240102000000", "20240102"]
    assert [file.transaction for file in history.files] == [None, False, None]
    assert codes(history) == [
        ("skipped-file", "info", "20200101000000_init.sql"),
        ("mixed-version-length", "info", "20240102_late.sql"),
        ("skipped-file", "warning", "20240103000000_UPPER.SQL"),
        ("skipped-file", "warning", "2025-11-05_no.sql"),
        ("skipped-folder", "warning", "archive"),
    ]


def test_supabase_versions_are_a_primary_key(tmp_path: Path) -> None:
    folder = lay_out(
        tmp_path / "supabase_migrations",
        {"1_a.sql": "select 1", "1_b.sql": "select 1", "10_c.sql": "", "9_d.sql": "select 1"},
    )
    history = discover([folder])
    assert ("duplicate-version", "error", "1_b.sql") in codes(history)
    assert ("out-of-order-version", "warning", "9_d.sql") in codes(history)
    assert ("empty-file", "warning", "10_c.sql") in codes(history)


def test_prisma_goes_by_folder(tmp_path: Path) -> None:
    lay_out(
        tmp_path / "prisma/migrations",
        {
            "migration_lock.toml": 'provider = "postgresql"',
            "20240102000000_b/migration.sql": "select 2;",
            "20240101000000_a/migration.sql": "select 1;",
            "20240103000000_c/readme.txt": "",
        },
    )
    history = discover([tmp_path])
    assert (history.layout.name, names(history)) == ("prisma", ["20240101000000_a", "20240102000000_b"])
    assert history.layout.transaction.scope == "query"
    assert codes(history) == [("missing-migration-file", "warning", "20240103000000_c")]


def test_diesel_drops_dashes_and_reads_metadata(tmp_path: Path) -> None:
    lay_out(
        tmp_path / "migrations",
        {
            "2024-01-02-000000_b/up.sql": "select 2;",
            "2024-01-02-000000_b/down.sql": "select -2;",
            "2024-01-02-000000_b/metadata.toml": "run_in_transaction = false",
            "00000000000000_diesel_initial_setup/up.sql": "select 1;",
        },
    )
    history = discover([tmp_path])
    assert history.layout.name == "diesel"
    assert [(file.version, file.transaction) for file in history.files] == [
        ("00000000000000", None),
        ("20240102000000", False),
    ]


def test_golang_migrate_compares_numbers_and_leaves_down_out(tmp_path: Path) -> None:
    files = {"10_b.up.sql": "select 2;", "10_b.down.sql": "x", "9_a.up.sql": "select 1;", "notes.sql": "x"}
    history = discover([lay_out(tmp_path, files)])
    assert (history.layout.name, names(history)) == ("golang-migrate", ["9_a", "10_b"])
    assert texts(history) == ["select 1", "select 2"]
    assert codes(history) == [("skipped-file", "warning", "notes.sql")]


def test_sqlx_is_known_by_its_package(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "Cargo.toml": "[package]",
            "migrations/10_b.up.sql": "-- no-transaction\nselect 2;",
            "migrations/10_b.down.sql": "x",
            "migrations/9_a.sql": "select 1;",
        },
    )
    history = discover([tmp_path])
    assert (history.layout.name, names(history)) == ("sqlx", ["9_a", "10_b"])
    assert [file.transaction for file in history.files] == [None, False]


def test_goose_runs_the_up_part(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "2_b.sql": "-- +goose NO TRANSACTION\n-- +goose Up\n"
            "-- +goose StatementBegin\nselect 2\n-- +goose StatementEnd\nselect 3;\n-- +goose Down\nselec -2;\n",
            "1_a.sql": "-- +goose Up\nselect 1;\n",
            "3_c.sql": "select 4;\n",
            "4_d.go": "",
            "5_e.sql": "-- +goose Up\ndo $$\nbegin\n  perform 1;\nend $$;\n",
        },
    )
    history = discover([tmp_path])
    assert (history.layout.name, names(history)) == ("goose", ["1_a", "2_b", "3_c", "5_e"])
    assert texts(history)[:3] == ["select 1", "select 2", "select 3"]
    assert [statement.line for statement in history.files[1].statements] == [4, 6]
    assert [file.transaction for file in history.files] == [None, False, None, None]
    assert codes(history) == [
        ("missing-up-section", "error", "3_c.sql"),
        ("skipped-file", "warning", "4_d.go"),
        ("statement-cut", "error", "5_e.sql"),
    ]
    assert history.findings[-1].line == 4


def test_dbmate_runs_the_up_block(tmp_path: Path) -> None:
    lay_out(
        tmp_path / "db/migrations",
        {
            "20240101000000_a.sql": "-- migrate:up transaction:false\nselect 1;\n\n-- migrate:down\nselec -1;\n",
            "20240102000000_b.sql": "select 0;\n-- migrate:up\nselect 2;\n",
            "20240103000000_c.sql": "select 3;\n",
        },
    )
    history = discover([tmp_path])
    assert (history.layout.name, texts(history)) == ("dbmate", ["select 1", "select 2"])
    assert [file.transaction for file in history.files] == [False, None, None]
    assert codes(history) == [
        ("text-before-up-section", "error", "20240102000000_b.sql"),
        ("missing-up-section", "error", "20240103000000_c.sql"),
    ]


def test_flyway_orders_versions_by_their_parts(tmp_path: Path) -> None:
    lay_out(
        tmp_path / "src/main/resources/db/migration",
        {
            "V1__a.sql": "select 1;",
            "V1.10__c.sql": "select ${x};",
            "sub/V1_2__b.sql": "select 2;",
            "V2__d.sql": "create index concurrently i on t (a);",
            "V2__d.sql.conf": "executeInTransaction=false",
            "R__b_views.sql": "select 5;",
            "R__a_views.sql": "select 4;",
            "U2__d.sql": "x",
            "other.sql": "x",
        },
    )
    history = discover([tmp_path])
    assert names(history) == ["V1__a", "V1_2__b", "V1.10__c", "V2__d", "R__a_views", "R__b_views"]
    assert [file.version for file in history.files] == ["1", "1.2", "1.10", "2", None, None]
    assert history.files[3].transaction is False
    assert codes(history) == [("placeholder", "info", "V1.10__c.sql"), ("skipped-file", "warning", "other.sql")]


def test_flyway_starts_from_the_latest_baseline(tmp_path: Path) -> None:
    files = {f"V{number}__a.sql": "select 1;" for number in (1, 2, 3)} | {"B2__base.sql": "select 1;"}
    history = discover([lay_out(tmp_path, files)])
    assert names(history) == ["B2__base", "V3__a"]


def test_drizzle_follows_its_journal_and_breakpoints(tmp_path: Path) -> None:
    lay_out(
        tmp_path / "drizzle",
        {
            "meta/_journal.json": '{"version":"7","dialect":"postgresql","entries":['
            '{"idx":0,"tag":"0001_b"},{"idx":1,"tag":"0000_a"},{"idx":2,"tag":"0002_gone"}]}',
            "0000_a.sql": "select 2\n--> statement-breakpoint\nselect 3;--> statement-breakpoint\nselect 4;",
            "0001_b.sql": "select 1;",
            "0003_extra.sql": "select 9;",
        },
    )
    history = discover([tmp_path])
    assert (history.layout.name, texts(history)) == ("drizzle", ["select 1", "select 2", "select 3", "select 4"])
    assert history.layout.transaction.scope == "run"
    assert codes(history) == [
        ("skipped-file", "warning", "0003_extra.sql"),
        ("missing-migration-file", "error", "_journal.json"),
    ]


@pytest.mark.parametrize("journal", ["{", '{"entries":[{"tag":1}]}', '{"dialect":"mysql","entries":[]}'])
def test_a_journal_that_is_none_is_a_usage_error(tmp_path: Path, journal: str) -> None:
    with pytest.raises(UsageError):
        discover([lay_out(tmp_path, {"meta/_journal.json": journal})])


def test_files_are_taken_as_given(tmp_path: Path) -> None:
    lay_out(tmp_path, {"a.sql": "select 1;", "b.txt": "select 2;"})
    history = discover([tmp_path / "b.txt", tmp_path / "a.sql", tmp_path / "b.txt"])
    assert (history.layout.name, texts(history)) == ("files", ["select 2", "select 1", "select 2"])
    assert not history.layout.transaction.stops


def test_paths_are_shown_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path, {"m/1.sql": "select 1;"})
    monkeypatch.chdir(tmp_path)
    assert discover(["./m"]).files[0].path == "./m/1.sql"
    assert discover(["./m/1.sql"]).files[0].path == "./m/1.sql"


def test_usage_errors_say_one_clear_line(tmp_path: Path) -> None:
    lay_out(
        tmp_path, {"empty/readme.txt": "", "a/1.sql": "", "two/migrations/1.sql": "", "two/db/migrations/1.sql": ""}
    )
    for paths, layout, words in (
        ([tmp_path / "missing"], "auto", "no such file or folder"),
        ([tmp_path / "empty"], "auto", "no migrations found"),
        ([tmp_path / "empty"], "supabase", r"no migrations found \(supabase layout\)"),
        ([tmp_path / "a"], "files", "is a folder"),
        ([tmp_path / "a", tmp_path / "a/1.sql"], "auto", "is not a folder"),
        ([tmp_path / "two"], "auto", "several migration folders found"),
        ([tmp_path / "a"], "rails", "unknown layout"),
    ):
        with pytest.raises(UsageError, match=words) as caught:
            discover(paths, layout)
        assert "\n" not in str(caught.value)


def test_a_file_finds_its_history(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "app/supabase/migrations/1_a.sql": "select 1;",
            "prisma/migrations/1_a/migration.sql": "select 1;",
            "plain/1.sql": "select 1;",
            "app/supabase/migrations/archive/0_a.sql": "",
            "flyway/V1__a.sql": "",
            "flyway/sub/V2__b.sql": "",
            "code/main.py": "",
        },
    )

    def found(name: str) -> tuple[str, str] | None:
        place = history_of(tmp_path / name)
        return (os.path.relpath(place[0], tmp_path), place[1]) if place else None

    assert found("app/supabase/migrations/1_a.sql") == ("app/supabase/migrations", "supabase")
    assert found("app/supabase/migrations/2_deleted.sql") == ("app/supabase/migrations", "supabase")
    assert found("prisma/migrations/1_a/migration.sql") == ("prisma/migrations", "prisma")
    assert found("plain/1.sql") == ("plain", "flat")
    assert found("plain/seed.sql") is None
    assert found("app/supabase/migrations/archive/0_a.sql") is None
    assert found("prisma/migrations/2_gone/migration.sql") == ("prisma/migrations", "prisma")
    assert found("flyway/sub/V2__b.sql") == ("flyway", "flyway")
    assert found("code/main.py") is None
    assert discover([tmp_path / "app/supabase/migrations/1_a.sql"]).baseline == "supabase"


@pytest.mark.parametrize(
    "layout", [layout for layout in LAYOUTS.values() if layout.name != "files"], ids=lambda layout: layout.name
)
def test_every_layout_survives_an_empty_folder(tmp_path: Path, layout: object) -> None:
    with pytest.raises(UsageError):
        discover([tmp_path], LAYOUTS[layout.name].name)  # type: ignore[attr-defined]
