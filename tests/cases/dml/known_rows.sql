-- Rows that statements insert are known: constraints, defaults, sequences, ON CONFLICT, references.
-- min: 15
-- max: 17
CREATE TABLE p (id int PRIMARY KEY, name text NOT NULL UNIQUE, n numeric(5, 2) CHECK (n > 0), note varchar(5));
--> ok
INSERT INTO p VALUES (1, 'a', 1.5), (2, 'b', 2);
--> ok
INSERT INTO p VALUES (2, 'c', 1);
--> 23505 duplicate key value violates unique constraint "p_pkey"
--> DETAIL: Key (id)=(2) already exists.
INSERT INTO p VALUES (3, 'a', 1);
--> 23505 duplicate key value violates unique constraint "p_name_key"
--> DETAIL: Key (name)=(a) already exists.
INSERT INTO p VALUES (3, NULL, 1);
--> 23502 null value in column "name" of relation "p" violates not-null constraint
--> DETAIL: Failing row contains (3, null, 1.00, null).
INSERT INTO p VALUES (3, 'c', 0);
--> 23514 new row for relation "p" violates check constraint "p_n_check"
--> DETAIL: Failing row contains (3, c, 0.00, null).
INSERT INTO p VALUES (3, 'c', 1000);
--> 22003 numeric field overflow
--> DETAIL: A field with precision 5, scale 2 must round to an absolute value less than 10^3.
INSERT INTO p VALUES (3, 'c', 1, 'toolong');
--> 22001 value too long for type character varying(5)
INSERT INTO p VALUES (3, 'c', 1, 'fit       ');
--> ok
INSERT INTO p (id) VALUES (4);
--> 23502 null value in column "name" of relation "p" violates not-null constraint
--> DETAIL: Failing row contains (4, null, null, null).
INSERT INTO p (id, name) SELECT id + 10, name || '!' FROM p WHERE n IS NOT NULL;
--> ok
INSERT INTO p (id, name) SELECT id + 10, name || '?' FROM p;
--> 23505 duplicate key value violates unique constraint "p_pkey"
--> DETAIL: Key (id)=(11) already exists.
INSERT INTO p (id, name) SELECT count(*), 'six' FROM p;
--> ok
INSERT INTO p (id, name) SELECT count(*), 'seven' FROM p;
--> ok
INSERT INTO p (id, name) VALUES (6, 'x');
--> 23505 duplicate key value violates unique constraint "p_pkey"
--> DETAIL: Key (id)=(6) already exists.
-- Both an existing row and one of the statement itself count.
INSERT INTO p (id, name) VALUES (20, 'y'), (20, 'z');
--> 23505 duplicate key value violates unique constraint "p_pkey"
--> DETAIL: Key (id)=(20) already exists.
INSERT INTO p (id, name) VALUES (1, 'x') ON CONFLICT DO NOTHING;
--> ok
INSERT INTO p (id, name) VALUES (30, 'a') ON CONFLICT (id) DO NOTHING;
--> 23505 duplicate key value violates unique constraint "p_name_key"
--> DETAIL: Key (name)=(a) already exists.
INSERT INTO p (id, name) VALUES (1, 'x'), (1, 'y') ON CONFLICT (id) DO UPDATE SET name = excluded.name;
--> 21000 ON CONFLICT DO UPDATE command cannot affect row a second time
--> HINT: Ensure that no rows proposed for insertion within the same command have duplicate constrained values.
INSERT INTO p (id, name) VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET name = excluded.name;
--> 23505 duplicate key value violates unique constraint "p_name_key"
--> DETAIL: Key (name)=(b) already exists.
INSERT INTO p (id, name) VALUES (1, 'aa') ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE p.n > 2;
--> ok
INSERT INTO p (id, name) VALUES (40, 'aa');
--> ok
-- Foreign keys.
CREATE TABLE c (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pid int REFERENCES p, code text DEFAULT 'none');
--> ok
INSERT INTO c (pid) VALUES (99);
--> 23503 insert or update on table "c" violates foreign key constraint "c_pid_fkey"
--> DETAIL: Key (pid)=(99) is not present in table "p".
INSERT INTO c (pid) VALUES (1), (NULL);
--> ok
DELETE FROM p WHERE id = 1;
--> 23503 update or delete on table "p" violates foreign key constraint "c_pid_fkey" on table "c"
--> DETAIL: Key (id)=(1) is still referenced from table "c".
UPDATE p SET id = 50 WHERE id = 1;
--> 23503 update or delete on table "p" violates foreign key constraint "c_pid_fkey" on table "c"
--> DETAIL: Key (id)=(1) is still referenced from table "c".
UPDATE p SET id = 50 WHERE id = 2;
--> ok
UPDATE p SET id = id + 1 WHERE id IN (1, 50);
--> 23503 update or delete on table "p" violates foreign key constraint "c_pid_fkey" on table "c"
--> DETAIL: Key (id)=(1) is still referenced from table "c".
UPDATE p SET name = NULL WHERE id = 50;
--> 23502 null value in column "name" of relation "p" violates not-null constraint
--> DETAIL: Failing row contains (50, null, 2.00, null).
UPDATE p SET n = -n WHERE id = 50;
--> 23514 new row for relation "p" violates check constraint "p_n_check"
--> DETAIL: Failing row contains (50, b, -2.00, null).
UPDATE p SET name = 'a' WHERE id = 50;
--> 23505 duplicate key value violates unique constraint "p_name_key"
--> DETAIL: Key (name)=(a) already exists.
UPDATE p SET name = name || '*';
--> ok
-- Three numbers were taken, the first of them by a statement that failed.
DO $$ BEGIN ASSERT (SELECT array_agg(id ORDER BY id) = ARRAY[2, 3] FROM c); END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 3 FROM c); END $$;
--> P0004 assertion failed
-- A failed statement leaves nothing, a rollback takes all.
BEGIN;
--> ok
DELETE FROM c;
--> ok
DELETE FROM p WHERE id = 1;
--> ok
DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM p WHERE id = 1), 'gone'; END $$;
--> ok
ROLLBACK;
--> ok
DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM p WHERE id = 1), 'still there'; END $$;
--> P0004 still there
TRUNCATE c RESTART IDENTITY;
--> ok
INSERT INTO c (pid) VALUES (1);
--> ok
DO $$ BEGIN ASSERT (SELECT id = 1 AND code = 'none' FROM c); END $$;
--> ok
-- Constraints on what is there.
ALTER TABLE p ADD CONSTRAINT positive CHECK (id > 1);
--> 23514 check constraint "positive" of relation "p" is violated by some row
ALTER TABLE p ADD CONSTRAINT positive CHECK (id > 0);
--> ok
ALTER TABLE p ADD COLUMN mark int NOT NULL;
--> 23502 column "mark" of relation "p" contains null values
ALTER TABLE p ADD COLUMN mark int NOT NULL DEFAULT 7;
--> ok
DO $$ BEGIN ASSERT (SELECT bool_and(mark = 7) FROM p); END $$;
--> ok
CREATE UNIQUE INDEX p_mark ON p (mark);
--> 23505 could not create unique index "p_mark"
--> DETAIL: Key (mark)=(7) is duplicated.
ALTER TABLE p ADD UNIQUE (mark);
--> 23505 could not create unique index "p_mark_key"
--> DETAIL: Key (mark)=(7) is duplicated.
UPDATE p SET mark = NULL WHERE id = 1;
--> 23502 null value in column "mark" of relation "p" violates not-null constraint
--> DETAIL: Failing row contains (1, a*, 1.50, null, null).
ALTER TABLE p ALTER COLUMN note SET NOT NULL;
--> 23502 column "note" of relation "p" contains null values
ALTER TABLE c ADD COLUMN other int;
--> ok
UPDATE c SET other = 1000;
--> ok
ALTER TABLE c ADD FOREIGN KEY (other) REFERENCES p;
--> 23503 insert or update on table "c" violates foreign key constraint "c_other_fkey"
--> DETAIL: Key (other)=(1000) is not present in table "p".
UPDATE c SET other = 1;
--> ok
ALTER TABLE c ADD FOREIGN KEY (other) REFERENCES p;
--> ok
CREATE DOMAIN small AS int CHECK (VALUE < 10);
--> ok
CREATE TABLE d (s small);
--> ok
INSERT INTO d VALUES (10);
--> 23514 value for domain small violates check constraint "small_check"
INSERT INTO d VALUES (9);
--> ok
ALTER DOMAIN small ADD CHECK (VALUE < 9);
--> 23514 column "s" of table "d" contains values that violate the new constraint
ALTER DOMAIN small ADD CHECK (VALUE > 8);
--> ok
ALTER TABLE d ALTER s TYPE text USING 'n' || s;
--> ok
DO $$ BEGIN ASSERT (SELECT s = 'n9' FROM d); END $$;
--> ok
-- What is generated is there, but not known.
CREATE TABLE g (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), at timestamptz NOT NULL DEFAULT now(), n int);
--> ok
INSERT INTO g (n) VALUES (1), (2);
--> ok
DO $$ BEGIN INSERT INTO g SELECT id, at, 3 FROM g WHERE n = 1; EXCEPTION WHEN unique_violation THEN NULL; END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 2 AND bool_and(id IS NOT NULL) FROM g); END $$;
--> ok
CREATE TABLE h (gid uuid REFERENCES g, n int GENERATED ALWAYS AS (length(t) * 2) STORED, t text);
--> ok
INSERT INTO h (gid, t) SELECT id, 'abc' FROM g;
--> ok
INSERT INTO h (gid) VALUES ('00000000-0000-0000-0000-000000000000');
--> 23503 insert or update on table "h" violates foreign key constraint "h_gid_fkey"
--> DETAIL: Key (gid)=(OID-0000-0000-0000-OID) is not present in table "g".
DO $$ BEGIN ASSERT (SELECT sum(n) = 12 FROM h JOIN g ON g.id = h.gid); END $$;
--> 42702 column reference "n" is ambiguous
CREATE TABLE made AS SELECT h.n AS a, 'x'::text AS b FROM h;
--> ok
DO $$ BEGIN ASSERT (SELECT count(*) = 2 AND max(a) = 6 FROM made); END $$;
--> ok
-- What foreign keys do to the rows that reference.
CREATE TABLE team (id int PRIMARY KEY, lead int);
--> ok
CREATE TABLE member (id int PRIMARY KEY, team int NOT NULL REFERENCES team ON DELETE CASCADE ON UPDATE CASCADE,
  boss int REFERENCES member ON DELETE SET NULL);
--> ok
CREATE TABLE badge (member int DEFAULT 0 REFERENCES member ON DELETE SET DEFAULT, code text UNIQUE);
--> ok
INSERT INTO team VALUES (1), (2), (3);
--> ok
INSERT INTO member VALUES (0, 3), (10, 1), (11, 1, 10), (20, 2), (21, 2, 11);
--> 42601 VALUES lists must all be the same length
--> POSITION: 45
INSERT INTO badge VALUES (10, 'a'), (20, 'b');
--> 23503 insert or update on table "badge" violates foreign key constraint "badge_member_fkey"
--> DETAIL: Key (member)=(10) is not present in table "member".
UPDATE team SET id = 5 WHERE id = 2;
--> ok
DO $$ BEGIN ASSERT (SELECT array_agg(id ORDER BY id) = '{20,21}' FROM member WHERE team = 5); END $$;
--> P0004 assertion failed
DELETE FROM team WHERE id = 1;
--> ok
DO $$ BEGIN ASSERT (SELECT array_agg(id ORDER BY id) = '{0,20,21}' FROM member); END $$;
--> P0004 assertion failed
DO $$ BEGIN ASSERT (SELECT boss IS NULL FROM member WHERE id = 21); END $$;
--> P0004 assertion failed
DO $$ BEGIN ASSERT (SELECT member = 0 FROM badge WHERE code = 'a'); END $$;
--> P0004 assertion failed
ALTER TABLE badge ALTER member SET DEFAULT 99;
--> ok
DELETE FROM member WHERE id = 20;
--> ok
ALTER TABLE badge ALTER member DROP DEFAULT;
--> ok
DELETE FROM member WHERE id = 20;
--> ok
DO $$ BEGIN ASSERT (SELECT member IS NULL FROM badge WHERE code = 'b'); END $$;
--> P0004 assertion failed
-- WITH, set operations, order.
WITH low AS (SELECT id FROM team WHERE id < 4), high AS (SELECT id FROM team EXCEPT SELECT id FROM low)
INSERT INTO team SELECT id + 100, (SELECT count(*) FROM low) FROM high;
--> ok
DO $$ BEGIN ASSERT (SELECT lead = 1 FROM team WHERE id = 105); END $$;
--> ok
UPDATE team SET lead = n.id FROM (SELECT max(id) AS id FROM member) AS n WHERE team.id = 105;
--> ok
DO $$ DECLARE r record; seen int[]; BEGIN
  FOR r IN SELECT id FROM team UNION SELECT lead FROM team WHERE lead > 5 ORDER BY id DESC LOOP seen := seen || r.id; END LOOP;
  ASSERT seen = '{105,21,5,3}', seen::text;
END $$;
--> P0004 {105,5,3}
-- Rows of one transaction have the same time, later ones a later.
CREATE TABLE timed (n int, at timestamptz DEFAULT now());
--> ok
INSERT INTO timed VALUES (1), (2);
--> ok
INSERT INTO timed VALUES (3);
--> ok
DO $$ BEGIN ASSERT (SELECT count(DISTINCT at) = 2 FROM timed); END $$;
--> ok
DO $$ BEGIN ASSERT (SELECT n = 3 FROM timed ORDER BY at DESC LIMIT 1); END $$;
--> ok
-- An index that could not be built concurrently stays, invalid.
CREATE TABLE twice (a int);
--> ok
INSERT INTO twice VALUES (1), (1);
--> ok
CREATE UNIQUE INDEX CONCURRENTLY twice_a ON twice (a);
--> 23505 could not create unique index "twice_a"
--> DETAIL: Key (a)=(1) is duplicated.
CREATE UNIQUE INDEX CONCURRENTLY twice_a ON twice (a);
--> 42P07 relation "twice_a" already exists
DO $$ BEGIN ASSERT (SELECT NOT indisvalid FROM pg_index WHERE indexrelid = 'twice_a'::regclass); END $$;
--> ok
DROP INDEX twice_a;
--> ok
CREATE UNIQUE INDEX twice_a ON twice (a);
--> 23505 could not create unique index "twice_a"
--> DETAIL: Key (a)=(1) is duplicated.
DROP INDEX twice_a;
--> 42704 index "twice_a" does not exist
CREATE DOMAIN short AS varchar(3);
--> ok
CREATE TABLE shorts (a short);
--> ok
INSERT INTO shorts VALUES ('four');
--> 22001 value too long for type character varying(3)
INSERT INTO shorts VALUES ('four'::short);
--> ok
DO $$ BEGIN ASSERT (SELECT a = 'fou' FROM shorts); END $$;
--> ok
-- The order of rows that were updated is not known, that of new ones is.
CREATE TABLE places (n int PRIMARY KEY, w text);
--> ok
INSERT INTO places VALUES (2, 'b'), (1, 'a');
--> ok
UPDATE places SET n = n + 1;
--> ok
INSERT INTO places VALUES (5, 'e'), (4, 'd');
--> ok
UPDATE places SET n = n + 10 WHERE n > 3;
--> ok
DO $$ DECLARE w text; BEGIN SELECT p.w INTO w FROM places AS p; ASSERT w IS NOT NULL; END $$;
--> ok
