-- INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE: targets and columns must exist, types must fit.
-- min: 17

CREATE TABLE t (id int PRIMARY KEY, a text, n numeric DEFAULT 0, g int GENERATED ALWAYS AS (id * 2) STORED, i int GENERATED ALWAYS AS IDENTITY);
--> ok
CREATE TABLE u (id int, b text);
--> ok
INSERT INTO nope VALUES (1);
--> 42P01 relation "nope" does not exist
--> POSITION: 13
INSERT INTO t (nope) VALUES (1);
--> 42703 column "nope" of relation "t" does not exist
--> POSITION: 16
INSERT INTO t (id, id) VALUES (1, 2);
--> 42701 column "id" specified more than once
--> POSITION: 20
INSERT INTO t (id) VALUES (1, 2);
--> 42601 INSERT has more expressions than target columns
--> POSITION: 31
INSERT INTO t (id, a) VALUES (1);
--> 42601 INSERT has more target columns than expressions
--> POSITION: 20
INSERT INTO t (id, a) VALUES (1, 'x'), (2);
--> 42601 VALUES lists must all be the same length
--> POSITION: 41
INSERT INTO u VALUES (1, 'x', 3);
--> 42601 INSERT has more expressions than target columns
--> POSITION: 31
INSERT INTO t (id, g) VALUES (1, 2);
--> 428C9 cannot insert a non-DEFAULT value into column "g"
--> DETAIL: Column "g" is a generated column.
INSERT INTO t (id, i) VALUES (1, 2);
--> 428C9 cannot insert a non-DEFAULT value into column "i"
--> DETAIL: Column "i" is an identity column defined as GENERATED ALWAYS.
--> HINT: Use OVERRIDING SYSTEM VALUE to override.
INSERT INTO t (id, i) OVERRIDING SYSTEM VALUE VALUES (1, 2);
--> ok
INSERT INTO t (id, a) VALUES (now(), 'x');
--> 42804 column "id" is of type integer but expression is of type timestamp with time zone
--> HINT: You will need to rewrite or cast the expression.
--> POSITION: 31
INSERT INTO t (id, a) VALUES ('2', 5);
--> ok
INSERT INTO t (id, a) SELECT b, id FROM u;
--> 42804 column "id" is of type integer but expression is of type text
--> HINT: You will need to rewrite or cast the expression.
--> POSITION: 30
INSERT INTO t (id, a) SELECT id, b FROM u;
--> ok
INSERT INTO t (id) VALUES (5) ON CONFLICT (a) DO NOTHING;
--> 42P10 there is no unique or exclusion constraint matching the ON CONFLICT specification
INSERT INTO t (id) VALUES (5) ON CONFLICT (nope) DO NOTHING;
--> 42703 column "nope" does not exist
--> POSITION: 43
INSERT INTO t (id) VALUES (5) ON CONFLICT ON CONSTRAINT nope DO NOTHING;
--> 42704 constraint "nope" for table "t" does not exist
INSERT INTO t (id) VALUES (5) ON CONFLICT ON CONSTRAINT t_pkey DO UPDATE SET a = excluded.a;
--> ok
INSERT INTO t (id) VALUES (6) ON CONFLICT (id) DO UPDATE SET a = excluded.nope;
--> 42703 column excluded.nope does not exist
--> POSITION: 66
INSERT INTO t (id) VALUES (6) ON CONFLICT DO UPDATE SET a = 'x';
--> 42601 ON CONFLICT DO UPDATE requires inference specification or constraint name
--> HINT: For example, ON CONFLICT (column_name).
--> POSITION: 31
INSERT INTO t (id) VALUES (7) RETURNING nope;
--> 42703 column "nope" does not exist
--> POSITION: 41
INSERT INTO t (id) VALUES (7) RETURNING id, g;
--> ok
INSERT INTO t DEFAULT VALUES RETURNING 1 / 0 AS x, nope;
--> 42703 column "nope" does not exist
--> POSITION: 52
UPDATE nope SET a = 1;
--> 42P01 relation "nope" does not exist
--> POSITION: 8
UPDATE t SET nope = 1;
--> 42703 column "nope" of relation "t" does not exist
--> POSITION: 14
UPDATE t SET a = 1, a = 2;
--> 42601 multiple assignments to same column "a"
UPDATE t SET a = 1;
--> ok
UPDATE t SET id = 'x'::text;
--> 42804 column "id" is of type integer but expression is of type text
--> HINT: You will need to rewrite or cast the expression.
--> POSITION: 19
UPDATE t SET g = 1;
--> 428C9 column "g" can only be updated to DEFAULT
--> DETAIL: Column "g" is a generated column.
UPDATE t SET g = DEFAULT;
--> ok
UPDATE t SET a = u.b FROM u WHERE u.id = t.id;
--> ok
UPDATE t SET a = u.b WHERE u.id = t.id;
--> 42P01 missing FROM-clause entry for table "u"
--> POSITION: 28
UPDATE t SET t.a = 'x';
--> 42703 column "t" of relation "t" does not exist
--> HINT: SET target columns cannot be qualified with the relation name.
--> POSITION: 14
UPDATE t SET (a, n) = (SELECT b, id FROM u LIMIT 1);
--> ok
UPDATE t SET (a, n) = (SELECT b FROM u LIMIT 1);
--> 42601 number of columns does not match number of values
--> POSITION: 23
UPDATE t SET a = count(*);
--> 42803 aggregate functions are not allowed in UPDATE
--> POSITION: 18
DELETE FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 13
DELETE FROM t WHERE nope = 1;
--> 42703 column "nope" does not exist
--> POSITION: 21
DELETE FROM t USING u WHERE u.id = t.id;
--> ok
DELETE FROM t WHERE id = (SELECT id, b FROM u);
--> 42601 subquery must return only one column
--> POSITION: 26
DELETE FROM t WHERE id;
--> 42804 argument of WHERE must be type boolean, not type integer
--> POSITION: 21
MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, a) VALUES (u.id, u.b);
--> ok
MERGE INTO t USING nope ON true WHEN MATCHED THEN DELETE;
--> 42P01 relation "nope" does not exist
--> POSITION: 20
COPY t FROM STDIN;
--> ok
COPY nope FROM STDIN;
--> 42P01 relation "nope" does not exist
COPY t (nope) FROM STDIN;
--> 42703 column "nope" of relation "t" does not exist
COPY t (g) FROM STDIN;
--> 42P10 column "g" is a generated column
--> DETAIL: Generated columns cannot be used in COPY.
COPY (SELECT nope) TO STDOUT;
--> 42703 column "nope" does not exist
--> POSITION: 14
COPY t TO STDOUT WITH (FORMAT nope);
--> 22023 COPY format "nope" not recognized
--> POSITION: 24
COPY t TO STDOUT WITH (nope 1);
--> 42601 option "nope" not recognized
--> POSITION: 24
COPY t FROM STDIN (FORMAT csv, HEADER, DELIMITER ';', NULL 'x', ENCODING 'UTF8');
--> ok
TRUNCATE nope;
--> 42P01 relation "nope" does not exist
TRUNCATE t, u RESTART IDENTITY CASCADE;
--> ok
CREATE TABLE ref (t_id int REFERENCES t);
--> ok
TRUNCATE t;
--> 0A000 cannot truncate a table referenced in a foreign key constraint
--> DETAIL: Table "ref" references "t".
--> HINT: Truncate table "ref" at the same time, or use TRUNCATE ... CASCADE.
TRUNCATE t CASCADE;
--> ok
TRUNCATE t, ref;
--> ok
SELECT * FROM t WHERE id = 'x';
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 28
SELECT * FROM t WHERE a = 5;
--> 42883 operator does not exist: text = integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 25
SELECT id FROM t GROUP BY a;
--> 42803 column "t.id" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 8
SELECT a, sum(id) FROM t;
--> 42803 column "t.a" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 8
SELECT sum(a) FROM t;
--> 42883 function sum(text) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
SELECT id FROM t ORDER BY nope;
--> 42703 column "nope" does not exist
--> POSITION: 27
SELECT id FROM t, u;
--> 42702 column reference "id" is ambiguous
--> POSITION: 8
SELECT t.* FROM t JOIN u USING (nope);
--> 42703 column "nope" specified in USING clause does not exist in left table
SELECT * FROM t JOIN u ON t.id = u.nope;
--> 42703 column u.nope does not exist
--> POSITION: 34
SELECT 1 = 'x'::text;
--> 42883 operator does not exist: integer = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 10
SELECT 1 || 2;
--> 42883 operator does not exist: integer || integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 10
SELECT CASE WHEN 1 THEN 2 END;
--> 42804 argument of CASE/WHEN must be type boolean, not type integer
--> POSITION: 18
SELECT CASE WHEN true THEN 1 ELSE 'x' END;
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 35
SELECT CASE WHEN true THEN 1 ELSE now() END;
--> 42804 CASE types timestamp with time zone and integer cannot be matched
--> POSITION: 28
SELECT ARRAY[1, 'x'::text];
--> 42804 ARRAY types integer and text cannot be matched
--> POSITION: 17
SELECT ARRAY[];
--> 42P18 cannot determine type of empty array
--> HINT: Explicitly cast to the desired type, for example ARRAY[]::integer[].
--> POSITION: 8
SELECT (SELECT id, b FROM u);
--> 42601 subquery must return only one column
--> POSITION: 8
SELECT 1 LIMIT 'x'::text;
--> 42804 argument of LIMIT must be type bigint, not type text
--> POSITION: 16
SELECT * FROM generate_series(1, 10) AS g (n) WHERE nope > 1;
--> 42703 column "nope" does not exist
--> POSITION: 53
SELECT * FROM unnest(ARRAY[1, 2]) WITH ORDINALITY AS x (v, o);
--> ok
SELECT $1;
--> 42P02 there is no parameter $1
--> POSITION: 8
VALUES (1, 2), (3);
--> 42601 VALUES lists must all be the same length
--> POSITION: 17
EXPLAIN SELECT * FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 23
WITH x AS (DELETE FROM t RETURNING id) SELECT id FROM x;
--> ok
WITH x AS (SELECT 1) SELECT * FROM y;
--> 42P01 relation "y" does not exist
--> POSITION: 36
WITH x AS (SELECT 1), x AS (SELECT 2) SELECT * FROM x;
--> 42712 WITH query name "x" specified more than once
--> POSITION: 23
