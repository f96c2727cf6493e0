"""Differences that nobody wants to hear of: ``--ignore`` patterns, and a file of accepted ones."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence

import msgspec

from analyzer.diff.change import Change
from analyzer.errors import UsageError

FORMAT_VERSION = 1


class AcceptedChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted difference; it counts as long as neither side's value changes."""

    name: str
    action: str
    fingerprint: str


class AcceptedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file that `--accepted` reads and `--write-accepted` writes."""

    accepted: tuple[AcceptedChange, ...]
    version: int = FORMAT_VERSION


def without_ignored(changes: Iterable[Change], patterns: Sequence[str]) -> list[Change]:
    """Return the changes whose ``kind:identity`` or ``kind:identity:aspect`` no pattern (``*`` and ``?``) matches."""
    for pattern in patterns:
        if ":" not in pattern:
            raise UsageError(f"--ignore {pattern}: a pattern is kind:identity, such as 'index:public.*' or '*:audit.*'")

    def ignored(change: Change) -> bool:
        names = (f"{change.kind}:{change.identity}", change.name)
        return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in patterns)

    return [change for change in changes if not ignored(change)]


def without_accepted(changes: Iterable[Change], content: bytes, path: str) -> list[Change]:
    """Return the changes that the file does not accept; UsageError for a file that is none."""
    try:
        found = msgspec.json.decode(content, type=AcceptedFile)
    except msgspec.DecodeError as error:
        raise UsageError(f"{path}: is no file of accepted differences: {error}") from None
    if found.version != FORMAT_VERSION:
        raise UsageError(f"{path}: is of version {found.version}; known is {FORMAT_VERSION}")
    known = {(each.name, each.fingerprint) for each in found.accepted}
    return [change for change in changes if (change.name, change.fingerprint) not in known]


def accepted_file(changes: Iterable[Change]) -> bytes:
    """Return the file that accepts these changes."""
    rows = sorted((change.name, change.action, change.fingerprint) for change in changes)
    content = AcceptedFile(tuple(AcceptedChange(*row) for row in rows))
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"
