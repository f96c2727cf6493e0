"""ALTER TRIGGER, RULE and POLICY ... RENAME TO (renametrig, src/backend/commands/trigger.c; rename_policy, policy.c;
RenameRewriteRule, src/backend/rewrite/rewriteDefine.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_trigger import PgTrigger
from analyzer.commands.alter_table.recursion import find_all_inheritors, partition_parent
from analyzer.commands.context import Context
from analyzer.commands.objects import platform
from analyzer.commands.objects.address import object_of_relation
from analyzer.commands.objects.check_ownership import must_be_owner
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.inheritance import children
from analyzer.commands.relations.permissions import NOT_SUPPORTED, check_not_system, owner_noun
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def _relation(ctx: Context, node: Node) -> PgClass:
    relation = range_var_relation(ctx, node["relation"])
    assert relation is not None
    return relation


def _check_owner(ctx: Context, relation: PgClass) -> None:
    if not acl.is_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid):
        raise must_be_owner(owner_noun(relation.relkind), relation.relname)


def _not_supported(relation: PgClass, what: str) -> PgError:
    return PgError(
        sqlstate.WRONG_OBJECT_TYPE,
        f'relation "{relation.relname}" cannot have {what}',
        detail=f"This operation is not supported for {NOT_SUPPORTED[relation.relkind]}.",
    )


def rename_trigger(ctx: Context, node: Node) -> None:
    """ALTER TRIGGER a ON table RENAME TO b, the clones on partitions too."""
    catalog, old, new = ctx.catalog, node["subname"], node["newname"]
    relation = _relation(ctx, node)
    if relation.relkind not in "rvfp":
        raise _not_supported(relation, "triggers")
    _check_owner(ctx, relation)
    check_not_system(relation, relation.relname)
    ctx.lock(relation.oid, "AccessExclusiveLock")
    if relation.relkind == "p":
        find_all_inheritors(ctx, relation.oid, "AccessExclusiveLock")
    found = object_of_relation(ctx, "OBJECT_TRIGGER", relation, old)
    assert found is not None
    trigger = catalog.pg_trigger[found.address.objid]
    if trigger.tgparentid:
        parent = partition_parent(catalog, relation.oid)
        assert parent is not None
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f'cannot rename trigger "{old}" on table "{relation.relname}"',
            hint=f'Rename the trigger on the partitioned table "{catalog.pg_class[parent].relname}" instead.',
        )
    _rename_one(ctx, relation, trigger, new, old)


def _rename_one(ctx: Context, relation: PgClass, trigger: PgTrigger, new: str, expected: str) -> None:
    """renametrig_internal and renametrig_partition."""
    catalog = ctx.catalog
    if trigger.tgname != new:
        if catalog.pg_trigger.has("name", (relation.oid, new)):
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'trigger "{new}" for relation "{relation.relname}" already exists'
            )
        if trigger.tgname != expected:
            ctx.notice(f'renamed trigger "{trigger.tgname}" on relation "{relation.relname}"')
        catalog.pg_trigger.set(replace(trigger, tgname=new))
    if relation.relkind != "p":
        return
    for partition in children(catalog, relation.oid):
        for clone in catalog.pg_trigger.find("relation", partition):
            if clone.tgparentid == trigger.oid:
                _rename_one(ctx, catalog.pg_class[partition], clone, new, expected)


def rename_policy(ctx: Context, node: Node) -> None:
    """ALTER POLICY a ON table RENAME TO b."""
    catalog, old, new = ctx.catalog, node["subname"], node["newname"]
    rangevar = node["relation"]
    platform.lock_managed_tables(ctx, (rangevar.get("schemaname"), rangevar["relname"]))
    relation = _relation(ctx, node)
    if not platform.may_manage_table(ctx, relation):
        _check_owner(ctx, relation)
        check_not_system(relation, relation.relname)
    if relation.relkind not in "rp":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not a table')
    ctx.lock(relation.oid, "AccessExclusiveLock")
    if catalog.pg_policy.has("name", (relation.oid, new)):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'policy "{new}" for table "{relation.relname}" already exists')
    found = object_of_relation(ctx, "OBJECT_POLICY", relation, old)
    assert found is not None
    catalog.pg_policy.set(replace(catalog.pg_policy[found.address.objid], polname=new))


def rename_rule(ctx: Context, node: Node) -> None:
    """ALTER RULE a ON table RENAME TO b."""
    catalog, old, new = ctx.catalog, node["subname"], node["newname"]
    relation = _relation(ctx, node)
    if relation.relkind not in "rvp":
        raise _not_supported(relation, "rules")
    check_not_system(relation, relation.relname)
    _check_owner(ctx, relation)
    ctx.lock(relation.oid, "AccessExclusiveLock")
    found = object_of_relation(ctx, "OBJECT_RULE", relation, old)
    assert found is not None
    if catalog.pg_rewrite.has("name", (relation.oid, new)):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'rule "{new}" for relation "{relation.relname}" already exists')
    rule = catalog.pg_rewrite[found.address.objid]
    if rule.ev_type == "1":
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "renaming an ON SELECT rule is not allowed")
    catalog.pg_rewrite.set(replace(rule, rulename=new))
