"""Writes analyzer/baseline/data/postgres<major>/settings.json from pg_settings of real servers.

usage: generate_settings.py DSN [DSN ...], one server per major version.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psycopg

DATA = Path(__file__).parent.parent / "analyzer" / "baseline" / "data"

QUERY = """
SELECT name, vartype, context, boot_val, min_val, max_val, enumvals, coalesce(unit, '')
FROM pg_settings WHERE name NOT LIKE '%.%' ORDER BY name COLLATE "C"
"""


def main() -> None:
    """Write one file per server."""
    for dsn in sys.argv[1:]:
        with psycopg.connect(dsn) as connection:
            major = connection.info.server_version // 10000
            rows = connection.execute(QUERY).fetchall()  # type: ignore[arg-type]
        # vartype, context, default, least, greatest, enum values, unit
        lines = [f"{json.dumps(row[0])}: {json.dumps(row[1:])}" for row in rows]
        (DATA / f"postgres{major}" / "settings.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
