insert into categories (id, slug) values (1, 'books'), (2, 'music')
on conflict (id) do nothing;

insert into categories (id, slug, parent_id) values (3, 'sheet-music', 2)
on conflict (slug) do update set parent_id = excluded.parent_id;

insert into clerk_regions (clerk, country) values ('shop_clerk', 'SE')
on conflict (clerk, country) do nothing;
