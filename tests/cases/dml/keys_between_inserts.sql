-- What one INSERT knows of a table's keys holds for the next, unless something happened between them.
CREATE TABLE t (id int PRIMARY KEY, v int, w int);
--> ok
INSERT INTO t VALUES (1, 1, 1);
--> ok
INSERT INTO t VALUES (1, 2, 2);
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(1) already exists.
INSERT INTO t VALUES (2, 2, 2);
--> ok
BEGIN;
--> ok
INSERT INTO t VALUES (3, 3, 3);
--> ok
ROLLBACK;
--> ok
INSERT INTO t VALUES (3, 3, 3);
--> ok
INSERT INTO t VALUES (3, 3, 3);
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(3) already exists.
BEGIN;
--> ok
INSERT INTO t VALUES (4, 4, 4);
--> ok
SAVEPOINT s;
--> ok
INSERT INTO t VALUES (5, 5, 5);
--> ok
ROLLBACK TO s;
--> ok
INSERT INTO t VALUES (4, 4, 4);
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(4) already exists.
INSERT INTO t VALUES (5, 5, 5);
--> ok
COMMIT;
--> ok
INSERT INTO t VALUES (6, 1, 6);
--> ok
ALTER TABLE t ADD UNIQUE (w);
--> ok
INSERT INTO t VALUES (7, 7, 6);
--> 23505 duplicate key value violates unique constraint "t_w_key"
--> DETAIL: Key (w)=(6) already exists.
INSERT INTO t VALUES (7, 7, 7), (8, 8, 7);
--> 23505 duplicate key value violates unique constraint "t_w_key"
--> DETAIL: Key (w)=(7) already exists.
INSERT INTO t VALUES (7, 7, 7);
--> ok
ALTER TABLE t DROP CONSTRAINT t_w_key;
--> ok
INSERT INTO t VALUES (8, 8, 7);
--> ok
DELETE FROM t WHERE id = 7;
--> ok
INSERT INTO t VALUES (7, 7, 9);
--> ok
INSERT INTO t VALUES (8, 0, 0) ON CONFLICT (id) DO NOTHING;
--> ok
INSERT INTO t VALUES (8, 0, 0) ON CONFLICT (id) DO UPDATE SET id = 9;
--> ok
INSERT INTO t VALUES (8, 8, 8);
--> ok
INSERT INTO t VALUES (9, 9, 9);
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(9) already exists.
TRUNCATE t;
--> ok
INSERT INTO t VALUES (1, 1, 1);
--> ok
UPDATE t SET id = 2;
--> ok
INSERT INTO t VALUES (1, 1, 1);
--> ok
INSERT INTO t VALUES (2, 1, 1);
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(2) already exists.
ALTER TABLE t ALTER id TYPE text;
--> ok
INSERT INTO t VALUES ('2', 1, 1);
--> 23505 duplicate key value violates unique constraint "t_pkey"
--> DETAIL: Key (id)=(2) already exists.
DO $$ BEGIN INSERT INTO t VALUES ('5', 1, 1); INSERT INTO t VALUES ('5', 1, 1); EXCEPTION WHEN unique_violation THEN NULL; END $$;
--> ok
INSERT INTO t VALUES ('5', 1, 1);
--> ok
