-- Triggers fire for the rows that statements insert, update and delete, and decide what becomes of them.
-- min: 15
-- max: 17
CREATE TABLE t (id int PRIMARY KEY, name text, n int, changes int DEFAULT 0);
--> ok
CREATE TABLE log (at serial PRIMARY KEY, what text);
--> ok
CREATE FUNCTION normal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := lower(NEW.name);
  IF TG_OP = 'UPDATE' THEN
    NEW.changes := OLD.changes + 1;
  END IF;
  RETURN NEW;
END $$;
--> ok
CREATE TRIGGER a_normal BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION normal();
--> ok
INSERT INTO t VALUES (1, 'ONE', 1), (2, 'Two', 2);
--> ok
DO $$ BEGIN ASSERT (SELECT string_agg(name, ',' ORDER BY id) = 'one,two' FROM t); END $$;
--> ok
UPDATE t SET n = n + 1 WHERE id = 1;
--> ok
DO $$ BEGIN ASSERT (SELECT changes = 1 AND n = 2 FROM t WHERE id = 1); END $$;
--> ok
CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.n < 0 THEN
    RAISE EXCEPTION 'no negative n: %', NEW.n USING ERRCODE = 'check_violation', HINT = TG_NAME || ' on ' || TG_TABLE_NAME;
  ELSIF NEW.n = 0 THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
--> ok
CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE OF n ON t FOR EACH ROW EXECUTE FUNCTION guard();
--> ok
INSERT INTO t VALUES (3, 'three', -3);
--> 23514 no negative n: -3
--> HINT: b_guard on t
INSERT INTO t VALUES (4, 'four', 0), (5, 'five', 5);
--> ok
DO $$ BEGIN ASSERT (SELECT array_agg(id ORDER BY id) = '{1,2,5}' FROM t); END $$;
--> ok
UPDATE t SET n = -1 WHERE id = 5;
--> 23514 no negative n: -1
--> HINT: b_guard on t
UPDATE t SET name = 'FIVE' WHERE id = 5;
--> ok
UPDATE t SET n = 0, name = 'left out' WHERE id = 5;
--> ok
DO $$ BEGIN ASSERT (SELECT name = 'five' AND changes = 1 FROM t WHERE id = 5); END $$;
--> ok
CREATE FUNCTION record_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log (what) VALUES (TG_OP || ' ' || TG_LEVEL || ' ' || coalesce(OLD.id, NEW.id, 0) || coalesce(' ' || TG_ARGV[0], ''));
  RETURN NULL;
END $$;
--> ok
CREATE TRIGGER c_log AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION record_it('row');
--> ok
CREATE TRIGGER d_log AFTER DELETE ON t EXECUTE FUNCTION record_it('all');
--> ok
INSERT INTO t VALUES (6, 'six', 6);
--> ok
UPDATE t SET n = 60 WHERE id = 6;
--> ok
DELETE FROM t WHERE id >= 5;
--> ok
DELETE FROM t WHERE id >= 5;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 6 FROM log); END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT what = 'DELETE STATEMENT 0 all' FROM log WHERE at = 6); END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT what = 'UPDATE ROW 6 row' FROM log WHERE at = 2); END $$;
--> ok
-- WHEN, disabled triggers, session_replication_role.
CREATE TRIGGER e_when AFTER UPDATE ON t FOR EACH ROW WHEN (OLD.n IS DISTINCT FROM NEW.n) EXECUTE FUNCTION record_it('when');
--> ok
UPDATE t SET name = name;
--> ok
DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM log WHERE what LIKE '%when'); END $$;
--> ok
UPDATE t SET n = n + 1 WHERE id = 2;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM log WHERE what LIKE '%when'); END $$;
--> ok
ALTER TABLE t DISABLE TRIGGER b_guard;
--> ok
INSERT INTO t VALUES (7, 'SEVEN', -7);
--> ok
ALTER TABLE t ENABLE TRIGGER b_guard;
--> ok
INSERT INTO t VALUES (8, 'EIGHT', -8);
--> 23514 no negative n: -8
--> HINT: b_guard on t
SET session_replication_role = replica;
--> ok
INSERT INTO t VALUES (8, 'EIGHT', -8);
--> ok
RESET session_replication_role;
--> ok
DO $$ BEGIN ASSERT (SELECT name = 'EIGHT' FROM t WHERE id = 8); END $$;
--> ok
-- A row that a trigger changes still has to meet the constraints.
CREATE FUNCTION unname() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NULL; RETURN NEW; END $$;
--> ok
CREATE TRIGGER f_unname BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.n > 100) EXECUTE FUNCTION unname();
--> ok
INSERT INTO t VALUES (9, 'nine', 101);
--> 23502 null value in column "id" of relation "t" violates not-null constraint
--> DETAIL: Failing row contains (null, nine, 101, 0).
INSERT INTO t VALUES (9, 'nine', 99);
--> ok
CREATE FUNCTION forgetful() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := 1; END $$;
--> ok
CREATE TRIGGER g_forgetful BEFORE DELETE ON t FOR EACH ROW WHEN (OLD.n = 99) EXECUTE FUNCTION forgetful();
--> ok
DELETE FROM t WHERE id = 9;
--> 2F005 control reached end of trigger procedure without RETURN
CREATE TABLE other (id int);
--> ok
CREATE FUNCTION strange() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$;
--> ok
CREATE TRIGGER strange BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION strange();
--> ok
INSERT INTO other VALUES (1);
--> ok
DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM other); END $$;
--> ok
-- ON CONFLICT fires the triggers of both events.
CREATE TABLE counted (id int PRIMARY KEY, n int);
--> ok
CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.n + 10; RETURN NEW; END $$;
--> ok
CREATE TRIGGER count_up BEFORE INSERT OR UPDATE ON counted FOR EACH ROW EXECUTE FUNCTION count_up();
--> ok
INSERT INTO counted VALUES (1, 1);
--> ok
INSERT INTO counted VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET n = excluded.n;
--> ok
DO $$ BEGIN ASSERT (SELECT n = 22 FROM counted); END $$;
--> ok
