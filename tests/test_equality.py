"""What a server says of its own definitions means what the rehearsal of their migrations holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from analyzer.analyze import rowcondition
from analyzer.analyze.datetimetext import date_text, interval_text, time_text, timestamp_text
from analyzer.analyze.equality import same_expression
from analyzer.analyze.jsontext import jsonb_text, jsonpath_text, numeric_text
from analyzer.catalog.namespace import Namespace
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.tree.parse import parse_expression
from tools.case import split
from tools.equality import COLUMNS, definitions, differences
from tools.oracle import SESSION, demand, execute
from tools.postgres import Server

HERE = Path(__file__).parent
EXPRESSIONS = HERE / "equality" / "expressions.sql"
DEPARSED = [HERE / "deparse" / name for name in ("everything.sql", "queries.sql", "rules.sql")]
SAMPLE = HERE.parent / "supabase_migrations"
Fresh = Callable[[], AbstractContextManager[str]]


def play(dsn: str, text: str) -> None:
    """Run a file's statements, all of which must succeed."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        demand(connection.pgconn, SESSION)
        for statement in split(text):
            outcome = execute(connection.pgconn, statement.sql.encode())
            assert outcome.ok, f"line {statement.line}: {outcome.message}"


@pytest.fixture(scope="module")
def expressions() -> Rehearsal:
    """The rehearsal of the schema that holds every kind of expression."""
    return rehearse([EXPRESSIONS], Options(layout="files", baseline="postgres", postgres=18))


@pytest.mark.parametrize("path", [EXPRESSIONS, *DEPARSED], ids=lambda path: path.stem)
def test_every_definition_is_read_back_as_it_is_kept(path: Path, fresh_database: Fresh) -> None:
    run = rehearse([path], Options(layout="files", baseline="postgres", postgres=18))
    assert [(step.statement.line, step.error or step.reason) for step in run.steps if step.outcome != "ok"] == []
    with fresh_database() as dsn:
        play(dsn, path.read_text(encoding="utf-8"))
        found = definitions(dsn)
    if path == EXPRESSIONS:
        assert {it.kind for it in found} == set(COLUMNS)
    told = [(each.definition.kind, each.definition.relation, each.reason) for each in differences(run, found)]
    assert told == []


def test_the_sample_project(supabase_server: Server) -> None:
    template = make_conninfo(supabase_server.dsn, dbname="template_supabase")
    run = rehearse([SAMPLE])
    with supabase_server.fresh_database("template_supabase", "postgres") as dsn:
        for path in sorted(SAMPLE.rglob("*.sql")):
            with psycopg.connect(make_conninfo(dsn, user="postgres"), autocommit=True) as connection:
                for statement in split(path.read_text(encoding="utf-8")):
                    execute(connection.pgconn, statement.sql.encode())
        found = definitions(dsn) - definitions(template)
    assert len(found) > 150
    told = [(each.definition.kind, each.definition.relation, each.reason) for each in differences(run, found)]
    assert told == []


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("id > 0 AND note = 'a' AND extra IS NULL", "id > 0 AND (note = 'a' AND extra IS NULL)", True),
        ("id BETWEEN 1 AND 5 AND paid", "((id >= 1) AND (id <= 5)) AND paid", True),
        ("note IN ('a', 'b')", "note::text = ANY (ARRAY['a'::varchar, 'b'::varchar]::text[])", True),
        ("note = 'a'", "(note)::text = 'a'::text", True),
        ("placed > '2020-1-5'", "placed > '2020-01-05'::date", True),
        ("amount > 1e2", "amount > (100)::numeric", False),
        ("amount > 1e2", "amount > 100.", True),
        ("id > 0 AND paid", "paid AND id > 0", False),
        ("id > 0", "id > 1", False),
        ("id > 0", "id >= 0", False),
        ("note = 'a'", "note COLLATE \"C\" = 'a'", False),
        ("(SELECT 1 AS a FROM store.orders x) = 1", "(SELECT 1 AS b FROM store.orders y) = 1", True),
    ],
)
def test_what_is_the_same(expressions: Rehearsal, left: str, right: str, same: bool) -> None:
    ns = Namespace(expressions.catalog)
    schema = expressions.catalog.pg_namespace.first("name", "store")
    assert schema is not None
    orders = expressions.catalog.pg_class.first("name", ("orders", schema.oid))
    assert orders is not None
    trees = [rowcondition.policy_expr(ns, orders.oid, parse_expression(text)) for text in (left, right)]
    assert same_expression(*trees) is same


INTERVALS = """
1 day|90 minutes|24 hours|1.5 days|0.5 years|1.5 months|1.5 weeks|1 year 13 mons|-1 day|1 day -2:03|-1 mon 3 days
1 12:00|5|P1Y2M|PT36H|P1W|1:30|30 days ago|1-2|@ 1 minute|1h30m|2 weeks|0|1.1 year|100 years|0.3 mons|1 day 1 second
1.23456789 s|-1.5 days|1.2345 months|0.1 hour|3600s|1 month -1 hour|-1 year -2 mons +3 days -04:05:06
"""
MOMENTS = """
1970-01-01|epoch|2020-1-5 3:04|2020-01-01T00:00:00Z|2020-01-01 00:00:00+02|2020-01-01 00:00:00.120-0530|infinity
0001-01-01|2020-01-01 00:00:00.000Z|2024-02-29 23:59:59.999999
"""
DOCUMENTS = r"""
{"b":1,"aa":[1, 2.50,1e2, true,null],"a":"x\u00e9\n"}|[]|{}|"a/b"|1.0e-3|-0.0|{"a":1,"a":2}|{"é":1,"zz":2,"zzz":3}
"""
PATHS = 'strict $.a|$[*].b.*|lax $."x y"[3]|$'
NUMBERS = "1e2|1.50e1|.5|5.|+7|-0|-0.00|007|1e-3|1e400|12345678901234567890.00"


def _items(text: str) -> list[str]:
    return [item for line in text.strip().splitlines() for item in line.split("|")]


def test_literals_are_printed_as_the_server_prints_them(server: Server) -> None:
    printers: list[tuple[str, str, Callable[[str], str | None]]] = [
        ("interval", INTERVALS, interval_text),
        ("date", MOMENTS, date_text),
        ("timestamp", MOMENTS, lambda text: timestamp_text(text, with_zone=False)),
        ("timestamptz", MOMENTS, lambda text: timestamp_text(text, with_zone=True)),
        ("time", "1:02|01:02:03|23:59:59.50", time_text),
        ("jsonb", DOCUMENTS, jsonb_text),
        ("numeric", NUMBERS, numeric_text),
        ("jsonpath", PATHS, jsonpath_text),
    ]
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        demand(connection.pgconn, SESSION)
        for typname, texts, printed in printers:
            for text in _items(texts):
                row = connection.execute(f"SELECT (%s::{typname})::text", (text,)).fetchone()
                assert row is not None
                assert (typname, text, printed(text)) == (typname, text, row[0])
