"""`-- pgrehearse: allow` comments and the statements they speak of."""

from __future__ import annotations

from pathlib import Path

from analyzer.source.discover import discover
from analyzer.source.suppress import Suppression


def suppressions(tmp_path: Path, text: str) -> tuple[Suppression, ...]:
    (tmp_path / "a.sql").write_text(text, encoding="utf-8")
    return discover([tmp_path / "a.sql"]).files[0].suppressions


def test_before_inside_and_behind_a_statement(tmp_path: Path) -> None:
    found = suppressions(
        tmp_path,
        """-- pgrehearse: allow-file rule-f
select 1;
-- pgrehearse: allow rule-a, rule-b -- because
select 2;
select /* pgrehearse: allow rule-c */ 3;
select 4; -- pgrehearse: allow rule-d (a reason)
select 5;
select '-- pgrehearse: allow rule-e';
""",
    )
    assert [(each.rules, each.line, each.statement, each.problem) for each in found] == [
        (("rule-f",), 1, None, None),
        (("rule-a", "rule-b"), 3, 1, None),
        (("rule-c",), 5, 2, None),
        (("rule-d",), 6, 3, None),
    ]
    assert found[0].covers("rule-f", 4)
    assert found[1].covers("rule-b", 1)
    assert not found[1].covers("rule-b", 2)


def test_comments_without_effect_say_why(tmp_path: Path) -> None:
    found = suppressions(
        tmp_path, "select 1;\n\n-- pgrehearse: allow-file rule-a\n-- pgrehearse: allow\n-- pgrehearse: allow rule-b\n"
    )
    assert [each.problem for each in found] == [
        "allow-file must stand before the first statement",
        "it names no rule",
        "no statement follows it",
    ]
    assert not found[2].covers("rule-b", 0)


def test_squawks_comments(tmp_path: Path) -> None:
    found = suppressions(
        tmp_path,
        """/* squawk-ignore-file ban-drop-table, renaming-table */
select 1;
-- squawk-ignore ban-drop-column -- nobody reads it
select 2; -- squawk-ignore prefer-robust-stmts
-- squawk-ignore
select '-- squawk-ignore ban-drop-view';
-- squawk-ignore-file
-- squawk-ignored ban-drop-view
""",
    )
    assert [(each.rules, each.line, each.statement, each.squawk) for each in found] == [
        (("ban-drop-table", "renaming-table"), 1, None, True),
        (("ban-drop-column",), 3, 1, True),
        (("prefer-robust-stmts",), 4, 1, True),
        ((), 7, None, True),
    ]
    assert found[1].is_about(1)
    assert not found[1].is_about(2)
    assert not found[1].covers("ban-drop-column", 1), "the names are squawk's, not ours"
