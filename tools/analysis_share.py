"""Measure how much of a rehearsal's processor time is parse analysis: `python -m tools.analysis_share PATH...`.

A timer looks at the stack every millisecond of processor time; what runs below `analyzer/analyze` is analysis.
"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from analyzer.rehearsal import Options, rehearse

INTERVAL = 0.001


def place(frame: FrameType | None) -> str:
    """Name what runs: analysis if that is anywhere on the stack, else the innermost package of ours."""
    innermost = ""
    while frame is not None:
        before, found, after = frame.f_code.co_filename.rpartition("/analyzer/")
        if found and before:
            package = after.split("/")[0]
            if package == "analyze":
                return "analyze"
            innermost = innermost or package
        frame = frame.f_back
    return innermost or "other"


def main() -> int:
    """Print the share of each package."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--layout", default="auto")
    parser.add_argument("--baseline", choices=("postgres", "supabase"))
    chosen = parser.parse_args()
    samples: Counter[str] = Counter()
    signal.signal(signal.SIGPROF, lambda _signal, frame: samples.update((place(frame),)))
    gc.collect()
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    run = rehearse(chosen.paths, Options(layout=chosen.layout, baseline=chosen.baseline))
    signal.setitimer(signal.ITIMER_PROF, 0)
    total = sum(samples.values())
    for name, count in samples.most_common():
        print(f"{name}: {count / total:.1%}")
    rest = total - samples["analyze"]
    ratio = samples["analyze"] / max(rest, 1)
    print(f"{len(run.steps)} statements in {run.seconds:.2f} s; analysis / rest = {ratio:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
