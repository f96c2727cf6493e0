"""What Supabase's supautils adds to PostgreSQL's checks of ownership (policy_grants.c, drop_trigger_grants.c)."""

from __future__ import annotations

from typing import Any, Final

from analyzer.baseline import supabase
from analyzer.catalog import acl
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.tree.names import strings

_GRANTED: Final = frozenset({"OBJECT_POLICY", "OBJECT_TRIGGER"})


def applies(ctx: Context) -> bool:
    """Tell whether supautils' grants apply to the current role: on the platform, to role postgres, not to a
    superuser.
    """
    if ctx.session.platform != "supabase" or acl.is_superuser(ctx.catalog, ctx.roleid):
        return False
    return acl.role_name(ctx.catalog, ctx.roleid) == supabase.PRIVILEGED_ROLE


def may_manage_table(ctx: Context, relation: PgClass) -> bool:
    """Tell whether the current role may manage the table's policies and drop its triggers without owning it."""
    if not applies(ctx):
        return False
    schema = ctx.catalog.pg_namespace[relation.relnamespace].nspname
    return supabase.may_manage_table(supabase.PRIVILEGED_ROLE, schema, relation.relname)


def lock_managed_tables(ctx: Context, target: tuple[str | None, str] | None) -> None:
    """State the locks that supautils takes for a policy statement or DROP TRIGGER: on every table of its list that
    exists,
    until it comes to the statement's own.
    """
    if not applies(ctx):
        return
    wanted = ctx.namespace.relation(*target, missing_ok=True) if target is not None else None
    for schema, name in supabase.locked_tables():
        namespace = ctx.catalog.pg_namespace.first("name", schema)
        found = ctx.catalog.pg_class.first("name", (name, namespace.oid)) if namespace is not None else None
        if found is not None:
            ctx.lock(found.oid, "AccessExclusiveLock")
            if wanted is not None and wanted.oid == found.oid:
                return


def may_manage_extension(ctx: Context, name: str) -> bool:
    """Tell whether the current role may alter, comment on and drop the extension without owning it."""
    return applies(ctx) and supabase.is_privileged_extension(name)


def is_granted(ctx: Context, objtype: str, relation: PgClass) -> bool:
    """Tell whether DROP of such an object of the relation is the current role's without owning it."""
    return objtype in _GRANTED and may_manage_table(ctx, relation)


def lock_granted_tables(ctx: Context, objtype: str, node: Any, *, statement: str = "DROP") -> None:
    """`lock_managed_tables` for DROP POLICY, DROP TRIGGER and COMMENT ON POLICY, whose node lists the names of
    relation and object.
    """
    if objtype not in _GRANTED or (statement == "COMMENT" and objtype != "OBJECT_POLICY"):
        return
    parts = strings(node["List"]["items"])[:-1]
    target = (parts[-2] if len(parts) > 1 else None, parts[-1]) if parts else None
    if target is not None and applies(ctx):
        # It looks the table up without IF EXISTS in mind, so that DROP POLICY IF EXISTS fails for an absent table.
        ctx.namespace.relation(*target, schema_missing_ok=False)
    lock_managed_tables(ctx, target)
