create table clerk_regions (
  clerk name not null,
  country char(2) not null,
  primary key (clerk, country)
);

alter table customers enable row level security;
alter table orders enable row level security;

create policy clerks_see_their_region on customers for select to shop_clerk
  using (exists (
    select from clerk_regions as r where r.clerk = current_user and r.country = customers.country
  ));

create policy clerks_see_orders on orders for select to shop_clerk
  using (customer_id in (select id from customers));

create policy readers_see_all on customers for select to shop_reader using (true);
