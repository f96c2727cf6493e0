"""Single changes to the relations of base.sql: tables, columns, keys and indexes, policies and triggers."""

from __future__ import annotations

from collections.abc import Iterator

from tools.live_changes.live_change import ODD, A, LiveChange, T, change


def relation_changes() -> Iterator[LiveChange]:
    """Yield one change for each kind and aspect."""
    yield from _tables()
    yield from _columns()
    yield from _keys()
    yield from _policies_and_triggers()


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
