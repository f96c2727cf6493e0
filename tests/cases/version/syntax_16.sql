-- What the grammar of 17 knows and those of 15 and 16 do not.
-- postgres: 16
-- min: 15
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) STORED);
--> ok
ALTER TABLE t ALTER COLUMN b SET EXPRESSION AS (a + 1);
--> 42601 syntax error at or near "EXPRESSION"
--> POSITION: 34
ALTER TABLE nope ALTER b SET EXPRESSION AS (a + 1);
--> 42601 syntax error at or near "EXPRESSION"
--> POSITION: 30
ALTER TABLE t ALTER COLUMN a SET STATISTICS DEFAULT;
--> 42601 syntax error at or near "DEFAULT"
--> POSITION: 45
ALTER TABLE t SET ACCESS METHOD DEFAULT;
--> 42601 syntax error at or near "DEFAULT"
--> POSITION: 33
MERGE INTO t USING t s ON true WHEN NOT MATCHED BY SOURCE THEN DELETE;
--> 42601 syntax error at or near "BY"
--> POSITION: 49
MERGE INTO t USING t s ON true WHEN MATCHED THEN DELETE RETURNING *;
--> 42601 syntax error at or near "RETURNING"
--> POSITION: 57
GRANT MAINTAIN ON t TO PUBLIC;
--> 42601 unrecognized privilege type "maintain"
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
--> ok
CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION f();
--> 42601 unrecognized event name "login"
GRANT pg_maintain TO CURRENT_USER;
--> 42704 role "pg_maintain" does not exist
CREATE TABLE p (a int) PARTITION BY LIST (a) USING heap;
--> 0A000 specifying a table access method is not supported on a partitioned table
