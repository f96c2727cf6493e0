-- SET LOCAL ROLE, SET LOCAL SESSION AUTHORIZATION and set_config(..., true) last until the transaction ends.
CREATE ROLE local_one;
--> ok
CREATE ROLE local_two;
--> ok
CREATE TABLE t (a int);
--> ok
BEGIN;
--> ok
SET LOCAL ROLE local_one;
--> ok
SELECT a FROM t;
--> 42501 permission denied for table t
COMMIT;
--> ok
SELECT a FROM t;
--> ok
BEGIN;
--> ok
SET ROLE local_one;
--> ok
SET LOCAL ROLE local_two;
--> ok
COMMIT;
--> ok
SELECT 1 / (current_user = 'local_one')::int;
--> ok
RESET ROLE;
--> ok
BEGIN;
--> ok
SET LOCAL ROLE local_two;
--> ok
SET ROLE local_one;
--> ok
COMMIT;
--> ok
SELECT 1 / (current_user = 'local_one')::int;
--> ok
RESET ROLE;
--> ok
DO $$ BEGIN SET LOCAL ROLE local_one; END $$;
--> ok
SELECT a FROM t;
--> ok
CREATE FUNCTION become(name text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('role', name, true) $$;
--> ok
BEGIN;
--> ok
SELECT become('local_one');
--> ok
SELECT a FROM t;
--> 42501 permission denied for table t
SAVEPOINT s;
--> ok
SET LOCAL ROLE local_two;
--> ok
ROLLBACK TO s;
--> ok
SELECT 1 / (current_user = 'local_one')::int;
--> ok
COMMIT;
--> ok
SELECT a FROM t;
--> ok
BEGIN;
--> ok
SET LOCAL SESSION AUTHORIZATION local_one;
--> ok
CREATE TABLE u ();
--> 42501 permission denied for schema public
--> POSITION: 14
COMMIT;
--> ok
CREATE TABLE u ();
--> ok
BEGIN;
--> ok
SET LOCAL ROLE local_one;
--> ok
RESET ROLE;
--> ok
COMMIT;
--> ok
SELECT a FROM t;
--> ok
