"""What the deparser writes: names in messages, expressions, and whole states that a real server reads back the same."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from analyzer.baseline import load
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import BoolExpr, Const, FuncExpr, OpExpr, RelabelType, ScalarArrayOpExpr, Var
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.catalog.pg_namespace import PgNamespace
from analyzer.catalog.record import AclItem
from analyzer.deparse.constants import constant
from analyzer.deparse.context import Context
from analyzer.deparse.describe import object_description, object_identity
from analyzer.deparse.expr import expression
from analyzer.deparse.options import dollar_quote, setting, split_identifiers, storage_parameters
from analyzer.deparse.privileges import change_privileges
from analyzer.deparse.state import state_json, state_markdown, state_sql
from analyzer.rehearsal import Options, rehearse
from tools.postgres import wheel_programs

FOLDER = Path(__file__).parent / "deparse"
SCHEMAS = sorted(FOLDER.glob("*.sql"))
TABLE = 20001


@pytest.fixture
def catalog() -> Catalog:
    """A fresh database with a table app."Order" (id integer, note text)."""
    made = load("postgres", 18).catalog
    made.pg_namespace.set(PgNamespace(20000, "app", 10))
    made.pg_class.set(PgClass(TABLE, "Order", 20000, "r", 10))
    made.pg_attribute.set(PgAttribute(TABLE, 1, "id", 23))
    made.pg_attribute.set(PgAttribute(TABLE, 2, "note", 25))
    made.pg_constraint.set(PgConstraint(20002, "id positive", 20000, "c", conrelid=TABLE, conkey=(1,)))
    return made


def test_descriptions_qualify_what_the_path_does_not_find(catalog: Catalog) -> None:
    ns = Namespace(catalog)
    column = ObjectAddress("pg_class", TABLE, 2)
    assert object_description(catalog, column, ns) == 'column note of table app."Order"'
    ns.search_path = ("app",)
    assert object_description(catalog, column, ns) == 'column note of table "Order"'
    constraint = ObjectAddress("pg_constraint", 20002)
    assert object_description(catalog, constraint, ns) == 'constraint id positive on table "Order"'
    assert object_identity(catalog, constraint) == '"id positive" on app."Order"'
    assert object_description(catalog, ObjectAddress("pg_proc", 1299), ns) == "function now()"


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Const(23, "1"), "1"),
        (Const(23, "-1"), "'-1'::integer"),
        (Const(23, None), "NULL::integer"),
        (Const(16, "t"), "true"),
        (Const(25, "it's"), "'it''s'::text"),
        (Const(25, "a\\b"), r"'a\b'::text"),
        (Const(1700, "1.50"), "1.50"),
        (Const(1700, "15"), "'15'::numeric"),
        (Const(1043, "x", 14), "'x'::character varying(10)"),
    ],
)
def test_constants(catalog: Catalog, node: Const, text: str) -> None:
    assert constant(node, Context(catalog)) == text


def test_expressions_have_every_parenthesis(catalog: Catalog) -> None:
    number, note = Var(1, 1, 23), Var(1, 2, 25, varcollid=100)
    plus = next(o.oid for o in catalog.pg_operator.find("name", "+") if (o.oprleft, o.oprright) == (23, 23))
    chain = number
    for digit in "123":
        chain = OpExpr(plus, 23, (chain, Const(23, digit)))  # type: ignore[assignment]
    assert expression(catalog, chain, TABLE) == "(((id + 1) + 2) + 3)"
    both = BoolExpr("and", (BoolExpr("not", (Const(16, "f"),)), Const(16, "t")))
    assert expression(catalog, both, TABLE) == "((NOT false) AND true)"
    assert expression(catalog, RelabelType(note, 1043, relabelformat=1), TABLE) == "(note)::character varying"
    equal = next(o.oid for o in catalog.pg_operator.find("name", "=") if (o.oprleft, o.oprright) == (23, 23))
    member = ScalarArrayOpExpr(equal, True, (number, Const(1007, "{1,2}")))
    assert expression(catalog, member, TABLE) == "(id = ANY ('{1,2}'::integer[]))"


def test_a_long_chain_of_operators_needs_no_recursion(catalog: Catalog) -> None:
    plus = next(o.oid for o in catalog.pg_operator.find("name", "+") if (o.oprleft, o.oprright) == (23, 23))
    chain: OpExpr | Const = Const(23, "0")
    for _ in range(5000):
        chain = OpExpr(plus, 23, (chain, Const(23, "1")))
    assert expression(catalog, chain).count("+ 1)") == 5000


def test_calls_and_casts(catalog: Catalog) -> None:
    lower = next(p.oid for p in catalog.pg_proc.find("name", "lower") if p.proargtypes == (25,))
    call = FuncExpr(lower, 25, (Var(1, 2, 25),))
    assert expression(catalog, call, TABLE) == "lower(note)"
    length = next(p.oid for p in catalog.pg_proc.find("name", "varchar") if p.proargtypes[0] == 1043)
    cast = FuncExpr(length, 1043, (Var(1, 2, 25), Const(23, "14"), Const(16, "t")), funcformat=1)
    assert expression(catalog, cast, TABLE) == "(note)::character varying(10)"


def test_options_and_settings() -> None:
    assert storage_parameters(("fillfactor=70", "buffering=auto")) == "fillfactor='70', buffering=auto"
    assert setting('search_path=""') == "SET search_path TO ''"
    assert setting('search_path=public, "Odd Name"') == "SET search_path TO 'public', 'Odd Name'"
    assert setting("work_mem=1MB") == "SET work_mem TO '1MB'"
    assert split_identifiers('a, "b ""c"" , d"') == ["a", 'b "c" , d']
    assert dollar_quote("select $$x$$") == "$_1$select $$x$$$_1$"


def test_privileges_become_grant_and_revoke(catalog: Catalog) -> None:
    owner, reader = 10, catalog.pg_authid.first("name", "pg_monitor")
    assert reader is not None
    before = (AclItem(0, owner, 1 << 7), AclItem(owner, owner, 1 << 7))
    after = (AclItem(owner, owner, 1 << 7), AclItem(reader.oid, owner, 1 << 7, 1 << 7))
    statements = change_privileges(catalog, "FUNCTION app.f()", "f", owner, before, after)
    assert statements == [
        "REVOKE ALL ON FUNCTION app.f() FROM PUBLIC",
        "GRANT ALL ON FUNCTION app.f() TO pg_monitor WITH GRANT OPTION",
    ]


def dump(dsn: str) -> dict[str, str]:
    """Return pg_dump's entries of a database, by their heading."""
    program = wheel_programs() / "pg_dump"
    command = [str(program), "--schema-only", "--encoding=UTF8", f"--dbname={dsn}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    entries: dict[str, str] = {}
    for block in re.split(r"\n(?=--\n-- Name: )", text):
        heading = re.match(r"--\n(-- Name: .*)\n", block)
        if heading is not None:
            body = block[heading.end() :].split("\n--\n-- PostgreSQL database dump complete")[0]
            kept = (line for line in body.splitlines() if not line.startswith(("SET default_", "\\", "--")))
            entries[heading[1]] = "\n".join(line for line in kept if line.strip())
    return entries


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_state_script_makes_the_same_database(
    path: Path, fresh_database: Callable[[], AbstractContextManager[str]]
) -> None:
    rehearsal = rehearse([path], Options(layout="files", baseline="postgres", postgres=18))
    assert [(step.statement.line, step.error or step.reason) for step in rehearsal.steps if step.outcome != "ok"] == []
    script = state_sql(rehearsal.catalog)
    assert "Not written" not in script
    with fresh_database() as real, fresh_database() as made:
        for dsn, text in ((real, path.read_text()), (made, script)):
            with psycopg.connect(dsn, autocommit=True) as connection:
                connection.execute(text.encode())
        assert dump(made) == dump(real)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_state_script_is_its_own_state(path: Path, tmp_path: Path) -> None:
    options = Options(layout="files", baseline="postgres", postgres=18)
    script = state_sql(rehearse([path], options).catalog)
    (tmp_path / "state.sql").write_text(script)
    again = rehearse([tmp_path / "state.sql"], options)
    assert [(step.statement.line, step.error or step.reason) for step in again.steps if step.outcome != "ok"] == []
    assert state_sql(again.catalog) == script


def test_an_extension_is_not_put_into_a_schema_that_it_makes(tmp_path: Path) -> None:
    # With WITH SCHEMA the server wants the schema to be there: 3F000.
    (tmp_path / "a.sql").write_text("create extension pgmq; create extension vector with schema extensions;")
    options = Options(layout="files", baseline="supabase")
    script = state_sql(rehearse([tmp_path / "a.sql"], options).catalog)
    assert "CREATE EXTENSION IF NOT EXISTS pgmq;" in script
    assert "CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;" in script
    (tmp_path / "state.sql").write_text(script)
    assert [step.error for step in rehearse([tmp_path / "state.sql"], options).steps if step.outcome != "ok"] == []


def test_the_json_document_names_everything(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(
        "CREATE TABLE t (id integer PRIMARY KEY, note text DEFAULT 'x'); ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY p ON t FOR SELECT TO pg_monitor USING (id > 1);"
        "GRANT SELECT ON t TO pg_monitor WITH GRANT OPTION;"
    )
    document = json.loads(state_json(rehearse([path], Options(layout="files", baseline="postgres")).catalog))
    table = document["schemas"]["public"]["tables"]["t"]
    assert [column["name"] for column in table["columns"]] == ["id", "note"]
    assert table["columns"][1]["default"] == "'x'::text"
    assert table["constraints"]["t_pkey"] == {"kind": "primary key", "definition": "PRIMARY KEY (id)"}
    assert table["policies"]["p"] == {
        "command": "SELECT", "permissive": True, "roles": ["pg_monitor"], "using": "(id > 1)",
    }
    assert table["grant_options"] == {"pg_monitor": ["SELECT"]}
    assert table["row_security"] is True


def test_names_and_comments_cannot_become_markup(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(
        'CREATE TABLE "a|b<i>" (id integer DEFAULT length(\'`x`\'));'
        "COMMENT ON TABLE \"a|b<i>\" IS E'<script>\\n# [x](y) \\u202e';"
    )
    page = state_markdown(rehearse([path], Options(layout="files", baseline="postgres")).catalog)
    assert "### Table public.a\\|b\\<i\\>" in page
    assert "<script>" not in page
    assert "\n# [x]" not in page
    assert "\u202e" not in page
    assert "``length('`x`'::text)``" in page


def test_documents_are_the_same_every_time() -> None:
    options = Options(layout="files", baseline="postgres", postgres=18)
    first, second = (rehearse([FOLDER / "everything.sql"], options).catalog for _ in range(2))
    assert state_json(first) == state_json(second)
    assert state_markdown(first) == state_markdown(second)
    assert state_sql(first) == state_sql(second)
