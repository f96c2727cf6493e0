create table customers (
  id bigint generated always as identity primary key,
  email citext not null unique,
  full_name text not null,
  country char(2) not null default 'SE',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index customers_full_name_idx on customers using gin (full_name gin_trgm_ops);

create trigger customers_touch before update on customers
  for each row execute function internal.touch_updated_at();

create table addresses (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers (id) on delete cascade,
  street text not null,
  city text not null,
  is_default boolean not null default false
);

create unique index addresses_one_default on addresses (customer_id) where is_default;
