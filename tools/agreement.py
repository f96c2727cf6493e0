"""Write README.md's tables: agreement with real servers by kind of statement, what is not simulated, known deviations.

`python -m tools.agreement` rewrites the lists, which come from the source. The table of agreement needs recordings of
a real server (JSON lines: file, line, tag, ok, sqlstate) and `pgrehearse trace --format jsonl` of the same files:

    python -m tools.agreement --histories RECORDED_FOLDER TRACED_FOLDER --suite RECORDED_FILE TRACED_FILE

A folder holds one NAME.jsonl (or .jsonl.gz) per history. `--check` writes nothing and exits 1 where the lists are old.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analyzer.commands.dispatch import NOT_SIMULATED

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
ROWS_DECIDE = frozenset(
    {
        "23502",
        "23503",
        "23505",
        "23514",
        "23P01",
        "44000",
        "22012",
        "22003",
        "22P02",
        "22001",
        "P0001",
        "57014",
        "53300",
    }
)
"""What a real server raises because of rows: nothing to compare."""

NOT_DDL = frozenset(
    {
        "CallStmt", "CheckPointStmt", "ClosePortalStmt", "CopyStmt", "DeallocateStmt", "DeclareCursorStmt",
        "DeleteStmt", "DoStmt", "ExecuteStmt", "ExplainStmt", "FetchStmt", "InsertStmt", "MergeStmt", "PrepareStmt",
        "SelectStmt", "TransactionStmt", "UpdateStmt", "VacuumStmt", "VariableShowStmt",
    }
)
"""Statements on rows, transactions and the session."""

DEVIATION = "Unlike PostgreSQL:"

Tally = dict[str, Counter[str]]
"""By tag: statements, rejected, agreed, unknown ..."""


def read(path: Path) -> dict[tuple[str, int, int], dict[str, Any]]:
    """Answers by file name, line, and running number of the statements that begin on it."""
    found: dict[tuple[str, int, int], dict[str, Any]] = {}
    seen: Counter[tuple[str, int]] = Counter()
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        for line in lines:
            row = json.loads(line)
            if "line" not in row:
                continue
            place = (Path(row["file"]).name, row["line"])
            seen[place] += 1
            found[(*place, seen[place])] = row
    return found


def count(tally: Tally, recorded: Path, traced: Path) -> None:
    """Add what a recording and a trace say of the same statements."""
    answers = read(traced)
    for place, real in read(recorded).items():
        if not real["ok"] and real.get("sqlstate") in ROWS_DECIDE:
            continue
        counts = tally[real["tag"]]
        counts["statements"] += 1
        counts["rejected"] += not real["ok"]
        ours = answers.get(place)
        outcome = "unmatched" if ours is None else ours["outcome"]
        if outcome == "unknown":
            counts["unknown"] += 1
        elif ours is not None and outcome == ("ok" if real["ok"] else "error"):
            counts["agreed"] += real["ok"] or ours.get("sqlstate") == real["sqlstate"]
            counts["matched"] += not real["ok"] and ours.get("sqlstate") == real["sqlstate"]
        counts["false rejects"] += real["ok"] and outcome == "error"


def recordings(recorded: Path, traced: Path) -> Iterator[tuple[Path, Path]]:
    """The pairs of files of two folders, by name."""
    for trace in sorted(traced.glob("*.jsonl")):
        for suffix in (".jsonl", ".jsonl.gz"):
            if (found := recorded / (trace.stem + suffix)).exists():
                yield found, trace
                break


def share(part: int, whole: int) -> str:
    """A percentage that says 100 only where it is."""
    if not whole:
        return ""
    return "100" if part == whole else f"{min(99.99, 100 * part / whole):.2f}".rstrip("0").rstrip(".")


def agreement_table(histories: Tally, suite: Tally) -> str:
    """The table by kind of statement, a line of totals first."""
    lines = [
        "| statement | in histories | rejected | agreement % | in the suite | rejected | agreement % |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    both = (histories, suite)
    tags = [tag for tag in sorted({*histories, *suite}) if re.fullmatch(r"[A-Za-z]+Stmt", tag)]
    for name, chosen in (("**all**", tags), ("**definitions**", [tag for tag in tags if tag not in NOT_DDL])):
        lines.append(_row(name, [sum((tally.get(tag, Counter()) for tag in chosen), Counter()) for tally in both]))
    for tag in tags:
        lines.append(_row(f"`{tag}`", [tally.get(tag, Counter()) for tally in both]))
    return "\n".join(lines)


def _row(name: str, counters: list[Counter[str]]) -> str:
    cells = [name]
    for counts in counters:
        total = counts["statements"]
        cells += [str(total or ""), str(counts["rejected"] or ""), share(counts["agreed"], total)]
    return "| " + " | ".join(cells) + " |"


def not_simulated_list() -> str:
    """The statements that are always unknown, with their reasons."""
    return "\n".join(f"- `{tag}`: {reason}." for tag, reason in sorted(NOT_SIMULATED.items()))


def deviations() -> Iterator[tuple[str, str]]:
    """(file, text) of every known deviation noted in the source."""
    for path in sorted((ROOT / "analyzer").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if DEVIATION not in text:
            continue
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if DEVIATION in line:
                yield path.relative_to(ROOT).as_posix(), " ".join(_paragraph(lines, number))


def _paragraph(lines: list[str], number: int) -> Iterator[str]:
    """The rest of the comment's or docstring's paragraph from the mark on."""
    comment = lines[number].lstrip().startswith("#")
    yield lines[number].split(DEVIATION, 1)[1].strip().removesuffix('"""').strip()
    if lines[number].rstrip().endswith('"""'):
        return
    for line in lines[number + 1 :]:
        text = line.strip()
        if not text or comment != text.startswith("#") or text.startswith('"""') or DEVIATION in text:
            return
        yield text.removeprefix("#").removesuffix('"""').strip()
        if text.endswith('"""'):
            return


def deviations_list() -> str:
    """The known deviations, as the source notes them, and how many the case files note."""
    noted = sum(
        path.read_text(encoding="utf-8").count("\n--! ") for path in (ROOT / "tests" / "cases").rglob("*.sql")
    )
    lines = [f"- `{path}`: {text}" for path, text in deviations()]
    return "\n".join([*lines, f"- `tests/cases/`: {noted} statements whose outcome differs are marked `--!` there."])


def replace_between(text: str, marker: str, content: str) -> str:
    """The text with new content between `<!-- marker -->` and the next `<!-- end -->`."""
    pattern = re.compile(rf"(<!-- {marker} -->\n).*?(\n<!-- end -->)", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"README.md has no <!-- {marker} --> ... <!-- end -->")
    return pattern.sub(lambda match: f"{match[1]}\n{content}\n{match[2]}", text, count=1)


def with_lists(text: str) -> str:
    """The README with its lists as the source has them."""
    text = replace_between(text, "not simulated", not_simulated_list())
    return replace_between(text, "deviations", deviations_list())


def main() -> int:
    """Rewrite README.md, or check it."""
    assert __doc__ is not None
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--histories", nargs=2, type=Path, metavar=("RECORDED", "TRACED"))
    options.add_argument("--suite", nargs=2, type=Path, metavar=("RECORDED", "TRACED"))
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    before = README.read_text(encoding="utf-8")
    after = with_lists(before)
    if chosen.check:
        return 0 if after == before else 1
    if chosen.histories and chosen.suite:
        tallies: list[Tally] = [defaultdict(Counter), defaultdict(Counter)]
        pairs = list(recordings(*chosen.histories))
        for recorded, traced in pairs:
            count(tallies[0], recorded, traced)
        count(tallies[1], *chosen.suite)
        after = replace_between(after, "agreement", agreement_table(*tallies))
        print(f"{len(pairs)} histories and the suite")
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
