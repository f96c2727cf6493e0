"""The pipeline and only its order: discover files, take a baseline, run every statement, keep what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from analyzer.baseline import Baseline, BaselineName, DefaultPrivileges, load
from analyzer.engine.run import AfterFile, Engine
from analyzer.session.session import Session
from analyzer.source.discover import History, discover
from analyzer.steps import Step
from analyzer.tree.parse import room_for_depth

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.engine.second_run import SecondRun
    from analyzer.rules.judge.run import Judge, Judgement, RuleDefect, Silenced
    from analyzer.source.file import MigrationFile
    from analyzer.source.layout import TransactionModel

Progress = Callable[[int, int], None]
"""Called with (statements done, statements in all)."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a rehearsal runs against; `baseline` None means what the history's layout says."""

    layout: str = "auto"
    baseline: BaselineName | None = None
    postgres: int = 17
    default_privileges: DefaultPrivileges = "legacy"
    savepoints: bool = True
    """Whether psql, in a transaction block that a file opens, makes a savepoint for each statement
    (ON_ERROR_ROLLBACK), of which statements can tell that must not be called in a subtransaction.
    """
    twice: bool = False
    """Whether each file runs a second time, right after its first run, to see what is not re-runnable."""
    rules: tuple[str, ...] | None = ()
    """The rules to judge the run by; None means those that apply by default."""
    exposed: tuple[str, ...] | None = None
    """The schemas that the platform's API shows; None means what the project's configuration says."""


class Rehearsal(msgspec.Struct, frozen=True):
    """A finished run: the history, the step of every top-level statement, and the catalog they left behind."""

    history: History
    baseline: Baseline
    session: Session
    steps: tuple[Step, ...]
    seconds: float
    second_runs: tuple[SecondRun, ...] = ()
    """Of each file with statements, where the options say `twice`."""
    judgements: tuple[Judgement, ...] = ()
    """What the rules say, where the options ask for rules."""
    silences: tuple[Silenced, ...] = ()
    rule_defects: tuple[RuleDefect, ...] = ()
    """Why they say nothing elsewhere."""

    @property
    def catalog(self) -> Catalog:
        """The intended state."""
        return self.session.catalog


def rehearse(
    paths: Sequence[str | os.PathLike[str]] = (),
    options: Options | None = None,
    *,
    progress: Progress | None = None,
) -> Rehearsal:
    """Rehearse the history that the paths name. Raises UsageError where they name none."""
    options = options or Options()
    return rehearse_history(discover(paths, options.layout), options, progress=progress)


def rehearse_history(
    history: History,
    options: Options,
    *,
    files: Sequence[MigrationFile] | None = None,
    progress: Progress | None = None,
) -> Rehearsal:
    """Rehearse a history, its files in another order where `files` says so."""
    started = time.perf_counter()
    baseline = load(options.baseline or history.baseline, options.postgres, options.default_privileges)
    session = open_session(baseline)
    engine = Engine(session)
    if history.layout.own_table is not None:
        reason = f"{history.layout.tool} keeps a table of its own under this name"
        engine.taint.add("relation", history.layout.own_table, reason)
    chosen = history.files if files is None else tuple(files)
    model = history.layout.transaction
    if not options.savepoints:
        model = msgspec.structs.replace(model, savepoints=False)
    judge = None if options.rules == () or files is not None else _judge(options, history, baseline, engine)
    total = sum(len(file.statements) for file in chosen) if progress is not None else 0
    second_runs: list[SecondRun] = []
    again = _run_again(engine, model, second_runs) if options.twice else None

    def after_file(file: MigrationFile) -> None:
        if judge is not None:
            judge.after_file(file, engine.steps)
        if again is not None:
            again(file)

    with room_for_depth():
        for step in engine.run(chosen, model, after_file, judge):
            if progress is not None:
                progress(step.index + 1, total)
        steps = tuple(engine.steps)
        judgements = judge.judgements(steps) if judge is not None else ()
        silences = tuple(judge.silences) if judge is not None else ()
        defects = tuple(judge.defects) if judge is not None else ()
    seconds = time.perf_counter() - started
    return Rehearsal(history, baseline, session, steps, seconds, tuple(second_runs), judgements, silences, defects)


def _judge(options: Options, history: History, baseline: Baseline, engine: Engine) -> Judge:
    # Rules are many modules: whoever does not ask for them does not wait for them.
    from analyzer.engine.unguarded import without_guard
    from analyzer.rules.judge.discover import default_rules, rules_named
    from analyzer.rules.judge.run import Judge
    from analyzer.rules.judge.views import DEFAULT_EXPOSED, Surroundings

    unguarded = partial(without_guard, engine)
    rules = default_rules() if options.rules is None else rules_named(options.rules)
    exposed = options.exposed or history.exposed_schemas or DEFAULT_EXPOSED
    around = Surroundings(engine.catalog, baseline.postgres, baseline.name, engine.taint.doubts, exposed, unguarded)
    return Judge(rules, around, engine.session)


def _run_again(engine: Engine, model: TransactionModel, second_runs: list[SecondRun]) -> AfterFile:
    """What runs each file a second time."""
    from analyzer.engine.second_run import run_again

    done = 0

    def after_file(file: MigrationFile) -> None:
        nonlocal done
        first, done = engine.steps[done:], len(engine.steps)
        if first:
            second_runs.append(run_again(engine, file, model, first))

    return after_file


def open_session(baseline: Baseline) -> Session:
    """Connect to a baseline as the role that migrations run as there."""
    role = baseline.catalog.pg_authid.first("name", baseline.session_user)
    assert role is not None
    platform = "supabase" if baseline.name == "supabase" else None
    return Session(baseline.catalog, role.oid, defaults=baseline.settings, platform=platform)
