-- What a role needs to make tables, keys, indexes and views.
-- min: 17
CREATE ROLE pgrehearse_a;
--> ok
CREATE ROLE pgrehearse_b;
--> ok
CREATE SCHEMA closed;
--> ok
CREATE SCHEMA opened;
--> ok
GRANT ALL ON SCHEMA opened TO pgrehearse_a, pgrehearse_b;
--> ok
CREATE TABLE closed.t (a int PRIMARY KEY, b int UNIQUE);
--> ok
CREATE TABLE opened.t (a int PRIMARY KEY, b int UNIQUE);
--> ok
CREATE TYPE opened.secret AS ENUM ('x');
--> ok
REVOKE USAGE ON TYPE opened.secret FROM PUBLIC;
--> ok
CREATE DOMAIN opened.hidden AS int;
--> ok
REVOKE ALL ON DOMAIN opened.hidden FROM PUBLIC;
--> ok
CREATE FUNCTION opened.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
--> ok
REVOKE ALL ON FUNCTION opened.f FROM PUBLIC;
--> ok
CREATE TABLE opened.parted (a int) PARTITION BY LIST (a);
--> ok
SET ROLE pgrehearse_a;
--> ok
CREATE TABLE closed.mine (a int);
--> 42501 permission denied for schema closed
--> POSITION: 14
CREATE TABLE public.mine (a int);
--> 42501 permission denied for schema public
--> POSITION: 14
CREATE TABLE opened.mine (a int REFERENCES closed.t);
--> 42501 permission denied for schema closed
CREATE TABLE opened.mine (a int REFERENCES opened.t);
--> 42501 permission denied for table t
CREATE TABLE opened.mine (a opened.secret);
--> 42501 permission denied for type opened.secret
CREATE TABLE opened.mine (a opened.secret[]);
--> 42501 permission denied for type opened.secret
CREATE TABLE opened.mine (a opened.hidden);
--> 42501 permission denied for type opened.hidden
CREATE TABLE opened.mine () INHERITS (opened.t);
--> 42501 must be owner of table t
CREATE TABLE opened.mine (LIKE opened.t);
--> 42501 permission denied for table t
CREATE TABLE opened.mine PARTITION OF opened.parted FOR VALUES IN (1);
--> 42501 must be owner of table parted
CREATE TABLE opened.mine (a int DEFAULT opened.f(1), b int CHECK (opened.f(b) > 0));
--> ok
CREATE TABLE opened.mine (a int PRIMARY KEY, b int);
--> 42P07 relation "mine" already exists
CREATE INDEX ON opened.mine (opened.f(b));
--> ok
CREATE INDEX ON opened.t (a);
--> 42501 must be owner of table t
CREATE INDEX ON closed.t (a);
--> 42501 permission denied for schema closed
CREATE INDEX IF NOT EXISTS t_pkey ON opened.t (a);
--> 42501 must be owner of table t
CREATE VIEW opened.v AS SELECT * FROM opened.t;
--> ok
CREATE VIEW opened.v2 AS SELECT * FROM closed.t;
--> 42501 permission denied for schema closed
--> POSITION: 40
CREATE TABLE opened.copied AS SELECT * FROM opened.t;
--> 42501 permission denied for table t
CREATE TABLE opened.copied AS SELECT * FROM opened.t WITH NO DATA;
--> ok
CREATE MATERIALIZED VIEW opened.mv AS SELECT * FROM opened.t;
--> 42501 permission denied for table t
CREATE MATERIALIZED VIEW opened.mv AS SELECT * FROM opened.t WITH NO DATA;
--> ok
CREATE SEQUENCE opened.s OWNED BY opened.t.a;
--> 55000 sequence must have same owner as table it is linked to
CREATE SEQUENCE opened.s OWNED BY opened.mine.a;
--> ok
CREATE TEMP TABLE temporary_mine (a int);
--> ok
RESET ROLE;
--> ok
GRANT REFERENCES (a) ON opened.t TO pgrehearse_a;
--> ok
GRANT SELECT ON opened.t TO pgrehearse_a;
--> ok
GRANT USAGE ON SCHEMA closed TO pgrehearse_a;
--> ok
SET ROLE pgrehearse_a;
--> ok
ALTER TABLE opened.mine ADD FOREIGN KEY (b) REFERENCES opened.t;
--> ok
ALTER TABLE opened.mine ADD FOREIGN KEY (b) REFERENCES opened.t (b);
--> 42501 permission denied for table t
ALTER TABLE opened.mine ADD FOREIGN KEY (b) REFERENCES closed.t;
--> 42501 permission denied for table t
CREATE TABLE opened.copied2 AS SELECT * FROM opened.t;
--> ok
REFRESH MATERIALIZED VIEW opened.mv;
--> ok
SET ROLE pgrehearse_b;
--> ok
CREATE OR REPLACE VIEW opened.v AS SELECT 1 AS a;
--> 42501 must be owner of view v
CREATE TABLE opened.mine (a int);
--> 42P07 relation "mine" already exists
CREATE TABLE IF NOT EXISTS opened.mine (a int);
--> ok
ALTER SEQUENCE opened.s INCREMENT 2;
--> 42501 must be owner of sequence s
REFRESH MATERIALIZED VIEW opened.mv;
--> 42501 permission denied for materialized view mv
ALTER TABLE opened.mine ADD COLUMN c int;
--> 42501 must be owner of table mine
RESET ROLE;
--> ok
CREATE INDEX ON opened.mine (b);
--> ok
CREATE SEQUENCE opened.other OWNED BY opened.mine.a;
--> 55000 sequence must have same owner as table it is linked to
REVOKE CREATE ON SCHEMA opened FROM pgrehearse_a;
--> ok
SET ROLE pgrehearse_a;
--> ok
CREATE INDEX ON opened.mine (b);
--> 42501 permission denied for schema opened
ALTER TABLE opened.mine ADD UNIQUE (b);
--> 42501 permission denied for schema opened
ALTER TABLE opened.mine ADD COLUMN ser serial;
--> 42501 permission denied for schema opened
ALTER TABLE opened.mine ADD COLUMN plain int;
--> ok
RESET ROLE;
--> ok
DROP OWNED BY pgrehearse_a, pgrehearse_b CASCADE;
--> ok
DROP ROLE pgrehearse_a, pgrehearse_b;
--> ok
