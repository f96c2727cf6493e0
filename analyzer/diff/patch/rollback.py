"""A patch, and what takes it back: the same machinery with the sides swapped, relative to the state it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer.catalog import acl
from analyzer.diff.compare import compare
from analyzer.diff.comparison import Comparison, Intended, LiveSide
from analyzer.diff.patch.operation import DATA
from analyzer.diff.patch.plan import Plan, plan
from analyzer.diff.patch.rehearsed import Tried, tried
from analyzer.diff.patch.script import script
from analyzer.diff.patch.terms import PatchOptions
from analyzer.diff.touched import touched
from analyzer.sqlstate import INSUFFICIENT_PRIVILEGE

if TYPE_CHECKING:
    from analyzer.diff.change import Change


class Patch(msgspec.Struct, frozen=True):
    """A script, what it was made of, and what came of trying it on the simulated live side."""

    text: str
    plan: Plan
    tried: Tried
    comparison: Comparison
    """What it was made for."""
    changes: Sequence[Change]
    """The differences that it mends, some of the comparison's or all."""

    def remaining(self) -> list[Change]:
        """Return the differences that it would leave."""
        live = self.comparison.live
        among = set(touched(live.catalog, self.tried.catalog))
        among.update(change.live_address.objid for change in self.changes if change.live_address is not None)
        side = LiveSide(self.tried.catalog, live.applied, live.unseen, live.taint)
        wanted = {change.name for change in self.changes}
        return [change for change in compare(self.comparison.intended, side, among).changes if change.name in wanted]


def patch(
    comparison: Comparison, changes: Sequence[Change], options: PatchOptions, heading: Sequence[str] = (),
    remarks: Sequence[str] = (),
) -> Patch:
    """Return the script that brings the live side to the intended state, tried out on the simulated live side."""
    found = plan(comparison, changes, options)
    found = msgspec.structs.replace(found, remarks=(*remarks, *found.remarks))
    live = comparison.live.catalog
    user = comparison.pairing.back("pg_authid", comparison.intended.user)
    role = user if user is not None else acl.BOOTSTRAP_SUPERUSER
    name = acl.role_name(live, role) if user is not None else None
    text = script(found, heading, role=name)
    platform = "supabase" if comparison.has_platform else None
    runner = role if platform is not None else acl.BOOTSTRAP_SUPERUSER
    after = tried(live, text, runner, platform=platform)
    while told := _refuse(found, after):
        found = msgspec.structs.replace(found, remarks=(*found.remarks, *told))
        text = script(found, heading, role=name)
        after = tried(live, text, runner, platform=platform)
    return Patch(text, found, after, comparison, changes)


def _refuse(found: Plan, after: Tried) -> list[str]:
    """Mark the statements that the role was not allowed to run; return what is to be said of those marked just now."""
    refused = {
        step.statement.text.strip(): step.error.message
        for step in after.failed
        if step.error is not None and step.error.sqlstate == INSUFFICIENT_PRIVILEGE
    }
    told = []
    for operation in found.operations if refused else ():
        for statement in operation.statements:
            if statement in refused and statement not in operation.refused:
                operation.refused[statement] = refused[statement]
                told.append(f"{operation.title}: {refused[statement]}")
    return told


def rollback(comparison: Comparison, done: Patch, options: PatchOptions, heading: Sequence[str] = ()) -> Patch:
    """Return the script that takes a patch back: from the state behind it to the live state there was."""
    live = comparison.live
    user = comparison.pairing.back("pg_authid", comparison.intended.user)
    before = Intended(live.catalog, user if user is not None else acl.BOOTSTRAP_SUPERUSER)
    found = compare(before, LiveSide(done.tried.catalog), touched(live.catalog, done.tried.catalog))
    found = msgspec.structs.replace(found, has_platform=comparison.has_platform)
    undoing = msgspec.structs.replace(options, undoing=True)
    wanted = [change for change in found.changes if change.action != "unknown"]
    lost = [
        f"{operation.title}: what PATCH.sql drops comes back empty"
        for operation in done.plan.operations
        if operation.rank == DATA and not operation.destructive
    ]
    return patch(found, wanted, undoing, heading, lost)
