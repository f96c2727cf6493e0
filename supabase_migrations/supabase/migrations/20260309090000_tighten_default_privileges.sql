-- What the consolidated migration took back object by object, future objects do not get in the first place: a new table
-- is invisible to the API until its migration grants what its policies allow.
alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on sequences from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated;

-- Without IN SCHEMA: the built-in EXECUTE for PUBLIC cannot be revoked for one schema alone.
alter default privileges for role postgres revoke execute on functions from public;

-- The backend keeps what it has everywhere.
alter default privileges for role postgres in schema public grant all on tables to service_role;
alter default privileges for role postgres in schema public grant all on sequences to service_role;
alter default privileges for role postgres in schema public grant execute on functions to service_role;
