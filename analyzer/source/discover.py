"""Which files, in which order: from the paths a caller names to a `History`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from analyzer.errors import UsageError
from analyzer.source.file import MigrationFile
from analyzer.source.findings import HistoryFinding
from analyzer.source.hygiene import check_versions
from analyzer.source.layout import Entry, Folder, Layout
from analyzer.source.layouts import LAYOUTS
from analyzer.source.layouts.supabase import exposed_schemas

_MAX_LEVELS_UP = 6


class History:
    """The files of one or more migration folders in the order they apply, and what is wrong with them as a history."""

    def __init__(
        self, layout: Layout, roots: tuple[str, ...], files: tuple[MigrationFile, ...], listed: list[HistoryFinding]
    ) -> None:
        self.layout = layout
        self.roots = roots
        self.files = files
        self._listed = listed

    @property
    def baseline(self) -> Literal["postgres", "supabase"]:
        """What the history runs on, as far as its place tells: for single files, the place of the first."""
        if self.layout.name == "files":
            place = history_of(self.files[0].path)
            return LAYOUTS[place[1]].baseline if place is not None else "postgres"
        return self.layout.baseline

    @property
    def exposed_schemas(self) -> tuple[str, ...] | None:
        """The schemas that the platform's API shows, where the project's configuration says so."""
        if self.layout.name != "supabase" or not self.roots:
            return None
        return exposed_schemas(self.roots[0])

    @cached_property
    def findings(self) -> tuple[HistoryFinding, ...]:
        """History hygiene: about folders, versions and files, sorted by place. Reads and parses every file."""
        found = [*self._listed, *check_versions(self.files, self.layout)]
        for file in self.files:
            found += file.findings
        return tuple(sorted(found))


def discover(paths: Sequence[str | os.PathLike[str]] = (), layout: str = "auto") -> History:
    """The history that the paths name: migration folders, project folders (looked into by custom), or files.

    With ``layout="files"``, or when ``auto`` and every path is a file: exactly these files in this order. No path means
    the current folder. Raises UsageError where a path does not exist, nothing is found, or it is ambiguous.
    """
    given = [os.fspath(path) for path in paths] or ["."]
    if layout != "auto" and layout not in LAYOUTS:
        raise UsageError(f"unknown layout {layout!r}: one of auto, {', '.join(LAYOUTS)}")
    for path in given:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: no such file or folder")
    folders = [path for path in given if os.path.isdir(path)]
    if layout == "files" or (layout == "auto" and not folders):
        return _given_files(given, folders)
    if len(folders) < len(given):
        other = next(path for path in given if path not in folders)
        raise UsageError(f"{other}: is not a folder; name folders of migrations, or only files (--layout files)")
    found = [_resolve(path, layout) for path in given]
    kinds = {each.name for _, each in found}
    if len(kinds) > 1:
        raise UsageError(
            f"the folders have different layouts ({', '.join(sorted(kinds))}); name one, or choose with --layout"
        )
    chosen = found[0][1]
    entries: list[Entry] = []
    listed: list[HistoryFinding] = []
    for root, _ in found:
        try:
            listing = chosen.listing(Folder(root))
        except OSError as error:
            raise UsageError(f"{root}: cannot be read: {error.strerror}") from None
        entries += listing.entries
        listed += listing.findings
    if not entries:
        raise UsageError(f"{', '.join(given)}: no migrations found ({chosen.name} layout)")
    return History(
        chosen, tuple(root for root, _ in found), tuple(MigrationFile(entry, chosen) for entry in entries), listed
    )


def history_of(path: str | os.PathLike[str]) -> tuple[str, str] | None:
    """The migration folder and the layout's name that a file belongs to; None where there is none.

    Looks at the folders above it, the nearest first, as ``discover`` would when given them. The file need not exist.
    What lies within a tool's folder without being one of its migrations (an archive) belongs to none, nor does a file
    without a version (seed.sql) where no tool is recognized.
    """
    target = os.path.normpath(os.fspath(path))
    folder = nearest = os.path.dirname(target) or "."
    for _ in range(_MAX_LEVELS_UP):
        layout = _recognize_quietly(folder)
        if layout is not None and layout.name != "flat":
            above = os.path.normpath(os.path.join(folder, os.pardir))
            if layout.name == "flyway" and _recognize_quietly(above) is layout:
                folder = above
            return (folder, layout.name) if _holds(layout, folder, target) else None
        parent = os.path.normpath(os.path.join(folder, os.pardir))
        if os.path.abspath(folder) == os.path.abspath(parent):
            break
        folder = parent
    name = os.path.basename(target)
    return (nearest, "flat") if name.endswith(".sql") and name[:1].isdecimal() and os.path.isdir(nearest) else None


def _recognize_quietly(folder: str) -> Layout | None:
    """A folder's layout; none where the folder is gone or cannot be listed."""
    try:
        return _recognize(folder)
    except OSError:
        return None


def _holds(layout: Layout, folder: str, target: str) -> bool:
    """Whether a file lies, or lay, where a history has its migrations."""
    places = {os.path.dirname(os.path.abspath(entry.path)) for entry in layout.listing(Folder(folder)).entries}
    place = os.path.dirname(os.path.abspath(target))
    # A migration of its own folder may be gone, folder and all.
    siblings = {os.path.dirname(each) for each in places if each != os.path.abspath(folder)}
    return place in places or os.path.dirname(place) in siblings


def _given_files(paths: list[str], folders: list[str]) -> History:
    layout = LAYOUTS["files"]
    if folders:
        layout.listing(Folder(folders[0]))
    entries = [Entry(path=path, name=os.path.splitext(os.path.basename(path))[0]) for path in paths]
    return History(layout, (), tuple(MigrationFile(entry, layout) for entry in entries), [])


def _resolve(path: str, name: str) -> tuple[str, Layout]:
    """The migration folder at or below a path, and its layout."""
    try:
        if name == "auto":
            return _resolve_auto(path)
        layout = LAYOUTS[name]
        if not layout.recognizes(Folder(path)):
            for home in layout.homes:
                below = os.path.join(path, *home.split("/"))
                if os.path.isdir(below) and layout.listing(Folder(below)).entries:
                    return below, layout
        return path, layout
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None


def _resolve_auto(path: str) -> tuple[str, Layout]:
    layout = _recognize(path)
    if layout is not None and layout.name != "flat":
        return path, layout
    found: dict[str, tuple[str, Layout]] = {}
    for candidate in LAYOUTS.values():
        for home in candidate.homes:
            below = os.path.join(path, *home.split("/"))
            if below not in found and os.path.isdir(below):
                recognized = _recognize(below)
                if recognized is not None:
                    found[below] = (below, recognized)
    for pair in found.values():
        # A Supabase project may hold other tools' folders; what runs on Supabase is this one.
        if pair[1].name == "supabase":
            return pair
    if len(found) > 1:
        raise UsageError(f"{path}: several migration folders found: {', '.join(found)}; name one")
    if found:
        return next(iter(found.values()))
    if layout is not None:
        return path, layout
    raise UsageError(
        f"{path}: no migrations found; name the folder they lie in, and --layout if its layout is not recognized"
    )


def _recognize(path: str) -> Layout | None:
    folder = Folder(path)
    return next((layout for layout in LAYOUTS.values() if layout.recognizes(folder)), None)
