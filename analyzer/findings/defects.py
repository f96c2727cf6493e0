"""Defects of ours as findings name them: by place and kind, the same on every machine and in every run."""

from __future__ import annotations

import os


def defect_of(bug: str) -> str:
    """The innermost place of a traceback and the kind of exception, without paths of this machine."""
    lines = bug.strip().splitlines()
    frames = [line.strip() for line in lines if line.startswith('  File "')]
    place = "?"
    if frames:
        path, *where = frames[-1].split(", ")
        parts = path.removeprefix('File "').removesuffix('"').replace(os.sep, "/").rpartition("analyzer/")
        place = ", ".join([f"{parts[1]}{parts[2]}", *where])
    kind = lines[-1].partition(":")[0]
    return f"{kind} at {place}"
