-- GRANT, REVOKE, default privileges, roles.
-- min: 16

CREATE TABLE t (id int, a text);
--> ok
CREATE VIEW v AS SELECT * FROM t;
--> ok
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'select 1';
--> ok
CREATE SEQUENCE s;
--> ok
CREATE TYPE e AS ENUM ('a');
--> ok
CREATE SCHEMA app;
--> ok
CREATE ROLE pgrehearse_a;
--> ok
CREATE ROLE pgrehearse_a;
--> 42710 role "pgrehearse_a" already exists
CREATE ROLE pg_mine;
--> 42939 role name "pg_mine" is reserved
--> DETAIL: Role names starting with "pg_" are reserved.
CREATE ROLE "public";
--> 42939 role name "public" is reserved
--> POSITION: 13
CREATE ROLE pgrehearse_b LOGIN PASSWORD 'x' IN ROLE pgrehearse_a;
--> ok
CREATE ROLE pgrehearse_c IN ROLE nope;
--> 42704 role "nope" does not exist
CREATE USER pgrehearse_c NOINHERIT;
--> ok
GRANT SELECT ON t TO pgrehearse_a;
--> ok
GRANT SELECT ON nope TO pgrehearse_a;
--> 42P01 relation "nope" does not exist
GRANT SELECT ON t TO nope;
--> 42704 role "nope" does not exist
GRANT EXECUTE ON t TO pgrehearse_a;
--> 0LP01 invalid privilege type EXECUTE for relation
GRANT USAGE ON t TO pgrehearse_a;
--> 0LP01 invalid privilege type USAGE for table
GRANT ALL ON t, v, s TO pgrehearse_a WITH GRANT OPTION;
--> ok
GRANT SELECT (id), UPDATE (a) ON t TO pgrehearse_b;
--> ok
GRANT SELECT (nope) ON t TO pgrehearse_b;
--> 42703 column "nope" of relation "t" does not exist
GRANT DELETE (id) ON t TO pgrehearse_b;
--> 0LP01 invalid privilege type DELETE for column
GRANT SELECT ON t TO PUBLIC WITH GRANT OPTION;
--> 0LP01 grant options can only be granted to roles
GRANT USAGE ON SEQUENCE s TO pgrehearse_b;
--> ok
GRANT USAGE ON SEQUENCE t TO pgrehearse_b;
--> 42809 "t" is not a sequence
GRANT EXECUTE ON FUNCTION f(int) TO pgrehearse_b;
--> ok
GRANT EXECUTE ON FUNCTION f TO pgrehearse_b;
--> ok
GRANT EXECUTE ON FUNCTION f(text) TO pgrehearse_b;
--> 42883 function f(text) does not exist
GRANT EXECUTE ON PROCEDURE f(int) TO pgrehearse_b;
--> 42809 f(integer) is not a procedure
GRANT EXECUTE ON ROUTINE f(int) TO pgrehearse_b;
--> ok
GRANT SELECT ON FUNCTION f(int) TO pgrehearse_b;
--> 0LP01 invalid privilege type SELECT for function
GRANT USAGE ON SCHEMA app, public TO pgrehearse_b;
--> ok
GRANT USAGE ON SCHEMA nope TO pgrehearse_b;
--> 3F000 schema "nope" does not exist
GRANT SELECT ON SCHEMA app TO pgrehearse_b;
--> 0LP01 invalid privilege type SELECT for schema
GRANT USAGE ON TYPE e TO pgrehearse_b;
--> ok
GRANT USAGE ON DOMAIN e TO pgrehearse_b;
--> 42809 "e" is not a domain
GRANT USAGE ON LANGUAGE plpgsql TO pgrehearse_b;
--> ok
GRANT USAGE ON LANGUAGE nope TO pgrehearse_b;
--> 42704 language "nope" does not exist
GRANT CONNECT ON DATABASE nope TO pgrehearse_b;
--> 3D000 database "nope" does not exist
GRANT SELECT ON ALL TABLES IN SCHEMA public TO pgrehearse_b;
--> ok
GRANT SELECT ON ALL TABLES IN SCHEMA nope TO pgrehearse_b;
--> 3F000 schema "nope" does not exist
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO pgrehearse_b;
--> ok
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO pgrehearse_b;
--> ok
REVOKE ALL ON t FROM pgrehearse_a;
--> ok
REVOKE ALL ON t FROM pgrehearse_c;
--> ok
REVOKE GRANT OPTION FOR SELECT ON v FROM pgrehearse_a CASCADE;
--> ok
REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC, pgrehearse_b;
--> ok
REVOKE SELECT ON t FROM nope;
--> 42704 role "nope" does not exist
REVOKE nope FROM pgrehearse_b;
--> 42704 role "nope" does not exist
GRANT pgrehearse_a TO pgrehearse_b WITH ADMIN OPTION;
--> ok
GRANT pgrehearse_b TO pgrehearse_a;
--> 0LP01 role "pgrehearse_b" is a member of role "pgrehearse_a"
GRANT pgrehearse_a TO pgrehearse_a;
--> 0LP01 role "pgrehearse_a" is a member of role "pgrehearse_a"
GRANT nope TO pgrehearse_a;
--> 42704 role "nope" does not exist
REVOKE pgrehearse_a FROM pgrehearse_c;
--> ok
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pgrehearse_b;
--> ok
ALTER DEFAULT PRIVILEGES IN SCHEMA nope GRANT SELECT ON TABLES TO pgrehearse_b;
--> 3F000 schema "nope" does not exist
ALTER DEFAULT PRIVILEGES FOR ROLE nope GRANT SELECT ON TABLES TO pgrehearse_b;
--> 42704 role "nope" does not exist
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON TABLES TO pgrehearse_b;
--> 0LP01 invalid privilege type EXECUTE for relation
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SCHEMAS TO pgrehearse_b;
--> 0LP01 cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
--> ok
ALTER TABLE t OWNER TO pgrehearse_a;
--> ok
SET ROLE pgrehearse_c;
--> ok
SELECT * FROM t;
--> 42501 permission denied for table t
INSERT INTO t VALUES (1);
--> 42501 permission denied for table t
ALTER TABLE t ADD COLUMN z int;
--> 42501 must be owner of table t
CREATE TABLE mine (a int);
--> 42501 permission denied for schema public
--> POSITION: 14
CREATE TABLE app.mine (a int);
--> 42501 permission denied for schema app
--> POSITION: 14
DROP TABLE t;
--> 42501 must be owner of table t
GRANT SELECT ON t TO PUBLIC;
--> 42501 permission denied for table t
CREATE ROLE pgrehearse_d;
--> 42501 permission denied to create role
--> DETAIL: Only roles with the CREATEROLE attribute may create roles.
CREATE EXTENSION hstore;
--> 42501 permission denied to create extension "hstore"
--> HINT: Must have CREATE privilege on current database to create this extension.
CREATE POLICY p ON t USING (true);
--> 42501 must be owner of table t
CREATE INDEX ON t (id);
--> 42501 must be owner of table t
COMMENT ON TABLE t IS 'x';
--> 42501 must be owner of table t
TRUNCATE t;
--> 42501 permission denied for table t
RESET ROLE;
--> ok
SET ROLE pgrehearse_b;
--> ok
SELECT * FROM t;
--> ok
ALTER TABLE t ADD COLUMN z int;
--> ok
ALTER TABLE t OWNER TO pgrehearse_c;
--> 42501 must be able to SET ROLE "pgrehearse_c"
RESET ROLE;
--> ok
GRANT CREATE ON SCHEMA app TO pgrehearse_b;
--> ok
SET ROLE pgrehearse_b;
--> ok
CREATE TABLE app.mine (a int);
--> ok
CREATE VIEW app.v AS SELECT * FROM t;
--> ok
RESET ROLE;
--> ok
ALTER ROLE pgrehearse_b RENAME TO pgrehearse_c;
--> 42710 role "pgrehearse_c" already exists
ALTER ROLE nope LOGIN;
--> 42704 role "nope" does not exist
ALTER ROLE pgrehearse_b SET search_path = app;
--> ok
ALTER ROLE pgrehearse_b SET nope = app;
--> 42704 unrecognized configuration parameter "nope"
DROP ROLE pgrehearse_b;
--> 2BP01 role "pgrehearse_b" cannot be dropped because some objects depend on it
--> DETAIL: privileges for schema public
-->| privileges for language plpgsql
-->| privileges for table t
-->| privileges for column id of table t
-->| privileges for column a of table t
-->| privileges for view v
-->| privileges for sequence s
-->| privileges for type e
-->| privileges for schema app
-->| privileges for default privileges on new relations belonging to role postgres in schema public
-->| owner of table app.mine
-->| owner of view app.v
DROP ROLE nope;
--> 42704 role "nope" does not exist
DROP ROLE IF EXISTS nope;
--> ok
DROP OWNED BY pgrehearse_b;
--> ok
REASSIGN OWNED BY pgrehearse_a TO postgres;
--> ok
DROP OWNED BY pgrehearse_a;
--> ok
DROP ROLE pgrehearse_a, pgrehearse_b;
--> ok
SELECT * FROM app.mine;
--> 42P01 relation "app.mine" does not exist
--> POSITION: 15
