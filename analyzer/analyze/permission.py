"""May the current role run this query (ExecCheckPermissions, src/backend/executor/execMain.c; function calls: execExpr.c)."""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.exprs import Aggref, Expr, FuncExpr, Query, RangeTblEntry, WindowFunc, nodes
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import PgError

_WHOLE_TABLE: Final = ~(acl.SELECT | acl.INSERT | acl.UPDATE)


def check_query_permissions(ns: Namespace, query: Query) -> None:
    """Raise 42501 unless the role may use every relation, column and function of the query.

    What a view's own query needs is checked as the view's owner, unless the view is a security invoker.
    """
    _check(ns, query, ns.roleid)


def check_function_permissions(ns: Namespace, expr: Expr | None) -> None:
    """Raise 42501 unless the role may execute every function that an expression calls."""
    for node in nodes(expr):
        _check_function(ns, node, ns.roleid)


def _check(ns: Namespace, query: Query, roleid: int) -> None:
    for node in nodes(query):
        if isinstance(node, RangeTblEntry):
            if node.rtekind == "relation" and node.required_perms:
                check_entry(ns, node, node.check_as_user or roleid)
        else:
            _check_function(ns, node, roleid)


def _check_function(ns: Namespace, node: Expr, roleid: int) -> None:
    if isinstance(node, FuncExpr):
        funcid = node.funcid
    elif isinstance(node, Aggref):
        funcid = node.aggfnoid
    elif isinstance(node, WindowFunc):
        funcid = node.winfnoid
    else:
        return
    proc = ns.catalog.pg_proc.get(funcid)
    if proc is not None and proc.proacl is not None:
        acl.check(ns.catalog, ObjectAddress("pg_proc", funcid), roleid, acl.EXECUTE)


def check_entry(ns: Namespace, rte: RangeTblEntry, roleid: int) -> None:
    """Raise 42501 unless the role has an entry's privileges on its table or on the columns used (ExecCheckOneRelPerms)."""
    catalog = ns.catalog
    address = ObjectAddress("pg_class", rte.relid)
    missing = rte.required_perms & ~acl.privileges(catalog, address, roleid, rte.required_perms)
    if not missing:
        return
    denied = PgError(
        sqlstate.INSUFFICIENT_PRIVILEGE,
        f"permission denied for {acl.object_noun(catalog, address)} {acl.object_name(catalog, address)}",
    )
    if missing & _WHOLE_TABLE:
        raise denied
    for bit, columns in (
        (acl.SELECT, rte.selected_cols), (acl.INSERT, rte.inserted_cols), (acl.UPDATE, rte.updated_cols)
    ):
        if missing & bit and not _columns_allowed(ns, rte.relid, columns, roleid, bit):
            raise denied


def _columns_allowed(ns: Namespace, relid: int, columns: tuple[int, ...], roleid: int, bit: int) -> bool:
    catalog = ns.catalog
    live = [c.attnum for c in catalog.pg_attribute.find("relation", relid) if c.attnum > 0 and not c.attisdropped]
    if not columns:
        # A query that names no column (SELECT count(*)) needs the privilege on any of them.
        return any(acl.column_privileges(catalog, relid, attnum, roleid, bit) for attnum in live)
    for attnum in columns:
        wanted = live if attnum == 0 else [attnum]
        if not all(acl.column_privileges(catalog, relid, each, roleid, bit) for each in wanted):
            return False
    return True
