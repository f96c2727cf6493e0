-- Transactions and savepoints; each failing statement is undone alone.
-- min: 15

BEGIN;
--> ok
CREATE TABLE t (a int);
--> ok
BEGIN;
--> ok
ROLLBACK;
--> ok
SELECT * FROM t;
--> 42P01 relation "t" does not exist
--> POSITION: 15
COMMIT;
--> ok
ROLLBACK;
--> ok
START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY;
--> ok
CREATE TABLE written (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
SELECT 1;
--> ok
COMMIT;
--> ok
BEGIN;
--> ok
SAVEPOINT s;
--> ok
CREATE TABLE t (a int);
--> ok
ROLLBACK TO SAVEPOINT s;
--> ok
SELECT * FROM t;
--> 42P01 relation "t" does not exist
--> POSITION: 15
CREATE TABLE t (b int);
--> ok
RELEASE s;
--> ok
RELEASE s;
--> 3B001 savepoint "s" does not exist
ROLLBACK TO s;
--> 3B001 savepoint "s" does not exist
SAVEPOINT x;
--> ok
DROP TABLE t;
--> ok
SAVEPOINT x;
--> ok
CREATE TABLE t (c int);
--> ok
ROLLBACK TO x;
--> ok
RELEASE x;
--> ok
ROLLBACK TO x;
--> ok
COMMIT;
--> ok
SELECT b FROM t;
--> ok
SAVEPOINT outside;
--> 25P01 SAVEPOINT can only be used in transaction blocks
RELEASE outside;
--> 25P01 RELEASE SAVEPOINT can only be used in transaction blocks
ROLLBACK TO outside;
--> 25P01 ROLLBACK TO SAVEPOINT can only be used in transaction blocks
BEGIN;
--> ok
VACUUM t;
--> 25001 VACUUM cannot run inside a transaction block
CREATE DATABASE nope;
--> 25001 CREATE DATABASE cannot run inside a transaction block
ALTER SYSTEM SET work_mem = '1MB';
--> 25001 ALTER SYSTEM cannot run inside a transaction block
CREATE INDEX CONCURRENTLY ON t (b);
--> 25001 CREATE INDEX CONCURRENTLY cannot run inside a transaction block
DISCARD ALL;
--> 25001 DISCARD ALL cannot run inside a transaction block
COMMIT;
--> ok
VACUUM nope;
--> 42P01 relation "nope" does not exist
ANALYZE nope;
--> 42P01 relation "nope" does not exist
VACUUM t, t;
--> ok
ANALYZE t (nope);
--> 42703 column "nope" of relation "t" does not exist
ANALYZE t (b);
--> ok
BEGIN;
--> ok
CREATE TABLE gone (a int);
--> ok
ROLLBACK AND CHAIN;
--> ok
CREATE TABLE kept (a int);
--> ok
COMMIT;
--> ok
SELECT * FROM gone;
--> 42P01 relation "gone" does not exist
--> POSITION: 15
SELECT * FROM kept;
--> ok
BEGIN;
--> ok
CREATE TEMP TABLE tt (a int) ON COMMIT DROP;
--> ok
SELECT * FROM tt;
--> ok
COMMIT;
--> ok
SELECT * FROM tt;
--> 42P01 relation "tt" does not exist
--> POSITION: 15
CREATE TABLE perm (a int) ON COMMIT DROP;
--> 42P16 ON COMMIT can only be used on temporary tables
LOCK TABLE t;
--> 25P01 LOCK TABLE can only be used in transaction blocks
BEGIN;
--> ok
LOCK TABLE t IN SHARE MODE;
--> ok
LOCK TABLE nope;
--> 42P01 relation "nope" does not exist
COMMIT;
--> ok
PREPARE q AS SELECT * FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 28
PREPARE q AS SELECT * FROM t WHERE b = $1;
--> ok
PREPARE q AS SELECT 1;
--> 42P05 prepared statement "q" already exists
EXECUTE q(1);
--> ok
EXECUTE nope;
--> 26000 prepared statement "nope" does not exist
DEALLOCATE q;
--> ok
DEALLOCATE q;
--> 26000 prepared statement "q" does not exist
END;
--> ok
ABORT;
--> ok
