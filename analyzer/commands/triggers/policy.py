"""CREATE POLICY and ALTER POLICY (src/backend/commands/policy.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_policy import PgPolicy
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.objects.ownership import forget_roles, record_policy_roles
from analyzer.commands.objects.platform import lock_managed_tables, may_manage_table
from analyzer.commands.relations.permissions import is_system_class
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_COMMANDS = {"all": "*", "select": "r", "insert": "a", "update": "w", "delete": "d"}


def create_policy(ctx: Context, node: Node) -> None:
    """Run CREATE POLICY."""
    command = _COMMANDS[node["cmd_name"]]
    if command in "rd" and node.get("with_check") is not None:
        raise PgError(sqlstate.SYNTAX_ERROR, "WITH CHECK cannot be applied to SELECT or DELETE")
    if command == "a" and node.get("qual") is not None:
        raise PgError(sqlstate.SYNTAX_ERROR, "only WITH CHECK expression allowed for INSERT")
    roles = _roles(ctx, node.get("roles", ()))
    relation = policy_relation(ctx, node["table"])
    lock_managed_tables(ctx, (node["table"].get("schemaname"), relation.relname))
    ctx.lock(relation.oid, "AccessExclusiveLock")
    qual = _expression(ctx, relation, node.get("qual"))
    with_check = _expression(ctx, relation, node.get("with_check"))
    name = node["policy_name"]
    if ctx.catalog.pg_policy.has("name", (relation.oid, name)):
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'policy "{name}" for table "{relation.relname}" already exists'
        )
    policy = PgPolicy(
        ctx.catalog.new_oid(), name, relation.oid, command, bool(node.get("permissive")), roles, qual, with_check
    )
    ctx.catalog.pg_policy.set(policy)
    _record_dependencies(ctx, policy)


def alter_policy(ctx: Context, node: Node) -> None:
    """Run ALTER POLICY ... [TO ...] [USING ...] [WITH CHECK ...]; RENAME is RenameStmt."""
    roles = _roles(ctx, node["roles"]) if node.get("roles") else None
    relation = policy_relation(ctx, node["table"])
    lock_managed_tables(ctx, (node["table"].get("schemaname"), relation.relname))
    ctx.lock(relation.oid, "AccessExclusiveLock")
    qual = _expression(ctx, relation, node.get("qual"))
    with_check = _expression(ctx, relation, node.get("with_check"))
    name = node["policy_name"]
    policy = ctx.catalog.pg_policy.first("name", (relation.oid, name))
    if policy is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'policy "{name}" for table "{relation.relname}" does not exist',
            missing=("policy", None, f"{name} on {relation.relname}"),
        )
    if policy.polcmd in "rd" and node.get("with_check") is not None:
        raise PgError(sqlstate.SYNTAX_ERROR, "only USING expression allowed for SELECT, DELETE")
    if policy.polcmd == "a" and node.get("qual") is not None:
        raise PgError(sqlstate.SYNTAX_ERROR, "only WITH CHECK expression allowed for INSERT")
    changes: dict[str, Any] = {}
    if roles is not None:
        changes["polroles"] = roles
    if qual is not None:
        changes["polqual"] = qual
    if with_check is not None:
        changes["polwithcheck"] = with_check
    policy = msgspec.structs.replace(policy, **changes)
    ctx.catalog.pg_policy.set(policy)
    address = ObjectAddress("pg_policy", policy.oid)
    depend.forget(ctx.catalog, address)
    forget_roles(ctx.catalog, address, "r")
    _record_dependencies(ctx, policy)


def policy_relation(ctx: Context, rangevar: Node) -> PgClass:
    """Return the table a policy statement names; it must be the role's own and a table (RangeVarCallbackForPolicy)."""
    relation = range_var_relation(ctx, rangevar)
    assert relation is not None
    if not may_manage_table(ctx, relation):
        acl.check_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)
    if is_system_class(relation):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{relation.relname}" is a system catalog'
        )
    if relation.relkind not in "rp":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not a table')
    return relation


def _roles(ctx: Context, specs: list[Node]) -> tuple[int, ...]:
    """Return the roles' oids, 0 for PUBLIC, which stands alone (policy_role_list_to_array)."""
    if not specs:
        return (acl.PUBLIC,)
    roles: list[int] = []
    for spec in specs:
        if spec["RoleSpec"]["roletype"] == "ROLESPEC_PUBLIC":
            if len(specs) > 1:
                ctx.notice("ignoring specified roles other than PUBLIC", severity="WARNING",
                           sqlstate=sqlstate.INVALID_PARAMETER_VALUE)
            return (acl.PUBLIC,)
        roles.append(role_oid(ctx, spec))
    return tuple(roles)


def _expression(ctx: Context, relation: PgClass, node: Node | None) -> Any:
    if node is None:
        return None
    from analyzer.analyze.rowcondition import policy_expr

    return policy_expr(ctx.namespace, relation.oid, node)


def _record_dependencies(ctx: Context, policy: PgPolicy) -> None:
    from analyzer.analyze.dependency import expr_dependencies

    address = ObjectAddress("pg_policy", policy.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_class", policy.polrelid)], depend.AUTO)
    for expr in (policy.polqual, policy.polwithcheck):
        if expr is not None:
            depend.record(ctx.catalog, address, expr_dependencies(ctx.catalog, expr, policy.polrelid))
    record_policy_roles(ctx, address, policy.polroles)
