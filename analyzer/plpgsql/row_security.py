"""Whether row-level security stands between a role and a table's rows (check_enable_rls, utils/misc/rls.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog import acl

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.commands.context import Context


def row_security_applies(ctx: Context, relation: PgClass) -> bool:
    """Tell whether policies stand between the current role and the table's rows."""
    if not relation.relrowsecurity or acl.is_superuser(ctx.catalog, ctx.roleid):
        return False
    if ctx.catalog.pg_authid[ctx.roleid].rolbypassrls:
        return False
    owner = acl.has_privs_of_role(ctx.catalog, ctx.roleid, relation.relowner)
    return not owner or relation.relforcerowsecurity
