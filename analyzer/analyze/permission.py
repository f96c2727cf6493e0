"""Whether the current role may run a query: tables, columns, views' tables as their owner, functions (executor/execMain.c)."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.analyze import lsyscache, mutability
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.errors import PgError
from analyzer import sqlstate


def check_query_permissions(ns: Namespace, query: e.Query) -> None:
    """Raise 42501 for the first relation or function of the query that the role may not use (ExecCheckPermissions)."""
    catalog = ns.catalog
    if acl.is_superuser(catalog, ns.roleid):
        return
    for entry, role in _entries(catalog, query, ns.roleid, 0):
        if entry.rtekind == "relation":
            _check_entry(catalog, entry, role)
    _check_functions(catalog, query, ns.roleid)


def _entries(catalog: Catalog, query: e.Query, role: int, depth: int) -> Iterator[tuple[e.RangeTblEntry, int]]:
    """Yield every relation of a query and of the views in it, with the role that must have the privileges."""
    if depth > 64:
        return
    for node in e.nodes(query):
        if type(node) is not e.RangeTblEntry:
            continue
        yield node, role
        if node.rtekind == "relation" and node.relkind == "v":
            yield from _view_entries(catalog, node.relid, role, depth)


def _view_entries(catalog: Catalog, relid: int, role: int, depth: int) -> Iterator[tuple[e.RangeTblEntry, int]]:
    view = catalog.pg_class.get(relid)
    rule = catalog.pg_rewrite.first("name", (relid, "_RETURN"))
    if view is None or rule is None or not rule.ev_action or type(rule.ev_action[0]) is not e.Query:
        return
    invoker = any(
        option.lower() in ("security_invoker=true", "security_invoker=on", "security_invoker=1", "security_invoker=yes")
        for option in view.reloptions or ()
    )
    yield from _entries(catalog, rule.ev_action[0], role if invoker else view.relowner, depth + 1)


def _check_entry(catalog: Catalog, entry: e.RangeTblEntry, role: int) -> None:
    # ExecCheckOneRelPerms
    required = entry.required_perms
    if not required or acl.is_superuser(catalog, role):
        return
    address = ObjectAddress("pg_class", entry.relid)
    missing = required & ~acl.privileges(catalog, address, role, required)
    if not missing:
        return
    by_column = acl.SELECT | acl.INSERT | acl.UPDATE
    if missing & ~by_column:
        raise _denied(catalog, entry.relid)
    for privilege, columns in (
        (acl.SELECT, entry.selected_cols), (acl.INSERT, entry.inserted_cols), (acl.UPDATE, entry.updated_cols),
    ):
        if missing & privilege and not _columns_allowed(catalog, entry.relid, role, privilege, columns):
            raise _denied(catalog, entry.relid)


def _columns_allowed(catalog: Catalog, relid: int, role: int, privilege: int, columns: tuple[int, ...]) -> bool:
    live = [column.attnum for column in lsyscache.columns_of(catalog, relid) if not column.attisdropped]
    if not columns:
        return any(acl.column_privileges(catalog, relid, attnum, role, privilege) for attnum in live)
    for attnum in columns:
        wanted = live if attnum == 0 else [attnum]
        if not all(acl.column_privileges(catalog, relid, one, role, privilege) for one in wanted):
            return False
    return True


def _denied(catalog: Catalog, relid: int) -> PgError:
    record = catalog.pg_class[relid]
    return PgError(
        sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for {relation_noun(record.relkind)} {record.relname}"
    )


def _check_functions(catalog: Catalog, query: e.Query, role: int) -> None:
    for node in e.nodes(query):
        for funcid in mutability.called_functions(catalog, node):
            if type(node) is not e.CoerceViaIO and funcid in catalog.pg_proc:
                acl.check(catalog, ObjectAddress("pg_proc", funcid), role, acl.EXECUTE)
