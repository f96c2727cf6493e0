-- Functions and procedures in LANGUAGE sql run when they are called: definitions, rows, values.
-- min: 15
-- max: 17
CREATE TABLE t (id int PRIMARY KEY, name text);
--> ok
CREATE FUNCTION put(n int, what text) RETURNS int LANGUAGE sql AS $$ INSERT INTO t VALUES (n, what) RETURNING id $$;
--> ok
SELECT put(1, 'one');
--> ok
SELECT put(1, 'uno');
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(1) already exists.
SELECT put(n, 'many') FROM generate_series(2, 4) AS n;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 4 FROM t); END $$;
--> ok
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT $1 * 2 $$;
--> ok
CREATE FUNCTION four_times(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT twice(twice(n)) $$;
--> ok
DO $$ BEGIN ASSERT four_times(3) = 12; END $$;
--> ok
CREATE FUNCTION make() RETURNS void LANGUAGE sql AS $$ CREATE TABLE made (a int); ALTER TABLE t ADD COLUMN extra int $$;
--> ok
SELECT make();
--> ok
SELECT extra FROM t;
--> ok
SELECT a FROM made;
--> ok
SELECT make();
--> 42P07 relation "made" already exists
CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql STABLE AS $$ SELECT name FROM t ORDER BY id $$;
--> ok
DO $$ DECLARE r text; n int := 0; BEGIN FOR r IN SELECT names() LOOP n := n + 1; END LOOP; ASSERT n = 4; END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT string_agg(x, ',') FROM names() AS x) = 'one,many,many,many'; END $$;
--> ok
CREATE FUNCTION both_of(n int, OUT a int, OUT b text) LANGUAGE sql AS $$ SELECT id, name FROM t WHERE id = n $$;
--> ok
DO $$ BEGIN ASSERT (SELECT a = 2 AND b = 'many' FROM both_of(2)); END $$;
--> ok
CREATE FUNCTION sneaky() RETURNS int LANGUAGE sql STABLE AS $$ INSERT INTO t VALUES (9, 'nine') RETURNING id $$;
--> ok
SELECT sneaky();
--> 0A000 INSERT is not allowed in a non-volatile function
CREATE PROCEDURE add_all(first int, last int) LANGUAGE sql AS $$
  INSERT INTO t SELECT n, 'added' FROM generate_series(first, last) AS n;
  DELETE FROM t WHERE id = first;
$$;
--> ok
CALL add_all(10, 12);
--> ok
CALL add_all(11, 12);
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(11) already exists.
DO $$ BEGIN ASSERT (SELECT array_agg(id ORDER BY id) = '{1,2,3,4,11,12}' FROM t); END $$;
--> ok
CREATE PROCEDURE outer_one(n int) LANGUAGE sql AS $$ CALL add_all(n, n + 1) $$;
--> ok
CALL outer_one(20);
--> ok
DO $$ BEGIN ASSERT EXISTS (SELECT FROM t WHERE id = 21); END $$;
--> ok
CREATE FUNCTION owned() RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ SELECT current_setting('search_path') $$;
--> ok
DO $$ BEGIN ASSERT owned() = '""'; END $$;
--> ok
-- Variables and parameters are in sight of CREATE TABLE AS.
DO $$ DECLARE n int := 7; BEGIN CREATE TABLE kept AS SELECT n AS n, id FROM t WHERE id < n; END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 4 AND max(n) = 7 FROM kept); END $$;
--> ok
DO $$ DECLARE n int := 7; BEGIN EXECUTE 'CREATE TABLE more AS SELECT n'; END $$;
--> 42703 column "n" does not exist
CREATE FUNCTION keep(n int) RETURNS void LANGUAGE sql AS $$ CREATE TABLE keeping AS SELECT n * 2 AS n $$;
--> ok
SELECT keep(4);
--> ok
DO $$ BEGIN ASSERT (SELECT n = 8 FROM keeping); END $$;
--> ok
CREATE FUNCTION never() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT never() $$;
--> ok
