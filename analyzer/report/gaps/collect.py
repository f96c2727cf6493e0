"""From a rehearsal, and a comparison where there is a live side, to a gaps report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from analyzer.diff.origin import Origins
from analyzer.report.gaps import groups
from analyzer.report.gaps.model import Gaps, Section
from analyzer.report.gaps.teller import Teller, Told
from analyzer.report.gaps.told_others import functions, others, publications, views
from analyzer.report.gaps.told_tables import grants, indexes, row_security, tables, triggers

if TYPE_CHECKING:
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.catalog.pg_class import PgClass
    from analyzer.diff.change import Change
    from analyzer.rehearsal import Rehearsal

_ROW_SECURITY: Final = 6
_INDEXES: Final = 7
_FUNCTIONS: Final = 8
_TRIGGERS: Final = 9
_VIEWS: Final = 10
_REALTIME: Final = 11
_GRANTS: Final = 12
_OTHERS: Final = 13

_TITLES: Final[dict[int, tuple[str, str, str]]] = {
    groups.FOUNDATIONAL: (
        "Foundational tables",
        "Tables whose rows or columns many others need: in foreign keys, policies and views.",
        "Every migration, policy and view that names one of them fails or lets nobody in.",
    ),
    groups.CORE: (
        "Core tables",
        "The other tables, but for those that the next three sections have by the words of their names.",
        "What reads or writes the table, or the column, fails.",
    ),
    groups.BILLING: (
        "Billing tables",
        "Subscriptions, prices, payments, usage.",
        "Payments are not recorded, or not found again.",
    ),
    groups.OBSERVABILITY: (
        "Observability tables",
        "Logs, events, metrics, audit trails.",
        "What happened is not recorded.",
    ),
    groups.WEBHOOKS: (
        "Webhook and integration tables",
        "Endpoints, deliveries, artifacts, integrations.",
        "Events from outside, or for outside, are lost.",
    ),
    _ROW_SECURITY: (
        "Row level security",
        "Which tables restrict rows, and by how many policies.",
        "A table without row level security is open to every role that has privileges on it; with row level security "
        "and without a policy it is closed to all but its owner.",
    ),
    _INDEXES: (
        "Indexes",
        "Indexes, those of primary keys and unique constraints included.",
        "Queries read whole tables.",
    ),
    _FUNCTIONS: (
        "Functions",
        "Functions and procedures, with whose rights and which search_path they run.",
        "A SECURITY DEFINER function without a search_path of its own runs what its caller puts in its way.",
    ),
    _TRIGGERS: (
        "Triggers",
        "Triggers, those on the platform's tables included.",
        "updated_at and its like stand still.",
    ),
    _VIEWS: (
        "Views",
        "Views and materialized views.",
        "A view without security_invoker reads with the rights of its owner, past row level security.",
    ),
    _REALTIME: (
        "Realtime configuration",
        "What is published, and what identifies a changed row.",
        "Subscribers are not told of changes, or are told of changes without the old row.",
    ),
    _GRANTS: ("Grants", "What roles other than the owner may do.", "Roles may do less, or more, than intended."),
    _OTHERS: ("Everything else", "Extensions, types, sequences, roles, and what few databases have.", ""),
}

_KINDS: Final = {
    "policy": _ROW_SECURITY, "index": _INDEXES, "statistics object": _INDEXES, "function": _FUNCTIONS,
    "trigger": _TRIGGERS, "event trigger": _TRIGGERS, "rule": _TRIGGERS, "view": _VIEWS, "materialized view": _VIEWS,
    "publication": _REALTIME, "publication table": _REALTIME, "publication schema": _REALTIME,
    "default privileges": _GRANTS,
}  # fmt: skip
_ASPECTS: Final = {
    "row level security": _ROW_SECURITY, "forced row level security": _ROW_SECURITY, "replica identity": _REALTIME,
}  # fmt: skip


def gaps_report(
    run: Rehearsal, source: str, *, live: str | None = None, changes: Sequence[Change] | None = None,
    unseen: Sequence[str] = (), applied: frozenset[str] | None = None,
) -> Gaps:  # fmt: skip
    """Return the report on a rehearsal; with `changes`, those of the live side named `live` are sorted into it.

    `applied` are the versions that the live side has recorded, `unseen` what its snapshot could not see.
    """
    catalog = run.catalog
    origins = Origins(catalog, run.steps, None)

    def place(address: ObjectAddress) -> str:
        found, _ = origins.of("", "missing", "", address, "")
        return f"{found.file}:{found.line}" if found is not None else ""

    grouped = groups.group_tables(catalog)
    every = [table for tables in grouped.values() for table in tables]
    told = _told(Teller(catalog, place), grouped, every)
    by_section: dict[int, list[Change]] = {number: [] for number in _TITLES}
    section_of = _section_of(catalog_tables={_key(run, table): n for n, held in grouped.items() for table in held})
    for change in changes or ():
        by_section[section_of(change)].append(change)
    sections = tuple(
        Section(
            number,
            *_TITLES[number],
            part.expected,
            part.query,
            part.result,
            tuple(by_section[number]) if changes is not None else None,
        )
        for number, part in told.items()
        if number != _OTHERS or part.expected or by_section[number]
    )
    unknown = [
        f"{step.file.path}:{step.statement.line} is unknown: {step.reason}"
        for step in run.steps if step.outcome == "unknown" and not step.undone
    ]  # fmt: skip
    versions = {file.version: file.path for file in run.history.files if file.version}
    return Gaps(
        source, len(run.steps), len(run.history.files), catalog.postgres, sections, live,
        tuple(path for version, path in versions.items() if applied is not None and version not in applied),
        tuple(sorted(applied - versions.keys())) if applied is not None else (),
        (*unknown, *unseen),
    )  # fmt: skip


def _told(of: Teller, grouped: dict[int, list[PgClass]], every: list[PgClass]) -> dict[int, Told]:
    return {
        **{number: tables(of, held) for number, held in grouped.items()},
        _ROW_SECURITY: row_security(of, every), _INDEXES: indexes(of, every), _FUNCTIONS: functions(of, every),
        _TRIGGERS: triggers(of, every), _VIEWS: views(of, every), _REALTIME: publications(of),
        _GRANTS: grants(of, every), _OTHERS: others(of),
    }  # fmt: skip


def _key(run: Rehearsal, table: PgClass) -> str:
    from analyzer.deparse.names import qualified_relation_name

    return qualified_relation_name(run.catalog, table.oid)


def _section_of(catalog_tables: dict[str, int]) -> Callable[[Change], int]:
    """Return what tells a gap's section: its aspect's, its kind's, or that of the table it is about."""

    def section(change: Change) -> int:
        if change.aspect.startswith("privileges"):
            return _GRANTS
        found = _ASPECTS.get(change.aspect) or _KINDS.get(change.kind)
        if found is not None:
            return found
        if change.kind not in ("table", "foreign table", "column", "constraint"):
            return _OTHERS
        table = _table_of(change)
        if table in catalog_tables:
            return catalog_tables[table]
        return groups.by_name(table.rpartition(".")[2].strip('"'))

    return section


def _table_of(change: Change) -> str:
    """Return the table that a table's, column's or constraint's identity names."""
    if change.kind == "constraint":
        return change.identity.rpartition(" on ")[2]
    if change.kind == "column":
        return _without_last_name(change.identity)
    return change.identity


def _without_last_name(identity: str) -> str:
    """Return schema.table of schema.table.column, where each may be quoted."""
    quoted = False
    for position in range(len(identity) - 1, -1, -1):
        if identity[position] == '"':
            quoted = not quoted
        elif identity[position] == "." and not quoted:
            return identity[:position]
    return identity
