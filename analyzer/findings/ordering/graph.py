"""Which file needs what of which other file, and what nobody gives it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer.findings.account import Account
from analyzer.findings.causes import Intents, find_causes
from analyzer.findings.ordering.deeds import Deeds, deeds_of, edges_between
from analyzer.findings.ordering.propose import needs_of
from analyzer.findings.text import kind_and_name

if TYPE_CHECKING:
    from analyzer.rehearsal import Rehearsal
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement

_PARTS = ("column", "constraint", "rows", "enum label", "publication relation")
"""What goes with its table or type: naming that is enough."""


class FileNeed(msgspec.Struct, frozen=True):
    """A file needs objects that another one makes; `later` says that the other one comes too late."""

    file: str
    of: str
    objects: tuple[str, ...]
    later: bool = False


class FileNode(msgspec.Struct, frozen=True):
    """A file: its path and name, what it makes that is there in the end or is used, how many statements fail, and what
    these miss that no file makes.
    """

    path: str
    name: str
    makes: tuple[str, ...]
    failing: int
    missing: tuple[str, ...]


class FileGraph(msgspec.Struct, frozen=True):
    """The files in the order they apply, and what each needs of others."""

    files: tuple[FileNode, ...]
    needs: tuple[FileNeed, ...]


def file_graph(run: Rehearsal) -> FileGraph:
    """The graph of a rehearsed history's files."""
    intents = Intents()
    order = [step.statement for step in run.steps]
    home = {step.statement: step.file.path for step in run.steps}
    deeds = deeds_of(run.steps, run.catalog, intents)
    found: dict[tuple[str, str, bool], dict[str, None]] = defaultdict(dict)
    for edge in edges_between(order, deeds):
        user, maker = order[edge.later], order[edge.earlier]
        made = next((each for each in sorted(deeds[maker].made, key=str) if each.matches(edge.name)), None)
        if home[user] != home[maker] and made is not None and made.kind not in _PARTS:
            found[home[user], home[maker], False][kind_and_name(made)] = None
    for need in needs_of(run, deeds, intents):
        if home[need.needy] != home[need.maker]:
            found[home[need.needy], home[need.maker], True][kind_and_name(need.name)] = None
    number = {file.path: place for place, file in enumerate(run.history.files)}
    missing = _missing(run, intents)
    return FileGraph(
        tuple(_node(file, run, deeds, missing) for file in run.history.files),
        tuple(
            FileNeed(file, of, tuple(sorted(names)), later)
            for (file, of, later), names in sorted(
                found.items(), key=lambda item: (number[item[0][0]], number[item[0][1]], item[0][2])
            )
        ),
    )


def _node(
    file: MigrationFile, run: Rehearsal, deeds: Mapping[Statement, Deeds], missing: Mapping[str, Sequence[str]]
) -> FileNode:
    failing = {step.statement for step in run.steps if step.outcome == "error"}
    makes: dict[str, None] = {}
    for statement in file.statements:
        did = deeds[statement]
        if did.done:
            own_relations = {name.name for name in did.made if name.kind == "relation"}
            for name in sorted(did.made, key=str):
                row_type = name.kind == "type" and name.name in own_relations
                array = (
                    name.kind == "type" and name.name.startswith("_") and name._replace(name=name.name[1:]) in did.made
                )
                if name.kind not in _PARTS and not row_type and not array and not name.name.startswith("_RETURN on "):
                    makes[kind_and_name(name)] = None
    return FileNode(
        file.path,
        file.name,
        tuple(makes),
        sum(statement in failing for statement in file.statements),
        tuple(missing.get(file.path, ())),
    )


def _missing(run: Rehearsal, intents: Intents) -> dict[str, list[str]]:
    """What the statements of each file miss and no statement makes, by path."""
    causes, lifetimes = find_causes(run.steps, run.catalog, intents)
    account = Account(run, lifetimes, intents)
    found: dict[str, list[str]] = defaultdict(list)
    for cause in causes:
        if cause.missing is not None and account.later_maker(cause) is None:
            for step in cause.own():
                name = kind_and_name(cause.missing)
                if name not in found[step.file.path]:
                    found[step.file.path].append(name)
    return found
