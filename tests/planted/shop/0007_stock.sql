create table stock_movements (
  id bigint generated always as identity primary key,
  product_id bigint not null references products (id),
  delta integer not null,
  reason text not null,
  moved_at timestamptz not null default now()
);

create function internal.book_stock() returns trigger
language plpgsql as $$
begin
  insert into stock_movements (product_id, delta, reason)
  values (new.product_id, -new.quantity, 'order');
  return null;
end
$$;

create trigger order_lines_book_stock after insert on order_lines
  for each row execute function internal.book_stock();

create view stock_levels as
  select p.id as product_id, p.sku, coalesce(sum(m.delta), 0) as on_hand
  from products as p
  left join stock_movements as m on m.product_id = p.id
  group by p.id;
