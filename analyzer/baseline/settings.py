"""The server's parameters per major version, as pg_settings lists them."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from analyzer.baseline.load import DATA


@cache
def read_settings(postgres: int) -> dict[str, list[Any]]:
    """Return name -> [vartype, context, default, least, greatest, enum values, unit]."""
    rows: dict[str, list[Any]] = msgspec.json.decode((DATA / f"postgres{postgres}" / "settings.json").read_bytes())
    return rows
