"""`pgrehearse verify`: VERIFY.sql, the intended state as one SELECT that a database answers with PASS and FAIL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import common_options, rehearsal_options, without_needless_collections

if TYPE_CHECKING:
    from analyzer.rehearsal import Rehearsal


@click.command()
@common_options
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
def verify(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str,
    output: str | None,
) -> int:  # fmt: skip
    """One read-only SELECT that asks a database for everything the migrations intend.

    Each row is PASS, or FAIL with what was found instead: run it in psql or in Supabase's SQL editor.
    """
    from analyzer.cli.output import write_output
    from analyzer.cli.progress import progress_bar
    from analyzer.rehearsal import rehearse

    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    with without_needless_collections(), progress_bar("Rehearsing") as progress:
        run = rehearse(paths, options, progress=progress)
    write_output(_written(run), output)
    return 0


def _written(run: Rehearsal) -> Iterator[bytes]:
    from analyzer.diff.origin import pinned_extensions
    from analyzer.errors import UsageError
    from analyzer.tree.parse import room_for_depth
    from analyzer.verify.script import verify_sql

    unknown = tuple(
        f"{step.file.path}:{step.statement.line} is unknown ({step.reason})"
        for step in run.steps
        if step.outcome == "unknown"
    )
    try:
        with room_for_depth():
            for part in verify_sql(run.catalog, unknown, pinned_extensions(run.steps)):
                yield part.encode(errors="replace")
    except RecursionError:
        raise UsageError("the state holds an expression that is nested too deeply to be written") from None
