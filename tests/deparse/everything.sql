-- One schema that touches every kind of object a state script writes.
CREATE SCHEMA app;
CREATE SCHEMA "Odd Name";
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'it''s');
CREATE TYPE app.pair AS (x integer, y text COLLATE "C", z numeric(10,2)[]);
CREATE DOMAIN app.posint AS integer DEFAULT 1 NOT NULL CONSTRAINT positive CHECK (VALUE > 0);
CREATE DOMAIN app.email AS citext CHECK (VALUE ~ '@');
CREATE TYPE app.floatrange AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = app.floatmulti);
CREATE TYPE app.shell;
CREATE FUNCTION app.add(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5 RETURN a + b;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, 'Odd Name' SET work_mem TO '1MB' AS $$begin new.updated_at := now(); return new; end$$;
CREATE FUNCTION app.many(OUT a integer, INOUT b text, VARIADIC c integer[]) RETURNS record LANGUAGE sql AS $_$select 1, $1$_$;
CREATE FUNCTION app.tab(n integer) RETURNS TABLE(id integer, name text) LANGUAGE sql STABLE ROWS 5 AS 'select 1, ''x''';
CREATE PROCEDURE app.proc(INOUT x integer, IN y text DEFAULT 'q') LANGUAGE plpgsql AS $$begin end$$;
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
CREATE FUNCTION app.near(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select $1 = $2';
CREATE OPERATOR app.=~= (FUNCTION = app.near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(app.=~=));
CREATE CAST (app.mood AS integer) WITH INOUT AS ASSIGNMENT;
CREATE TABLE app.accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text COLLATE "C" NOT NULL,
  n serial,
  feeling app.mood DEFAULT 'ok',
  pos app.posint,
  email app.email,
  p app.pair,
  amounts numeric(10,2)[] DEFAULT '{}',
  total integer GENERATED ALWAYS AS (app.add(1, 2)) STORED,
  updated_at timestamptz(3) DEFAULT now(),
  during tstzrange,
  data jsonb,
  CONSTRAINT code_len CHECK (length(code) > 2),
  CONSTRAINT added CHECK (app.add(n) > 0) NO INHERIT,
  UNIQUE NULLS NOT DISTINCT (code, feeling) INCLUDE (data),
  EXCLUDE USING gist (during WITH &&) WHERE (code <> 'x') DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE app.accounts ADD COLUMN gone integer;
ALTER TABLE app.accounts DROP COLUMN gone;
ALTER TABLE app.accounts ADD CONSTRAINT nv CHECK (code <> 'bad') NOT VALID;
ALTER TABLE app.accounts ALTER COLUMN code SET STATISTICS 500, ALTER COLUMN data SET STORAGE EXTERNAL, ALTER COLUMN code SET (n_distinct = 5);
ALTER TABLE app.accounts ALTER COLUMN data SET COMPRESSION pglz;
CREATE UNLOGGED TABLE app.unl (a integer);
CREATE TABLE app.notes (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, account bigint NOT NULL REFERENCES app.accounts ON DELETE SET NULL (account) ON UPDATE CASCADE DEFERRABLE, body text);
CREATE TABLE app.parent (a integer NOT NULL, b text DEFAULT 'p', CONSTRAINT a_pos CHECK (a > 0));
CREATE TABLE app.child (c integer, b text DEFAULT 'c') INHERITS (app.parent);
ALTER TABLE app.child ALTER COLUMN a SET DEFAULT 7;
CREATE TABLE app.events (id integer NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.events_old PARTITION OF app.events FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT PARTITION BY LIST (at);
CREATE TABLE app.events_rest_a PARTITION OF app.events_rest FOR VALUES IN ('2030-01-01', NULL);
CREATE TABLE app.byexpr (a text, b integer) PARTITION BY RANGE (lower(a), b);
CREATE INDEX events_kind ON app.events (kind);
CREATE TABLE app.hashed (id integer) PARTITION BY HASH (id);
CREATE TABLE app.hashed_0 PARTITION OF app.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.typed OF app.pair (x WITH OPTIONS NOT NULL);
CREATE SEQUENCE app.counter AS smallint INCREMENT BY -2 MINVALUE -100 MAXVALUE 100 START WITH 10 CACHE 3 CYCLE;
CREATE TABLE public."Mixed ""Case" ("a b" integer PRIMARY KEY, "select" text, "Z" integer DEFAULT nextval('app.counter'));
CREATE INDEX accounts_lower ON app.accounts USING btree (lower(code) DESC, feeling NULLS FIRST) INCLUDE (n) WITH (fillfactor = 50) WHERE (code <> 'x' AND feeling IS NOT NULL);
CREATE INDEX accounts_trgm ON app.accounts USING gist (code gist_trgm_ops (siglen = 32));
CREATE UNIQUE INDEX notes_body ON app.notes (body COLLATE "C" text_pattern_ops);
ALTER TABLE app.notes CLUSTER ON notes_pkey;
ALTER TABLE app.accounts REPLICA IDENTITY FULL;
CREATE STATISTICS app.st (ndistinct, mcv) ON code, feeling FROM app.accounts;
CREATE STATISTICS app.st2 ON lower(code), n FROM app.accounts;
CREATE VIEW app.v WITH (security_barrier = true, check_option = local) AS SELECT a.id, a.code AS "Code", a.feeling FROM app.accounts a WHERE a.n > 1;
CREATE VIEW app.v2 AS WITH x AS (SELECT id, count(*) FILTER (WHERE code <> '') AS n, array_agg(code ORDER BY code DESC) AS codes FROM app.accounts GROUP BY id HAVING count(*) > 0)
 SELECT x.n, y.id, CASE y.feeling WHEN 'ok' THEN 1 ELSE 2 END AS c, row_number() OVER (PARTITION BY y.feeling ORDER BY y.id) AS rn, (SELECT max(n.body) FROM app.notes n WHERE n.account = y.id) AS mx,
   EXTRACT(year FROM y.updated_at) AS yr, y.data ->> 'k' AS k, (y.p).x AS px, y.amounts[1] AS am, y.code IN ('a', 'b') AS isin, COALESCE(y.code, 'z') AS co, y.updated_at AT TIME ZONE 'utc' AS tz
 FROM x JOIN app.accounts y USING (id) LEFT JOIN LATERAL (SELECT 1 AS one) l ON true WHERE EXISTS (SELECT 1 FROM app.notes WHERE notes.account = y.id) ORDER BY x.n DESC NULLS LAST, 2 LIMIT 10;
CREATE VIEW app.v3 AS SELECT 1 AS a UNION ALL SELECT 2 UNION SELECT 3 ORDER BY 1;
CREATE VIEW app.v4(p, q) AS VALUES (1, 'a'), (2, 'b');
CREATE VIEW app.v5 AS SELECT id, code, count(*) FROM app.accounts GROUP BY id;
CREATE MATERIALIZED VIEW app.mv AS SELECT id, code FROM app.accounts WITH NO DATA;
CREATE UNIQUE INDEX mv_id ON app.mv (id);
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF code, data ON app.accounts FOR EACH ROW WHEN (new.code IS DISTINCT FROM 'x') EXECUTE FUNCTION app.touch('arg', 'it''s');
CREATE CONSTRAINT TRIGGER ct AFTER DELETE ON app.accounts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER st AFTER UPDATE ON app.notes REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
CREATE TRIGGER pt AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.notes DISABLE TRIGGER st;
CREATE FUNCTION app.evt() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER evt ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION app.evt();
ALTER EVENT TRIGGER evt DISABLE;
ALTER TABLE app.notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.notes FORCE ROW LEVEL SECURITY;
CREATE POLICY read ON app.notes FOR SELECT TO PUBLIC USING (account IN (SELECT a.id FROM app.accounts a WHERE a.code = current_user));
CREATE POLICY write ON app.notes AS RESTRICTIVE FOR UPDATE TO pg_monitor USING (body IS NOT NULL) WITH CHECK (length(body) < 100);
CREATE PUBLICATION pub FOR TABLE app.notes (id, body) WHERE (id IS NOT NULL) WITH (publish = 'insert, update');
CREATE PUBLICATION pubs FOR TABLES IN SCHEMA "Odd Name";
CREATE PUBLICATION puball FOR ALL TABLES WITH (publish_via_partition_root = true);
CREATE SERVER srv FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h', dbname 'd');
CREATE USER MAPPING FOR PUBLIC SERVER srv OPTIONS (user 'u');
CREATE FOREIGN TABLE app.ft (id integer OPTIONS (column_name 'i') NOT NULL, t text) SERVER srv OPTIONS (table_name 'x');
COMMENT ON TABLE app.accounts IS 'it''s a \ table';
COMMENT ON COLUMN app.accounts.code IS 'code';
COMMENT ON CONSTRAINT code_len ON app.accounts IS 'c';
COMMENT ON FUNCTION app.add(integer, integer) IS 'f';
COMMENT ON TRIGGER touch ON app.accounts IS 't';
COMMENT ON POLICY read ON app.notes IS 'p';
COMMENT ON TYPE app.mood IS 'm';
COMMENT ON DOMAIN app.posint IS 'd';
COMMENT ON SCHEMA app IS 's';
COMMENT ON INDEX app.accounts_lower IS 'i';
GRANT SELECT, INSERT ON app.accounts TO pg_monitor WITH GRANT OPTION;
GRANT ALL ON app.notes TO PUBLIC;
GRANT SELECT ON app.notes TO CURRENT_USER WITH GRANT OPTION;
GRANT SELECT (id), UPDATE (body) ON app.notes TO pg_monitor;
GRANT USAGE ON SCHEMA app TO PUBLIC;
REVOKE ALL ON FUNCTION app.add(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.add(integer, integer) TO pg_monitor;
REVOKE ALL ON TYPE app.mood FROM PUBLIC;
GRANT USAGE ON SEQUENCE app.counter TO pg_monitor;
GRANT CREATE ON SCHEMA public TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO pg_monitor;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER TABLE app.parent OWNER TO pg_monitor;
ALTER FUNCTION app.tab(integer) OWNER TO pg_monitor;
