-- Event triggers run their functions: before and after commands, where these drop objects or rewrite tables.
-- min: 15
-- max: 17
CREATE TABLE log (n serial, what text);
--> ok
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.log (what) VALUES (TG_EVENT || ': ' || TG_TAG);
END $$;
--> ok
CREATE EVENT TRIGGER started ON ddl_command_start EXECUTE FUNCTION note();
--> ok
CREATE EVENT TRIGGER ended ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION note();
--> ok
CREATE TABLE t (a int PRIMARY KEY);
--> ok
CREATE VIEW v AS SELECT a FROM t;
--> ok
INSERT INTO t VALUES (1);
--> ok
DO $$ BEGIN
  ASSERT (SELECT array_agg(what ORDER BY n) FROM log)
    = ARRAY['ddl_command_start: CREATE TABLE', 'ddl_command_end: CREATE TABLE', 'ddl_command_start: CREATE VIEW'];
END $$;
--> ok
-- What fails leaves nothing, not even that it began.
CREATE TABLE t ();
--> 42P07 relation "t" already exists
DO $$ BEGIN ASSERT (SELECT count(*) = 3 FROM log); END $$;
--> ok
DO $$ BEGIN CREATE TABLE u (); EXECUTE 'DROP TABLE u'; END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 7 FROM log); END $$;
--> ok
DROP EVENT TRIGGER started;
--> ok
DROP EVENT TRIGGER ended;
--> ok
-- A function that forbids.
CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is not for %', TG_TAG, current_user USING ERRCODE = 'insufficient_privilege';
END $$;
--> ok
CREATE EVENT TRIGGER no_schemas ON ddl_command_start WHEN TAG IN ('CREATE SCHEMA', 'ALTER SCHEMA') EXECUTE FUNCTION forbid();
--> ok
CREATE SCHEMA s;
--> 42501 CREATE SCHEMA is not for postgres
CREATE SCHEMA s CREATE TABLE in_s ();
--> 42501 CREATE SCHEMA is not for postgres
DO $$ BEGIN CREATE SCHEMA s; EXCEPTION WHEN insufficient_privilege THEN CREATE TABLE instead (); END $$;
--> ok
SELECT * FROM instead;
--> ok
ALTER EVENT TRIGGER no_schemas DISABLE;
--> ok
CREATE SCHEMA s;
--> ok
ALTER EVENT TRIGGER no_schemas ENABLE REPLICA;
--> ok
ALTER SCHEMA s RENAME TO s2;
--> ok
SET session_replication_role = replica;
--> ok
ALTER SCHEMA s2 RENAME TO s;
--> 42501 ALTER SCHEMA is not for postgres
RESET session_replication_role;
--> ok
ALTER EVENT TRIGGER no_schemas ENABLE ALWAYS;
--> ok
ALTER SCHEMA s2 RENAME TO s;
--> 42501 ALTER SCHEMA is not for postgres
DROP EVENT TRIGGER no_schemas;
--> ok
-- What was made: row-level security for every new table.
CREATE FUNCTION secure() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
  FOR made IN SELECT * FROM pg_event_trigger_ddl_commands()
    WHERE command_tag IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO') AND object_type = 'table'
  LOOP
    IF made.schema_name = 'public' THEN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', made.object_identity);
    END IF;
  END LOOP;
END $$;
--> ok
CREATE EVENT TRIGGER secure ON ddl_command_end EXECUTE FUNCTION secure();
--> ok
CREATE TABLE "Secured" (id serial PRIMARY KEY, b int UNIQUE);
--> ok
CREATE TABLE s2.open ();
--> ok
SELECT 1 AS a INTO also_secured;
--> ok
DO $$ BEGIN ASSERT (SELECT relrowsecurity FROM pg_class WHERE relname = 'Secured'); END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT relrowsecurity FROM pg_class WHERE relname = 'also_secured'); END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT NOT relrowsecurity FROM pg_class WHERE relname = 'open'); END $$;
--> ok
CREATE TABLE IF NOT EXISTS "Secured" ();
--> ok
DROP EVENT TRIGGER secure;
--> ok
-- What was dropped.
CREATE FUNCTION keep() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE gone record;
BEGIN
  FOR gone IN SELECT * FROM pg_event_trigger_dropped_objects() LOOP
    IF gone.object_type = 'table' AND gone.original THEN
      RAISE EXCEPTION 'table % is to be kept', gone.object_identity;
    ELSIF gone.object_type = 'table column' THEN
      RAISE EXCEPTION 'column % is to be kept', gone.object_identity USING HINT = gone.schema_name;
    ELSIF gone.object_type IN ('view', 'policy', 'trigger', 'index') THEN
      INSERT INTO public.log (what) VALUES (gone.object_type || ' ' || gone.object_identity);
    END IF;
  END LOOP;
END $$;
--> ok
CREATE EVENT TRIGGER keep ON sql_drop EXECUTE FUNCTION keep();
--> ok
DROP TABLE "Secured";
--> P0001 table public."Secured" is to be kept
DROP TABLE IF EXISTS nowhere;
--> ok
ALTER TABLE t DROP COLUMN a CASCADE;
--> P0001 column public.t.a is to be kept
--> HINT: public
DROP VIEW v;
--> ok
CREATE INDEX t_a ON t (a);
--> ok
DROP INDEX t_a;
--> ok
DO $$ BEGIN ASSERT (SELECT array_agg(what ORDER BY n) FROM log WHERE n > 8) = ARRAY['view public.v', 'index public.t_a']; END $$;
--> ok
DROP SCHEMA s2 CASCADE;
--> ok
DROP EVENT TRIGGER keep;
--> ok
-- Tables written anew.
CREATE FUNCTION no_rewrite() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rewriting % is not allowed', pg_event_trigger_table_rewrite_oid()::regclass;
END $$;
--> ok
CREATE EVENT TRIGGER no_rewrite ON table_rewrite EXECUTE FUNCTION no_rewrite();
--> ok
ALTER TABLE t ALTER a TYPE bigint;
--> P0001 rewriting t is not allowed
ALTER TABLE t ADD b text DEFAULT 'constant';
--> ok
ALTER TABLE t ADD c double precision DEFAULT random();
--> P0001 rewriting t is not allowed
DROP EVENT TRIGGER no_rewrite;
--> ok
ALTER TABLE t ALTER a TYPE bigint;
--> ok
-- The functions are for event triggers only.
SELECT * FROM pg_event_trigger_dropped_objects();
--> 39P03 pg_event_trigger_dropped_objects() can only be called in a sql_drop event trigger function
SELECT pg_event_trigger_table_rewrite_oid();
--> 39P03 pg_event_trigger_table_rewrite_oid() can only be called in a table_rewrite event trigger function
SELECT note();
--> 0A000 trigger functions can only be called as triggers
