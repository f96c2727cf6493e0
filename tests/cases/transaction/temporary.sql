-- Temporary objects and the end of a transaction; large objects in a read-only one.
-- min: 17

CREATE TEMP TABLE t1 (a int PRIMARY KEY) ON COMMIT DELETE ROWS;
--> ok
CREATE TEMP TABLE t2 (a int REFERENCES t1);
--> 0A000 unsupported ON COMMIT and foreign key combination
--> DETAIL: Table "t2" references "t1", but they do not have the same ON COMMIT setting.
SELECT * FROM t2;
--> 42P01 relation "t2" does not exist
--> POSITION: 15
CREATE TEMP TABLE t3 (a int REFERENCES t1) ON COMMIT DELETE ROWS;
--> ok
BEGIN;
--> ok
CREATE TEMP TABLE t4 (a int PRIMARY KEY) ON COMMIT DELETE ROWS;
--> ok
CREATE TEMP TABLE t5 (a int REFERENCES t4);
--> ok
CREATE TABLE kept (a int);
--> ok
COMMIT;
--> 0A000 unsupported ON COMMIT and foreign key combination
--> DETAIL: Table "t5" references "t4", but they do not have the same ON COMMIT setting.
SELECT * FROM kept;
--> 42P01 relation "kept" does not exist
--> POSITION: 15
SELECT * FROM t4;
--> 42P01 relation "t4" does not exist
--> POSITION: 15
BEGIN;
--> ok
CREATE TEMP TABLE t4 (a int PRIMARY KEY) ON COMMIT DELETE ROWS;
--> ok
CREATE TEMP TABLE t5 (a int REFERENCES t4) ON COMMIT DROP;
--> ok
COMMIT;
--> 0A000 unsupported ON COMMIT and foreign key combination
--> DETAIL: Table "t5" references "t4", but they do not have the same ON COMMIT setting.
SELECT * FROM t4;
--> 42P01 relation "t4" does not exist
--> POSITION: 15
BEGIN;
--> ok
SELECT * FROM t4;
--> 42P01 relation "t4" does not exist
--> POSITION: 15
PREPARE TRANSACTION 'x';
--> 55000 prepared transactions are disabled
--> HINT: Set "max_prepared_transactions" to a nonzero value.
BEGIN;
--> ok
CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
--> ok
PREPARE TRANSACTION 'x';
--> 0A000 cannot PREPARE a transaction that has operated on temporary objects
BEGIN;
--> ok
LOCK t4;
--> 42P01 relation "t4" does not exist
PREPARE TRANSACTION 'x';
--> 55000 prepared transactions are disabled
--> HINT: Set "max_prepared_transactions" to a nonzero value.
BEGIN;
--> ok
DROP TABLE t4;
--> 42P01 table "t4" does not exist
PREPARE TRANSACTION 'x';
--> 55000 prepared transactions are disabled
--> HINT: Set "max_prepared_transactions" to a nonzero value.
BEGIN;
--> ok
CREATE TYPE pg_temp.ty AS (a int);
--> ok
PREPARE TRANSACTION 'x';
--> 0A000 cannot PREPARE a transaction that has operated on temporary objects
BEGIN;
--> ok
SELECT 1;
--> ok
PREPARE TRANSACTION 'x';
--> 55000 prepared transactions are disabled
--> HINT: Set "max_prepared_transactions" to a nonzero value.
BEGIN READ ONLY;
--> ok
SELECT lo_open(1, 131072);
--> 25006 cannot execute lo_open(INV_WRITE) in a read-only transaction
SELECT lo_create(0);
--> 25006 cannot execute lo_create() in a read-only transaction
SELECT lo_creat(-1);
--> 25006 cannot execute lo_creat() in a read-only transaction
SELECT lo_unlink(1);
--> 25006 cannot execute lo_unlink() in a read-only transaction
SELECT lowrite(1, 'x');
--> 25006 cannot execute lowrite() in a read-only transaction
SELECT lo_truncate(1, 1);
--> 25006 cannot execute lo_truncate() in a read-only transaction
SELECT lo_truncate64(1, 1);
--> 25006 cannot execute lo_truncate64() in a read-only transaction
SELECT lo_from_bytea(0, 'x');
--> 25006 cannot execute lo_from_bytea() in a read-only transaction
SELECT lo_put(1, 1, 'x');
--> 25006 cannot execute lo_put() in a read-only transaction
SELECT pg_advisory_lock(1);
--> ok
COMMIT;
--> ok
