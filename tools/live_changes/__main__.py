"""`python -m tools.live_changes [--random N] [--patch] [--non-blocking]`: every change reported as itself, and nothing else.

Each change is made in a transaction of a database built by base.sql, the snapshot is read in it, and the transaction is
taken back; VERIFY.sql, asked in it too, must fail what was changed and pass all else. With --patch each change is made to
a database of its own, which is patched, patched again and rolled back: behind the patch VERIFY.sql must pass everything,
behind the rollback fail the same as before, and `pg_dump` must say the same as before. A server's DSN is taken from the
environment as tools.oracle does.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import time
import traceback

from tools.live_changes.changes import fixed_changes
from tools.live_changes.live_change import LiveChange
from tools.live_changes.play import Base, patched, reported
from tools.live_changes.random_changes import random_change, together
from tools.oracle import Servers


def main() -> int:
    """Print what went wrong, and count; exit 1 where anything did."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--postgres", type=int, default=18)
    options.add_argument("--random", type=int, default=0, help="so many random changes, besides the fixed ones")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--patch", action="store_true", help="patch and roll back as well")
    options.add_argument("--non-blocking", action="store_true", help="in forms that do not block")
    options.add_argument("--together", type=int, default=0, help="so many times several changes at once, patched")
    options.add_argument("--part", default="0/1", help="i/n: every n-th change, from the i-th")
    options.add_argument("--only", help="only changes whose SQL contains this text")
    chosen = options.parse_args()
    source = random.Random(chosen.seed)
    changes = [*fixed_changes(), *(random_change(source) for _ in range(chosen.random))]
    changes = [each for each in changes if each.since <= chosen.postgres]
    if chosen.only:
        changes = [each for each in changes if chosen.only in each.sql]
    part, parts = map(int, chosen.part.split("/"))
    changes = changes[part::parts]
    groups = [
        together(each for each in _some(source, source.randrange(3, 12)) if each.since <= chosen.postgres)
        for _ in range(chosen.together)
    ]
    started = time.perf_counter()
    with contextlib.ExitStack() as stack:
        server = Servers(stack).find("postgres", chosen.postgres)
        if server is None:
            print("no server")
            return 2
        base = stack.enter_context(Base.on(server, chosen.postgres))
        block = not chosen.non_blocking
        wrong = sum(_wrong(base, each, patch=chosen.patch, block=block) for each in changes)
        wrong += sum(_wrong(base, each, patch=True, block=block) for each in groups)
    print(f"{len(changes) + len(groups)} changes, {wrong} wrong, in {time.perf_counter() - started:.0f} s")
    return 1 if wrong else 0


def _some(source: random.Random, number: int) -> list[LiveChange]:
    return [random_change(source) for _ in range(number)]


def _wrong(base: Base, each: LiveChange, *, patch: bool, block: bool) -> bool:
    try:
        problems = list(patched(base, each, non_blocking=not block)) if patch else list(reported(base, each))
    except Exception:  # noqa: BLE001 a defect of ours counts as one change that went wrong, and the run goes on
        problems = [traceback.format_exc()]
    if problems:
        print(" ".join(each.sql.split())[: 200 if each.expected else None])
        for problem in problems:
            print(f"    {problem}")
        sys.stdout.flush()
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
