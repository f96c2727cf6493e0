-- The platform's objects in a Supabase project's database: run as superuser supabase_admin in a new database owned by postgres.
-- Functions have their signatures and properties; bodies only where a migration can notice them. pg_graphql, pg_net and
-- supabase_vault are made of plain objects and entered as extensions.

set search_path = "$user", public, auth, extensions;
set check_function_bodies = off;
set client_min_messages = warning;

do $$ begin execute format('alter database %I set app.settings.jwt_exp = %L', current_database(), '3600'); end $$;
do $$ begin
  execute format('grant create on database %I to supabase_storage_admin', current_database());
  execute format('grant all on database %I to dashboard_user', current_database());
  execute format('grant create on database %I to supabase_auth_admin', current_database());
end $$;

-- schemas
create schema pgbouncer authorization pgbouncer;
create schema extensions authorization postgres;
create schema auth authorization supabase_admin;
create schema storage authorization supabase_admin;
create schema realtime authorization supabase_admin;
create schema graphql_public authorization supabase_admin;
create schema graphql authorization supabase_admin;
create schema vault authorization supabase_admin;
create schema _realtime authorization postgres;
create schema supabase_functions authorization supabase_admin;
create schema net authorization supabase_admin;

-- extensions the server has
create extension "uuid-ossp" with schema extensions;
create extension pgcrypto with schema extensions;
create extension pg_stat_statements with schema extensions;

-- types
create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
alter type auth.factor_type owner to supabase_auth_admin;
create type auth.factor_status as enum ('unverified', 'verified');
alter type auth.factor_status owner to supabase_auth_admin;
create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
alter type auth.aal_level owner to supabase_auth_admin;
create type auth.code_challenge_method as enum ('s256', 'plain');
alter type auth.code_challenge_method owner to supabase_auth_admin;
create type auth.one_time_token_type as enum ('confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new', 'email_change_token_current', 'phone_change_token');
alter type auth.one_time_token_type owner to supabase_auth_admin;
create type auth.oauth_registration_type as enum ('dynamic', 'manual');
alter type auth.oauth_registration_type owner to supabase_auth_admin;
create type auth.oauth_authorization_status as enum ('pending', 'approved', 'denied', 'expired');
alter type auth.oauth_authorization_status owner to supabase_auth_admin;
create type auth.oauth_response_type as enum ('code');
alter type auth.oauth_response_type owner to supabase_auth_admin;
create type auth.oauth_client_type as enum ('public', 'confidential');
alter type auth.oauth_client_type owner to supabase_auth_admin;
create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');
alter type storage.buckettype owner to supabase_storage_admin;
create domain net.http_method as text constraint http_method_check CHECK (((VALUE ~~* 'get'::text) OR (VALUE ~~* 'post'::text) OR (VALUE ~~* 'delete'::text)));
create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (status net.request_status, message text, response net.http_response);
create type realtime.action as enum ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'ERROR');
create type realtime.equality_op as enum ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in');
create type realtime.user_defined_filter as (column_name text, op realtime.equality_op, value text);
create type realtime.wal_column as (name text, type_name text, type_oid oid, value jsonb, is_pkey boolean, is_selectable boolean);
create type realtime.wal_rls as (wal jsonb, is_rls_enabled boolean, subscription_ids uuid[], errors text[]);

-- functions
create function pgbouncer.get_auth(p_usename text) returns TABLE(username text, password text)
  language plpgsql security definer set search_path = '' as $$ begin return; end $$;
create function auth.uid() returns uuid
  language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
alter function auth.uid() owner to supabase_auth_admin;
create function auth.role() returns text
  language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;
alter function auth.role() owner to supabase_auth_admin;
create function auth.email() returns text
  language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;
alter function auth.email() owner to supabase_auth_admin;
create function extensions.grant_pg_cron_access() returns event_trigger
  language plpgsql as $$ begin return; end $$;
create function extensions.grant_pg_net_access() returns event_trigger
  language plpgsql as $$ begin return; end $$;
create function extensions.pgrst_ddl_watch() returns event_trigger
  language plpgsql as $$ begin return; end $$;
create function extensions.pgrst_drop_watch() returns event_trigger
  language plpgsql as $$ begin return; end $$;
create function extensions.grant_pg_graphql_access() returns event_trigger
  language plpgsql as $$ begin return; end $$;
create function extensions.set_graphql_placeholder() returns event_trigger
  language plpgsql as $$ begin return; end $$;
create function vault._crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea
  language sql immutable as $$ select null::bytea $$;
create function vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea
  language sql immutable as $$ select null::bytea $$;
create function vault._crypto_aead_det_noncegen() returns bytea
  language sql immutable as $$ select null::bytea $$;
create function vault.create_secret(new_secret text, new_name text DEFAULT NULL::text, new_description text DEFAULT ''::text, new_key_id uuid DEFAULT NULL::uuid) returns uuid
  language plpgsql security definer set search_path = '' as $$ begin return null; end $$;
create function vault.update_secret(secret_id uuid, new_secret text DEFAULT NULL::text, new_name text DEFAULT NULL::text, new_description text DEFAULT NULL::text, new_key_id uuid DEFAULT NULL::uuid) returns void
  language plpgsql security definer set search_path = '' as $$ begin return; end $$;
create function graphql.resolve(query text, variables jsonb DEFAULT '{}'::jsonb, "operationName" text DEFAULT NULL::text, extensions jsonb DEFAULT NULL::jsonb) returns jsonb
  language plpgsql as $$ begin return null; end $$;
create function graphql_public.graphql("operationName" text DEFAULT NULL::text, query text DEFAULT NULL::text, variables jsonb DEFAULT NULL::jsonb, extensions jsonb DEFAULT NULL::jsonb) returns jsonb
  language sql as $$ select null::jsonb $$;
create function graphql._internal_resolve(query text, variables jsonb DEFAULT '{}'::jsonb, "operationName" text DEFAULT NULL::text, extensions jsonb DEFAULT NULL::jsonb) returns jsonb
  language plpgsql as $$ begin return null; end $$;
create function graphql.comment_directive(comment_ text) returns jsonb
  language sql immutable as $$ select null::jsonb $$;
create function graphql.exception(message text) returns text
  language plpgsql as $$ begin return null; end $$;
create function graphql.get_schema_version() returns integer
  language sql security definer as $$ select null::integer $$;
create function graphql.increment_schema_version() returns event_trigger
  language plpgsql security definer as $$ begin return; end $$;
create function auth.jwt() returns jsonb
  language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
alter function auth.jwt() owner to supabase_auth_admin;
create function storage.foldername(name text) returns text[]
  language plpgsql immutable as $$
begin
  return trim_array(string_to_array(name, '/'), 1);
end
$$;
alter function storage.foldername(name text) owner to supabase_storage_admin;
create function storage.filename(name text) returns text
  language plpgsql immutable as $$
begin
  return split_part(name, '/', -1);
end
$$;
alter function storage.filename(name text) owner to supabase_storage_admin;
create function storage.extension(name text) returns text
  language plpgsql immutable as $$
begin
  return split_part(split_part(name, '/', -1), '.', -1);
end
$$;
alter function storage.extension(name text) owner to supabase_storage_admin;
create function storage.search(prefix text, bucketname text, limits integer DEFAULT 100, levels integer DEFAULT 1, offsets integer DEFAULT 0, search text DEFAULT ''::text, sortcolumn text DEFAULT 'name'::text, sortorder text DEFAULT 'asc'::text) returns TABLE(name text, id uuid, updated_at timestamp with time zone, created_at timestamp with time zone, last_accessed_at timestamp with time zone, metadata jsonb)
  language plpgsql stable as $$ begin return; end $$;
alter function storage.search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text) owner to supabase_storage_admin;
create function storage.update_updated_at_column() returns trigger
  language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end
$$;
alter function storage.update_updated_at_column() owner to supabase_storage_admin;
create function storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb) returns void
  language plpgsql as $$ begin return; end $$;
alter function storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb) owner to supabase_storage_admin;
create function storage.list_multipart_uploads_with_delimiter(bucket_id text, prefix_param text, delimiter_param text, max_keys integer DEFAULT 100, next_key_token text DEFAULT ''::text, next_upload_token text DEFAULT ''::text) returns TABLE(key text, id text, created_at timestamp with time zone)
  language plpgsql as $$ begin return; end $$;
alter function storage.list_multipart_uploads_with_delimiter(bucket_id text, prefix_param text, delimiter_param text, max_keys integer, next_key_token text, next_upload_token text) owner to supabase_storage_admin;
create function storage.operation() returns text
  language plpgsql stable as $$
begin
  return current_setting('storage.operation', true);
end
$$;
alter function storage.operation() owner to supabase_storage_admin;
create function storage.get_size_by_bucket() returns TABLE(size bigint, bucket_id text)
  language plpgsql stable as $$ begin return; end $$;
alter function storage.get_size_by_bucket() owner to supabase_storage_admin;
create function storage.enforce_bucket_name_length() returns trigger
  language plpgsql as $$ begin return new; end $$;
alter function storage.enforce_bucket_name_length() owner to supabase_storage_admin;
create function storage.search_v2(prefix text, bucket_name text, limits integer DEFAULT 100, levels integer DEFAULT 1, start_after text DEFAULT ''::text, sort_order text DEFAULT 'asc'::text, sort_column text DEFAULT 'name'::text, sort_column_after text DEFAULT ''::text) returns TABLE(key text, name text, id uuid, updated_at timestamp with time zone, created_at timestamp with time zone, last_accessed_at timestamp with time zone, metadata jsonb)
  language plpgsql stable as $$ begin return; end $$;
alter function storage.search_v2(prefix text, bucket_name text, limits integer, levels integer, start_after text, sort_order text, sort_column text, sort_column_after text) owner to supabase_storage_admin;
create function storage.get_common_prefix(p_key text, p_prefix text, p_delimiter text) returns text
  language sql immutable as $$ select null::text $$;
alter function storage.get_common_prefix(p_key text, p_prefix text, p_delimiter text) owner to supabase_storage_admin;
create function storage.list_objects_with_delimiter(_bucket_id text, prefix_param text, delimiter_param text, max_keys integer DEFAULT 100, start_after text DEFAULT ''::text, next_token text DEFAULT ''::text, sort_order text DEFAULT 'asc'::text) returns TABLE(name text, id uuid, metadata jsonb, updated_at timestamp with time zone, created_at timestamp with time zone, last_accessed_at timestamp with time zone)
  language plpgsql stable as $$ begin return; end $$;
alter function storage.list_objects_with_delimiter(_bucket_id text, prefix_param text, delimiter_param text, max_keys integer, start_after text, next_token text, sort_order text) owner to supabase_storage_admin;
create function storage.search_by_timestamp(p_prefix text, p_bucket_id text, p_limit integer, p_level integer, p_start_after text, p_sort_order text, p_sort_column text, p_sort_column_after text) returns TABLE(key text, name text, id uuid, updated_at timestamp with time zone, created_at timestamp with time zone, last_accessed_at timestamp with time zone, metadata jsonb)
  language plpgsql stable as $$ begin return; end $$;
alter function storage.search_by_timestamp(p_prefix text, p_bucket_id text, p_limit integer, p_level integer, p_start_after text, p_sort_order text, p_sort_column text, p_sort_column_after text) owner to supabase_storage_admin;
create function storage.protect_delete() returns trigger
  language plpgsql as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.';
  end if;
  return null;
end
$$;
alter function storage.protect_delete() owner to supabase_storage_admin;
create function storage.allow_only_operation(expected_operation text) returns boolean
  language sql stable as $$ select null::boolean $$;
alter function storage.allow_only_operation(expected_operation text) owner to supabase_storage_admin;
create function storage.allow_any_operation(expected_operations text[]) returns boolean
  language sql stable as $$ select null::boolean $$;
alter function storage.allow_any_operation(expected_operations text[]) owner to supabase_storage_admin;
create function net.check_worker_is_up() returns void
  language plpgsql as $$ begin return; end $$;
create function net.wait_until_running() returns void
  language plpgsql as $$ begin return; end $$;
create function net.wake() returns void
  language plpgsql as $$ begin return; end $$;
create function net.worker_restart() returns boolean
  language sql as $$ select null::boolean $$;
create function net._await_response(request_id bigint) returns boolean
  language sql strict parallel safe as $$ select null::boolean $$;
create function net._urlencode_string(string character varying) returns text
  language sql immutable strict as $$ select null::text $$;
create function net._encode_url_with_params_array(url text, params_array text[]) returns text
  language sql immutable strict as $$ select null::text $$;
create function net.http_get(url text, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{}'::jsonb, timeout_milliseconds integer DEFAULT 5000) returns bigint
  language plpgsql strict security definer parallel safe set search_path = net as $$ begin return null; end $$;
create function net.http_post(url text, body jsonb DEFAULT '{}'::jsonb, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{"Content-Type": "application/json"}'::jsonb, timeout_milliseconds integer DEFAULT 5000) returns bigint
  language plpgsql security definer parallel safe set search_path = net as $$ begin return null; end $$;
create function net.http_delete(url text, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{}'::jsonb, timeout_milliseconds integer DEFAULT 5000, body jsonb DEFAULT NULL::jsonb) returns bigint
  language plpgsql parallel safe as $$ begin return null; end $$;
create function net._http_collect_response(request_id bigint, async boolean DEFAULT true) returns net.http_response_result
  language sql strict parallel safe as $$ select null::net.http_response_result $$;
create function net.http_collect_response(request_id bigint, async boolean DEFAULT true) returns net.http_response_result
  language sql strict parallel safe as $$ select null::net.http_response_result $$;
create function realtime.apply_rls(wal jsonb, max_record_bytes integer DEFAULT (1024 * 1024)) returns SETOF realtime.wal_rls
  language plpgsql as $$ begin return; end $$;
create function realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text DEFAULT 'ROW'::text) returns void
  language plpgsql as $$ begin return; end $$;
create function realtime.build_prepared_statement_sql(prepared_statement_name text, entity regclass, columns realtime.wal_column[]) returns text
  language sql as $$ select null::text $$;
create function realtime.cast(val text, type_ regtype) returns jsonb
  language plpgsql immutable as $$ begin return null; end $$;
create function realtime.check_equality_op(op realtime.equality_op, type_ regtype, val_1 text, val_2 text) returns boolean
  language plpgsql immutable as $$ begin return null; end $$;
create function realtime.is_visible_through_filters(columns realtime.wal_column[], filters realtime.user_defined_filter[]) returns boolean
  language sql immutable as $$ select null::boolean $$;
create function realtime.list_changes(publication name, slot_name name, max_changes integer, max_record_bytes integer) returns TABLE(wal jsonb, is_rls_enabled boolean, subscription_ids uuid[], errors text[], slot_changes_count bigint)
  language sql set log_min_messages = fatal as $$ select null::jsonb, null::boolean, null::uuid[], null::text[], null::bigint $$;
create function realtime.quote_wal2json(entity regclass) returns text
  language sql immutable strict as $$ select null::text $$;
create function realtime.send(payload jsonb, event text, topic text, private boolean DEFAULT true) returns void
  language plpgsql as $$ begin return; end $$;
create function realtime.send_binary(payload bytea, event text, topic text, private boolean DEFAULT true) returns void
  language plpgsql as $$ begin return; end $$;
create function realtime.subscription_check_filters() returns trigger
  language plpgsql as $$ begin return new; end $$;
create function realtime.to_regrole(role_name text) returns regrole
  language sql immutable as $$ select null::regrole $$;
create function realtime.topic() returns text
  language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;
alter function realtime.topic() owner to supabase_realtime_admin;
create function realtime.wal2json_escape_identifier(name text) returns text
  language sql immutable strict as $$ select null::text $$;
create function supabase_functions.http_request() returns trigger
  language plpgsql security definer set search_path = supabase_functions as $$ begin return new; end $$;
alter function supabase_functions.http_request() owner to supabase_functions_admin;

-- sequences, tables, views
create sequence auth.refresh_tokens_id_seq;
create sequence graphql.seq_schema_version as integer cycle;
create sequence net.http_request_queue_id_seq;
create sequence supabase_functions.hooks_id_seq;
create table auth.users (
  instance_id uuid,
  id uuid not null,
  aud character varying(255),
  role character varying(255),
  email character varying(255),
  encrypted_password character varying(255),
  email_confirmed_at timestamp with time zone,
  invited_at timestamp with time zone,
  confirmation_token character varying(255),
  confirmation_sent_at timestamp with time zone,
  recovery_token character varying(255),
  recovery_sent_at timestamp with time zone,
  email_change_token_new character varying(255),
  email_change character varying(255),
  email_change_sent_at timestamp with time zone,
  last_sign_in_at timestamp with time zone,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  phone text default NULL::character varying,
  phone_confirmed_at timestamp with time zone,
  phone_change text default ''::character varying,
  phone_change_token character varying(255) default ''::character varying,
  phone_change_sent_at timestamp with time zone,
  confirmed_at timestamp with time zone generated always as (LEAST(email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current character varying(255) default ''::character varying,
  email_change_confirm_status smallint default 0,
  banned_until timestamp with time zone,
  reauthentication_token character varying(255) default ''::character varying,
  reauthentication_sent_at timestamp with time zone,
  is_sso_user boolean default false not null,
  deleted_at timestamp with time zone,
  is_anonymous boolean default false not null
);
create table auth.refresh_tokens (
  instance_id uuid,
  id bigint default nextval('refresh_tokens_id_seq'::regclass) not null,
  token character varying(255),
  user_id character varying(255),
  revoked boolean,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  parent character varying(255),
  session_id uuid
);
create table auth.instances (
  id uuid not null,
  uuid uuid,
  raw_base_config text,
  created_at timestamp with time zone,
  updated_at timestamp with time zone
);
create table auth.audit_log_entries (
  instance_id uuid,
  id uuid not null,
  payload json,
  created_at timestamp with time zone,
  ip_address character varying(64) default ''::character varying not null
);
create table auth.schema_migrations (
  version character varying(255) not null
);
create table vault.secrets (
  id uuid default gen_random_uuid() not null,
  name text,
  description text default ''::text not null,
  secret text not null,
  key_id uuid,
  nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamp with time zone default CURRENT_TIMESTAMP not null,
  updated_at timestamp with time zone default CURRENT_TIMESTAMP not null
);
create table auth.identities (
  provider_id text not null,
  user_id uuid not null,
  identity_data jsonb not null,
  provider text not null,
  last_sign_in_at timestamp with time zone,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  email text generated always as (lower((identity_data ->> 'email'::text))) stored,
  id uuid default gen_random_uuid() not null
);
create table auth.sessions (
  id uuid not null,
  user_id uuid not null,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  factor_id uuid,
  aal aal_level,
  not_after timestamp with time zone,
  refreshed_at timestamp without time zone,
  user_agent text,
  ip inet,
  tag text,
  oauth_client_id uuid,
  refresh_token_hmac_key text,
  refresh_token_counter bigint,
  scopes text
);
create table auth.mfa_factors (
  id uuid not null,
  user_id uuid not null,
  friendly_name text,
  factor_type factor_type not null,
  status factor_status not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  secret text,
  phone text,
  last_challenged_at timestamp with time zone,
  web_authn_credential jsonb,
  web_authn_aaguid uuid,
  last_webauthn_challenge_data jsonb
);
create table auth.mfa_challenges (
  id uuid not null,
  factor_id uuid not null,
  created_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  ip_address inet not null,
  otp_code text,
  web_authn_session_data jsonb
);
create table auth.mfa_amr_claims (
  session_id uuid not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  authentication_method text not null,
  id uuid not null
);
create table auth.sso_providers (
  id uuid not null,
  resource_id text,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  disabled boolean
);
create table auth.sso_domains (
  id uuid not null,
  sso_provider_id uuid not null,
  domain text not null,
  created_at timestamp with time zone,
  updated_at timestamp with time zone
);
create table auth.saml_providers (
  id uuid not null,
  sso_provider_id uuid not null,
  entity_id text not null,
  metadata_xml text not null,
  metadata_url text,
  attribute_mapping jsonb,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  name_id_format text
);
create table auth.saml_relay_states (
  id uuid not null,
  sso_provider_id uuid not null,
  request_id text not null,
  for_email text,
  redirect_to text,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  flow_state_id uuid
);
create table auth.flow_state (
  id uuid not null,
  user_id uuid,
  auth_code text,
  code_challenge_method code_challenge_method,
  code_challenge text,
  provider_type text not null,
  provider_access_token text,
  provider_refresh_token text,
  created_at timestamp with time zone,
  updated_at timestamp with time zone,
  authentication_method text not null,
  auth_code_issued_at timestamp with time zone,
  invite_token text,
  referrer text,
  oauth_client_state_id uuid,
  linking_target_id uuid,
  email_optional boolean default false not null
);
create table auth.one_time_tokens (
  id uuid not null,
  user_id uuid not null,
  token_type one_time_token_type not null,
  token_hash text not null,
  relates_to text not null,
  created_at timestamp without time zone default now() not null,
  updated_at timestamp without time zone default now() not null
);
create table auth.oauth_clients (
  id uuid not null,
  client_secret_hash text,
  registration_type oauth_registration_type not null,
  redirect_uris text not null,
  grant_types text not null,
  client_name text,
  client_uri text,
  logo_uri text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  client_type oauth_client_type default 'confidential'::oauth_client_type not null,
  token_endpoint_auth_method text not null
);
create table auth.oauth_authorizations (
  id uuid not null,
  authorization_id text not null,
  client_id uuid not null,
  user_id uuid,
  redirect_uri text not null,
  scope text not null,
  state text,
  resource text,
  code_challenge text,
  code_challenge_method code_challenge_method,
  response_type oauth_response_type default 'code'::oauth_response_type not null,
  status oauth_authorization_status default 'pending'::oauth_authorization_status not null,
  authorization_code text,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone default (now() + '00:03:00'::interval) not null,
  approved_at timestamp with time zone,
  nonce text
);
create table auth.oauth_consents (
  id uuid not null,
  user_id uuid not null,
  client_id uuid not null,
  scopes text not null,
  granted_at timestamp with time zone default now() not null,
  revoked_at timestamp with time zone
);
create table auth.oauth_client_states (
  id uuid not null,
  provider_type text not null,
  code_verifier text,
  created_at timestamp with time zone not null
);
create table auth.custom_oauth_providers (
  id uuid default gen_random_uuid() not null,
  provider_type text not null,
  identifier text not null,
  name text not null,
  client_id text not null,
  client_secret text not null,
  acceptable_client_ids text[] default '{}'::text[] not null,
  scopes text[] default '{}'::text[] not null,
  pkce_enabled boolean default true not null,
  attribute_mapping jsonb default '{}'::jsonb not null,
  authorization_params jsonb default '{}'::jsonb not null,
  enabled boolean default true not null,
  email_optional boolean default false not null,
  issuer text,
  discovery_url text,
  skip_nonce_check boolean default false not null,
  cached_discovery jsonb,
  discovery_cached_at timestamp with time zone,
  authorization_url text,
  token_url text,
  userinfo_url text,
  jwks_uri text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  custom_claims_allowlist text[] default '{}'::text[] not null
);
create table auth.webauthn_credentials (
  id uuid default gen_random_uuid() not null,
  user_id uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  attestation_type text default ''::text not null,
  aaguid uuid,
  sign_count bigint default 0 not null,
  transports jsonb default '[]'::jsonb not null,
  backup_eligible boolean default false not null,
  backed_up boolean default false not null,
  friendly_name text default ''::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone
);
create table auth.webauthn_challenges (
  id uuid default gen_random_uuid() not null,
  user_id uuid,
  challenge_type text not null,
  session_data jsonb not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null
);
create table storage.migrations (
  id integer not null,
  name character varying(100) not null,
  hash character varying(40) not null,
  executed_at timestamp without time zone default CURRENT_TIMESTAMP
);
create table storage.buckets (
  id text not null,
  name text not null,
  owner uuid,
  created_at timestamp with time zone default now(),
  updated_at timestamp with time zone default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype default 'STANDARD'::storage.buckettype not null,
  versioning_status text default 'DISABLED'::text not null
);
create table storage.objects (
  id uuid default gen_random_uuid() not null,
  bucket_id text,
  name text,
  owner uuid,
  created_at timestamp with time zone default now(),
  updated_at timestamp with time zone default now(),
  last_accessed_at timestamp with time zone default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/'::text)) stored,
  version text,
  owner_id text,
  user_metadata jsonb,
  archived_at timestamp with time zone,
  is_delete_marker boolean default false not null,
  is_versioned boolean default false not null
);
create table storage.s3_multipart_uploads (
  id text not null,
  in_progress_size bigint default 0 not null,
  upload_signature text not null,
  bucket_id text not null,
  key text not null,
  version text not null,
  owner_id text,
  created_at timestamp with time zone default now() not null,
  user_metadata jsonb,
  metadata jsonb
);
create table storage.s3_multipart_uploads_parts (
  id uuid default gen_random_uuid() not null,
  upload_id text not null,
  size bigint default 0 not null,
  part_number integer not null,
  bucket_id text not null,
  key text not null,
  etag text not null,
  owner_id text,
  version text not null,
  created_at timestamp with time zone default now() not null
);
create table storage.buckets_analytics (
  name text not null,
  type storage.buckettype default 'ANALYTICS'::storage.buckettype not null,
  format text default 'ICEBERG'::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  id uuid default gen_random_uuid() not null,
  deleted_at timestamp with time zone
);
create table storage.iceberg_namespaces (
  id uuid default gen_random_uuid() not null,
  bucket_name text not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  metadata jsonb default '{}'::jsonb not null,
  catalog_id uuid not null
);
create table storage.iceberg_tables (
  id uuid default gen_random_uuid() not null,
  namespace_id uuid not null,
  bucket_name text not null,
  name text not null,
  location text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  remote_table_id text,
  shard_key text,
  shard_id text,
  catalog_id uuid not null
);
create table storage.buckets_vectors (
  id text not null,
  type storage.buckettype default 'VECTOR'::storage.buckettype not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
create table storage.vector_indexes (
  id text default gen_random_uuid() not null,
  name text not null,
  bucket_id text not null,
  data_type text not null,
  dimension integer not null,
  distance_metric text not null,
  metadata_configuration jsonb,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
create unlogged table net.http_request_queue (
  id bigint default nextval('net.http_request_queue_id_seq'::regclass) not null,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);
create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamp with time zone default now() not null
);
create table _realtime.extensions (
  id uuid not null,
  inserted_at timestamp(0) without time zone not null,
  settings jsonb,
  tenant_external_id text,
  type text,
  updated_at timestamp(0) without time zone not null
);
create table _realtime.feature_flags (
  enabled boolean default false not null,
  id uuid not null,
  inserted_at timestamp(0) without time zone not null,
  name character varying(255) not null,
  updated_at timestamp(0) without time zone not null
);
create table _realtime.schema_migrations (
  inserted_at timestamp(0) without time zone,
  version bigint not null
);
create table _realtime.tenants (
  broadcast_adapter character varying(255) default 'gen_rpc'::character varying,
  client_presence_window_ms integer,
  external_id text,
  feature_flags jsonb default '{}'::jsonb not null,
  id uuid not null,
  inserted_at timestamp(0) without time zone not null,
  jwt_jwks jsonb,
  jwt_secret text,
  max_bytes_per_second integer default 100000 not null,
  max_channels_per_client integer default 100 not null,
  max_client_presence_events_per_window integer,
  max_concurrent_users integer default 200 not null,
  max_events_per_second integer default 100 not null,
  max_joins_per_second integer default 500 not null,
  max_payload_size_in_kb integer default 3000,
  max_presence_events_per_second integer default 1000,
  migrations_ran integer default 0,
  name text,
  notify_private_alpha boolean default false,
  postgres_cdc_default text default 'postgres_cdc_rls'::text,
  presence_enabled boolean default false not null,
  private_only boolean default false not null,
  suspend boolean default false,
  updated_at timestamp(0) without time zone not null
);
create table realtime.messages (
  binary_payload bytea,
  event text,
  extension text not null,
  id uuid default gen_random_uuid() not null,
  inserted_at timestamp without time zone default now() not null,
  payload jsonb,
  private boolean default false,
  topic text not null,
  updated_at timestamp without time zone default now() not null
) partition by range (inserted_at);
create table realtime.schema_migrations (
  inserted_at timestamp(0) without time zone,
  version bigint not null
);
create table realtime.subscription (
  action_filter text default '*'::text,
  claims jsonb not null,
  created_at timestamp without time zone default timezone('utc'::text, now()) not null,
  entity regclass not null,
  id bigint generated always as identity not null,
  selected_columns text[],
  subscription_id uuid not null,
  filters realtime.user_defined_filter[] default '{}'::realtime.user_defined_filter[] not null,
  claims_role regrole generated always as (realtime.to_regrole((claims ->> 'role'::text))) stored not null
);
create table supabase_functions.hooks (
  created_at timestamp with time zone default now() not null,
  hook_name text not null,
  hook_table_id integer not null,
  id bigint default nextval('supabase_functions.hooks_id_seq'::regclass) not null,
  request_id bigint
);
create table supabase_functions.migrations (
  inserted_at timestamp with time zone default now() not null,
  version text not null
);
create view vault.decrypted_secrets as
  select id, name, description, secret,
    convert_from(
      vault._crypto_aead_det_decrypt(
        message := decode(secret, 'base64'), additional := convert_to(id::text, 'utf8'), key_id := 0,
        context := 'pgsodium'::bytea, nonce := nonce),
      'utf8') collate "C" as decrypted_secret,
    key_id, nonce, created_at, updated_at
  from vault.secrets;
alter sequence auth.refresh_tokens_id_seq owned by auth.refresh_tokens.id;
alter sequence net.http_request_queue_id_seq owned by net.http_request_queue.id;
alter sequence supabase_functions.hooks_id_seq owned by supabase_functions.hooks.id;
alter table auth.users owner to supabase_auth_admin;
alter table auth.refresh_tokens owner to supabase_auth_admin;
alter table auth.instances owner to supabase_auth_admin;
alter table auth.audit_log_entries owner to supabase_auth_admin;
alter table auth.schema_migrations owner to supabase_auth_admin;
alter table auth.identities owner to supabase_auth_admin;
alter table auth.sessions owner to supabase_auth_admin;
alter table auth.mfa_factors owner to supabase_auth_admin;
alter table auth.mfa_challenges owner to supabase_auth_admin;
alter table auth.mfa_amr_claims owner to supabase_auth_admin;
alter table auth.sso_providers owner to supabase_auth_admin;
alter table auth.sso_domains owner to supabase_auth_admin;
alter table auth.saml_providers owner to supabase_auth_admin;
alter table auth.saml_relay_states owner to supabase_auth_admin;
alter table auth.flow_state owner to supabase_auth_admin;
alter table auth.one_time_tokens owner to supabase_auth_admin;
alter table auth.oauth_clients owner to supabase_auth_admin;
alter table auth.oauth_authorizations owner to supabase_auth_admin;
alter table auth.oauth_consents owner to supabase_auth_admin;
alter table auth.oauth_client_states owner to supabase_auth_admin;
alter table auth.custom_oauth_providers owner to supabase_auth_admin;
alter table auth.webauthn_credentials owner to supabase_auth_admin;
alter table auth.webauthn_challenges owner to supabase_auth_admin;
alter table storage.migrations owner to supabase_storage_admin;
alter table storage.buckets owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
alter table storage.s3_multipart_uploads owner to supabase_storage_admin;
alter table storage.s3_multipart_uploads_parts owner to supabase_storage_admin;
alter table storage.buckets_analytics owner to supabase_storage_admin;
alter table storage.iceberg_namespaces owner to supabase_storage_admin;
alter table storage.iceberg_tables owner to supabase_storage_admin;
alter table storage.buckets_vectors owner to supabase_storage_admin;
alter table storage.vector_indexes owner to supabase_storage_admin;
alter table realtime.messages owner to supabase_realtime_admin;
alter table supabase_functions.hooks owner to supabase_functions_admin;
alter table supabase_functions.migrations owner to supabase_functions_admin;

-- constraints and indexes
alter table auth.users add constraint users_pkey PRIMARY KEY (id);
alter table auth.refresh_tokens add constraint refresh_tokens_pkey PRIMARY KEY (id);
alter table auth.instances add constraint instances_pkey PRIMARY KEY (id);
alter table auth.audit_log_entries add constraint audit_log_entries_pkey PRIMARY KEY (id);
alter table auth.schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (version);
alter table vault.secrets add constraint secrets_pkey PRIMARY KEY (id);
alter table auth.users add constraint users_email_change_confirm_status_check CHECK (((email_change_confirm_status >= 0) AND (email_change_confirm_status <= 2)));
alter table auth.refresh_tokens add constraint refresh_tokens_token_unique UNIQUE (token);
alter table auth.sessions add constraint sessions_pkey PRIMARY KEY (id);
alter table auth.mfa_factors add constraint mfa_factors_pkey PRIMARY KEY (id);
alter table auth.mfa_challenges add constraint mfa_challenges_pkey PRIMARY KEY (id);
alter table auth.mfa_amr_claims add constraint mfa_amr_claims_session_id_authentication_method_pkey UNIQUE (session_id, authentication_method);
alter table auth.mfa_amr_claims add constraint amr_id_pk PRIMARY KEY (id);
alter table auth.sso_providers add constraint "resource_id not empty" CHECK (((resource_id = NULL::text) OR (char_length(resource_id) > 0)));
alter table auth.sso_providers add constraint sso_providers_pkey PRIMARY KEY (id);
alter table auth.sso_domains add constraint "domain not empty" CHECK ((char_length(domain) > 0));
alter table auth.sso_domains add constraint sso_domains_pkey PRIMARY KEY (id);
alter table auth.saml_providers add constraint "metadata_xml not empty" CHECK ((char_length(metadata_xml) > 0));
alter table auth.saml_providers add constraint "metadata_url not empty" CHECK (((metadata_url = NULL::text) OR (char_length(metadata_url) > 0)));
alter table auth.saml_providers add constraint "entity_id not empty" CHECK ((char_length(entity_id) > 0));
alter table auth.saml_providers add constraint saml_providers_pkey PRIMARY KEY (id);
alter table auth.saml_providers add constraint saml_providers_entity_id_key UNIQUE (entity_id);
alter table auth.saml_relay_states add constraint "request_id not empty" CHECK ((char_length(request_id) > 0));
alter table auth.saml_relay_states add constraint saml_relay_states_pkey PRIMARY KEY (id);
alter table auth.users add constraint users_phone_key UNIQUE (phone);
alter table auth.flow_state add constraint flow_state_pkey PRIMARY KEY (id);
alter table auth.identities add constraint identities_pkey PRIMARY KEY (id);
alter table auth.identities add constraint identities_provider_id_provider_unique UNIQUE (provider_id, provider);
alter table auth.one_time_tokens add constraint one_time_tokens_token_hash_check CHECK ((char_length(token_hash) > 0));
alter table auth.one_time_tokens add constraint one_time_tokens_pkey PRIMARY KEY (id);
alter table auth.mfa_factors add constraint mfa_factors_last_challenged_at_key UNIQUE (last_challenged_at);
alter table auth.oauth_clients add constraint oauth_clients_client_name_length CHECK ((char_length(client_name) <= 1024));
alter table auth.oauth_clients add constraint oauth_clients_client_uri_length CHECK ((char_length(client_uri) <= 2048));
alter table auth.oauth_clients add constraint oauth_clients_logo_uri_length CHECK ((char_length(logo_uri) <= 2048));
alter table auth.oauth_clients add constraint oauth_clients_pkey PRIMARY KEY (id);
alter table auth.oauth_authorizations add constraint oauth_authorizations_redirect_uri_length CHECK ((char_length(redirect_uri) <= 2048));
alter table auth.oauth_authorizations add constraint oauth_authorizations_scope_length CHECK ((char_length(scope) <= 4096));
alter table auth.oauth_authorizations add constraint oauth_authorizations_state_length CHECK ((char_length(state) <= 4096));
alter table auth.oauth_authorizations add constraint oauth_authorizations_resource_length CHECK ((char_length(resource) <= 2048));
alter table auth.oauth_authorizations add constraint oauth_authorizations_code_challenge_length CHECK ((char_length(code_challenge) <= 128));
alter table auth.oauth_authorizations add constraint oauth_authorizations_authorization_code_length CHECK ((char_length(authorization_code) <= 255));
alter table auth.oauth_authorizations add constraint oauth_authorizations_expires_at_future CHECK ((expires_at > created_at));
alter table auth.oauth_authorizations add constraint oauth_authorizations_pkey PRIMARY KEY (id);
alter table auth.oauth_authorizations add constraint oauth_authorizations_authorization_id_key UNIQUE (authorization_id);
alter table auth.oauth_authorizations add constraint oauth_authorizations_authorization_code_key UNIQUE (authorization_code);
alter table auth.oauth_consents add constraint oauth_consents_scopes_length CHECK ((char_length(scopes) <= 2048));
alter table auth.oauth_consents add constraint oauth_consents_scopes_not_empty CHECK ((char_length(TRIM(BOTH FROM scopes)) > 0));
alter table auth.oauth_consents add constraint oauth_consents_revoked_after_granted CHECK (((revoked_at IS NULL) OR (revoked_at >= granted_at)));
alter table auth.oauth_consents add constraint oauth_consents_pkey PRIMARY KEY (id);
alter table auth.oauth_consents add constraint oauth_consents_user_client_unique UNIQUE (user_id, client_id);
alter table auth.oauth_authorizations add constraint oauth_authorizations_nonce_length CHECK ((char_length(nonce) <= 255));
alter table auth.sessions add constraint sessions_scopes_length CHECK ((char_length(scopes) <= 4096));
alter table auth.oauth_client_states add constraint oauth_client_states_pkey PRIMARY KEY (id);
alter table auth.oauth_clients add constraint oauth_clients_token_endpoint_auth_method_check CHECK ((token_endpoint_auth_method = ANY (ARRAY['client_secret_basic'::text, 'client_secret_post'::text, 'none'::text])));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_provider_type_check CHECK ((provider_type = ANY (ARRAY['oauth2'::text, 'oidc'::text])));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_oidc_requires_issuer CHECK (((provider_type <> 'oidc'::text) OR (issuer IS NOT NULL)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_oidc_issuer_https CHECK (((provider_type <> 'oidc'::text) OR (issuer IS NULL) OR (issuer ~~ 'https://%'::text)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_oidc_discovery_url_https CHECK (((provider_type <> 'oidc'::text) OR (discovery_url IS NULL) OR (discovery_url ~~ 'https://%'::text)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_oauth2_requires_endpoints CHECK (((provider_type <> 'oauth2'::text) OR ((authorization_url IS NOT NULL) AND (token_url IS NOT NULL) AND (userinfo_url IS NOT NULL))));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_authorization_url_https CHECK (((authorization_url IS NULL) OR (authorization_url ~~ 'https://%'::text)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_token_url_https CHECK (((token_url IS NULL) OR (token_url ~~ 'https://%'::text)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_userinfo_url_https CHECK (((userinfo_url IS NULL) OR (userinfo_url ~~ 'https://%'::text)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_jwks_uri_https CHECK (((jwks_uri IS NULL) OR (jwks_uri ~~ 'https://%'::text)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_identifier_format CHECK ((identifier ~ '^[a-z0-9][a-z0-9:-]{0,48}[a-z0-9]$'::text));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_issuer_length CHECK (((issuer IS NULL) OR ((char_length(issuer) >= 1) AND (char_length(issuer) <= 2048))));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_discovery_url_length CHECK (((discovery_url IS NULL) OR (char_length(discovery_url) <= 2048)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_authorization_url_length CHECK (((authorization_url IS NULL) OR (char_length(authorization_url) <= 2048)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_token_url_length CHECK (((token_url IS NULL) OR (char_length(token_url) <= 2048)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_userinfo_url_length CHECK (((userinfo_url IS NULL) OR (char_length(userinfo_url) <= 2048)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_jwks_uri_length CHECK (((jwks_uri IS NULL) OR (char_length(jwks_uri) <= 2048)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_client_id_length CHECK (((char_length(client_id) >= 1) AND (char_length(client_id) <= 512)));
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_pkey PRIMARY KEY (id);
alter table auth.custom_oauth_providers add constraint custom_oauth_providers_identifier_key UNIQUE (identifier);
alter table auth.webauthn_credentials add constraint webauthn_credentials_pkey PRIMARY KEY (id);
alter table auth.webauthn_challenges add constraint webauthn_challenges_challenge_type_check CHECK ((challenge_type = ANY (ARRAY['signup'::text, 'registration'::text, 'authentication'::text])));
alter table auth.webauthn_challenges add constraint webauthn_challenges_pkey PRIMARY KEY (id);
alter table storage.migrations add constraint migrations_pkey PRIMARY KEY (id);
alter table storage.migrations add constraint migrations_name_key UNIQUE (name);
alter table storage.buckets add constraint buckets_pkey PRIMARY KEY (id);
alter table storage.objects add constraint objects_pkey PRIMARY KEY (id);
alter table storage.s3_multipart_uploads add constraint s3_multipart_uploads_pkey PRIMARY KEY (id);
alter table storage.s3_multipart_uploads_parts add constraint s3_multipart_uploads_parts_pkey PRIMARY KEY (id);
alter table storage.iceberg_namespaces add constraint iceberg_namespaces_pkey PRIMARY KEY (id);
alter table storage.iceberg_tables add constraint iceberg_tables_pkey PRIMARY KEY (id);
alter table storage.buckets_vectors add constraint buckets_vectors_pkey PRIMARY KEY (id);
alter table storage.vector_indexes add constraint vector_indexes_pkey PRIMARY KEY (id);
alter table storage.buckets_analytics add constraint buckets_analytics_pkey PRIMARY KEY (id);
alter table storage.buckets add constraint buckets_versioning_status_check CHECK ((versioning_status = ANY (ARRAY['DISABLED'::text, 'ENABLED'::text, 'SUSPENDED'::text])));
alter table storage.buckets add constraint buckets_versioning_standard_only_check CHECK (((type = 'STANDARD'::storage.buckettype) OR (versioning_status = 'DISABLED'::text)));
alter table storage.buckets add constraint buckets_versioning_dark_check CHECK ((versioning_status = 'DISABLED'::text));
alter table _realtime.extensions add constraint extensions_pkey PRIMARY KEY (id);
alter table _realtime.feature_flags add constraint feature_flags_pkey PRIMARY KEY (id);
alter table _realtime.schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (version);
alter table _realtime.tenants add constraint jwt_secret_or_jwt_jwks_required CHECK (((jwt_secret IS NOT NULL) OR (jwt_jwks IS NOT NULL)));
alter table _realtime.tenants add constraint tenants_pkey PRIMARY KEY (id);
alter table realtime.messages add constraint messages_payload_exclusive CHECK (((payload IS NULL) OR (binary_payload IS NULL))) NOT VALID;
alter table realtime.messages add constraint messages_pkey PRIMARY KEY (id, inserted_at);
alter table realtime.schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (version);
alter table realtime.subscription add constraint pk_subscription PRIMARY KEY (id);
alter table realtime.subscription add constraint subscription_action_filter_check CHECK ((action_filter = ANY (ARRAY['*'::text, 'INSERT'::text, 'UPDATE'::text, 'DELETE'::text])));
alter table supabase_functions.hooks add constraint hooks_pkey PRIMARY KEY (id);
alter table supabase_functions.migrations add constraint migrations_pkey PRIMARY KEY (version);
create index users_instance_id_idx ON auth.users USING btree (instance_id);
create index refresh_tokens_instance_id_idx ON auth.refresh_tokens USING btree (instance_id);
create index refresh_tokens_instance_id_user_id_idx ON auth.refresh_tokens USING btree (instance_id, user_id);
create index audit_logs_instance_id_idx ON auth.audit_log_entries USING btree (instance_id);
create unique index secrets_name_idx ON vault.secrets USING btree (name) WHERE (name IS NOT NULL);
create index refresh_tokens_parent_idx ON auth.refresh_tokens USING btree (parent);
create index identities_user_id_idx ON auth.identities USING btree (user_id);
create index users_instance_id_email_idx ON auth.users USING btree (instance_id, lower((email)::text));
create unique index confirmation_token_idx ON auth.users USING btree (confirmation_token) WHERE ((confirmation_token)::text !~ '^[0-9 ]*$'::text);
create unique index recovery_token_idx ON auth.users USING btree (recovery_token) WHERE ((recovery_token)::text !~ '^[0-9 ]*$'::text);
create unique index email_change_token_current_idx ON auth.users USING btree (email_change_token_current) WHERE ((email_change_token_current)::text !~ '^[0-9 ]*$'::text);
create unique index email_change_token_new_idx ON auth.users USING btree (email_change_token_new) WHERE ((email_change_token_new)::text !~ '^[0-9 ]*$'::text);
create unique index reauthentication_token_idx ON auth.users USING btree (reauthentication_token) WHERE ((reauthentication_token)::text !~ '^[0-9 ]*$'::text);
create unique index mfa_factors_user_friendly_name_unique ON auth.mfa_factors USING btree (friendly_name, user_id) WHERE (TRIM(BOTH FROM friendly_name) <> ''::text);
create index user_id_created_at_idx ON auth.sessions USING btree (user_id, created_at);
create index factor_id_created_at_idx ON auth.mfa_factors USING btree (user_id, created_at);
create index sessions_user_id_idx ON auth.sessions USING btree (user_id);
create index refresh_tokens_session_id_revoked_idx ON auth.refresh_tokens USING btree (session_id, revoked);
create unique index sso_providers_resource_id_idx ON auth.sso_providers USING btree (lower(resource_id));
create index sso_domains_sso_provider_id_idx ON auth.sso_domains USING btree (sso_provider_id);
create unique index sso_domains_domain_idx ON auth.sso_domains USING btree (lower(domain));
create index saml_providers_sso_provider_id_idx ON auth.saml_providers USING btree (sso_provider_id);
create index saml_relay_states_sso_provider_id_idx ON auth.saml_relay_states USING btree (sso_provider_id);
create index saml_relay_states_for_email_idx ON auth.saml_relay_states USING btree (for_email);
create unique index users_email_partial_key ON auth.users USING btree (email) WHERE (is_sso_user = false);
create index identities_email_idx ON auth.identities USING btree (email text_pattern_ops);
create index idx_auth_code ON auth.flow_state USING btree (auth_code);
create index idx_user_id_auth_method ON auth.flow_state USING btree (user_id, authentication_method);
create index refresh_tokens_updated_at_idx ON auth.refresh_tokens USING btree (updated_at DESC);
create index flow_state_created_at_idx ON auth.flow_state USING btree (created_at DESC);
create index saml_relay_states_created_at_idx ON auth.saml_relay_states USING btree (created_at DESC);
create index sessions_not_after_idx ON auth.sessions USING btree (not_after DESC);
create index mfa_challenge_created_at_idx ON auth.mfa_challenges USING btree (created_at DESC);
create index mfa_factors_user_id_idx ON auth.mfa_factors USING btree (user_id);
create index users_is_anonymous_idx ON auth.users USING btree (is_anonymous);
create index one_time_tokens_token_hash_hash_idx ON auth.one_time_tokens USING hash (token_hash);
create index one_time_tokens_relates_to_hash_idx ON auth.one_time_tokens USING hash (relates_to);
create unique index one_time_tokens_user_id_token_type_key ON auth.one_time_tokens USING btree (user_id, token_type);
create unique index unique_phone_factor_per_user ON auth.mfa_factors USING btree (user_id, phone);
create index sso_providers_resource_id_pattern_idx ON auth.sso_providers USING btree (resource_id text_pattern_ops);
create index oauth_clients_deleted_at_idx ON auth.oauth_clients USING btree (deleted_at);
create index oauth_auth_pending_exp_idx ON auth.oauth_authorizations USING btree (expires_at) WHERE (status = 'pending'::oauth_authorization_status);
create index oauth_consents_active_user_client_idx ON auth.oauth_consents USING btree (user_id, client_id) WHERE (revoked_at IS NULL);
create index oauth_consents_user_order_idx ON auth.oauth_consents USING btree (user_id, granted_at DESC);
create index oauth_consents_active_client_idx ON auth.oauth_consents USING btree (client_id) WHERE (revoked_at IS NULL);
create index sessions_oauth_client_id_idx ON auth.sessions USING btree (oauth_client_id);
create index idx_oauth_client_states_created_at ON auth.oauth_client_states USING btree (created_at);
create index custom_oauth_providers_identifier_idx ON auth.custom_oauth_providers USING btree (identifier);
create index custom_oauth_providers_provider_type_idx ON auth.custom_oauth_providers USING btree (provider_type);
create index custom_oauth_providers_enabled_idx ON auth.custom_oauth_providers USING btree (enabled);
create index custom_oauth_providers_created_at_idx ON auth.custom_oauth_providers USING btree (created_at);
create unique index webauthn_credentials_credential_id_key ON auth.webauthn_credentials USING btree (credential_id);
create index webauthn_credentials_user_id_idx ON auth.webauthn_credentials USING btree (user_id);
create index webauthn_challenges_user_id_idx ON auth.webauthn_challenges USING btree (user_id);
create index webauthn_challenges_expires_at_idx ON auth.webauthn_challenges USING btree (expires_at);
create unique index bname ON storage.buckets USING btree (name);
create unique index bucketid_objname ON storage.objects USING btree (bucket_id, name);
create index name_prefix_search ON storage.objects USING btree (name text_pattern_ops);
create index idx_objects_bucket_id_name ON storage.objects USING btree (bucket_id, name COLLATE "C");
create index idx_multipart_uploads_list ON storage.s3_multipart_uploads USING btree (bucket_id, key, created_at);
create unique index vector_indexes_name_bucket_id_idx ON storage.vector_indexes USING btree (name, bucket_id);
create unique index buckets_analytics_unique_name_idx ON storage.buckets_analytics USING btree (name) WHERE (deleted_at IS NULL);
create unique index idx_iceberg_namespaces_bucket_id ON storage.iceberg_namespaces USING btree (catalog_id, name);
create unique index idx_iceberg_tables_namespace_id ON storage.iceberg_tables USING btree (catalog_id, namespace_id, name);
create unique index idx_iceberg_tables_location ON storage.iceberg_tables USING btree (location);
create index idx_objects_bucket_id_name_lower ON storage.objects USING btree (bucket_id, lower(name) COLLATE "C");
create index _http_response_created_idx ON net._http_response USING btree (created);
create index extensions_tenant_external_id_index ON _realtime.extensions USING btree (tenant_external_id);
create unique index extensions_tenant_external_id_type_index ON _realtime.extensions USING btree (tenant_external_id, type);
create unique index feature_flags_name_index ON _realtime.feature_flags USING btree (name);
create unique index tenants_external_id_index ON _realtime.tenants USING btree (external_id);
create index ix_realtime_subscription_entity ON realtime.subscription USING btree (entity);
create index messages_inserted_at_topic_index ON realtime.messages USING btree (inserted_at DESC, topic) WHERE ((extension = 'broadcast'::text) AND (private IS TRUE));
create unique index subscription_subscription_id_entity_filters_action_filter_selec ON realtime.subscription USING btree (subscription_id, entity, filters, action_filter, COALESCE(selected_columns, '{}'::text[]));
create index supabase_functions_hooks_h_table_id_h_name_idx ON supabase_functions.hooks USING btree (hook_table_id, hook_name);
create index supabase_functions_hooks_request_id_idx ON supabase_functions.hooks USING btree (request_id);
alter table auth.identities add constraint identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table auth.sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table auth.refresh_tokens add constraint refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;
alter table auth.mfa_factors add constraint mfa_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table auth.mfa_challenges add constraint mfa_challenges_auth_factor_id_fkey FOREIGN KEY (factor_id) REFERENCES mfa_factors(id) ON DELETE CASCADE;
alter table auth.mfa_amr_claims add constraint mfa_amr_claims_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;
alter table auth.sso_domains add constraint sso_domains_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES sso_providers(id) ON DELETE CASCADE;
alter table auth.saml_providers add constraint saml_providers_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES sso_providers(id) ON DELETE CASCADE;
alter table auth.saml_relay_states add constraint saml_relay_states_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES sso_providers(id) ON DELETE CASCADE;
alter table auth.saml_relay_states add constraint saml_relay_states_flow_state_id_fkey FOREIGN KEY (flow_state_id) REFERENCES flow_state(id) ON DELETE CASCADE;
alter table auth.one_time_tokens add constraint one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table auth.oauth_authorizations add constraint oauth_authorizations_client_id_fkey FOREIGN KEY (client_id) REFERENCES oauth_clients(id) ON DELETE CASCADE;
alter table auth.oauth_authorizations add constraint oauth_authorizations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table auth.oauth_consents add constraint oauth_consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table auth.oauth_consents add constraint oauth_consents_client_id_fkey FOREIGN KEY (client_id) REFERENCES oauth_clients(id) ON DELETE CASCADE;
alter table auth.sessions add constraint sessions_oauth_client_id_fkey FOREIGN KEY (oauth_client_id) REFERENCES oauth_clients(id) ON DELETE CASCADE;
alter table auth.webauthn_credentials add constraint webauthn_credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table auth.webauthn_challenges add constraint webauthn_challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table storage.objects add constraint "objects_bucketId_fkey" FOREIGN KEY (bucket_id) REFERENCES storage.buckets(id);
alter table storage.s3_multipart_uploads add constraint s3_multipart_uploads_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets(id);
alter table storage.s3_multipart_uploads_parts add constraint s3_multipart_uploads_parts_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES storage.s3_multipart_uploads(id) ON DELETE CASCADE;
alter table storage.s3_multipart_uploads_parts add constraint s3_multipart_uploads_parts_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets(id);
alter table storage.iceberg_tables add constraint iceberg_tables_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES storage.iceberg_namespaces(id) ON DELETE CASCADE;
alter table storage.vector_indexes add constraint vector_indexes_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets_vectors(id);
alter table storage.iceberg_namespaces add constraint iceberg_namespaces_catalog_id_fkey FOREIGN KEY (catalog_id) REFERENCES storage.buckets_analytics(id) ON DELETE CASCADE;
alter table storage.iceberg_tables add constraint iceberg_tables_catalog_id_fkey FOREIGN KEY (catalog_id) REFERENCES storage.buckets_analytics(id) ON DELETE CASCADE;
alter table _realtime.extensions add constraint extensions_tenant_external_id_fkey FOREIGN KEY (tenant_external_id) REFERENCES _realtime.tenants(external_id) ON DELETE CASCADE;

-- row security and triggers
alter table auth.users enable row level security;
alter table auth.refresh_tokens enable row level security;
alter table auth.instances enable row level security;
alter table auth.audit_log_entries enable row level security;
alter table auth.schema_migrations enable row level security;
alter table auth.identities enable row level security;
alter table auth.sessions enable row level security;
alter table auth.mfa_factors enable row level security;
alter table auth.mfa_challenges enable row level security;
alter table auth.mfa_amr_claims enable row level security;
alter table auth.sso_providers enable row level security;
alter table auth.sso_domains enable row level security;
alter table auth.saml_providers enable row level security;
alter table auth.saml_relay_states enable row level security;
alter table auth.flow_state enable row level security;
alter table auth.one_time_tokens enable row level security;
alter table storage.migrations enable row level security;
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
alter table storage.s3_multipart_uploads enable row level security;
alter table storage.s3_multipart_uploads_parts enable row level security;
alter table storage.buckets_analytics enable row level security;
alter table storage.iceberg_namespaces enable row level security;
alter table storage.iceberg_tables enable row level security;
alter table storage.buckets_vectors enable row level security;
alter table storage.vector_indexes enable row level security;
alter table realtime.messages enable row level security;
create trigger enforce_bucket_name_length_trigger before insert or update on storage.buckets for each row execute function storage.enforce_bucket_name_length();
create trigger protect_buckets_delete before delete on storage.buckets for each statement execute function storage.protect_delete();
create trigger protect_objects_delete before delete on storage.objects for each statement execute function storage.protect_delete();
create trigger update_objects_updated_at before update on storage.objects for each row execute function storage.update_updated_at_column();
create trigger tr_check_filters before insert or update on realtime.subscription for each row execute function realtime.subscription_check_filters();
create event trigger graphql_watch_ddl on ddl_command_end execute function graphql.increment_schema_version();
create event trigger graphql_watch_drop on sql_drop execute function graphql.increment_schema_version();
create event trigger issue_graphql_placeholder on sql_drop when tag in ('DROP EXTENSION') execute function extensions.set_graphql_placeholder();
create event trigger issue_pg_cron_access on ddl_command_end when tag in ('CREATE EXTENSION') execute function extensions.grant_pg_cron_access();
create event trigger issue_pg_graphql_access on ddl_command_end when tag in ('CREATE FUNCTION') execute function extensions.grant_pg_graphql_access();
create event trigger issue_pg_net_access on ddl_command_end when tag in ('CREATE EXTENSION') execute function extensions.grant_pg_net_access();
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_drop_watch();

-- extensions made of the objects above
set allow_system_table_mods = on;
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  select pg_nextoid('pg_extension', 'oid', 'pg_extension_oid_index'), 'supabase_vault', 10, 'vault'::regnamespace, false, '0.3.1';
insert into pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
  select 'pg_extension'::regclass, oid, 0, 'pg_namespace'::regclass, extnamespace, 0, 'n' from pg_extension where extname = 'supabase_vault';
alter extension supabase_vault add function vault._crypto_aead_det_decrypt(pg_catalog.bytea,pg_catalog.bytea,bigint,pg_catalog.bytea,pg_catalog.bytea);
alter extension supabase_vault add function vault._crypto_aead_det_encrypt(pg_catalog.bytea,pg_catalog.bytea,bigint,pg_catalog.bytea,pg_catalog.bytea);
alter extension supabase_vault add function vault._crypto_aead_det_noncegen();
alter extension supabase_vault add function vault.create_secret(pg_catalog.text,pg_catalog.text,pg_catalog.text,pg_catalog.uuid);
alter extension supabase_vault add function vault.update_secret(pg_catalog.uuid,pg_catalog.text,pg_catalog.text,pg_catalog.text,pg_catalog.uuid);
alter extension supabase_vault add table vault.secrets;
alter extension supabase_vault add view vault.decrypted_secrets;
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  select pg_nextoid('pg_extension', 'oid', 'pg_extension_oid_index'), 'pg_graphql', 10, 'graphql'::regnamespace, false, '1.5.11';
insert into pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
  select 'pg_extension'::regclass, oid, 0, 'pg_namespace'::regclass, extnamespace, 0, 'n' from pg_extension where extname = 'pg_graphql';
alter extension pg_graphql add event trigger graphql_watch_ddl;
alter extension pg_graphql add event trigger graphql_watch_drop;
alter extension pg_graphql add function graphql._internal_resolve(pg_catalog.text,pg_catalog.jsonb,pg_catalog.text,pg_catalog.jsonb);
alter extension pg_graphql add function graphql.comment_directive(pg_catalog.text);
alter extension pg_graphql add function graphql.exception(pg_catalog.text);
alter extension pg_graphql add function graphql.get_schema_version();
alter extension pg_graphql add function graphql.increment_schema_version();
alter extension pg_graphql add function graphql.resolve(pg_catalog.text,pg_catalog.jsonb,pg_catalog.text,pg_catalog.jsonb);
alter extension pg_graphql add function graphql_public.graphql(pg_catalog.text,pg_catalog.text,pg_catalog.jsonb,pg_catalog.jsonb);
alter extension pg_graphql add sequence graphql.seq_schema_version;
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  select pg_nextoid('pg_extension', 'oid', 'pg_extension_oid_index'), 'pg_net', 10, 'extensions'::regnamespace, false, '0.20.3';
insert into pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
  select 'pg_extension'::regclass, oid, 0, 'pg_namespace'::regclass, extnamespace, 0, 'n' from pg_extension where extname = 'pg_net';
alter extension pg_net add function net._await_response(bigint);
alter extension pg_net add function net._encode_url_with_params_array(pg_catalog.text,pg_catalog.text[]);
alter extension pg_net add function net._http_collect_response(bigint,boolean);
alter extension pg_net add function net._urlencode_string(character varying);
alter extension pg_net add function net.check_worker_is_up();
alter extension pg_net add function net.http_collect_response(bigint,boolean);
alter extension pg_net add function net.http_delete(pg_catalog.text,pg_catalog.jsonb,pg_catalog.jsonb,integer,pg_catalog.jsonb);
alter extension pg_net add function net.http_get(pg_catalog.text,pg_catalog.jsonb,pg_catalog.jsonb,integer);
alter extension pg_net add function net.http_post(pg_catalog.text,pg_catalog.jsonb,pg_catalog.jsonb,pg_catalog.jsonb,integer);
alter extension pg_net add function net.wait_until_running();
alter extension pg_net add function net.wake();
alter extension pg_net add function net.worker_restart();
alter extension pg_net add schema net;
alter extension pg_net add sequence net.http_request_queue_id_seq;
alter extension pg_net add table net._http_response;
alter extension pg_net add table net.http_request_queue;
alter extension pg_net add domain net.http_method;
alter extension pg_net add type net.http_response;
alter extension pg_net add type net.http_response_result;
alter extension pg_net add type net.request_status;
reset allow_system_table_mods;

-- privileges
revoke all on schema public from pg_database_owner, public;
grant all on schema public to pg_database_owner;
grant usage on schema public to postgres, anon, authenticated, service_role, public;
grant usage on schema extensions to anon, authenticated, service_role;
grant all on schema extensions to dashboard_user;
grant usage on schema auth to anon, authenticated, service_role;
grant all on schema auth to supabase_auth_admin, dashboard_user;
grant usage on schema auth to postgres;
grant usage on schema storage to postgres with grant option;
grant usage on schema storage to anon, authenticated, service_role;
grant all on schema storage to supabase_storage_admin with grant option;
grant all on schema storage to dashboard_user;
grant usage on schema realtime to postgres with grant option;
grant usage on schema realtime to anon, authenticated, service_role;
grant all on schema realtime to supabase_realtime_admin;
grant usage on schema graphql_public to postgres with grant option;
grant usage on schema graphql_public to anon, authenticated, service_role;
grant usage on schema graphql to postgres with grant option;
grant usage on schema graphql to anon, authenticated, service_role;
grant usage on schema vault to postgres with grant option;
grant usage on schema vault to service_role;
grant usage on schema supabase_functions to anon, authenticated, postgres, service_role;
grant all on schema supabase_functions to supabase_functions_admin;
grant usage on schema net to public, anon, authenticated, postgres, service_role, supabase_functions_admin;
grant all on table auth.users to dashboard_user;
grant select on table auth.users to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.users to postgres;
grant all on sequence auth.refresh_tokens_id_seq to dashboard_user, postgres;
grant all on table auth.refresh_tokens to dashboard_user;
grant select on table auth.refresh_tokens to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.refresh_tokens to postgres;
grant all on table auth.instances to dashboard_user;
grant select on table auth.instances to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.instances to postgres;
grant all on table auth.audit_log_entries to dashboard_user;
grant select on table auth.audit_log_entries to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.audit_log_entries to postgres;
grant select on table auth.schema_migrations to postgres with grant option;
grant select on table extensions.pg_stat_statements_info to public;
grant all on table extensions.pg_stat_statements_info to postgres with grant option;
grant select on table extensions.pg_stat_statements to public;
grant all on table extensions.pg_stat_statements to postgres with grant option;
grant select, delete, truncate, references on table vault.secrets to postgres with grant option;
grant select, delete on table vault.secrets to service_role;
grant select, delete, truncate, references on table vault.decrypted_secrets to postgres with grant option;
grant select, delete on table vault.decrypted_secrets to service_role;
grant all on sequence graphql.seq_schema_version to postgres, anon, authenticated, service_role;
revoke all on table auth.identities from supabase_auth_admin;
grant select on table auth.identities to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.identities to postgres;
grant all on table auth.identities to supabase_auth_admin, dashboard_user;
revoke all on table auth.sessions from supabase_auth_admin;
grant select on table auth.sessions to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.sessions to postgres;
grant all on table auth.sessions to supabase_auth_admin, dashboard_user;
revoke all on table auth.mfa_factors from supabase_auth_admin;
grant select on table auth.mfa_factors to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.mfa_factors to postgres;
grant all on table auth.mfa_factors to supabase_auth_admin, dashboard_user;
revoke all on table auth.mfa_challenges from supabase_auth_admin;
grant select on table auth.mfa_challenges to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.mfa_challenges to postgres;
grant all on table auth.mfa_challenges to supabase_auth_admin, dashboard_user;
revoke all on table auth.mfa_amr_claims from supabase_auth_admin;
grant select on table auth.mfa_amr_claims to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.mfa_amr_claims to postgres;
grant all on table auth.mfa_amr_claims to supabase_auth_admin, dashboard_user;
revoke all on table auth.sso_providers from supabase_auth_admin;
grant select on table auth.sso_providers to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.sso_providers to postgres;
grant all on table auth.sso_providers to supabase_auth_admin, dashboard_user;
revoke all on table auth.sso_domains from supabase_auth_admin;
grant select on table auth.sso_domains to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.sso_domains to postgres;
grant all on table auth.sso_domains to supabase_auth_admin, dashboard_user;
revoke all on table auth.saml_providers from supabase_auth_admin;
grant select on table auth.saml_providers to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.saml_providers to postgres;
grant all on table auth.saml_providers to supabase_auth_admin, dashboard_user;
revoke all on table auth.saml_relay_states from supabase_auth_admin;
grant select on table auth.saml_relay_states to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.saml_relay_states to postgres;
grant all on table auth.saml_relay_states to supabase_auth_admin, dashboard_user;
revoke all on table auth.flow_state from supabase_auth_admin;
grant select on table auth.flow_state to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.flow_state to postgres;
grant all on table auth.flow_state to supabase_auth_admin, dashboard_user;
revoke all on table auth.one_time_tokens from supabase_auth_admin;
grant select on table auth.one_time_tokens to postgres with grant option;
grant insert, update, delete, truncate, references, trigger, maintain on table auth.one_time_tokens to postgres;
grant all on table auth.one_time_tokens to supabase_auth_admin, dashboard_user;
revoke all on table auth.oauth_clients from supabase_auth_admin;
grant all on table auth.oauth_clients to postgres, supabase_auth_admin, dashboard_user;
revoke all on table auth.oauth_authorizations from supabase_auth_admin;
grant all on table auth.oauth_authorizations to postgres, supabase_auth_admin, dashboard_user;
revoke all on table auth.oauth_consents from supabase_auth_admin;
grant all on table auth.oauth_consents to postgres, supabase_auth_admin, dashboard_user;
revoke all on table auth.oauth_client_states from supabase_auth_admin;
grant all on table auth.oauth_client_states to postgres, supabase_auth_admin, dashboard_user;
revoke all on table auth.custom_oauth_providers from supabase_auth_admin;
grant all on table auth.custom_oauth_providers to postgres, supabase_auth_admin, dashboard_user;
revoke all on table auth.webauthn_credentials from supabase_auth_admin;
grant all on table auth.webauthn_credentials to postgres, supabase_auth_admin, dashboard_user;
revoke all on table auth.webauthn_challenges from supabase_auth_admin;
grant all on table auth.webauthn_challenges to postgres, supabase_auth_admin, dashboard_user;
grant all on table storage.buckets to postgres with grant option;
grant all on table storage.buckets to service_role, authenticated, anon;
grant all on table storage.objects to postgres with grant option;
grant all on table storage.objects to service_role, authenticated, anon;
grant all on table storage.s3_multipart_uploads to service_role;
grant select on table storage.s3_multipart_uploads to authenticated, anon;
grant all on table storage.s3_multipart_uploads_parts to service_role;
grant select on table storage.s3_multipart_uploads_parts to authenticated, anon;
grant all on table storage.buckets_analytics to service_role, authenticated, anon;
grant all on table storage.iceberg_namespaces to service_role;
grant select on table storage.iceberg_namespaces to authenticated, anon;
grant all on table storage.iceberg_tables to service_role;
grant select on table storage.iceberg_tables to authenticated, anon;
grant select on table storage.buckets_vectors to service_role, authenticated, anon;
grant select on table storage.vector_indexes to service_role, authenticated, anon;
grant all on table net.http_request_queue to public;
grant all on sequence net.http_request_queue_id_seq to public;
grant all on table net._http_response to public;
revoke all on sequence supabase_functions.hooks_id_seq from supabase_functions_admin;
grant all on sequence supabase_functions.hooks_id_seq to anon, authenticated, postgres, service_role, supabase_functions_admin;
revoke all on table realtime.messages from supabase_realtime_admin;
grant all on table realtime.messages to postgres, dashboard_user;
grant insert, select, update on table realtime.messages to anon, authenticated, service_role;
grant all on table realtime.messages to supabase_realtime_admin;
revoke all on table realtime.schema_migrations from supabase_admin;
grant all on table realtime.schema_migrations to postgres, dashboard_user;
grant select on table realtime.schema_migrations to anon, authenticated, service_role;
grant all on table realtime.schema_migrations to supabase_admin, supabase_realtime_admin;
grant all on sequence realtime.subscription_id_seq to postgres, dashboard_user;
revoke all on table realtime.subscription from supabase_admin;
grant all on table realtime.subscription to postgres, dashboard_user;
grant select on table realtime.subscription to anon, authenticated, service_role;
grant all on table realtime.subscription to supabase_admin, supabase_realtime_admin;
revoke all on table supabase_functions.hooks from supabase_functions_admin;
grant all on table supabase_functions.hooks to anon, authenticated, postgres, service_role, supabase_functions_admin;
revoke all on table supabase_functions.migrations from supabase_functions_admin;
grant all on table supabase_functions.migrations to anon, authenticated, postgres, service_role, supabase_functions_admin;
revoke all on function pgbouncer.get_auth(p_usename text) from supabase_admin, public;
grant all on function pgbouncer.get_auth(p_usename text) to supabase_admin, pgbouncer;
grant all on function extensions.uuid_nil() to dashboard_user;
grant all on function extensions.uuid_nil() to postgres with grant option;
grant all on function extensions.uuid_ns_dns() to dashboard_user;
grant all on function extensions.uuid_ns_dns() to postgres with grant option;
grant all on function extensions.uuid_ns_url() to dashboard_user;
grant all on function extensions.uuid_ns_url() to postgres with grant option;
grant all on function extensions.uuid_ns_oid() to dashboard_user;
grant all on function extensions.uuid_ns_oid() to postgres with grant option;
grant all on function extensions.uuid_ns_x500() to dashboard_user;
grant all on function extensions.uuid_ns_x500() to postgres with grant option;
grant all on function extensions.uuid_generate_v1() to dashboard_user;
grant all on function extensions.uuid_generate_v1() to postgres with grant option;
grant all on function extensions.uuid_generate_v1mc() to dashboard_user;
grant all on function extensions.uuid_generate_v1mc() to postgres with grant option;
grant all on function extensions.uuid_generate_v3(namespace uuid, name text) to dashboard_user;
grant all on function extensions.uuid_generate_v3(namespace uuid, name text) to postgres with grant option;
grant all on function extensions.uuid_generate_v4() to dashboard_user;
grant all on function extensions.uuid_generate_v4() to postgres with grant option;
grant all on function extensions.uuid_generate_v5(namespace uuid, name text) to dashboard_user;
grant all on function extensions.uuid_generate_v5(namespace uuid, name text) to postgres with grant option;
grant all on function extensions.digest(text, text) to dashboard_user;
grant all on function extensions.digest(text, text) to postgres with grant option;
grant all on function extensions.digest(bytea, text) to dashboard_user;
grant all on function extensions.digest(bytea, text) to postgres with grant option;
grant all on function extensions.hmac(text, text, text) to dashboard_user;
grant all on function extensions.hmac(text, text, text) to postgres with grant option;
grant all on function extensions.hmac(bytea, bytea, text) to dashboard_user;
grant all on function extensions.hmac(bytea, bytea, text) to postgres with grant option;
grant all on function extensions.crypt(text, text) to dashboard_user;
grant all on function extensions.crypt(text, text) to postgres with grant option;
grant all on function extensions.gen_salt(text) to dashboard_user;
grant all on function extensions.gen_salt(text) to postgres with grant option;
grant all on function extensions.gen_salt(text, integer) to dashboard_user;
grant all on function extensions.gen_salt(text, integer) to postgres with grant option;
grant all on function extensions.encrypt(bytea, bytea, text) to dashboard_user;
grant all on function extensions.encrypt(bytea, bytea, text) to postgres with grant option;
grant all on function extensions.decrypt(bytea, bytea, text) to dashboard_user;
grant all on function extensions.decrypt(bytea, bytea, text) to postgres with grant option;
grant all on function extensions.encrypt_iv(bytea, bytea, bytea, text) to dashboard_user;
grant all on function extensions.encrypt_iv(bytea, bytea, bytea, text) to postgres with grant option;
grant all on function extensions.decrypt_iv(bytea, bytea, bytea, text) to dashboard_user;
grant all on function extensions.decrypt_iv(bytea, bytea, bytea, text) to postgres with grant option;
grant all on function extensions.gen_random_bytes(integer) to dashboard_user;
grant all on function extensions.gen_random_bytes(integer) to postgres with grant option;
grant all on function extensions.gen_random_uuid() to dashboard_user;
grant all on function extensions.gen_random_uuid() to postgres with grant option;
grant all on function extensions.pgp_sym_encrypt(text, text) to dashboard_user;
grant all on function extensions.pgp_sym_encrypt(text, text) to postgres with grant option;
grant all on function extensions.pgp_sym_encrypt_bytea(bytea, text) to dashboard_user;
grant all on function extensions.pgp_sym_encrypt_bytea(bytea, text) to postgres with grant option;
grant all on function extensions.pgp_sym_encrypt(text, text, text) to dashboard_user;
grant all on function extensions.pgp_sym_encrypt(text, text, text) to postgres with grant option;
grant all on function extensions.pgp_sym_encrypt_bytea(bytea, text, text) to dashboard_user;
grant all on function extensions.pgp_sym_encrypt_bytea(bytea, text, text) to postgres with grant option;
grant all on function extensions.pgp_sym_decrypt(bytea, text) to dashboard_user;
grant all on function extensions.pgp_sym_decrypt(bytea, text) to postgres with grant option;
grant all on function extensions.pgp_sym_decrypt_bytea(bytea, text) to dashboard_user;
grant all on function extensions.pgp_sym_decrypt_bytea(bytea, text) to postgres with grant option;
grant all on function extensions.pgp_sym_decrypt(bytea, text, text) to dashboard_user;
grant all on function extensions.pgp_sym_decrypt(bytea, text, text) to postgres with grant option;
grant all on function extensions.pgp_sym_decrypt_bytea(bytea, text, text) to dashboard_user;
grant all on function extensions.pgp_sym_decrypt_bytea(bytea, text, text) to postgres with grant option;
grant all on function extensions.pgp_pub_encrypt(text, bytea) to dashboard_user;
grant all on function extensions.pgp_pub_encrypt(text, bytea) to postgres with grant option;
grant all on function extensions.pgp_pub_encrypt_bytea(bytea, bytea) to dashboard_user;
grant all on function extensions.pgp_pub_encrypt_bytea(bytea, bytea) to postgres with grant option;
grant all on function extensions.pgp_pub_encrypt(text, bytea, text) to dashboard_user;
grant all on function extensions.pgp_pub_encrypt(text, bytea, text) to postgres with grant option;
grant all on function extensions.pgp_pub_encrypt_bytea(bytea, bytea, text) to dashboard_user;
grant all on function extensions.pgp_pub_encrypt_bytea(bytea, bytea, text) to postgres with grant option;
grant all on function extensions.pgp_pub_decrypt(bytea, bytea) to dashboard_user;
grant all on function extensions.pgp_pub_decrypt(bytea, bytea) to postgres with grant option;
grant all on function extensions.pgp_pub_decrypt_bytea(bytea, bytea) to dashboard_user;
grant all on function extensions.pgp_pub_decrypt_bytea(bytea, bytea) to postgres with grant option;
grant all on function extensions.pgp_pub_decrypt(bytea, bytea, text) to dashboard_user;
grant all on function extensions.pgp_pub_decrypt(bytea, bytea, text) to postgres with grant option;
grant all on function extensions.pgp_pub_decrypt_bytea(bytea, bytea, text) to dashboard_user;
grant all on function extensions.pgp_pub_decrypt_bytea(bytea, bytea, text) to postgres with grant option;
grant all on function extensions.pgp_pub_decrypt(bytea, bytea, text, text) to dashboard_user;
grant all on function extensions.pgp_pub_decrypt(bytea, bytea, text, text) to postgres with grant option;
grant all on function extensions.pgp_pub_decrypt_bytea(bytea, bytea, text, text) to dashboard_user;
grant all on function extensions.pgp_pub_decrypt_bytea(bytea, bytea, text, text) to postgres with grant option;
grant all on function extensions.pgp_key_id(bytea) to dashboard_user;
grant all on function extensions.pgp_key_id(bytea) to postgres with grant option;
grant all on function extensions.armor(bytea) to dashboard_user;
grant all on function extensions.armor(bytea) to postgres with grant option;
grant all on function extensions.armor(bytea, text[], text[]) to dashboard_user;
grant all on function extensions.armor(bytea, text[], text[]) to postgres with grant option;
grant all on function extensions.dearmor(text) to dashboard_user;
grant all on function extensions.dearmor(text) to postgres with grant option;
grant all on function extensions.pgp_armor_headers(text, OUT key text, OUT value text) to dashboard_user;
grant all on function extensions.pgp_armor_headers(text, OUT key text, OUT value text) to postgres with grant option;
grant all on function auth.uid() to dashboard_user;
grant all on function auth.role() to dashboard_user;
grant all on function auth.email() to dashboard_user;
grant all on function extensions.grant_pg_cron_access() to dashboard_user;
grant all on function extensions.grant_pg_cron_access() to postgres with grant option;
grant all on function extensions.grant_pg_net_access() to dashboard_user;
grant all on function extensions.grant_pg_net_access() to postgres with grant option;
grant all on function extensions.pg_stat_statements_info(OUT dealloc bigint, OUT stats_reset timestamp with time zone) to postgres with grant option;
grant all on function extensions.pg_stat_statements(showtext boolean, OUT userid oid, OUT dbid oid, OUT toplevel boolean, OUT queryid bigint, OUT query text, OUT plans bigint, OUT total_plan_time double precision, OUT min_plan_time double precision, OUT max_plan_time double precision, OUT mean_plan_time double precision, OUT stddev_plan_time double precision, OUT calls bigint, OUT total_exec_time double precision, OUT min_exec_time double precision, OUT max_exec_time double precision, OUT mean_exec_time double precision, OUT stddev_exec_time double precision, OUT rows bigint, OUT shared_blks_hit bigint, OUT shared_blks_read bigint, OUT shared_blks_dirtied bigint, OUT shared_blks_written bigint, OUT local_blks_hit bigint, OUT local_blks_read bigint, OUT local_blks_dirtied bigint, OUT local_blks_written bigint, OUT temp_blks_read bigint, OUT temp_blks_written bigint, OUT shared_blk_read_time double precision, OUT shared_blk_write_time double precision, OUT local_blk_read_time double precision, OUT local_blk_write_time double precision, OUT temp_blk_read_time double precision, OUT temp_blk_write_time double precision, OUT wal_records bigint, OUT wal_fpi bigint, OUT wal_bytes numeric, OUT jit_functions bigint, OUT jit_generation_time double precision, OUT jit_inlining_count bigint, OUT jit_inlining_time double precision, OUT jit_optimization_count bigint, OUT jit_optimization_time double precision, OUT jit_emission_count bigint, OUT jit_emission_time double precision, OUT jit_deform_count bigint, OUT jit_deform_time double precision, OUT stats_since timestamp with time zone, OUT minmax_stats_since timestamp with time zone) to postgres with grant option;
revoke all on function extensions.pg_stat_statements_reset(userid oid, dbid oid, queryid bigint, minmax_only boolean) from supabase_admin, public;
grant all on function extensions.pg_stat_statements_reset(userid oid, dbid oid, queryid bigint, minmax_only boolean) to supabase_admin;
grant all on function extensions.pg_stat_statements_reset(userid oid, dbid oid, queryid bigint, minmax_only boolean) to postgres with grant option;
grant all on function extensions.pgrst_ddl_watch() to postgres with grant option;
grant all on function extensions.pgrst_drop_watch() to postgres with grant option;
grant all on function extensions.grant_pg_graphql_access() to postgres with grant option;
grant all on function extensions.set_graphql_placeholder() to postgres with grant option;
revoke all on function vault._crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea) from supabase_admin, public;
grant all on function vault._crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea) to supabase_admin;
revoke all on function vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea) from supabase_admin, public;
grant all on function vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea) to supabase_admin;
grant all on function vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea) to postgres with grant option;
grant all on function vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea) to service_role;
revoke all on function vault._crypto_aead_det_noncegen() from supabase_admin, public;
grant all on function vault._crypto_aead_det_noncegen() to supabase_admin;
revoke all on function vault.create_secret(new_secret text, new_name text, new_description text, new_key_id uuid) from supabase_admin, public;
grant all on function vault.create_secret(new_secret text, new_name text, new_description text, new_key_id uuid) to supabase_admin;
grant all on function vault.create_secret(new_secret text, new_name text, new_description text, new_key_id uuid) to postgres with grant option;
grant all on function vault.create_secret(new_secret text, new_name text, new_description text, new_key_id uuid) to service_role;
revoke all on function vault.update_secret(secret_id uuid, new_secret text, new_name text, new_description text, new_key_id uuid) from supabase_admin, public;
grant all on function vault.update_secret(secret_id uuid, new_secret text, new_name text, new_description text, new_key_id uuid) to supabase_admin;
grant all on function vault.update_secret(secret_id uuid, new_secret text, new_name text, new_description text, new_key_id uuid) to postgres with grant option;
grant all on function vault.update_secret(secret_id uuid, new_secret text, new_name text, new_description text, new_key_id uuid) to service_role;
grant all on function graphql.resolve(query text, variables jsonb, "operationName" text, extensions jsonb) to postgres, anon, authenticated, service_role;
grant all on function graphql_public.graphql("operationName" text, query text, variables jsonb, extensions jsonb) to postgres, anon, authenticated, service_role;
grant all on function graphql._internal_resolve(query text, variables jsonb, "operationName" text, extensions jsonb) to postgres, anon, authenticated, service_role;
grant all on function graphql.comment_directive(comment_ text) to postgres, anon, authenticated, service_role;
grant all on function graphql.exception(message text) to postgres, anon, authenticated, service_role;
grant all on function graphql.get_schema_version() to postgres, anon, authenticated, service_role;
grant all on function graphql.increment_schema_version() to postgres, anon, authenticated, service_role;
revoke all on function auth.jwt() from supabase_auth_admin, public;
grant all on function auth.jwt() to public, postgres, supabase_auth_admin, dashboard_user;
revoke all on function net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) from supabase_admin, public;
grant all on function net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) to supabase_admin, anon, authenticated, postgres, service_role, supabase_functions_admin;
revoke all on function net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) from supabase_admin, public;
grant all on function net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) to supabase_admin, anon, authenticated, postgres, service_role, supabase_functions_admin;
revoke all on function realtime.apply_rls(wal jsonb, max_record_bytes integer) from supabase_admin, public;
grant all on function realtime.apply_rls(wal jsonb, max_record_bytes integer) to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) from supabase_admin, public;
grant all on function realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) to public, postgres, dashboard_user, supabase_admin;
revoke all on function realtime.build_prepared_statement_sql(prepared_statement_name text, entity regclass, columns realtime.wal_column[]) from supabase_admin, public;
grant all on function realtime.build_prepared_statement_sql(prepared_statement_name text, entity regclass, columns realtime.wal_column[]) to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.cast(val text, type_ regtype) from supabase_admin, public;
grant all on function realtime.cast(val text, type_ regtype) to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.check_equality_op(op realtime.equality_op, type_ regtype, val_1 text, val_2 text) from supabase_admin, public;
grant all on function realtime.check_equality_op(op realtime.equality_op, type_ regtype, val_1 text, val_2 text) to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.is_visible_through_filters(columns realtime.wal_column[], filters realtime.user_defined_filter[]) from supabase_admin, public;
grant all on function realtime.is_visible_through_filters(columns realtime.wal_column[], filters realtime.user_defined_filter[]) to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.list_changes(publication name, slot_name name, max_changes integer, max_record_bytes integer) from supabase_admin, public;
grant all on function realtime.list_changes(publication name, slot_name name, max_changes integer, max_record_bytes integer) to public, postgres, dashboard_user, supabase_admin;
revoke all on function realtime.quote_wal2json(entity regclass) from supabase_admin, public;
grant all on function realtime.quote_wal2json(entity regclass) to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.send(payload jsonb, event text, topic text, private boolean) from supabase_admin, public;
grant all on function realtime.send(payload jsonb, event text, topic text, private boolean) to public, postgres, dashboard_user, supabase_admin;
revoke all on function realtime.send_binary(payload bytea, event text, topic text, private boolean) from supabase_admin, public;
grant all on function realtime.send_binary(payload bytea, event text, topic text, private boolean) to public, postgres, dashboard_user, supabase_admin;
revoke all on function realtime.subscription_check_filters() from supabase_admin, public;
grant all on function realtime.subscription_check_filters() to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.to_regrole(role_name text) from supabase_admin, public;
grant all on function realtime.to_regrole(role_name text) to public, postgres, dashboard_user, anon, authenticated, service_role, supabase_admin, supabase_realtime_admin;
revoke all on function realtime.topic() from supabase_realtime_admin, public;
grant all on function realtime.topic() to public, postgres, dashboard_user, supabase_realtime_admin;
revoke all on function realtime.wal2json_escape_identifier(name text) from supabase_admin, public;
grant all on function realtime.wal2json_escape_identifier(name text) to public, postgres, dashboard_user, supabase_admin;
revoke all on function supabase_functions.http_request() from supabase_functions_admin, public;
grant all on function supabase_functions.http_request() to anon, authenticated, postgres, service_role, supabase_functions_admin;

-- default privileges
alter default privileges for role postgres in schema public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema storage grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema storage grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema storage grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema extensions grant all on sequences to postgres with grant option;
alter default privileges for role supabase_admin in schema extensions grant all on functions to postgres with grant option;
alter default privileges for role supabase_admin in schema extensions grant all on tables to postgres with grant option;
alter default privileges for role supabase_admin in schema graphql grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema graphql grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema graphql grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema graphql_public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema graphql_public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema graphql_public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema realtime grant all on sequences to postgres, dashboard_user;
alter default privileges for role supabase_admin in schema realtime grant all on functions to postgres, dashboard_user;
alter default privileges for role supabase_admin in schema realtime grant all on tables to postgres, dashboard_user;
alter default privileges for role supabase_admin in schema supabase_functions grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema supabase_functions grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema supabase_functions grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_auth_admin in schema auth grant all on sequences to postgres, dashboard_user;
alter default privileges for role supabase_auth_admin in schema auth grant all on functions to postgres, dashboard_user;
alter default privileges for role supabase_auth_admin in schema auth grant all on tables to postgres, dashboard_user;

-- publication
create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
