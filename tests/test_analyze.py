"""Parse analysis: the types it gives are the server's, its trees refer by number, what they refer to is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from analyzer.analyze import keyexpr, literal, query, typename
from analyzer.analyze.dependency import expr_dependencies
from analyzer.analyze.equality import same_expression
from analyzer.analyze.mutability import contains_mutable_functions
from analyzer.baseline import load
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type, func_signature, op_signature
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import PgError
from analyzer.rehearsal import Options, rehearse
from analyzer.tree.parse import parse_expression, parse_statement, parse_type_name

SELECT_ITEMS = """
1, 1.5, 'x', NULL, true, B'101', 99999999999, 99999999999999999999, 1 + 2, 1 + 2.5, 1 / 2::float4, 2 ^ 3, 1 || 'x',
'a' || 'b', now() - interval '1 day', date '2020-01-01' + 1, current_date - date '2020-01-01',
'2020-01-01'::timestamp - '2019-01-01', '1'::smallint + 1, 1::bigint * 2::smallint, '{"a":1}'::jsonb -> 'a',
'{"a":1}'::jsonb ->> 'a', '{"a":1}'::json #>> '{a}', ('{"a":1}'::jsonb)['a'], ARRAY[1, 2.5],
ARRAY['a', 'b'::varchar(3)], ARRAY[[1], [2]], (ARRAY[1, 2])[1], (ARRAY[1, 2])[1:1], '{1,2}'::int[] || 3,
CASE WHEN true THEN 1 ELSE 2.5 END, CASE 1 WHEN 2 THEN 'x' END, coalesce(NULL, 1::bigint), greatest(1, 2.5),
nullif('a', 'b'), least(date '2020-01-01', now()), extract(year FROM now()), date_trunc('day', now()),
now() AT TIME ZONE 'utc', (now() AT TIME ZONE 'utc') AT TIME ZONE 'utc', substring('abc', 2),
substring('abc' FROM 'b'), trim('x '), position('a' IN 'b'), overlay('a' PLACING 'b' FROM 1), lower('A'),
length('a'), upper('a'::varchar(3)), md5('x'), round(1.5), round(1.5, 1), floor(1.5::float8), abs(-1), mod(5, 3),
power(2, 3), sqrt(2), random(), gen_random_uuid(), to_char(now(), 'YYYY'), to_json(1), jsonb_build_object('a', 1),
json_agg(1), array_agg(1), array_agg('x'::text), string_agg('a', ','), count(*), sum(1), sum(1::bigint), sum(1.5),
avg(1), avg(1.5::float8), min('a'), max(now()), bool_and(true), percentile_cont(0.5) WITHIN GROUP (ORDER BY 1),
mode() WITHIN GROUP (ORDER BY 'x'::text), grouping(1), row_number() OVER (), lag('x'::text) OVER (ORDER BY 1),
sum(1) OVER (), ntile(4) OVER (), rank() OVER (), ROW(1, 'x'), (ROW(1, 'x')).f1, 'a' COLLATE "C", current_user,
current_date, current_timestamp(3), localtime, current_catalog, 1 = 1, 1 IS NULL, 'a' LIKE 'b', 1 IN (1, 2),
1 = ANY (ARRAY[1]), 1 BETWEEN 0 AND 2, NOT true, true AND NULL, 1 IS DISTINCT FROM 2, EXISTS (SELECT 1),
(SELECT 1.5), ARRAY(SELECT 'x'::text), 1 IN (SELECT 2), (SELECT 'x' LIMIT 1), '(1,2)'::point <-> '(3,4)'::point,
'[1,5)'::int4range * '[2,3)', int4range(1, 2), '1 day'::interval * 2, '10.0.0.1'::inet - 1, 'abc'::char(5),
'abc'::varchar(2), 1.234::numeric(5,2), '12:00'::time(2), 'x'::name, 'a'::"char", 'pg_class'::regclass,
to_tsvector('english', 'a') @@ to_tsquery('a'), setweight(to_tsvector('a'), 'A'),
ts_rank(to_tsvector('a'), to_tsquery('a')), generate_series(1, 3), unnest(ARRAY['a']), regexp_matches('a', 'b'),
string_to_array('a', ','), array_length(ARRAY[1], 1), encode('x'::bytea, 'hex'), decode('ff', 'hex'), sha256('x'),
format('%s', 1), concat('a', 1), left('a', 1), repeat('a', 2), json_object('a': 1), json_array(1, 2),
json_value('{}', '$.a' RETURNING int), json_exists('{}', '$.a'), '{}' IS JSON
"""
"""Expressions whose type and name the server is asked for."""


@pytest.fixture
def namespace() -> Namespace:
    return Namespace(load("postgres", 18).catalog)


def items(text: str) -> list[str]:
    """Cut a select list at its outermost commas."""
    out, depth, quoted, current = [], 0, False, ""
    for character in " ".join(text.split()):
        quoted ^= character == "'"
        depth += 0 if quoted else {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "," and depth == 0 and not quoted:
            out.append(current.strip())
            current = ""
        else:
            current += character
    return [*out, current.strip()]


def columns(namespace: Namespace, sql: str) -> list[tuple[str, str]]:
    tag, node = parse_statement(sql)
    found = query.view_columns(query.analyze_statement(namespace, tag, node))
    return [
        (name, format_type(namespace.catalog, typid, typmod, namespace=namespace)) for name, typid, typmod, _ in found
    ]


@pytest.mark.server
def test_columns_have_the_servers_names_and_types(
    namespace: Namespace, fresh_database: Callable[[], AbstractContextManager[str]]
) -> None:
    differ = []
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        for item in items(SELECT_ITEMS):
            sql = f"SELECT {item}" + (" GROUP BY 1" if item.startswith("grouping") else "")
            if item.startswith("grouping"):
                sql = "SELECT grouping(x) FROM generate_series(1, 2) AS x GROUP BY x"
            result = connection.execute(sql + (" LIMIT 0" if "LIMIT" not in sql else ""))  # type: ignore[call-overload]
            assert result.description is not None
            theirs = []
            for column in result.description:
                typmod = result.pgresult.fmod(0)
                row = connection.execute("SELECT format_type(%s, %s)", (column.type_code, typmod)).fetchone()
                assert row is not None
                theirs.append((column.name, row[0]))
            ours = columns(namespace, sql)
            if ours != theirs:
                differ.append((item, ours, theirs))
    assert differ == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 + 2", "1  +  (2)"),
        ("relname = 'x'::name", "relname = name 'x'"),
        ("oid IN (1, 2)", "oid = ANY (ARRAY[1::oid, 2::oid])"),
        ("relpages BETWEEN 1 AND 2", "relpages >= 1 AND relpages <= 2"),
        ("relname LIKE 'a'", "relname ~~ 'a'"),
        ("pg_class.oid = 1", "oid = 1"),
        ("lower(relname) = 'a'", "pg_catalog.lower(relname) = 'a'"),
    ],
)
def test_trees_hold_no_spelling(namespace: Namespace, one: str, other: str) -> None:
    relation = namespace.relation("pg_catalog", "pg_class")
    assert relation is not None
    first, second = (
        keyexpr.index_expr(namespace, relation.oid, parse_expression(text), check_immutable=False)
        for text in (one, other)
    )
    assert same_expression(first, second)


def rehearsed(folder: Path, sql: str) -> Catalog:
    path = folder / "1.sql"
    path.write_text(sql)
    run = rehearse([path], Options(layout="files", baseline="postgres", postgres=18))
    assert [step.error for step in run.steps if step.error] == []
    return run.catalog


def test_dependencies_name_columns_functions_types_and_sequences(tmp_path: Path) -> None:
    catalog = rehearsed(
        tmp_path,
        "CREATE TYPE mood AS ENUM ('ok'); CREATE SEQUENCE s; CREATE TABLE t (a int, m mood);"
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
    )
    ns = Namespace(catalog)
    tag, node = parse_statement("SELECT f(a), nextval('s'), m = 'ok' FROM t")
    found = set(expr_dependencies(catalog, query.analyze_statement(ns, tag, node)))
    table, sequence = ns.relation(None, "t"), ns.relation(None, "s")
    function, mood = catalog.pg_proc.first("name", "f"), ns.in_path("pg_type", "name", None, "mood")
    assert table is not None and sequence is not None and function is not None
    assert {
        ObjectAddress("pg_class", table.oid, 1),
        ObjectAddress("pg_class", table.oid, 2),
        ObjectAddress("pg_class", sequence.oid),
        ObjectAddress("pg_proc", function.oid),
        ObjectAddress("pg_type", mood.oid),
    } <= found
    assert ObjectAddress("pg_class", table.oid) not in found


@pytest.mark.parametrize(
    ("expression", "mutable"),
    [
        ("relpages + 1", False), ("lower(relname)", False), ("now() > now()", True), ("relname || relpages", False),
        ("relname || now()", True), ("random()", True),
    ],
)
def test_mutability(namespace: Namespace, expression: str, mutable: bool) -> None:
    relation = namespace.relation("pg_catalog", "pg_class")
    assert relation is not None
    tree = keyexpr.index_expr(namespace, relation.oid, parse_expression(expression), check_immutable=False)
    assert contains_mutable_functions(namespace.catalog, tree) is mutable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("int", "integer"),
        ("varchar(5)", "character varying(5)"),
        ("numeric(5,-2)", "numeric(5,-2)"),
        ("timestamptz(3)[]", "timestamp(3) with time zone[]"),
        ("interval day to second(2)", "interval day to second(2)"),
        ("bit", "bit(1)"),
        ("char", "character(1)"),
        ('"char"', '"char"'),
        ("information_schema.sql_identifier", "information_schema.sql_identifier"),
    ],
)
def test_types_are_shown_as_the_server_shows_them(namespace: Namespace, name: str, shown: str) -> None:
    found = typename.resolve_type(namespace, parse_type_name(name))
    assert found is not None
    assert format_type(namespace.catalog, *found, namespace=namespace) == shown


def test_signatures(namespace: Namespace) -> None:
    assert (
        func_signature(namespace, "f", (23, 25, 1114), ("b",)) == "f(integer, text, b => timestamp without time zone)"
    )
    assert op_signature(namespace, "+", 0, 1700) == "+ numeric"


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("{}", []),
        ("{1,2}", ["1", "2"]),
        ('{a,"b,c",NULL}', ["a", "b,c", None]),
        ("{{1},{2}}", ["1", "2"]),
        ("[0:1]={1,2}", ["1", "2"]),
        ("{1", None),
        ("1,2", None),
        ("{1,}", None),
        ("{1}x", None),
        ('{"a"b}', None),
    ],
)
def test_array_literals(text: str, elements: list[str | None] | None) -> None:
    assert literal.array_items(text) == elements


def test_a_missing_object_is_named(namespace: Namespace) -> None:
    for sql, missing in (
        ("SELECT * FROM app.nope", ("relation", "app", "nope")),
        ("SELECT nope(1)", ("function", None, "nope")),
        ("SELECT 1::app.nope", ("schema", None, "app")),
        ("SELECT nope FROM pg_class", ("column", None, "pg_class.nope")),
    ):
        tag, node = parse_statement(sql)
        with pytest.raises(PgError) as raised:
            query.analyze_statement(namespace, tag, node)
        assert raised.value.missing == missing
