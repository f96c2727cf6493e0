"""Statement boundaries: the scanner agrees with the parser, and recovers where nothing parses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.source import statements
from analyzer.source.split import split
from analyzer.source.statements import parse_file
from analyzer.source.text import SourceText
from analyzer.tree.parse import SyntaxFault, parse_many


def texts(sql: str | bytes) -> list[str]:
    data = sql.encode() if isinstance(sql, str) else sql
    return [data[each.start : each.stop].decode(errors="replace") for each in split(data).slices]


def tags(sql: str | bytes) -> list[tuple[str, int]]:
    data = sql.encode() if isinstance(sql, str) else sql
    return [(each.tag, each.line) for each in parse_file(SourceText("x.sql", data), data)]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select 1; select 2", ["select 1", "select 2"]),
        ("", []),
        (" ;; \n;", []),
        ("-- only; a comment\n/* and; another */", []),
        ("/* a /* nested; */ b; */ select 1; -- tail", ["select 1"]),
        ("select 1 -- tail; of it\n;", ["select 1"]),
        ("select 1 /* tail */ -- more", ["select 1"]),
        (
            "select 'a;b', \"c;d\", $$e;f$$, $x$g;$$;h$x$; select 2",
            [
                "select 'a;b', \"c;d\", $$e;f$$, $x$g;$$;h$x$",
                "select 2",
            ],
        ),
        ("select 'it''s;'; select 2", ["select 'it''s;'", "select 2"]),
        (r"select E'it\'s; x'; select 2", [r"select E'it\'s; x'", "select 2"]),
        (r"select 'c:\'; select 2", [r"select 'c:\'", "select 2"]),
        (r"select name'c:\'; select 2", [r"select name'c:\'", "select 2"]),
        ("select a$b$c; select d$b$", ["select a$b$c", "select d$b$"]),
        ("select $1; select $2", ["select $1", "select $2"]),
        (
            "create rule r as on insert to t do (select 1; select 2); select 3",
            [
                "create rule r as on insert to t do (select 1; select 2)",
                "select 3",
            ],
        ),
        (
            "create or replace function f() begin atomic select case when true then 1 end; select 2; end; select 3",
            [
                "create or replace function f() begin atomic select case when true then 1 end; select 2; end",
                "select 3",
            ],
        ),
        ("begin; select 1; end; select 2", ["begin", "select 1", "end", "select 2"]),
        ("select 1);\nselect 2", ["select 1)", "select 2"]),
        ("select 123abc;\nselect 2", ["select 123abc", "select 2"]),
        ("\ufeffselect 1", ["select 1"]),
        ("select 'é;';\r\nselect 'ü'", ["select 'é;'", "select 'ü'"]),
    ],
)
def test_statements_end_where_psql_ends_them(sql: str, expected: list[str]) -> None:
    assert texts(sql) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "create table a (x int);\ninsert into t values ('abc);\ncreate table b (x int);\nselect 1;\n",
            [("CreateStmt", 1), ("ParseError", 2), ("CreateStmt", 3), ("SelectStmt", 4)],
        ),
        (
            "insert into t values ('it's');\ninsert into t values ('fine');\n",
            [("ParseError", 1), ("InsertStmt", 2)],
        ),
        (
            "create function f() returns int language plpgsql as $$\nbegin\n  return 1;\nend;\n$x$;\n\n"
            "create table b ();\nselect 1;",
            [("ParseError", 1), ("CreateStmt", 7), ("SelectStmt", 8)],
        ),
        ("create table a (x int;\n-- next\ncreate table b (x int);\n", [("ParseError", 1), ("CreateStmt", 3)]),
        ('create table "a (x int);\ncreate table b (x int);\n', [("ParseError", 1), ("CreateStmt", 2)]),
        ("select 1; /* never\nclosed", [("SelectStmt", 1), ("ParseError", 1)]),
        ("select 'never closed", [("ParseError", 1)]),
        ("select 1;\n123abc;\nselect 2;", [("SelectStmt", 1), ("ParseError", 2), ("SelectStmt", 3)]),
        (
            "selec 1;\nselect 2;\n\nfoo bar;\nselect 3",
            [
                ("ParseError", 1),
                ("SelectStmt", 2),
                ("ParseError", 4),
                ("SelectStmt", 5),
            ],
        ),
    ],
)
def test_a_bad_statement_is_one_error_and_hides_nothing(sql: str, expected: list[tuple[str, int]]) -> None:
    assert tags(sql) == expected


def test_psql_lines_and_copy_data_are_no_sql() -> None:
    sql = b"\\restrict x\nselect 1 \\gset\nselect 2 \\; select 3;\ncopy t from stdin;\n1\t;'\n\\.\nselect 4;\n"
    script = split(sql, lambda statement: b"stdin" in statement)
    assert [sql[each.start : each.stop] for each in script.slices] == [
        b"select 1",
        b"select 2",
        b"select 3",
        b"copy t from stdin",
        b"select 4",
    ]
    assert [(each.is_copy_data, each.sends) for each in script.psql_lines] == [
        (False, False),
        (False, True),
        (False, True),
        (True, False),
    ]


def test_copy_without_an_end_mark_swallows_nothing() -> None:
    script = split(b"copy t from stdin;\nselect 1;\n", lambda _: True)
    assert len(script.slices) == 2


@given(st.text(alphabet="ab1 \n;'\"$()\\/*-eE_é", max_size=60))
def test_slices_are_in_order_and_never_empty(sql: str) -> None:
    data = sql.encode()
    position = 0
    for each in split(data).slices:
        assert position <= each.start < each.stop <= len(data)
        position = each.stop


PIECES = st.sampled_from(
    [
        "select 1",
        "select 'é;'",
        "create table t (a int, b text default 'x;y')",
        "insert into t values (1, E'a\\';b')",
        "do $$ begin perform 1; end $$",
        "create function f() returns int begin atomic; select 1; end",
        "create rule r as on insert to t do also (select 1; select 2)",
        "with x as (select 1) insert into t select * from x",
        "explain select 1",
        "(select 1) union (select 2)",
        "",
    ]
)
GAPS = st.sampled_from([" ", "\n", "\r\n", "-- c;'\n", "/* c; ' */", "\t\n\n"])


@given(st.lists(st.tuples(GAPS, PIECES, GAPS), max_size=8))
def test_scanner_and_parser_find_the_same_statements(pieces: list[tuple[str, str, str]]) -> None:
    sql = "".join(f"{before}{piece}{after};" for before, piece, after in pieces)
    try:
        parsed = parse_many(sql)
    except SyntaxFault:
        raise AssertionError(sql) from None
    assert [raw.location for raw in parsed] == [each.start for each in split(sql.encode()).slices]


@given(st.binary(max_size=80))
def test_no_bytes_are_too_bad(data: bytes) -> None:
    for statement in parse_file(SourceText("x.sql", data), data):
        assert 0 <= statement.start <= statement.stop <= len(data)
        assert (statement.tag == "ParseError") == (statement.error is not None)


def test_parts_of_a_large_file_join_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "_PART", 64)
    body = "create function f%d() returns int language sql as $$\nselect 1;\nselect 2;\n$$;\nselect 'é';\n"
    sql = "".join(body % number for number in range(20))
    good = [("CreateFunctionStmt", "SelectStmt")[number % 2] for number in range(40)]
    assert [tag for tag, _ in tags(sql)] == good
    assert [line for _, line in tags(sql)] == [
        line for number in range(20) for line in (5 * number + 1, 5 * number + 5)
    ]
    assert [tag for tag, _ in tags(sql + "foo bar;\n" + sql)] == [*good, "ParseError", *good]


def test_positions_are_bytes_of_the_file() -> None:
    data = "-- é\nselect 'é', nocolumn;\nselec 1;\n".encode()
    first, second = parse_file(SourceText("x.sql", data), data)
    column = first.node["targetList"][1]["ResTarget"]["val"]["ColumnRef"]["location"]
    assert data[first.offset_of(column) :].startswith(b"nocolumn")
    assert isinstance(second.error, SyntaxFault)
    assert data[second.offset_of(second.error.location) :].startswith(b"selec")
    assert (second.line, second.column, second.text) == (3, 1, "selec 1")
