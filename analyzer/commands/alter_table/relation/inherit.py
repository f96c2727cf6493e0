"""ALTER TABLE ... INHERIT and NO INHERIT (ATExecAddInherit, CreateInheritance, RemoveInheritance;
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_all_inheritors
from analyzer.commands.constraints.constraint import table_constraints
from analyzer.commands.constraints.not_null import find_not_null_constraint
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.attribute import column_named, live_columns
from analyzer.commands.relations.attribute_map import map_by_name, map_variable_attnos
from analyzer.commands.relations.inheritance import store_single_inheritance
from analyzer.commands.relations.permissions import simple_permissions
from analyzer.errors import PgError


def _wrong(message: str) -> PgError:
    return PgError(sqlstate.WRONG_OBJECT_TYPE, message)


def _mismatch(message: str) -> PgError:
    return PgError(sqlstate.DATATYPE_MISMATCH, message)


def prepare_add_inherit(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """ATPrepAddInherit."""
    relation = queue.relation(tab)
    if relation.reloftype:
        raise _wrong("cannot change inheritance of typed table")
    if relation.relispartition:
        raise _wrong("cannot change inheritance of a partition")
    if relation.relkind == "p":
        raise _wrong("cannot change inheritance of partitioned table")


def add_inherit(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """INHERIT parent."""
    ctx, child = queue.ctx, queue.relation(tab)
    parent = range_var_relation(ctx, subcommand.definition, table=True)
    assert parent is not None
    ctx.lock(parent.oid, "ShareUpdateExclusiveLock")
    simple_permissions(ctx, parent, "rf", "INHERIT")
    if parent.relpersistence == "t" and child.relpersistence != "t":
        raise _wrong(f'cannot inherit from temporary relation "{parent.relname}"')
    if parent.relkind == "p":
        raise _wrong(f'cannot inherit from partitioned table "{parent.relname}"')
    if parent.relispartition:
        raise _wrong("cannot inherit from a partition")
    check_not_circular(ctx, parent, child)
    check_triggers(ctx.catalog, child, "an inheritance child", "in inheritance hierarchies")
    create_inheritance(ctx, child, parent)


def check_not_circular(ctx: Context, parent: PgClass, child: PgClass, lockmode: str | None = None) -> None:
    """Raise 42P07 if the parent to be is a descendant of the child to be."""
    if parent.oid in find_all_inheritors(ctx, child.oid, lockmode):
        raise PgError(
            sqlstate.DUPLICATE_TABLE,
            "circular inheritance not allowed",
            detail=f'"{parent.relname}" is already a child of "{child.relname}".',
        )


def check_triggers(catalog: Catalog, relation: PgClass, role: str, where: str) -> None:
    """Raise 0A000 for a row trigger with transition tables (FindTriggerIncompatibleWithInheritance)."""
    for trigger in sorted(catalog.pg_trigger.find("relation", relation.oid), key=lambda t: t.tgname):
        if trigger.tgtype & 1 and (trigger.tgoldtable or trigger.tgnewtable):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f'trigger "{trigger.tgname}" prevents table "{relation.relname}" from becoming {role}',
                detail=f"ROW triggers with transition tables are not supported {where}.",
            )


def create_inheritance(ctx: Context, child: PgClass, parent: PgClass, *, is_partition: bool = False) -> None:
    """Make a table a child of another: its columns and constraints must include the parent's (CreateInheritance)."""
    catalog = ctx.catalog
    seqno = 0
    for row in catalog.pg_inherits.find("child", child.oid):
        if row.inhparent == parent.oid:
            raise PgError(
                sqlstate.DUPLICATE_TABLE, f'relation "{parent.relname}" would be inherited from more than once'
            )
        seqno = max(seqno, row.inhseqno)
    _merge_attributes(ctx, child, parent, is_partition)
    _merge_constraints(ctx, child, parent)
    store_single_inheritance(catalog, child.oid, parent.oid, seqno + 1, is_partition=parent.relkind == "p")


def _merge_attributes(ctx: Context, child: PgClass, parent: PgClass, is_partition: bool) -> None:
    """MergeAttributesIntoExisting."""
    catalog = ctx.catalog
    for wanted in live_columns(catalog, parent.oid):
        name = wanted.attname
        column = column_named(catalog, child.oid, name)
        if column is None:
            raise _mismatch(f'child table is missing column "{name}"')
        if (wanted.atttypid, wanted.atttypmod) != (column.atttypid, column.atttypmod):
            raise _mismatch(f'child table "{child.relname}" has different type for column "{name}"')
        if wanted.attcollation != column.attcollation:
            raise PgError(
                sqlstate.COLLATION_MISMATCH,
                f'child table "{child.relname}" has different collation for column "{name}"',
            )
        _check_not_null(ctx, child, parent, wanted.attnum, column.attnum, name)
        if wanted.attgenerated and not column.attgenerated:
            raise _mismatch(f'column "{name}" in child table must be a generated column')
        if column.attgenerated and not wanted.attgenerated:
            raise _mismatch(f'column "{name}" in child table must not be a generated column')
        if column.attgenerated and wanted.attgenerated != column.attgenerated:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION,
                f'column "{name}" inherits from generated column of different kind',
                detail=f"Parent column is {_generated(wanted.attgenerated)}, child column is "
                f"{_generated(column.attgenerated)}.",
            )
        changed = replace(column, attinhcount=column.attinhcount + 1)
        if is_partition and ctx.postgres >= 17:
            changed = replace(changed, attidentity=wanted.attidentity)
        if parent.relkind == "p":
            changed = replace(changed, attislocal=False)
        catalog.pg_attribute.set(changed)


def _generated(kind: str) -> str:
    return "STORED" if kind == "s" else "VIRTUAL"


def _check_not_null(ctx: Context, child: PgClass, parent: PgClass, wanted: int, attnum: int, name: str) -> None:
    catalog = ctx.catalog
    parent_column, column = catalog.pg_attribute[(parent.oid, wanted)], catalog.pg_attribute[(child.oid, attnum)]
    if not parent_column.attnotnull or column.attnotnull:
        return
    if ctx.postgres >= 18:
        constraint = find_not_null_constraint(catalog, parent.oid, wanted)
        if constraint is None or constraint.connoinherit:
            return
        raise _mismatch(f'column "{name}" in child table "{child.relname}" must be marked NOT NULL')
    raise _mismatch(f'column "{name}" in child table must be marked NOT NULL')


def _merge_constraints(ctx: Context, child: PgClass, parent: PgClass) -> None:
    """MergeConstraintsIntoExisting."""
    catalog = ctx.catalog
    kinds = "cn" if ctx.postgres >= 18 else "c"
    wanted = [c for kind in kinds for c in table_constraints(catalog, parent.oid, kind)]
    for constraint in sorted(wanted, key=lambda c: c.conname.encode()):
        if constraint.connoinherit:
            continue
        own = _same_constraint(catalog, child, parent, constraint)
        if own is None:
            if constraint.contype == "n":
                assert constraint.conkey is not None
                name = catalog.pg_attribute[(parent.oid, constraint.conkey[0])].attname
                raise _mismatch(f'column "{name}" in child table "{child.relname}" must be marked NOT NULL')
            raise _mismatch(f'child table is missing constraint "{constraint.conname}"')
        if constraint.contype == "c" and not _equivalent(catalog, child, parent, constraint, own):
            raise _mismatch(
                f'child table "{child.relname}" has different definition for check constraint "{constraint.conname}"'
            )
        where = f'on child table "{child.relname}"'
        for conflict, kind in (
            (own.connoinherit, "non-inherited"),
            (constraint.convalidated and own.conenforced and not own.convalidated, "NOT VALID"),
            (constraint.conenforced and not own.conenforced, "NOT ENFORCED"),
        ):
            if conflict:
                raise PgError(
                    sqlstate.INVALID_OBJECT_DEFINITION,
                    f'constraint "{own.conname}" conflicts with {kind} constraint {where}',
                )
        changed = replace(own, coninhcount=own.coninhcount + 1)
        if parent.relkind == "p":
            changed = replace(changed, conislocal=False)
        catalog.pg_constraint.set(changed)


def _same_constraint(
    catalog: Catalog, child: PgClass, parent: PgClass, constraint: PgConstraint
) -> PgConstraint | None:
    if constraint.contype == "n":
        assert constraint.conkey is not None
        column = column_named(catalog, child.oid, catalog.pg_attribute[(parent.oid, constraint.conkey[0])].attname)
        return None if column is None else find_not_null_constraint(catalog, child.oid, column.attnum)
    found = catalog.pg_constraint.first("name", (child.oid, constraint.conname))
    return found if found is not None and found.contype == "c" else None


def _equivalent(
    catalog: Catalog, child: PgClass, parent: PgClass, one: PgConstraint, other: PgConstraint
) -> bool:
    """constraints_equivalent: the server compares their SQL text; here the parent's is put in the child's column
    numbers.
    """
    if (one.condeferrable, one.condeferred) != (other.condeferrable, other.condeferred):
        return False
    mapped, _ = map_variable_attnos(one.conbin, map_by_name(catalog, parent.oid, child.oid))
    return bool(mapped == other.conbin)


def drop_inherit(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """NO INHERIT parent."""
    ctx, child = queue.ctx, queue.relation(tab)
    if child.relispartition:
        raise _wrong("cannot change inheritance of a partition")
    parent = range_var_relation(ctx, subcommand.definition, table=True)
    assert parent is not None
    remove_inheritance(ctx, child, parent)


def remove_inheritance(ctx: Context, child: PgClass, parent: PgClass) -> None:
    """End the inheritance: what was inherited becomes the child's own (RemoveInheritance)."""
    catalog = ctx.catalog
    partitioned = parent.relkind == "p"
    if catalog.pg_inherits.get((child.oid, parent.oid)) is None:
        if partitioned:
            message = f'relation "{child.relname}" is not a partition of relation "{parent.relname}"'
        else:
            message = f'relation "{parent.relname}" is not a parent of relation "{child.relname}"'
        raise PgError(sqlstate.UNDEFINED_TABLE, message)
    catalog.pg_inherits.delete((child.oid, parent.oid))
    for column in live_columns(catalog, child.oid):
        if column.attinhcount > 0 and column_named(catalog, parent.oid, column.attname) is not None:
            left = column.attinhcount - 1
            catalog.pg_attribute.set(replace(column, attinhcount=left, attislocal=column.attislocal or left == 0))
    for constraint in _inherited_from(ctx, child, parent):
        left = constraint.coninhcount - 1
        catalog.pg_constraint.set(
            replace(constraint, coninhcount=left, conislocal=constraint.conislocal or left == 0)
        )
    deptype = "a" if partitioned else "n"
    catalog.pg_depend.delete(("pg_class", child.oid, 0, "pg_class", parent.oid, 0, deptype))


def _inherited_from(ctx: Context, child: PgClass, parent: PgClass) -> list[PgConstraint]:
    catalog = ctx.catalog
    names = {c.conname for c in table_constraints(catalog, parent.oid, "c")}
    found = [c for c in table_constraints(catalog, child.oid, "c") if c.conname in names and c.coninhcount > 0]
    if ctx.postgres < 18:
        return found
    columns = {
        catalog.pg_attribute[(parent.oid, c.conkey[0])].attname
        for c in table_constraints(catalog, parent.oid, "n")
        if c.conkey and not c.connoinherit
    }
    for constraint in table_constraints(catalog, child.oid, "n"):
        if not constraint.conkey or constraint.coninhcount <= 0:
            continue
        if catalog.pg_attribute[(child.oid, constraint.conkey[0])].attname in columns:
            found.append(constraint)
    return found
