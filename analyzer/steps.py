"""What a rehearsal leaves behind: one Step per top-level statement, with the facts (Effects) its handler stated.

Effects are facts about PostgreSQL's behaviour, never judgements; rules judge them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from analyzer.catalog.journal import Entry
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement

LOCK_MODES: tuple[str, ...] = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
"""Table lock modes, weakest first (lockdefs.h)."""


class Effect(msgspec.Struct, frozen=True, tag=True):
    """The base of all facts."""


class Lock(Effect, frozen=True):
    """The statement takes a lock of `mode` (one of LOCK_MODES) on relation `relid` until its transaction ends."""

    relid: int
    mode: str


class Rewrite(Effect, frozen=True):
    """The statement writes the relation's whole storage anew; `reason` names what forces it."""

    relid: int
    reason: str = ""


class Scan(Effect, frozen=True):
    """The statement reads the whole relation under its lock; `reason` such as "validates constraint c"."""

    relid: int
    reason: str = ""


class IndexBuild(Effect, frozen=True):
    """The statement builds index `indexid` of `relid`; writers go on meanwhile if `concurrently`."""

    relid: int
    indexid: int
    concurrently: bool = False


class DataLoss(Effect, frozen=True):
    """Rows or values of the relation (of one column: `attname`) are lost."""

    relid: int
    what: str
    attname: str | None = None


class Cascade(Effect, frozen=True):
    """CASCADE drops the object, which the statement does not name; `description` is what messages call it."""

    classid: str
    objid: int
    objsubid: int
    description: str


class Skipped(Effect, frozen=True):
    """IF NOT EXISTS made nothing: the object (a relation's column, where `objsubid` is not 0) has the name already."""

    classid: str
    objid: int
    objsubid: int = 0


class WritesRows(Effect, frozen=True):
    """The statement inserts, updates or deletes rows of the relation; `command` is insert, update, delete, merge or
    copy.

    `none`: on the rehearsed database, whose tables begin empty, it certainly finds no rows.
    """

    relid: int
    command: str
    none: bool = False


class Notice(Effect, frozen=True):
    """The server sends a message that is not an error: `severity` is DEBUG, LOG, INFO, NOTICE or WARNING."""

    severity: str
    message: str
    sqlstate: str = "00000"


DURATIONS: tuple[str, ...] = ("rewrite", "index build", "scan", "rows", "instant")
"""How long statements work, longest first: they write a whole table anew, build an index, read a whole table, write
rows (of which there may be many), or do none of that.
"""


def duration(effects: Iterable[Effect], first_new_oid: int) -> str:
    """Return the longest of DURATIONS that the effects on relations below `first_new_oid`, the older ones, tell of.

    An index that is built beside the users of its table takes its time too.
    """
    found = "instant"
    for effect in effects:
        if not isinstance(effect, (Rewrite, IndexBuild, Scan, WritesRows)) or effect.relid >= first_new_oid:
            continue
        if isinstance(effect, Rewrite):
            if effect.reason != "TRUNCATE":
                return "rewrite"
        elif isinstance(effect, IndexBuild):
            found = "index build"
        elif isinstance(effect, Scan) and found != "index build":
            found = "scan"
        elif found == "instant":
            found = "rows"
    return found


class Step(msgspec.Struct, frozen=True):
    """One top-level statement and what became of it.

    `outcome` is "ok", "error" (then `error`) or "unknown" (then `reason`). `changes` are the catalog writes that stand,
    oldest first. `roleid` is who ran it. `locks` and `rewrites` are named as `trace` prints them.
    """

    index: int
    file: MigrationFile
    statement: Statement
    tag: str
    outcome: str
    error: PgError | None = None
    reason: str | None = None
    changes: tuple[Entry, ...] = ()
    effects: tuple[Effect, ...] = ()
    roleid: int = 0
    locks: tuple[tuple[str, str], ...] = ()
    rewrites: tuple[str, ...] = ()
    duration: str = "instant"
    """How long it works on tables that were there before it: one of DURATIONS."""
    bug: str | None = None
    """The traceback of a defect of ours, where one made the outcome unknown."""
    transaction: int | None = None
    """The number of the transaction block that the statement found open; None where it is a transaction by itself."""
    undone: bool = False
    """Whether a later ROLLBACK took the statement back."""
