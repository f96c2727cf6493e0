"""The routines that migrations made, checked against the catalog as it stands; which complaints are worth telling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from analyzer.commands.context import Context
from analyzer.engine.run import run_nested
from analyzer.plpgsql.check.routine import check_target, targets
from analyzer.tree.parse import room_for_depth

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.plpgsql.check.complaint import Complaint
    from analyzer.plpgsql.check.state import Target
    from analyzer.rehearsal import Rehearsal

_LANGUAGES = ("plpgsql", "sql")
Key = tuple[int, str, str, str, int]
"""A complaint about one body, wherever in the history it is made: the table it is called for, and Complaint.key."""


class Trouble(NamedTuple):
    """A complaint about a routine; `relid` is the table that a trigger's function is called for, else 0."""

    proc: PgProc
    relid: int
    complaint: Complaint

    @property
    def key(self) -> Key:
        """What makes it the same complaint at another time."""
        return (self.relid, *self.complaint.key)


def routines(catalog: Catalog) -> Iterator[PgProc]:
    """Yield the functions and procedures whose bodies migrations wrote."""
    languages = {record.oid for name in _LANGUAGES if (record := catalog.pg_language.first("name", name)) is not None}
    for proc in catalog.pg_proc.changed():
        if proc.prolang not in languages or proc.prokind not in "fp" or proc.prosqlbody is not None:
            continue
        known = catalog.pg_proc.baseline(proc.oid)
        if known is not None and known.prosrc == proc.prosrc:
            continue
        if any(row.deptype == "e" for row in catalog.pg_depend.find("object", ("pg_proc", proc.oid))):
            continue
        yield proc


@contextmanager
def fresh_session(run: Rehearsal) -> Iterator[Context]:
    """Give a context as that of a new session on the database that the history leaves behind."""
    state = run.session.state()
    run.session.reset()
    run.session.namespace.temp_namespace = 0
    try:
        with room_for_depth():
            yield Context(run.session, run_nested, top_level=False)
    finally:
        run.session.restore(state)


class EndState(NamedTuple):
    """What is wrong with the bodies of the end state, and the defects of ours that checking them has met."""

    troubles: list[Trouble]
    bugs: list[tuple[PgProc, str]]


def check_end_state(run: Rehearsal) -> EndState:
    """Check every routine that migrations made; excused complaints are left out."""
    found: list[Trouble] = []
    bugs: list[tuple[PgProc, str]] = []
    created = _temporary_relations(run)
    with fresh_session(run) as ctx:
        for proc in list(routines(run.catalog)):
            for target in targets(run.catalog, proc):
                verdict = check_target(ctx, target)
                created |= verdict.created
                complaints = [each for each in verdict.complaints if each.excuse is None]
                if complaints:
                    complaints = _as_made(ctx, target, complaints)
                found += [Trouble(proc, target.relid, each) for each in complaints]
                if verdict.bug is not None:
                    bugs.append((proc, verdict.bug))
    return EndState([trouble for trouble in found if not _is_made_elsewhere(trouble.complaint, created)], bugs)


def _as_made(ctx: Context, target: Target, complaints: list[Complaint]) -> list[Complaint]:
    """Leave out what is no trouble under the search_path that was set when the routine was made.

    Whoever sets one for his migrations sets it for his application, too.
    """
    settings = ctx.session.settings
    path = ctx.session.creation_paths.get(target.proc.oid)
    if path is None or path == settings.get("search_path"):
        return complaints
    before = ctx.session.state()
    settings.set("search_path", path, local=True)
    try:
        still = {each.key for each in check_target(ctx, target).complaints}
    finally:
        ctx.session.restore(before)
    return [each for each in complaints if each.key in still]


def _temporary_relations(run: Rehearsal) -> set[str]:
    """Return the names of the temporary relations that the migrations' own session has."""
    schema = run.session.namespace.temp_namespace
    return {relation.relname for relation in run.catalog.pg_class.changed() if relation.relnamespace == schema != 0}


def _is_made_elsewhere(complaint: Complaint, created: set[str]) -> bool:
    """Whether a missing relation may be a temporary table that somebody makes before the body is run."""
    missing = complaint.missing
    return missing is not None and missing[0] == "relation" and missing[1] is None and missing[2] in created
