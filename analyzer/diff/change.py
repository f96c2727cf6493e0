"""One difference between the intended and the live state, and where the intended one was written."""

from __future__ import annotations

import hashlib
from typing import Final, Literal

import msgspec

from analyzer.catalog.objects import ObjectAddress

Action = Literal["missing", "extra", "changed", "renamed", "unknown"]
Severity = Literal["critical", "high", "medium", "info"]
Status = Literal["unapplied", "modified", "hand-made"]

SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "info")
"""Most severe first."""


class Place(msgspec.Struct, frozen=True):
    """A statement of a migration: the file as it was given, its line, and the version the file goes by."""

    file: str
    line: int
    version: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One difference.

    `missing`: intended, not live. `extra`: live, not intended. `changed`: `aspect` differs. `renamed`: the same object
    under another name, certainly. `unknown`: it cannot be told, `note` says why. `intended` and `live` are SQL text for
    display. `status` is known where the live side records its migrations: `unapplied` (the defining migration is not
    recorded), `modified` (it is, and yet the object differs), `hand-made` (no migration ever made it).
    """

    kind: str
    identity: str
    action: Action
    severity: Severity
    aspect: str = ""
    intended: str | None = None
    live: str | None = None
    status: Status | None = None
    origin: Place | None = None
    note: str = ""
    address: ObjectAddress | None = None
    """The object in the intended catalog."""
    live_address: ObjectAddress | None = None
    """The object in the live catalog."""

    @property
    def name(self) -> str:
        """What `--ignore` patterns and accepted differences go by: ``kind:identity`` or ``kind:identity:aspect``."""
        return f"{self.kind}:{self.identity}" + (f":{self.aspect}" if self.aspect else "")

    @property
    def fingerprint(self) -> str:
        """A stable digest of what differs and how; it changes when either side's value does."""
        parts = (self.kind, self.identity, self.action, self.aspect, self.intended or "", self.live or "")
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
