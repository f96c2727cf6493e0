-- What the grammar of 16 knows and that of 15 does not.
-- postgres: 15
CREATE ROLE pgr_a;
--> ok
CREATE ROLE pgr_b;
--> ok
GRANT pgr_a TO pgr_b WITH INHERIT FALSE;
--> 42601 syntax error at or near "INHERIT"
--> POSITION: 27
GRANT pgr_a TO pgr_b WITH SET TRUE;
--> 42601 syntax error at or near "SET"
--> POSITION: 27
GRANT pgr_a TO pgr_b WITH ADMIN TRUE;
--> 42601 syntax error at or near "TRUE"
--> POSITION: 33
GRANT pgr_a TO pgr_b WITH ADMIN OPTION, INHERIT FALSE;
--> 42601 syntax error at or near ","
--> POSITION: 39
GRANT pgr_a TO pgr_b WITH ADMIN OPTION;
--> ok
REVOKE INHERIT OPTION FOR pgr_a FROM pgr_b;
--> 42601 syntax error at or near "OPTION"
--> POSITION: 16
REVOKE ADMIN OPTION FOR pgr_a FROM pgr_b;
--> ok
CREATE TABLE t (a int STORAGE PLAIN, b text);
--> 42601 syntax error at or near "STORAGE"
--> POSITION: 23
CREATE TABLE t (a int, b text);
--> ok
ALTER TABLE t ALTER COLUMN b SET STORAGE DEFAULT;
--> 42601 syntax error at or near "DEFAULT"
--> POSITION: 42
CREATE STATISTICS ON a, b FROM t;
--> 42601 syntax error at or near "ON"
--> POSITION: 19
REINDEX DATABASE;
--> 42601 syntax error at end of input
--> POSITION: 17
CREATE VIEW v AS SELECT * FROM (SELECT 1);
--> 42601 subquery in FROM must have an alias
--> HINT: For example, FROM (SELECT ...) [AS] foo.
--> POSITION: 32
GRANT pg_create_subscription TO pgr_a;
--> 42704 role "pg_create_subscription" does not exist
CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT;
--> ok
