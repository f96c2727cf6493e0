"""Bodies of functions: judged as by plpgsql_check, reported once at the end of the history, with what broke them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.findings.bodies.blame import blames
from analyzer.findings.bodies.checked import check_end_state
from analyzer.findings.bodies.manual import body_page
from analyzer.findings.collect import report_on
from analyzer.findings.finding import Finding
from analyzer.findings.rules import BODY_PREFIX, BODY_RULES, known_rules
from analyzer.plpgsql.check import walk
from analyzer.rehearsal import Options, rehearse
from tools.body_check import our_words, rehearsed

CASES = sorted((Path(__file__).parent / "bodies").glob("*.sql"))

NOT_OURS = (
    # Told although nothing is wrong, or of an error that is told already.
    "shadows a previously defined variable", "cannot determinate a result of dynamic SQL",
    "there are no plan for query", "query does not return data",
)  # fmt: skip
"""What plpgsql_check says and we do not."""

Check = Callable[..., list[Finding]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_bodies_are_judged_as_by_plpgsql_check(case: Path) -> None:
    run = rehearsed(case)
    assert [step for step in run.steps if step.outcome != "ok"] == []
    words, _known = our_words(run)
    ours = Counter((*where, *said) for where, each in words.items() for said in each.elements())
    theirs = Counter(tuple(each) for each in json.loads(case.with_suffix(".json").read_text(encoding="utf-8")))
    theirs = Counter({said: number for said, number in theirs.items() if not any(each in said[4] for each in NOT_OURS)})
    assert sum(theirs.values()) > 5
    assert ours == theirs


@pytest.fixture
def bodies(tmp_path: Path) -> Check:
    """`bodies("...", "...")`: the findings about bodies in such a history of files."""

    def run(*texts: str) -> list[Finding]:
        for number, text in enumerate(texts, 1):
            (tmp_path / f"{number:04}_step.sql").write_text(text)
        options = Options(layout="flat", baseline="postgres")
        report = report_on(rehearse([tmp_path], options), options)
        return [
            each
            for each in report.findings
            if each.rule.startswith((BODY_PREFIX, "unused-suppression", "internal-error"))
        ]

    return run


def shown(findings: list[Finding]) -> list[str]:
    places = [(Path(each.place.path).name[:4], each.place.line, each.place.column) for each in findings]
    return [
        f"{file}:{line}:{column} {each.level} {each.rule}: {each.message}"
        for (file, line, column), each in zip(places, findings, strict=True)
    ]


def plpgsql(body: str, *, name: str = "f()", result: str = "int", options: str = "") -> str:
    return f"create function {name} returns {result} language plpgsql {options} as $$\n{body}\n$$;\n"


COUNT = plpgsql("begin\n  return (select count(kind) from things);\nend")


def test_what_a_later_file_makes_is_no_finding(bodies: Check) -> None:
    assert bodies(COUNT, "create table things (id int);", "alter table things add column kind text;") == []


def test_names_may_be_those_of_the_search_path_that_was_set(bodies: Check) -> None:
    function = "create function {} language plpgsql as $$ begin perform 1 from t; perform 1 from {}; end $$;"
    history = "create schema app; create table app.t (a int); set search_path = app, public;"
    assert bodies(history + function.format("f() returns void", "t")) == []
    [finding] = bodies(history + function.format("f() returns void", "nope"))
    assert finding.message == 'relation "nope" does not exist'
    # A path of the function's own is the one that counts.
    own = function.format("f() returns void set search_path = pg_catalog", "t")
    assert {each.message for each in bodies(history + own)} == {'relation "t" does not exist'}


def test_the_statement_that_broke_a_body_is_named(bodies: Check) -> None:
    (found,) = bodies("create table things (id int, kind text);", COUNT, "alter table things drop column kind;")
    assert shown([found]) == ['0002:3:24 warning body-undefined-column: column "kind" does not exist']
    assert found.context == ("PL/pgSQL function f() line 3 at RETURN",)
    assert "It was valid until 0003_step.sql:1 dropped the column." in found.notes


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ("alter table things rename to objects;", "renamed the relation to objects"),
        ("alter table things rename column kind to sort;", "renamed the column to sort"),
        ("drop table things;", "dropped the table or view"),
        ("alter function f() set search_path = '';", "gave the function other settings (ALTER FUNCTION)"),
    ],
)
def test_what_became_of_the_thing_is_told(bodies: Check, later: str, told: str) -> None:
    (found,) = bodies("create table things (id int, kind text);", COUNT, later)
    assert any(note.startswith(f"It was valid until 0003_step.sql:1 {told}.") for note in found.notes), found.notes


def test_an_overload_that_makes_calls_ambiguous_is_blamed(bodies: Check) -> None:
    found = bodies(
        "create function now_in(zone text) returns int language sql as 'select 1';",
        plpgsql("begin\n  return now_in('UTC');\nend") + plpgsql("begin\n  return now_in('UTC') + 1;\nend", name="g()"),
        "create function now_in(zone name) returns int language sql as 'select 2';",
        "create function now_in(zone text, other int default 1) returns int language sql as 'select 3';",
    )
    assert shown(found) == ["0002:3:10 warning body-ambiguous-function: function now_in(unknown) is not unique"]
    assert "It was valid until 0004_step.sql:1 changed what it rests on (CREATE FUNCTION)." in found[0].notes
    assert [each.place.line for each in found[0].repeats] == [8]


def test_an_error_that_replaces_another_was_not_made_by_who_mended_that_one(bodies: Check) -> None:
    (found,) = bodies(COUNT, "create table things (id int);")
    assert found.rule == "body-undefined-column"
    assert not any("valid until" in note for note in found.notes)


def test_bodies_that_miss_one_thing_are_one_finding(bodies: Check) -> None:
    (found,) = bodies(COUNT + COUNT.replace("f()", "g()"), "create table things_2 (id int, kind text);")
    assert found.id == "body-undefined-relation:relation things"
    assert [each.place.line for each in found.repeats] == [8]


def test_a_replaced_body_is_judged_as_it_is_now(bodies: Check) -> None:
    assert bodies(COUNT, COUNT.replace("create", "create or replace").replace("count(kind) from things", "1")) == []


def test_bodies_in_sql_are_judged_too(bodies: Check) -> None:
    (found,) = bodies(
        "create table things (id int, kind text);",
        "create function f() returns bigint language sql as 'select count(kind)\nfrom things';",
        "alter table things drop column kind;",
    )
    assert shown([found]) == ['0002:1:66 warning body-undefined-column: column "kind" does not exist']


def test_what_a_failed_statement_would_have_made_is_not_missed_again(bodies: Check) -> None:
    assert bodies(COUNT, "create table things (id int, kind text, other nothing);") == []


@pytest.mark.parametrize(
    "body",
    [
        "begin\n  create temporary table things (kind text);\n  return (select count(kind) from things);\nend",
        "begin\n  execute 'create temp table ' || 'things (kind text)';\n  return (select max(kind) from things);\nend",
        "begin\n  return (select max(kind) from things);\nexception when undefined_table then\n  return 0;\nend",
        "begin\n  if to_regclass('things') is not null then\n    return (select count(kind) from things);\n  end if;\n"
        "  return 0;\nend",
        "begin\n  if not exists (select from pg_extension where extname = 'pg_cron') then\n    return 0;\n  else\n"
        "    perform cron.schedule('a', 'b');\n    return 1;\n  end if;\nend",
        "declare\n  there boolean;\nbegin\n  select to_regclass('things') is not null into there;\n"
        "  if there then\n    return (select count(kind) from things);\n  end if;\n  return 0;\nend",
        "declare\n  there boolean := to_regclass('things') is not null;\nbegin\n"
        "  if there then\n    return (select count(kind) from things);\n  end if;\n  return 0;\nend",
        "declare\n  r record;\nbegin\n  execute current_setting('a.b') into r;\n  return r.id;\nend",
    ],
    ids=["temporary table", "made by EXECUTE", "handler", "asked before", "extension asked for", "asked into",
         "asked as default", "unknown columns"],
)  # fmt: skip
def test_what_running_need_not_meet_is_no_finding(bodies: Check, body: str) -> None:
    assert [each for each in bodies(plpgsql(body)) if each.level != "info"] == []


def test_a_handler_of_others_does_not_excuse_but_is_told_of(bodies: Check) -> None:
    (found,) = bodies(
        plpgsql("begin\n  return (select count(kind) from things);\nexception when others then\n  return 0;\nend")
    )
    assert found.notes[-1] == "A handler of the body takes the error: nobody is told."


def test_a_table_that_a_branch_is_for_is_the_only_one_to_meet_it(bodies: Check) -> None:
    trigger = plpgsql(
        "begin\n  if tg_table_name = 'a' then\n    new.x := 1;\n  elsif tg_op = 'DELETE' then\n    new.z := 1;\n"
        "  else\n    new.y := 1;\n  end if;\n  return new;\nend",
        result="trigger",
    )
    tables = "create table a (x int); create table b (x int);"
    attach = "".join(
        f"create trigger t before insert on {table} for each row execute function f();\n" for table in "ab"
    )
    (found,) = bodies(trigger, tables, attach)
    assert shown([found]) == ['0001:8:5 warning body-undefined-column: record "new" has no field "y"']
    assert "So when it is called as a trigger of b." in found.notes


@pytest.mark.parametrize(
    ("body", "place", "context"),
    [
        ("begin\n  if new.b then\n    return new;\n  end if;\nend", "3:6", ['SQL expression "new.b"', "at IF"]),
        (
            "begin\n  insert into t values (new.b);\n  return new;\nend", "3:25",
            ['SQL statement "insert into t values (new.b)"', "at SQL statement"],
        ),
        ("begin\n  new.b := 1;\n  return new;\nend", "3:3", ['PL/pgSQL assignment "new.b := 1"', "at assignment"]),
        (
            "declare\n  x int;\n  y text := new.b;\nbegin\n  return new;\nend", "4:13",
            ['SQL expression "new.b"', "during statement block local variable initialization"],
        ),
    ],
)  # fmt: skip
def test_context_is_the_servers(bodies: Check, body: str, place: str, context: list[str]) -> None:
    trigger = "create trigger t before update on t for each row execute function f();"
    all_found = bodies("create table t (a int);", plpgsql(body, result="trigger") + trigger)
    found = next(each for each in all_found if each.level == "warning")
    line = place.partition(":")[0]
    assert (f"{found.place.line}:{found.place.column}", found.has_position) == (place, False)
    assert found.context == (context[0], f"PL/pgSQL function f() line {line} {context[1]}")


def test_a_comment_allows_what_the_body_does(bodies: Check) -> None:
    assert bodies("-- pgrehearse: allow body-undefined-relation\n" + COUNT) == []


def test_what_is_unused_is_told_once_for_a_body(bodies: Check) -> None:
    found = bodies(plpgsql("declare\n  a int;\n  b int;\nbegin\n  return 1;\nend", name="f(c int, d int)"))
    assert shown(found) == [
        '0001:1:1 info body-unused-parameter: unused parameters "c" and "d"',
        '0001:3:3 info body-unused-variable: unused variables "a" and "b"',
    ]


def test_the_catalog_is_afterwards_what_it_was(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text("create table things (id int, kind text);\n" + COUNT)
    (tmp_path / "0002_b.sql").write_text("alter table things drop column kind; drop table if exists nothing;")
    run = rehearse([tmp_path], Options(layout="flat", baseline="postgres"))

    def state() -> list[object]:
        return [list(run.catalog.pg_attribute.changed()), list(run.catalog.pg_class.changed()), run.session.state()]

    before = state()
    troubles = check_end_state(run).troubles
    found = blames(run, troubles)
    assert [each.step.statement.line for each in found.values()] == [1]
    assert state() == before


def test_a_defect_of_ours_is_told_and_hides_nothing_else(bodies: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(check: object, node: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(walk._HANDLERS, "perform", broken)
    found = bodies(plpgsql("begin\n  perform 1;\n  return 1;\nend", name="g()") + COUNT)
    assert [each.rule for each in found] == ["internal-error", "body-undefined-relation"]


def test_every_rule_about_bodies_has_a_page() -> None:
    names = [name for name in known_rules() if name.startswith(BODY_PREFIX)]
    assert {f"{BODY_PREFIX}{name}" for name in BODY_RULES} <= set(names)
    assert all(len(body_page(name)) > 100 for name in names)
