-- PL/pgSQL bodies with what newer parsers know, put to PostgreSQL 18.
-- postgres: 18

CREATE FUNCTION c1() RETURNS void LANGUAGE plpgsql AS $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c (x := 1); END $$;
--> ok
CREATE FUNCTION c2() RETURNS void LANGUAGE plpgsql AS $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c (x => 1); END $$;
--> ok
CREATE FUNCTION c3() RETURNS void LANGUAGE plpgsql AS $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN FOR r IN c (x => 1) LOOP NULL; END LOOP; END $$;
--> ok
DO $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c (x => 1); END $$;
--> ok
CREATE FUNCTION d1() RETURNS void LANGUAGE plpgsql AS $$ DECLARE a pg_class.relname%TYPE[]; BEGIN END $$;
--> ok
CREATE FUNCTION d2() RETURNS void LANGUAGE plpgsql AS $$ DECLARE a pg_class%ROWTYPE[]; BEGIN END $$;
--> ok
CREATE FUNCTION d3() RETURNS void LANGUAGE plpgsql AS $$ DECLARE a pg_class.relname%TYPE ARRAY; BEGIN END $$;
--> ok
CREATE FUNCTION d4() RETURNS void LANGUAGE plpgsql AS $$ DECLARE b int; a b%TYPE[]; BEGIN END $$;
--> ok
DO $$ DECLARE b int; a b%TYPE[]; BEGIN END $$;
--> ok
CREATE FUNCTION d5() RETURNS void LANGUAGE plpgsql AS $$ DECLARE x int := 0x1F; BEGIN x := 1_000; END $$;
--> ok
CREATE FUNCTION d6() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL); END $$;
--> ok
DO $$ BEGIN CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a)); END $$;
--> ok
DO $$ BEGIN IF false THEN CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED); END IF; END $$;
--> ok
DO $$ DECLARE x int; BEGIN FOR x IN SELECT JSON_VALUE('1', '$') LOOP NULL; END LOOP; END $$;
--> ok
DO $$ DECLARE x int; BEGIN FOR x IN EXECUTE 'SELECT JSON_SCALAR(1)' LOOP NULL; END LOOP; END $$;
--> ok
DO $$ BEGIN RAISE NOTICE '%', JSON_ARRAY(1, 2); END $$;
--> ok
DO $$ BEGIN PERFORM MERGE_ACTION(); END $$;
--> 42601 MERGE_ACTION() can only be used in the RETURNING list of a MERGE command
DO $$ DECLARE j json; BEGIN j := '1'; j = JSON('1'); RETURN; END $$;
--> ok
CREATE FUNCTION r1() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT JSON_VALUE('1', '$' RETURNING int); END $$;
--> ok
SELECT r1();
--> ok
