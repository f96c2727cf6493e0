"""Single changes to what objects of every kind of base.sql have: comments, owners, privileges, names, labels."""

from __future__ import annotations

from collections.abc import Iterator

from tools.live_changes.live_change import LiveChange, change


def attribute_changes() -> Iterator[LiveChange]:
    """Yield one change for each kind and attribute."""
    yield from _comments()
    yield from _owners()
    yield from _privileges()
    yield from _names()
    yield from _labels()


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
