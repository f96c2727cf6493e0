"""Whether the current role may run a query: tables, columns, views' tables as their owner, functions
(executor/execMain.c).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import lsyscache, mutability, rewrite
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.errors import PgError


def check_query_permissions(ns: Namespace, query: e.Query) -> None:
    """Raise 42501 for the first relation or function of the query that the role may not use (ExecCheckPermissions)."""
    if acl.is_superuser(ns.catalog, ns.roleid):
        return
    walk = _Relations(ns.catalog, ns.roleid)
    for entry, role in walk.of_query(query, ns.roleid, 0):
        if entry.rtekind == "relation":
            _check_entry(ns.catalog, entry, role)
    _check_functions(ns.catalog, query, ns.roleid)


def relations(ns: Namespace, query: e.Query) -> Iterator[e.RangeTblEntry]:
    """Yield the relations of a query and of the views in it, each with the privileges it takes."""
    for entry, _ in _Relations(ns.catalog, ns.roleid).of_query(query, ns.roleid, 0):
        if entry.rtekind == "relation":
            yield entry


def check_populated(ns: Namespace, query: e.Query) -> None:
    """Raise 55000 where running the query would read a materialized view without data (ExecOpenScanRelation)."""
    for entry in relations(ns, query):
        relation = ns.catalog.pg_class.get(entry.relid)
        if relation is not None and relation.relkind == "m" and not relation.relispopulated:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                f'materialized view "{relation.relname}" has not been populated',
                hint="Use the REFRESH MATERIALIZED VIEW command.",
            )


class _Relations:
    """Yields every relation of a query and of the views in it, with the role that must have the privileges."""

    def __init__(self, catalog: Catalog, current: int) -> None:
        self.catalog = catalog
        self.current = current

    def of_query(self, query: e.Query, role: int, depth: int) -> Iterator[tuple[e.RangeTblEntry, int]]:
        """Yield a query's relations; `role` is whose privileges count in it."""
        if depth > 64:
            return
        for node in e.nodes(query):
            if type(node) is not e.Query:
                continue
            locked = {mark.rti for mark in node.rowMarks}
            for rtindex, entry in enumerate(node.rtable, 1):
                yield entry, role
                if entry.rtekind != "relation" or entry.relkind != "v":
                    continue
                if rtindex == node.resultRelation:
                    yield from self.of_target(entry, node.commandType, role, depth)
                else:
                    yield from self.of_view(entry.relid, role, depth, rtindex in locked)

    def role_of_view(self, relid: int, role: int) -> int:
        """Return whose privileges count below a view: its owner's, of a security_invoker view the current role's."""
        del role
        view = self.catalog.pg_class[relid]
        for option in view.reloptions or ():
            name, _, value = option.partition("=")
            if name == "security_invoker" and value.lower() in ("true", "on", "1", "yes", ""):
                return self.current
        return int(view.relowner)

    def of_view(self, relid: int, role: int, depth: int, locked: bool) -> Iterator[tuple[e.RangeTblEntry, int]]:
        """Yield the relations below a view; those of one read FOR UPDATE are locked too (markQueryForLocking)."""
        query = rewrite.view_query(self.catalog, relid)
        if query is None:
            return
        below = self.role_of_view(relid, role)
        if locked and query.jointree is not None:
            marks = tuple(
                e.RowMarkClause(rtindex, "for update") for rtindex, entry in enumerate(query.rtable, 1)
                if entry.rtekind == "relation"
            )
            rtable = tuple(
                structs.replace(entry, required_perms=entry.required_perms | acl.UPDATE)
                if entry.rtekind == "relation" else entry
                for entry in query.rtable
            )
            query = structs.replace(query, rowMarks=marks, rtable=rtable)
        yield from self.of_query(query, below, depth + 1)

    def of_target(
        self, target: e.RangeTblEntry, command: str, role: int, depth: int
    ) -> Iterator[tuple[e.RangeTblEntry, int]]:
        """Yield what is written to, and read, below a view that is changed."""
        if command not in ("insert", "update", "delete"):
            return
        if rewrite.has_instead_rule(self.catalog, target.relid, command):
            return
        if rewrite.has_instead_trigger(self.catalog, target.relid, command):
            if command != "insert":
                yield from self.of_view(target.relid, role, depth, False)
            return
        yield from self.written(target, command, role)

    def written(
        self, target: e.RangeTblEntry, command: str, role: int
    ) -> Iterator[tuple[e.RangeTblEntry, int]]:
        """Yield the relations below an updatable view, with what is done to the view (rewriteTargetView)."""
        while target.relkind == "v":
            query = rewrite.view_query(self.catalog, target.relid)
            if query is None or rewrite.has_instead_trigger(self.catalog, target.relid, command):
                return
            base = rewrite.base_of_view(query)
            if base is None or rewrite.not_updatable(query) is not None:
                return
            numbers = {
                one.resno: one.expr.varattno for one in query.targetList if rewrite.column_not_updatable(one) is None
            }
            role = self.role_of_view(target.relid, role)
            target = structs.replace(
                base, required_perms=target.required_perms, selected_cols=base.selected_cols,
                inserted_cols=_through(target.inserted_cols, numbers),
                updated_cols=_through(target.updated_cols, numbers),
            )
            yield target, role


def _through(columns: tuple[int, ...], numbers: dict[int, int]) -> tuple[int, ...]:
    return tuple(sorted(numbers[column] for column in columns if column in numbers))


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
