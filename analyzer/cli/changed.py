"""`check --changed`: the histories that changed files belong to, reduced to what the change is answerable for.

A finding stays where it is about a changed file, or speaks for a statement in one. An error in another file stays where
the history as it was before does not have it. What was before, git knows: the commit that pre-commit compares with, or
HEAD; a file that git does not know counts as new.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.findings.finding import Finding, Report
    from analyzer.rehearsal import Options, Progress


def report_on_changed(paths: Sequence[str], options: Options, *, progress: Progress | None = None) -> Report:
    """What the changed (or deleted) files break, in themselves and elsewhere in their histories."""
    from analyzer.findings.collect import merged

    reports = []
    for (root, layout), changed in _histories(paths, options.layout).items():
        reports.append(_report(root, layout, changed, options, progress))
    return merged(reports, options.postgres)


def _histories(paths: Sequence[str], layout: str) -> dict[tuple[str, str], list[str]]:
    """The changed files by the migration folder and layout they belong to; others are named on standard error."""
    from analyzer.report.escape import printable
    from analyzer.source.discover import history_of

    if not paths:
        raise UsageError("--changed: name the files that changed")
    histories: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        if os.path.isdir(path):
            raise UsageError(f"{path}: is a folder; --changed takes files")
        found = history_of(path)
        if found is None:
            sys.stderr.write(f"pgrehearse: {printable(path)}: belongs to no migration history\n")
            continue
        root, recognized = found
        histories.setdefault((root, recognized if layout == "auto" else layout), []).append(path)
    return histories


def _report(root: str, layout: str, changed: list[str], options: Options, progress: Progress | None) -> Report:
    import msgspec

    from analyzer.findings.collect import report_on
    from analyzer.rehearsal import rehearse

    options = msgspec.structs.replace(options, layout=layout)
    inside = {os.path.relpath(path, root) for path in changed}
    if not _any_file(root):
        # The change deleted the last migration: nothing is left that could fail.
        return _nothing(options)
    report = report_on(rehearse([root], options, progress=progress), options, progress=progress)
    here = [finding for finding in report.findings if _is_about(finding, root, inside)]
    elsewhere = [finding for finding in report.findings if finding not in here and finding.level == "error"]
    if elsewhere:
        known = _known_before(root, inside, options)
        elsewhere = [finding for finding in elsewhere if not _errors(finding, root) <= known]
    kept = {finding.id for finding in (*here, *elsewhere)}
    return msgspec.structs.replace(
        report, findings=tuple(finding for finding in report.findings if finding.id in kept)
    )


def _nothing(options: Options) -> Report:
    from analyzer.findings.collect import merged

    return merged([], options.postgres)


def _any_file(root: str) -> bool:
    return any(files for _, _, files in os.walk(root))


def _is_about(finding: Finding, root: str, changed: set[str]) -> bool:
    """Whether a finding is in a changed file, or speaks for a statement in one."""
    folded = (*finding.repeats, *finding.hidden_repeats, *finding.consequences)
    places = (finding.place, *(each.place for each in folded))
    return any(os.path.relpath(place.path, root) in changed for place in places)


def _errors(finding: Finding, root: str) -> set[tuple[str, str, str]]:
    """The errors a finding speaks for, as they can be told in another state of the files: (file, SQLSTATE, message)."""
    own = (finding.place, finding.sqlstate or finding.rule, finding.message)
    folded = ((each.place, each.sqlstate, each.message) for each in (*finding.repeats, *finding.hidden_repeats))
    return {(os.path.relpath(place.path, root), code, message) for place, code, message in (own, *folded)}


# -- before the change ---------------------------------------------------------------------------------------------


def _known_before(root: str, changed: set[str], options: Options) -> set[tuple[str, str, str]]:
    """The errors of the history as it was before the change, folded ones included."""
    from analyzer.findings.collect import report_on
    from analyzer.rehearsal import rehearse

    with tempfile.TemporaryDirectory(prefix="pgrehearse-") as folder:
        # The folders above say something too: their names are what some layouts are known by.
        before = os.path.join(folder, *_last_parts(root))
        os.makedirs(before)
        _mirror(root, before, changed)
        if not _any_file(before):
            return set()
        try:
            report = report_on(rehearse([before], options), options)
        except UsageError:
            # There was no migration before this change.
            return set()
        known: set[tuple[str, str, str]] = set()
        for finding in report.findings:
            known |= _errors(finding, before)
            for each in finding.consequences:
                known.add((os.path.relpath(each.place.path, before), each.sqlstate, each.message))
        return known


def _last_parts(root: str) -> list[str]:
    return os.path.abspath(root).strip(os.sep).split(os.sep)[-2:]


def _mirror(root: str, before: str, changed: set[str]) -> None:
    """Fill a folder with the history as it was: unchanged files as links, the others as git has them."""
    for path in _files_below(root):
        inner = os.path.relpath(path, root)
        if inner not in changed:
            os.makedirs(os.path.dirname(os.path.join(before, inner)), exist_ok=True)
            os.symlink(os.path.abspath(path), os.path.join(before, inner))
    for inner in changed:
        content = _in_git(root, inner)
        if content is not None:
            target = os.path.join(before, inner)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)


def _files_below(root: str) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.join(folder, name)


def _in_git(root: str, inner: str) -> bytes | None:
    """A file's content in the commit to compare with; None where git, the commit or the file is not there."""
    commit = os.environ.get("PRE_COMMIT_FROM_REF") or "HEAD"
    try:
        done = subprocess.run(
            ["git", "-C", root, "cat-file", "blob", f"{commit}:./{inner.replace(os.sep, '/')}"],  # noqa: S607
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
