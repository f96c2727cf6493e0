"""From errors to findings: one per cause, what the history tells, what a repaired order would reveal."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.findings.collect import report_on
from analyzer.findings.finding import Finding, Report
from analyzer.findings.intent import would_make, would_remove
from analyzer.findings.object_name import ObjectName
from analyzer.findings.rules import known_rules, rule_of
from analyzer.rehearsal import Options, rehearse
from analyzer.source import discover as discover_module
from analyzer.tree.parse import parse_many

Check = Callable[..., Report]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """`check({"1.sql": "..."})`: the report about such a history."""

    def run(*texts: str, baseline: str = "postgres") -> Report:
        for number, text in enumerate(texts, 1):
            (tmp_path / f"{number:04}_step.sql").write_text(text)
        options = Options(layout="flat", baseline=baseline)  # type: ignore[arg-type]
        return report_on(rehearse([tmp_path], options), options)

    return run


def place(finding: Finding) -> str:
    return f"{Path(finding.place.path).name[:4]}:{finding.place.line}"


def errors(report: Report) -> list[str]:
    return [f"{place(each)} {each.rule}: {each.message}" for each in report.findings if each.level == "error"]


def test_a_sound_history_has_no_findings(check: Check) -> None:
    report = check("create table t (id int primary key);", "create view v as select id from t;")
    assert (report.findings, report.unknowns, report.files, report.statements) == ((), (), 2, 2)


# -- one finding per cause -----------------------------------------------------------------------------------------


def test_what_a_failed_statement_would_have_made_is_its_consequence(check: Check) -> None:
    report = check(
        "create table a (id int primary key, b_id int references b);\n"
        "create index a_b on a (b_id);\ncreate view v as select id from a;\n",
        "grant select on v to public;\nalter table a add column c int;\ncomment on column a.c is 'x';\n",
    )
    (finding,) = report.findings
    assert errors(report) == ['0001:1 undefined-relation: relation "b" does not exist']
    assert len(finding.consequences) == 5
    assert finding.notes == ("No migration creates it.",)


def test_a_failed_column_explains_its_absence(check: Check) -> None:
    report = check(
        "create table t (id int);\nalter table t add column a nosuchtype;\ncreate index on t (a);\nselect a from t;\n"
    )
    assert errors(report) == ['0001:2 undefined-type: type "nosuchtype" does not exist']
    assert len(report.findings[0].consequences) == 2


def test_a_failed_drop_explains_what_is_in_the_way(check: Check) -> None:
    report = check(
        "create table t (id int);\ncreate view v as select id from t;\ndrop table t;\ncreate table t (id int, b int);\n"
    )
    assert errors(report) == ["0001:3 dependent-objects: cannot drop table t because other objects depend on it"]
    assert len(report.findings[0].consequences) == 1


def test_what_was_made_after_all_explains_nothing(check: Check) -> None:
    report = check(
        "create table a (x nosuchtype);\ncreate table a (x int);\ndrop table a;\nselect * from a;\n",
    )
    assert errors(report) == [
        '0001:1 undefined-type: type "nosuchtype" does not exist',
        '0001:4 undefined-relation: relation "a" does not exist',
    ]
    assert report.findings[1].notes == ("It was dropped at line 3.",)


def test_drop_if_exists_after_a_failure_is_the_end_of_its_consequences(check: Check) -> None:
    report = check("create table a (x nosuchtype);\ndrop table if exists a;\nselect * from a;\n")
    assert len(errors(report)) == 2


def test_statements_that_miss_the_same_share_one_finding(check: Check) -> None:
    report = check("".join(f"create view v{number} as select * from gone;\n" for number in range(40)))
    (finding,) = report.findings
    assert (place(finding), len(finding.repeats), len(finding.consequences)) == ("0001:1", 39, 0)


def test_a_file_that_repeats_another_has_one_finding(check: Check) -> None:
    text = "create table t (id int);\ncreate index i on t (id);\nalter table t add constraint c check (id > 0);\n"
    report = check(text, text)
    (finding,) = report.findings
    assert (place(finding), finding.rule, len(finding.repeats)) == ("0002:1", "duplicate-relation", 2)
    assert finding.notes == ("It exists since 0001_step.sql:1.",)
    assert finding.fix is not None
    assert "runs twice" in finding.fix or "run twice" in finding.fix


def test_an_error_in_a_do_block_is_on_the_line_that_context_gives(check: Check) -> None:
    report = check(
        "create table t (a int);\n\ndo $$\nbegin\n  alter table t\n    add column b nosuchtype;\nend $$;\n"
        "select b from t;\n"
    )
    (finding,) = report.findings
    assert (place(finding), finding.place.column, len(finding.consequences)) == ("0001:5", 3, 1)


def test_unknown_is_no_error(check: Check) -> None:
    report = check("create extension postgis;\nselect st_makepoint(1, 2);\n")
    assert errors(report) == []
    assert [unknown.place.line for unknown in report.unknowns] == [1, 2]


def test_what_the_server_warns_of_is_a_warning(check: Check) -> None:
    report = check("grant insert on auth.users to anon;\ngrant usage on schema auth to anon;\n", baseline="supabase")
    (finding,) = report.findings
    assert (finding.rule, finding.level, finding.sqlstate) == ("privilege-not-granted", "warning", "01007")
    assert (finding.message, len(finding.repeats)) == ('no privileges were granted for "users"', 1)


# -- what the history tells ----------------------------------------------------------------------------------------


def test_where_the_missing_object_is_made_later(check: Check) -> None:
    report = check("create view v as select id from t;\n", "\n\ncreate table t (id int);\n")
    (finding,) = report.findings
    assert finding.notes == ("It is created later, in 0002_step.sql:3.",)
    assert finding.fix == "move this statement after that one, or create the table first."


def test_further_down_in_the_same_file(check: Check) -> None:
    report = check("create view v as select id from t;\ncreate table t (id int);\n")
    assert report.findings[0].notes == ("It is created further down, at line 2.",)


@pytest.mark.parametrize(
    ("history", "note"),
    [
        (["create table t (a int);", "alter table t rename to u;", "select * from t;"], "It was renamed to public.u"),
        (["create table t (a int);", "alter table t drop column a;", "select a from t;"], "It was dropped in"),
        (
            ["create table t (a int); create view v as select a from t;", "drop table t cascade;", "select * from v;"],
            "It went with what was dropped in 0002_step.sql:1 (CASCADE).",
        ),
        (["create table orders (a int);", "select * from order_;"], "No migration creates it. Is orders meant?"),
        (["create schema s; create table s.t (a int);", "select * from t;"], "There is one in schema s, which"),
        (["create table t (a uuid default uuid_generate_v4());"], 'It comes with extension "uuid-ossp"'),
    ],
)
def test_why_it_is_missing(check: Check, history: list[str], note: str) -> None:
    (finding,) = check(*history).findings
    assert finding.notes[0].startswith(note)


# -- a repaired order ----------------------------------------------------------------------------------------------


def test_what_a_repaired_order_reveals(check: Check) -> None:
    policies = (
        "create policy p on things using (true);\ncreate policy q on things using (true);\n"
    )
    things = "create table if not exists things (id int primary key, owner_id int references owners);\n"
    report = check(things + policies, things + policies, "create table owners (id int primary key);\n")
    assert errors(report) == [
        '0001:1 undefined-relation: relation "owners" does not exist',
        '0002:2 duplicate-object: policy "p" for table "things" already exists',
    ]
    first, second = report.findings
    assert first.after is None
    assert second.after == "once 0001_step.sql:1 works"
    assert len(second.repeats) == 1
    assert second.notes == ("It exists since 0001_step.sql:2.",)


def test_a_repair_that_breaks_other_statements_is_not_held_against_them(check: Check) -> None:
    report = check(
        "create view v as select id from t;\n",
        "create table t (id int);\n",
        "create table u (id int);\n",
    )
    assert len(report.findings) == 1


def test_tables_that_need_each_other_have_no_order(check: Check) -> None:
    report = check(
        "create table a (id int primary key, b_id int references b);\n",
        "create table b (id int primary key, a_id int references a);\n",
    )
    (finding,) = report.findings
    assert "no order of the two works" in finding.notes[1]
    assert len(finding.consequences) == 1


def test_a_transaction_is_not_cut_in_two_by_the_repair(check: Check) -> None:
    report = check(
        "begin;\ncreate table a (id int);\ncreate view v as select * from t;\ncommit;\n"
        "create view w as select * from a, v;\n",
        "create table t (x int);\n",
    )
    assert len(errors(report)) == 1
    assert len(report.findings[0].consequences) == 1


# -- names, levels, suppressions -----------------------------------------------------------------------------------


def test_ids_do_not_move_with_lines(check: Check, tmp_path: Path) -> None:
    before = {each.id for each in check("select * from gone;\ncreate table t (x nosuchtype);\n").findings}
    after = {each.id for each in check("\n\n-- more\nselect * from gone;\n\ncreate table t (x nosuchtype);\n").findings}
    assert before == after == {"undefined-relation:gone", "undefined-type:nosuchtype"}


def test_an_allowed_error_is_left_out(check: Check) -> None:
    report = check("-- pgrehearse: allow undefined-relation\nselect * from gone;\nselect * from lost;\n")
    assert errors(report) == ['0001:3 undefined-relation: relation "lost" does not exist']


def test_of_repeats_the_first_that_is_not_allowed_is_shown(check: Check) -> None:
    report = check("select * from gone; -- pgrehearse: allow undefined-relation\nselect * from gone;\n")
    assert errors(report) == ['0001:2 undefined-relation: relation "gone" does not exist']
    assert report.findings[0].repeats == ()


def test_what_allows_nothing_is_told(check: Check) -> None:
    report = check("-- pgrehearse: allow undefined-relation, no-such-rule\nselect 1;\n")
    assert [(each.level, each.message) for each in report.findings] == [
        ("warning", '"allow no-such-rule": there is no such rule'),
        ("warning", '"allow undefined-relation" allows nothing here'),
    ]


@pytest.mark.parametrize(
    ("code", "missing", "rule"),
    [
        ("42P01", ("relation", None, "t"), "undefined-relation"),
        ("42703", ("column", None, "t.a"), "undefined-column"),
        ("42883", ("function", None, "f"), "undefined-function"),
        ("42883", ("operator", None, "="), "undefined-operator"),
        ("42704", ("type", None, "x"), "undefined-type"),
        ("42704", None, "undefined-object"),
        ("3F000", ("schema", None, "s"), "undefined-schema"),
        ("0A000", ("extension", None, "e"), "undefined-extension"),
        ("0A000", None, "feature-not-supported"),
        ("2BP01", None, "dependent-objects"),
        ("42P07", None, "duplicate-relation"),
        ("42501", None, "insufficient-privilege"),
        ("42601", None, "syntax-error"),
        ("U9999", None, "sqlstate-u9999"),
    ],
)
def test_names_of_rules(code: str, missing: tuple[str, str | None, str] | None, rule: str) -> None:
    assert rule_of(PgError(code, "m", missing=missing)) == rule


def test_every_rule_can_be_allowed() -> None:
    codes = {value for name, value in vars(sqlstate).items() if name.isupper()}
    assert {rule_of(PgError(code, "m")) for code in codes} <= known_rules()


# -- intents -------------------------------------------------------------------------------------------------------


def names(sql: str, *, removed: bool = False) -> set[str]:
    found: set[ObjectName] = set()
    for raw in parse_many(sql):
        node = raw.decode()
        found.update(would_remove(raw.tag, node) if removed else would_make(raw.tag, node, sql))
    return {f"{name.kind} {name.schema + '.' if name.schema else ''}{name.name}" for name in found}


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        (
            "create table s.t (id serial primary key, a int unique, constraint c check (a > 0))",
            {
                "relation s.t", "type s.t", "column s.t.id", "column s.t.a", "relation s.t_id_seq", "relation s.t_pkey",
                "relation s.t_a_key", "constraint s.t_pkey on t", "constraint s.t_a_key on t", "constraint s.c on t",
                "constraint s.primary key on t", "constraint s.unique key on t",
            },
        ),
        (
            "create view v (a) as select b, c as d, t.e from t",
            {"relation v", "type v", "column v.a", "column v.d", "column v.e"},
        ),
        ("create table n as select 1 as one", {"relation n", "type n", "column n.one"}),
        (
            "alter table t add column a int, add constraint c check (true), drop column d",
            {"column t.a", "constraint c on t"},
        ),
        ("create policy p on s.t", {"policy s.p on t"}),
        ("create function s.f(int) returns int language sql as ''", {"function s.f"}),
        ("create schema s create table t (a int)", {"schema s", "relation s.t", "type s.t", "column s.t.a"}),
        ("alter table a rename to b", {"relation b"}),
        ("alter table a rename column x to y", {"column a.y"}),
        ("alter type t add value 'v'", {"enum label t.v"}),
        ("alter function f(int) rename to g", {"function g"}),
        ("alter table a set schema s", {"relation s.a"}),
        ("create type e as enum ('a')", {"type e"}),
        ("create domain d as int", {"type d"}),
        ("create extension x", {"extension x"}),
        ("alter publication p add table t", {"publication relation t on p"}),
        ("do $$ begin create table inner_t (a int); end $$", {"relation inner_t", "type inner_t", "column inner_t.a"}),
    ],
)  # fmt: skip
def test_what_a_statement_would_make(sql: str, made: set[str]) -> None:
    assert names(sql) == made


@pytest.mark.parametrize(
    ("sql", "removed"),
    [
        ("drop table a, s.b", {"relation a", "relation s.b"}),
        ("drop policy p on s.t", {"policy s.p on t"}),
        ("drop function f(int)", {"function f"}),
        ("drop type s.t", {"type s.t"}),
        ("drop role r", {"role r"}),
        ("alter table t drop column a, drop constraint c", {"column t.a", "constraint c on t"}),
        ("alter table a rename to b", {"relation a"}),
        ("alter table a set schema s", {"relation a"}),
    ],
)
def test_what_a_statement_would_take_away(sql: str, removed: set[str]) -> None:
    assert names(sql, removed=True) == removed


def test_the_names_of_rules_about_files_are_known() -> None:
    """Every code in analyzer/source that a HistoryFinding is made with."""
    codes: set[str] = set()
    for path in Path(discover_module.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in ("HistoryFinding", "_finding"):
                    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)][:2]
                    codes.update(text for text in texts if isinstance(text, str) and "-" in text and " " not in text)
    assert "duplicate-version" in codes
    assert codes <= known_rules()
