"""Hold squawk's reports against ours, rule by rule, and say of each that we do not share why.

    python -m tools.squawk [--twice] [--write] [--samples N] [BASELINE:]FOLDER...

Each folder is a history, its .sql files in the order of their names, every statement by itself; BASELINE is postgres
(the default) or supabase. A report is a statement and a rule of squawk's default set; where one of ours says that it is
the equivalent (SQUAWK in its module), the statements of both are compared. Why we are silent is what the rules
themselves say (Silence), or the server: it rejects the statement, or skips it.

`--write` puts the comparison into docs/squawk.md, without FOLDER only the table of equivalents, which comes from the
rules' modules. `--explain RULE` prints every report of that rule that only squawk has. squawk itself is found on PATH.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.squawk.compare import compare
from tools.squawk.equivalents import table_of_equivalents
from tools.squawk.history import History
from tools.squawk.program import version_of_squawk
from tools.squawk.tables import PAGE, comparison_table, reasons_table, samples, with_section


def main() -> int:
    """Compare, print, and with --write put it into docs/squawk.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", metavar="[BASELINE:]FOLDER")
    parser.add_argument("--twice", action="store_true", help="rehearse each file twice, for prefer-robust-stmts")
    parser.add_argument("--write", action="store_true", help="rewrite docs/squawk.md")
    parser.add_argument("--samples", type=int, default=0, metavar="N", help="print N statements of each kind")
    parser.add_argument("--explain", metavar="RULE", help="print all that only squawk reports by this rule of its")
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8") if options.write else ""
    page = with_section(page, "equivalents", table_of_equivalents()) if options.write else page
    if options.folders:
        histories = []
        for each in options.folders:
            baseline, colon, folder = each.partition(":")
            place = Path(folder if colon else each)
            histories.append(History(place, baseline if colon else "postgres", twice=options.twice))
        comparisons = compare(histories, options.twice)
        tables = f"{comparison_table(comparisons)}\n\n{reasons_table(comparisons)}"
        print(tables)
        for line in samples(comparisons, options.samples) if options.samples else ():
            print(line)
        for each in comparisons:
            if each.rule == options.explain:
                print(*(f"{key.path}#{key.statement}: {because}" for key, because in each.theirs.items()), sep="\n")
        files = sum(len(history.files) for history in histories)
        statements = sum(len(history.run.steps) for history in histories)
        said = f"{version_of_squawk()}, {len(histories)} histories, {files} files, {statements} statements."
        page = with_section(page, "comparison", f"{said}\n\n{tables}") if options.write else page
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
