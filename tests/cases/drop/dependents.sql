-- DROP: what depends on what, in the server's words.
-- min: 15

CREATE TABLE a (id int PRIMARY KEY, n int, code text);
--> ok
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);
--> ok
CREATE VIEW va AS SELECT id, n FROM a;
--> ok
CREATE VIEW vva AS SELECT id FROM va;
--> ok
CREATE MATERIALIZED VIEW ma AS SELECT * FROM vva;
--> ok
CREATE INDEX ON ma (id);
--> ok
CREATE FUNCTION fa(a) RETURNS int LANGUAGE sql AS 'select $1.id';
--> ok
CREATE FUNCTION check_it(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
--> ok
CREATE FUNCTION default_it() RETURNS int LANGUAGE sql AS 'select 1';
--> ok
CREATE TABLE c (x int CHECK (check_it(x)), y int DEFAULT default_it(), z int);
--> ok
CREATE INDEX ci ON c (z) WHERE check_it(z);
--> ok
CREATE POLICY cp ON c USING (check_it(x));
--> ok
CREATE TYPE e AS ENUM ('u', 'v');
--> ok
CREATE TABLE d (e e DEFAULT 'u', es e[]);
--> ok
CREATE FUNCTION fe(e) RETURNS e LANGUAGE sql AS 'select $1';
--> ok
DROP TABLE a;
--> 2BP01 cannot drop table a because other objects depend on it
--> DETAIL: function fa(a) depends on type a
-->| constraint b_a_id_fkey on table b depends on table a
-->| view va depends on table a
-->| view vva depends on view va
-->| materialized view ma depends on view vva
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE a RESTRICT;
--> 2BP01 cannot drop table a because other objects depend on it
--> DETAIL: function fa(a) depends on type a
-->| constraint b_a_id_fkey on table b depends on table a
-->| view va depends on table a
-->| view vva depends on view va
-->| materialized view ma depends on view vva
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP VIEW va;
--> 2BP01 cannot drop view va because other objects depend on it
--> DETAIL: view vva depends on view va
-->| materialized view ma depends on view vva
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP VIEW vva;
--> 2BP01 cannot drop view vva because other objects depend on it
--> DETAIL: materialized view ma depends on view vva
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE a DROP COLUMN n;
--> 2BP01 cannot drop column n of table a because other objects depend on it
--> DETAIL: view va depends on column n of table a
-->| view vva depends on view va
-->| materialized view ma depends on view vva
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE a DROP COLUMN id;
--> 2BP01 cannot drop column id of table a because other objects depend on it
--> DETAIL: constraint b_a_id_fkey on table b depends on column id of table a
-->| view va depends on column id of table a
-->| view vva depends on view va
-->| materialized view ma depends on view vva
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE a DROP COLUMN code;
--> ok
DROP FUNCTION check_it(int);
--> 2BP01 cannot drop function check_it(integer) because other objects depend on it
--> DETAIL: constraint c_x_check on table c depends on function check_it(integer)
-->| index ci depends on function check_it(integer)
-->| policy cp on table c depends on function check_it(integer)
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP FUNCTION default_it();
--> 2BP01 cannot drop function default_it() because other objects depend on it
--> DETAIL: default value for column y of table c depends on function default_it()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TYPE e;
--> 2BP01 cannot drop type e because other objects depend on it
--> DETAIL: column es of table d depends on type e[]
-->| column e of table d depends on type e
-->| function fe(e) depends on type e
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TYPE a;
--> 2BP01 cannot drop type a because table a requires it
--> HINT: You can drop table a instead.
DROP FUNCTION default_it() CASCADE;
--> ok
DROP FUNCTION check_it(int) CASCADE;
--> ok
DROP POLICY cp ON c;
--> 42704 policy "cp" for table "c" does not exist
ALTER TABLE c DROP CONSTRAINT c_x_check;
--> 42704 constraint "c_x_check" of relation "c" does not exist
DROP INDEX ci;
--> 42704 index "ci" does not exist
DROP TYPE e CASCADE;
--> ok
SELECT * FROM d;
--> ok
SELECT e FROM d;
--> 42703 column "e" does not exist
--> POSITION: 8
DROP VIEW va CASCADE;
--> ok
DROP MATERIALIZED VIEW ma;
--> 42P01 materialized view "ma" does not exist
DROP TABLE a, b;
--> 2BP01 cannot drop desired object(s) because other objects depend on them
--> DETAIL: function fa(a) depends on type a
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE a;
--> 2BP01 cannot drop table a because other objects depend on it
--> DETAIL: function fa(a) depends on type a
-->| constraint b_a_id_fkey on table b depends on table a
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP FUNCTION fa(a);
--> ok
DROP FUNCTION IF EXISTS fa(a);
--> ok
DROP TABLE nope, c;
--> 42P01 table "nope" does not exist
DROP TABLE IF EXISTS nope, c;
--> ok
DROP TABLE c;
--> 42P01 table "c" does not exist
DROP TABLE pg_class;
--> 42501 permission denied: "pg_class" is a system catalog
DROP VIEW pg_tables;
--> ok
DROP FUNCTION lower(text);
--> 2BP01 cannot drop function lower(text) because it is required by the database system
DROP TABLE nowhere.t;
--> 3F000 schema "nowhere" does not exist
DROP TABLE IF EXISTS nowhere.t;
--> ok
DROP TABLE otherdb.public.t;
--> 0A000 cross-database references are not implemented: "otherdb.public.t"
DROP OPERATOR === (int, int);
--> 42883 operator does not exist: integer === integer
DROP AGGREGATE nope(int);
--> 42883 aggregate nope(integer) does not exist
DROP CAST (int AS point);
--> 42704 cast from type integer to type point does not exist
DROP CAST IF EXISTS (int AS point);
--> ok
DROP RULE nope ON d;
--> 42704 rule "nope" for relation "d" does not exist
DROP RULE IF EXISTS nope ON nope;
--> ok
DROP COLLATION nope;
--> 42704 collation "nope" for encoding "UTF8" does not exist
DROP SERVER nope;
--> 42704 server "nope" does not exist
DROP FOREIGN DATA WRAPPER nope;
--> 42704 foreign-data wrapper "nope" does not exist
DROP STATISTICS nope;
--> 42704 statistics object "nope" does not exist
DROP LANGUAGE nope;
--> 42704 language "nope" does not exist
DROP TEXT SEARCH CONFIGURATION nope;
--> 42704 text search configuration "nope" does not exist
CREATE TABLE t1 (a int);
--> ok
CREATE TABLE t2 () INHERITS (t1);
--> ok
CREATE TABLE t3 () INHERITS (t2);
--> ok
DROP TABLE t1;
--> 2BP01 cannot drop table t1 because other objects depend on it
--> DETAIL: table t2 depends on table t1
-->| table t3 depends on table t2
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE t1, t2, t3;
--> ok
