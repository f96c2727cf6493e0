-- Texts made of what only the moment tells: nothing is said of the statements that they are.
DO $$ BEGIN EXECUTE 'CREATE TABLE "of_' || current_date || '" (a int)'; END $$;
--> ok
--! unknown
DO $$ BEGIN EXECUTE 'SELECT ' || quote_nullable(now()); END $$;
--> ok
--! unknown
DO $$ BEGIN EXECUTE concat_ws(' ', 'SELECT', quote_literal(now())); END $$;
--> ok
--! unknown
DO $$ DECLARE x text; BEGIN SELECT 'SELECT ' || reltuples INTO x FROM pg_class WHERE relname = 'pg_class'; EXECUTE x; END $$;
--> ok
--! unknown
DO $$ BEGIN RAISE EXCEPTION '%', concat_ws(NULL, 'a', 'b'); END $$;
--> P0001 <NULL>
DO $$ BEGIN EXECUTE concat_ws(' ', 'SELECT', NULL, 1); END $$;
--> ok
