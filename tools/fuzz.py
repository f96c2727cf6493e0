"""Play random sequences of the cases' statements on the simulator and on a real server; print where they part.

`python -m tools.fuzz [--runs 100] [--seed 1] [--postgres 18]`. A difference found here belongs into a case file.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
from collections import Counter
from pathlib import Path

from tools.case import Case, CaseStatement, Outcome, read_case
from tools.oracle import Servers, case_files, play
from tools.simulate import simulate, verdict

# What is decided by rows, by time or by the machine is not the simulator's to know.
LEFT_OUT = {"22P02", "23502", "23503", "23505", "23514", "23P01", "22012", "57014", "55006", "40001", "58P01"}


def sequence(pools: list[list[str]], choice: random.Random, length: int) -> list[str]:
    """Draw parts of up to three case files, each in its order with gaps, interleaved."""
    parts = []
    for pool in choice.sample(pools, k=choice.randint(1, min(3, len(pools)))):
        start = choice.randrange(len(pool))
        head = [text for text in pool[:6] if choice.random() < 0.8]
        parts.append(head + [text for text in pool[start : start + length] if choice.random() < 0.7])
    mixed: list[str] = []
    while any(parts):
        mixed.append(choice.choice([part for part in parts if part]).pop(0))
    return mixed


def as_case(statements: list[str]) -> Case:
    """Lay statements out as a case, one after the other."""
    case = Case(Path("fuzz.sql"), "")
    for statement in statements:
        offset, line = len(case.text), case.text.count("\n") + 1
        case.text += statement + ";\n"
        case.statements.append(CaseStatement(statement, offset, line, line + statement.count("\n")))
    return case


def first_difference(real: list[Outcome], ours: list[Outcome]) -> tuple[int, str] | None:
    """Return the first statement on which the simulator is wrong, and how; unknown is never wrong."""
    for number, (expected, answer) in enumerate(zip(real, ours, strict=True)):
        found = verdict(expected, answer)
        if found in ("false reject", "missed reject", "wrong state") and expected.sqlstate not in LEFT_OUT:
            return number, found
        if answer.unknown and not expected.ok:
            return None
    return None


def main() -> int:
    """Run and print; exit 1 where anything differs."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--runs", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--length", type=int, default=20)
    options.add_argument("--postgres", type=int, default=18)
    chosen = options.parse_args()
    cases = [case for path in case_files([]) if (case := read_case(path)).baseline == "postgres"]
    cases = [case for case in cases if chosen.postgres in case.versions and case.postgres >= chosen.postgres]
    pools = [[s.sql for s in case.statements if "set role" not in s.sql.lower()] for case in cases]
    seen: Counter[tuple[str, str]] = Counter()
    with contextlib.ExitStack() as stack:
        server = Servers(stack).find("postgres", chosen.postgres)
        if server is None:
            sys.exit(f"no server for PostgreSQL {chosen.postgres}; see tools/oracle.py")
        for run in range(chosen.runs):
            case = as_case(sequence(pools, random.Random(f"{chosen.seed}.{run}"), chosen.length))
            real, ours = play(case, server), simulate(case, chosen.postgres)
            if found := first_difference(real, ours):
                number, kind = found
                statement = " ".join(case.statements[number].sql.split())
                seen[kind, statement] += 1
                if seen[kind, statement] == 1:
                    print(f"{chosen.seed}.{run}:{number}: {kind}: {statement[:140]}")
                    print(f"    server {real[number].lines()[0][4:]}\n    ours   {ours[number].lines()[0][4:]}")
    print(f"{sum(seen.values())} of {chosen.runs} sequences part, at {len(seen)} different statements")
    return 1 if seen else 0


if __name__ == "__main__":
    sys.exit(main())
