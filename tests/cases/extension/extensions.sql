-- Extensions that come with PostgreSQL.
-- postgres: 17
-- min: 15

CREATE EXTENSION pgcrypto;
--> ok
CREATE EXTENSION pgcrypto;
--> 42710 extension "pgcrypto" already exists
CREATE EXTENSION IF NOT EXISTS pgcrypto;
--> ok
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
--> ok
SELECT uuid_generate_v4(), gen_salt('bf'), digest('x', 'sha256');
--> ok
CREATE EXTENSION citext SCHEMA nope;
--> 3F000 schema "nope" does not exist
CREATE SCHEMA extensions;
--> ok
CREATE EXTENSION citext SCHEMA extensions;
--> ok
CREATE TABLE t (a citext);
--> 42704 type "citext" does not exist
--> POSITION: 19
CREATE TABLE t (a extensions.citext);
--> ok
DROP EXTENSION citext;
--> 2BP01 cannot drop extension citext because other objects depend on it
--> DETAIL: column a of table t depends on type extensions.citext
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER EXTENSION citext SET SCHEMA public;
--> ok
CREATE TABLE t2 (a citext UNIQUE);
--> ok
CREATE EXTENSION pg_trgm WITH SCHEMA extensions;
--> ok
CREATE INDEX i ON t USING gin (a gin_trgm_ops);
--> 42704 operator class "gin_trgm_ops" does not exist for access method "gin"
CREATE TABLE names (n text);
--> ok
CREATE INDEX i ON names USING gin (n gin_trgm_ops);
--> 42704 operator class "gin_trgm_ops" does not exist for access method "gin"
CREATE INDEX i ON names USING gin (n extensions.gin_trgm_ops);
--> ok
SET search_path = public, extensions;
--> ok
CREATE INDEX i2 ON names USING gin (n gin_trgm_ops);
--> ok
SELECT similarity('a', 'b');
--> ok
RESET search_path;
--> ok
SELECT similarity('a', 'b');
--> 42883 function similarity(unknown, unknown) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
SELECT extensions.similarity('a', 'b');
--> ok
DROP FUNCTION gen_salt(text);
--> 2BP01 cannot drop function gen_salt(text) because extension pgcrypto requires it
--> HINT: You can drop extension pgcrypto instead.
DROP SCHEMA extensions;
--> 2BP01 cannot drop schema extensions because other objects depend on it
--> DETAIL: extension pg_trgm depends on schema extensions
-->| index i depends on operator class extensions.gin_trgm_ops for access method gin
-->| index i2 depends on operator class extensions.gin_trgm_ops for access method gin
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP EXTENSION pg_trgm;
--> 2BP01 cannot drop extension pg_trgm because other objects depend on it
--> DETAIL: index i depends on operator class extensions.gin_trgm_ops for access method gin
-->| index i2 depends on operator class extensions.gin_trgm_ops for access method gin
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP EXTENSION pg_trgm CASCADE;
--> ok
DROP EXTENSION nope;
--> 42704 extension "nope" does not exist
DROP EXTENSION IF EXISTS nope;
--> ok
CREATE EXTENSION hstore VERSION 'nope';
--> 22023 extension "hstore" has no installation script nor update path for version "nope"
CREATE EXTENSION hstore;
--> ok
CREATE TABLE h (a hstore DEFAULT ''::hstore);
--> ok
CREATE EXTENSION btree_gist;
--> ok
CREATE TABLE ex (a int, r tsrange, EXCLUDE USING gist (a WITH =, r WITH &&));
--> ok
CREATE EXTENSION earthdistance;
--> 42704 required extension "cube" is not installed
--> HINT: Use CREATE EXTENSION ... CASCADE to install required extensions too.
CREATE EXTENSION earthdistance CASCADE;
--> ok
DROP EXTENSION cube;
--> 2BP01 cannot drop extension cube because other objects depend on it
--> DETAIL: extension earthdistance depends on extension cube
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER EXTENSION hstore UPDATE;
--> ok
ALTER EXTENSION nope UPDATE;
--> 42704 extension "nope" does not exist
ALTER EXTENSION hstore ADD TABLE h;
--> ok
DROP TABLE h;
--> 2BP01 cannot drop table h because extension hstore requires it
--> HINT: You can drop extension hstore instead.
COMMENT ON EXTENSION hstore IS 'x';
--> ok
COMMENT ON EXTENSION nope IS 'x';
--> 42704 extension "nope" does not exist
DROP EXTENSION plpgsql;
--> ok
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';
--> 42704 language "plpgsql" does not exist
--> HINT: Use CREATE EXTENSION to load the language into the database.
