create type order_status as enum ('draft', 'placed', 'paid', 'shipped', 'cancelled');

create table orders (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers (id),
  status order_status not null default 'draft',
  placed_at timestamptz,
  note text,
  updated_at timestamptz not null default now()
);

create table order_lines (
  order_id bigint not null references orders (id) on delete cascade,
  line_no integer not null,
  product_id bigint not null references products (id),
  quantity integer not null check (quantity > 0),
  unit_price numeric(12, 2) not null,
  primary key (order_id, line_no)
);

create index order_lines_product_id_idx on order_lines (product_id);
create index orders_open_idx on orders (customer_id, placed_at) where status in ('placed', 'paid');
