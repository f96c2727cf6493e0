create table wrappers_fdw_stats (
  fdw_name text primary key,
  create_times bigint,
  rows_in bigint,
  rows_out bigint,
  bytes_in bigint,
  bytes_out bigint,
  metadata jsonb,
  created_at timestamptz not null default timezone('utc', now()),
  updated_at timestamptz not null default timezone('utc', now())
);
create function stripe_fdw_handler() returns fdw_handler language internal strict as 'boolin';
create function stripe_fdw_validator(options text[], catalog oid) returns void language internal as 'boolin';
create function stripe_fdw_meta() returns table (name text, version text, author text, website text)
  language internal strict as 'boolin';
create function wasm_fdw_handler() returns fdw_handler language internal strict as 'boolin';
create function wasm_fdw_validator(options text[], catalog oid) returns void language internal as 'boolin';
create function wasm_fdw_meta() returns table (name text, version text, author text, website text)
  language internal strict as 'boolin';
