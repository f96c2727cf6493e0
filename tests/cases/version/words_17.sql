-- What newer grammars know, put to PostgreSQL 17: constructors, literals, options, clauses.
-- postgres: 17

CREATE TABLE t (a int PRIMARY KEY, b text, j jsonb, js json, x xml, ts timestamptz);
--> ok
CREATE TABLE s (a int PRIMARY KEY, b text);
--> ok
CREATE VIEW tv AS SELECT a, b FROM t;
--> ok
CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a;
--> ok
SELECT JSON_OBJECT('a': 1);
--> ok
SELECT JSON_OBJECT('a' VALUE 1);
--> ok
SELECT JSON_OBJECT(KEY 'a' VALUE 1);
--> 42704 type "key" does not exist
--> POSITION: 20
SELECT JSON_OBJECT('a': 1 NULL ON NULL);
--> ok
SELECT JSON_OBJECT('a': 1 WITH UNIQUE KEYS);
--> ok
SELECT JSON_OBJECT();
--> ok
SELECT JSON_OBJECT(RETURNING jsonb);
--> ok
SELECT JSON_OBJECT('{a,b}');
--> ok
SELECT json_object('{a}', '{b}');
--> ok
SELECT JSON_ARRAY(1, 2);
--> ok
SELECT JSON_ARRAY();
--> ok
SELECT JSON_ARRAY(1, NULL NULL ON NULL);
--> ok
SELECT JSON_ARRAY(SELECT 1);
--> ok
SELECT JSON_ARRAY(RETURNING jsonb);
--> ok
SELECT JSON_ARRAYAGG(a) FROM t;
--> ok
SELECT JSON_ARRAYAGG(a ORDER BY a) FROM t;
--> ok
SELECT JSON_ARRAYAGG(a ORDER BY a NULL ON NULL) FROM t;
--> ok
SELECT JSON_ARRAYAGG(a RETURNING jsonb) FROM t;
--> ok
SELECT JSON_OBJECTAGG('k': a) FROM t;
--> ok
SELECT JSON_OBJECTAGG('k' VALUE a) FROM t;
--> ok
SELECT JSON_OBJECTAGG(b: a ABSENT ON NULL) FROM t;
--> ok
SELECT '1' IS JSON;
--> ok
SELECT '1' IS NOT JSON OBJECT;
--> ok
SELECT b IS JSON SCALAR WITH UNIQUE KEYS FROM t;
--> ok
SELECT JSON('1');
--> ok
SELECT JSON('1' WITH UNIQUE KEYS);
--> ok
SELECT JSON('1' FORMAT JSON);
--> ok
SELECT JSON(b) FROM t;
--> ok
SELECT JSON_SCALAR(1);
--> ok
SELECT JSON_SERIALIZE('1');
--> ok
SELECT JSON_SERIALIZE('1' RETURNING bytea);
--> ok
SELECT JSON_EXISTS(j, '$') FROM t;
--> ok
SELECT JSON_EXISTS(j, '$' PASSING 1 AS x) FROM t;
--> ok
SELECT JSON_EXISTS(j, '$' TRUE ON ERROR) FROM t;
--> ok
SELECT JSON_VALUE(j, '$') FROM t;
--> ok
SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT 1 ON EMPTY) FROM t;
--> ok
SELECT JSON_QUERY(j, '$') FROM t;
--> ok
SELECT JSON_QUERY(j, '$' WITH WRAPPER) FROM t;
--> ok
SELECT JSON_QUERY(j, '$' RETURNING text OMIT QUOTES) FROM t;
--> ok
SELECT * FROM JSON_TABLE(jsonb '[]', '$[*]' COLUMNS (a int PATH '$.a'));
--> ok
SELECT * FROM t, JSON_TABLE(t.j, '$[*]' AS p PASSING 1 AS x COLUMNS (a FOR ORDINALITY, NESTED PATH '$' COLUMNS (c int))) AS jt;
--> ok
SELECT MERGE_ACTION();
--> 42601 MERGE_ACTION() can only be used in the RETURNING list of a MERGE command
--> POSITION: 8
SELECT ts AT LOCAL FROM t;
--> ok
SELECT now() AT TIME ZONE 'UTC' AT LOCAL;
--> ok
SELECT ts AT LOCAL AT LOCAL FROM t;
--> ok
SELECT 1_000;
--> ok
SELECT 1_000.5;
--> ok
SELECT 0x1F, 0o17, 0b11;
--> ok
SELECT 1e1_0;
--> ok
SELECT XMLSERIALIZE(CONTENT x AS text INDENT) FROM t;
--> ok
SELECT XMLSERIALIZE(DOCUMENT x AS text NO INDENT) FROM t;
--> ok
SELECT XMLSERIALIZE(CONTENT x AS text) FROM t;
--> ok
SELECT SYSTEM_USER;
--> ok
SELECT * FROM (SELECT 1);
--> ok
SELECT * FROM (VALUES (1)), (SELECT 2) AS b;
--> ok
SELECT * FROM (SELECT * FROM (SELECT 1) AS a);
--> ok
SELECT * FROM (SELECT 1) JOIN t ON true;
--> ok
SELECT count(*) FROM (TABLE t);
--> ok
SELECT any_value(a) FROM t;
--> ok
MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE RETURNING t.a;
--> ok
MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE RETURNING MERGE_ACTION(), t.a;
--> ok
MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED BY SOURCE THEN DELETE;
--> ok
MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED BY TARGET THEN INSERT (a) VALUES (s.a);
--> ok
MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a);
--> ok
MERGE INTO tv USING s ON tv.a = s.a WHEN MATCHED THEN DELETE;
--> ok
MERGE INTO ONLY t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = DEFAULT;
--> ok
WITH m AS (MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE RETURNING t.a) SELECT * FROM m;
--> ok
WITH m AS (MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE) SELECT 1;
--> ok
COPY (MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE RETURNING t.a) TO STDOUT;
--> ok
COPY (MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE) TO STDOUT;
--> 0A000 COPY query must have a RETURNING clause
EXPLAIN MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED BY SOURCE THEN DELETE;
--> ok
INSERT INTO t (a) VALUES (1) RETURNING old.a, new.a;
--> 42P01 missing FROM-clause entry for table "old"
--> POSITION: 40
UPDATE t SET b = 'x' RETURNING old.b, new.b;
--> 42P01 missing FROM-clause entry for table "old"
--> POSITION: 32
DELETE FROM t RETURNING old.*;
--> 42P01 missing FROM-clause entry for table "old"
--> POSITION: 25
UPDATE t SET b = 'x' RETURNING WITH (OLD AS o, NEW AS n) o.b, n.b;
--> 42601 syntax error at or near "WITH"
--> POSITION: 32
INSERT INTO t (a) VALUES (2) ON CONFLICT (a) DO UPDATE SET b = old.b;
--> 42P01 missing FROM-clause entry for table "old"
--> POSITION: 64
WITH d AS (DELETE FROM t RETURNING WITH (OLD AS o) o.a) SELECT * FROM d;
--> 42601 syntax error at or near "WITH"
--> POSITION: 36
WITH d AS (DELETE FROM t RETURNING old.a) SELECT * FROM d;
--> 42P01 missing FROM-clause entry for table "old"
--> POSITION: 36
PREPARE p AS UPDATE t SET b = 'x' RETURNING WITH (OLD AS o) o.b;
--> 42601 syntax error at or near "WITH"
--> POSITION: 45
CREATE TABLE g1 (a int, b int GENERATED ALWAYS AS (a + 1));
--> 42601 syntax error at or near ")"
--> POSITION: 58
CREATE TABLE g2 (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL);
--> 42601 syntax error at or near "VIRTUAL"
--> POSITION: 59
CREATE TABLE g3 (a int, b int GENERATED ALWAYS AS (a + 1) STORED);
--> ok
CREATE TABLE g4 (a int, b int GENERATED ALWAYS AS (a + 1), c int);
--> 42601 syntax error at or near ","
--> POSITION: 58
ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a + 1);
--> 42601 syntax error at end of input
--> POSITION: 59
ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a + 1) VIRTUAL NOT NULL;
--> 42601 syntax error at or near "VIRTUAL"
--> POSITION: 60
CREATE TABLE st (a text STORAGE EXTERNAL, b text STORAGE DEFAULT);
--> ok
CREATE TABLE st2 (a text STORAGE plain COMPRESSION pglz);
--> ok
CREATE TABLE n1 (a int, UNIQUE NULLS NOT DISTINCT (a));
--> ok
CREATE TABLE n2 (a int UNIQUE NULLS NOT DISTINCT, CONSTRAINT nn NOT NULL a);
--> 42601 syntax error at or near "NOT"
--> POSITION: 65
CREATE TABLE n3 (a int CONSTRAINT nn NOT NULL NO INHERIT);
--> 42601 syntax error at or near "NO"
--> POSITION: 47
CREATE TABLE n4 (a int CHECK (a > 0) NOT ENFORCED);
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 42
CREATE TABLE n5 (a int CHECK (a > 0) ENFORCED);
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 38
CREATE TABLE n6 (a int REFERENCES t NOT ENFORCED);
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 41
CREATE TABLE n7 (a int, r int4range, PRIMARY KEY (a, r WITHOUT OVERLAPS));
--> 42601 syntax error at or near "WITHOUT"
--> POSITION: 56
CREATE TABLE n8 (a int, r int4range, FOREIGN KEY (a, PERIOD r) REFERENCES n7 (a, PERIOD r));
--> 42601 syntax error at or near "r"
--> POSITION: 61
ALTER TABLE t ADD CONSTRAINT nn NOT NULL b;
--> 42601 syntax error at or near "NOT"
--> POSITION: 33
ALTER TABLE t ADD CONSTRAINT nnv NOT NULL b NOT VALID;
--> 42601 syntax error at or near "NOT"
--> POSITION: 34
ALTER TABLE t ALTER CONSTRAINT nn NO INHERIT;
--> 0A000 FOREIGN KEY constraints cannot be marked NO INHERIT
ALTER TABLE t ALTER b SET EXPRESSION AS ('x');
--> 55000 column "b" of relation "t" is not a generated column
ALTER TABLE t ALTER b SET STATISTICS DEFAULT;
--> ok
ALTER TABLE t ALTER b SET STATISTICS -1;
--> ok
ALTER TABLE t SET ACCESS METHOD DEFAULT;
--> ok
ALTER TABLE t SET ACCESS METHOD heap;
--> ok
ALTER TABLE t ALTER b SET STORAGE DEFAULT;
--> ok
CREATE DOMAIN d AS int CONSTRAINT dn NOT NULL;
--> ok
ALTER DOMAIN d ADD CONSTRAINT dn2 NOT NULL;
--> ok
ALTER DOMAIN d ADD NOT NULL;
--> ok
CREATE STATISTICS ON a, b FROM t;
--> ok
CREATE STATISTICS IF NOT EXISTS ON a, b FROM t;
--> 42601 syntax error at or near "ON"
--> POSITION: 33
REINDEX DATABASE;
--> ok
REINDEX SYSTEM;
--> ok
VACUUM ONLY t;
--> 42601 syntax error at or near "ONLY"
--> POSITION: 8
ANALYZE ONLY t;
--> 42601 syntax error at or near "ONLY"
--> POSITION: 9
VACUUM (BUFFER_USAGE_LIMIT '1MB') t;
--> ok
VACUUM (BUFFER_USAGE_LIMIT 1) t;
--> 22023 BUFFER_USAGE_LIMIT option must be 0 or between 128 kB and 16777216 kB
VACUUM (SKIP_DATABASE_STATS) t;
--> ok
VACUUM (ONLY_DATABASE_STATS);
--> ok
VACUUM (PROCESS_MAIN FALSE) t;
--> ok
VACUUM (nope) t;
--> 42601 unrecognized VACUUM option "nope"
--> POSITION: 9
ANALYZE (BUFFER_USAGE_LIMIT '1MB') t;
--> ok
ANALYZE (SKIP_LOCKED, nope) t;
--> 42601 unrecognized ANALYZE option "nope"
--> POSITION: 23
EXPLAIN (GENERIC_PLAN) SELECT * FROM t WHERE a = $1;
--> ok
EXPLAIN (GENERIC_PLAN, ANALYZE) SELECT 1;
--> 22023 EXPLAIN options ANALYZE and GENERIC_PLAN cannot be used together
EXPLAIN (MEMORY) SELECT 1;
--> ok
EXPLAIN (SERIALIZE) SELECT 1;
--> 22023 EXPLAIN option SERIALIZE requires ANALYZE
EXPLAIN (ANALYZE, SERIALIZE text) SELECT 1;
--> ok
EXPLAIN (ANALYZE, SERIALIZE nope) SELECT 1;
--> 22023 unrecognized value for EXPLAIN option "serialize": "nope"
--> POSITION: 19
EXPLAIN (WAL) SELECT 1;
--> 22023 EXPLAIN option WAL requires ANALYZE
EXPLAIN (TIMING) SELECT 1;
--> 22023 EXPLAIN option TIMING requires ANALYZE
EXPLAIN (nope) SELECT 1;
--> 42601 unrecognized EXPLAIN option "nope"
--> POSITION: 10
EXPLAIN (FORMAT nope) SELECT 1;
--> 22023 unrecognized value for EXPLAIN option "format": "nope"
--> POSITION: 10
COPY t FROM STDIN (DEFAULT 'x');
--> ok
COPY t TO STDOUT (DEFAULT 'x');
--> 0A000 COPY DEFAULT cannot be used with COPY TO
COPY t FROM STDIN (ON_ERROR ignore);
--> ok
COPY t FROM STDIN (ON_ERROR stop);
--> ok
COPY t FROM STDIN (ON_ERROR nope);
--> 22023 COPY ON_ERROR "nope" not recognized
--> POSITION: 20
COPY t FROM STDIN (LOG_VERBOSITY verbose);
--> ok
COPY t FROM STDIN (LOG_VERBOSITY silent);
--> 22023 COPY LOG_VERBOSITY "silent" not recognized
--> POSITION: 20
COPY t FROM STDIN (ON_ERROR ignore, REJECT_LIMIT 5);
--> 42601 option "reject_limit" not recognized
--> POSITION: 37
COPY t FROM STDIN (REJECT_LIMIT 5);
--> 42601 option "reject_limit" not recognized
--> POSITION: 20
COPY t FROM STDIN (FORMAT csv, FORCE_NULL *);
--> ok
COPY t FROM STDIN (FORMAT csv, FORCE_NOT_NULL *);
--> ok
COPY t TO STDOUT (HEADER);
--> ok
COPY t TO STDOUT (FORMAT csv, FORCE_QUOTE *);
--> ok
COPY mv TO STDOUT;
--> 42809 cannot copy from materialized view "mv"
--> HINT: Try the COPY (SELECT ...) TO variant.
GRANT MAINTAIN ON t TO PUBLIC;
--> ok
CREATE ROLE vg_r;
--> ok
GRANT vg_r TO CURRENT_USER WITH INHERIT TRUE;
--> ok
GRANT vg_r TO CURRENT_USER WITH ADMIN TRUE, SET FALSE;
--> ok
REVOKE INHERIT OPTION FOR vg_r FROM CURRENT_USER;
--> ok
ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO PUBLIC;
--> 42601 syntax error at or near "LARGE"
--> POSITION: 42
ALTER DEFAULT PRIVILEGES GRANT MAINTAIN ON TABLES TO PUBLIC;
--> ok
CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION nope();
--> 42883 function nope() does not exist
CREATE FUNCTION etf() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
--> ok
CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION etf();
--> ok
DROP EVENT TRIGGER IF EXISTS e;
--> ok
CREATE FOREIGN DATA WRAPPER vgw;
--> ok
CREATE SERVER vgs FOREIGN DATA WRAPPER vgw;
--> ok
CREATE FOREIGN TABLE ft (LIKE t) SERVER vgs;
--> 0A000 LIKE is not supported for creating foreign tables
--> POSITION: 31
CREATE SUBSCRIPTION sub CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, origin = none);
--> ok
CREATE SUBSCRIPTION sub2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, password_required = false);
--> ok
CREATE SUBSCRIPTION sub3 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, run_as_owner = true);
--> ok
CREATE SUBSCRIPTION sub4 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, failover = true);
--> ok
CREATE SUBSCRIPTION sub5 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, streaming = parallel);
--> ok
CREATE PUBLICATION pub FOR TABLE t WITH (publish_generated_columns = stored);
--> 42601 unrecognized publication parameter: "publish_generated_columns"
CREATE PUBLICATION pub2 FOR TABLE t WITH (publish_generated_columns = true);
--> 42601 unrecognized publication parameter: "publish_generated_columns"
CREATE PUBLICATION pub3 FOR TABLE t (a) WHERE (a > 1);
--> ok
CREATE FUNCTION vf(a int) RETURNS text LANGUAGE sql AS 'SELECT JSON_OBJECT(''a'': a)';
--> ok
CREATE FUNCTION vf2(a int) RETURNS bigint LANGUAGE sql AS 'SELECT 1_000';
--> ok
CREATE FUNCTION vf3(a int) RETURNS text LANGUAGE sql RETURN JSON_OBJECT('a': a);
--> ok
CREATE FUNCTION vf4(a int) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT JSON_SCALAR(a); END;
--> ok
CREATE FUNCTION vp(a int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN JSON_OBJECT('a': a); END $$;
--> ok
CREATE FUNCTION vp2(a int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 1_000; END $$;
--> ok
CREATE FUNCTION vp3(a int) RETURNS text LANGUAGE plpgsql AS $$ DECLARE v t.b%TYPE[]; BEGIN RETURN 1; END $$;
--> ok
CREATE FUNCTION vp4(a int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE RETURNING t.a; END $$;
--> ok
DO $$ BEGIN IF '1' IS JSON THEN NULL; END IF; END $$;
--> ok
DO $$ BEGIN EXECUTE 'SELECT ''1'' IS JSON'; END $$;
--> ok
DO $$ BEGIN PERFORM 0x1F; END $$;
--> ok
CREATE VIEW jv AS SELECT JSON_OBJECT('a': a) AS o FROM t;
--> ok
CREATE VIEW jv2 AS SELECT JSON_VALUE(j, '$.a') AS o FROM t;
--> ok
CREATE INDEX ji ON t ((JSON_VALUE(j, '$.a')));
--> ok
CREATE TABLE jc (a text CHECK (a IS JSON));
--> ok
CREATE TABLE jd (a text DEFAULT JSON_SCALAR(1));
--> ok
ALTER TABLE t ADD CHECK (b IS JSON);
--> ok
CREATE POLICY jp ON t USING (b IS JSON OBJECT);
--> ok
CREATE FUNCTION json_scalar(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 42601 syntax error at or near "("
--> POSITION: 28
CREATE FUNCTION json_array(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 42601 syntax error at or near "("
--> POSITION: 27
CREATE TABLE json_table (json_value int);
--> ok
SELECT json_scalar(1), json_array(1);
--> ok
CREATE TABLE system_user (a int);
--> 42601 syntax error at or near "system_user"
--> POSITION: 14
CREATE TABLE words (absent int, indent int, keys int, scalar int, period int, source int, target int, path int, error int, string int, nested int, enforced int, virtual int, objects int);
--> ok
SELECT absent, indent, period FROM words;
--> ok
SELECT 1 AS json, 2 AS absent, 3 indent, 4 json_table;
--> ok
CREATE ROLE vg_x IN ROLE vg_r;
--> ok
ALTER OPERATOR && (int4range, int4range) SET (MERGES);
--> 42883 operator does not exist: int4range && int4range
ALTER TABLE n7 ADD UNIQUE (a, r WITHOUT OVERLAPS);
--> 42601 syntax error at or near "WITHOUT"
--> POSITION: 33
CREATE TABLE pt (a int) PARTITION BY RANGE (a) USING heap;
--> ok
ALTER TABLE pt SET ACCESS METHOD heap;
--> ok
SET allow_in_place_tablespaces = true;
--> ok
SET transaction_timeout = '5s';
--> ok
SET event_triggers = on;
--> ok
SET io_method = 'sync';
--> 42704 unrecognized configuration parameter "io_method"
SET createrole_self_grant = 'set';
--> ok
ALTER SEQUENCE IF EXISTS nope SET LOGGED;
--> ok
LOCK TABLE nope;
--> 25P01 LOCK TABLE can only be used in transaction blocks
SELECT x FROM generate_series(1, 2) AS g (x) ORDER BY x FETCH FIRST 1 ROW WITH TIES;
--> ok
SELECT DISTINCT ON (a) a FROM t GROUP BY DISTINCT a;
--> ok
CREATE TABLE part_of (a int, EXCLUDE USING gist (a WITH =));
--> 42704 data type integer has no default operator class for access method "gist"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
SELECT random(1, 10);
--> ok
SELECT to_regtypemod('int');
--> ok
SELECT uuidv7();
--> 42883 function uuidv7() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
SELECT casefold('A');
--> 42883 function casefold(unknown) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
