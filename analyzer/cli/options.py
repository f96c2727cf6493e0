"""Options that all commands share, and the rehearsal they ask for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from analyzer.rehearsal import Options, Rehearsal

F = TypeVar("F", bound=Callable[..., Any])

LAYOUTS = (
    "auto", "supabase", "flat", "files", "prisma", "diesel", "golang-migrate", "goose", "dbmate", "flyway", "sqlx",
    "drizzle",
)  # fmt: skip
"""The names `--layout` takes. Written down here because the layouts themselves are imported late."""

MAJORS = ("15", "16", "17", "18")

# A rehearsal makes many records that live to its end, and no cycles worth looking for.
_GARBAGE_THRESHOLD = 2_000_000


def common_options(command: F) -> F:
    """Add PATH... and the options that say what a history runs against."""
    decorators = (
        click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=str)),
        click.option(
            "--layout", type=click.Choice(LAYOUTS), default="auto", show_default=True, metavar="NAME",
            help=f"How the migrations lie on disk: {', '.join(LAYOUTS)}.",
        ),
        click.option(
            "--baseline", type=click.Choice(["postgres", "supabase"]), default=None,
            help="What exists before the first migration.  [default: what the layout says]",
        ),
        click.option(
            "--postgres", type=click.Choice(MAJORS), default="17", show_default=True, help="The server's major version."
        ),
        click.option(
            "--default-privileges", type=click.Choice(["legacy", "strict"]), default="legacy", show_default=True,
            help="Of a Supabase database: legacy, or strict as new projects since 2026 have them.",
        ),
    )  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


def rehearsal_options(
    layout: str, baseline: str | None, postgres: str, default_privileges: str
) -> Options:
    """Turn what click read into the options of a rehearsal."""
    from analyzer.rehearsal import Options

    return Options(
        layout=layout,
        baseline=baseline,  # type: ignore[arg-type]
        postgres=int(postgres),
        default_privileges=default_privileges,  # type: ignore[arg-type]
    )


@contextmanager
def without_needless_collections() -> Iterator[None]:
    """Let the garbage collector look seldom, and never at what the imports have made."""
    before, enabled = gc.get_threshold(), gc.isenabled()
    gc.freeze()
    gc.set_threshold(_GARBAGE_THRESHOLD, 20, 100)
    gc.enable()
    try:
        yield
    finally:
        # Enabled with its old threshold, the collector would walk all that the rehearsal has made, once more.
        if not enabled:
            gc.disable()
        gc.set_threshold(*before)


def rehearse_with_progress(paths: Sequence[str], options: Options) -> Rehearsal:
    """Rehearse the history that the paths name, a progress bar on standard error where that is a terminal."""
    from analyzer.cli.progress import progress_bar
    from analyzer.rehearsal import rehearse

    with without_needless_collections(), progress_bar("Rehearsing") as progress:
        return rehearse(paths, options, progress=progress)
