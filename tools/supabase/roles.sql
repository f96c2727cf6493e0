-- Roles of a Supabase cluster, their memberships and settings: run once per server, as a superuser named supabase_admin.

create role postgres login createdb createrole replication bypassrls;
create role pgbouncer login;
create role supabase_replication_admin login replication;
create role supabase_read_only_user login bypassrls;
create role anon;
create role authenticated;
create role service_role bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role dashboard_user createdb createrole replication;
create role supabase_functions_admin login noinherit createrole;
create role supabase_realtime_admin noinherit;
create role pgtle_admin;

grant anon to authenticator with admin false, inherit false, set true;
grant anon to postgres with admin true, inherit true, set true;
grant authenticated to authenticator with admin false, inherit false, set true;
grant authenticated to postgres with admin true, inherit true, set true;
grant authenticator to supabase_storage_admin with admin false, inherit false, set true;
grant pg_create_subscription to postgres with admin true, inherit true, set true;
grant pg_monitor to postgres with admin false, inherit true, set true;
grant pg_read_all_data to postgres with admin false, inherit true, set true;
grant pg_read_all_data to supabase_read_only_user with admin false, inherit true, set true;
grant pg_signal_backend to postgres with admin false, inherit true, set true;
grant pgtle_admin to postgres with admin false, inherit true, set true;
grant service_role to authenticator with admin false, inherit false, set true;
grant service_role to postgres with admin true, inherit true, set true;
grant supabase_functions_admin to postgres with admin false, inherit true, set true;
grant supabase_realtime_admin to postgres with admin false, inherit true, set true;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set session_preload_libraries = 'safeupdate';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60000';
alter role supabase_functions_admin set search_path = supabase_functions;
alter role supabase_storage_admin set search_path = storage;
