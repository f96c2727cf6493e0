-- Schemas and the search path.
-- min: 15

CREATE SCHEMA app;
--> ok
CREATE SCHEMA app;
--> 42P06 schema "app" already exists
CREATE SCHEMA IF NOT EXISTS app;
--> ok
CREATE SCHEMA pg_mine;
--> 42939 unacceptable schema name "pg_mine"
--> DETAIL: The prefix "pg_" is reserved for system schemas.
CREATE SCHEMA AUTHORIZATION nope;
--> 42704 role "nope" does not exist
CREATE SCHEMA IF NOT EXISTS app2 CREATE TABLE t (a int);
--> 0A000 CREATE SCHEMA IF NOT EXISTS cannot include schema elements
--> POSITION: 34
CREATE SCHEMA app2 CREATE TABLE t (a int) CREATE VIEW v AS SELECT a FROM t CREATE INDEX i ON t (a);
--> ok
CREATE SCHEMA app3 CREATE VIEW v AS SELECT a FROM t CREATE TABLE t (a int);
--> ok
CREATE SCHEMA app4 CREATE TABLE other.t (a int);
--> 42P15 CREATE specifies a schema (other) different from the one being created (app4)
SELECT a FROM app2.v;
--> ok
CREATE TABLE app.t (a int);
--> ok
CREATE TABLE t (b int);
--> ok
SELECT a FROM t;
--> 42703 column "a" does not exist
--> POSITION: 8
SET search_path = app, public;
--> ok
SELECT a FROM t;
--> ok
CREATE TABLE only_app (x int);
--> ok
SET search_path TO nope;
--> ok
CREATE TABLE nowhere (a int);
--> 3F000 no schema has been selected to create in
--> POSITION: 14
SELECT * FROM t;
--> 42P01 relation "t" does not exist
--> POSITION: 15
SELECT 1 FROM pg_class;
--> ok
SET search_path TO '';
--> ok
CREATE TABLE t (a int);
--> 3F000 no schema has been selected to create in
--> POSITION: 14
RESET search_path;
--> ok
SELECT * FROM only_app;
--> 42P01 relation "only_app" does not exist
--> POSITION: 15
SELECT * FROM app.only_app;
--> ok
BEGIN;
--> ok
SET LOCAL search_path = app;
--> ok
SELECT x FROM only_app;
--> ok
COMMIT;
--> ok
SELECT x FROM only_app;
--> 42P01 relation "only_app" does not exist
--> POSITION: 15
BEGIN;
--> ok
SET search_path = app;
--> ok
ROLLBACK;
--> ok
SELECT x FROM only_app;
--> 42P01 relation "only_app" does not exist
--> POSITION: 15
SELECT set_config('search_path', 'app', false);
--> ok
SELECT x FROM only_app;
--> ok
SELECT pg_catalog.set_config('search_path', '', false);
--> ok
SELECT x FROM only_app;
--> 42P01 relation "only_app" does not exist
--> POSITION: 15
RESET ALL;
--> ok
ALTER SCHEMA app RENAME TO app2;
--> 42P06 schema "app2" already exists
ALTER SCHEMA app RENAME TO pg_app;
--> 42939 unacceptable schema name "pg_app"
--> DETAIL: The prefix "pg_" is reserved for system schemas.
ALTER SCHEMA nope RENAME TO x;
--> 3F000 schema "nope" does not exist
ALTER SCHEMA app RENAME TO application;
--> ok
SELECT x FROM application.only_app;
--> ok
ALTER SCHEMA application OWNER TO nope;
--> 42704 role "nope" does not exist
ALTER TABLE application.t SET SCHEMA public;
--> 42P07 relation "t" already exists in schema "public"
ALTER TABLE application.only_app SET SCHEMA public;
--> ok
ALTER TABLE only_app SET SCHEMA pg_catalog;
--> ok
DROP SCHEMA application;
--> 2BP01 cannot drop schema application because other objects depend on it
--> DETAIL: table application.t depends on schema application
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP SCHEMA nope;
--> 3F000 schema "nope" does not exist
DROP SCHEMA IF EXISTS nope;
--> ok
DROP SCHEMA application, app2;
--> 2BP01 cannot drop desired object(s) because other objects depend on them
--> DETAIL: table app2.t depends on schema app2
-->| view app2.v depends on schema app2
-->| table application.t depends on schema application
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP SCHEMA application, app2 CASCADE;
--> ok
DROP SCHEMA pg_catalog;
--> 2BP01 cannot drop schema pg_catalog because it is required by the database system
DROP SCHEMA information_schema CASCADE;
--> ok
DROP SCHEMA public CASCADE;
--> ok
CREATE TABLE t (a int);
--> 3F000 no schema has been selected to create in
--> POSITION: 14
CREATE SCHEMA public;
--> ok
CREATE TABLE t (a int);
--> ok
SET nope = 1;
--> 42704 unrecognized configuration parameter "nope"
SET myapp.setting = 'x';
--> ok
SET statement_timeout = 'x';
--> 22023 invalid value for parameter "statement_timeout": "x"
SET statement_timeout = 0;
--> ok
SET client_encoding = 'UTF8';
--> ok
SET standard_conforming_strings = on;
--> ok
SET check_function_bodies = false;
--> ok
CREATE FUNCTION unchecked() RETURNS int LANGUAGE sql AS 'select nope from nope';
--> ok
SET default_tablespace = '';
--> ok
SET default_table_access_method = heap;
--> ok
SET row_security = off;
--> ok
SET ROLE nope;
--> 22023 role "nope" does not exist
SET SESSION AUTHORIZATION nope;
--> 22023 role "nope" does not exist
SHOW nope;
--> 42704 unrecognized configuration parameter "nope"
SHOW search_path;
--> ok
RESET nope;
--> 42704 unrecognized configuration parameter "nope"
