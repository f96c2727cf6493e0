"""`check --order` and `graph`: proposals hold when they are carried out, and say what they cannot mend."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from analyzer.cli.order import edit_of
from analyzer.findings.ordering.arrange import fewest_moves, moved
from analyzer.findings.ordering.edits import CannotEdit
from analyzer.findings.ordering.graph import file_graph
from analyzer.findings.ordering.propose import Proposal, propose
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.report.graph import dot_lines, mermaid_lines
from analyzer.report.order import order_patch
from tests.conftest import Run
from tools.fixtures import FIXTURES, replay
from tools.planted_histories import faults, plant
from tools.postgres import Server

OPTIONS = Options()
MENDED = (
    "circular-order", "default-before-sequence", "file-needs-later-file", "foreign-key-before-table",
    "mixed-length-versions", "policy-before-table", "view-before-table",
)  # fmt: skip
PLANTED = [fault for fault in faults() if "later" in fault["name"] or "before" in fault["name"]]


def proposed(*paths: Path, options: Options = OPTIONS) -> tuple[Rehearsal, Proposal]:
    run = rehearse(paths, options)
    return run, propose(run, options)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name.lstrip('n')}.sql").write_text(text, encoding="utf-8")
    return folder


def errors(path: Path) -> list[str]:
    return [step.error.message for step in rehearse([path], OPTIONS).steps if step.error is not None]


def apply(run: Rehearsal, proposal: Proposal) -> None:
    """Apply the patch as a user would, in the current folder."""
    names, contents = edit_of(proposal, run.history)
    before = {file.path: file.source.data for file in proposal.before}
    patch = b"".join(order_patch(before, names, contents))
    subprocess.run(["git", "init", "-q"], check=True)
    done = subprocess.run(["git", "apply", "-"], input=patch, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), patch.decode()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("h").mkdir()
    return Path("h")


@pytest.mark.parametrize("name", [name for name in MENDED if name != "circular-order"])
def test_a_fixture_runs_through_once_its_patch_is_applied(name: str, here: Path) -> None:
    shutil.copytree(FIXTURES / name, here / name)
    run, proposal = proposed(here / name)
    assert (proposal.failing_before > 0, proposal.failing, proposal.cycles) == (True, 0, ())
    apply(run, proposal)
    assert errors(here / name) == []


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault["name"])
def test_a_planted_fault_of_order_is_mended(fault: dict[str, str], here: Path) -> None:
    history = plant(fault, here)
    run, proposal = proposed(history)
    assert (proposal.failing_before > 0, proposal.failing) == (True, 0)
    apply(run, proposal)
    assert errors(history) == []


@pytest.mark.server
@pytest.mark.parametrize(
    "fault", [fault for fault in PLANTED if fault["history"] == "shop"], ids=lambda fault: fault["name"]
)
def test_a_server_runs_the_mended_history(fault: dict[str, str], here: Path, server: Server) -> None:
    history = plant(fault, here)
    apply(*proposed(history))
    assert replay(history, server) == []


def test_a_sound_history_needs_no_other_order(here: Path) -> None:
    write(here, n0001_a="create table a ();", n0002_b="create table b ();")
    _, proposal = proposed(here)
    assert (proposal.is_empty, proposal.failing_before, proposal.needs) == (True, 0, ())


def test_a_circle_is_told_statement_by_statement(here: Path) -> None:
    write(
        here,
        n0001_a="create table a (id int primary key, b int references b);",
        n0002_b="create table b (id int primary key, c int references c);",
        n0003_c="create table c (id int primary key, a int references a);",
    )
    _, proposal = proposed(here)
    (ring,) = proposal.cycles
    assert [(Path(link.statement.source.path).stem, link.name.name) for link in ring] == [
        ("0001_a", "b"), ("0002_b", "c"), ("0003_c", "a"),
    ]  # fmt: skip
    assert all(link.name.name == Path(link.needs.source.path).stem[-1] for link in ring)
    assert proposal.is_empty


def test_a_whole_file_moves_where_that_is_enough(here: Path) -> None:
    write(
        here,
        n20260101000000_view="create view v as select a from t;",
        n20260102000000_other="create table other ();",
        n20260103000000_table="create table t (a int);\ncreate index on t (a);",
    )
    run, proposal = proposed(here)
    assert [file.path for file in proposal.moved_files] == ["h/20260101000000_view.sql"]
    assert proposal.moved_statements == ()
    assert edit_of(proposal, run.history)[0] == {
        "h/20260101000000_view.sql": "h/20260103000001_view.sql",
    }


def test_running_numbers_are_dealt_out_anew(here: Path) -> None:
    write(
        here, n001_a="create view v as select a from t;", n002_b="create table u ();", n003_c="create table t (a int);"
    )
    run, proposal = proposed(here)
    names, _ = edit_of(proposal, run.history)
    assert names == {"h/001_a.sql": "h/004_a.sql"} or set(names.values()) == {
        "h/001_b.sql",
        "h/002_c.sql",
        "h/003_a.sql",
    }
    apply(run, proposal)
    assert errors(here) == []


def test_a_statement_moves_with_the_comment_above_it(here: Path) -> None:
    view = "-- What is open.\ncreate view v as\n  select a from t;\n"
    table = "create table t (a int); -- the table\n"
    write(here, n0001_a=f"-- The file.\n\n{view}\n{table}")
    run, proposal = proposed(here)
    _, contents = edit_of(proposal, run.history)
    assert contents["h/0001_a.sql"].decode() == f"-- The file.\n\n{table}\n{view}"


def test_a_statement_that_is_not_ended_gets_a_semicolon(here: Path) -> None:
    write(here, n0001_a="create view v as select a from t;\ncreate table t (a int)")
    run, proposal = proposed(here)
    apply(run, proposal)
    assert errors(here) == []


def test_what_has_to_stay_behind_its_table_comes_along(here: Path) -> None:
    write(
        here,
        n0001_a="create table base (id int primary key);\ncreate view v as select id from more;\ncreate table last ();",
        n0002_b="create type kind as enum ('a');\ncreate table more (id int references base, k kind);\n"
        "alter table last add column m int;",
    )
    run, proposal = proposed(here)
    assert proposal.failing == 0
    apply(run, proposal)
    assert errors(here) == []


def test_a_drop_waits_for_the_drop_of_what_depends_on_it(here: Path) -> None:
    write(
        here,
        n0001_a="create table t (a int); create view v as select a from t;",
        n0002_b="drop table t;",
        n0003_c="drop view v;",
    )
    run, proposal = proposed(here)
    assert (proposal.failing_before, proposal.failing) == (1, 0)
    apply(run, proposal)
    assert errors(here) == []


def test_changes_of_one_object_keep_their_order(here: Path) -> None:
    write(
        here,
        n0001_a="select * from t;",
        n0002_b="create table t (a int);",
        n0003_c="create or replace function f() returns int language sql as 'select 1';",
        n0004_d="create or replace function f() returns int language sql as 'select 2';",
    )
    run, proposal = proposed(here)
    files = [file.path for file in proposal.files]
    assert files.index("h/0003_c.sql") < files.index("h/0004_d.sql")
    apply(run, proposal)
    body = next(proc.prosrc for proc in rehearse([here], OPTIONS).catalog.pg_proc.changed() if proc.proname == "f")
    assert body == "select 2"


def test_what_is_created_nowhere_remains(here: Path) -> None:
    write(here, n0001_a="create view v as select a from t;\nselect * from nope;", n0002_b="create table t (a int);")
    _, proposal = proposed(here)
    assert (proposal.failing_before, proposal.failing) == (2, 1)
    assert [finding.message for finding in proposal.report.findings if finding.level == "error"] == [
        'relation "nope" does not exist'
    ]


def test_marked_statements_are_left_to_the_user(here: Path) -> None:
    write(
        here,
        n00001_a="-- +goose Up\n-- +goose StatementBegin\ncreate view v as select a from t;\n-- +goose StatementEnd\n"
        "create table t (a int);\n",
    )
    options = Options(layout="goose")
    run, proposal = proposed(here, options=options)
    assert (proposal.failing_before, proposal.failing) == (1, 0)
    with pytest.raises(CannotEdit, match="marks where its statements begin"):
        edit_of(proposal, run.history)


@pytest.mark.parametrize(
    ("count", "before", "order"),
    [
        (3, [], [0, 1, 2]),
        (3, [(2, 0)], [2, 0, 1]),
        (4, [(3, 0), (3, 1), (3, 2)], [3, 0, 1, 2]),
        (4, [(1, 0), (2, 0), (3, 0)], [1, 2, 3, 0]),
        (2, [(0, 1), (1, 0)], None),
    ],
)
def test_few_things_move(count: int, before: list[tuple[int, int]], order: list[int] | None) -> None:
    found = fewest_moves(count, before)
    if order is None:
        assert found is None
        return
    assert found is not None
    assert all(found.index(a) < found.index(b) for a, b in before)
    assert len(moved(found)) == len(moved(order))


def test_the_graph_shows_who_needs_what(here: Path) -> None:
    write(
        here,
        n0001_a="create view v as select a from t; grant select on t to nobody_made;",
        n0002_b="create table t (a int); create type e as enum ('x');",
        n0003_c="create table u (k e, t int);",
    )
    graph = file_graph(rehearse([here], OPTIONS))
    assert [(need.file, need.of, need.objects, need.later) for need in graph.needs] == [
        ("h/0001_a.sql", "h/0002_b.sql", ("relation t",), True),
        ("h/0003_c.sql", "h/0002_b.sql", ("type public.e",), False),
    ]
    assert [(file.path, file.makes, file.failing, file.missing) for file in graph.files] == [
        ("h/0001_a.sql", (), 2, ()),
        ("h/0002_b.sql", ("relation public.t", "type public.e"), 0, ()),
        ("h/0003_c.sql", ("relation public.u",), 0, ()),
    ]
    assert '  "h/0001_a.sql" -> "h/0002_b.sql" [label="relation t", color=red, fontcolor=red, style=dashed];' in list(
        dot_lines(graph)
    )
    assert '  f0 -.->|"relation t"| f1' in list(mermaid_lines(graph))


def test_the_commands_exit_codes_and_formats(here: Path, pgrehearse: Run, tmp_path: Path) -> None:
    write(here, n0001_a="create view v as select a from t;", n0002_b="create table t (a int);")
    for form in ("text", "json", "patch", "dot", "mermaid"):
        done = pgrehearse("check", "--order", "--format", form, "h", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"0002_b" in done.stdout
    found = json.loads(pgrehearse("check", "--order", "--format", "json", "h", cwd=tmp_path).stdout)
    assert [each["file"] for each in found["order"]] == ["h/0002_b.sql", "h/0001_a.sql"]
    assert (found["failing_before"], found["failing"]) == (1, 0)
    assert pgrehearse("graph", "--format", "json", "h", cwd=tmp_path).returncode == 0
    assert pgrehearse("check", "--format", "patch", "h", cwd=tmp_path).returncode == 2
    (here / "0001_a.sql").unlink()
    assert pgrehearse("check", "--order", "h", cwd=tmp_path).stdout == b"The order is right: no statement fails.\n"
