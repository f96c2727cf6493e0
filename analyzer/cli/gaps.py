"""`pgrehearse gaps`: the report of gaps between what migrations intend and what a database has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from analyzer.cli.live import live_option, major_was_given, rehearse_and_compare
from analyzer.cli.options import common_options, rehearsal_options, rehearse_with_progress
from analyzer.cli.patch import patch_options

if TYPE_CHECKING:
    from analyzer.report.gaps.model import Gaps
    from analyzer.snapshot.live import Live


_MANY_PATHS = 3


@click.command()
@common_options
@live_option(required=False)
@click.option(
    "--format", "form", type=click.Choice(["markdown", "html", "json"]), default="markdown", show_default=True
)
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
@click.option(
    "--scripts", metavar="FOLDER",
    help="With --live: write PATCH.sql, ROLLBACK.sql and VERIFY.sql to this folder, all of one look at the database.",
)
@patch_options
def gaps(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str,
    live: str | None, form: str, output: str | None, scripts: str | None, allow_destructive: bool, non_blocking: bool,
) -> int:  # fmt: skip
    """What the migrations intend, section by section; with --live, what the database has instead.

    Each section has a query that shows what there is, and the rows it should return. Exit code 1: there are gaps.
    --allow-destructive and --non-blocking are for the scripts, as in `patch`.
    """
    from analyzer.cli.output import write_output
    from analyzer.errors import UsageError
    from analyzer.report.gaps.collect import gaps_report
    from analyzer.tree.parse import room_for_depth

    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    source = _source(paths)
    if live is None:
        if scripts is not None:
            raise UsageError("--scripts needs --live: they are written for one database")
        run = rehearse_with_progress(paths, options)
        with room_for_depth():
            report = gaps_report(run, source)
    else:
        run, found, comparison = rehearse_and_compare(paths, options, live, major_given=major_was_given())
        unseen = sorted({f"{row.catalog}: {row.reason}" for row in found.unseen})
        with room_for_depth():
            report = gaps_report(
                run, source, live=_described(found), changes=comparison.changes, unseen=unseen, applied=found.applied
            )
        if scripts is not None:
            from analyzer.cli.scripts import write_scripts
            from analyzer.diff.patch import PatchOptions

            wanted = PatchOptions(allow_destructive=allow_destructive, non_blocking=non_blocking)
            write_scripts(run, comparison, wanted, scripts)
    write_output(_encoded(report, form), output)
    return 1 if any(report.counts.values()) else 0


def _source(paths: tuple[str, ...]) -> str:
    """Return what the migrations are called: the paths, or the folder of many."""
    if len(paths) > _MANY_PATHS:
        return os.path.commonpath([os.path.dirname(path) or "." for path in paths]) or "."
    return ", ".join(os.path.normpath(path) for path in paths) or "."


def _described(live: Live) -> str:
    """Return what the live side is: never an address, which may hold a password."""
    kind = {"snapshot": f"snapshot {live.source}", "dump": f"dump {live.source}", "url": "the database"}[live.kind]
    database = f" of database {live.database}" if live.kind == "snapshot" and live.database else ""
    name = f" {live.database}" if live.kind == "url" and live.database else ""
    taken = f", taken at {live.taken_at}" if live.taken_at else ""
    return f"{kind}{database}{name} (PostgreSQL {live.postgres}{taken})"


def _encoded(report: Gaps, form: str) -> Iterator[bytes]:
    match form:
        case "json":
            import msgspec

            from analyzer.report.escape import printable_json

            yield printable_json(msgspec.json.format(msgspec.json.encode(report), indent=2)) + b"\n"
        case "html":
            from analyzer.report.gaps.page import html_lines

            for line in html_lines(report):
                yield f"{line}\n".encode("utf-8", "replace")
        case _:
            from analyzer.report.gaps.markdown import markdown_lines

            for line in markdown_lines(report):
                yield f"{line}\n".encode("utf-8", "replace")
