"""The options and the way of all commands that hold a live side against a rehearsal."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_default_acl import PgDefaultAcl
    from analyzer.diff import Comparison
    from analyzer.rehearsal import Options, Rehearsal
    from analyzer.snapshot.live import Live

F = TypeVar("F", bound=Callable[..., Any])


def live_option(*, required: bool) -> Callable[[F], F]:
    """Add --live."""
    return click.option(
        "--live", metavar="FILE|URL|-", required=required,
        help="The live side: a snapshot, a script of pg_dump or `supabase db dump` (- reads either from standard "
        "input), or a database's address.",
    )  # fmt: skip


def rehearse_and_compare(
    paths: Sequence[str], options: Options, source: str, *, major_given: bool
) -> tuple[Rehearsal, Live, Comparison]:
    """Rehearse the history and compare the live side with it.

    Both sides are of one major version: the live side's, unless the user named another (`major_given`), which is an
    error of usage then. A Supabase project's default privileges are those that the live side shows. `source` may be
    ``-`` for standard input.
    """
    from analyzer.baseline import load
    from analyzer.cli.options import rehearse_with_progress
    from analyzer.errors import UsageError
    from analyzer.snapshot.load import open_live

    with named_source(source) as name:
        opened = open_live(name)
        major = opened.postgres
        if major is not None and major != options.postgres:
            if major_given:
                raise UsageError(
                    f"the live side is PostgreSQL {major}: compare with --postgres {major}, not "
                    f"--postgres {options.postgres}"
                )
            options = _with_major(options, major)
        run = rehearse_with_progress(paths, options)
        live = opened.load(_fresh_baseline(load, run, options), run.catalog)
    if options.default_privileges == "legacy" and not _default_privileges_given() and _shows_strict(run, live):
        options = _with_strict(options)
        run = rehearse_with_progress(paths, options)
    return run, live, compare_live(run, live)


def compare_live(run: Rehearsal, live: Live) -> Comparison:
    """Hold a live side that has been loaded against what a rehearsal leaves behind."""
    from analyzer.diff import Intended, LiveSide, compare
    from analyzer.tree.parse import room_for_depth

    user = run.catalog.pg_authid.first("name", run.baseline.session_user)
    assert user is not None
    with room_for_depth():
        return compare(
            Intended(run.catalog, user.oid, run.steps, run.session.namespace.taint),
            LiveSide(live.catalog, live.applied, live.unseen, live.taint),
        )


@contextmanager
def named_source(source: str) -> Iterator[str]:
    """Yield a name that a live side can be loaded by: of a temporary file with what standard input holds, for ``-``."""
    if source != "-":
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="pgrehearse-") as folder:
        path = os.path.join(folder, "standard input")
        with open(path, "wb") as file:
            file.write(sys.stdin.buffer.read())
        yield path


def _default_privileges_given() -> bool:
    context = click.get_current_context(silent=True)
    source = None if context is None else context.get_parameter_source("default_privileges")
    return source is not click.core.ParameterSource.DEFAULT


def _shows_strict(run: Rehearsal, live: Live) -> bool:
    """Tell whether new tables are not exposed there, although no migration says so: projects since 2026 begin so."""
    from analyzer.catalog import acl

    if run.baseline.name != "supabase":
        return False
    table = run.catalog.pg_default_acl
    mine = _default_on_tables(run.catalog, run.baseline.session_user)
    theirs = _default_on_tables(live.catalog, run.baseline.session_user)
    if mine is None or theirs is None or table.baseline(mine.oid) != mine:
        return False
    anon = live.catalog.pg_authid.first("name", "anon")
    return anon is not None and not any(
        item.grantee == anon.oid and item.privs & acl.SELECT for item in theirs.defaclacl or ()
    )


def _default_on_tables(catalog: Catalog, user: str) -> PgDefaultAcl | None:
    role, schema = catalog.pg_authid.first("name", user), catalog.pg_namespace.first("name", "public")
    if role is None or schema is None:
        return None
    return catalog.pg_default_acl.first("object", (role.oid, schema.oid, "r"))


def major_was_given() -> bool:
    """Tell whether the user named --postgres on this command's line."""
    context = click.get_current_context()
    return context.get_parameter_source("postgres") is not click.core.ParameterSource.DEFAULT


def _with_strict(options: Options) -> Options:
    import msgspec

    return msgspec.structs.replace(options, default_privileges="strict")


def _with_major(options: Options, major: int) -> Options:
    import msgspec

    return msgspec.structs.replace(options, postgres=major)


def _fresh_baseline(load: Any, run: Rehearsal, options: Options) -> Any:
    """Return the baseline as it was before the migrations ran on it."""
    return load(run.baseline.name, run.baseline.postgres, options.default_privileges)
