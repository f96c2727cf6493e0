-- PL/pgSQL: scopes, loops, cursors, handlers, what COMMIT keeps.
DO $$ DECLARE x int := 1; BEGIN x := x + 1; IF x = 2 THEN CREATE TABLE t (a int); END IF; END $$;
--> ok
DO $$
DECLARE
  r t;
  n t%rowtype;
  c CURSOR (k int) FOR SELECT oid FROM pg_class WHERE relname = 't' AND k = 1;
BEGIN
  FOR q IN c(1) LOOP EXECUTE 'CREATE TABLE u' || 1 || '()'; END LOOP;
  r.a := 5;
  n := r;
  IF n.a = 5 THEN CREATE TABLE five (); END IF;
  DECLARE r text := 'x'; BEGIN r := r || 'y'; IF r = 'xy' THEN CREATE TABLE six (); END IF; END;
  FOR i IN 1..3 LOOP
    EXECUTE format('CREATE TABLE f%s ()', i);
    CONTINUE WHEN i < 2;
    EXIT;
  END LOOP;
  BEGIN CREATE TABLE t (); EXCEPTION WHEN duplicate_table THEN CREATE TABLE seven (); END;
END $$;
--> ok
SELECT FROM u1, five, six, f1, f2, seven;
--> ok
SELECT FROM f3;
--> 42P01 relation "f3" does not exist
--> POSITION: 13
DO $$ BEGIN CREATE TABLE gone (); SELECT * FROM nope; END $$;
--> 42P01 relation "nope" does not exist
SELECT FROM gone;
--> 42P01 relation "gone" does not exist
--> POSITION: 13
CREATE PROCEDURE p(INOUT a int) LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE kept (); COMMIT; CREATE TABLE t (); END $$;
--> ok
CALL p(1);
--> 42P07 relation "t" already exists
SELECT FROM kept;
--> ok
CREATE FUNCTION g(a int, OUT b int) LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE g' || a || '()'; b := a; END $$;
--> ok
SELECT g(1), g(2);
--> ok
SELECT FROM g1, g2;
--> ok
DO $$ DECLARE i int; BEGIN FOR i IN SELECT 1 LOOP NULL; END LOOP; END $$;
--> ok
DO $$ BEGIN FOR nobody IN SELECT 1 LOOP NULL; END LOOP; END $$;
--> 42601 loop variable of loop over rows must be a record variable or list of scalar variables
--> POSITION: 17
DO $$ DECLARE r record; BEGIN IF r.a = 1 THEN NULL; END IF; END $$;
--> 55000 record "r" is not assigned yet
--> DETAIL: The tuple structure of a not-yet-assigned record is indeterminate.
DO $$ DECLARE r record; BEGIN SELECT 1 AS a INTO STRICT r WHERE false; END $$;
--> P0002 query returned no rows
DO $$ BEGIN CASE 3 WHEN 1, 2 THEN NULL; END CASE; END $$;
--> 20000 case not found
--> HINT: CASE statement is missing ELSE part.
DO $$ BEGIN ASSERT false, 'no'; END $$;
--> P0004 no
DO $$ BEGIN RAISE EXCEPTION 'bad %', 1 USING ERRCODE = '22012', HINT = 'h'; END $$;
--> 22012 bad 1
--> HINT: h
DO $$ BEGIN SELECT 1; END $$;
--> 42601 query has no destination for result data
--> HINT: If you want to discard the results of a SELECT, use PERFORM instead.
