"""`pgrehearse state`: the schema that a history leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import common_options, rehearsal_options, without_needless_collections

if TYPE_CHECKING:
    from analyzer.rehearsal import Rehearsal
    from analyzer.source.discover import History
    from analyzer.source.file import MigrationFile


@click.command()
@common_options
@click.option("--format", "form", type=click.Choice(["markdown", "json", "sql"]), default="markdown", show_default=True)
@click.option("--at", "version", metavar="VERSION", help="Stop after the file with this version or name.")
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
def state(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str,
    form: str, version: str | None, output: str | None,
) -> int:  # fmt: skip
    """The state that the migrations leave behind: tables, policies, privileges and all else.

    sql is a script that recreates it on a fresh database of the same baseline.
    """
    from analyzer.cli.output import write_output
    from analyzer.cli.progress import progress_bar
    from analyzer.rehearsal import rehearse_history
    from analyzer.source.discover import discover

    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    history = discover(paths, layout)
    files = None if version is None else _files_until(history, version)
    with without_needless_collections(), progress_bar("Rehearsing") as progress:
        run = rehearse_history(history, options, files=files, progress=progress)
    write_output(_written(run, form), output)
    return 0


def _files_until(history: History, version: str) -> tuple[MigrationFile, ...]:
    """The files up to the last one that goes by this version, name or path."""
    from analyzer.errors import UsageError

    for attribute in ("version", "name", "path"):
        places = [number for number, file in enumerate(history.files) if getattr(file, attribute) == version]
        if places:
            return history.files[: places[-1] + 1]
    known = ", ".join(file.version or file.name for file in history.files[-3:])
    raise UsageError(f"--at {version}: no migration has this version (the last ones are {known})")


def _written(run: Rehearsal, form: str) -> Iterator[bytes]:
    from analyzer.deparse.state import state_json, state_markdown, state_sql
    from analyzer.errors import UsageError
    from analyzer.tree.parse import room_for_depth

    try:
        with room_for_depth():
            if form == "json":
                content = state_json(run.catalog)
            elif form == "sql":
                content = state_sql(run.catalog, run.baseline.session_user).encode(errors="replace")
            else:
                content = state_markdown(run.catalog).encode(errors="replace")
    except RecursionError:
        raise UsageError("the state holds an expression that is nested too deeply to be written") from None
    yield content
