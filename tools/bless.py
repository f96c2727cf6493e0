"""Write into case files what a real server says: `python tools/bless.py FILE...`; tools/oracle.py tells of servers."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.case import CaseError, read_case, write_case
from tools.oracle import Servers, case_files, play


def main() -> int:
    """Bless every file; exit 1 where a file's server is not at hand."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("files", nargs="*", type=Path, help="case files or folders of them; all where none is given")
    refused = 0
    with contextlib.ExitStack() as stack:
        servers = Servers(stack)
        for path in case_files(options.parse_args().files):
            case = read_case(path)
            server = servers.find(case.baseline, case.postgres)
            if server is None:
                reason = f"no server for {case.baseline} on PostgreSQL {case.postgres}"
                print(f"{path}: {reason}; not blessed", file=sys.stderr)
                refused += 1
                continue
            text = write_case(case, play(case, server))
            if text != path.read_text(encoding="utf-8"):
                path.write_text(text, encoding="utf-8")
                print(f"{path}: rewritten")
    return 1 if refused else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CaseError as problem:
        sys.exit(str(problem))
