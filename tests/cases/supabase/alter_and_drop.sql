-- What role postgres of a Supabase project may alter, drop, rename and comment on.
-- postgres: 17
-- baseline: supabase

create function public.f() returns trigger language plpgsql as 'begin return new; end';
--> ok
create trigger tr after insert on auth.users for each row execute function public.f();
--> ok
create trigger tr after insert on auth.users for each row execute function public.f();
--> 42710 trigger "tr" for relation "users" already exists
drop function public.f();
--> 2BP01 cannot drop function f() because other objects depend on it
--> DETAIL: trigger tr on table auth.users depends on function f()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table auth.users disable trigger tr;
--> 42501 must be owner of table users
drop function public.f() cascade;
--> ok
alter table auth.users add column x int;
--> 42501 must be owner of table users
alter table auth.users enable row level security;
--> 42501 must be owner of table users
alter table auth.users rename to x;
--> 42501 must be owner of table users
alter table auth.users rename column email to x;
--> 42501 must be owner of table users
alter table auth.users owner to postgres;
--> 42501 must be owner of table users
alter table auth.users set schema public;
--> 42501 must be owner of table users
alter index auth.users_pkey rename to x;
--> 42501 must be owner of index users_pkey
alter table storage.objects enable row level security;
--> 42501 must be owner of table objects
alter table storage.objects drop column name;
--> 42501 must be owner of table objects
alter table storage.objects add constraint c check (name <> '');
--> 42501 must be owner of table objects
drop table auth.users;
--> 42501 must be owner of table users
drop table auth.nope;
--> 42P01 table "nope" does not exist
drop table if exists auth.users cascade;
--> 42501 must be owner of table users
drop schema auth cascade;
--> 42501 must be owner of schema auth
drop schema extensions;
--> 2BP01 cannot drop schema extensions because other objects depend on it
--> DETAIL: extension uuid-ossp depends on schema extensions
-->| extension pgcrypto depends on schema extensions
-->| extension pg_stat_statements depends on schema extensions
-->| function grant_pg_cron_access() depends on schema extensions
-->| event trigger issue_pg_cron_access depends on function grant_pg_cron_access()
-->| function grant_pg_net_access() depends on schema extensions
-->| event trigger issue_pg_net_access depends on function grant_pg_net_access()
-->| function pgrst_ddl_watch() depends on schema extensions
-->| event trigger pgrst_ddl_watch depends on function pgrst_ddl_watch()
-->| function pgrst_drop_watch() depends on schema extensions
-->| event trigger pgrst_drop_watch depends on function pgrst_drop_watch()
-->| function grant_pg_graphql_access() depends on schema extensions
-->| event trigger issue_pg_graphql_access depends on function grant_pg_graphql_access()
-->| function set_graphql_placeholder() depends on schema extensions
-->| event trigger issue_graphql_placeholder depends on function set_graphql_placeholder()
-->| extension pg_net depends on schema extensions
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop schema storage;
--> 42501 must be owner of schema storage
drop function auth.uid();
--> 42501 must be owner of function auth.uid
alter function auth.uid() owner to postgres;
--> 42501 must be owner of function uid
alter function auth.uid() rename to x;
--> 42501 must be owner of function uid
alter schema auth owner to postgres;
--> 42501 must be owner of schema auth
alter schema auth rename to x;
--> 42501 must be owner of schema auth
drop type auth.aal_level;
--> 42501 must be owner of type auth.aal_level
alter type auth.aal_level rename to x;
--> 42501 must be owner of type auth.aal_level
alter type auth.aal_level add value 'x';
--> 42501 must be owner of type auth.aal_level
comment on table auth.users is 'x';
--> 42501 must be owner of table users
comment on column auth.users.email is 'x';
--> 42501 must be owner of relation users
comment on schema auth is 'x';
--> 42501 must be owner of schema auth
comment on schema public is 'x';
--> ok
comment on function auth.uid() is 'x';
--> 42501 must be owner of function auth.uid
create table t (id uuid primary key default gen_random_uuid(), u uuid references auth.users (id) on delete cascade);
--> ok
alter table t owner to anon;
--> 42501 permission denied for schema public
alter table t owner to supabase_admin;
--> 42501 must be able to SET ROLE "supabase_admin"
alter table t owner to service_role;
--> 42501 permission denied for schema public
create schema app;
--> ok
alter table t set schema app;
--> ok
alter table app.t set schema auth;
--> 42501 permission denied for schema auth
alter table app.t set schema extensions;
--> ok
alter schema app owner to authenticated;
--> ok
alter function public.nope() owner to postgres;
--> 42883 function public.nope() does not exist
drop publication supabase_realtime;
--> ok
alter publication supabase_realtime owner to anon;
--> 42704 publication "supabase_realtime" does not exist
alter publication supabase_realtime rename to x;
--> 42704 publication "supabase_realtime" does not exist
drop table realtime.messages;
--> ok
alter table realtime.messages add column x int;
--> 42P01 relation "realtime.messages" does not exist
alter table vault.secrets add column x int;
--> 42501 must be owner of table secrets
drop view extensions.pg_stat_statements;
--> 2BP01 cannot drop view pg_stat_statements because extension pg_stat_statements requires it
--> HINT: You can drop extension pg_stat_statements instead.
alter table extensions.t drop constraint t_u_fkey;
--> ok
drop schema public;
--> ok
drop schema public cascade;
--> 3F000 schema "public" does not exist
create schema public;
--> ok
