-- PL/pgSQL bodies with what newer parsers know, put to PostgreSQL 15.
-- postgres: 15

CREATE FUNCTION c1() RETURNS void LANGUAGE plpgsql AS $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c (x := 1); END $$;
--> ok
CREATE FUNCTION c2() RETURNS void LANGUAGE plpgsql AS $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c (x => 1); END $$;
--> 42601 syntax error at or near "=>"
--> POSITION: 113
CREATE FUNCTION c3() RETURNS void LANGUAGE plpgsql AS $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN FOR r IN c (x => 1) LOOP NULL; END LOOP; END $$;
--> 42601 syntax error at or near "=>"
--> POSITION: 117
DO $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c (x => 1); END $$;
--> 42601 syntax error at or near "=>"
--> POSITION: 62
CREATE FUNCTION d1() RETURNS void LANGUAGE plpgsql AS $$ DECLARE a pg_class.relname%TYPE[]; BEGIN END $$;
--> 42601 syntax error at or near "["
--> POSITION: 89
CREATE FUNCTION d2() RETURNS void LANGUAGE plpgsql AS $$ DECLARE a pg_class%ROWTYPE[]; BEGIN END $$;
--> 42601 syntax error at or near "["
--> POSITION: 84
CREATE FUNCTION d3() RETURNS void LANGUAGE plpgsql AS $$ DECLARE a pg_class.relname%TYPE ARRAY; BEGIN END $$;
--> 42601 syntax error at or near "ARRAY"
--> POSITION: 90
CREATE FUNCTION d4() RETURNS void LANGUAGE plpgsql AS $$ DECLARE b int; a b%TYPE[]; BEGIN END $$;
--> 42601 syntax error at or near "["
--> POSITION: 81
DO $$ DECLARE b int; a b%TYPE[]; BEGIN END $$;
--> 42601 syntax error at or near "["
--> POSITION: 30
CREATE FUNCTION d5() RETURNS void LANGUAGE plpgsql AS $$ DECLARE x int := 0x1F; BEGIN x := 1_000; END $$;
--> 42601 trailing junk after numeric literal at or near "0x1F"
--> POSITION: 75
CREATE FUNCTION d6() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL); END $$;
--> 42601 syntax error at or near "VIRTUAL"
--> POSITION: 117
DO $$ BEGIN CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a)); END $$;
--> 42601 syntax error at or near ")"
--> POSITION: 65
DO $$ BEGIN IF false THEN CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED); END IF; END $$;
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 67
DO $$ DECLARE x int; BEGIN FOR x IN SELECT JSON_VALUE('1', '$') LOOP NULL; END LOOP; END $$;
--> 42883 function json_value(unknown, unknown) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
DO $$ DECLARE x int; BEGIN FOR x IN EXECUTE 'SELECT JSON_SCALAR(1)' LOOP NULL; END LOOP; END $$;
--> 42883 function json_scalar(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
DO $$ BEGIN RAISE NOTICE '%', JSON_ARRAY(1, 2); END $$;
--> 42883 function json_array(integer, integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
DO $$ BEGIN PERFORM MERGE_ACTION(); END $$;
--> 42883 function merge_action() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
DO $$ DECLARE j json; BEGIN j := '1'; j = JSON('1'); RETURN; END $$;
--> ok
CREATE FUNCTION r1() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT JSON_VALUE('1', '$' RETURNING int); END $$;
--> 42601 syntax error at or near "RETURNING"
--> POSITION: 109
SELECT r1();
--> 42883 function r1() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
