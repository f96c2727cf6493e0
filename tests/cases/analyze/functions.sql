-- Functions by the types of their arguments: candidates, defaults, names, VARIADIC, polymorphic types, casts as calls.
-- min: 15
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> ok
CREATE FUNCTION f(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
--> ok
CREATE FUNCTION g(a int, b text DEFAULT 'x', c boolean DEFAULT true) RETURNS text LANGUAGE sql AS 'SELECT b';
--> ok
CREATE FUNCTION h(VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> ok
CREATE FUNCTION p(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
--> ok
CREATE FUNCTION amb(int, int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> ok
CREATE FUNCTION amb(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> ok
CREATE PROCEDURE pr(int) LANGUAGE sql AS 'SELECT 1';
--> ok
CREATE VIEW v1 AS SELECT f(1) AS a, f(1::bigint) AS b, f(1::smallint) AS c, f('1') AS d;
--> 42725 function f(smallint) is not unique
--> HINT: Could not choose a best candidate function. You might need to add explicit type casts.
--> POSITION: 56
CREATE VIEW v1 AS SELECT f(1) AS a, f(1::bigint) AS b, f(1::smallint) AS c;
--> 42725 function f(smallint) is not unique
--> HINT: Could not choose a best candidate function. You might need to add explicit type casts.
--> POSITION: 56
CREATE VIEW v2 AS SELECT f('x'::text);
--> 42883 function f(text) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v2 AS SELECT f(1, 2);
--> 42883 function f(integer, integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v2 AS SELECT nope.f(1);
--> 3F000 schema "nope" does not exist
--> POSITION: 26
CREATE VIEW v2 AS SELECT g(1) AS a, g(1, 'y') AS b, g(b => 'z', a => 1) AS c, g(1, c => false) AS d;
--> ok
CREATE VIEW v3 AS SELECT g();
--> 42883 function g() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v3 AS SELECT g(1, nope => 2);
--> 42883 function g(integer, nope => integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v3 AS SELECT g(a => 1, a => 2);
--> 42601 argument name "a" used more than once
--> POSITION: 36
CREATE VIEW v3 AS SELECT g(a => 1, 'x');
--> 42601 positional argument cannot follow named argument
--> POSITION: 36
CREATE VIEW v3 AS SELECT h(1, 2, 3) AS a, h(VARIADIC ARRAY[1]) AS b;
--> ok
CREATE VIEW v4 AS SELECT h();
--> 42883 function h() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v4 AS SELECT h(1, 'x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 31
CREATE VIEW v4 AS SELECT p(1, ARRAY[2]) AS a, p('x'::text, ARRAY['y']) AS b;
--> ok
CREATE VIEW v5 AS SELECT p(1, ARRAY['x'::text]);
--> 42883 function p(integer, text[]) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v5 AS SELECT p('x', '{y}');
--> 42804 could not determine polymorphic type because input has type unknown
CREATE VIEW v5 AS SELECT amb(1);
--> 42725 function amb(integer) is not unique
--> HINT: Could not choose a best candidate function. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v5 AS SELECT amb(1, 2) AS x;
--> ok
CREATE VIEW v6 AS SELECT pr(1);
--> 42809 pr(integer) is a procedure
--> HINT: To call a procedure, use CALL.
--> POSITION: 26
CREATE VIEW v6 AS SELECT lower(*);
--> 42883 function lower() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v6 AS SELECT count();
--> 42809 count(*) must be used to call a parameterless aggregate function
--> POSITION: 26
CREATE VIEW v6 AS SELECT lower(DISTINCT 'A');
--> 42809 DISTINCT specified, but lower is not an aggregate function
--> POSITION: 26
CREATE VIEW v6 AS SELECT lower('A') OVER ();
--> 42809 OVER specified, but lower is not a window function nor an aggregate function
--> POSITION: 26
CREATE VIEW v6 AS SELECT row_number();
--> 42809 window function row_number requires an OVER clause
--> POSITION: 26
CREATE VIEW v6 AS SELECT count(1, 2);
--> 42883 function count(integer, integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v6 AS SELECT percentile_cont(0.5);
--> 42883 function percentile_cont(numeric) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 26
CREATE VIEW v6 AS SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS a, count(*) FILTER (WHERE x > 1) AS b FROM generate_series(1, 3) AS x;
--> ok
CREATE VIEW v7 AS SELECT sum(sum(x)) FROM generate_series(1, 3) AS x;
--> 42803 aggregate function calls cannot be nested
--> POSITION: 30
CREATE VIEW v7 AS SELECT text(1) AS a, int4('1') AS b, date('2020-01-01') AS c;
--> ok
CREATE VIEW v8 AS SELECT coalesce(1, 'x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 38
CREATE VIEW v8 AS SELECT coalesce(1, 'x'::text);
--> 42804 COALESCE types integer and text cannot be matched
--> POSITION: 38
CREATE VIEW v8 AS SELECT greatest(1, 2.5) AS a, least('a', 'b') AS b, coalesce(NULL, 1::bigint) AS c;
--> ok
CREATE VIEW v9 AS SELECT CASE WHEN 1 THEN 2 END;
--> 42804 argument of CASE/WHEN must be type boolean, not type integer
--> POSITION: 36
CREATE VIEW v9 AS SELECT CASE 1 WHEN 'x' THEN 2 END;
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 38
CREATE VIEW v9 AS SELECT CASE WHEN true THEN 1 ELSE 'x'::text END;
--> 42804 CASE types text and integer cannot be matched
--> POSITION: 46
CREATE VIEW v9 AS SELECT CASE WHEN true THEN 1 ELSE 2.5 END AS a, CASE 1 WHEN 2 THEN 'x' END AS b;
--> ok
CREATE VIEW v10 AS SELECT ARRAY[1, 2.5] AS a, ARRAY[[1], [2]] AS b, ARRAY[]::text[] AS c;
--> ok
CREATE VIEW v11 AS SELECT ARRAY[];
--> 42P18 cannot determine type of empty array
--> HINT: Explicitly cast to the desired type, for example ARRAY[]::integer[].
--> POSITION: 27
CREATE VIEW v11 AS SELECT ARRAY[1, 'x'::text];
--> 42804 ARRAY types integer and text cannot be matched
--> POSITION: 36
CREATE VIEW v11 AS SELECT extract(year FROM now()) AS a, now() AT TIME ZONE 'utc' AS b, substring('abc' FROM 2 FOR 1) AS c, position('a' IN 'b') AS d, trim('x') AS e, overlay('a' PLACING 'b' FROM 1) AS f;
--> ok
CREATE VIEW v12 AS SELECT extract(year FROM 1);
--> 42883 function pg_catalog.extract(unknown, integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 27
CREATE VIEW v12 AS SELECT current_date AS a, current_timestamp(3) AS b, current_user AS c, localtime AS d;
--> ok
DROP FUNCTION f(text);
--> 42883 function f(text) does not exist
DROP FUNCTION f;
--> 42725 function name "f" is not unique
--> HINT: Specify the argument list to select the function unambiguously.
DROP FUNCTION nope;
--> 42883 could not find a function named "nope"
DROP FUNCTION pr(int);
--> 42809 pr(integer) is not a function
DROP PROCEDURE f(int);
--> 42809 f(integer) is not a procedure
DROP AGGREGATE f(int);
--> 42809 function f(integer) is not an aggregate
CALL f(1);
--> 42809 f(integer) is not a procedure
--> HINT: To call a function, use SELECT.
--> POSITION: 6
CALL pr('x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 9
CALL nope(1);
--> 42883 procedure nope(integer) does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 6
