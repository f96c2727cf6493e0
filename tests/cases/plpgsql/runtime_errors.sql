-- Errors that PL/pgSQL raises while it runs: RETURN, casts, cursors, FOREACH, RAISE, defaults.
-- min: 15
-- max: 17
CREATE FUNCTION no_return() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
--> ok
SELECT no_return();
--> 2F005 control reached end of function without RETURN
CREATE FUNCTION maybe_return(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF n > 0 THEN RETURN n; END IF; END $$;
--> ok
SELECT maybe_return(1);
--> ok
SELECT maybe_return(0);
--> 2F005 control reached end of function without RETURN
CREATE FUNCTION no_number() RETURNS int LANGUAGE plpgsql AS $$ DECLARE t text := 'abc'; BEGIN RETURN t; END $$;
--> ok
SELECT no_number();
--> 22P02 invalid input syntax for type integer: "abc"
CREATE FUNCTION big() RETURNS smallint LANGUAGE plpgsql AS $$ BEGIN RETURN 40000; END $$;
--> ok
SELECT big();
--> 22003 smallint out of range
CREATE TYPE pair AS (a int, b varchar);
--> ok
CREATE FUNCTION pairs(kind text) RETURNS pair LANGUAGE plpgsql AS $$
DECLARE r record; n int := 42; p pair;
BEGIN
  CASE kind
    WHEN 'number' THEN RETURN 1 + 1;
    WHEN 'variable' THEN RETURN n;
    WHEN 'text' THEN RETURN (1, 'x'::text);
    WHEN 'three' THEN r := (1, 'x'::varchar, 3); RETURN r;
    WHEN 'right' THEN r := (1, 'x'::varchar); RETURN r;
    WHEN 'typed' THEN p.a := 7; RETURN p;
    WHEN 'null' THEN RETURN NULL;
  END CASE;
END $$;
--> ok
SELECT pairs('number');
--> 42804 cannot return non-composite value from function returning composite type
SELECT pairs('variable');
--> 42804 cannot return non-composite value from function returning composite type
SELECT pairs('text');
--> 42804 returned record type does not match expected record type
--> DETAIL: Returned type text does not match expected type character varying in column 2.
SELECT pairs('three');
--> 42804 returned record type does not match expected record type
--> DETAIL: Number of returned columns (3) does not match expected column count (2).
SELECT pairs('right');
--> ok
SELECT pairs('typed');
--> ok
SELECT pairs('null');
--> ok
SELECT pairs('other');
--> 20000 case not found
--> HINT: CASE statement is missing ELSE part.
DO $$ BEGIN ASSERT (pairs('typed')).a = 7 AND (pairs('right')).b = 'x'; END $$;
--> ok
DO $$ DECLARE n int; BEGIN n := 'x' || 1; END $$;
--> 22P02 invalid input syntax for type integer: "x1"
DO $$ DECLARE n int := 2147483647; BEGIN n := n + 1; END $$;
--> 22003 integer out of range
DO $$ DECLARE n int := 0; BEGIN n := 1 / n; END $$;
--> 22012 division by zero
DO $$ DECLARE v varchar(3); BEGIN v := 'four'; END $$;
--> 22001 value too long for type character varying(3)
DO $$ DECLARE v numeric(3, 1); BEGIN v := 123.45; END $$;
--> 22003 numeric field overflow
--> DETAIL: A field with precision 3, scale 1 must round to an absolute value less than 10^2.
DO $$ DECLARE v text := 'no.where'; BEGIN PERFORM v::regclass; END $$;
--> 3F000 schema "no" does not exist
DO $$ DECLARE x int := x + 1; BEGIN END $$;
--> 42703 column "x" does not exist
DO $$ DECLARE y int := x + 1; x int := 1; BEGIN END $$;
--> 42703 column "x" does not exist
DO $$ DECLARE x int := 1; y int := x + 1; BEGIN ASSERT y = 2; END $$;
--> ok
DO $$ DECLARE x int NOT NULL := NULL; BEGIN END $$;
--> 22004 null value cannot be assigned to variable "x" declared NOT NULL
DO $$ DECLARE a int[] := '{1,2}'; x int; BEGIN FOREACH x SLICE 1 IN ARRAY a LOOP END LOOP; END $$;
--> 42804 FOREACH ... SLICE loop variable must be of an array type
DO $$ DECLARE a int[] := '{1,2}'; x int[]; BEGIN FOREACH x IN ARRAY a LOOP END LOOP; END $$;
--> 42804 FOREACH loop variable must not be of an array type
DO $$ DECLARE a int[] := '{1,2}'; x int[]; BEGIN FOREACH x SLICE 2 IN ARRAY a LOOP END LOOP; END $$;
--> 2202E slice dimension (2) is out of the valid range 0..1
DO $$ DECLARE a int[] := '{1,2}'; x int[]; BEGIN FOREACH x SLICE 1 IN ARRAY a LOOP ASSERT x = a; END LOOP; END $$;
--> ok
DO $$ BEGIN RAISE EXCEPTION 'one' USING MESSAGE = 'two'; END $$;
--> 42601 RAISE option already specified: MESSAGE
DO $$ BEGIN RAISE division_by_zero USING ERRCODE = '22000'; END $$;
--> 42601 RAISE option already specified: ERRCODE
DO $$ BEGIN RAISE NOTICE USING MESSAGE = 'a', DETAIL = 'b', DETAIL = 'c'; END $$;
--> 42601 RAISE option already specified: DETAIL
CREATE TABLE n (n int);
--> ok
INSERT INTO n SELECT generate_series(1, 5);
--> ok
DO $$ DECLARE c NO SCROLL CURSOR FOR SELECT n FROM n; x int; BEGIN OPEN c; FETCH c INTO x; FETCH PRIOR FROM c INTO x; END $$;
--> 55000 cursor can only scan forward
--> HINT: Declare it with SCROLL option to enable backward scan.
DO $$ DECLARE c SCROLL CURSOR FOR SELECT n FROM n ORDER BY n; x int; seen int[]; BEGIN
  OPEN c;
  FETCH LAST FROM c INTO x; seen := seen || x;
  FETCH PRIOR FROM c INTO x; seen := seen || x;
  FETCH FIRST FROM c INTO x; seen := seen || x;
  FETCH RELATIVE 2 FROM c INTO x; seen := seen || x;
  FETCH ABSOLUTE -2 FROM c INTO x; seen := seen || x;
  MOVE FORWARD 5 FROM c;
  FETCH BACKWARD FROM c INTO x; seen := seen || x;
  ASSERT seen = '{5,4,1,3,4,5}', seen::text;
  FETCH ABSOLUTE 9 FROM c INTO x;
  ASSERT NOT FOUND AND x IS NULL;
END $$;
--> ok
DO $$
#variable_conflict use_column
DECLARE n int := 3; total int;
BEGIN
  SELECT sum(n) INTO total FROM n WHERE n < 4;
  ASSERT total = 6;
END $$;
--> ok
DO $$ DECLARE r int; BEGIN SELECT n INTO STRICT r FROM n; END $$;
--> P0003 query returned more than one row
--> HINT: Make sure the query returns a single row, or use LIMIT 1.
DO $$ DECLARE r int; BEGIN SELECT n INTO STRICT r FROM n WHERE n = 9; END $$;
--> P0002 query returned no rows
DO $$ DECLARE r int; BEGIN DELETE FROM n WHERE n > 3 RETURNING n INTO r; END $$;
--> P0003 query returned more than one row
--> HINT: Make sure the query returns a single row, or use LIMIT 1.
DO $$ DECLARE k int; BEGIN DELETE FROM n WHERE n > 3; GET DIAGNOSTICS k = ROW_COUNT; ASSERT k = 2 AND FOUND; END $$;
--> ok
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
--> ok
SELECT trg();
--> 0A000 trigger functions can only be called as triggers
CREATE FUNCTION deep(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN CASE WHEN n = 0 THEN 0 ELSE 1 + deep(n - 1) END; END $$;
--> ok
DO $$ BEGIN ASSERT deep(20) = 20; END $$;
--> ok
CREATE DOMAIN few AS int CHECK (VALUE < 5) NOT NULL;
--> ok
DO $$ DECLARE f few := 4; BEGIN f := 5; END $$;
--> 23514 value for domain few violates check constraint "few_check"
DO $$ DECLARE f few := 4; BEGIN f := NULL; END $$;
--> 23502 domain few does not allow null values
DO $$ DECLARE f few := 4; BEGIN f := f - 1; ASSERT f = 3; END $$;
--> ok
