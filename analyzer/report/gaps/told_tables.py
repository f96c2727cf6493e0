"""What is intended of tables: columns, row level security, indexes, triggers, grants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.state.tables import columns_of
from analyzer.errors import counted
from analyzer.report.gaps.groups import dependents_of
from analyzer.report.gaps.model import Expected, Rows
from analyzer.report.gaps.teller import Teller, Told, by_object, in_order, truth, wrapped
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass

_COMMANDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
_REPLICA_IDENTITY: Final = {"d": "default", "f": "full", "n": "nothing", "i": "index"}
_MANY_COLUMNS: Final = 40


def tables(of: Teller, tables: list[PgClass]) -> Told:
    """Tell of tables and their columns."""
    expected, rows = [], []
    for table in tables:
        columns = [column.attname for column in columns_of(of.catalog, table.oid)]
        listed = ", ".join(columns[:_MANY_COLUMNS]) + (", ..." if len(columns) > _MANY_COLUMNS else "")
        detail = f"{counted(len(columns), 'column')}: {listed}"
        dependents = len(dependents_of(of.catalog, table.oid))
        if dependents:
            detail += f"; {counted(dependents, 'table or view rests', 'tables and views rest')} on it"
        address = ObjectAddress("pg_class", table.oid)
        expected.append(Expected(of.name(table.oid), detail, of.place(address)))
        rows.append((of.schema(table.relnamespace), table.relname, str(len(columns))))
    pairs = [f"({quote_literal(schema)}, {quote_literal(name)})" for schema, name, _ in rows]
    query = f"""\
SELECT n.nspname AS schema, c.relname AS "table", count(*) AS columns
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'f')
  AND (n.nspname, c.relname) IN ({wrapped(pairs)})
GROUP BY n.nspname, c.relname
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C";"""
    return Told(expected, query if rows else "", Rows(("schema", "table", "columns"), tuple(sorted(rows))))


def row_security(of: Teller, tables: list[PgClass]) -> Told:
    """Tell of row level security and policies."""
    expected, rows = [], []
    policies: dict[int, list[Any]] = {}
    for policy in of.scope.new("pg_policy"):
        policies.setdefault(policy.polrelid, []).append(policy)
    for table in tables:
        held = policies.pop(table.oid, [])
        state = "enabled" if table.relrowsecurity else "disabled"
        state += ", forced" if table.relforcerowsecurity else ""
        expected.append(Expected(
            of.name(table.oid), f"row level security {state}; {_policies(held)}",
            of.place(ObjectAddress("pg_class", table.oid)),
        ))  # fmt: skip
    for table in of.all_tables(tables):
        count = len(of.catalog.pg_policy.find("relation", table.oid))
        rows.append((
            of.schema(table.relnamespace), table.relname, truth(table.relrowsecurity),
            truth(table.relforcerowsecurity), str(count),
        ))  # fmt: skip
    for relid, held in sorted(policies.items()):
        if relid in of.catalog.pg_class:
            place = of.place(ObjectAddress("pg_policy", held[0].oid))
            expected.append(Expected(of.name(relid), _policies(held), place))
    query = f"""\
SELECT n.nspname AS schema, c.relname AS "table", c.relrowsecurity AS rls_enabled, c.relforcerowsecurity AS rls_forced,
  (SELECT count(*) FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid) AS policies
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname IN ({of.schemas(tables)})
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C";"""
    return Told(expected, query, Rows(("schema", "table", "rls_enabled", "rls_forced", "policies"), in_order(rows)))


def indexes(of: Teller, tables: list[PgClass]) -> Told:
    """Tell of indexes, those of keys included."""
    expected, rows = [], []
    by_table: dict[int, list[str]] = {}
    for index in of.scope.new("pg_index"):
        relation = of.catalog.pg_class[index.indrelid]
        if relation.relkind in "rpm":
            by_table.setdefault(index.indrelid, []).append(of.catalog.pg_class[index.indexrelid].relname)
    for relid, found in by_table.items():
        listed = ", ".join(quote_identifier(name) for name in sorted(found))
        expected.append(Expected(of.name(relid), listed, of.place(ObjectAddress("pg_class", relid))))
    for index in of.catalog.pg_index:
        table = of.catalog.pg_class.get(index.indrelid)
        if table is not None and table.relkind in "rpm" and of.in_schemas(table.oid, tables):
            name = of.catalog.pg_class[index.indexrelid].relname
            rows.append((of.schema(table.relnamespace), table.relname, name))
    query = f"""\
SELECT schemaname AS schema, tablename AS "table", indexname AS index
FROM pg_catalog.pg_indexes
WHERE schemaname IN ({of.schemas(tables)})
ORDER BY schemaname COLLATE "C", tablename COLLATE "C", indexname COLLATE "C";"""
    return Told(by_object(expected), query, Rows(("schema", "table", "index"), in_order(rows)))


def triggers(of: Teller, tables: list[PgClass]) -> Told:
    """Tell of triggers, also of those on the platform's tables."""
    expected, rows = [], []
    schemas = {of.schema(table.relnamespace) for table in tables} or {"public"}
    for trigger in of.scope.new("pg_trigger"):
        relation = of.catalog.pg_class.get(trigger.tgrelid)
        if trigger.tgisinternal or trigger.tgparentid or relation is None:
            continue
        function = names.function_name(of.catalog, trigger.tgfoid)
        state = "" if trigger.tgenabled != "D" else ", disabled"
        expected.append(Expected(
            f"{quote_identifier(trigger.tgname)} on {of.name(relation.oid)}",
            f"executes {function}{state}", of.place(ObjectAddress("pg_trigger", trigger.oid)),
        ))  # fmt: skip
        if of.schema(relation.relnamespace) in schemas:
            enabled = truth(trigger.tgenabled != "D")
            rows.append((of.schema(relation.relnamespace), relation.relname, trigger.tgname, enabled))
    query = f"""\
SELECT n.nspname AS schema, c.relname AS "table", t.tgname AS trigger, t.tgenabled <> 'D' AS enabled
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ({", ".join(quote_literal(name) for name in sorted(schemas))})
  AND NOT t.tgisinternal AND t.tgparentid = 0
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", t.tgname COLLATE "C";"""
    return Told(by_object(expected), query, Rows(("schema", "table", "trigger", "enabled"), in_order(rows)))


def grants(of: Teller, tables: list[PgClass]) -> Told:
    """Tell of what roles other than the owner may do with tables and views."""
    expected, rows = [], []
    for relation in of.all_tables(tables, "rpvmf"):
        held: dict[str, set[str]] = {}
        for item in relation.relacl or ():
            if item.grantee != relation.relowner:
                role = "PUBLIC" if item.grantee == acl.PUBLIC else acl.role_name(of.catalog, item.grantee)
                held.setdefault(role, set()).update(
                    word for bit, word in acl.PRIVILEGE_NAMES.items() if item.privs & bit
                )
        for role, words in held.items():
            rows.append((of.schema(relation.relnamespace), relation.relname, role, ", ".join(sorted(words))))
        if relation in tables or relation.relkind in "vm":
            detail = "; ".join(f"{role}: {', '.join(sorted(words))}" for role, words in sorted(held.items()))
            address = ObjectAddress("pg_class", relation.oid)
            expected.append(Expected(of.name(relation.oid), detail or "the owner alone", of.place(address)))
    query = f"""\
SELECT n.nspname AS schema, c.relname AS relation, coalesce(r.rolname, 'PUBLIC') AS grantee,
  pg_catalog.string_agg(DISTINCT x.privilege_type, ', ' ORDER BY x.privilege_type) AS privileges
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS x
LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = x.grantee
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname IN ({of.schemas(tables)}) AND x.grantee <> c.relowner
GROUP BY n.nspname, c.relname, r.rolname
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", coalesce(r.rolname, 'PUBLIC') COLLATE "C";"""
    return Told(by_object(expected), query, Rows(("schema", "relation", "grantee", "privileges"), in_order(rows)))


def _policies(policies: list[Any]) -> str:
    if not policies:
        return "no policies"
    commands = sorted({_COMMANDS[policy.polcmd] for policy in policies})
    listed = ", ".join(quote_identifier(policy.polname) for policy in policies)
    return f"{counted(len(policies), 'policy', 'policies')} ({', '.join(commands)}): {listed}"
