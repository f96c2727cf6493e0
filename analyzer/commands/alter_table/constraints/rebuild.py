"""What depends on a column whose type or expression changes: refused, or made anew from its SQL
(RememberAllDependentForRebuilding, ATPostAlterTypeCleanup, ATPostAlterTypeParse; src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze.polymorphic import POLYMORPHIC_TYPES
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.commands.alter_table.constraints.constraint import add_check
from analyzer.commands.alter_table.queue import AlteredTable, Pass, Subcommand, WorkQueue
from analyzer.commands.alter_table.transform import start_transform
from analyzer.commands.constraints.foreign_key import add_foreign_key
from analyzer.commands.context import Context
from analyzer.commands.indexes.clone import constraint_of_index
from analyzer.commands.indexes.constraint import transform_index_constraint
from analyzer.commands.indexes.index import define_index
from analyzer.commands.indexes.statement import IndexStmt, index_stmt, transform_index_stmt
from analyzer.commands.objects.deletion import perform_multiple_deletions
from analyzer.commands.objects.description import get_comment, set_comment
from analyzer.deparse.describe import object_description
from analyzer.deparse.index import constraint_definition, index_definition
from analyzer.errors import PgError
from analyzer.steps import IndexBuild
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import Node, parse_statement

_REFUSED: Final[dict[str, str]] = {
    "pg_proc": "used by a function or procedure",
    "pg_rewrite": "used by a view or rule",
    "pg_trigger": "used in a trigger definition",
    "pg_policy": "used in a policy definition",
    "pg_publication_rel": "used by a publication WHERE clause",
}
"""Dependents that keep a column from changing its type."""


def remember_dependents(queue: WorkQueue, tab: AlteredTable, subtype: str, column: PgAttribute) -> None:
    """Refuse the change where something would need more than to be made anew; note the constraints and indexes that
    do.
    """
    ctx, catalog = queue.ctx, queue.ctx.catalog
    rows = [
        row for row in catalog.pg_depend.find("referenced", ("pg_class", tab.relid)) if row.refobjsubid == column.attnum
    ]
    # In the order of their making, as far as oids tell it.
    for row in sorted(rows, key=lambda row: row.objid):
        if row.classid == "pg_class":
            relkind = catalog.pg_class[row.objid].relkind
            if relkind in "iI":
                _remember_index(queue, tab, row.objid)
        elif row.classid == "pg_constraint":
            _remember_constraint(ctx, tab, row.objid)
        elif row.classid in _REFUSED and subtype == "AT_AlterColumnType":
            described = object_description(catalog, ObjectAddress(row.classid, row.objid), ctx.namespace)
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f"cannot alter type of a column {_REFUSED[row.classid]}",
                detail=f'{described} depends on column "{column.attname}"',
            )
        elif row.classid == "pg_attrdef" and subtype == "AT_AlterColumnType":
            default = catalog.pg_attrdef[row.objid]
            if (default.adrelid, default.adnum) == (tab.relid, column.attnum):
                continue
            other = catalog.pg_attribute[(default.adrelid, default.adnum)].attname
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "cannot alter type of a column used by a generated column",
                detail=f'Column "{column.attname}" is used by generated column "{other}".',
            )


def _remember_constraint(ctx: Context, tab: AlteredTable, conoid: int) -> None:
    """RememberConstraintForRebuilding."""
    catalog = ctx.catalog
    constraint = catalog.pg_constraint[conoid]
    # A not-null constraint says nothing of the type: it may stay.
    if conoid in tab.changed_constraints or constraint.contype in "nt":
        return
    if not constraint.conrelid:
        domain = format_type(catalog, constraint.contypid)
        tab.changed_constraints[conoid] = (
            f"ALTER DOMAIN {domain} ADD CONSTRAINT {quote_identifier(constraint.conname)} "
            f"{constraint_definition(catalog, conoid)}"
        )
        return
    relation = catalog.pg_class[constraint.conrelid]
    schema = catalog.pg_namespace[relation.relnamespace].nspname
    table = f"{quote_identifier(schema)}.{quote_identifier(relation.relname)}"
    definition = constraint_definition(catalog, conoid)
    tab.changed_constraints[conoid] = (
        f"ALTER TABLE {table} ADD CONSTRAINT {quote_identifier(constraint.conname)} {definition}"
    )
    if constraint.conindid and constraint.contype in "pux":
        _remember_uses(ctx, tab, constraint.conindid)


def _remember_index(queue: WorkQueue, tab: AlteredTable, indexid: int) -> None:
    """RememberIndexForRebuilding."""
    catalog = queue.ctx.catalog
    if indexid in tab.changed_indexes:
        return
    constraint = constraint_of_index(catalog, indexid)
    if constraint is not None:
        _remember_constraint(queue.ctx, tab, constraint.oid)
        return
    tab.changed_indexes[indexid] = index_definition(catalog, indexid)
    _remember_uses(queue.ctx, tab, indexid)


def _remember_uses(ctx: Context, tab: AlteredTable, indexid: int) -> None:
    index, name = ctx.catalog.pg_index[indexid], ctx.catalog.pg_class[indexid].relname
    if index.indisreplident:
        tab.replica_identity_index = name
    if index.indisclustered:
        tab.cluster_on_index = name


def rebuild_dependents(queue: WorkQueue, tab: AlteredTable) -> None:
    """Drop what was noted, and queue its making (ATPostAlterTypeCleanup)."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    addresses: list[ObjectAddress] = []
    for conoid, sql in tab.changed_constraints.items():
        constraint = catalog.pg_constraint[conoid]
        addresses.append(ObjectAddress("pg_constraint", conoid))
        if not constraint.conislocal:
            # It comes again from the parent.
            continue
        if constraint.conrelid not in (0, tab.relid) and constraint.contype == "f":
            ctx.lock(constraint.conrelid, "AccessExclusiveLock")
        _queue_constraint(queue, conoid, sql, bool(tab.rewrite))
    for indexid, sql in tab.changed_indexes.items():
        relid = catalog.pg_index[indexid].indrelid
        _, node = parse_statement(sql)
        stmt = index_stmt(node)
        stmt.comment = get_comment(ctx, ObjectAddress("pg_class", indexid))
        if not catalog.pg_class[indexid].relispartition:
            _queue_index(queue, relid, stmt, indexid)
        addresses.append(ObjectAddress("pg_class", indexid))
    if tab.replica_identity_index is not None:
        identity: Node = {"ReplicaIdentityStmt": {"identity_type": "i", "name": tab.replica_identity_index}}
        tab.add(Pass.OLD_CONSTR, Subcommand("AT_ReplicaIdentity", {}, identity))
    if tab.cluster_on_index is not None:
        tab.add(Pass.OLD_CONSTR, Subcommand("AT_ClusterOn", {"name": tab.cluster_on_index}))
    tab.changed_constraints, tab.changed_indexes = {}, {}
    tab.replica_identity_index = tab.cluster_on_index = None
    perform_multiple_deletions(ctx, addresses, quietly=True)


def _queue_constraint(queue: WorkQueue, conoid: int, sql: str, rewrite: bool) -> None:
    """ATPostAlterTypeParse for a constraint."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    constraint = catalog.pg_constraint[conoid]
    _, node = parse_statement(sql)
    if not constraint.conrelid:
        tab = next(iter(queue.tables.values()))
        tab.add(Pass.OLD_CONSTR, Subcommand("AT_ReAddDomainConstraint", {}, node))
        return
    definition = node["cmds"][0]["AlterTableCmd"]["def"]["Constraint"]
    comment = get_comment(ctx, ObjectAddress("pg_constraint", conoid))
    tab = queue.table(constraint.conrelid)
    if constraint.contype in "pux":
        relation = catalog.pg_class[constraint.conrelid]
        stmt = transform_index_constraint(start_transform(ctx, relation), definition)
        index = catalog.pg_class[constraint.conindid]
        stmt.tablespace_oid = index.reltablespace
        stmt.comment = get_comment(ctx, ObjectAddress("pg_class", constraint.conindid))
        _queue_index(queue, constraint.conrelid, stmt, constraint.conindid, comment)
        return
    if constraint.contype == "f" and not rewrite and not tab.rewrite:
        # The comparison is the same as before: no need to look at the rows again (TryReuseForeignKey).
        definition = {**definition, "skip_validation": True}
    tab.add(
        Pass.OLD_CONSTR,
        Subcommand("AT_ReAddConstraint", {"comment": comment, "refrelid": constraint.confrelid}, definition, True),
    )


def _queue_index(
    queue: WorkQueue, relid: int, stmt: IndexStmt, indexid: int, constraint_comment: str | None = None
) -> None:
    options: Node = {"old": _kept_by(queue.ctx.catalog, indexid), "comment": constraint_comment}
    queue.table(relid).add(Pass.OLD_INDEX, Subcommand("AT_ReAddIndex", options, stmt))


def _kept_by(catalog: Catalog, indexid: int) -> tuple[Any, ...] | None:
    """Return what must stay the same for the index's file to serve on, None if it never does (CheckIndexCompatible)."""
    index = catalog.pg_index[indexid]
    if index.indexprs is not None or index.indpred is not None or not index.indisvalid:
        return None
    columns = sorted(catalog.pg_attribute.find("relation", indexid), key=lambda column: column.attnum)
    types = tuple(
        column.atttypid if catalog.pg_opclass[opclass].opcintype in POLYMORPHIC_TYPES else 0
        for column, opclass in zip(columns, index.indclass, strict=False)
    )
    return index.indclass, index.indcollation, types


@contextmanager
def _without_location() -> Iterator[None]:
    """Take the place off an error: it lies in SQL that the user has not written.

    Unlike PostgreSQL: it reports the place within that SQL as if it were one in the user's statement.
    """
    try:
        yield
    except PgError as error:
        error.location = -1
        raise


def re_add_index(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Build an index again, under its name and for its constraint."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    stmt: IndexStmt = subcommand.definition
    first = len(ctx.effects)
    with _without_location():
        transform_index_stmt(ctx, tab.relid, stmt)
        indexid = define_index(ctx, tab.relid, stmt, is_alter_table=True, check_rights=False)
    if not tab.rewrite and subcommand.node["old"] == _kept_by(catalog, indexid) is not None:
        # Its file can be kept (TryReuseIndex).
        ctx.effects[first:] = [effect for effect in ctx.effects[first:] if not isinstance(effect, IndexBuild)]
    set_comment(ctx, ObjectAddress("pg_class", indexid), stmt.comment)
    constraint = constraint_of_index(catalog, indexid)
    if constraint is not None:
        set_comment(ctx, ObjectAddress("pg_constraint", constraint.oid), subcommand.node["comment"])


def re_add_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Add a check or foreign key constraint again."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    relation, definition = queue.relation(tab), subcommand.definition
    with _without_location():
        if definition["contype"] == "CONSTR_CHECK":
            add_check(queue, relation, definition, True, recursing=False, is_readd=True)
        else:
            node = {**definition, "old_pktable_oid": subcommand.node["refrelid"]}
            add_foreign_key(ctx, tab.relid, node)
    constraint = catalog.pg_constraint.first("name", (tab.relid, definition["conname"]))
    if constraint is not None:
        set_comment(ctx, ObjectAddress("pg_constraint", constraint.oid), subcommand.node["comment"])
        if definition.get("skip_validation") and not definition.get("initially_valid", True):
            catalog.pg_constraint.set(replace(constraint, convalidated=False))


def re_add_domain_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Add a check constraint of a domain over the composite type again."""
    with _without_location():
        queue.ctx.run("AlterDomainStmt", subcommand.definition)
