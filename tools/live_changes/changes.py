"""Single changes to the database of base.sql, and what each is to be reported as.

A change is one statement (or what one thing takes), with the names of the differences: ``action kind:identity:aspect``
as the live database differs from the intended state afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator

from tools.live_changes.live_change import A, LiveChange, T, change
from tools.live_changes.other_changes import other_changes
from tools.live_changes.relation_changes import relation_changes


def fixed_changes() -> Iterator[LiveChange]:
    """Yield the changes that need no random value: one for every kind of object and aspect."""
    yield from relation_changes()
    yield from _views_and_routines()
    yield from _types_and_sequences()
    yield from _privileges()
    yield from _others()
    yield from other_changes()


def _views_and_routines() -> Iterator[LiveChange]:
    yield change("DROP VIEW app.counts", "missing view:app.counts")
    yield change("CREATE OR REPLACE VIEW app.counts AS SELECT tenant, count(*) + 1 AS n FROM app.open_accounts "
                 "GROUP BY tenant", "changed view:app.counts:query")
    yield change("CREATE VIEW app.more AS SELECT 1 AS one", "extra view:app.more")
    yield change("CREATE OR REPLACE VIEW app.counts AS SELECT tenant, count(*) AS n, 1 AS more FROM app.open_accounts "
                 "GROUP BY tenant", "changed view:app.counts:query")
    yield change("DROP VIEW app.plain; CREATE VIEW app.plain WITH (check_option = local) AS SELECT id, name FROM "
                 "app.tenants WHERE plan IS NOT NULL", "changed view:app.plain:query",
                 "missing trigger:on_plain on app.plain")
    yield change("ALTER VIEW app.open_accounts RESET (security_invoker)",
                 "changed view:app.open_accounts:option security_invoker")
    yield change("ALTER VIEW app.plain SET (security_barrier = true)",
                 "changed view:app.plain:option security_barrier")
    yield change("ALTER VIEW app.counts RENAME TO counted", "renamed view:app.counts:name")
    yield change("ALTER VIEW app.open_accounts RENAME TO open", "renamed view:app.open_accounts:name")
    yield change("COMMENT ON VIEW app.counts IS NULL", "changed view:app.counts:comment")
    yield change("ALTER VIEW app.counts OWNER TO live_writer", "changed view:app.counts:owner")
    yield change("DROP MATERIALIZED VIEW app.summary", "missing materialized view:app.summary")
    yield change("ALTER MATERIALIZED VIEW app.summary SET (fillfactor = 50)",
                 "changed materialized view:app.summary:storage parameter fillfactor")
    yield change("DROP MATERIALIZED VIEW app.summary; CREATE MATERIALIZED VIEW app.summary WITH (fillfactor = 90) AS "
                 "SELECT tenant_id, max(score) AS total FROM app.accounts GROUP BY tenant_id; "
                 "CREATE UNIQUE INDEX summary_idx ON app.summary (tenant_id)",
                 "changed materialized view:app.summary:query")
    touch = "app.touch()"
    body = "BEGIN NEW.changed := now(); RETURN NEW; END"
    for options, aspect in (
        ("", "setting search_path"), ("SET search_path = app", "setting search_path"),
        ("SECURITY DEFINER SET search_path = ''", "security"), ("STABLE SET search_path = ''", "volatility"),
        ("STRICT SET search_path = ''", "strictness"), ("LEAKPROOF SET search_path = ''", "leakproof"),
        ("PARALLEL SAFE SET search_path = ''", "parallel"), ("COST 7 SET search_path = ''", "cost"),
        ("SET search_path = '' SET work_mem = '1MB'", "setting work_mem"),
    ):
        yield change(f"CREATE OR REPLACE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql {options} AS $$ {body} $$",
                     f"changed function:{touch}:{aspect}")
    yield change(f"CREATE OR REPLACE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' "
                 f"AS $$ {body}; $$", f"changed function:{touch}:body")
    yield change("ALTER FUNCTION app.rows_of(integer) ROWS 99", "changed function:app.rows_of(integer):rows")
    yield change("CREATE OR REPLACE FUNCTION app.add(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql "
                 "STABLE BEGIN ATOMIC SELECT a + b; END", "changed function:app.add(integer,integer):argument defaults")
    yield change("CREATE OR REPLACE FUNCTION app.add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql "
                 "STABLE BEGIN ATOMIC SELECT b + a; END", "changed function:app.add(integer,integer):body")
    yield change("DROP FUNCTION app.lone(text)", "missing function:app.lone(text)")
    yield change("DROP FUNCTION app.lone(text); CREATE FUNCTION app.lone(x text) RETURNS text LANGUAGE sql AS "
                 "'SELECT $1'", "changed function:app.lone(text):arguments",
                 "changed function:app.lone(text):privileges of PUBLIC")
    yield change("DROP FUNCTION app.lone(text); CREATE FUNCTION app.lone(text) RETURNS varchar LANGUAGE sql AS "
                 "'SELECT $1'", "changed function:app.lone(text):result",
                 "changed function:app.lone(text):privileges of PUBLIC")
    yield change("CREATE FUNCTION app.more() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "extra function:app.more()")
    yield change("ALTER FUNCTION app.lone(text) RENAME TO alone", "renamed function:app.lone(text):name")
    yield change("ALTER FUNCTION app.lone(text) OWNER TO live_reader", "changed function:app.lone(text):owner")
    yield change("COMMENT ON FUNCTION app.lone(text) IS 'x'", "changed function:app.lone(text):comment")
    yield change("DROP PROCEDURE app.tidy(integer)", "missing function:app.tidy(integer)")
    yield change("CREATE OR REPLACE PROCEDURE app.tidy(keep integer) LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$",
                 "changed function:app.tidy(integer):body")
    yield change("DROP AGGREGATE app.total(integer)", "missing function:app.total(integer)")
    yield change("CREATE OR REPLACE AGGREGATE app.total(integer) (sfunc = int4pl, stype = integer, initcond = '1')",
                 "changed function:app.total(integer):definition")
    yield change("DROP FUNCTION \"Odd \"\"Schema\".\"f()\"(text)", 'missing function:"Odd ""Schema"."f()"(text)')


def _types_and_sequences() -> Iterator[LiveChange]:
    yield change("ALTER TYPE app.spare_enum ADD VALUE 'z'", "changed type:app.spare_enum:labels")
    yield change("ALTER TYPE app.status RENAME VALUE 'open' TO 'opened'", "changed type:app.status:labels")
    yield change("DROP TYPE app.spare_enum", "missing type:app.spare_enum")
    yield change("DROP TYPE app.spare_enum; CREATE TYPE app.spare_enum AS ENUM ('y')",
                 "changed type:app.spare_enum:labels")
    yield change("CREATE TYPE app.more AS ENUM ('a''b')", "extra type:app.more")
    yield change("ALTER TYPE app.status RENAME TO state", "renamed type:app.status:name")
    yield change("ALTER TYPE app.address RENAME ATTRIBUTE zip TO postcode", 'changed type:app.address:attribute zip',
                 "changed type:app.address:attribute postcode", "changed type:app.address:attributes")
    yield change("ALTER DOMAIN app.amount SET DEFAULT 1", "changed type:app.amount:default")
    yield change("ALTER DOMAIN app.amount SET NOT NULL", "changed type:app.amount:not null")
    yield change("ALTER DOMAIN app.email DROP NOT NULL", "changed type:app.email:not null")
    yield change("ALTER DOMAIN app.amount DROP CONSTRAINT amount_positive",
                 "missing domain constraint:amount_positive on app.amount")
    yield change("ALTER DOMAIN app.amount ADD CONSTRAINT small CHECK (VALUE < 1000)",
                 "extra domain constraint:small on app.amount")
    yield change("ALTER DOMAIN app.amount RENAME CONSTRAINT amount_positive TO positive",
                 "renamed domain constraint:amount_positive on app.amount:name")
    yield change("ALTER TYPE app.status OWNER TO live_writer", "changed type:app.status:owner")
    yield change("COMMENT ON TYPE app.status IS 'x'", "changed type:app.status:comment")
    yield change("CREATE DOMAIN app.more AS integer CHECK (VALUE > 0)", "extra type:app.more")
    yield change("CREATE TYPE app.more AS (a integer, b text)", "extra type:app.more")
    for text, aspect in (("INCREMENT BY 7", "increment"), ("MINVALUE 11", "minimum"), ("MAXVALUE 9999", "maximum"),
                         ("START WITH 25", "start"), ("CACHE 4", "cache"), ("NO CYCLE", "cycle"),
                         ("AS smallint", "type"), ("OWNED BY app.scratch.a", "owned by")):
        yield change(f"ALTER SEQUENCE app.numbers {text}", f"changed sequence:app.numbers:{aspect}")
    yield change("DROP SEQUENCE app.numbers", "missing sequence:app.numbers")
    yield change("ALTER SEQUENCE app.numbers RENAME TO counted", "renamed sequence:app.numbers:name")
    yield change("CREATE SEQUENCE app.more", "extra sequence:app.more")
    yield change("ALTER SEQUENCE app.accounts_id_seq RENAME TO other_seq", "renamed sequence:app.accounts_id_seq:name")
    yield change("DROP COLLATION app.fold CASCADE", "missing collation:app.fold", f"missing column:{T}.slug",
                 f"missing constraint:tenants_slug_key on {T}")
    yield change("CREATE COLLATION app.more (provider = libc, locale = 'POSIX')", "extra collation:app.more")


def _privileges() -> Iterator[LiveChange]:
    yield change(f"GRANT DELETE ON {A} TO live_reader", f"changed table:{A}:privileges of live_reader")
    yield change(f"GRANT SELECT ON {A} TO PUBLIC", f"changed table:{A}:privileges of PUBLIC")
    yield change(f"REVOKE ALL ON {A} FROM live_reader", f"changed table:{A}:privileges of live_reader")
    yield change(f"REVOKE GRANT OPTION FOR SELECT ON {T} FROM live_writer", f"changed table:{T}:privileges of live_writer")
    yield change(f"REVOKE TRUNCATE ON {A} FROM postgres", f"changed table:{A}:privileges of the owner")
    yield change("REVOKE USAGE ON SCHEMA app FROM live_reader", "changed schema:app:privileges of live_reader")
    yield change("GRANT CREATE ON SCHEMA app TO live_writer", "changed schema:app:privileges of live_writer")
    yield change("GRANT EXECUTE ON FUNCTION app.rows_of(integer) TO PUBLIC",
                 "changed function:app.rows_of(integer):privileges of PUBLIC")
    yield change("REVOKE EXECUTE ON FUNCTION app.touch() FROM PUBLIC", "changed function:app.touch():privileges of PUBLIC")
    yield change("REVOKE USAGE ON TYPE app.status FROM PUBLIC", "changed type:app.status:privileges of PUBLIC")
    yield change("GRANT USAGE ON SEQUENCE app.loose TO live_reader", "changed sequence:app.loose:privileges of live_reader")
    yield change("REVOKE SELECT ON app.counts FROM live_reader", "changed view:app.counts:privileges of live_reader")
    prefix = "changed default privileges:role postgres"
    yield change("ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT INSERT ON TABLES TO live_reader",
                 f"{prefix} in schema app on tables:privileges of live_reader")
    yield change("ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE USAGE ON SEQUENCES FROM live_writer",
                 f"{prefix} in schema app on sequences:privileges of live_writer")
    yield change("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
                 f"{prefix} on functions:privileges of PUBLIC")
    yield change("ALTER DEFAULT PRIVILEGES IN SCHEMA spare GRANT USAGE ON TYPES TO live_reader",
                 f"{prefix} in schema spare on types:privileges of live_reader")


def _others() -> Iterator[LiveChange]:
    yield change(f"ALTER PUBLICATION live_pub DROP TABLE {A}", f"missing publication table:{A} in live_pub")
    yield change("ALTER PUBLICATION live_pub ADD TABLE app.parent", "extra publication table:app.parent in live_pub",
                 "extra publication table:app.child in live_pub")
    yield change("ALTER PUBLICATION live_pub ADD TABLE ONLY app.parent", "extra publication table:app.parent in live_pub")
    yield change(f"ALTER PUBLICATION live_pub SET TABLE {T}, {A} (id, tenant_id, email) WHERE (id > 11)",
                 f"changed publication table:{A} in live_pub:row filter")
    yield change(f"ALTER PUBLICATION live_pub SET TABLE {T}, {A} (id, email) WHERE (id > 10)",
                 f"changed publication table:{A} in live_pub:columns")
    yield change("ALTER PUBLICATION live_pub SET (publish = 'insert')", "changed publication:live_pub:options")
    yield change("ALTER PUBLICATION live_pub SET (publish_via_partition_root = true)",
                 "changed publication:live_pub:options")
    yield change("DROP PUBLICATION live_pub", "missing publication:live_pub")
    yield change("CREATE PUBLICATION more_pub FOR ALL TABLES", "extra publication:more_pub")
    yield change("ALTER PUBLICATION schema_pub DROP TABLES IN SCHEMA app",
                 "missing publication schema:app in schema_pub")
    yield change("ALTER PUBLICATION schema_pub ADD TABLES IN SCHEMA spare",
                 "extra publication schema:spare in schema_pub")
    yield change("ALTER PUBLICATION live_pub OWNER TO postgres; COMMENT ON PUBLICATION live_pub IS 'x'",
                 "changed publication:live_pub:comment")
    yield change("ALTER SERVER live_server OPTIONS (SET host 'other')", "changed server:live_server:options")
    yield change("ALTER SERVER live_server VERSION '2.0'", "changed server:live_server:version")
    yield change("ALTER FOREIGN DATA WRAPPER live_fdw OPTIONS (DROP debug)",
                 "changed foreign-data wrapper:live_fdw:options")
    yield change("DROP USER MAPPING FOR live_reader SERVER live_server",
                 "missing user mapping:live_reader on live_server")
    yield change("CREATE USER MAPPING FOR live_writer SERVER live_server", "extra user mapping:live_writer on live_server")
    yield change("ALTER USER MAPPING FOR live_reader SERVER live_server OPTIONS (SET \"user\" 'eve')",
                 "changed user mapping:live_reader on live_server:options")
    yield change("DROP FOREIGN TABLE app.remote", "missing foreign table:app.remote")
    yield change("ALTER FOREIGN TABLE app.remote OPTIONS (SET table_name 's')", "changed foreign table:app.remote:options")
    yield change("CREATE SERVER more_server FOREIGN DATA WRAPPER live_fdw", "extra server:more_server")
    yield change("CREATE FOREIGN DATA WRAPPER more_fdw", "extra foreign-data wrapper:more_fdw")
    yield change("CREATE EXTENSION hstore WITH SCHEMA spare", "extra extension:hstore")
    yield change("DROP EXTENSION citext", "missing extension:citext")
    yield change("ALTER EXTENSION citext SET SCHEMA spare", "changed extension:citext:schema")
    yield change("DROP OPERATOR app.=~= (app.address, app.address)",
                 "missing operator:app.=~=(app.address,app.address)")
    yield change("DROP CAST (text AS app.address)", "missing cast:from text to app.address")
    yield change("DROP CAST (text AS app.address); CREATE CAST (text AS app.address) WITH FUNCTION app.to_address(text) "
                 "AS ASSIGNMENT", "changed cast:from text to app.address:definition")
    yield change("DROP TEXT SEARCH CONFIGURATION app.search", "missing text search configuration:app.search")
    yield change("ALTER TEXT SEARCH DICTIONARY app.words (stopwords = 'french')",
                 "changed text search dictionary:app.words:definition")
    yield change("ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR int WITH app.words",
                 "changed text search configuration:app.search:mapping of token type 21")
    yield change("CREATE OPERATOR FAMILY app.more USING btree", "extra operator family:app.more for access method btree")
    yield change("CREATE OPERATOR CLASS app.more FOR TYPE integer USING btree AS OPERATOR 1 <, "
                 "FUNCTION 1 btint4cmp(integer, integer)", "extra operator class:app.more for access method btree",
                 "extra operator family:app.more for access method btree")
    yield change("DROP ROLE IF EXISTS live_other; ALTER ROLE live_reader LOGIN", "changed role:live_reader:LOGIN")
    yield change("GRANT live_reader TO live_writer", "changed role:live_writer:membership in live_reader")
    yield change("ALTER ROLE live_reader SET statement_timeout = '3s'",
                 "changed role:live_reader:setting statement_timeout")
    yield change("ALTER ROLE live_writer CONNECTION LIMIT 4", "changed role:live_writer:connection limit")
