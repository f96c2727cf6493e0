create table categories (
  id integer primary key,
  slug text not null unique,
  parent_id integer references categories (id)
);

create sequence sku_numbers start 1000;

create table products (
  id bigint generated always as identity primary key,
  sku text not null default 'SKU-' || nextval('sku_numbers') unique,
  title text not null,
  category_id integer not null references categories (id),
  price numeric(12, 2) not null check (price >= 0),
  price_currency currency not null default 'EUR',
  tags text[] not null default '{}',
  discontinued_on date,
  updated_at timestamptz not null default now()
);

create index products_category_id_idx on products (category_id);
create index products_tags_idx on products using gin (tags);

create trigger products_touch before update on products
  for each row execute function internal.touch_updated_at();
