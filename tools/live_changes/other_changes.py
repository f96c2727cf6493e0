"""Single changes to the objects of base.sql that few databases have, to roles, and to attributes of all kinds."""

from __future__ import annotations

from collections.abc import Iterator

from tools.live_changes.attribute_changes import attribute_changes
from tools.live_changes.live_change import LiveChange, change


def other_changes() -> Iterator[LiveChange]:
    """Yield one change for each kind and aspect."""
    yield from _definitions()
    yield from _whole_objects()
    yield from _roles()
    yield from attribute_changes()


def _definitions() -> Iterator[LiveChange]:
    """Yield what else is said of objects."""
    yield change("ALTER TYPE app.point SET (RECEIVE = NONE)", "changed type:app.point:receive function")
    yield change("ALTER TYPE app.point SET (SEND = NONE)", "changed type:app.point:send function")
    yield change("ALTER TYPE app.point SET (TYPMOD_OUT = NONE)", "changed type:app.point:typmod_out function")
    yield change("ALTER TYPE app.point SET (ANALYZE = array_typanalyze)", "changed type:app.point:analyze function")
    yield change(
        "ALTER TYPE app.point SET (SUBSCRIPT = raw_array_subscript_handler)",
        "changed type:app.point:subscript function",
    )
    yield change("ALTER TYPE app.point SET (STORAGE = main)", "changed type:app.point:storage")
    yield change(
        "CREATE OR REPLACE TRANSFORM FOR app.point LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal))",
        "changed transform:for app.point language sql:definition",
    )
    yield change(
        "CREATE OR REPLACE FUNCTION app.transformed(app.point) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "changed function:app.transformed(app.point):transforms",
    )
    yield change(
        "ALTER USER MAPPING FOR PUBLIC SERVER live_server OPTIONS (SET \"user\" 'x')",
        "changed user mapping:PUBLIC on live_server:options",
    )
    yield change(
        "ALTER OPERATOR app.=~= (app.address, app.address) SET (RESTRICT = eqsel)",
        "changed operator:app.=~=(app.address,app.address):definition",
    )
    yield change(
        "ALTER OPERATOR app.=~= (app.address, app.address) SET (JOIN = eqjoinsel)",
        "changed operator:app.=~=(app.address,app.address):definition",
    )
    yield change(
        "ALTER OPERATOR FAMILY app.numbers USING btree ADD OPERATOR 3 = (bigint, bigint)",
        "changed operator family:app.numbers for access method btree:operator 3 (bigint, bigint)",
    )
    yield change(
        "ALTER TEXT SEARCH CONFIGURATION app.search DROP MAPPING FOR asciiword",
        "changed text search configuration:app.search:mapping of token type 1",
    )
    yield change(
        "ALTER TEXT SEARCH CONFIGURATION app.search ALTER MAPPING FOR asciiword WITH pg_catalog.simple",
        "changed text search configuration:app.search:mapping of token type 1",
    )
    yield change(
        "CREATE OR REPLACE TRUSTED LANGUAGE live_language HANDLER plpgsql_call_handler",
        "changed language:live_language:definition",
    )
    yield change("ALTER TABLE app.scratch SET ACCESS METHOD live_tables", "changed table:app.scratch:access method")
    yield change(
        "ALTER FOREIGN DATA WRAPPER live_fdw VALIDATOR postgresql_fdw_validator",
        "changed foreign-data wrapper:live_fdw:validator",
    )
    yield change(
        "ALTER TABLE app.events_2025 DISABLE TRIGGER noticed", "changed trigger:noticed on app.events_2025:enabled"
    )
    yield change(
        "ALTER TABLE app.events DISABLE TRIGGER noticed",
        "changed trigger:noticed on app.events:enabled",
        "changed trigger:noticed on app.events_2025:enabled",
        "changed trigger:noticed on app.events_rest:enabled",
    )
    yield change(
        "ALTER TABLE app.accounts ALTER CONSTRAINT accounts_tenant_id_fkey NOT ENFORCED",
        "changed constraint:accounts_tenant_id_fkey on app.accounts:enforced",
        since=18,
    )
    yield change(
        "ALTER TABLE app.accounts RENAME CONSTRAINT accounts_tenant_id_not_null TO there",
        "changed column:app.accounts.tenant_id:not-null constraint's name",
        since=18,
    )
    yield change(
        "ALTER TABLE app.parent ADD CONSTRAINT more CHECK (id > 0) NO INHERIT", "extra constraint:more on app.parent"
    )
    yield change(
        "ALTER TABLE app.scratch ADD CONSTRAINT more NOT NULL a NOT VALID",
        "changed column:app.scratch.a:not null",
        since=18,
    )
    yield change(
        "ALTER TABLE app.scratch ADD COLUMN v integer GENERATED ALWAYS AS (a + b)",
        "extra column:app.scratch.v",
        since=18,
    )
    yield change(
        "ALTER PUBLICATION live_pub SET (publish_generated_columns = stored)",
        "changed publication:live_pub:options",
        since=18,
    )
    yield change(
        "ALTER TYPE app.address ADD ATTRIBUTE planet text",
        "changed type:app.address:attribute planet",
        "changed type:app.address:attributes",
    )
    yield change(
        "ALTER TYPE app.address DROP ATTRIBUTE country",
        "changed type:app.address:attribute country",
        "changed type:app.address:attributes",
    )
    yield change(
        "ALTER MATERIALIZED VIEW app.summary ALTER COLUMN total SET STATISTICS 5",
        "changed column:app.summary.total:statistics target",
    )
    yield change(
        "DROP EVENT TRIGGER live_ddl; CREATE EVENT TRIGGER live_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION app.on_ddl()",
        "changed event trigger:live_ddl:definition",
    )
    yield change("ALTER SEQUENCE app.numbers SET UNLOGGED", "changed sequence:app.numbers:persistence")
    yield change(
        "ALTER FUNCTION app.rows_of(integer) SUPPORT array_unnest_support",
        "changed function:app.rows_of(integer):support function",
    )
    yield change(
        "ALTER TABLE app.events DETACH PARTITION app.events_2025; ALTER TABLE app.events ATTACH PARTITION app.events_2025 FOR VALUES FROM ('2025-01-01') TO ('2025-07-01')",
        "changed table:app.events_2025:partition of",
    )
    yield change(
        "ALTER INDEX app.accounts_pkey SET (fillfactor = 50)",
        "changed constraint:accounts_pkey on app.accounts:storage parameter fillfactor",
    )
    yield change(
        "ALTER TABLE app.accounts CLUSTER ON accounts_pkey",
        "changed constraint:accounts_pkey on app.accounts:clustered",
        "changed index:app.accounts_tenant_idx:clustered",
    )
    yield change(
        "ALTER TABLE app.accounts ALTER COLUMN note SET DEFAULT 'a  b'", "changed column:app.accounts.note:default"
    )
    yield change(
        "ALTER TABLE app.scratch ALTER COLUMN a SET DEFAULT nextval('app.loose')",
        "changed column:app.scratch.a:default",
    )
    yield change(
        "ALTER TABLE app.accounts SET (toast.autovacuum_enabled = false)",
        "changed table:app.accounts:storage parameter toast.autovacuum_enabled",
    )
    yield change("ALTER TABLE app.child ALTER COLUMN label SET DEFAULT 'c'", "changed column:app.child.label:default")
    yield change("ALTER TABLE app.child ALTER COLUMN label SET NOT NULL", "changed column:app.child.label:not null")
    yield change(
        "CREATE OR REPLACE VIEW app.plain WITH (check_option = cascaded) AS SELECT id, name, plan FROM app.tenants WHERE plan IS NOT NULL",
        "changed view:app.plain:option check_option",
    )


def _whole_objects() -> Iterator[LiveChange]:
    """Yield objects that few databases have, missing or extra."""
    yield change(
        "CREATE SERVER more FOREIGN DATA WRAPPER live_fdw; CREATE USER MAPPING FOR PUBLIC SERVER more",
        "extra server:more",
    )
    yield change(
        "CREATE TRIGGER more AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.noop()",
        "extra trigger:more on app.events",
        "extra trigger:more on app.events_2025",
        "extra trigger:more on app.events_rest",
    )
    yield change(
        "DROP TRIGGER noticed ON app.events",
        "missing trigger:noticed on app.events",
        "missing trigger:noticed on app.events_2025",
        "missing trigger:noticed on app.events_rest",
    )
    yield change(
        "DROP TRANSFORM FOR app.address LANGUAGE plpgsql", "missing transform:for app.address language plpgsql"
    )
    yield change(
        "CREATE TRANSFORM FOR app.point LANGUAGE plpgsql (TO SQL WITH FUNCTION app.point_receive(internal))",
        "extra transform:for app.point language plpgsql",
    )
    yield change("DROP USER MAPPING FOR PUBLIC SERVER live_server", "missing user mapping:PUBLIC on live_server")
    yield change(
        "DROP OPERATOR CLASS app.backwards USING btree",
        "missing operator class:app.backwards for access method btree",
        "changed operator family:app.numbers for access method btree:function 1 (integer, integer)",
        "changed operator family:app.numbers for access method btree:operator 1 (integer, integer)",
        "changed operator family:app.numbers for access method btree:operator 2 (integer, integer)",
        "changed operator family:app.numbers for access method btree:operator 3 (integer, integer)",
        "changed operator family:app.numbers for access method btree:operator 4 (integer, integer)",
        "changed operator family:app.numbers for access method btree:operator 5 (integer, integer)",
    )
    yield change("DROP CONVERSION app.latin", "missing conversion:app.latin")
    yield change("DROP TEXT SEARCH PARSER app.words_of", "missing text search parser:app.words_of")
    yield change("DROP TEXT SEARCH TEMPLATE app.plain", "missing text search template:app.plain")
    yield change("DROP LANGUAGE live_language", "missing language:live_language")
    yield change("CREATE LANGUAGE more HANDLER plpgsql_call_handler", "extra language:more")
    yield change("DROP ACCESS METHOD live_tables", "missing access method:live_tables")
    yield change("CREATE ACCESS METHOD more TYPE INDEX HANDLER bthandler", "extra access method:more")
    yield change("CREATE MATERIALIZED VIEW app.more AS SELECT 1 AS one", "extra materialized view:app.more")
    yield change("CREATE FOREIGN TABLE app.more (a integer) SERVER live_server", "extra foreign table:app.more")
    yield change(
        "CREATE OPERATOR app.<=> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)",
        "extra operator:app.<=>(integer,integer)",
    )
    yield change("CREATE CAST (app.address AS text) WITH INOUT", "extra cast:from app.address to text")
    yield change(
        "CREATE CONVERSION app.more FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8", "extra conversion:app.more"
    )
    yield change(
        "CREATE TEXT SEARCH CONFIGURATION app.more (PARSER = app.words_of)", "extra text search configuration:app.more"
    )
    yield change(
        "CREATE TEXT SEARCH DICTIONARY app.more (TEMPLATE = app.plain)", "extra text search dictionary:app.more"
    )
    yield change(
        "CREATE TEXT SEARCH PARSER app.more (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)",
        "extra text search parser:app.more",
    )
    yield change(
        "CREATE TEXT SEARCH TEMPLATE app.more (LEXIZE = dsimple_lexize)", "extra text search template:app.more"
    )
    yield change("CREATE PROCEDURE app.more() LANGUAGE sql AS ''", "extra function:app.more()")
    yield change(
        "CREATE AGGREGATE app.more(integer) (sfunc = int4pl, stype = integer)", "extra function:app.more(integer)"
    )
    yield change("CREATE TYPE app.more", "extra type:app.more")
    yield change("CREATE PUBLICATION more_pub FOR TABLE app.tenants", "extra publication:more_pub")
    yield change(
        "DROP TYPE app.span CASCADE",
        "missing column:app.accounts.active",
        "missing type:app.span",
        "missing constraint:accounts_active_excl on app.accounts",
    )
    yield change(
        "DROP OPERATOR FAMILY app.numbers USING btree CASCADE",
        "missing operator class:app.backwards for access method btree",
        "missing operator family:app.numbers for access method btree",
    )
    yield change(
        "DROP FOREIGN DATA WRAPPER live_fdw CASCADE",
        "missing foreign table:app.remote",
        "missing foreign-data wrapper:live_fdw",
        "missing server:live_server",
    )
    yield change("DROP SERVER live_server CASCADE", "missing foreign table:app.remote", "missing server:live_server")


def _roles() -> Iterator[LiveChange]:
    """Yield settings and memberships of roles, settings of the database."""
    yield change("ALTER ROLE live_reader SET work_mem = '5MB'", "changed role:live_reader:setting work_mem")
    yield change("ALTER ROLE live_reader RESET work_mem", "changed role:live_reader:setting work_mem")
    yield change("ALTER ROLE live_reader SET search_path = app", "changed role:live_reader:setting search_path")
    yield change(
        "DO $$ BEGIN EXECUTE format('ALTER ROLE live_reader IN DATABASE %I SET work_mem = ''6MB''', current_database()); END $$",
        "changed role:live_reader:setting work_mem in this database",
    )
    yield change(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''6MB''', current_database()); END $$",
        "changed database:this database:setting work_mem",
    )
    yield change("REVOKE live_group FROM live_reader", "changed role:live_reader:membership in live_group")
    yield change(
        "GRANT live_group TO live_reader WITH ADMIN OPTION", "changed role:live_reader:membership in live_group"
    )
    yield change(
        "GRANT live_group TO live_reader WITH INHERIT FALSE",
        "changed role:live_reader:membership in live_group",
        since=16,
    )
    yield change(
        "GRANT live_group TO live_reader WITH SET FALSE", "changed role:live_reader:membership in live_group", since=16
    )
