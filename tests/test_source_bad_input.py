"""Files no one should write: one clear answer each, the rest still read."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from analyzer.errors import PgError
from analyzer.source.discover import discover
from analyzer.source.file import MigrationFile


def read(tmp_path: Path, data: bytes) -> MigrationFile:
    (tmp_path / "1_a.sql").write_bytes(data)
    return discover([tmp_path], "flat").files[0]


def errors(file: MigrationFile) -> list[tuple[int, str]]:
    return [
        (each.line, each.error.sqlstate if isinstance(each.error, PgError) else "")
        for each in file.statements
        if each.error
    ]


def codes(file: MigrationFile) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in file.findings]


def test_bytes_that_are_not_utf8_spoil_their_statement_only(tmp_path: Path) -> None:
    file = read(tmp_path, "select 1;\nselect 'é';\nselect 2;\n".encode("latin-1"))
    assert len(file.statements) == 3
    assert errors(file) == [(2, "22021")]
    assert str(file.statements[1].error) == 'invalid byte sequence for encoding "UTF8": 0xe9 0x27 (22021)'
    assert codes(file) == []


def test_bytes_that_are_not_utf8_between_statements_are_a_finding(tmp_path: Path) -> None:
    file = read(tmp_path, "select 1;\n-- é\nselect 2;\n".encode("latin-1"))
    assert errors(file) == []
    assert codes(file) == [("not-utf8", 2)]


def test_nul_spoils_its_statement_only(tmp_path: Path) -> None:
    file = read(tmp_path, b"select 1;\nselect '\0';\nselect 2;\n")
    assert errors(file) == [(2, "22021")]


@pytest.mark.parametrize(
    "data",
    [random.Random(1).randbytes(200_000), "select 1;".encode("utf-16"), b"\0" * 1000],
    ids=["noise", "utf-16", "nul"],
)
def test_what_is_no_text_is_one_error(tmp_path: Path, data: bytes) -> None:
    file = read(tmp_path, data)
    assert errors(file) == [(1, "22021")]
    assert codes(file) == []


def test_a_byte_order_mark_is_passed_over_and_named(tmp_path: Path) -> None:
    file = read(tmp_path, b"\xef\xbb\xbfselect 1;")
    assert errors(file) == []
    assert (file.statements[0].start, file.statements[0].line) == (3, 1)
    assert codes(file) == [("byte-order-mark", 1)]


def test_crlf_is_fine(tmp_path: Path) -> None:
    file = read(tmp_path, b"select 1;\r\n\r\nselect 2;\r\n")
    assert [each.line for each in file.statements] == [1, 3]
    assert codes(file) == []


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty-file"), (b" \n", "empty-file"), (b"-- nothing\n", "empty-file")]
)
def test_a_file_without_statements_is_named(tmp_path: Path, data: bytes, code: str) -> None:
    assert codes(read(tmp_path, data)) == [(code, 1)]


def test_psql_lines_and_copy_data_are_named(tmp_path: Path) -> None:
    file = read(
        tmp_path, b"\\restrict x\n\\connect y\ncopy t (a) from stdin;\n1\n2;'\n\\.\nselect 1;\n\\unrestrict x\n"
    )
    assert [each.tag for each in file.statements] == ["CopyStmt", "SelectStmt"]
    assert codes(file) == [("psql-command", 1), ("copy-data", 4)]
    assert file.findings[0].message == "psql commands are passed over: \\restrict, \\connect, \\unrestrict (3 lines)"
    assert "(2 lines)" in file.findings[1].message


def test_files_that_cannot_be_read_are_one_finding_each(tmp_path: Path) -> None:
    (tmp_path / "1_loop.sql").symlink_to("1_loop.sql")
    (tmp_path / "2_gone.sql").symlink_to("gone")
    (tmp_path / "3_good.sql").write_text("select 1;")
    history = discover([tmp_path], "flat")
    assert [len(file.statements) for file in history.files] == [0, 0, 1]
    assert [(finding.code, finding.severity, Path(finding.path).name) for finding in history.findings] == [
        ("unreadable-file", "error", "1_loop.sql"),
        ("unreadable-file", "error", "2_gone.sql"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "1_a.sql").write_text("select 1;")
    (tmp_path / "1_a.sql").chmod(0)
    assert codes(discover([tmp_path], "flat").files[0]) == [("unreadable-file", 1)]


def test_a_hundred_thousand_statements(tmp_path: Path) -> None:
    row = "insert into t values (%d, 'y" + "y" * 70 + "');\n"
    file = read(tmp_path, "".join(row % number for number in range(100_000)).encode())
    assert len(file.statements) == 100_000
    assert file.statements[-1].line == 100_000


@pytest.mark.parametrize(
    "data",
    [
        b"(" * 300_000,
        b"/*" * 300_000,
        b"'" * 300_001,
        b";" * 300_000,
        b"\\\n" * 100_000,
        b"$" * 300_000,
        b"create x $a$;\n" * 2000,
    ],
    ids=["parentheses", "comments", "quotes", "semicolons", "backslashes", "dollars", "dollar quotes"],
)
def test_hostile_repetition_ends(tmp_path: Path, data: bytes) -> None:
    file = read(tmp_path, data)
    assert len(file.statements) <= 2001
    assert file.findings is not None
