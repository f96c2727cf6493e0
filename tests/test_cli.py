"""The command line: exit codes, what goes where, formats, --changed, files written whole or not at all."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from analyzer import __version__
from analyzer.cli.options import LAYOUTS
from analyzer.findings.finding import Finding, Place
from analyzer.report.escape import printable, printable_json
from analyzer.report.excerpt import WIDTH, excerpt
from analyzer.source.layouts import LAYOUTS as SOURCE_LAYOUTS
from analyzer.source.text import SourceText
from tests.conftest import Run

SOUND = "create table t (id int primary key);\n"
BROKEN = "create view v as\nselect id\nfrom missing_table;\n"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    (tmp_path / "0001_a.sql").write_text(SOUND)
    (tmp_path / "0002_b.sql").write_text(BROKEN)
    return tmp_path


def findings(output: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(output)["findings"]
    return found


# -- exit codes and streams ----------------------------------------------------------------------------------------


def test_version_and_help(pgrehearse: Run) -> None:
    assert pgrehearse("--version").stdout.decode() == f"pgrehearse {__version__}\n"
    done = pgrehearse("--help")
    assert done.returncode == 0
    for command in ("check", "trace", "state"):
        assert command in done.stdout.decode()
        assert pgrehearse(command, "--help").returncode == 0


def test_layouts_are_those_of_the_source() -> None:
    assert set(LAYOUTS) == {"auto", *SOURCE_LAYOUTS}


def test_help_imports_next_to_nothing() -> None:
    program = (
        "import sys\ntry:\n    from analyzer.cli import main; main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('pglast', 'rich', 'networkx', 'msgspec')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_run_without_a_terminal_does_not_import_rich(history: Path) -> None:
    program = (
        "import sys\ntry:\n    from analyzer.cli import main\n"
        f"    main(['check', {str(history)!r}])\nexcept SystemExit: pass\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('rich', 'networkx')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == "[]"


def test_exit_codes(pgrehearse: Run, history: Path) -> None:
    assert pgrehearse("check", history).returncode == 1
    (history / "0002_b.sql").write_text("\n")
    assert pgrehearse("check", history).returncode == 0
    assert pgrehearse("check", "--fail-on", "warning", history).returncode == 1
    (history / "0002_b.sql").write_text("-- nothing\n")
    assert pgrehearse("check", "--fail-on", "warning", history).returncode == 0
    assert pgrehearse("check", "--fail-on", "info", history).returncode == 1


def test_text(pgrehearse: Run, history: Path) -> None:
    done = pgrehearse("check", "0001_a.sql", "0002_b.sql", cwd=history)
    *lines, last = done.stdout.decode().splitlines()
    assert done.stderr == b""
    assert lines == [
        "0002_b.sql:3:6",
        'error undefined-relation: relation "missing_table" does not exist (42P01)',
        "",
        "   1 | create view v as",
        "   2 | select id",
        "   3 | from missing_table;",
        "     |      ^^^^^^^^^^^^^",
        "",
        "   No migration creates it.",
        "",
    ]
    assert last.startswith("1 error in 2 files (2 statements) in ")


def test_all_shows_what_is_folded_and_unknown(pgrehearse: Run, history: Path) -> None:
    (history / "0003_c.sql").write_text("grant select on v to public;\ncreate extension postgis;\n")
    short = pgrehearse("check", history).stdout.decode()
    assert "1 more statement in 1 file fails only because of this one (--all shows it)." in short
    assert "0003_c.sql:1" not in short
    shown = pgrehearse("check", "--all", history).stdout.decode()
    assert '0003_c.sql:1:17 relation "v" does not exist (42P01)' in shown
    assert "0003_c.sql:2:1 unknown: " in shown
    assert "(4 statements, 1 unknown)" in shown


def test_the_same_bytes_whatever_the_hash_seed(history: Path) -> None:
    (history / "0003_c.sql").write_text("create table a (x b, y c, z d);\nselect * from e, f;\n" * 3)
    outputs = set()
    for seed in ("0", "1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "analyzer", "check", "--format", "sarif", str(history)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False,
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_a_reader_that_leaves_is_no_error(history: Path) -> None:
    (history / "0003_c.sql").write_text("select 1;\n" * 50_000)
    done = subprocess.run(
        f"{sys.executable} -m analyzer trace {history} | head -1",
        shell=True, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


# -- formats -------------------------------------------------------------------------------------------------------


def test_json(pgrehearse: Run, history: Path) -> None:
    done = pgrehearse("check", "--format", "json", history)
    (finding,) = findings(done.stdout)
    assert finding["id"] == "undefined-relation:missing_table"
    assert (finding["line"], finding["column"], finding["offset"], finding["statement_line"]) == (3, 6, 32, 1)
    summary = json.loads(done.stdout)["summary"]
    assert (summary["errors"], summary["files"], summary["statements"], summary["unknown"]) == (1, 2, 2, 0)


def test_sarif(pgrehearse: Run, history: Path) -> None:
    (history / "0003_ü ?.sql").write_text("select * from missing_table;\n")
    log = json.loads(pgrehearse("check", "--format", "sarif", *sorted(history.glob("*.sql"))).stdout)
    (run,) = log["runs"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "undefined-relation"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 6}
    uri = result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.endswith("/0003_%C3%BC%20%3F.sql")
    assert uri.startswith("file:///")


def test_github(pgrehearse: Run, tmp_path: Path) -> None:
    (tmp_path / "a,b:c%.sql").write_text('create type "x\n::error::y" as enum ();\ndrop type z;\n')
    (tmp_path / "b.sql").write_text('create type "x\n::error::y" as enum ();\n')
    done = pgrehearse("check", "--format", "github", "a,b:c%.sql", "b.sql", cwd=tmp_path)
    *commands, _ = done.stdout.decode().splitlines()
    assert commands[0].startswith("::error file=a%2Cb%3Ac%25.sql,line=3,col=1,title=undefined-type::type ")
    assert commands[1].startswith("::error file=b.sql,line=1,col=1,title=duplicate-object::")
    assert "\\n::error::y" in commands[1]
    assert len(commands) == 2


def test_gitlab_junit_and_markdown(pgrehearse: Run, history: Path) -> None:
    (row,) = json.loads(pgrehearse("check", "--format", "gitlab", history).stdout)
    assert (row["check_name"], row["severity"]) == ("undefined-relation", "critical")
    assert row["location"]["lines"] == {"begin": 3}
    assert len(row["fingerprint"]) == 64
    suite = ElementTree.fromstring(pgrehearse("check", "--format", "junit", history).stdout.decode())[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    page = pgrehearse("check", "--format", "markdown", history).stdout.decode()
    assert page.startswith("**1 error in 2 files")
    assert "```sql\ncreate view v as\nselect id\nfrom missing_table;\n```" in page


def test_markup_in_names_is_escaped(pgrehearse: Run, tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text('select * from "<b>@team #1 `x` ```";\n')
    page = pgrehearse("check", "--format", "markdown", "a.sql", cwd=tmp_path).stdout.decode()
    assert "\\<b\\>\\@team \\#1 \\`x\\` \\`\\`\\`" in page
    assert "\n````sql\n" in page
    ElementTree.fromstring(pgrehearse("check", "--format", "junit", "a.sql", cwd=tmp_path).stdout.decode())


def test_colours_only_on_a_terminal(history: Path) -> None:
    def on_terminal(**environment: str) -> bytes:
        parent, child = pty.openpty()
        variables = {"PATH": os.environ["PATH"], "TERM": "xterm", "COLUMNS": "100", **environment}
        with subprocess.Popen(
            [sys.executable, "-m", "analyzer", "check", str(history)], stdout=child, stderr=child, env=variables
        ):
            os.close(child)
            output = b""
            try:
                while chunk := os.read(parent, 65536):
                    output += chunk
            except OSError:
                pass  # the other end of the terminal is closed
        os.close(parent)
        return output

    assert b"\x1b[1;31merror" in on_terminal()
    assert b"\x1b[" not in on_terminal(NO_COLOR="1")


# -- excerpts ------------------------------------------------------------------------------------------------------


def marked(text: str, needle: str) -> list[str]:
    """The excerpt of a one-statement file with the error at a needle, as two lines where there is a mark."""
    source = SourceText("f.sql", text.encode())
    offset = text.encode().index(needle.encode())
    line, column = source.line_column(offset)
    finding = Finding(
        id="x", rule="x", level="error", message="m", place=Place("f.sql", line, column, offset, len(text)),
        statement=Place("f.sql", 1, 1, 0, len(text)), has_position=True,
    )  # fmt: skip
    lines = []
    for each in excerpt(finding, source):
        lines.append(each.text)
        if each.mark is not None:
            lines.append(" " * each.mark[0] + "^" * each.mark[1])
    return lines


@pytest.mark.parametrize(
    ("text", "needle", "lines"),
    [
        ("select a.b, 1", "a.b", ["select a.b, 1", "       ^^^"]),
        ("select\t\tx", "x", ["select        x", "              ^"]),
        ("select 'é', nope", "nope", ["select 'é', nope", "            ^^^^"]),
        ("select '日本', nope", "nope", ["select '日本', nope", "               ^^^^"]),
        ('select "a b"."c""d"', '"a b"', ['select "a b"."c""d"', "       ^^^^^^^^^^^^"]),
        ("select 1 <-> 2", "<->", ["select 1 <-> 2", "         ^^^"]),
        ("select '\x1b[2J', nope", "nope", ["select '\\x1b[2J', nope", "                  ^^^^"]),
        ("select a,\r\n  nope\r\n", "nope", ["select a,", "  nope", "  ^^^^"]),
    ],
)
def test_the_mark_is_under_the_word(text: str, needle: str, lines: list[str]) -> None:
    assert marked(text, needle) == lines


def test_of_a_long_line_the_part_around_the_mark_is_shown() -> None:
    line, mark = marked("select " + "aaaaaaaaa, " * 1000 + "nope" + ", bbbbbbbb" * 1000, "nope")
    assert len(line) <= WIDTH
    assert (line[0], line[-1]) == ("\u2026", "\u2026")
    assert line[mark.index("^") : mark.index("^") + 4] == "nope"


def test_what_a_terminal_obeys_is_written_out() -> None:
    assert printable("a\x1b[31m\u202eb\x9b\u2028\n") == "a\\x1b[31m\\u202eb\\x9b\\u2028\\n"
    assert printable("naïve 日本 🙂") == "naïve 日本 🙂"
    encoded = json.dumps("\x7f\x9b\u202e\u2066é", ensure_ascii=False).encode()
    assert json.loads(printable_json(encoded)) == json.loads(encoded)
    assert printable_json(encoded) == '"\\u007f\\u009b\\u202e\\u2066é"'.encode()


# -- state ---------------------------------------------------------------------------------------------------------


def test_state_at_a_version(pgrehearse: Run, history: Path) -> None:
    (history / "0002_b.sql").write_text("create table u (id int);\n")
    whole = pgrehearse("state", "--format", "sql", history).stdout.decode()
    before = pgrehearse("state", "--format", "sql", "--at", "0001", history).stdout.decode()
    assert "CREATE TABLE public.u" in whole
    assert "CREATE TABLE public.t" in before
    assert "public.u" not in before
    done = pgrehearse("state", "--at", "0009", history)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"0009" in done.stderr


@pytest.mark.parametrize("form", ["sql", "json", "markdown"])
def test_state_is_written_whole(pgrehearse: Run, history: Path, form: str) -> None:
    target = history / "state.out"
    done = pgrehearse("state", "--format", form, "-o", target, history)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert target.read_bytes() == pgrehearse("state", "--format", form, history).stdout
    assert not list(history.glob(".pgrehearse-*"))
    done = pgrehearse("state", "-o", history / "nowhere" / "state.out", history)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


# -- changed files -------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with three migrations, the last of which has an error of its own."""
    folder = tmp_path / "db" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_t.sql").write_text("create table t (id int primary key, a int);\n")
    (folder / "0002_v.sql").write_text("create view v as select a from t;\n")
    (folder / "0003_old.sql").write_text("select * from never_there;\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def changed(pgrehearse: Run, repository: Path, *files: str) -> tuple[int, list[str]]:
    paths = [f"db/migrations/{file}" for file in files]
    done = pgrehearse("check", "--changed", "--format", "json", *paths, cwd=repository)
    assert b"Traceback" not in done.stderr
    return done.returncode, [f"{Path(each['file']).name}: {each['message']}" for each in findings(done.stdout)]


def test_a_sound_change_does_not_answer_for_old_errors(pgrehearse: Run, repository: Path) -> None:
    (repository / "db/migrations/0004_new.sql").write_text("create view w as select * from v;\n")
    assert changed(pgrehearse, repository, "0004_new.sql") == (0, [])


def test_an_error_in_the_changed_file(pgrehearse: Run, repository: Path) -> None:
    (repository / "db/migrations/0004_new.sql").write_text("select * from gone;\n")
    expected = ['0004_new.sql: relation "gone" does not exist']
    assert changed(pgrehearse, repository, "0004_new.sql") == (1, expected)


def test_what_a_changed_file_breaks_elsewhere(pgrehearse: Run, repository: Path) -> None:
    (repository / "db/migrations/0001_t.sql").write_text("create table t (id int primary key, b int);\n")
    expected = ['0002_v.sql: column "a" does not exist']
    assert changed(pgrehearse, repository, "0001_t.sql") == (1, expected)


def test_what_a_deleted_file_breaks(pgrehearse: Run, repository: Path) -> None:
    (repository / "db/migrations/0001_t.sql").unlink()
    assert changed(pgrehearse, repository, "0001_t.sql") == (1, ['0002_v.sql: relation "t" does not exist'])


def test_what_a_new_file_in_between_breaks(pgrehearse: Run, repository: Path) -> None:
    (repository / "db/migrations/0001_u.sql").write_text("alter table t drop column a;\n")
    code, messages = changed(pgrehearse, repository, "0001_u.sql")
    assert code == 1
    assert '0002_v.sql: column "a" does not exist' in messages
    assert not [message for message in messages if "never_there" in message]


def test_files_of_no_history_are_passed_over(pgrehearse: Run, repository: Path) -> None:
    (repository / "notes.sql").write_text("select * from gone;\n")
    done = pgrehearse("check", "--changed", "notes.sql", cwd=repository)
    assert done.returncode == 0
    assert "notes.sql" in done.stderr.decode()


def test_without_git_a_changed_file_counts_as_new(pgrehearse: Run, tmp_path: Path) -> None:
    (tmp_path / "0001_t.sql").write_text("create table t (a int primary key);\n")
    (tmp_path / "0002_v.sql").write_text("select b from t;\n")
    done = pgrehearse("check", "--changed", "--format", "json", "0001_t.sql", cwd=tmp_path)
    assert done.returncode == 1
    assert [each["message"] for each in findings(done.stdout)] == ['column "b" does not exist']


def test_nothing_changed_is_a_usage_error(pgrehearse: Run, repository: Path) -> None:
    assert pgrehearse("check", "--changed", cwd=repository).returncode == 2
    assert pgrehearse("check", "--changed", "db", cwd=repository).returncode == 2
