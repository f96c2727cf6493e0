drop view open_invoices;
alter table invoices drop column legacy_reference;

create view open_invoices as
  select i.id, i.number, i.due_on, c.email, apply_discount(order_total(o.id), o.discount_percent) as total
  from invoices as i
  join orders as o on o.id = i.order_id
  join customers as c on c.id = o.customer_id
  where o.status <> 'paid';

grant select on open_invoices to shop_reader;

alter table products rename column discontinued_on to withdrawn_on;
alter index products_tags_idx rename to products_by_tag;
