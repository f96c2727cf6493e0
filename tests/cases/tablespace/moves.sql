-- Relations in a tablespace: moved all at once, indexes built anew, and what then may be dropped.
-- min: 15

SET allow_in_place_tablespaces = true;
--> ok
CREATE TABLESPACE pgr_ts LOCATION '';
--> ok
CREATE ROLE pgr_u1;
--> ok
CREATE ROLE pgr_u2;
--> ok
GRANT ALL ON TABLESPACE pgr_ts TO pgr_u1, pgr_u2;
--> ok
CREATE TABLE t (a int PRIMARY KEY) TABLESPACE pgr_ts;
--> ok
CREATE INDEX i ON t (a) TABLESPACE pgr_ts;
--> ok
CREATE TABLE p (a int) PARTITION BY LIST (a) TABLESPACE pgr_ts;
--> ok
CREATE MATERIALIZED VIEW m TABLESPACE pgr_ts AS SELECT 1 AS a;
--> ok
DROP TABLESPACE pgr_ts;
--> 2BP01 tablespace "pgr_ts" cannot be dropped because some objects depend on it
--> DETAIL: tablespace for table p
DROP ROLE pgr_u1;
--> 2BP01 role "pgr_u1" cannot be dropped because some objects depend on it
--> DETAIL: privileges for tablespace pgr_ts
SET ROLE pgr_u1;
--> ok
ALTER TABLE ALL IN TABLESPACE pgr_ts SET TABLESPACE pg_default;
--> 42501 must be owner of table t
RESET ROLE;
--> ok
ALTER TABLE ALL IN TABLESPACE pgr_ts OWNED BY pgr_u1 SET TABLESPACE pg_default;
--> ok
ALTER TABLE ALL IN TABLESPACE pgr_ts SET TABLESPACE pg_default;
--> ok
DROP TABLESPACE pgr_ts;
--> 55000 tablespace "pgr_ts" is not empty
ALTER INDEX ALL IN TABLESPACE pgr_ts SET TABLESPACE pg_default;
--> ok
ALTER MATERIALIZED VIEW ALL IN TABLESPACE pgr_ts SET TABLESPACE pg_default;
--> ok
CREATE TABLE acl (c int);
--> ok
CREATE INDEX k ON acl (c) TABLESPACE pgr_ts;
--> ok
ALTER TABLE acl OWNER TO pgr_u2;
--> ok
REVOKE ALL ON TABLESPACE pgr_ts FROM pgr_u2;
--> ok
GRANT CREATE, USAGE ON SCHEMA public TO pgr_u2;
--> ok
SET ROLE pgr_u2;
--> ok
CREATE TABLE tt (i int) TABLESPACE pgr_ts;
--> 42501 permission denied for tablespace pgr_ts
ALTER TABLE acl ALTER c TYPE bigint;
--> ok
ALTER TABLE acl ALTER c TYPE text USING c::text;
--> ok
CREATE INDEX k2 ON acl (c) TABLESPACE pgr_ts;
--> 42501 permission denied for tablespace pgr_ts
REINDEX TABLE acl;
--> ok
RESET ROLE;
--> ok
DROP TABLE acl;
--> ok
DROP TABLESPACE pgr_ts;
--> ok
DROP ROLE pgr_u1;
--> ok
DROP OWNED BY pgr_u2;
--> ok
DROP ROLE pgr_u2;
--> ok
CREATE ROLE pgr_db CREATEDB;
--> ok
CREATE DATABASE pgr_made OWNER pgr_db;
--> ok
DROP ROLE pgr_db;
--> 2BP01 role "pgr_db" cannot be dropped because some objects depend on it
--> DETAIL: owner of database pgr_made
DROP DATABASE pgr_made;
--> ok
DROP ROLE pgr_db;
--> ok
