"""Single changes to the objects of base.sql that few databases have, and to comments, owners, names of all kinds."""

from __future__ import annotations

from collections.abc import Iterator

from tools.live_changes.live_change import LiveChange, change


def other_changes() -> Iterator[LiveChange]:
    """Yield one change for each kind and aspect."""
    yield from _definitions()
    yield from _whole_objects()
    yield from _roles()
    yield from _comments()
    yield from _owners()
    yield from _privileges()
    yield from _names()
    yield from _labels()


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


def _comments() -> Iterator[LiveChange]:
    """Yield a comment on every kind of object."""
    yield change("COMMENT ON LANGUAGE live_language IS 'x'", "changed language:live_language:comment")
    yield change("COMMENT ON ACCESS METHOD live_tables IS 'x'", "changed access method:live_tables:comment")
    yield change(
        "COMMENT ON OPERATOR app.=~= (app.address, app.address) IS 'x'",
        "changed operator:app.=~=(app.address,app.address):comment",
    )
    yield change("COMMENT ON CAST (text AS app.address) IS 'x'", "changed cast:from text to app.address:comment")
    yield change("COMMENT ON CONVERSION app.latin IS 'x'", "changed conversion:app.latin:comment")
    yield change("COMMENT ON COLLATION app.fold IS 'x'", "changed collation:app.fold:comment")
    yield change(
        "COMMENT ON TEXT SEARCH CONFIGURATION app.search IS 'x'", "changed text search configuration:app.search:comment"
    )
    yield change(
        "COMMENT ON TEXT SEARCH DICTIONARY app.words IS 'x'", "changed text search dictionary:app.words:comment"
    )
    yield change("COMMENT ON TEXT SEARCH PARSER app.words_of IS 'x'", "changed text search parser:app.words_of:comment")
    yield change("COMMENT ON TEXT SEARCH TEMPLATE app.plain IS 'x'", "changed text search template:app.plain:comment")
    yield change("COMMENT ON FOREIGN DATA WRAPPER live_fdw IS 'x'", "changed foreign-data wrapper:live_fdw:comment")
    yield change("COMMENT ON SERVER live_server IS 'x'", "changed server:live_server:comment")
    yield change("COMMENT ON EVENT TRIGGER live_ddl IS 'x'", "changed event trigger:live_ddl:comment")
    yield change(
        "COMMENT ON STATISTICS app.accounts_stats IS 'x'", "changed statistics object:app.accounts_stats:comment"
    )
    yield change("COMMENT ON RULE no_delete ON app.tenants IS 'x'", "changed rule:no_delete on app.tenants:comment")
    yield change("COMMENT ON ROLE live_reader IS 'x'", "changed role:live_reader:comment")
    yield change(
        "COMMENT ON CONSTRAINT amount_positive ON DOMAIN app.amount IS NULL",
        "changed domain constraint:amount_positive on app.amount:comment",
    )
    yield change("COMMENT ON AGGREGATE app.total(integer) IS 'x'", "changed function:app.total(integer):comment")
    yield change("COMMENT ON PROCEDURE app.tidy(integer) IS 'x'", "changed function:app.tidy(integer):comment")
    yield change(
        "COMMENT ON TRANSFORM FOR app.point LANGUAGE sql IS 'x'", "changed transform:for app.point language sql:comment"
    )
    yield change(
        "COMMENT ON OPERATOR CLASS app.backwards USING btree IS 'x'",
        "changed operator class:app.backwards for access method btree:comment",
    )
    yield change(
        "COMMENT ON OPERATOR FAMILY app.numbers USING btree IS 'x'",
        "changed operator family:app.numbers for access method btree:comment",
    )
    yield change("COMMENT ON SEQUENCE app.numbers IS 'x'", "changed sequence:app.numbers:comment")
    yield change("COMMENT ON MATERIALIZED VIEW app.summary IS 'x'", "changed materialized view:app.summary:comment")
    yield change("COMMENT ON FOREIGN TABLE app.remote IS 'x'", "changed foreign table:app.remote:comment")
    yield change(
        "COMMENT ON INDEX app.accounts_pkey IS 'x'",
        "changed constraint:accounts_pkey on app.accounts:comment of the index",
    )
    yield change("COMMENT ON TYPE app.address IS 'x'", "changed type:app.address:comment")
    yield change("COMMENT ON COLUMN app.address.zip IS 'x'", "changed type:app.address:comment of attribute zip")
    yield change("COMMENT ON DOMAIN app.amount IS 'x'", "changed type:app.amount:comment")
    yield change("COMMENT ON SCHEMA public IS 'x'", "changed schema:public:comment")


def _owners() -> Iterator[LiveChange]:
    """Yield another owner of every kind of object."""
    yield change("ALTER AGGREGATE app.total(integer) OWNER TO live_writer", "changed function:app.total(integer):owner")
    yield change("ALTER CONVERSION app.latin OWNER TO live_writer", "changed conversion:app.latin:owner")
    yield change("ALTER COLLATION app.fold OWNER TO live_writer", "changed collation:app.fold:owner")
    yield change("ALTER DOMAIN app.amount OWNER TO live_writer", "changed type:app.amount:owner")
    yield change("ALTER LANGUAGE live_language OWNER TO live_writer", "changed language:live_language:owner")
    yield change(
        "ALTER OPERATOR app.=~= (app.address, app.address) OWNER TO live_writer",
        "changed operator:app.=~=(app.address,app.address):owner",
    )
    yield change(
        "ALTER OPERATOR CLASS app.backwards USING btree OWNER TO live_writer",
        "changed operator class:app.backwards for access method btree:owner",
    )
    yield change(
        "ALTER OPERATOR FAMILY app.numbers USING btree OWNER TO live_writer",
        "changed operator family:app.numbers for access method btree:owner",
    )
    yield change(
        "ALTER TEXT SEARCH CONFIGURATION app.search OWNER TO live_writer",
        "changed text search configuration:app.search:owner",
    )
    yield change(
        "ALTER TEXT SEARCH DICTIONARY app.words OWNER TO live_writer", "changed text search dictionary:app.words:owner"
    )
    yield change(
        "ALTER STATISTICS app.accounts_stats OWNER TO live_writer", "changed statistics object:app.accounts_stats:owner"
    )
    yield change("ALTER SERVER live_server OWNER TO live_writer", "changed server:live_server:owner")
    yield change("ALTER SEQUENCE app.numbers OWNER TO live_writer", "changed sequence:app.numbers:owner")
    yield change(
        "ALTER MATERIALIZED VIEW app.summary OWNER TO live_writer", "changed materialized view:app.summary:owner"
    )
    yield change("ALTER FOREIGN TABLE app.remote OWNER TO live_writer", "changed foreign table:app.remote:owner")
    yield change("ALTER PUBLICATION live_pub OWNER TO live_writer", "changed publication:live_pub:owner")
    yield change("ALTER PROCEDURE app.tidy(integer) OWNER TO live_writer", "changed function:app.tidy(integer):owner")


def _privileges() -> Iterator[LiveChange]:
    """Yield privileges on other kinds than tables."""
    yield change(
        "GRANT USAGE ON FOREIGN DATA WRAPPER live_fdw TO live_reader",
        "changed foreign-data wrapper:live_fdw:privileges of live_reader",
    )
    yield change(
        "GRANT USAGE ON FOREIGN SERVER live_server TO live_reader",
        "changed server:live_server:privileges of live_reader",
    )
    yield change(
        "GRANT USAGE ON TYPE app.amount TO live_reader WITH GRANT OPTION",
        "changed type:app.amount:privileges of live_reader",
    )
    yield change(
        "GRANT USAGE ON SEQUENCE app.accounts_counter_seq TO live_reader",
        "changed column:app.accounts.counter:identity sequence's privileges",
    )
    yield change(
        "GRANT EXECUTE ON PROCEDURE app.tidy(integer) TO live_reader",
        "changed function:app.tidy(integer):privileges of live_reader",
    )
    yield change(
        "GRANT EXECUTE ON FUNCTION app.total(integer) TO live_reader",
        "changed function:app.total(integer):privileges of live_reader",
    )
    yield change(
        "GRANT SELECT (n) ON app.counts TO live_reader", "changed column:app.counts.n:privileges of live_reader"
    )
    yield change(
        "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO live_reader",
        "changed default privileges:role postgres on schemas:privileges of live_reader",
    )
    yield change(
        "ALTER DEFAULT PRIVILEGES FOR ROLE live_writer GRANT SELECT ON TABLES TO live_reader",
        "changed default privileges:role live_writer on tables:privileges of live_reader",
    )
    yield change(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE ON TYPES TO live_reader",
        "changed default privileges:role postgres in schema app on types:privileges of live_reader",
    )
    yield change(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO live_reader",
        "changed default privileges:role postgres in schema app on functions:privileges of live_reader",
    )


def _names() -> Iterator[LiveChange]:
    """Yield other names and schemas."""
    yield change("ALTER EVENT TRIGGER live_ddl RENAME TO ddl", "renamed event trigger:live_ddl:name")
    yield change(
        "ALTER SEQUENCE app.numbers SET SCHEMA spare", "missing sequence:app.numbers", "extra sequence:spare.numbers"
    )
    yield change(
        "ALTER STATISTICS app.accounts_stats RENAME TO more_stats", "renamed statistics object:app.accounts_stats:name"
    )
    yield change(
        "ALTER FUNCTION app.lone(text) SET SCHEMA spare",
        "missing function:app.lone(text)",
        "extra function:spare.lone(text)",
    )
    yield change("ALTER COLLATION app.fold RENAME TO folded", "renamed collation:app.fold:name")
    yield change(
        "ALTER TEXT SEARCH DICTIONARY app.words RENAME TO worded", "renamed text search dictionary:app.words:name"
    )
    yield change("ALTER SERVER live_server RENAME TO server_live", "renamed server:live_server:name")
    yield change("ALTER PUBLICATION live_pub RENAME TO pub_live", "renamed publication:live_pub:name")
    yield change("ALTER TYPE app.address RENAME TO addresses", "renamed type:app.address:name")
    yield change("ALTER DOMAIN app.amount RENAME TO sum", "renamed type:app.amount:name")


def _labels() -> Iterator[LiveChange]:
    """Yield security labels of providers that are not loaded: no statement takes them away."""
    yield change(
        "INSERT INTO pg_seclabel VALUES ('app.accounts'::regclass, 'pg_class'::regclass, 0, 'dummy', 'un,classified')",
        "changed table:app.accounts:security label of dummy",
        patchable=False,
    )
    yield change(
        "INSERT INTO pg_seclabel VALUES ('app.accounts'::regclass, 'pg_class'::regclass, 2, 'dummy', 'x')",
        "changed column:app.accounts.tenant_id:security label of dummy",
        patchable=False,
    )
    yield change(
        "INSERT INTO pg_seclabel VALUES ('app.add'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'x')",
        "changed function:app.add(integer,integer):security label of dummy",
        patchable=False,
    )
    yield change(
        "INSERT INTO pg_shseclabel VALUES ('live_reader'::regrole, 'pg_authid'::regclass, 'dummy', 'x')",
        "changed role:live_reader:security label of dummy",
        patchable=False,
    )
