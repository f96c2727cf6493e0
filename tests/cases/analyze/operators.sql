-- Operators by the types of their operands; unknown literals, casts, ANY and ALL, IN, IS DISTINCT FROM, rows.
-- min: 15
CREATE TYPE mood AS ENUM ('sad', 'ok');
--> ok
CREATE TABLE t (i int, b bigint, s text, v varchar(5), u uuid, m mood, d date, ts timestamptz, j jsonb, a int[], n numeric(8,2));
--> ok
CREATE VIEW o1 AS SELECT i + b AS x, i + '1' AS y, s || 1 AS z, d - 1 AS w, ts - d AS q, j -> 'a' ->> 0 AS k FROM t;
--> ok
CREATE VIEW o2 AS SELECT u = s FROM t;
--> 42883 operator does not exist: uuid = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o2 AS SELECT i = s FROM t;
--> 42883 operator does not exist: integer = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o2 AS SELECT i = 'x' FROM t;
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 30
CREATE VIEW o2 AS SELECT m = 'glad' FROM t;
--> 22P02 invalid input value for enum mood: "glad"
--> POSITION: 30
CREATE VIEW o2 AS SELECT m = 'ok' AND s = 'glad' FROM t;
--> ok
CREATE VIEW o3 AS SELECT m = s FROM t;
--> 42883 operator does not exist: mood = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o3 AS SELECT -s FROM t;
--> 42883 operator does not exist: - text
--> HINT: No operator matches the given name and argument type. You might need to add an explicit type cast.
--> POSITION: 26
CREATE VIEW o3 AS SELECT s + s FROM t;
--> 42883 operator does not exist: text + text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o3 AS SELECT '1' + '2';
--> 42725 operator is not unique: unknown + unknown
--> HINT: Could not choose a best candidate operator. You might need to add explicit type casts.
--> POSITION: 30
CREATE VIEW o3 AS SELECT i @@@@ b FROM t;
--> 42883 operator does not exist: integer @@@@ bigint
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o3 AS SELECT i OPERATOR(pg_catalog.+) b FROM t;
--> ok
CREATE VIEW o4 AS SELECT i OPERATOR(nope.+) b FROM t;
--> 3F000 schema "nope" does not exist
--> POSITION: 28
CREATE VIEW o4 AS SELECT i = ANY (a), b = ANY (a), s = ANY ('{a,b}') FROM t;
--> 42701 column "?column?" specified more than once
CREATE VIEW o5 AS SELECT i = ANY (i) FROM t;
--> 42809 op ANY/ALL (array) requires array on right side
--> POSITION: 28
CREATE VIEW o5 AS SELECT s = ANY (a) FROM t;
--> 42883 operator does not exist: text = integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o5 AS SELECT i IN (1, 2, NULL), s NOT IN ('a', v), n IN (i, 2.5) AS q FROM t;
--> 42701 column "?column?" specified more than once
CREATE VIEW o6 AS SELECT i IN (1, 'x') FROM t;
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 35
CREATE VIEW o6 AS SELECT i IN ('1', s) FROM t;
--> 42883 operator does not exist: integer = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o6 AS SELECT u IN ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11') AS x, u IN (s) FROM t;
--> 42883 operator does not exist: uuid = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 80
CREATE VIEW o6 AS SELECT i IS DISTINCT FROM b AS x, i IS NOT DISTINCT FROM NULL AS y FROM t;
--> ok
CREATE VIEW o7 AS SELECT i IS DISTINCT FROM s FROM t;
--> 42883 operator does not exist: integer = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o7 AS SELECT j IS DISTINCT FROM '1' AS x, (i, s) = (1, 'a') AS y, (i, s) < (b, v) AS z FROM t;
--> ok
CREATE VIEW o8 AS SELECT (i, s) = (1) FROM t;
--> 42883 operator does not exist: record = integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 33
CREATE VIEW o8 AS SELECT (i, s) = (1, 2, 3) FROM t;
--> 42601 unequal number of entries in row expressions
--> POSITION: 33
CREATE VIEW o8 AS SELECT (i, j) ->> (1, 2) FROM t;
--> 42883 operator does not exist: integer ->> integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 33
CREATE VIEW o8 AS SELECT i BETWEEN '1' AND b AS x, s BETWEEN SYMMETRIC 'a' AND 'b' AS y FROM t;
--> ok
CREATE VIEW o9 AS SELECT i BETWEEN s AND 3 FROM t;
--> 42883 operator does not exist: integer >= text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 28
CREATE VIEW o9 AS SELECT s LIKE 'a%' AS x, i LIKE '1' AS y FROM t;
--> 42883 operator does not exist: integer ~~ unknown
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 46
CREATE VIEW o9 AS SELECT s ILIKE v AS x, s SIMILAR TO 'a' AS y, s !~ 'x' AS z FROM t;
--> ok
CREATE VIEW o10 AS SELECT nullif(i, 'a') FROM t;
--> 22P02 invalid input syntax for type integer: "a"
--> POSITION: 37
CREATE VIEW o10 AS SELECT NOT i FROM t;
--> 42804 argument of NOT must be type boolean, not type integer
--> POSITION: 31
CREATE VIEW o10 AS SELECT i AND true FROM t;
--> 42804 argument of AND must be type boolean, not type integer
--> POSITION: 27
CREATE VIEW o10 AS SELECT s IS TRUE FROM t;
--> 42804 argument of IS TRUE must be type boolean, not type text
--> POSITION: 27
CREATE VIEW o10 AS SELECT i IS NULL AS x, 't' IS TRUE AS y FROM t;
--> ok
CREATE VIEW o11 AS SELECT a[1] AS x, a[1:2] AS y, j['a']['b'] AS z, j[0] AS w FROM t;
--> ok
CREATE VIEW o12 AS SELECT a['x'] FROM t;
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 29
CREATE VIEW o12 AS SELECT a[d] FROM t;
--> 42804 array subscript must have type integer
--> POSITION: 29
CREATE VIEW o12 AS SELECT i[1] FROM t;
--> 42804 cannot subscript type integer because it does not support subscripting
--> POSITION: 27
CREATE VIEW o12 AS SELECT j[1:2] FROM t;
--> 42804 jsonb subscript does not support slices
--> POSITION: 31
CREATE VIEW o12 AS SELECT j[d] FROM t;
--> 42804 subscript type date is not supported
--> HINT: jsonb subscript must be coercible to either integer or text.
--> POSITION: 29
