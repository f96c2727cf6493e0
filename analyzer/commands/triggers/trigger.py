"""CREATE TRIGGER and CREATE CONSTRAINT TRIGGER (CreateTriggerFiringOn, src/backend/commands/trigger.c)."""

from __future__ import annotations

from typing import Final

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.pg_trigger import PgTrigger
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import check_is_table, range_var_relation
from analyzer.commands.objects.support_function import require_function
from analyzer.commands.relations.permissions import is_system_class
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE, INSTEAD = 1, 2, 4, 8, 16, 32, 64
TRIGGEROID: Final = 2279


def create_trigger(ctx: Context, node: Node) -> None:
    """Run CREATE [OR REPLACE] [CONSTRAINT] TRIGGER."""
    relation = range_var_relation(ctx, node["relation"])
    assert relation is not None
    ctx.lock(relation.oid, "ShareRowExclusiveLock")
    tgtype = _type(node)
    _check_relation(ctx, node, relation, tgtype)
    constrrel = _constraint_relation(ctx, node, relation)
    address = ObjectAddress("pg_class", relation.oid)
    acl.check(ctx.catalog, address, ctx.roleid, acl.TRIGGER)
    if constrrel is not None:
        acl.check(ctx.catalog, ObjectAddress("pg_class", constrrel.oid), ctx.roleid, acl.TRIGGER)
    _check_type(node, tgtype)
    old_table, new_table = _transition_tables(ctx, node, relation, tgtype)
    qual = None
    if node.get("whenClause") is not None:
        from analyzer.analyze.rowcondition import trigger_when

        qual = trigger_when(ctx.namespace, relation.oid, node["whenClause"], tgtype)
    function = _function(ctx, node["funcname"])
    existing = ctx.catalog.pg_trigger.first("name", (relation.oid, node["trigname"]))
    if existing is not None:
        _check_replacement(node, relation, existing)
    trigger = PgTrigger(
        existing.oid if existing is not None else ctx.catalog.new_oid(),
        relation.oid,
        node["trigname"],
        function.oid,
        tgtype,
        tgconstrrelid=constrrel.oid if constrrel is not None else 0,
        tgdeferrable=bool(node.get("deferrable")),
        tginitdeferred=bool(node.get("initdeferred")),
        tgattr=_columns(ctx, node, relation),
        tgargs=tuple(item["String"].get("sval", "") for item in node.get("args", ())),
        tgqual=qual,
        tgoldtable=old_table,
        tgnewtable=new_table,
    )
    store_trigger(ctx, trigger, is_constraint=bool(node.get("isconstraint")), replaces=existing is not None)
    if relation.relkind == "p" and tgtype & ROW:
        for child in ctx.catalog.pg_inherits.find("parent", relation.oid):
            clone_trigger(
                ctx, trigger, child.inhrelid, is_constraint=bool(node.get("isconstraint")),
                replace=bool(node.get("replace")),
            )


def store_trigger(ctx: Context, trigger: PgTrigger, *, is_constraint: bool, replaces: bool = False) -> None:
    """Write a trigger's row, its constraint's if it is a constraint trigger, and its dependencies."""
    catalog = ctx.catalog
    address = ObjectAddress("pg_trigger", trigger.oid)
    table = ObjectAddress("pg_class", trigger.tgrelid)
    if replaces:
        depend.forget(catalog, address)
    if is_constraint:
        constraint = PgConstraint(
            catalog.new_oid(), trigger.tgname, catalog.pg_class[trigger.tgrelid].relnamespace, "t",
            condeferrable=trigger.tgdeferrable, condeferred=trigger.tginitdeferred, conrelid=trigger.tgrelid,
            connoinherit=True,
        )
        catalog.pg_constraint.set(constraint)
        depend.record(catalog, ObjectAddress("pg_constraint", constraint.oid), [table], depend.AUTO)
        trigger = _with_constraint(trigger, constraint.oid)
    catalog.pg_trigger.set(trigger)
    depend.record(catalog, address, [ObjectAddress("pg_proc", trigger.tgfoid)])
    constraint_address = ObjectAddress("pg_constraint", trigger.tgconstraint)
    if trigger.tgconstraint and trigger.tgisinternal:
        depend.record(catalog, address, [constraint_address], depend.INTERNAL)
    else:
        if trigger.tgconstraint:
            # A user's constraint trigger owns its constraint, not the other way round.
            depend.record(catalog, constraint_address, [address], depend.INTERNAL)
        depend.record(catalog, address, [table], depend.AUTO)
        if trigger.tgconstrrelid:
            depend.record(catalog, address, [ObjectAddress("pg_class", trigger.tgconstrrelid)], depend.AUTO)
    if trigger.tgparentid:
        depend.record(catalog, address, [ObjectAddress("pg_trigger", trigger.tgparentid)], depend.PARTITION_PRI)
        depend.record(catalog, address, [table], depend.PARTITION_SEC)
    for attnum in trigger.tgattr:
        depend.record(catalog, address, [ObjectAddress("pg_class", trigger.tgrelid, attnum)])
    if trigger.tgqual is not None:
        from analyzer.analyze.dependency import expr_dependencies

        depend.record(catalog, address, expr_dependencies(catalog, trigger.tgqual, trigger.tgrelid))


def clone_trigger(
    ctx: Context, parent: PgTrigger, relid: int, *, is_constraint: bool, replace: bool = False
) -> None:
    """Give a partition and its partitions their copies of a row trigger of the parent (CloneRowTriggersToPartition)."""
    catalog = ctx.catalog
    ctx.lock(relid, "ShareRowExclusiveLock")
    existing = catalog.pg_trigger.first("name", (relid, parent.tgname))
    if existing is not None and not (replace and not existing.tgconstraint):
        if existing.tgparentid == parent.oid:
            return
        relname = catalog.pg_class[relid].relname
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'trigger "{parent.tgname}" for relation "{relname}" already exists'
        )
    names = {column.attnum: column.attname for column in catalog.pg_attribute.find("relation", parent.tgrelid)}
    attnums = []
    for attnum in parent.tgattr:
        column = catalog.pg_attribute.first("name", (relid, names[attnum]))
        assert column is not None
        attnums.append(column.attnum)
    clone = msgspec.structs.replace(
        parent, oid=catalog.new_oid() if existing is None else existing.oid, tgrelid=relid, tgparentid=parent.oid,
        tgconstraint=0, tgattr=tuple(attnums),
    )
    store_trigger(ctx, clone, is_constraint=is_constraint, replaces=existing is not None)
    if catalog.pg_class[relid].relkind == "p":
        for child in catalog.pg_inherits.find("parent", relid):
            clone_trigger(ctx, clone, child.inhrelid, is_constraint=is_constraint, replace=replace)


def clone_row_triggers(ctx: Context, parentid: int, relid: int) -> None:
    """Give a new partition its copies of all its parent's row triggers."""
    for trigger in ctx.catalog.pg_trigger.find("relation", parentid):
        if trigger.tgtype & ROW and not trigger.tgisinternal:
            clone_trigger(ctx, trigger, relid, is_constraint=trigger.tgconstraint != 0)


def _with_constraint(trigger: PgTrigger, conoid: int) -> PgTrigger:
    return msgspec.structs.replace(trigger, tgconstraint=conoid)


def _type(node: Node) -> int:
    tgtype: int = node.get("events", 0) | node.get("timing", 0)
    return tgtype | ROW if node.get("row") else tgtype


def _check_relation(ctx: Context, node: Node, relation: PgClass, tgtype: int) -> None:
    """Refuse what the kind of relation cannot have."""
    name, kind = relation.relname, relation.relkind
    problem: str | None = None
    what = ""
    if kind in "rp":
        what = "table" if kind == "r" else "partitioned table"
        if kind == "p" and tgtype & ROW and not tgtype & (BEFORE | INSTEAD) and node.get("transitionRels"):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f'"{name}" is a partitioned table',
                detail="ROW triggers with transition tables are not supported on partitioned tables.",
            )
        if tgtype & INSTEAD:
            what, problem = "table", "Tables cannot have INSTEAD OF triggers."
    elif kind == "v":
        what = "view"
        if not tgtype & INSTEAD and tgtype & ROW:
            problem = "Views cannot have row-level BEFORE or AFTER triggers."
        elif tgtype & TRUNCATE:
            problem = "Views cannot have TRUNCATE triggers."
    elif kind == "f":
        what = "foreign table"
        if tgtype & INSTEAD:
            problem = "Foreign tables cannot have INSTEAD OF triggers."
        elif tgtype & TRUNCATE and ctx.postgres < 16:
            problem = "Foreign tables cannot have TRUNCATE triggers."
        elif node.get("isconstraint"):
            problem = "Foreign tables cannot have constraint triggers."
    else:
        check_is_table(relation, ctx.postgres)
        nouns = {"m": "materialized views", "S": "sequences", "t": "TOAST tables"}
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'relation "{name}" cannot have triggers',
            detail=f"This operation is not supported for {nouns[kind]}.",
        )
    if problem is not None:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is a {what}', detail=problem)
    if is_system_class(relation):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{name}" is a system catalog')


def _constraint_relation(ctx: Context, node: Node, relation: PgClass) -> PgClass | None:
    if not node.get("isconstraint") or node.get("constrrel") is None:
        return None
    found = range_var_relation(ctx, node["constrrel"])
    assert found is not None
    ctx.lock(found.oid, "AccessShareLock")
    return found


def _check_type(node: Node, tgtype: int) -> None:
    if tgtype & ROW and tgtype & TRUNCATE:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "TRUNCATE FOR EACH ROW triggers are not supported")
    if tgtype & INSTEAD:
        if not tgtype & ROW:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "INSTEAD OF triggers must be FOR EACH ROW")
        if node.get("whenClause") is not None:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "INSTEAD OF triggers cannot have WHEN conditions")
        if node.get("columns"):
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "INSTEAD OF triggers cannot have column lists")


def _transition_tables(
    ctx: Context, node: Node, relation: PgClass, tgtype: int
) -> tuple[str | None, str | None]:
    """Return the names of OLD TABLE and NEW TABLE after the server's checks."""
    old = new = None
    for item in node.get("transitionRels", ()):
        transition = item["TriggerTransition"]
        if not transition.get("isTable"):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "ROW variable naming in the REFERENCING clause is not supported",
                hint="Use OLD TABLE or NEW TABLE for naming transition tables.",
            )
        if relation.relkind in "fv":
            what, plural = ("foreign table", "foreign tables") if relation.relkind == "f" else ("view", "views")
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is a {what}',
                detail=f"Triggers on {plural} cannot have transition tables.",
            )
        if tgtype & ROW and ctx.catalog.pg_inherits.has("child", relation.oid):
            where = "partitions" if relation.relispartition else "inheritance children"
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f"ROW triggers with transition tables are not supported on {where}",
            )
        if tgtype & (BEFORE | INSTEAD):
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION, "transition table name can only be specified for an AFTER trigger"
            )
        if tgtype & TRUNCATE:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "TRUNCATE triggers with transition tables are not supported"
            )
        events = bool(tgtype & INSERT) + bool(tgtype & UPDATE) + bool(tgtype & DELETE)
        if events != 1:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "transition tables cannot be specified for triggers with more than one event",
            )
        if node.get("columns"):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "transition tables cannot be specified for triggers with column lists"
            )
        if transition.get("isNew"):
            if not tgtype & (INSERT | UPDATE):
                raise PgError(
                    sqlstate.INVALID_OBJECT_DEFINITION,
                    "NEW TABLE can only be specified for an INSERT or UPDATE trigger",
                )
            if new is not None:
                raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "NEW TABLE cannot be specified multiple times")
            new = transition["name"]
        else:
            if not tgtype & (DELETE | UPDATE):
                raise PgError(
                    sqlstate.INVALID_OBJECT_DEFINITION,
                    "OLD TABLE can only be specified for a DELETE or UPDATE trigger",
                )
            if old is not None:
                raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "OLD TABLE cannot be specified multiple times")
            old = transition["name"]
    if old is not None and old == new:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "OLD TABLE name and NEW TABLE name cannot be the same"
        )
    return old, new


def _function(ctx: Context, names: list[Node]) -> PgProc:
    """Return the trigger function; it takes no arguments, returns trigger, and the role may execute it."""
    found = require_function(ctx.namespace, names, ())
    acl.check(ctx.catalog, ObjectAddress("pg_proc", found.oid), ctx.roleid, acl.EXECUTE)
    if found.prorettype != TRIGGEROID:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, f"function {name_list_to_string(names)} must return type trigger"
        )
    return found


def _check_replacement(node: Node, relation: PgClass, existing: PgTrigger) -> None:
    name = node["trigname"]
    if not node.get("replace"):
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'trigger "{name}" for relation "{relation.relname}" already exists'
        )
    if existing.tgisinternal or existing.tgparentid:
        raise PgError(
            sqlstate.DUPLICATE_OBJECT,
            f'trigger "{name}" for relation "{relation.relname}" is an internal or a child trigger',
        )
    if existing.tgconstraint:
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'trigger "{name}" for relation "{relation.relname}" is a constraint trigger'
        )


def _columns(ctx: Context, node: Node, relation: PgClass) -> tuple[int, ...]:
    attnums: list[int] = []
    for item in node.get("columns", ()):
        name = item["String"]["sval"]
        column = ctx.catalog.pg_attribute.first("name", (relation.oid, name))
        if column is None or column.attisdropped:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'column "{name}" of relation "{relation.relname}" does not exist',
                missing=("column", None, f"{relation.relname}.{name}"),
            )
        if column.attnum in attnums:
            raise PgError(sqlstate.DUPLICATE_COLUMN, f'column "{name}" specified more than once')
        attnums.append(column.attnum)
    return tuple(attnums)
