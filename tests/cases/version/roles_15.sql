-- Before 16, CREATEROLE manages every role but superusers; memberships have no INHERIT and SET options of their own.
-- postgres: 15
CREATE ROLE pgr_boss CREATEROLE;
--> ok
CREATE ROLE pgr_other;
--> ok
CREATE ROLE pgr_super SUPERUSER;
--> ok
SET ROLE pgr_boss;
--> ok
CREATE ROLE pgr_made;
--> ok
ALTER ROLE pgr_other LOGIN;
--> ok
ALTER ROLE pgr_other CREATEDB;
--> ok
GRANT pgr_other TO pgr_made;
--> ok
GRANT pgr_super TO pgr_made;
--> 42501 must be superuser to alter superusers
ALTER ROLE pgr_super NOLOGIN;
--> 42501 must be superuser to alter superuser roles or change superuser attribute
COMMENT ON ROLE pgr_other IS 'ours';
--> ok
SET ROLE pgr_made;
--> ok
CREATE TABLE t (a int);
--> 42501 permission denied for schema public
--> POSITION: 14
DROP ROLE pgr_other;
--> 42501 permission denied to drop role
RESET ROLE;
--> ok
SET ROLE pgr_boss;
--> ok
DROP ROLE pgr_other;
--> ok
