alter type order_status add value 'returned';

create table returns (
  id bigint generated always as identity primary key,
  order_id bigint not null,
  line_no integer not null,
  received_on date not null default current_date,
  refund numeric(12, 2) not null default 0,
  foreign key (order_id, line_no) references order_lines (order_id, line_no)
);

create index returns_received_on_idx on returns (received_on);

create view withdrawn_products as
  select id, sku, title from products where withdrawn_on < current_date;

alter publication warehouse add table returns;
