"""Input nobody should write and somebody will: one clear error or finding, the rest still rehearsed, no traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.conftest import Run

Finished = CompletedProcess[bytes]
NEIGHBOUR = "create table neighbour (id int);\n"
NAMES = ("20240101000000_bad.sql", "20240102000000_neighbour.sql")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A folder with one sound file; tests put a bad one before it."""
    (tmp_path / NAMES[1]).write_text(NEIGHBOUR)
    return tmp_path


def trace(pgrehearse: Run, folder: Path) -> list[dict[str, Any]]:
    """The trace of the folder's files, after checking that the program ended in order."""
    files = sorted(folder.glob("*.sql"))
    done = pgrehearse("trace", "--layout", "files", "--baseline", "postgres", "--format", "jsonl", *files)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr + done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_neighbour_was_rehearsed(lines: list[dict[str, Any]]) -> None:
    last = lines[-1]
    assert (Path(last["file"]).name, last["tag"], last["outcome"]) == (NAMES[1], "CreateStmt", "ok")


def assert_usage_error(done: Finished, *words: str) -> None:
    """Exit 2, nothing on standard output, and one line on standard error that says what was wrong."""
    message = done.stderr.decode()
    assert done.returncode == 2, message
    assert done.stdout == b""
    assert "Traceback" not in message
    assert len([line for line in message.splitlines() if line.strip()]) == 1, message
    for word in words:
        assert word in message


def nested(depth: int) -> str:
    return f"select {'(' * depth}1{')' * depth};\n"


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(nested(500), id="500 parentheses"),
        pytest.param(nested(5_000), id="5,000 parentheses"),
        pytest.param(nested(50_000), id="50,000 parentheses"),
        pytest.param("select 1" + " + 1" * 3_000 + ";\n", id="3,000 operators"),
        pytest.param("select 1" + " + 1" * 100_000 + ";\n", id="100,000 operators"),
        pytest.param("select " + "array[" * 2_000 + "1" + "]" * 2_000 + ";\n", id="2,000 arrays"),
        pytest.param("select " + "not " * 3_000 + "true;\n", id="3,000 times not"),
        pytest.param("select * from " + "(select * from " * 1_000 + "a" + ") x" * 1_000 + ";\n", id="1,000 subqueries"),
        pytest.param("begin" + ";" * 100_000 + "commit;\n", id="100,000 empty statements"),
        pytest.param("/*" * 50_000 + "*/" * 50_000 + "\n", id="50,000 nested comments"),
        pytest.param("create table " + "x" * 1_000_000 + " (a int);\n", id="a long name"),
        pytest.param("do $$ begin " + "begin " * 2_000 + "end; " * 2_000 + "end $$;\n", id="2,000 blocks"),
    ],
)
def test_depth_and_size_stop_nobody(pgrehearse: Run, history: Path, bad: str) -> None:
    (history / NAMES[0]).write_text(bad)
    assert_neighbour_was_rehearsed(trace(pgrehearse, history))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param("create table a (id int);\nselect 'open;\n", "unterminated quoted string", id="quote"),
        pytest.param("create table a (id int);\nselect $x$ open;\n", "unterminated dollar-quoted string", id="dollar"),
        pytest.param('create table a (id int);\nselect "open;\n', "unterminated quoted identifier", id="identifier"),
        pytest.param("create table a (id int);\nselect 1 /* open;\n", "unterminated /* comment", id="comment"),
        pytest.param('create table a (id int);\nselect "";\n', "zero-length delimited identifier", id="empty name"),
        pytest.param("create table a (id int);\nselect 123abc;\n", "trailing junk after numeric literal", id="junk"),
    ],
)
def test_what_the_scanner_rejects_is_one_error_in_its_place(
    pgrehearse: Run, history: Path, bad: str, message: str
) -> None:
    (history / NAMES[0]).write_text(bad)
    lines = trace(pgrehearse, history)
    assert [line["outcome"] for line in lines] == ["ok", "error", "ok"]
    assert (lines[1]["sqlstate"], lines[1]["line"]) == ("42601", 2)
    assert message in lines[1]["message"]


def test_a_statement_that_does_not_parse_hides_nothing_after_it(pgrehearse: Run, history: Path) -> None:
    bad = "create table a (id int);\nsyntax errror;\nselect 123abc;\ncreate table b (id int);\n"
    (history / NAMES[0]).write_text(bad)
    lines = trace(pgrehearse, history)
    assert [line["outcome"] for line in lines] == ["ok", "error", "error", "ok", "ok"]


def test_carriage_returns_keep_lines_and_offsets(pgrehearse: Run, history: Path) -> None:
    text = "create table a (id int);\r\n\r\n-- é\r\ncreate table b (\r\n    id int\r\n);\r\nselect nope from b;\r\n"
    (history / NAMES[0]).write_bytes(text.encode())
    lines = trace(pgrehearse, history)
    assert [(line["line"], line["offset"]) for line in lines[:3]] == [
        (number, len(text[: text.index(start)].encode()))
        for number, start in ((1, "create table a"), (4, "create table b"), (7, "select nope"))
    ]
    assert [line["sqlstate"] for line in lines if line["outcome"] == "error"] == ["42703"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bytes(range(256)) * 64, id="every byte"),
        pytest.param(os.urandom(0) + b"\x7fELF\x02\x01\x01\x00" + b"\x00\xff" * 2_000, id="a program"),
        pytest.param(b"create table a (id int);\x00create table b (id int);\n", id="a NUL"),
        pytest.param("create table ü (id int);\n".encode("latin-1"), id="Latin 1"),
        pytest.param("create table a (id int);\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xef\xbb\xbfcreate table a (id int);\n", id="a byte-order mark"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n\n-- only a comment", id="only a comment"),
        pytest.param(b";;;\n;", id="only semicolons"),
    ],
)
def test_no_content_keeps_the_neighbour_from_being_rehearsed(pgrehearse: Run, history: Path, content: bytes) -> None:
    (history / NAMES[0]).write_bytes(content)
    assert_neighbour_was_rehearsed(trace(pgrehearse, history))
    done = pgrehearse("check", "--layout", "flat", "--baseline", "postgres", "--format", "json", history)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert b"Traceback" not in done.stdout + done.stderr
    json.loads(done.stdout)


def test_ten_megabytes_are_rehearsed(pgrehearse: Run, history: Path) -> None:
    row = "insert into first (id) values (1); -- " + "x" * 62 + "\n"
    (history / NAMES[0]).write_text("create table first (id int);\n" + row * 100_000)
    lines = trace(pgrehearse, history)
    assert len(lines) == 100_002
    assert_neighbour_was_rehearsed(lines)


def test_one_statement_of_ten_megabytes_is_rehearsed(pgrehearse: Run, history: Path) -> None:
    rows = ", ".join(["(1)"] * 200) + ", ('" + "x" * 10_000_000 + "')"
    (history / NAMES[0]).write_text(f"create table first (a text);\ninsert into first values {rows};\n")
    assert_neighbour_was_rehearsed(trace(pgrehearse, history))


def test_control_characters_never_reach_the_terminal(pgrehearse: Run, history: Path) -> None:
    bad = 'select * from "\x1b]0;owned\x07\x1b[2J";\ncomment on table "a\u202eb" is \'\x1b[31m\';\n'
    (history / NAMES[0]).write_text(bad)
    for form in ("text", "github", "markdown"):
        done = pgrehearse("check", "--layout", "flat", "--baseline", "postgres", "--format", form, history)
        if done.returncode == 2 and form == "markdown":
            continue  # a format of a later version
        assert done.returncode == 1, done.stderr.decode()
        assert b"\x1b" not in done.stdout
        assert b"\x07" not in done.stdout
        assert "\u202e" not in done.stdout.decode()


def test_a_symbolic_link_loop_is_one_clear_error(pgrehearse: Run, tmp_path: Path) -> None:
    loop = tmp_path / "loop.sql"
    loop.symlink_to(loop)
    done = pgrehearse("check", loop)
    assert done.returncode == 1
    assert b"loop.sql" in done.stdout
    assert done.stdout.count(b"\nerror ") == 1
    assert b"Traceback" not in done.stdout + done.stderr


def test_a_link_to_itself_among_the_files_hides_no_neighbour(pgrehearse: Run, history: Path) -> None:
    (history / NAMES[0]).symlink_to(history / NAMES[0])
    (history / "up").symlink_to(history)
    done = pgrehearse("check", "--layout", "flat", "--baseline", "postgres", history)
    assert done.returncode in (1, 2), done.stdout.decode()
    assert b"Traceback" not in done.stdout + done.stderr
    assert NAMES[0].encode() in done.stdout + done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named(pgrehearse: Run, history: Path) -> None:
    (history / NAMES[0]).write_text(NEIGHBOUR)
    (history / NAMES[0]).chmod(0)
    done = pgrehearse("check", "--layout", "flat", "--baseline", "postgres", history)
    assert done.returncode in (1, 2)
    assert NAMES[0].encode() in done.stdout + done.stderr
    assert b"Traceback" not in done.stdout + done.stderr


def test_a_missing_folder_is_one_clear_line(pgrehearse: Run, tmp_path: Path) -> None:
    assert_usage_error(pgrehearse("check", tmp_path / "nowhere"), "nowhere")


def test_an_empty_folder_is_one_clear_line(pgrehearse: Run, tmp_path: Path) -> None:
    assert_usage_error(pgrehearse("check", tmp_path), str(tmp_path))


def test_a_folder_without_migrations_is_one_clear_line(pgrehearse: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    assert_usage_error(pgrehearse("check", tmp_path), str(tmp_path))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check", "--nonsense"],
        ["check", "--format", "nonsense"],
        ["check", "--layout", "nonsense"],
        ["check", "--postgres", "9"],
        ["check", "--postgres", "eleven"],
        ["check", "--baseline", "oracle"],
        ["check", "--fail-on", "never mind"],
        ["trace", "--format", "sarif"],
        ["state", "--at"],
    ],
    ids=" ".join,
)
def test_nonsense_arguments_are_one_clear_line(pgrehearse: Run, history: Path, arguments: list[str]) -> None:
    assert_usage_error(pgrehearse(*arguments, cwd=history), arguments[-1].split()[0])
