"""`pgrehearse verify`: VERIFY.sql, the intended state as one SELECT that a database answers with PASS and FAIL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from analyzer.cli.live import live_option, major_was_given, rehearse_and_compare
from analyzer.cli.options import common_options, rehearsal_options, rehearse_with_progress, without_needless_collections

if TYPE_CHECKING:
    from analyzer.diff import Comparison
    from analyzer.rehearsal import Options, Rehearsal


@click.command()
@common_options
@live_option(required=False)
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
def verify(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str,
    live: str | None, output: str | None,
) -> int:  # fmt: skip
    """One read-only SELECT that asks a database for everything the migrations intend.

    Each row is PASS, or FAIL with what was found instead: run it in psql or in Supabase's SQL editor. With --live it is
    written for that database: for its major version, its default privileges, and the role that owns what the
    migrations made there.
    """
    from analyzer.cli.output import write_output

    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    with without_needless_collections():
        run = rehearse_with_progress(paths, options) if live is None else _rehearsed_for(paths, options, live)
    write_output(verify_parts(run), output)
    return 0


def _rehearsed_for(paths: tuple[str, ...], options: Options, live: str) -> Rehearsal:
    """Rehearse the history as the live database has it: its version, its privileges, its owner's name."""
    run, _, comparison = rehearse_and_compare(paths, options, live, major_given=major_was_given())
    as_owned_there(run, comparison)
    return run


def as_owned_there(run: Rehearsal, comparison: Comparison) -> None:
    """Call the role that ran the migrations what it is called in the live database."""
    import msgspec

    if comparison.owner is not None:
        roles = run.catalog.pg_authid
        roles.set(msgspec.structs.replace(roles[comparison.intended.user], rolname=comparison.owner))


def verify_parts(run: Rehearsal) -> Iterator[bytes]:
    """Yield VERIFY.sql for the state that a rehearsal left; UsageError where it cannot be written."""
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
