-- From 16 on, CREATEROLE manages the roles it has ADMIN OPTION on.
-- postgres: 18
-- min: 16
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
--> 42501 permission denied to alter role
--> DETAIL: Only roles with the CREATEROLE attribute and the ADMIN option on role "pgr_other" may alter this role.
ALTER ROLE pgr_other CREATEDB;
--> 42501 permission denied to alter role
--> DETAIL: Only roles with the CREATEROLE attribute and the ADMIN option on role "pgr_other" may alter this role.
GRANT pgr_other TO pgr_made;
--> 42501 permission denied to grant role "pgr_other"
--> DETAIL: Only roles with the ADMIN option on role "pgr_other" may grant this role.
GRANT pgr_super TO pgr_made;
--> 42501 permission denied to grant role "pgr_super"
--> DETAIL: Only roles with the SUPERUSER attribute may grant roles with the SUPERUSER attribute.
ALTER ROLE pgr_super NOLOGIN;
--> 42501 permission denied to alter role
--> DETAIL: Only roles with the SUPERUSER attribute may alter roles with the SUPERUSER attribute.
COMMENT ON ROLE pgr_other IS 'ours';
--> 42501 permission denied
--> DETAIL: The current user must have the ADMIN option on role "pgr_other".
SET ROLE pgr_made;
--> ok
CREATE TABLE t (a int);
--> 42501 permission denied for schema public
--> POSITION: 14
DROP ROLE pgr_other;
--> 42501 permission denied to drop role
--> DETAIL: Only roles with the CREATEROLE attribute and the ADMIN option on the target roles may drop roles.
RESET ROLE;
--> ok
SET ROLE pgr_boss;
--> ok
DROP ROLE pgr_other;
--> 42501 permission denied to drop role
--> DETAIL: Only roles with the CREATEROLE attribute and the ADMIN option on role "pgr_other" may drop this role.
