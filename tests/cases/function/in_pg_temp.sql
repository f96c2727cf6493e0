-- Objects in pg_temp, which is there as soon as something is created in it.
SELECT pg_temp.f(1);
--> 3F000 schema "pg_temp" does not exist
--> POSITION: 8
CREATE FUNCTION pg_temp.f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
--> ok
SELECT pg_temp.f(1);
--> ok
SELECT f(1);
--> 42883 function f(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
CREATE OR REPLACE FUNCTION pg_temp.f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';
--> ok
CREATE FUNCTION pg_temp.f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
--> 42723 function "f" already exists with same argument types
CREATE DOMAIN pg_temp.d AS int;
--> ok
CREATE TYPE pg_temp.e AS ENUM ('a');
--> ok
CREATE TABLE pg_temp.t (a pg_temp.d, b pg_temp.e);
--> ok
CREATE TABLE u (b pg_temp.e);
--> ok
CREATE AGGREGATE pg_temp.total(int) (sfunc = int4pl, stype = int);
--> ok
COMMENT ON FUNCTION pg_temp.f(int) IS 'x';
--> ok
DROP FUNCTION pg_temp.f(int);
--> ok
DROP FUNCTION pg_temp.f(int);
--> 42883 function pg_temp.f(integer) does not exist
SET search_path = pg_temp;
--> ok
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
--> ok
SELECT pg_temp.g();
--> ok
SELECT g();
--> 42883 function g() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
