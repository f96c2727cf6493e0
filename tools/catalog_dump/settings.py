"""The server's parameters as pg_settings lists them, for `analyzer/baseline/settings.py`."""

from __future__ import annotations

from typing import Any

import psycopg

from tools.catalog_dump.files import encode

QUERY = """
    select name, vartype, context, boot_val, min_val, max_val, enumvals, coalesce(unit, '')
    from pg_settings where name not like '%.%' order by name collate "C"
"""


def settings_text(connection: psycopg.Connection[Any]) -> str:
    """Return name -> [vartype, context, default, least, greatest, enum values, unit], one parameter a line."""
    lines = [f"{encode(name)}:{encode(facts)}" for name, *facts in connection.execute(QUERY)]
    return "{\n" + ",\n".join(lines) + "\n}\n"
