create table invoices (
  id bigint generated always as identity primary key,
  order_id bigint not null unique references orders (id),
  number text not null,
  series text not null default 'A',
  due_on date not null,
  legacy_reference text,
  constraint invoices_number_per_series unique (series, number)
);

create view open_invoices as
  select i.id, i.number, i.due_on, c.email, order_total(o.id) as total
  from invoices as i
  join orders as o on o.id = i.order_id
  join customers as c on c.id = o.customer_id
  where o.status <> 'paid';

create materialized view revenue_by_month as
  select date_trunc('month', o.placed_at) as month, sum(l.quantity * l.unit_price) as revenue
  from orders as o
  join order_lines as l on l.order_id = o.id
  group by 1;

create unique index revenue_by_month_key on revenue_by_month (month);
