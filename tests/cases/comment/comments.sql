-- COMMENT ON every kind of object.
-- min: 15

CREATE TABLE t (id int CONSTRAINT positive CHECK (id > 0));
--> ok
CREATE VIEW v AS SELECT 1 AS a;
--> ok
CREATE INDEX i ON t (id);
--> ok
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'select 1';
--> ok
CREATE SEQUENCE s;
--> ok
CREATE SCHEMA app;
--> ok
COMMENT ON TABLE t IS 'x';
--> ok
COMMENT ON TABLE t IS NULL;
--> ok
COMMENT ON TABLE nope IS 'x';
--> 42P01 relation "nope" does not exist
COMMENT ON TABLE v IS 'x';
--> 42809 "v" is not a table
COMMENT ON VIEW t IS 'x';
--> 42809 "t" is not a view
COMMENT ON VIEW v IS 'x';
--> ok
COMMENT ON COLUMN t.id IS 'x';
--> ok
COMMENT ON COLUMN t.nope IS 'x';
--> 42703 column "nope" of relation "t" does not exist
COMMENT ON COLUMN nope.id IS 'x';
--> 42P01 relation "nope" does not exist
COMMENT ON COLUMN i.id IS 'x';
--> 42809 cannot set comment on relation "i"
--> DETAIL: This operation is not supported for indexes.
COMMENT ON COLUMN id IS 'x';
--> 42601 column name must be qualified
COMMENT ON INDEX i IS 'x';
--> ok
COMMENT ON INDEX t IS 'x';
--> 42809 "t" is not an index
COMMENT ON SEQUENCE s IS 'x';
--> ok
COMMENT ON SEQUENCE t IS 'x';
--> 42809 "t" is not a sequence
COMMENT ON MATERIALIZED VIEW v IS 'x';
--> 42809 "v" is not a materialized view
COMMENT ON FUNCTION f IS 'x';
--> ok
COMMENT ON FUNCTION f(int) IS 'x';
--> ok
COMMENT ON FUNCTION f(text) IS 'x';
--> 42883 function f(text) does not exist
COMMENT ON FUNCTION nope IS 'x';
--> 42883 could not find a function named "nope"
COMMENT ON PROCEDURE f(int) IS 'x';
--> 42809 f(integer) is not a procedure
COMMENT ON AGGREGATE f(int) IS 'x';
--> 42809 function f(integer) is not an aggregate
COMMENT ON CONSTRAINT positive ON t IS 'x';
--> ok
COMMENT ON CONSTRAINT nope ON t IS 'x';
--> 42704 constraint "nope" for table "t" does not exist
COMMENT ON CONSTRAINT positive ON nope IS 'x';
--> 42P01 relation "nope" does not exist
COMMENT ON TRIGGER nope ON t IS 'x';
--> 42704 trigger "nope" for table "t" does not exist
COMMENT ON SCHEMA app IS 'x';
--> ok
COMMENT ON SCHEMA nope IS 'x';
--> 3F000 schema "nope" does not exist
COMMENT ON ROLE nope IS 'x';
--> 42704 role "nope" does not exist
COMMENT ON LANGUAGE plpgsql IS 'x';
--> ok
COMMENT ON OPERATOR === (int, int) IS 'x';
--> 42883 operator does not exist: integer === integer
COMMENT ON CAST (int AS bigint) IS 'x';
--> ok
COMMENT ON CAST (int AS point) IS 'x';
--> 42704 cast from type integer to type point does not exist
COMMENT ON PUBLICATION nope IS 'x';
--> 42704 publication "nope" does not exist
COMMENT ON FOREIGN TABLE t IS 'x';
--> 42809 "t" is not a foreign table
COMMENT ON DATABASE nope IS 'x';
--> ok
