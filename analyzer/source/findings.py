"""HistoryFinding: what is wrong with a history's files before any statement is read."""

from __future__ import annotations

from typing import Literal

import msgspec


class HistoryFinding(msgspec.Struct, frozen=True, order=True):
    """A finding about a file or a history: ``code`` names its rule (``duplicate-version``), ``line`` counts from 1."""

    path: str
    line: int
    code: str
    severity: Literal["error", "warning", "info"]
    message: str
