-- What a read-only transaction refuses, and what it does not.
-- min: 15

CREATE TABLE t (a serial, b int);
--> ok
CREATE TEMP TABLE tt (a int);
--> ok
CREATE TEMP SEQUENCE ts;
--> ok
CREATE SEQUENCE s;
--> ok
CREATE VIEW v AS SELECT b FROM t;
--> ok
CREATE TEMP VIEW tv AS SELECT b FROM t;
--> ok
CREATE TEMP VIEW ttv AS SELECT a FROM tt;
--> ok
CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
--> ok
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE by_f (a int)'; END $$;
--> ok
CREATE FUNCTION w() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t (b) VALUES (1); END $$;
--> ok
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE by_p (a int); END $$;
--> ok
CREATE ROLE reader;
--> ok
PREPARE writes AS INSERT INTO t (b) VALUES (1);
--> ok
PREPARE writes_one (int) AS INSERT INTO t (b) VALUES ($1);
--> ok
PREPARE reads AS SELECT * FROM t;
--> ok
BEGIN READ ONLY;
--> ok
SELECT * FROM t;
--> ok
SELECT * FROM t FOR UPDATE;
--> 25006 cannot execute SELECT FOR UPDATE in a read-only transaction
SELECT * FROM t FOR KEY SHARE;
--> 25006 cannot execute SELECT FOR KEY SHARE in a read-only transaction
SELECT * FROM v FOR NO KEY UPDATE;
--> 25006 cannot execute SELECT FOR NO KEY UPDATE in a read-only transaction
SELECT * FROM tt FOR SHARE;
--> ok
INSERT INTO t (b) VALUES (1);
--> 25006 cannot execute INSERT in a read-only transaction
INSERT INTO v VALUES (1);
--> 25006 cannot execute INSERT in a read-only transaction
INSERT INTO tv VALUES (1);
--> 25006 cannot execute INSERT in a read-only transaction
INSERT INTO ttv VALUES (1);
--> ok
INSERT INTO tt SELECT a FROM t;
--> ok
UPDATE t SET b = 1;
--> 25006 cannot execute UPDATE in a read-only transaction
UPDATE tt SET a = t.b FROM t WHERE t.a = tt.a;
--> ok
DELETE FROM t;
--> 25006 cannot execute DELETE in a read-only transaction
DELETE FROM tt;
--> ok
DELETE FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 13
MERGE INTO t USING tt ON t.a = tt.a WHEN MATCHED THEN DELETE;
--> 25006 cannot execute MERGE in a read-only transaction
MERGE INTO tt USING t ON t.a = tt.a WHEN MATCHED THEN DELETE;
--> ok
WITH x AS (INSERT INTO t (b) VALUES (1) RETURNING b) SELECT * FROM x;
--> 25006 cannot execute SELECT in a read-only transaction
WITH x AS (INSERT INTO t (b) VALUES (1) RETURNING b) INSERT INTO tt SELECT b FROM x;
--> 25006 cannot execute INSERT in a read-only transaction
SELECT nextval('s');
--> 25006 cannot execute nextval() in a read-only transaction
SELECT setval('s', 5);
--> 25006 cannot execute setval() in a read-only transaction
SELECT nextval('ts');
--> ok
SELECT currval('ts');
--> ok
EXPLAIN INSERT INTO t (b) VALUES (1);
--> ok
EXPLAIN ANALYZE INSERT INTO t (b) VALUES (1);
--> 25006 cannot execute INSERT in a read-only transaction
EXECUTE writes;
--> 25006 cannot execute INSERT in a read-only transaction
EXECUTE writes_one(1);
--> 25006 cannot execute INSERT in a read-only transaction
EXECUTE reads;
--> ok
CREATE TABLE x (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
CREATE TABLE nope.x (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
CREATE TEMP TABLE x (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
CREATE TABLE x AS SELECT * FROM t;
--> 25006 cannot execute CREATE TABLE AS in a read-only transaction
CREATE TABLE x AS SELECT * FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 33
CREATE TABLE t AS SELECT 1;
--> 25006 cannot execute CREATE TABLE AS in a read-only transaction
SELECT * INTO x FROM t;
--> 25006 cannot execute SELECT INTO in a read-only transaction
CREATE MATERIALIZED VIEW x AS SELECT 1;
--> 25006 cannot execute CREATE MATERIALIZED VIEW in a read-only transaction
REFRESH MATERIALIZED VIEW m;
--> 25006 cannot execute REFRESH MATERIALIZED VIEW in a read-only transaction
CREATE VIEW x AS SELECT 1;
--> 25006 cannot execute CREATE VIEW in a read-only transaction
DROP TABLE nope;
--> 25006 cannot execute DROP TABLE in a read-only transaction
DROP TABLE tt;
--> 25006 cannot execute DROP TABLE in a read-only transaction
DROP FUNCTION f();
--> 25006 cannot execute DROP FUNCTION in a read-only transaction
ALTER TABLE t ADD c int;
--> 25006 cannot execute ALTER TABLE in a read-only transaction
ALTER VIEW v RENAME TO x;
--> 25006 cannot execute ALTER VIEW in a read-only transaction
ALTER TABLE t RENAME COLUMN b TO c;
--> 25006 cannot execute ALTER TABLE in a read-only transaction
ALTER TABLE t OWNER TO reader;
--> 25006 cannot execute ALTER TABLE in a read-only transaction
ALTER SEQUENCE s RESTART;
--> 25006 cannot execute ALTER SEQUENCE in a read-only transaction
CREATE INDEX ON t (b);
--> 25006 cannot execute CREATE INDEX in a read-only transaction
TRUNCATE t;
--> 25006 cannot execute TRUNCATE TABLE in a read-only transaction
TRUNCATE tt;
--> 25006 cannot execute TRUNCATE TABLE in a read-only transaction
GRANT SELECT ON t TO reader;
--> 25006 cannot execute GRANT in a read-only transaction
REVOKE SELECT ON t FROM reader;
--> 25006 cannot execute REVOKE in a read-only transaction
GRANT reader TO CURRENT_USER;
--> 25006 cannot execute GRANT ROLE in a read-only transaction
COMMENT ON TABLE t IS 'x';
--> 25006 cannot execute COMMENT in a read-only transaction
CREATE ROLE x;
--> 25006 cannot execute CREATE ROLE in a read-only transaction
ALTER ROLE reader SUPERUSER;
--> 25006 cannot execute ALTER ROLE in a read-only transaction
CREATE TYPE x AS ENUM ('a');
--> 25006 cannot execute CREATE TYPE in a read-only transaction
CREATE TYPE x AS (a int);
--> 25006 cannot execute CREATE TYPE in a read-only transaction
CREATE TYPE x;
--> 25006 cannot execute CREATE TYPE in a read-only transaction
CREATE DOMAIN x AS int;
--> 25006 cannot execute CREATE DOMAIN in a read-only transaction
CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 25006 cannot execute CREATE FUNCTION in a read-only transaction
CREATE PROCEDURE x() LANGUAGE sql AS 'SELECT 1';
--> 25006 cannot execute CREATE PROCEDURE in a read-only transaction
CREATE AGGREGATE x (int) (sfunc = int4pl, stype = int4);
--> 25006 cannot execute CREATE AGGREGATE in a read-only transaction
CREATE SCHEMA x;
--> 25006 cannot execute CREATE SCHEMA in a read-only transaction
CREATE POLICY x ON t;
--> 25006 cannot execute CREATE POLICY in a read-only transaction
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION nope();
--> 25006 cannot execute CREATE TRIGGER in a read-only transaction
CREATE RULE x AS ON INSERT TO t DO NOTHING;
--> 25006 cannot execute CREATE RULE in a read-only transaction
CREATE PUBLICATION x;
--> 25006 cannot execute CREATE PUBLICATION in a read-only transaction
CREATE EXTENSION hstore;
--> 25006 cannot execute CREATE EXTENSION in a read-only transaction
CREATE STATISTICS x ON a, b FROM t;
--> 25006 cannot execute CREATE STATISTICS in a read-only transaction
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
--> 25006 cannot execute ALTER DEFAULT PRIVILEGES in a read-only transaction
DROP OWNED BY reader;
--> 25006 cannot execute DROP OWNED in a read-only transaction
REASSIGN OWNED BY reader TO CURRENT_USER;
--> 25006 cannot execute REASSIGN OWNED in a read-only transaction
SECURITY LABEL ON TABLE t IS 'x';
--> 25006 cannot execute SECURITY LABEL in a read-only transaction
ALTER DATABASE nope SET work_mem = '1MB';
--> 25006 cannot execute ALTER DATABASE in a read-only transaction
VACUUM t;
--> 25001 VACUUM cannot run inside a transaction block
ANALYZE t;
--> ok
CLUSTER t;
--> 42704 there is no previously clustered index for table "t"
REINDEX TABLE t;
--> ok
LOCK TABLE t;
--> ok
LISTEN x;
--> ok
NOTIFY x;
--> ok
SET search_path = public;
--> ok
SET CONSTRAINTS ALL DEFERRED;
--> ok
DECLARE c CURSOR FOR SELECT * FROM t;
--> ok
DECLARE d CURSOR FOR SELECT * FROM t FOR UPDATE;
--> 25006 cannot execute SELECT FOR UPDATE in a read-only transaction
FETCH c;
--> ok
FETCH d;
--> 34000 cursor "d" does not exist
CLOSE c;
--> ok
COPY t FROM STDIN;
--> 25006 cannot execute COPY FROM in a read-only transaction
COPY tt FROM STDIN;
--> ok
COPY t TO STDOUT;
--> ok
COPY (INSERT INTO t (b) VALUES (1) RETURNING a) TO STDOUT;
--> 25006 cannot execute INSERT in a read-only transaction
DO $$ BEGIN CREATE TABLE x (a int); END $$;
--> 25006 cannot execute CREATE TABLE in a read-only transaction
DO $$ BEGIN INSERT INTO t (b) VALUES (1); END $$;
--> 25006 cannot execute INSERT in a read-only transaction
DO $$ BEGIN PERFORM 1; END $$;
--> ok
SELECT f();
--> 25006 cannot execute CREATE TABLE in a read-only transaction
CALL p();
--> 25006 cannot execute CREATE TABLE in a read-only transaction
PREPARE y AS INSERT INTO t (b) VALUES (1);
--> ok
DEALLOCATE y;
--> ok
DISCARD PLANS;
--> ok
SHOW transaction_read_only;
--> ok
COMMIT;
--> ok
SET ROLE reader;
--> ok
BEGIN READ ONLY;
--> ok
INSERT INTO t (b) VALUES (1);
--> 25006 cannot execute INSERT in a read-only transaction
SELECT * FROM t;
--> 42501 permission denied for table t
TRUNCATE t;
--> 25006 cannot execute TRUNCATE TABLE in a read-only transaction
COMMIT;
--> ok
RESET ROLE;
--> ok
SET default_transaction_read_only = on;
--> ok
CREATE DATABASE x;
--> 25006 cannot execute CREATE DATABASE in a read-only transaction
DROP DATABASE nope;
--> 25006 cannot execute DROP DATABASE in a read-only transaction
CREATE INDEX CONCURRENTLY ON t (b);
--> 25006 cannot execute CREATE INDEX in a read-only transaction
ALTER SYSTEM SET work_mem = '4MB';
--> ok
ALTER SYSTEM RESET work_mem;
--> ok
SELECT f();
--> 25006 cannot execute CREATE TABLE in a read-only transaction
CALL p();
--> 25006 cannot execute CREATE TABLE in a read-only transaction
SET default_transaction_read_only = off;
--> ok
SELECT f();
--> ok
CALL p();
--> ok
SELECT * FROM by_f, by_p;
--> ok
