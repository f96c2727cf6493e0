"""ALTER FUNCTION, PROCEDURE and ROUTINE with options (AlterFunction, src/backend/commands/functioncmds.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze.func import lookup_function_with_args
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.commands.objects.parameters import apply_config
from analyzer.commands.routines.options import Options, read_options
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


def alter_function(ctx: Context, node: Node) -> None:
    """Run ALTER FUNCTION f(...) with volatility, STRICT, SECURITY, SET and the like."""
    proc = lookup_function_with_args(ctx.namespace, node["func"], node["objtype"])
    assert proc is not None
    address = ObjectAddress("pg_proc", proc.oid)
    acl.check_owner(ctx.catalog, address, ctx.roleid)
    if proc.prokind == "a":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'"{name_list_to_string(node["func"]["objname"])}" is an aggregate function'
        )
    actions = node.get("actions", [])
    plain = [item for item in actions if item["DefElem"]["defname"] != "set"]
    options = read_options(ctx, plain, Options(), is_procedure=proc.prokind == "p")
    given = options.given
    changes: dict[str, Any] = {}
    if "volatility" in given:
        changes["provolatile"] = options.volatility
    if "strict" in given:
        changes["proisstrict"] = options.strict
    if "security" in given:
        changes["prosecdef"] = options.security
    if "leakproof" in given:
        if options.leakproof and not acl.is_superuser(ctx.catalog, ctx.roleid):
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "only superuser can define a leakproof function")
        changes["proleakproof"] = options.leakproof
    if "cost" in given:
        changes["procost"] = options.cost
    if "rows" in given:
        if not proc.proretset:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, "ROWS is not applicable when function does not return a set"
            )
        changes["prorows"] = options.rows
    if "support" in given:
        changes["prosupport"] = options.support
        depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", options.support)])
    if "parallel" in given:
        changes["proparallel"] = options.parallel
    config = [item["DefElem"]["arg"]["VariableSetStmt"] for item in actions if item["DefElem"]["defname"] == "set"]
    if config:
        changes["proconfig"] = apply_config(ctx, proc.proconfig, config)
    ctx.catalog.pg_proc.set(msgspec.structs.replace(proc, **changes))
