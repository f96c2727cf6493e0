"""What Supabase's servers allow role `postgres` beyond PostgreSQL's own rules, and forbid it (the extension supautils).

Role `postgres` of a Supabase project is not a superuser. supautils runs some of its statements as superuser, and
refuses to let it change roles that the platform needs. These rules are data; the commands ask where they check
privileges.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRIVILEGED_ROLE = "postgres"

PRIVILEGED_EXTENSIONS = _words(
    """
    address_standardizer address_standardizer_data_us autoinc bloom btree_gin btree_gist citext cube dblink dict_int
    dict_xsyn earthdistance fuzzystrmatch hstore http hypopg index_advisor insert_username intarray isn ltree
    moddatetime orioledb pg_buffercache pg_cron pg_graphql pg_hashids pg_jsonschema pg_net pg_partman pg_prewarm
    pg_repack pg_stat_monitor pg_stat_statements pg_tle pg_trgm pg_walinspect pgaudit pgcrypto pgjwt pgmq pgroonga
    pgroonga_database pgrouting pgrowlocks pgsodium pgstattuple pgtap plcoffee pljava plls plpgsql plpgsql_check plv8
    postgis postgis_raster postgis_sfcgal postgis_tiger_geocoder postgis_topology postgres_fdw refint rum seg sslinfo
    supabase_vault supautils tablefunc tcn timescaledb tsm_system_rows tsm_system_time unaccent uuid-ossp vector
    wrappers
    """
)
"""supautils.privileged_extensions: what `postgres` may create and drop although it is not a superuser."""

MANAGED_TABLES: dict[str, frozenset[str]] = {
    "auth": _words(
        """
        audit_log_entries flow_state identities instances mfa_amr_claims mfa_challenges mfa_factors oauth_clients
        one_time_tokens refresh_tokens saml_providers saml_relay_states sessions sso_domains sso_providers users
        """
    ),
    "realtime": frozenset({"messages", "subscription"}),
    "storage": frozenset(
        ["buckets", "buckets_analytics", "objects", "prefixes", "s3_multipart_uploads", "s3_multipart_uploads_parts"]
    ),
}
"""supautils.policy_grants and supautils.drop_trigger_grants, which list the same tables, by schema."""

PLATFORM_ROLES = _words(
    """
    authenticator dashboard_user pgbouncer supabase_admin supabase_auth_admin supabase_etl_admin
    supabase_privileged_role supabase_read_only_user supabase_realtime_admin supabase_replication_admin
    supabase_storage_admin supabase_superuser
    """
)

CONFIGURABLE_ROLES = frozenset({"anon", "authenticated", "authenticator", "service_role"})
"""Reserved roles whose settings `postgres` may change: those that supautils.reserved_roles marks with `*`."""

SERVER_ROLES = frozenset({"pg_read_server_files", "pg_write_server_files", "pg_execute_server_program"})

PRIVILEGED_SETTINGS = _words(
    """
    log_lock_waits log_min_duration_statement log_min_messages log_replication_commands log_statement log_temp_files
    pg_net.batch_size pg_net.ttl pgaudit.log pgaudit.log_catalog pgaudit.log_client pgaudit.log_level
    pgaudit.log_relation pgaudit.log_rows pgaudit.log_statement pgaudit.log_statement_once pgaudit.role
    safeupdate.enabled session_replication_role track_functions track_io_timing wal_compression
    """
)
PRIVILEGED_SETTING_PREFIXES = ("auto_explain.", "pg_stat_statements.", "pgrst.", "plan_filter.")

EXTENSION_SCHEMAS = {"pg_cron": "pg_catalog"}
"""Where an extension goes whatever WITH SCHEMA says (supautils.extensions_parameter_overrides).

Others have a fixed schema by their control file: WITH SCHEMA must name the same, and one that exists.
"""

AFTER_CREATE: dict[str, tuple[str, ...]] = {
    "dblink": (
        "revoke all on function dblink_connect_u(text) from postgres",
        "revoke all on function dblink_connect_u(text, text) from postgres",
    ),
    "pg_cron": (
        "grant usage on schema cron to postgres with grant option",
        "grant all on all functions in schema cron to postgres with grant option",
        "alter default privileges for role supabase_admin in schema cron"
        " grant all on sequences to postgres with grant option",
        "alter default privileges for role supabase_admin in schema cron"
        " grant all on tables to postgres with grant option",
        "alter default privileges for role supabase_admin in schema cron"
        " grant all on functions to postgres with grant option",
        "grant all on all tables in schema cron to postgres with grant option",
        "revoke all on table cron.job from postgres",
        "grant select on table cron.job to postgres with grant option",
    ),
    "pg_graphql": (
        "grant usage on schema graphql to postgres, anon, authenticated, service_role",
        "grant execute on all functions in schema graphql to postgres, anon, authenticated, service_role",
    ),
    "pg_net": (
        "grant usage on schema net to supabase_functions_admin, postgres, anon, authenticated, service_role",
        "revoke all on function net.http_get from public",
        "revoke all on function net.http_post from public",
        "grant execute on function net.http_get, net.http_post"
        " to supabase_functions_admin, postgres, anon, authenticated, service_role",
    ),
    "pgmq": ("grant usage on schema pgmq to pg_monitor",),
    "postgres_fdw": (
        "alter role postgres superuser",
        "alter foreign data wrapper postgres_fdw owner to postgres",
        "alter role postgres nosuperuser",
    ),
    "supabase_vault": (
        "grant usage on schema vault to postgres with grant option",
        "grant select, delete, truncate, references on vault.secrets, vault.decrypted_secrets"
        " to postgres with grant option",
        "grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt"
        " to postgres with grant option",
        "grant usage on schema vault to service_role",
        "grant select, delete on vault.secrets, vault.decrypted_secrets to service_role",
        "grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt"
        " to service_role",
    ),
}
"""What supabase_admin runs after CREATE EXTENSION: supautils' custom scripts and the platform's event triggers."""

OWNED_BY_POSTGRES = frozenset({"pgmq"})
"""Extensions whose objects `postgres` comes to own; the objects of all others belong to supabase_admin."""

EXTENSIONS_NOT_ON_17 = frozenset({"pgjwt", "plcoffee", "plls", "plv8", "timescaledb"})
"""On the platform's PostgreSQL 15 only."""

EVENT_TRIGGER_EXEMPT = PLATFORM_ROLES | CONFIGURABLE_ROLES
"""Roles whose statements fire no event trigger made by `postgres`; superusers' do not either."""


def may_manage_table(role: str, schema: str, relname: str) -> bool:
    """Tell whether `role` may CREATE, ALTER, DROP and COMMENT ON policies of a platform table, and DROP its triggers.

    It needs no ownership of the table then (policy_grants.c and drop_trigger_grants.c of supautils).
    """
    return role == PRIVILEGED_ROLE and relname in MANAGED_TABLES.get(schema, frozenset())


def locked_tables() -> tuple[tuple[str, str], ...]:
    """Return the tables, as (schema, name), that policy statements and DROP TRIGGER of `postgres` lock AccessExclusive.

    supautils opens every table of its list that exists, whatever table the statement names, until the target is found.
    """
    return tuple((schema, name) for schema, names in MANAGED_TABLES.items() for name in sorted(names))


def is_privileged_extension(name: str) -> bool:
    """Tell whether `postgres` may create and drop the extension."""
    return name in PRIVILEGED_EXTENSIONS


def is_available_extension(name: str, postgres: int) -> bool:
    """Tell whether the platform's servers have the extension; PostgreSQL's own contrib is in :mod:`extensions`."""
    return name in PRIVILEGED_EXTENSIONS and not (postgres >= 17 and name in EXTENSIONS_NOT_ON_17)


def is_reserved_role(name: str) -> bool:
    """Tell whether `postgres` is refused to alter, rename and drop the role; settings of CONFIGURABLE_ROLES excepted.

    `"anon" is a reserved role, only superusers can modify it` (42501).
    """
    return name in PLATFORM_ROLES or name in CONFIGURABLE_ROLES


def is_reserved_membership(name: str) -> bool:
    """Tell whether `postgres` is refused to grant the role.

    `"authenticator" role memberships are reserved, only superusers can grant them` (42501).
    """
    return name in SERVER_ROLES or name in PLATFORM_ROLES


def may_set(parameter: str) -> bool:
    """Tell whether `postgres` may set a parameter that PostgreSQL leaves to superusers."""
    return parameter in PRIVILEGED_SETTINGS or parameter.startswith(PRIVILEGED_SETTING_PREFIXES)
