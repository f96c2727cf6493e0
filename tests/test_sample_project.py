"""The sample project's numbers, each derived from the rehearsed state instead of asked of a live database."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.record import Acl
from analyzer.rehearsal import Rehearsal, rehearse
from tools.fixtures import replay
from tools.postgres import Server

PROJECT = Path(__file__).parent.parent / "supabase_migrations"

COLUMNS = {
    "tenants": 9,
    "tenant_members": 9,
    "agents": 15,
    "agent_executions": 11,
    "workflows": 16,
    "workflow_executions": 11,
    "subscriptions": 13,
    "usage_metrics": 6,
    "billing_events": 5,
    "telemetry_events": 7,
    "workflow_execution_logs": 12,
    "agent_execution_logs": 10,
    "error_logs": 7,
    "performance_metrics": 5,
    "webhook_endpoints": 8,
    "artifacts": 8,
}
FOUNDATION = {
    "tenants": ["id", "name", "subdomain", "plan_id", "status", "settings", "limits", "created_at", "updated_at"],
    "tenant_members": [
        "id", "tenant_id", "user_id", "role", "permissions", "status", "joined_at", "created_at", "updated_at",
    ],
}  # fmt: skip
POLICIES = {
    "agents": "SELECT INSERT UPDATE DELETE",
    "workflows": "SELECT INSERT UPDATE DELETE",
    "agent_executions": "SELECT INSERT",
    "workflow_executions": "SELECT INSERT",
    "subscriptions": "SELECT INSERT UPDATE",
    "usage_metrics": "SELECT INSERT",
    "billing_events": "SELECT",
    "telemetry_events": "SELECT INSERT",
    "workflow_execution_logs": "SELECT INSERT",
    "agent_execution_logs": "SELECT INSERT",
    "error_logs": "SELECT INSERT",
    "performance_metrics": "SELECT",
    "webhook_endpoints": "SELECT INSERT UPDATE DELETE",
    "artifacts": "SELECT INSERT",
}
FOUNDATION_POLICIES = {"tenants": "SELECT", "tenant_members": "SELECT DELETE"}
INDEXES = {
    "agents": "tenant_id enabled category",
    "agent_executions": "agent_id user_id tenant_id status started_at",
    "workflows": "tenant_id enabled category",
    "workflow_executions": "workflow_id user_id tenant_id status started_at",
    "subscriptions": "user_id tenant_id status stripe_subscription_id",
    "usage_metrics": "user_id tenant_id metric_type timestamp",
    "billing_events": "user_id event_type timestamp",
    "telemetry_events": "type user_id tenant_id timestamp",
    "workflow_execution_logs": "execution_id workflow_id user_id status started_at step_id",
    "agent_execution_logs": "execution_id agent_id user_id status started_at",
    "error_logs": "user_id tenant_id severity resolved timestamp",
    "performance_metrics": "metric timestamp",
    "webhook_endpoints": "tenant_id system_id secret enabled",
    "artifacts": "run_id tenant_id system_id created_at",
}
REALTIME = {"agents", "workflows", "workflow_executions", "agent_executions"}
POLICY_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
TABLE_COMMANDS = acl.SELECT | acl.INSERT | acl.UPDATE | acl.DELETE


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    return rehearse([PROJECT])


@pytest.fixture(scope="module")
def catalog(rehearsal: Rehearsal) -> Catalog:
    return rehearsal.catalog


def relations(catalog: Catalog, relkind: str) -> dict[str, int]:
    """Names and oids of the relations of a kind in schema public."""
    (public,) = catalog.pg_namespace.find("name", "public")
    return {c.relname: c.oid for c in catalog.pg_class.find("namespace", public.oid) if c.relkind == relkind}


def columns(catalog: Catalog, relid: int) -> list[str]:
    attributes = catalog.pg_attribute.find("relation", relid)
    return [a.attname for a in sorted(attributes, key=lambda a: a.attnum) if a.attnum > 0 and not a.attisdropped]


def held(catalog: Catalog, items: Acl, role: str) -> int:
    """What the acl gives the role by name, PUBLIC and memberships left aside."""
    (grantee,) = catalog.pg_authid.find("name", role)
    return sum(item.privs for item in items or () if item.grantee == grantee.oid)


def commands(mask: int) -> set[str]:
    return {name for bit, name in acl.PRIVILEGE_NAMES.items() if mask & bit}


def test_every_statement_succeeds(rehearsal: Rehearsal) -> None:
    failed = [(step.statement, step.error) for step in rehearsal.steps if step.outcome != "ok"]
    assert failed == []
    assert len(rehearsal.steps) == 180


@pytest.mark.server
def test_a_supabase_server_accepts_every_statement(supabase_server: Server) -> None:
    assert replay(PROJECT, supabase_server) == []


def test_check_finds_nothing() -> None:
    command = [sys.executable, "-m", "analyzer", "check", str(PROJECT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"\d+ infos \(--all shows them\) in 7 files \(180 statements\) in .*\n", done.stdout)


def test_tables_have_their_columns(catalog: Catalog) -> None:
    tables = relations(catalog, "r")
    assert {name: len(columns(catalog, oid)) for name, oid in tables.items()} == COLUMNS
    assert len(tables) == 16
    for name, expected in FOUNDATION.items():
        assert columns(catalog, tables[name]) == expected


def test_every_table_has_row_level_security_and_a_primary_key(catalog: Catalog) -> None:
    for oid in relations(catalog, "r").values():
        assert catalog.pg_class[oid].relrowsecurity
        assert [c.contype for c in catalog.pg_constraint.find("relation", oid)].count("p") == 1


def test_policies_per_table_and_command(catalog: Catalog) -> None:
    found = {
        table: Counter(POLICY_COMMANDS[p.polcmd] for p in catalog.pg_policy.find("relation", oid))
        for table, oid in relations(catalog, "r").items()
    }
    expected = {table: Counter(names.split()) for table, names in (POLICIES | FOUNDATION_POLICIES).items()}
    assert found == expected
    assert sum(found[table].total() for table in POLICIES) == 33


def test_policies_name_their_role_and_check_what_they_write(catalog: Catalog) -> None:
    (authenticated,) = catalog.pg_authid.find("name", "authenticated")
    for oid in relations(catalog, "r").values():
        for policy in catalog.pg_policy.find("relation", oid):
            assert policy.polpermissive
            assert policy.polroles == (authenticated.oid,)
            assert (policy.polqual is not None) == (policy.polcmd != "a")
            assert (policy.polwithcheck is not None) == (policy.polcmd in "aw")


def test_policies_read_tenant_members_and_never_the_view(catalog: Catalog) -> None:
    view = relations(catalog, "v")["user_tenants"]
    members = relations(catalog, "r")["tenant_members"]
    asked = Counter(d.refobjid for d in catalog.pg_depend if d.classid == "pg_policy" and d.refclassid == "pg_class")
    assert asked[view] == 0
    assert asked[members] > 20


def test_indexes_by_name(catalog: Catalog) -> None:
    found = {name for name in relations(catalog, "i") if name.startswith("idx_")}
    expected = {f"idx_{table}_{column}" for table, names in INDEXES.items() for column in names.split()}
    assert found == expected
    assert len(found) == 57


def test_every_foreign_key_has_an_index(catalog: Catalog) -> None:
    for oid in relations(catalog, "r").values():
        leading = {tuple(i.indkey[:1]) for i in catalog.pg_index.find("relation", oid) if i.indpred is None}
        for constraint in catalog.pg_constraint.find("relation", oid):
            if constraint.contype == "f":
                assert tuple(constraint.conkey) in leading, constraint.conname


def test_functions_have_a_safe_search_path(catalog: Catalog) -> None:
    (public,) = catalog.pg_namespace.find("name", "public")
    functions = {p.proname: p for p in catalog.pg_proc.find("namespace", public.oid)}
    assert set(functions) == {"update_updated_at_column", "generate_webhook_secret"}
    for function in functions.values():
        assert function.proargtypes == ()
        assert not function.prosecdef
        assert function.proconfig == ('search_path=""',)
        grantees = {item.grantee for item in function.proacl or ()}
        assert acl.PUBLIC not in grantees
        assert held(catalog, function.proacl, "anon") == 0
        assert held(catalog, function.proacl, "service_role") == acl.EXECUTE
    assert held(catalog, functions["generate_webhook_secret"].proacl, "authenticated") == acl.EXECUTE
    assert held(catalog, functions["update_updated_at_column"].proacl, "authenticated") == 0


def test_triggers(catalog: Catalog) -> None:
    found = {
        (table, trigger.tgname, catalog.pg_proc[trigger.tgfoid].proname)
        for table, oid in relations(catalog, "r").items()
        for trigger in catalog.pg_trigger.find("relation", oid)
        if not trigger.tgisinternal
    }
    tables = ("agents", "workflows", "subscriptions", "webhook_endpoints")
    assert found == {(table, f"update_{table}_updated_at", "update_updated_at_column") for table in tables}


def test_view_asks_as_its_invoker(catalog: Catalog) -> None:
    views = relations(catalog, "v")
    assert list(views) == ["user_tenants"]
    assert catalog.pg_class[views["user_tenants"]].reloptions == ("security_invoker=true",)


def test_realtime_publication(catalog: Catalog) -> None:
    (publication,) = catalog.pg_publication.find("name", "supabase_realtime")
    members = [catalog.pg_class[r.prrelid] for r in catalog.pg_publication_rel.find("publication", publication.oid)]
    assert {m.relname for m in members} == REALTIME
    full = {m.relname for m in members if m.relreplident == "f"}
    assert full == {"agent_executions", "workflow_executions"}


def test_privileges_are_the_least(catalog: Catalog) -> None:
    for table, oid in relations(catalog, "r").items():
        relation = catalog.pg_class[oid]
        assert held(catalog, relation.relacl, "anon") == 0
        assert held(catalog, relation.relacl, "service_role") == acl.all_rights("r", catalog.postgres)
        granted = held(catalog, relation.relacl, "authenticated")
        for attribute in catalog.pg_attribute.find("relation", oid):
            assert held(catalog, attribute.attacl, "anon") == 0
            granted |= held(catalog, attribute.attacl, "authenticated")
        assert granted & ~TABLE_COMMANDS == 0
        assert commands(granted) == set((POLICIES | FOUNDATION_POLICIES)[table].split())


def test_what_is_paid_is_not_for_the_user_to_write(catalog: Catalog) -> None:
    oid = relations(catalog, "r")["subscriptions"]
    assert held(catalog, catalog.pg_class[oid].relacl, "authenticated") == acl.SELECT
    writable = {
        (a.attname, name)
        for a in catalog.pg_attribute.find("relation", oid)
        for name in commands(held(catalog, a.attacl, "authenticated"))
    }
    assert writable == {
        ("tenant_id", "INSERT"), ("user_id", "INSERT"), ("plan_id", "INSERT"), ("cancel_at_period_end", "UPDATE"),
    }  # fmt: skip


def test_later_objects_start_without_privileges(catalog: Catalog) -> None:
    (owner,) = catalog.pg_authid.find("name", "postgres")
    (public,) = catalog.pg_namespace.find("name", "public")
    for objtype in "rSf":
        (default,) = catalog.pg_default_acl.find("object", (owner.oid, public.oid, objtype))
        assert held(catalog, default.defaclacl, "anon") == 0
        assert held(catalog, default.defaclacl, "authenticated") == 0
        assert held(catalog, default.defaclacl, "service_role") != 0
    (everywhere,) = catalog.pg_default_acl.find("object", (owner.oid, 0, "f"))
    assert acl.PUBLIC not in {item.grantee for item in everywhere.defaclacl}
