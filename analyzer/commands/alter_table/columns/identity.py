"""ALTER COLUMN ... ADD GENERATED AS IDENTITY, SET GENERATED and sequence options, DROP IDENTITY (ATExecAddIdentity
and its like,
src/backend/commands/tablecmds.c; transformAlterTableStmt, src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.lookup import undefined_column, user_column
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children, partition_parent
from analyzer.commands.alter_table.transform import start_transform
from analyzer.commands.constraints.create_stmt import Column
from analyzer.commands.constraints.serial import serial_sequence
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import perform_deletion
from analyzer.commands.relations.attribute import column_named
from analyzer.commands.relations.sequence import alter_sequence_options, create_owned_sequence, own_sequence
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def identity_sequence(ctx: Context, relid: int, attnum: int) -> int:
    """Return the sequence of an identity column, of a partition its root's; 0 if none (getIdentitySequence)."""
    catalog = ctx.catalog
    name = catalog.pg_attribute[(relid, attnum)].attname
    while catalog.pg_class[relid].relispartition:
        parent = partition_parent(catalog, relid)
        if parent is None:
            break
        relid = parent
    column = column_named(catalog, relid, name)
    if column is None:
        return 0
    found = depend.owned_sequences(catalog, relid, column.attnum, depend.INTERNAL)
    return found[0] if found else 0


def _check_place(relation: PgClass, action: str, recurse: bool, recursing: bool) -> None:
    if relation.relkind == "p" and not recurse:
        what = {
            "add": "cannot add identity to a column of only the partitioned table",
            "set": "cannot change identity column of only the partitioned table",
            "drop": "cannot drop identity from a column of only the partitioned table",
        }[action]
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, what, hint="Do not specify the ONLY keyword.")
    if relation.relispartition and not recursing:
        what = {
            "add": "cannot add identity to a column of a partition",
            "set": "cannot change identity column of a partition",
            "drop": "cannot drop identity from a column of a partition",
        }[action]
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, what)


def add_identity(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ADD GENERATED ALWAYS | BY DEFAULT AS IDENTITY [(options)]."""
    ctx, relation, name = queue.ctx, queue.relation(tab), subcommand.name
    constraint = subcommand.definition["Constraint"]
    existing = column_named(ctx.catalog, tab.relid, name)
    if existing is None:
        # A system column passes here, and is refused below.
        user_column(ctx, relation, name)
        raise undefined_column(ctx, relation, name)
    cxt = start_transform(ctx, relation)
    options = tuple(constraint.get("options", ()))
    request = serial_sequence(cxt, Column(name), options, existing.atttypid, for_identity=True)
    seqid = create_owned_sequence(ctx, request)
    own_sequence(ctx, seqid, tab.relid, existing.attnum, for_identity=True)
    _set_identity(queue, relation, name, constraint["generated_when"], subcommand.recurse, False)


def _set_identity(
    queue: WorkQueue, relation: PgClass, name: str, generated: str, recurse: bool, recursing: bool
) -> None:
    """ATExecAddIdentity."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    if ctx.postgres >= 17:
        _check_place(relation, "add", recurse, recursing)
    column = user_column(ctx, relation, name)
    what = f'column "{name}" of relation "{relation.relname}"'
    problem = None
    if not column.attnotnull:
        problem = f"{what} must be declared NOT NULL before identity can be added"
    elif column.attidentity:
        problem = f"{what} is already an identity column"
    elif column.atthasdef:
        problem = f"{what} already has a default value"
    if problem is not None:
        raise PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, problem)
    catalog.pg_attribute.set(replace(column, attidentity=generated))
    if recurse and relation.relkind == "p" and ctx.postgres >= 17:
        for child in find_inheritance_children(ctx, relation.oid, queue.lockmode):
            _set_identity(queue, catalog.pg_class[child], name, generated, recurse, True)


def set_identity(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """SET GENERATED ALWAYS | BY DEFAULT, SET sequence option, RESTART."""
    ctx, relation, name = queue.ctx, queue.relation(tab), subcommand.name
    generated: list[Node] = []
    options: list[Node] = []
    for item in subcommand.definition["List"]["items"]:
        element = item["DefElem"]
        (generated if element["defname"] == "generated" else options).append(element)
    column = column_named(ctx.catalog, tab.relid, name)
    if column is None:
        user_column(ctx, relation, name)
        raise undefined_column(ctx, relation, name)
    seqid = identity_sequence(ctx, tab.relid, column.attnum)
    if seqid:
        ctx.lock(seqid, "ShareRowExclusiveLock")
        alter_sequence_options(ctx, seqid, options, for_identity=True)
    _change_identity(queue, relation, name, generated, subcommand.recurse, False)


def _change_identity(
    queue: WorkQueue, relation: PgClass, name: str, generated: list[Node], recurse: bool, recursing: bool
) -> None:
    """ATExecSetIdentity."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    if ctx.postgres >= 17:
        _check_place(relation, "set", recurse, recursing)
    if len(generated) > 1:
        raise PgError(sqlstate.SYNTAX_ERROR, "conflicting or redundant options")
    column = user_column(ctx, relation, name)
    if not column.attidentity:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'column "{name}" of relation "{relation.relname}" is not an identity column',
        )
    if not generated:
        return
    catalog.pg_attribute.set(replace(column, attidentity=chr(generated[0]["arg"]["Integer"]["ival"])))
    if recurse and relation.relkind == "p" and ctx.postgres >= 17:
        for child in find_inheritance_children(ctx, relation.oid, queue.lockmode):
            _change_identity(queue, catalog.pg_class[child], name, generated, recurse, True)


def drop_identity(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """DROP IDENTITY [IF EXISTS]."""
    drop_identity_of(
        queue, queue.relation(tab), subcommand.name, missing_ok=subcommand.missing_ok, recurse=subcommand.recurse,
        recursing=False,
    )


def drop_identity_of(
    queue: WorkQueue, relation: PgClass, name: str, *, missing_ok: bool, recurse: bool, recursing: bool
) -> None:
    """Make an identity column an ordinary one and drop its sequence (ATExecDropIdentity)."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    if ctx.postgres >= 17:
        _check_place(relation, "drop", recurse, recursing)
    column = user_column(ctx, relation, name)
    if not column.attidentity:
        message = f'column "{name}" of relation "{relation.relname}" is not an identity column'
        if not missing_ok:
            raise PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, message)
        ctx.notice(f"{message}, skipping")
        return
    seqid = 0 if recursing else identity_sequence(ctx, relation.oid, column.attnum)
    catalog.pg_attribute.set(replace(column, attidentity=""))
    if recurse and relation.relkind == "p" and ctx.postgres >= 17:
        for child in find_inheritance_children(ctx, relation.oid, queue.lockmode):
            drop_identity_of(
                queue, catalog.pg_class[child], name, missing_ok=False, recurse=recurse, recursing=True
            )
    if seqid:
        address = ObjectAddress("pg_class", seqid)
        depend.forget(catalog, address, "pg_class", depend.INTERNAL)
        perform_deletion(ctx, address)
