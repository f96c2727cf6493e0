-- Views: columns, replacing, dependencies.
-- min: 16

CREATE TABLE t (id int PRIMARY KEY, a int, b text);
--> ok
CREATE VIEW v AS SELECT nope FROM t;
--> 42703 column "nope" does not exist
--> POSITION: 25
CREATE VIEW v AS SELECT * FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 32
CREATE VIEW v AS SELECT id, a FROM t;
--> ok
CREATE VIEW v AS SELECT 1;
--> 42P07 relation "v" already exists
CREATE VIEW dup AS SELECT id, id FROM t;
--> 42701 column "id" specified more than once
CREATE VIEW dup AS SELECT a.id, b.id FROM t a, t b;
--> 42701 column "id" specified more than once
CREATE VIEW v2 (x) AS SELECT id, a FROM t;
--> ok
CREATE VIEW v3 (x, y, z) AS SELECT id, a FROM t;
--> 42601 CREATE VIEW specifies more column names than columns
CREATE OR REPLACE VIEW v AS SELECT id FROM t;
--> 42P16 cannot drop columns from view
CREATE OR REPLACE VIEW v AS SELECT id, b FROM t;
--> 42P16 cannot change name of view column "a" to "b"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT id, a AS c FROM t;
--> 42P16 cannot change name of view column "a" to "c"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT id, a::bigint AS a FROM t;
--> 42P16 cannot change data type of view column "a" from integer to bigint
CREATE OR REPLACE VIEW v AS SELECT id, a, b FROM t;
--> ok
CREATE OR REPLACE VIEW t AS SELECT 1;
--> 42809 "t" is not a view
CREATE VIEW w AS SELECT v.b FROM v;
--> ok
DROP VIEW v;
--> 2BP01 cannot drop view v because other objects depend on it
--> DETAIL: view w depends on view v
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP VIEW IF EXISTS nope, v;
--> 2BP01 cannot drop view v because other objects depend on it
--> DETAIL: view w depends on view v
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE t;
--> 2BP01 cannot drop table t because other objects depend on it
--> DETAIL: view v depends on table t
-->| view w depends on view v
-->| view v2 depends on table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE v;
--> 42809 "v" is not a table
--> HINT: Use DROP VIEW to remove a view.
DROP VIEW t;
--> 42809 "t" is not a view
--> HINT: Use DROP TABLE to remove a table.
DROP VIEW w, v;
--> ok
CREATE VIEW v AS SELECT * FROM t;
--> ok
ALTER TABLE t ADD COLUMN c int;
--> ok
SELECT c FROM v;
--> 42703 column "c" does not exist
--> POSITION: 8
ALTER VIEW v RENAME COLUMN a TO aa;
--> ok
ALTER VIEW v RENAME COLUMN nope TO x;
--> 42703 column "nope" does not exist
ALTER VIEW v ALTER COLUMN aa SET DEFAULT 5;
--> ok
ALTER VIEW v SET (security_invoker = true);
--> ok
ALTER VIEW v SET (security_invoker = maybe);
--> 22023 invalid value for boolean option "security_invoker": maybe
ALTER VIEW v SET (nope = true);
--> 22023 unrecognized parameter "nope"
ALTER VIEW v SET (check_option = 'local');
--> ok
CREATE VIEW checked AS SELECT * FROM t WHERE id > 0 WITH CHECK OPTION;
--> ok
CREATE VIEW agg AS SELECT count(*) FROM t WITH CHECK OPTION;
--> 0A000 WITH CHECK OPTION is supported only on automatically updatable views
--> HINT: Views that return aggregate functions are not automatically updatable.
INSERT INTO v (id) VALUES (1);
--> ok
CREATE VIEW agg AS SELECT count(*), a FROM t GROUP BY a;
--> ok
INSERT INTO agg (a) VALUES (1);
--> 55000 cannot insert into view "agg"
--> DETAIL: Views containing GROUP BY are not automatically updatable.
--> HINT: To enable inserting into the view, provide an INSTEAD OF INSERT trigger or an unconditional ON INSERT DO INSTEAD rule.
UPDATE agg SET a = 1;
--> 55000 cannot update view "agg"
--> DETAIL: Views containing GROUP BY are not automatically updatable.
--> HINT: To enable updating the view, provide an INSTEAD OF UPDATE trigger or an unconditional ON UPDATE DO INSTEAD rule.
CREATE VIEW bad AS SELECT a, b FROM t GROUP BY a;
--> 42803 column "t.b" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 30
CREATE VIEW byid AS SELECT id, a, b FROM t GROUP BY id;
--> ok
ALTER TABLE t DROP CONSTRAINT t_pkey;
--> 2BP01 cannot drop constraint t_pkey on table t because other objects depend on it
--> DETAIL: view byid depends on constraint t_pkey on table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
CREATE VIEW setops AS SELECT id FROM t UNION SELECT b FROM t;
--> 42804 UNION types integer and text cannot be matched
--> POSITION: 53
CREATE VIEW setops AS SELECT id FROM t UNION SELECT a, b FROM t;
--> 42601 each UNION query must have the same number of columns
--> POSITION: 53
CREATE VIEW setops AS SELECT id, a FROM t UNION ALL SELECT a, id FROM t ORDER BY 3;
--> 42P10 ORDER BY position 3 is not in select list
--> POSITION: 82
CREATE VIEW setops AS SELECT id, a FROM t UNION ALL SELECT a, id FROM t ORDER BY 1;
--> ok
CREATE VIEW cte AS WITH x AS (SELECT id FROM t), y AS (SELECT id FROM x) SELECT * FROM y JOIN nope USING (id);
--> 42P01 relation "nope" does not exist
--> POSITION: 95
CREATE VIEW cte AS WITH x AS (SELECT id FROM t), y AS (SELECT id FROM x) SELECT * FROM y JOIN t USING (id);
--> ok
CREATE RECURSIVE VIEW nums (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM nums WHERE n < 10;
--> ok
CREATE VIEW ambiguous AS SELECT id FROM t JOIN v ON true;
--> 42702 column reference "id" is ambiguous
--> POSITION: 33
CREATE VIEW lat AS SELECT t.id, l.x FROM t, LATERAL (SELECT t.a + 1 AS x) l;
--> ok
CREATE VIEW notlat AS SELECT t.id, l.x FROM t, (SELECT t.a + 1 AS x) l;
--> 42P01 invalid reference to FROM-clause entry for table "t"
--> DETAIL: There is an entry for table "t", but it cannot be referenced from this part of the query.
--> HINT: To reference that table, you must mark this subquery with LATERAL.
--> POSITION: 56
CREATE VIEW missing_from AS SELECT u.id FROM t;
--> 42P01 missing FROM-clause entry for table "u"
--> POSITION: 36
CREATE VIEW missing_from AS SELECT nope.id FROM t AS u;
--> 42P01 missing FROM-clause entry for table "nope"
--> POSITION: 36
CREATE VIEW missing_from AS SELECT t.id FROM t AS u;
--> 42P01 invalid reference to FROM-clause entry for table "t"
--> HINT: Perhaps you meant to reference the table alias "u".
--> POSITION: 36
CREATE TEMP VIEW tv AS SELECT 1 AS one;
--> ok
CREATE VIEW window_view AS SELECT id, row_number() OVER w FROM t;
--> 42704 window "w" does not exist
--> POSITION: 57
CREATE VIEW window_view AS SELECT id, row_number() OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY id);
--> ok
CREATE VIEW into_view AS SELECT 1 INTO x;
--> 0A000 views must not contain SELECT INTO
CREATE MATERIALIZED VIEW mv AS SELECT id, a FROM t;
--> ok
CREATE MATERIALIZED VIEW mv AS SELECT 1;
--> 42P07 relation "mv" already exists
CREATE MATERIALIZED VIEW IF NOT EXISTS mv AS SELECT 1;
--> ok
REFRESH MATERIALIZED VIEW mv;
--> ok
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
--> 55000 cannot refresh materialized view "public.mv" concurrently
--> HINT: Create a unique index with no WHERE clause on one or more columns of the materialized view.
CREATE UNIQUE INDEX mv_id ON mv (id);
--> ok
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
--> ok
REFRESH MATERIALIZED VIEW nope;
--> 42P01 relation "nope" does not exist
REFRESH MATERIALIZED VIEW v;
--> 42809 "v" is not a table or materialized view
DROP VIEW mv;
--> 42809 "mv" is not a view
--> HINT: Use DROP MATERIALIZED VIEW to remove a materialized view.
DROP MATERIALIZED VIEW v;
--> 42809 "v" is not a materialized view
--> HINT: Use DROP VIEW to remove a view.
CREATE OR REPLACE VIEW mv AS SELECT 1;
--> 42809 "mv" is not a view
INSERT INTO mv VALUES (1, 2);
--> 42809 cannot change materialized view "mv"
ALTER MATERIALIZED VIEW mv RENAME TO mv2;
--> ok
ALTER TABLE t ALTER COLUMN a TYPE text;
--> 0A000 cannot alter type of a column used by a view or rule
--> DETAIL: rule _RETURN on view v2 depends on column "a"
DROP TABLE t CASCADE;
--> ok
DROP MATERIALIZED VIEW mv2;
--> 42P01 materialized view "mv2" does not exist
