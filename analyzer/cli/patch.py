"""`pgrehearse patch`: PATCH.sql, which brings a live database to the state that the migrations intend."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from analyzer.cli.diff import notes, selected, selection_options
from analyzer.cli.live import live_option, major_was_given, rehearse_and_compare
from analyzer.cli.options import common_options, rehearsal_options
from analyzer.errors import counted

if TYPE_CHECKING:
    from analyzer.diff import Change, Comparison
    from analyzer.diff.patch import Patch, PatchOptions

F = TypeVar("F", bound=Callable[..., Any])


def patch_options(command: F) -> F:
    """Add --allow-destructive and --non-blocking."""
    decorators = (
        click.option(
            "--allow-destructive", is_flag=True,
            help="Drop extra tables, columns and all else that holds data; commented out otherwise.",
        ),
        click.option(
            "--non-blocking", is_flag=True,
            help="Add constraints NOT VALID and validate them later, build indexes concurrently.",
        ),
    )  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


@click.command()
@common_options
@live_option(required=True)
@selection_options
@patch_options
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
def patch(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str, live: str,
    ignored: tuple[str, ...], accepted: str | None, allow_destructive: bool, non_blocking: bool, output: str | None,
) -> int:  # fmt: skip
    """The script that brings a live database to the state that the migrations leave behind.

    It may run twice, and what loses data is commented out. It is tried on a simulation of the live database first: what
    would fail there, and what would remain, is said on standard error.
    """
    from analyzer.cli.output import write_output
    from analyzer.diff.patch import PatchOptions
    from analyzer.tree.parse import room_for_depth

    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    _, _, comparison = rehearse_and_compare(paths, options, live, major_given=major_was_given())
    changes = selected(comparison.changes, ignored, accepted)
    with room_for_depth():
        wanted = PatchOptions(allow_destructive=allow_destructive, non_blocking=non_blocking)
        found = made_patch(comparison, changes, wanted)
    report_trial(found)
    write_output([found.text.encode("utf-8", "surrogatepass")], output)
    return 0


def patch_script(comparison: Comparison, changes: Sequence[Change]) -> bytes:
    """Return PATCH.sql with nothing asked for."""
    from analyzer.diff.patch import PatchOptions
    from analyzer.tree.parse import room_for_depth

    with room_for_depth():
        return made_patch(comparison, changes, PatchOptions()).text.encode("utf-8", "surrogatepass")


def made_patch(comparison: Comparison, changes: Sequence[Change], options: PatchOptions) -> Patch:
    """Return the patch for these changes."""
    from analyzer.diff.patch import patch
    from analyzer.report.differences.text import summary

    heading = [
        "PATCH.sql: brings the live database to the state that the migrations intend.",
        f"Written by pgrehearse for {summary(changes)}. It may run twice.",
        *notes(comparison),
    ]
    return patch(comparison, changes, options, heading)


def report_trial(found: Patch) -> None:
    """Say on standard error what failed of a script on the simulated live side."""
    from analyzer.report.escape import printable

    for step in found.tried.failed:
        reason = step.error.message if step.error is not None else step.reason or ""
        text = " ".join(step.statement.text.split())[:80]
        sys.stderr.write(f"pgrehearse: when tried: {printable(reason)}: {printable(text)}\n")
    if remaining := found.remaining():
        number = len(remaining)
        first = printable(remaining[0].name) + (" ..." if number > 1 else "")
        sys.stderr.write(f"pgrehearse: {counted(number, 'difference')} would remain: {first}\n")
