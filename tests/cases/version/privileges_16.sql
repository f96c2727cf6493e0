-- Before 17: no MAINTAIN, no login event, no access methods of partitioned tables, nameless NOT NULL of domains.
-- postgres: 16
-- min: 15
CREATE TABLE t (a int);
--> ok
GRANT MAINTAIN ON t TO PUBLIC;
--> 42601 unrecognized privilege type "maintain"
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
--> ok
CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION f();
--> 42601 unrecognized event name "login"
CREATE EVENT TRIGGER e2 ON login WHEN TAG IN ('LOGIN') EXECUTE FUNCTION f();
--> 42601 unrecognized event name "login"
DROP EVENT TRIGGER e;
--> 42704 event trigger "e" does not exist
CREATE TABLE p (a int) PARTITION BY LIST (a) USING heap;
--> 0A000 specifying a table access method is not supported on a partitioned table
CREATE DOMAIN d AS int CONSTRAINT named NOT NULL;
--> ok
ALTER DOMAIN d DROP CONSTRAINT named;
--> 42704 constraint "named" of domain "d" does not exist
ALTER DOMAIN d ADD CONSTRAINT again NOT NULL;
--> 42601 syntax error at or near "NOT"
--> POSITION: 37
ALTER DOMAIN d RENAME CONSTRAINT again TO twice;
--> 42704 constraint "again" for domain d does not exist
ALTER DOMAIN d DROP CONSTRAINT twice;
--> 42704 constraint "twice" of domain "d" does not exist
