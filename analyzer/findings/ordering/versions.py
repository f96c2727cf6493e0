"""New names for files that are to apply in another order: a version between its new neighbours' where there is room,
else the versions there are, dealt out anew.
"""

from __future__ import annotations

import datetime
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from analyzer.findings.ordering.edits import CannotEdit
from analyzer.source.file import MigrationFile
from analyzer.source.layout import Folder, Layout

if TYPE_CHECKING:
    from analyzer.findings.ordering.propose import Proposal
    from analyzer.source.discover import History

_VERSIONED: Final = re.compile(r"(V?)([0-9]+)(.*)", re.DOTALL)
_TIME: Final = "%Y%m%d%H%M%S"


def new_paths(proposal: Proposal, history: History) -> dict[str, str]:
    """New paths by present path, of files that get another name; what belongs to a migration goes with it.

    Raises CannotEdit where names alone do not decide the order.
    """
    if not proposal.moved_files:
        return {}
    if history.layout.name in ("files", "drizzle") or len(history.roots) != 1:
        raise CannotEdit(f"the order is not in the names of the files ({history.layout.name} layout)")
    root = history.roots[0]
    units = [os.path.relpath(file.path, root).split(os.sep)[0] for file in proposal.files]
    if len(set(units)) < len(units):
        raise CannotEdit("several files share a folder that gives them their version")
    before = {os.path.relpath(file.path, root).split(os.sep)[0]: place for place, file in enumerate(proposal.before)}
    moved = {os.path.relpath(file.path, root).split(os.sep)[0] for file in proposal.moved_files}
    names = _between(units, moved) or _dealt_out(units, before)
    return {
        os.path.join(root, *old): os.path.join(root, *new)
        for unit, name in zip(units, names, strict=True)
        if unit != name
        for old, new in _with_companions(root, unit, name)
    }


def check_edit(proposal: Proposal, history: History, paths: Mapping[str, str], contents: Mapping[str, bytes]) -> None:
    """Write the edited history to a folder of its own and let the layout read it: it must be the proposed one."""
    if not history.roots:
        return
    (root,) = history.roots
    with tempfile.TemporaryDirectory(prefix="pgrehearse-") as folder:
        for file in proposal.before:
            target = os.path.join(folder, os.path.relpath(paths.get(file.path, file.path), root))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as copy:
                copy.write(contents.get(file.path, file.source.data))
        found = _statements(folder, history.layout)
    wanted = [statement.text for file in proposal.files for statement in file.statements]
    if found != wanted:
        raise CannotEdit("the edited files would not be read as the proposed order")


def _statements(folder: str, layout: Layout) -> list[str]:
    entries = layout.listing(Folder(folder)).entries
    return [statement.text for entry in entries for statement in MigrationFile(entry, layout).statements]


def _between(units: Sequence[str], moved: set[str]) -> list[str] | None:
    """The names where each moved one gets the version right behind its new predecessor's; None if there is no room."""
    names: list[str] = []
    fixed = [_VERSIONED.fullmatch(unit) if unit not in moved else None for unit in units]
    taken = {match[2] for match in fixed if match is not None}
    previous = ""
    for place, unit in enumerate(units):
        parts = _VERSIONED.fullmatch(unit)
        if parts is None:
            return None
        if unit not in moved:
            previous = parts[2]
            names.append(unit)
            continue
        following = next((match[2] for match in fixed[place:] if match is not None), None)
        version = _next_version(previous) if previous else _version_before(following)
        if version is None or version in taken or (following is not None and not _precedes(version, following)):
            return None
        names.append(f"{parts[1]}{version}{parts[3]}")
        previous = version
    return names


def _next_version(version: str) -> str | None:
    """The next second of a time, the next number otherwise, as many digits long."""
    if len(version) == len("20260101000000"):
        try:
            moment = datetime.datetime.strptime(version, _TIME).replace(tzinfo=datetime.UTC)
        except ValueError:
            # Fourteen digits that are no time: a number like any other.
            pass
        else:
            return (moment + datetime.timedelta(seconds=1)).strftime(_TIME)
    following = str(int(version) + 1).zfill(len(version))
    return following if len(following) == len(version) else None


def _version_before(version: str | None) -> str | None:
    if version is None:
        return None
    if len(version) == len("20260101000000"):
        try:
            moment = datetime.datetime.strptime(version, _TIME).replace(tzinfo=datetime.UTC)
        except ValueError:
            return None
        # An hour, so that several files find room.
        return (moment - datetime.timedelta(hours=1)).strftime(_TIME)
    return str(int(version) - 1).zfill(len(version)) if int(version) > 0 else None


def _precedes(version: str, following: str) -> bool:
    return len(version) == len(following) and version < following


def _dealt_out(units: Sequence[str], before: Mapping[str, int]) -> list[str]:
    """The names with the versions there are in rising order: between the first and the last change all are new."""
    versions: list[str] = []
    for unit in sorted(units, key=before.__getitem__):
        parts = _VERSIONED.fullmatch(unit)
        if parts is None:
            raise CannotEdit(f"{unit}: has no version that could be changed")
        versions.append(parts[2])
    names = []
    for unit, version in zip(units, versions, strict=True):
        parts = _VERSIONED.fullmatch(unit)
        assert parts is not None
        names.append(f"{parts[1]}{version}{parts[3]}")
    if len(set(names)) < len(names):
        raise CannotEdit("two files would get the same name")
    return names


def _with_companions(root: str, unit: str, name: str) -> list[tuple[list[str], list[str]]]:
    """The files of a migration, as parts of their paths below the root: a folder's, an .up.sql's counterpart."""
    path = os.path.join(root, unit)
    if os.path.isdir(path):
        inner = sorted(each for each in os.listdir(path) if os.path.isfile(os.path.join(path, each)))
        return [([unit, each], [name, each]) for each in inner]
    found = [([unit], [name])]
    for up, down in ((".up.sql", ".down.sql"), (".sql", ".down.sql")):
        if unit.endswith(up) and not unit.endswith(down) and os.path.isfile(path.removesuffix(up) + down):
            found.append(([unit.removesuffix(up) + down], [name.removesuffix(up) + down]))
            break
    return found
