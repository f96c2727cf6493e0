"""The SQL in rules' manual pages: `python -m tools.rule_examples [RULE...]` prints what each rule says of its examples.

It also writes `tests/rules/RULE.txt`, what `check` prints of the first example that fails: to be read before it is
committed. An example is a history; `-- file` on a line of its own begins its next file. Comments at its head choose
what it runs against: `-- baseline: supabase`, `-- postgres: 15`, `-- layout: supabase`, `-- exposed: public, api`.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from analyzer.findings.collect import report_on, with_seconds
from analyzer.findings.finding import Report
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.report.text import plain, text_lines
from analyzer.rules.judge.discover import Rule, rule_named, rule_names

GOLDEN = Path(__file__).parent.parent / "tests" / "rules"
_BLOCK = re.compile(r"^```sql (fails|passes)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHOICE = re.compile(r"-- (baseline|postgres|layout|exposed): (.+)\n")
_NEXT_FILE = re.compile(r"^-- file\n", re.MULTILINE)


class Example(NamedTuple):
    """One block of a manual page: whether the rule is to say something of it, what it runs against, its files."""

    fails: bool
    options: Options
    files: tuple[str, ...]


class Outcome(NamedTuple):
    """What came of an example: the run and the report about it."""

    run: Rehearsal
    report: Report


def examples(rule: Rule) -> list[Example]:
    """The examples of a rule's page, in its order."""
    return [_example(rule, word == "fails", text) for word, text in _BLOCK.findall(rule.page)]


def _example(rule: Rule, fails: bool, text: str) -> Example:
    chosen: dict[str, Any] = {"layout": "files", "baseline": "postgres"}
    while match := _CHOICE.match(text):
        key, value = match.groups()
        chosen[key] = value
        text = text[match.end() :]
    if "postgres" in chosen:
        chosen["postgres"] = int(chosen["postgres"])
    if "exposed" in chosen:
        chosen["exposed"] = tuple(name.strip() for name in chosen["exposed"].split(","))
    return Example(fails, Options(rules=(rule.name,), **chosen), tuple(_NEXT_FILE.split(text)))


def play(example: Example) -> Outcome:
    """Rehearse an example and report on it, by its rule only."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        names = [f"{number}_example.sql" for number in range(1, len(example.files) + 1)]
        for name, text in zip(names, example.files, strict=True):
            Path(name).write_text(text, encoding="utf-8")
        if example.options.layout == "supabase":
            Path("supabase/migrations").mkdir(parents=True)
            names = [str(Path(name).rename(Path("supabase/migrations", name))) for name in names]
        run = rehearse(names if example.options.layout == "files" else ["."], example.options)
        return Outcome(run, with_seconds(report_on(run, example.options), 0.0))


def text_of(report: Report) -> str:
    """What `check` prints."""
    return "".join(f"{plain(line)}\n" for line in text_lines(report, show_all=True))


def golden_text(rule: Rule) -> str:
    """What `check` prints of the first example that fails, '' where the page has none."""
    failing = next((example for example in examples(rule) if example.fails), None)
    return text_of(play(failing).report) if failing is not None else ""


def main() -> int:
    """Print and bless the rules named, or bless all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rules", nargs="*", metavar="RULE")
    named = parser.parse_args().rules
    GOLDEN.mkdir(exist_ok=True)
    for name in named or rule_names():
        rule = rule_named(name)
        if named:
            for example in examples(rule):
                print(f"-- {'fails' if example.fails else 'passes'}:\n{text_of(play(example).report)}")
        text, path = golden_text(rule), GOLDEN / f"{name}.txt"
        if text and (not path.exists() or path.read_text(encoding="utf-8") != text):
            path.write_text(text, encoding="utf-8")
            print(f"{name}: rewritten", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
