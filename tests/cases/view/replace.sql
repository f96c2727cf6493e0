-- CREATE VIEW: columns, options, replacing; CREATE TABLE AS and materialized views.
CREATE TABLE t (a int, b text COLLATE "C", c varchar(10), d json);
--> ok
CREATE TEMP TABLE tmp (a int);
--> ok
CREATE VIEW v (x, y, z) AS SELECT a, b FROM t;
--> 42601 CREATE VIEW specifies more column names than columns
CREATE VIEW v AS SELECT a, b AS a FROM t;
--> 42701 column "a" specified more than once
CREATE VIEW v AS SELECT a, a FROM t;
--> 42701 column "a" specified more than once
CREATE VIEW v AS SELECT 1, 2;
--> 42701 column "?column?" specified more than once
CREATE VIEW v AS SELECT nope FROM t;
--> 42703 column "nope" does not exist
--> POSITION: 25
CREATE VIEW v AS SELECT * FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 32
CREATE VIEW v AS SELECT b || c COLLATE "POSIX", b < c FROM t;
--> 42701 column "?column?" specified more than once
CREATE VIEW v AS SELECT b || 'x' AS bx, b || c AS bc FROM t;
--> ok
CREATE VIEW v AS WITH w AS (DELETE FROM t RETURNING a) SELECT * FROM w;
--> 0A000 views must not contain data-modifying statements in WITH
CREATE VIEW v AS SELECT a INTO x FROM t;
--> 0A000 views must not contain SELECT INTO
CREATE VIEW v AS SELECT a FROM t WHERE a = $1;
--> 42P02 there is no parameter $1
--> POSITION: 44
CREATE UNLOGGED VIEW v AS SELECT 1;
--> 42601 views cannot be unlogged because they do not have storage
CREATE VIEW v WITH (nope) AS SELECT 1 AS one;
--> 22023 unrecognized parameter "nope"
CREATE VIEW v WITH (security_barrier = 2) AS SELECT 1 AS one;
--> 22023 invalid value for boolean option "security_barrier": 2
CREATE VIEW v WITH (check_option = nope) AS SELECT a FROM t;
--> 22023 invalid value for enum option "check_option": nope
--> DETAIL: Valid values are "local" and "cascaded".
CREATE VIEW v AS SELECT DISTINCT a FROM t WITH CHECK OPTION;
--> 0A000 WITH CHECK OPTION is supported only on automatically updatable views
--> HINT: Views containing DISTINCT are not automatically updatable.
CREATE VIEW v AS SELECT a + 1 AS a1 FROM t WITH LOCAL CHECK OPTION;
--> 0A000 WITH CHECK OPTION is supported only on automatically updatable views
--> HINT: Views that have no updatable columns are not automatically updatable.
CREATE VIEW v AS SELECT count(*) FROM t WITH CHECK OPTION;
--> 0A000 WITH CHECK OPTION is supported only on automatically updatable views
--> HINT: Views that return aggregate functions are not automatically updatable.
CREATE VIEW v AS SELECT t.a FROM t, t t2 WITH CHECK OPTION;
--> 0A000 WITH CHECK OPTION is supported only on automatically updatable views
--> HINT: Views that do not select from a single table or view are not automatically updatable.
CREATE VIEW v AS SELECT a FROM t LIMIT 1 WITH CHECK OPTION;
--> 0A000 WITH CHECK OPTION is supported only on automatically updatable views
--> HINT: Views containing LIMIT or OFFSET are not automatically updatable.
CREATE VIEW v AS SELECT a FROM t UNION SELECT 1 WITH CHECK OPTION;
--> 0A000 WITH CHECK OPTION is supported only on automatically updatable views
--> HINT: Views containing UNION, INTERSECT, or EXCEPT are not automatically updatable.
CREATE VIEW v WITH (security_invoker, check_option = cascaded) AS SELECT a, b FROM t;
--> 42P07 relation "v" already exists
CREATE VIEW v AS SELECT 1;
--> 42P07 relation "v" already exists
CREATE VIEW t AS SELECT 1;
--> 42P07 relation "t" already exists
CREATE OR REPLACE VIEW t AS SELECT 1;
--> 42809 "t" is not a view
CREATE OR REPLACE VIEW v AS SELECT a FROM t;
--> 42P16 cannot drop columns from view
CREATE OR REPLACE VIEW v AS SELECT a AS x, b FROM t;
--> 42P16 cannot change name of view column "bx" to "x"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT a::bigint AS a, b FROM t;
--> 42P16 cannot change name of view column "bx" to "a"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT a, b COLLATE "POSIX" AS b FROM t;
--> 42P16 cannot change name of view column "bx" to "a"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT a, b, c, a FROM t;
--> 42P16 cannot change name of view column "bx" to "a"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT a, b, c FROM t;
--> 42P16 cannot change name of view column "bx" to "a"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT a, b, c::varchar(20) FROM t;
--> 42P16 cannot change name of view column "bx" to "a"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT a, b FROM t;
--> 42P16 cannot change name of view column "bx" to "a"
--> HINT: Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.
CREATE OR REPLACE VIEW v AS SELECT a, b, c FROM tmp, t;
--> 42702 column reference "a" is ambiguous
--> POSITION: 36
CREATE VIEW of_temp AS SELECT a FROM tmp;
--> ok
CREATE VIEW public.of_temp2 AS SELECT a FROM tmp;
--> 42P16 cannot create temporary relation in non-temporary schema
CREATE RECURSIVE VIEW nums (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM nums WHERE n < 10;
--> ok
CREATE VIEW w AS SELECT * FROM v;
--> ok
ALTER TABLE t DROP COLUMN c;
--> 2BP01 cannot drop column c of table t because other objects depend on it
--> DETAIL: view v depends on column c of table t
-->| view w depends on view v
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE t ALTER COLUMN a TYPE bigint;
--> ok
ALTER TABLE t ADD COLUMN e int;
--> ok
DROP VIEW v;
--> 2BP01 cannot drop view v because other objects depend on it
--> DETAIL: view w depends on view v
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
CREATE TABLE ctas AS SELECT a, a FROM t;
--> 42701 column "a" specified more than once
CREATE TABLE ctas AS SELECT 'x' AS lit, NULL AS n, a, b || 'y' AS b2 FROM t WITH NO DATA;
--> ok
CREATE TABLE ctas2 (p, q) AS SELECT 1;
--> 42601 too many column names were specified
CREATE TABLE ctas2 (p) AS SELECT 1, 2 AS q;
--> ok
CREATE TABLE ctas2 AS SELECT d, d = d FROM t;
--> 42883 operator does not exist: json = json
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 35
CREATE TABLE IF NOT EXISTS ctas AS SELECT 1;
--> ok
CREATE TABLE ctas AS SELECT 1;
--> 42P07 relation "ctas" already exists
SELECT a INTO into_table FROM t;
--> ok
SELECT a INTO into_table FROM t;
--> 42P07 relation "into_table" already exists
SELECT a INTO TEMP into_temp FROM t;
--> ok
CREATE TABLE ctas3 AS VALUES (1, 'x'), (2, 'y');
--> ok
INSERT INTO ctas3 (column1, column2) VALUES (3, 'z');
--> ok
CREATE MATERIALIZED VIEW mv AS SELECT a FROM tmp;
--> 0A000 materialized views must not use temporary tables or views
CREATE MATERIALIZED VIEW mv AS WITH x AS (INSERT INTO t (a) VALUES (1) RETURNING a) SELECT * FROM x;
--> 0A000 materialized views must not use data-modifying statements in WITH
CREATE MATERIALIZED VIEW mv AS SELECT a, b FROM t WITH NO DATA;
--> ok
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
--> 0A000 CONCURRENTLY cannot be used when the materialized view is not populated
REFRESH MATERIALIZED VIEW mv;
--> ok
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
--> 55000 cannot refresh materialized view "public.mv" concurrently
--> HINT: Create a unique index with no WHERE clause on one or more columns of the materialized view.
CREATE UNIQUE INDEX ON mv (a) WHERE a > 0;
--> ok
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
--> 55000 cannot refresh materialized view "public.mv" concurrently
--> HINT: Create a unique index with no WHERE clause on one or more columns of the materialized view.
CREATE UNIQUE INDEX ON mv (a);
--> ok
REFRESH MATERIALIZED VIEW CONCURRENTLY mv WITH NO DATA;
--> 42601 CONCURRENTLY and WITH NO DATA options cannot be used together
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
--> ok
REFRESH MATERIALIZED VIEW v;
--> 42809 "v" is not a table or materialized view
REFRESH MATERIALIZED VIEW t;
--> 0A000 "t" is not a materialized view
REFRESH MATERIALIZED VIEW nope;
--> 42P01 relation "nope" does not exist
CREATE MATERIALIZED VIEW IF NOT EXISTS mv AS SELECT 1;
--> ok
DROP TABLE t;
--> 2BP01 cannot drop table t because other objects depend on it
--> DETAIL: view v depends on table t
-->| view w depends on view v
-->| materialized view mv depends on table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
