-- Column and table references: scopes, qualification, hints, whole rows, joins, LATERAL.
-- min: 15
CREATE SCHEMA s;
--> ok
CREATE TABLE t (id int, name text, price numeric);
--> ok
CREATE TABLE u (id int, tid int, label text);
--> ok
CREATE TABLE s.t (id int, other text);
--> ok
CREATE VIEW c1 AS SELECT nmae FROM t;
--> 42703 column "nmae" does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 26
CREATE VIEW c1 AS SELECT t.nmae FROM t;
--> 42703 column t.nmae does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 26
CREATE VIEW c1 AS SELECT id FROM t, u;
--> 42702 column reference "id" is ambiguous
--> POSITION: 26
CREATE VIEW c1 AS SELECT x.id FROM t;
--> 42P01 missing FROM-clause entry for table "x"
--> POSITION: 26
CREATE VIEW c1 AS SELECT t.id FROM t AS x;
--> 42P01 invalid reference to FROM-clause entry for table "t"
--> HINT: Perhaps you meant to reference the table alias "x".
--> POSITION: 26
CREATE VIEW c1 AS SELECT x.id, y.id AS yid FROM t AS x JOIN u AS y ON x.id = y.tid;
--> ok
CREATE VIEW c2 AS SELECT s.t.other, public.t.name FROM s.t, public.t;
--> ok
CREATE VIEW c3 AS SELECT s.t.name FROM s.t;
--> 42703 column t.name does not exist
--> POSITION: 26
CREATE VIEW c3 AS SELECT a.b.c.d.e FROM t;
--> 42601 improper qualified name (too many dotted names): a.b.c.d.e
--> POSITION: 26
CREATE VIEW c3 AS SELECT nope.public.t.id FROM t;
--> 0A000 cross-database references are not implemented: nope.public.t.id
--> POSITION: 26
CREATE VIEW c3 AS SELECT 1 FROM t, t;
--> 42712 table name "t" specified more than once
CREATE VIEW c3 AS SELECT * FROM t JOIN u USING (id);
--> ok
CREATE VIEW c4 AS SELECT * FROM t JOIN u USING (nope);
--> 42703 column "nope" specified in USING clause does not exist in left table
CREATE VIEW c4 AS SELECT * FROM t JOIN u USING (name);
--> 42703 column "name" specified in USING clause does not exist in right table
CREATE VIEW c4 AS SELECT label FROM t NATURAL JOIN u;
--> ok
CREATE VIEW c5 AS SELECT * FROM t JOIN u ON t.id;
--> 42804 argument of JOIN/ON must be type boolean, not type integer
--> POSITION: 45
CREATE VIEW c5 AS SELECT * FROM t JOIN u ON t.id = nope;
--> 42703 column "nope" does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 52
CREATE VIEW c5 AS SELECT j.id, j.label FROM (t JOIN u USING (id)) AS j;
--> ok
CREATE VIEW c6 AS SELECT q.x FROM t, LATERAL (SELECT t.id AS x) AS q;
--> ok
CREATE VIEW c7 AS SELECT q.x FROM t RIGHT JOIN LATERAL (SELECT t.id AS x) AS q ON true;
--> 42P10 invalid reference to FROM-clause entry for table "t"
--> DETAIL: The combining JOIN type must be INNER or LEFT for a LATERAL reference.
--> POSITION: 64
CREATE VIEW c7 AS SELECT * FROM t AS x (a, b, c, d);
--> 42P10 table "x" has 3 columns available but 4 columns specified
CREATE VIEW c7 AS SELECT a, price FROM t AS x (a, b);
--> ok
CREATE VIEW c8 AS SELECT t, (t).name, t.*::text AS w, row_to_json(t) AS j FROM t;
--> ok
CREATE VIEW c9 AS SELECT (t).nope FROM t;
--> 42703 column t.nope does not exist
--> POSITION: 27
CREATE VIEW c9 AS SELECT (id).nope FROM t;
--> 42809 column notation .nope applied to type integer, which is not a composite type
--> POSITION: 27
CREATE VIEW c9 AS SELECT ctid, tableoid, xmin FROM t;
--> ok
CREATE VIEW c10 AS SELECT ctid FROM c9x;
--> 42P01 relation "c9x" does not exist
--> POSITION: 37
CREATE VIEW c10 AS SELECT c8.xmin FROM c8;
--> 42703 column c8.xmin does not exist
--> POSITION: 27
CREATE VIEW c10 AS SELECT *;
--> 42601 SELECT * with no tables specified is not valid
--> POSITION: 27
CREATE VIEW c10 AS SELECT x.* FROM t;
--> 42P01 missing FROM-clause entry for table "x"
--> POSITION: 27
CREATE VIEW c10 AS SELECT (SELECT id, name FROM t);
--> 42601 subquery must return only one column
--> POSITION: 27
CREATE VIEW c10 AS SELECT id IN (SELECT id, label FROM u) FROM t;
--> 42601 subquery has too many columns
--> POSITION: 30
CREATE VIEW c10 AS SELECT id IN (SELECT label FROM u) FROM t;
--> 42883 operator does not exist: integer = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 30
CREATE VIEW c10 AS SELECT EXISTS (SELECT 1 FROM u WHERE u.tid = t.id) AS e, ARRAY(SELECT label FROM u) AS a, id = ALL (SELECT tid FROM u) AS l FROM t;
--> ok
CREATE VIEW c11 AS SELECT n FROM generate_series(1, 3) AS n;
--> ok
CREATE VIEW c12 AS SELECT * FROM generate_series(1, 3) WITH ORDINALITY AS g (v, o), unnest(ARRAY[1], ARRAY['x']) AS z (p, q);
--> ok
CREATE VIEW c13 AS SELECT * FROM json_to_record('{}') AS r;
--> 42601 a column definition list is required for functions returning "record"
--> POSITION: 34
CREATE VIEW c13 AS SELECT * FROM json_to_record('{}') AS r (a int, b text);
--> ok
CREATE VIEW c14 AS SELECT * FROM generate_series(1, 3) AS r (a int);
--> 42601 a column definition list is only allowed for functions returning "record"
--> POSITION: 62
CREATE VIEW c14 AS SELECT * FROM nope(1);
--> 42883 function nope(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 34
CREATE VIEW c14 AS WITH w AS (SELECT 1 AS a) SELECT w.b FROM w;
--> 42703 column w.b does not exist
--> POSITION: 53
CREATE VIEW c14 AS WITH w (x, y) AS (SELECT 1) SELECT 1;
--> 42P10 WITH query "w" has 1 columns available but 2 columns specified
--> POSITION: 25
CREATE VIEW c14 AS WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT 1 FROM a;
--> 42P01 relation "b" does not exist
--> DETAIL: There is a WITH item named "b", but it cannot be referenced from this part of the query.
--> HINT: Use WITH RECURSIVE, or re-order the WITH items to remove forward references.
--> POSITION: 45
CREATE VIEW c14 AS WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r;
--> ok
CREATE VIEW c15 AS WITH RECURSIVE r AS (SELECT n FROM r) SELECT 1;
--> 42P19 recursive query "r" does not have the form non-recursive-term UNION [ALL] recursive-term
--> POSITION: 35
CREATE VIEW c15 AS WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n || 'x' FROM r) SELECT n FROM r;
--> 42804 UNION types integer and text cannot be matched
--> POSITION: 71
CREATE VIEW c15 AS SELECT 1 AS a UNION SELECT 'x'::text;
--> 42804 UNION types integer and text cannot be matched
--> POSITION: 47
CREATE VIEW c15 AS SELECT 1 AS a UNION SELECT 1, 2;
--> 42601 each UNION query must have the same number of columns
--> POSITION: 47
CREATE VIEW c15 AS SELECT 1 AS a, NULL AS b UNION ALL SELECT 2.5, 'x' ORDER BY a;
--> ok
CREATE VIEW c16 AS SELECT 1 AS a UNION SELECT 2 ORDER BY a + 1;
--> 0A000 invalid UNION/INTERSECT/EXCEPT ORDER BY clause
--> DETAIL: Only result column names can be used, not expressions or functions.
--> HINT: Add the expression/function to every SELECT, or move the UNION into a FROM clause.
--> POSITION: 58
CREATE VIEW c16 AS VALUES (1, 'a'), (2, 3);
--> 22P02 invalid input syntax for type integer: "a"
--> POSITION: 31
CREATE VIEW c16 AS VALUES (1, 'a'), (2, 'b');
--> ok
CREATE VIEW c17 AS SELECT * FROM (VALUES (1), (2, 3)) AS v;
--> 42601 VALUES lists must all be the same length
--> POSITION: 48
