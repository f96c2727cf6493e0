"""Measure what judging costs: `python -m tools.rules_share PATH...` rehearses with and without rules, and by rule.

The share is the processor time below `analyzer/rules` by a timer that looks every half millisecond; `--by-rule` tells
it rule by rule.
"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from analyzer.rehearsal import Options, rehearse
from analyzer.rules.judge.discover import default_rules

INTERVAL = 0.0005


def main() -> int:
    """Print the share of the rules, and the dearest ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--layout", default="auto")
    parser.add_argument("--baseline", choices=("postgres", "supabase"))
    parser.add_argument("--by-rule", action="store_true")
    chosen = parser.parse_args()
    options = Options(layout=chosen.layout, baseline=chosen.baseline, rules=None)
    started = time.process_time()
    rules = list(default_rules())
    loading = time.process_time() - started
    samples: Counter[str] = Counter()
    signal.signal(signal.SIGPROF, lambda _signal, frame: samples.update((_rule_of(frame),)))
    gc.disable()
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    started = time.process_time()
    run = rehearse(chosen.paths, options)
    seconds = time.process_time() - started
    signal.setitimer(signal.ITIMER_PROF, 0)
    total = sum(samples.values())
    judging = total - samples[""]
    if chosen.by_rule:
        for name, count in samples.most_common():
            print(f"{name or 'the rehearsal itself':40} {count / total:6.1%}")
    print(
        f"{len(run.steps)} statements, {len(run.judgements)} verdicts in {seconds:.2f} s; "
        f"{len(rules)} rules: {judging / total:.1%} of it, and {loading * 1000:.0f} ms to load them"
    )
    return 0


def _rule_of(frame: FrameType | None) -> str:
    """The rule that runs, ``judge`` for what all share, '' for the rehearsal."""
    found = ""
    while frame is not None:
        before, there, after = frame.f_code.co_filename.rpartition("/analyzer/rules/")
        if there and before:
            found = found if found not in ("", "judge") else after.split("/")[0].removesuffix(".py").replace("_", "-")
        frame = frame.f_back
    return found


if __name__ == "__main__":
    sys.exit(main())
