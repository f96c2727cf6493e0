"""Single changes to the database of base.sql, and what each is to be reported as.

A change is one statement (or what one thing takes), with the names of the differences: ``action kind:identity:aspect``
as the live database differs from the intended state afterwards. `random_change` draws one with random values.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from analyzer.deparse.options import dollar_quote
from tools.live_changes.live_change import LiveChange, change
from tools.live_changes.other_changes import other_changes


def together(changes: Iterable[LiveChange]) -> LiveChange:
    """Return several changes as one, of which nothing but the patch is expected; those that fail do not count."""
    statements = (
        f"DO {dollar_quote(f'BEGIN {each.sql}; EXCEPTION WHEN OTHERS THEN NULL; END', 'many')}"
        for each in changes
        if each.patchable
    )
    return LiveChange(";\n".join(statements), frozenset())


A, T = "app.accounts", "app.tenants"
ODD = '"Odd ""Schema"."Odd \'Table\\"'


def fixed_changes() -> Iterator[LiveChange]:
    """Yield the changes that need no random value: one for every kind of object and aspect."""
    yield from _tables()
    yield from _columns()
    yield from _keys()
    yield from _policies_and_triggers()
    yield from _views_and_routines()
    yield from _types_and_sequences()
    yield from _privileges()
    yield from _others()
    yield from other_changes()


def _tables() -> Iterator[LiveChange]:
    for table in (T, A, ODD):
        if table != A:
            yield change(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"changed table:{table}:row level security")
        yield change(
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY", f"changed table:{table}:forced row level security"
        )
    yield change(f"ALTER TABLE {A} DISABLE ROW LEVEL SECURITY", f"changed table:{A}:row level security")
    yield change("ALTER TABLE app.scratch SET LOGGED", "changed table:app.scratch:persistence")
    yield change("ALTER TABLE app.parent SET UNLOGGED", "changed table:app.parent:persistence")
    for word in ("DEFAULT", "NOTHING", "USING INDEX accounts_pkey"):
        yield change(f"ALTER TABLE {A} REPLICA IDENTITY {word}", f"changed table:{A}:replica identity")
    yield change(f"ALTER TABLE {T} REPLICA IDENTITY FULL", f"changed table:{T}:replica identity")
    yield change(f"ALTER TABLE {A} SET (fillfactor = 55)", f"changed table:{A}:storage parameter fillfactor")
    yield change(f"ALTER TABLE {A} RESET (fillfactor)", f"changed table:{A}:storage parameter fillfactor")
    yield change(
        f"ALTER TABLE {T} SET (autovacuum_vacuum_threshold = 7)",
        f"changed table:{T}:storage parameter autovacuum_vacuum_threshold",
    )
    yield change("DROP TABLE app.scratch", "missing table:app.scratch")
    yield change(f"DROP TABLE {ODD}", f"missing table:{ODD}")
    yield change("DROP TABLE app.events_2025", "missing table:app.events_2025")
    yield change("CREATE TABLE spare.extra (id integer PRIMARY KEY, n text)", "extra table:spare.extra")
    yield change(
        "CREATE TABLE spare.extra (id serial PRIMARY KEY, t bigint REFERENCES app.tenants)", "extra table:spare.extra"
    )
    yield change(f"ALTER TABLE {A} ADD COLUMN more serial", f"extra column:{A}.more")
    yield change(f"ALTER TABLE {A} DROP COLUMN id CASCADE", f"missing column:{A}.id",
                 f"missing constraint:accounts_pkey on {A}", "missing view:app.open_accounts", "missing view:app.counts",
                 f"missing publication table:{A} in live_pub")
    yield change("ALTER TABLE app.scratch RENAME TO scratched", "renamed table:app.scratch:name")
    yield change(f"ALTER TABLE {A} RENAME TO users", f"renamed table:{A}:name")
    yield change(f"ALTER TABLE {T} RENAME TO \"ten\"\"ants\"", f"renamed table:{T}:name")
    yield change("ALTER TABLE app.child NO INHERIT app.parent", "changed table:app.child:inherits")
    yield change("ALTER TABLE app.events DETACH PARTITION app.events_2025", "changed table:app.events_2025:partition of",
                 "missing trigger:noticed on app.events_2025")
    yield change("ALTER TABLE app.scratch OWNER TO live_writer", "changed table:app.scratch:owner")
    yield change("COMMENT ON TABLE app.accounts IS 'others'", f"changed table:{A}:comment")
    yield change("COMMENT ON TABLE app.accounts IS NULL", f"changed table:{A}:comment")
    yield change(f"COMMENT ON TABLE {ODD} IS 'o''d\\d'", f"changed table:{ODD}:comment")
    yield change("ALTER TABLE app.scratch SET SCHEMA spare", "missing table:app.scratch", "extra table:spare.scratch")
    yield change("CREATE SCHEMA another", "extra schema:another")
    yield change("DROP SCHEMA spare", "missing schema:spare")
    yield change("ALTER SCHEMA app OWNER TO live_writer", "changed schema:app:owner")
    yield change("COMMENT ON SCHEMA app IS NULL", "changed schema:app:comment")
    yield change('ALTER SCHEMA "Odd ""Schema" RENAME TO even', 'renamed schema:"Odd ""Schema":name')
    yield change("GRANT CREATE ON SCHEMA public TO PUBLIC", "changed schema:public:privileges of PUBLIC")


def _columns() -> Iterator[LiveChange]:
    yield change(f"ALTER TABLE {A} DROP COLUMN balance", f"missing column:{A}.balance")
    yield change(f"ALTER TABLE {A} DROP COLUMN counter", f"missing column:{A}.counter")
    yield change(f"ALTER TABLE {A} DROP COLUMN \"Weird \"\"Column\"", f'missing column:{A}."Weird ""Column"')
    yield change(f"ALTER TABLE {A} DROP COLUMN double_score", f"missing column:{A}.double_score")
    yield change(f"ALTER TABLE {A} DROP COLUMN home", f"missing column:{A}.home")
    yield change("ALTER TABLE app.parent DROP COLUMN label", "missing column:app.parent.label",
                 "missing constraint:parent_label_check on app.parent")
    yield change(f"ALTER TABLE {A} ADD COLUMN added integer DEFAULT 7 NOT NULL", f"extra column:{A}.added")
    yield change("ALTER TABLE app.parent ADD COLUMN added text", "extra column:app.parent.added")
    yield change("ALTER TABLE app.events ADD COLUMN added text", "extra column:app.events.added")
    yield change(f"ALTER TABLE {ODD} ADD COLUMN \"a'\\b\" text", f"extra column:{ODD}.\"a'\\b\"")
    yield change(f"ALTER TABLE {A} RENAME COLUMN score TO points", f"renamed column:{A}.score:name")
    yield change(f"ALTER TABLE {A} RENAME COLUMN tenant_id TO owner_id", f"renamed column:{A}.tenant_id:name")
    yield change(f"ALTER TABLE {T} RENAME COLUMN plan TO level", f"renamed column:{T}.plan:name")
    yield change("ALTER TABLE app.parent RENAME COLUMN label TO title", "renamed column:app.parent.label:name")
    yield change(f"ALTER TABLE {A} ALTER COLUMN tenant_id DROP NOT NULL", f"changed column:{A}.tenant_id:not null")
    yield change(f"ALTER TABLE {A} ALTER COLUMN note SET NOT NULL", f"changed column:{A}.note:not null")
    yield change(f"ALTER TABLE {A} ALTER COLUMN state DROP DEFAULT", f"changed column:{A}.state:default")
    yield change(f"ALTER TABLE {A} ALTER COLUMN state SET DEFAULT 'open'", f"changed column:{A}.state:default")
    yield change(f"ALTER TABLE {A} ALTER COLUMN score SET DEFAULT app.add(2, 1)", f"changed column:{A}.score:default")
    yield change(f"ALTER TABLE {A} ALTER COLUMN note SET DEFAULT 'a''b\\c'", f"changed column:{A}.note:default")
    yield change("ALTER TABLE app.scratch ALTER COLUMN d DROP DEFAULT", "changed column:app.scratch.d:default")
    yield change(f"ALTER TABLE {T} ALTER COLUMN name TYPE varchar(80)", f"changed column:{T}.name:type",
                 ) if False else change(f"ALTER TABLE {T} ALTER COLUMN settings TYPE json",
                                        f"changed column:{T}.settings:type")
    yield change(f"ALTER TABLE {A} ALTER COLUMN changed TYPE timestamp", f"changed column:{A}.changed:type")
    yield change(f"ALTER TABLE {A} ALTER COLUMN counter TYPE bigint", f"changed column:{A}.counter:type")
    yield change("ALTER TABLE app.scratch ALTER COLUMN a TYPE text", "changed column:app.scratch.a:type")
    yield change("ALTER TABLE app.scratch ALTER COLUMN a TYPE numeric(5,2)", "changed column:app.scratch.a:type")
    yield change(f'ALTER TABLE {A} ALTER COLUMN "Weird ""Column" TYPE text COLLATE "C"',
                 f'changed column:{A}."Weird ""Column":collation')
    yield change(f"ALTER TABLE {A} ALTER COLUMN note SET STORAGE MAIN", f"changed column:{A}.note:storage")
    yield change(f"ALTER TABLE {A} ALTER COLUMN \"Weird \"\"Column\" SET COMPRESSION pglz",
                 f'changed column:{A}."Weird ""Column":compression')
    yield change(f"ALTER TABLE {A} ALTER COLUMN note SET STATISTICS 10", f"changed column:{A}.note:statistics target")
    yield change(f"ALTER TABLE {A} ALTER COLUMN note SET STATISTICS -1", f"changed column:{A}.note:statistics target")
    yield change(f"ALTER TABLE {A} ALTER COLUMN email SET (n_distinct = 5)",
                 f"changed column:{A}.email:option n_distinct")
    yield change(f"ALTER TABLE {A} ALTER COLUMN email RESET (n_distinct)", f"changed column:{A}.email:option n_distinct")
    yield change(f"ALTER TABLE {A} ALTER COLUMN counter SET GENERATED ALWAYS", f"changed column:{A}.counter:identity")
    yield change(f"ALTER TABLE {A} ALTER COLUMN counter DROP IDENTITY", f"changed column:{A}.counter:identity")
    yield change(f"ALTER TABLE {A} ALTER COLUMN counter SET INCREMENT 3",
                 f"changed column:{A}.counter:identity increment")
    yield change("ALTER TABLE app.scratch ALTER COLUMN a SET NOT NULL; ALTER TABLE app.scratch ALTER COLUMN a "
                 "ADD GENERATED ALWAYS AS IDENTITY", "changed column:app.scratch.a:identity",
                 "changed column:app.scratch.a:not null")
    yield change("ALTER SEQUENCE app.accounts_counter_seq RENAME TO odd_seq",
                 f"changed column:{A}.counter:identity sequence's name")
    yield change(f"ALTER TABLE {A} ALTER COLUMN double_score DROP EXPRESSION",
                 f"changed column:{A}.double_score:generation expression")
    yield change(f"ALTER TABLE {A} ALTER COLUMN double_score SET EXPRESSION AS (score * 3)",
                 f"changed column:{A}.double_score:generation expression")
    yield change(f"COMMENT ON COLUMN {A}.email IS 'x'", f"changed column:{A}.email:comment")
    yield change(f"COMMENT ON COLUMN {A}.score IS 'x'", f"changed column:{A}.score:comment")
    yield change("COMMENT ON COLUMN app.counts.n IS 'x'", "changed column:app.counts.n:comment")
    yield change(f"GRANT SELECT (note) ON {A} TO live_reader", f"changed column:{A}.note:privileges of live_reader")
    yield change(f"REVOKE UPDATE (note) ON {A} FROM live_writer", f"changed column:{A}.note:privileges of live_writer")
    yield change("ALTER VIEW app.plain ALTER COLUMN plan DROP DEFAULT", "changed column:app.plain.plan:default")
    yield change("ALTER VIEW app.plain ALTER COLUMN name SET DEFAULT 'n'", "changed column:app.plain.name:default")
    yield change("ALTER FOREIGN TABLE app.remote ALTER COLUMN id OPTIONS (SET column_name 'y')",
                 "changed column:app.remote.id:foreign options")
    yield change("ALTER TABLE app.scratch DROP COLUMN a; ALTER TABLE app.scratch ADD COLUMN a integer",
                 "changed table:app.scratch:columns' order")


def _keys() -> Iterator[LiveChange]:
    def constraint(name: str, table: str = A) -> str:
        return f"{name} on {table}"

    for name in ("accounts_score_check", "accounts_note_check", "accounts_email_key", "accounts_active_excl",
                 "accounts_tenant_id_fkey"):
        yield change(f"ALTER TABLE {A} DROP CONSTRAINT {name}", f"missing constraint:{constraint(name)}")
    yield change(f"ALTER TABLE {A} DROP CONSTRAINT accounts_pkey",
                 "missing constraint:accounts_pkey on app.accounts")
    yield change(f"ALTER TABLE {A} ADD CONSTRAINT more CHECK (score <> 13)", "extra constraint:more on app.accounts")
    yield change(f"ALTER TABLE {A} ADD CONSTRAINT \"o''d\" UNIQUE (score, note)",
                 "extra constraint:\"o''d\" on app.accounts")
    yield change("ALTER TABLE app.scratch ADD CONSTRAINT scratch_fk FOREIGN KEY (a) REFERENCES app.accounts (id)",
                 "extra constraint:scratch_fk on app.scratch")
    yield change(f"ALTER TABLE {A} DROP CONSTRAINT accounts_score_check, ADD CONSTRAINT accounts_score_check "
                 "CHECK (score >= 0 AND score < 999)", f"changed constraint:{constraint('accounts_score_check')}:definition",
                 f"changed constraint:{constraint('accounts_score_check')}:comment")
    yield change(f"ALTER TABLE {A} DROP CONSTRAINT accounts_tenant_id_fkey, ADD CONSTRAINT accounts_tenant_id_fkey "
                 "FOREIGN KEY (tenant_id) REFERENCES app.tenants (id) ON DELETE SET NULL",
                 f"changed constraint:{constraint('accounts_tenant_id_fkey')}:definition")
    yield change(f"ALTER TABLE {A} ALTER CONSTRAINT accounts_tenant_id_fkey DEFERRABLE INITIALLY DEFERRED",
                 f"changed constraint:{constraint('accounts_tenant_id_fkey')}:timing")
    yield change(f"ALTER TABLE {A} VALIDATE CONSTRAINT accounts_note_check",
                 f"changed constraint:{constraint('accounts_note_check')}:validity")
    yield change(f"ALTER TABLE {A} RENAME CONSTRAINT accounts_email_key TO email_once",
                 f"renamed constraint:{constraint('accounts_email_key')}:name")
    yield change(f"ALTER TABLE {A} RENAME CONSTRAINT accounts_score_check TO \"c\\h\"",
                 f"renamed constraint:{constraint('accounts_score_check')}:name")
    yield change(f"COMMENT ON CONSTRAINT accounts_score_check ON {A} IS NULL",
                 f"changed constraint:{constraint('accounts_score_check')}:comment")
    yield change("ALTER TABLE app.parent DROP CONSTRAINT parent_label_check",
                 "missing constraint:parent_label_check on app.parent")
    yield change("ALTER TABLE app.events DROP CONSTRAINT events_pkey", "missing constraint:events_pkey on app.events")
    for name in ("accounts_state_idx", "accounts_note_idx", "accounts_tenant_idx", "accounts_note_key", "summary_idx",
                 "events_kind_idx"):
        yield change(f"DROP INDEX app.{name}", f"missing index:app.{name}")
    yield change(f"CREATE INDEX extra_idx ON {A} (score) WHERE note > 'a'", "extra index:app.extra_idx")
    yield change("CREATE INDEX \"ex\"\"tra\" ON app.summary (total)", 'extra index:app."ex""tra"')
    yield change(f"DROP INDEX app.accounts_note_idx; CREATE INDEX accounts_note_idx ON {A} (lower(note))",
                 "changed index:app.accounts_note_idx:definition")
    yield change(f"DROP INDEX app.accounts_note_key; CREATE UNIQUE INDEX accounts_note_key ON {A} (note, tenant_id)",
                 "changed index:app.accounts_note_key:definition")
    yield change("ALTER INDEX app.accounts_tenant_idx SET (fillfactor = 60)",
                 "changed index:app.accounts_tenant_idx:storage parameter fillfactor")
    yield change("ALTER INDEX app.accounts_state_idx RENAME TO by_state", "renamed index:app.accounts_state_idx:name")
    yield change("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.accounts_state_idx'::regclass",
                 "changed index:app.accounts_state_idx:validity")
    yield change(f"ALTER TABLE {A} SET WITHOUT CLUSTER", "changed index:app.accounts_tenant_idx:clustered")
    yield change(f"ALTER TABLE {A} CLUSTER ON accounts_note_idx", "changed index:app.accounts_tenant_idx:clustered",
                 "changed index:app.accounts_note_idx:clustered")
    yield change("ALTER INDEX app.accounts_note_idx ALTER COLUMN 1 SET STATISTICS 77",
                 "changed index:app.accounts_note_idx:statistics target of 1")
    yield change("COMMENT ON INDEX app.accounts_state_idx IS NULL", "changed index:app.accounts_state_idx:comment")
    yield change("DROP STATISTICS app.accounts_stats", "missing statistics object:app.accounts_stats")
    yield change(f"CREATE STATISTICS app.more_stats ON score, note FROM {A}",
                 "extra statistics object:app.more_stats")
    yield change("ALTER STATISTICS app.accounts_stats SET STATISTICS 50",
                 "changed statistics object:app.accounts_stats:statistics target")
    yield change(f"DROP STATISTICS app.accounts_stats; CREATE STATISTICS app.accounts_stats (mcv) ON tenant_id, state "
                 f"FROM {A}", "changed statistics object:app.accounts_stats:definition")


def _policies_and_triggers() -> Iterator[LiveChange]:
    for name in ("own", "write_own", "never"):
        yield change(f"DROP POLICY {name} ON {A}", f"missing policy:{name} on {A}")
    yield change(f"CREATE POLICY more ON {A} FOR INSERT TO live_reader WITH CHECK (true)", f"extra policy:more on {A}")
    yield change(f"CREATE POLICY \"m\"\"o;re\" ON {T} USING (plan = 'x''y')", f'extra policy:"m""o;re" on {T}')
    yield change(f"ALTER POLICY own ON {A} USING (tenant_id = 2)", f"changed policy:own on {A}:USING")
    yield change(f"ALTER POLICY own ON {A} TO PUBLIC", f"changed policy:own on {A}:roles")
    yield change(f"ALTER POLICY own ON {A} TO live_reader", f"changed policy:own on {A}:roles")
    yield change(f"ALTER POLICY write_own ON {A} WITH CHECK (score > 1)", f"changed policy:write_own on {A}:WITH CHECK")
    yield change(f"ALTER POLICY write_own ON {A} USING (tenant_id IN (SELECT t.id FROM app.tenants t))",
                 f"changed policy:write_own on {A}:USING")
    yield change(f"ALTER POLICY own ON {A} RENAME TO mine", f"renamed policy:own on {A}:name")
    yield change(f"DROP POLICY never ON {A}; CREATE POLICY never ON {A} FOR DELETE USING (false)",
                 f"changed policy:never on {A}:permissive")
    yield change(f"DROP POLICY never ON {A}; CREATE POLICY never ON {A} AS RESTRICTIVE FOR SELECT USING (false)",
                 f"changed policy:never on {A}:command")
    yield change(f"COMMENT ON POLICY own ON {A} IS NULL", f"changed policy:own on {A}:comment")
    yield change(f"DROP POLICY \"p \"\"; --\" ON {ODD}", f'missing policy:"p ""; --" on {ODD}')
    for name in ("touch", "log", "late"):
        yield change(f"DROP TRIGGER {name} ON {A}", f"missing trigger:{name} on {A}")
    yield change(f"CREATE TRIGGER more AFTER TRUNCATE ON {A} EXECUTE FUNCTION app.noop()", f"extra trigger:more on {A}")
    yield change(f"ALTER TABLE {A} DISABLE TRIGGER touch", f"changed trigger:touch on {A}:enabled")
    yield change(f"ALTER TABLE {A} ENABLE TRIGGER log", f"changed trigger:log on {A}:enabled")
    yield change(f"ALTER TABLE {A} ENABLE REPLICA TRIGGER late", f"changed trigger:late on {A}:enabled")
    yield change(f"CREATE OR REPLACE TRIGGER touch BEFORE UPDATE OF note ON {A} FOR EACH ROW WHEN (OLD.note IS DISTINCT "
                 "FROM NEW.note) EXECUTE FUNCTION app.touch()", f"changed trigger:touch on {A}:definition")
    yield change(f"CREATE OR REPLACE TRIGGER touch BEFORE UPDATE OF note, score ON {A} FOR EACH ROW WHEN "
                 "(OLD.score > NEW.score) EXECUTE FUNCTION app.touch()", f"changed trigger:touch on {A}:definition")
    yield change(f"CREATE OR REPLACE TRIGGER log AFTER DELETE ON {A} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT "
                 "EXECUTE FUNCTION app.noop('a', 'c'); ALTER TABLE app.accounts ENABLE ALWAYS TRIGGER log",
                 f"changed trigger:log on {A}:definition")
    yield change(f"ALTER TRIGGER touch ON {A} RENAME TO toucher", f"renamed trigger:touch on {A}:name")
    yield change(f"COMMENT ON TRIGGER touch ON {A} IS NULL", f"changed trigger:touch on {A}:comment")
    yield change("DROP TRIGGER on_plain ON app.plain", "missing trigger:on_plain on app.plain")
    yield change(f"DROP RULE no_delete ON {T}", f"missing rule:no_delete on {T}")
    yield change(f"CREATE OR REPLACE RULE no_delete AS ON DELETE TO {T} WHERE old.plan = 'gold' DO INSTEAD NOTHING",
                 f"changed rule:no_delete on {T}:definition")
    yield change(f"CREATE RULE more AS ON UPDATE TO {T} DO ALSO NOTIFY tenants", f"extra rule:more on {T}")
    yield change(f"ALTER TABLE {T} DISABLE RULE no_delete", f"changed rule:no_delete on {T}:enabled")
    yield change("DROP EVENT TRIGGER live_ddl", "missing event trigger:live_ddl")
    yield change("ALTER EVENT TRIGGER live_ddl DISABLE", "changed event trigger:live_ddl:enabled")
    yield change("CREATE EVENT TRIGGER more_ddl ON sql_drop EXECUTE FUNCTION app.on_ddl()",
                 "extra event trigger:more_ddl")


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


_NAMES = ("x", "Upper", 'quo"te', "sem;i", "back\\slash", "new\nline", "ünï", "select", "it's", "--", "$patch$", "a b")


def random_change(source: random.Random) -> LiveChange:
    """Return a change with random names and numbers."""
    from analyzer.tree.names import quote_identifier, quote_literal

    name = source.choice(_NAMES) + str(source.randrange(100))
    shown, number = quote_identifier(name), source.randrange(2, 900)
    value = quote_literal(name)
    makers: tuple[Callable[[], LiveChange], ...] = (
        lambda: change(f"ALTER TABLE {A} ADD COLUMN {shown} integer DEFAULT {number}", f"extra column:{A}.{shown}"),
        lambda: change(f"CREATE TABLE spare.{shown} (id integer PRIMARY KEY, {shown} text DEFAULT {value})",
                       f"extra table:spare.{shown}"),
        lambda: change(f"CREATE INDEX {shown} ON {A} (score) WHERE score > {number}", f"extra index:app.{shown}"),
        lambda: change(f"ALTER TABLE {A} ADD CONSTRAINT {shown} CHECK (note <> {value})",
                       f"extra constraint:{shown} on {A}"),
        lambda: change(f"CREATE POLICY {shown} ON {T} USING (name = {value})", f"extra policy:{shown} on {T}"),
        lambda: change(f"ALTER POLICY own ON {A} USING (tenant_id = {number})", f"changed policy:own on {A}:USING"),
        lambda: change(f"ALTER TABLE {A} ALTER COLUMN note SET DEFAULT {value}", f"changed column:{A}.note:default"),
        lambda: change(f"COMMENT ON TABLE {T} IS {value}", f"changed table:{T}:comment"),
        lambda: change(f"COMMENT ON COLUMN {T}.name IS {value}", f"changed column:{T}.name:comment"),
        lambda: change(f"CREATE FUNCTION app.{shown}({shown} integer DEFAULT {number}) RETURNS text LANGUAGE plpgsql AS "
                       f"{quote_literal('BEGIN RETURN ' + value + '; END')}", f"extra function:app.{shown}(integer)"),
        lambda: change(f"CREATE VIEW app.{shown} AS SELECT {number} AS {shown}, {value}::text AS v",
                       f"extra view:app.{shown}"),
        lambda: change(f"CREATE TRIGGER {shown} AFTER INSERT ON {A} EXECUTE FUNCTION app.noop({value})",
                       f"extra trigger:{shown} on {A}"),
        lambda: change(f"ALTER TABLE app.scratch RENAME COLUMN b TO {shown}", "renamed column:app.scratch.b:name"),
        lambda: change(f"ALTER TABLE {ODD} RENAME TO {shown}", f"renamed table:{ODD}:name"),
        lambda: change(f"CREATE TYPE app.{shown} AS ENUM ({value}, 'other')", f"extra type:app.{shown}"),
        lambda: change(f"CREATE SCHEMA {shown}", f"extra schema:{shown}"),
        lambda: change(f"ALTER TABLE {A} SET (fillfactor = {10 + number % 60})",
                       f"changed table:{A}:storage parameter fillfactor"),
        lambda: change(f"ALTER SEQUENCE app.numbers CACHE {number + 4}", "changed sequence:app.numbers:cache"),
        lambda: change(f"ALTER TABLE {A} ALTER COLUMN note SET STATISTICS {number + 300}",
                       f"changed column:{A}.note:statistics target"),
        lambda: change(f"ALTER TYPE app.spare_enum ADD VALUE {value}", "changed type:app.spare_enum:labels"),
        lambda: change(f"ALTER INDEX app.accounts_state_idx RENAME TO {shown}",
                       "renamed index:app.accounts_state_idx:name"),
        lambda: change(f"ALTER PUBLICATION live_pub SET TABLE {T}, {A} (id, tenant_id, email) WHERE (id > {number + 10})",
                       f"changed publication table:{A} in live_pub:row filter"),
    )  # fmt: skip
    fixed = list(fixed_changes())
    position = source.randrange(len(fixed) + 3 * len(makers))
    return fixed[position] if position < len(fixed) else source.choice(makers)()
