"""The options and the way of all commands that hold a live side against a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from analyzer.diff import Comparison
    from analyzer.rehearsal import Options, Rehearsal
    from analyzer.snapshot.live import Live

F = TypeVar("F", bound=Callable[..., Any])


def live_option(*, required: bool) -> Callable[[F], F]:
    """Add --live."""
    return click.option(
        "--live", metavar="FILE|URL", required=required,
        help="The live side: a snapshot, a script of pg_dump or `supabase db dump`, or a database's address.",
    )  # fmt: skip


def rehearse_and_compare(
    paths: Sequence[str], options: Options, source: str, *, major_given: bool
) -> tuple[Rehearsal, Live, Comparison]:
    """Rehearse the history and compare the live side with it.

    Both sides are of one major version: the live side's, unless the user named another (`major_given`), which is an
    error of usage then.
    """
    from analyzer.baseline import load
    from analyzer.cli.options import rehearse_with_progress
    from analyzer.diff import Intended, LiveSide, compare
    from analyzer.errors import UsageError
    from analyzer.rehearsal import room_for_depth
    from analyzer.snapshot.load import load_live

    run = rehearse_with_progress(paths, options)
    live = load_live(source, baseline=_fresh_baseline(load, run, options), intended=run.catalog)
    if live.postgres != run.catalog.postgres:
        if major_given:
            raise UsageError(
                f"the live side is PostgreSQL {live.postgres}: compare with --postgres {live.postgres}, not "
                f"--postgres {run.catalog.postgres}"
            )
        options = _with_major(options, live.postgres)
        run = rehearse_with_progress(paths, options)
        live = load_live(source, baseline=_fresh_baseline(load, run, options), intended=run.catalog)
    with room_for_depth():
        comparison = compare(
            Intended(run.catalog, _user(run), run.steps, run.session.namespace.taint),
            LiveSide(live.catalog, live.applied, live.unseen),
        )
    return run, live, comparison


def major_was_given() -> bool:
    """Tell whether the user named --postgres on this command's line."""
    context = click.get_current_context()
    return context.get_parameter_source("postgres") is not click.core.ParameterSource.DEFAULT


def _with_major(options: Options, major: int) -> Options:
    import msgspec

    return msgspec.structs.replace(options, postgres=major)


def _fresh_baseline(load: Any, run: Rehearsal, options: Options) -> Any:
    """Return the baseline as it was before the migrations ran on it."""
    return load(run.baseline.name, run.baseline.postgres, options.default_privileges)


def _user(run: Rehearsal) -> int:
    user = run.catalog.pg_authid.first("name", run.baseline.session_user)
    assert user is not None
    return user.oid
