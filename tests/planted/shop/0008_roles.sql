do $$
begin
  if not exists (select from pg_roles where rolname = 'shop_clerk') then
    create role shop_clerk nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'shop_reader') then
    create role shop_reader nologin;
  end if;
end
$$;

grant usage on schema public to shop_clerk, shop_reader;
grant select on customers, addresses, products, orders, order_lines, invoices to shop_reader;
grant select, insert, update on orders, order_lines to shop_clerk;
grant select on open_invoices, stock_levels to shop_reader;
grant execute on function order_total(bigint) to shop_reader;
