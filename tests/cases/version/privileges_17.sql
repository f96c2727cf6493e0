-- From 17 on: MAINTAIN, the login event, access methods of partitioned tables, domains' named NOT NULL.
-- postgres: 18
-- min: 17
CREATE TABLE t (a int);
--> ok
GRANT MAINTAIN ON t TO PUBLIC;
--> ok
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
--> ok
CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION f();
--> ok
CREATE EVENT TRIGGER e2 ON login WHEN TAG IN ('LOGIN') EXECUTE FUNCTION f();
--> 0A000 tag filtering is not supported for login event triggers
DROP EVENT TRIGGER e;
--> ok
CREATE TABLE p (a int) PARTITION BY LIST (a) USING heap;
--> ok
CREATE DOMAIN d AS int CONSTRAINT named NOT NULL;
--> ok
ALTER DOMAIN d DROP CONSTRAINT named;
--> ok
ALTER DOMAIN d ADD CONSTRAINT again NOT NULL;
--> ok
ALTER DOMAIN d RENAME CONSTRAINT again TO twice;
--> ok
ALTER DOMAIN d DROP CONSTRAINT twice;
--> ok
