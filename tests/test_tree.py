"""Parse trees: parsing, faults, walking, names."""

from __future__ import annotations

import pytest

from analyzer import sqlstate
from analyzer.errors import NotSimulated, PgError
from analyzer.tree import names, parse, walk


def test_a_statement_is_its_tag_and_its_fields() -> None:
    tag, node = parse.parse_statement("create table a.b (c int)")
    assert tag == "CreateStmt"
    assert names.range_var(node["relation"]) == (None, "a", "b")


@pytest.mark.parametrize(
    ("sql", "state", "location", "message"),
    [
        ("select 'é' frm a b", sqlstate.SYNTAX_ERROR, 16, 'syntax error at or near "a"'),
        ("select (", sqlstate.SYNTAX_ERROR, 8, "syntax error at end of input"),
        ("", sqlstate.SYNTAX_ERROR, 0, "syntax error at end of input"),
        ("select 1; select 2", sqlstate.SYNTAX_ERROR, 10, "cannot insert multiple commands into a prepared statement"),
        ("select 'a", sqlstate.SYNTAX_ERROR, 7, 'unterminated quoted string at or near "\'a"'),
        ("select '\0'", sqlstate.CHARACTER_NOT_IN_REPERTOIRE, 8, 'invalid byte sequence for encoding "UTF8": 0x00'),
        (r"select E'\u12'", sqlstate.INVALID_ESCAPE_SEQUENCE, 9, "invalid Unicode escape"),
        (r"select U&'\00'", sqlstate.SYNTAX_ERROR, 10, "invalid Unicode escape"),
        ("create role public", sqlstate.RESERVED_NAME, 12, 'role name "public" is reserved'),
        (
            "create assertion a check (true)",
            sqlstate.FEATURE_NOT_SUPPORTED,
            0,
            "CREATE ASSERTION is not yet implemented",
        ),
        (
            "select float(0) '1'",
            sqlstate.INVALID_PARAMETER_VALUE,
            13,
            "precision for type float must be at least 1 bit",
        ),
    ],
)
def test_faults_have_the_servers_state_and_place(sql: str, state: str, location: int, message: str) -> None:
    with pytest.raises(PgError) as caught:
        parse.parse_statement(sql)
    assert (caught.value.sqlstate, caught.value.location, caught.value.message) == (state, location, message)


def test_hints_come_with_their_messages() -> None:
    with pytest.raises(PgError) as caught:
        parse.parse_statement("select 1 limit 1, 2")
    assert caught.value.hint == "Use separate LIMIT and OFFSET clauses."


@pytest.mark.parametrize(
    "sql",
    ["select " + "+".join("1" * 900), "select " + "not " * 900 + "true", "select " + "(" * 4000 + "1" + ")" * 4000],
    ids=["operators", "not", "parentheses"],
)
def test_depth_that_the_server_takes_is_read(sql: str) -> None:
    tag, node = parse.parse_statement(sql)
    assert tag == "SelectStmt"
    assert next(walk.find(node, "ResTarget"))


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("select " + "+".join("1" * 5000), NotSimulated),
        ("select " + "+".join("1" * 200_000), PgError),
        ("select " + "(" * 20_000 + "1", PgError),
        ("/*" * 300_000, NotSimulated),
    ],
    ids=["too deep for us", "stack depth", "memory", "comments"],
)
def test_depth_beyond_that_is_one_answer(sql: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        parse.parse_statement(sql)


def test_expressions_and_type_names() -> None:
    assert "A_Expr" in parse.parse_expression("a + 1")
    assert names.strings(parse.parse_type_name("numeric(10,2)[]")["names"]) == ["pg_catalog", "numeric"]
    for sql in ("1, 2", "1 from t", "1 as a", "1; select 2", ""):
        with pytest.raises(PgError):
            parse.parse_expression(sql)
    with pytest.raises(PgError):
        parse.parse_type_name("int + 1")


def test_tokens_have_byte_offsets() -> None:
    sql = "select 'é' as é -- ü"
    texts = [sql.encode()[token.start : token.stop].decode() for token in parse.scan(sql)]
    assert texts == ["select", "'é'", "as", "é", "-- ü"]


def test_plpgsql_bodies_are_parsed() -> None:
    (function,) = parse.parse_plpgsql("do $$ begin perform 1; end $$")
    assert "PLpgSQL_function" in function


def test_walk_goes_in_source_order() -> None:
    _, node = parse.parse_statement("select a, f(b) from c")
    assert [tag for tag, _ in walk.walk(node)] == [
        "ResTarget", "ColumnRef", "String", "ResTarget", "FuncCall", "String", "ColumnRef", "String", "RangeVar",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("abc_1", "abc_1"),
        ("Abc", '"Abc"'),
        ("1a", '"1a"'),
        ("a$b", '"a$b"'),
        ("é", '"é"'),
        ("", '""'),
        ('a"b', '"a""b"'),
        ("select", '"select"'),
        ("int", '"int"'),
        ("left", '"left"'),
        ("name", "name"),
        ("user", '"user"'),
    ],
)
def test_identifiers_are_quoted_as_the_server_does(name: str, quoted: str) -> None:
    assert names.quote_identifier(name) == quoted


def test_qualified_names() -> None:
    def nodes(*parts: str) -> list[parse.Node]:
        return [{"String": {"sval": part}} for part in parts]

    assert names.qualified(nodes("t")) == (None, "t")
    assert names.qualified(nodes("s", "t")) == ("s", "t")
    assert names.qualified(nodes("d", "s", "t")) == ("s", "t")
    with pytest.raises(PgError, match="too many dotted names"):
        names.qualified(nodes("a", "b", "c", "d"))
    assert names.quote_qualified("s", "T") == 's."T"'
    assert names.quote_literal("it's") == "'it''s'"
    assert names.quote_literal("a\\b") == "E'a\\\\b'"
    assert names.truncate_identifier("é" * 40) == "é" * 31
