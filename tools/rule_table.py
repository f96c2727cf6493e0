"""Write the table of rules into README.md: `python -m tools.rule_table`; with `--check` only tell whether it is old."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from analyzer.cli.rules import rule_table

README = Path(__file__).parent.parent / "README.md"
_BETWEEN = re.compile(r"(?<=<!-- rules -->\n).*?(?=\n<!-- end -->)", re.DOTALL)


def with_table(text: str) -> str:
    """The page with the table of today's rules."""
    table = "".join(f"\n{line}" for line in rule_table()) + "\n"
    return _BETWEEN.sub(lambda _: table, text, count=1)


def main() -> int:
    """Rewrite the page; exit 1 where `--check` finds it old."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    old = README.read_text(encoding="utf-8")
    new = with_table(old)
    if parser.parse_args().check:
        return int(old != new)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
