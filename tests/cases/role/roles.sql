-- Roles: who may create, alter, grant and drop them.
CREATE ROLE case_admin CREATEROLE;
--> ok
CREATE ROLE case_admin;
--> 42710 role "case_admin" already exists
CREATE ROLE pg_case;
--> 42939 role name "pg_case" is reserved
--> DETAIL: Role names starting with "pg_" are reserved.
CREATE ROLE case_super SUPERUSER;
--> ok
CREATE ROLE case_x IN ROLE pg_database_owner;
--> 0A000 role "pg_database_owner" cannot have explicit members
CREATE ROLE case_x IN ROLE nope;
--> 42704 role "nope" does not exist
CREATE ROLE case_x CONNECTION LIMIT -2;
--> 22023 invalid connection limit: -2
SET SESSION AUTHORIZATION case_admin;
--> ok
CREATE ROLE case_x SUPERUSER;
--> 42501 permission denied to create role
--> DETAIL: Only roles with the SUPERUSER attribute may create roles with the SUPERUSER attribute.
CREATE ROLE case_x REPLICATION;
--> 42501 permission denied to create role
--> DETAIL: Only roles with the REPLICATION attribute may create roles with the REPLICATION attribute.
CREATE ROLE case_x IN ROLE case_super;
--> 42501 permission denied to grant role "case_super"
--> DETAIL: Only roles with the SUPERUSER attribute may grant roles with the SUPERUSER attribute.
CREATE ROLE case_x IN ROLE pg_read_all_data;
--> 42501 permission denied to grant role "pg_read_all_data"
--> DETAIL: Only roles with the ADMIN option on role "pg_read_all_data" may grant this role.
CREATE ROLE case_child;
--> ok
GRANT case_child TO case_admin;
--> ok
GRANT case_super TO case_admin;
--> 42501 permission denied to grant role "case_super"
--> DETAIL: Only roles with the SUPERUSER attribute may grant roles with the SUPERUSER attribute.
ALTER ROLE case_super NOLOGIN;
--> 42501 permission denied to alter role
--> DETAIL: Only roles with the SUPERUSER attribute may alter roles with the SUPERUSER attribute.
ALTER ROLE case_child CREATEDB;
--> 42501 permission denied to alter role
--> DETAIL: Only roles with the CREATEDB attribute may change the CREATEDB attribute.
ALTER ROLE case_child NOINHERIT;
--> ok
DROP ROLE case_super;
--> 42501 permission denied to drop role
--> DETAIL: Only roles with the SUPERUSER attribute may drop roles with the SUPERUSER attribute.
SET createrole_self_grant = 'set, inherit';
--> ok
CREATE ROLE case_child2;
--> ok
SET ROLE case_child2;
--> ok
RESET ROLE;
--> ok
DROP ROLE case_child2;
--> ok
RESET SESSION AUTHORIZATION;
--> ok
GRANT case_admin TO case_child;
--> 0LP01 role "case_admin" is a member of role "case_child"
GRANT case_child TO case_admin WITH ADMIN OPTION;
--> ok
DROP ROLE case_child, case_super, case_admin;
--> ok
