"""Play many random sequences and print each way of parting once: `python -m tools.sequences [--runs 50] [--seed 1]`.

Exit 1 where anything differs. `--shrink` looks for the fewest statements of each.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections import Counter
from pathlib import Path

from tools.oracle import Servers
from tools.sequences.choice import seeded
from tools.sequences.play import Difference, play, shrink
from tools.sequences.statement import sequence_of


def signature(found: Difference) -> str:
    """What is alike in two differences, their names apart."""
    return re.sub(r'"[^"]*"|\b[a-z]\d\b|\d+', "_", f"{found.kind}: {found.server[:60]} / {found.ours[:60]}")


def main() -> int:
    """Play and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--runs", type=int, default=50)
    options.add_argument("--first", type=int, default=0, help="the number of the first run")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--length", type=int, default=50)
    options.add_argument("--postgres", type=int, default=18)
    options.add_argument("--shrink", action="store_true")
    chosen = options.parse_args()
    seen: Counter[str] = Counter()
    statements = parted = 0
    with contextlib.ExitStack() as stack:
        server = Servers(stack).find("postgres", chosen.postgres)
        if server is None:
            sys.exit(f"no server for PostgreSQL {chosen.postgres}; see {Path('tools/oracle.py')}")
        for run in range(chosen.first, chosen.first + chosen.runs):
            texts = sequence_of(seeded(f"{chosen.seed}.{run}"), chosen.length)
            found = play(server, texts, chosen.postgres)
            parted += bool(found)
            statements += len(texts) if not found else found[0].number + 1
            for each in found:
                seen[signature(each)] += 1
                if seen[signature(each)] > 1:
                    continue
                print(f"-- {chosen.seed}.{run}: {each}", flush=True)
                if chosen.shrink and each is found[0]:
                    print(
                        *(f"   {text};" for text in shrink(server, texts, each, chosen.postgres)), sep="\n", flush=True
                    )
    print(f"{statements} statements in {chosen.runs} sequences, {parted} sequences part in {len(seen)} ways")
    return 1 if seen else 0


if __name__ == "__main__":
    sys.exit(main())
