"""`pgrehearse rollback`: ROLLBACK.sql, which returns a database from after PATCH.sql to before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.cli.diff import selected, selection_options
from analyzer.cli.live import live_option, major_was_given, rehearse_and_compare
from analyzer.cli.options import common_options, rehearsal_options
from analyzer.cli.patch import made_patch, patch_options, report_trial

if TYPE_CHECKING:
    from analyzer.diff import Comparison
    from analyzer.diff.patch import Patch, PatchOptions


@click.command()
@common_options
@live_option(required=True)
@selection_options
@patch_options
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
def rollback(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str, live: str,
    ignored: tuple[str, ...], accepted: str | None, allow_destructive: bool, non_blocking: bool, output: str | None,
) -> int:  # fmt: skip
    """The script that takes back what `patch`, called with the same options, writes for the same live side.

    Take the snapshot for both before the patch runs. Rows that a patch lost do not come back; what cannot be undone is
    named at the script's end.
    """
    from analyzer.cli.output import write_output
    from analyzer.diff.patch import PatchOptions
    from analyzer.tree.parse import room_for_depth

    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    _, _, comparison = rehearse_and_compare(paths, options, live, major_given=major_was_given())
    changes = selected(comparison.changes, ignored, accepted)
    with room_for_depth():
        wanted = PatchOptions(allow_destructive=allow_destructive, non_blocking=non_blocking)
        found = made_rollback(comparison, made_patch(comparison, changes, wanted), wanted)
    report_trial(found)
    write_output([found.text.encode("utf-8", "surrogatepass")], output)
    return 0


def made_rollback(comparison: Comparison, done: Patch, options: PatchOptions) -> Patch:
    """Return what takes a patch back that was made with the same options."""
    from analyzer.diff.patch import rollback

    heading = ["ROLLBACK.sql: returns the live database from after PATCH.sql to before it.", "It may run twice."]
    return rollback(comparison, done, options, heading)
