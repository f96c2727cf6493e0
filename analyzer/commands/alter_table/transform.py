"""Parse analysis of ALTER TABLE's subcommands, at the moment they are executed (transformAlterTableStmt,
src/backend/parser/parse_utilcmd.c; ATParseTransformCmd, src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.prepare import prepare
from analyzer.commands.alter_table.queue import AlteredTable, Pass, Subcommand, WorkQueue
from analyzer.commands.constraints.create_stmt import Transform
from analyzer.commands.context import Context
from analyzer.commands.indexes.constraint import transform_index_constraints
from analyzer.commands.indexes.statement import IndexStmt, transform_index_stmt
from analyzer.commands.relations.attribute import column_named
from analyzer.commands.relations.sequence import create_owned_sequence, own_sequence
from analyzer.tree.parse import Node


def start_transform(ctx: Context, relation: PgClass) -> Transform:
    """Return an empty CreateStmtContext for a table that is there."""
    return Transform(
        ctx,
        relation.relname,
        relation.relnamespace,
        persistence=relation.relpersistence,
        relid=relation.oid,
        relkind=relation.relkind,
        isalter=True,
        isforeign=relation.relkind == "f",
        ispartitioned=relation.relkind == "p",
    )


def queue_transformed(
    queue: WorkQueue, tab: AlteredTable, cxt: Transform, when: Pass, recurse: bool, *, skip_fk_validation: bool
) -> None:
    """Create the sequences that analysis has asked for, and queue the indexes and constraints for passes after `when`.

    With `skip_fk_validation` a foreign key holds without a look at the rows: its new column is null in all of them.
    """
    ctx = queue.ctx
    indexes = transform_index_constraints(cxt)
    for request in cxt.sequences:
        seqid = create_owned_sequence(ctx, request)

        def own(seqid: int = seqid, colname: str = request.colname, identity: bool = request.for_identity) -> None:
            column = column_named(ctx.catalog, tab.relid, colname)
            assert column is not None
            own_sequence(ctx, seqid, tab.relid, column.attnum, for_identity=identity)

        queue.after.append(own)
    for index in indexes:
        _queue_index(queue, tab, index, recurse)
    for constraint in cxt.nnconstraints if ctx.postgres >= 18 else ():
        _queue_constraint(tab, constraint, Pass.COL_ATTRS, recurse)
    for constraint in cxt.ckconstraints:
        _queue_constraint(tab, constraint, Pass.ADD_OTHERCONSTR, recurse)
    for constraint in cxt.fkconstraints:
        if skip_fk_validation:
            constraint = {
                **constraint, "skip_validation": True, "initially_valid": constraint.get("is_enforced", False)
            }
        _queue_constraint(tab, constraint, Pass.ADD_OTHERCONSTR, recurse)


def _queue_index(queue: WorkQueue, tab: AlteredTable, index: IndexStmt, recurse: bool) -> None:
    ctx = queue.ctx
    index.only = not recurse
    if index.primary and ctx.postgres < 18:
        for elem in index.params:
            node: Node = {"subtype": "AT_SetNotNull", "name": elem.name}
            prepare(queue, tab.relid, node, recurse, False)
    transform_index_stmt(ctx, tab.relid, index)
    if index.index_oid:
        tab.add(Pass.ADD_INDEXCONSTR, Subcommand("AT_AddIndexConstraint", {}, index))
    else:
        tab.add(Pass.ADD_INDEX, Subcommand("AT_AddIndex", {}, index))


def _queue_constraint(tab: AlteredTable, constraint: Node, when: Pass, recurse: bool) -> None:
    tab.add(when, Subcommand("AT_AddTransformedConstraint", {}, constraint, recurse))
