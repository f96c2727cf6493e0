create function order_total(p_order_id bigint) returns numeric
language sql stable as $$
  select coalesce(sum(l.quantity * l.unit_price), 0)
  from order_lines as l
  where l.order_id = p_order_id
$$;

create function apply_discount(amount numeric, percent integer) returns numeric
language sql immutable as $$
  select round(amount * (100 - percent) / 100.0, 2)
$$;

alter table orders add column discount_percent integer not null default 0;
alter table orders add constraint orders_discount_range check (discount_percent between 0 and 100);
