-- Objects that Supabase's splinter reports, each kind at least once, and beside each one that it does not.
create schema api;
create schema private;
grant usage on schema api, private to anon, authenticated;

-- tables: row level security, keys, telling names
create table public."Öffentlich" (id int, "API-Key" text, "Größe" int);
create table public.closed (id int primary key, token text);
alter table public.closed enable row level security;
create table public.unexposed (id int primary key, password text);
revoke all on public.unexposed from anon, authenticated;
create table private.hidden (id int primary key, secret text);
create table public.half_open (id int primary key, iban text, note text);
revoke all on public.half_open from anon, authenticated;
grant select (note) on public.half_open to anon;
create table public.parted (id int, at date, primary key (id, at)) partition by range (at);
create table public.parted_2026 partition of public.parted for values from ('2026-01-01') to ('2027-01-01');
create table public.inheriting () inherits (public.closed);

-- foreign keys and indexes
create table public.orders_target (x int, y int, z int, primary key (x, y), unique (z));
create table public.orders (
  id int primary key, customer int references public.closed, "Lager Nr" int references public.closed,
  a int, b int, c text, foreign key (a, b) references public.orders_target (x, y)
);
create index orders_customer on public.orders (customer) where id > 0;
create index orders_b_a on public.orders (b, a);
create index "orders dup 1" on public.orders (lower(c), id desc);
create index orders_dup_2 on public.orders (lower(c), id desc);
create index orders_dup_3 on public.orders (lower(c), id desc) include (a);
create unique index orders_z on public.orders_target (z);
create index orders_c on public.orders (c collate "C");
create index orders_c2 on public.orders (c);
create table public.phones (number text primary key references auth.users (phone), u uuid references auth.users);

-- views
create view public.people as select id, email from auth.users;
create view public.people_invoker with (security_invoker = on) as select id from auth.users;
create view private.people_private as select id from auth.users;
create materialized view public.people_count as select count(*) from auth.users;
create view public.orders_view as select id from public.orders;
create view public.orders_invoker with (security_invoker = 'TRUE') as select id from public.orders;
create materialized view public.order_sums as select count(*) from public.orders;
revoke select on public.order_sums from anon, authenticated;

-- types
create table public.hooks (id int primary key, callback regproc, about regclass, cfg regconfig);
create index hooks_callback on public.hooks (callback);
create view private.hooks_view as select callback from public.hooks;
create type public.hook as (f regprocedure);

-- extensions and foreign tables
create extension hstore;
create extension citext with schema extensions;
create extension postgres_fdw with schema extensions;
create server billing foreign data wrapper postgres_fdw options (host 'billing.internal');
create foreign table public.invoices (id int, total numeric) server billing;

-- functions
create function public.unpinned(a int, b text default 'x') returns int language sql as 'select 1';
create function public.pinned() returns int language sql set search_path = '' as 'select 1';
create function public.definer(inout a public.hook, variadic b text[]) language plpgsql security definer
  as 'begin a := a; end';
create function public.definer_closed() returns int language sql security definer set search_path = '' as 'select 1';
revoke execute on function public.definer_closed() from public, anon;
create function api.definer_api() returns int language sql security definer as 'select 1';
create function public.fires() returns trigger language plpgsql security definer as 'begin return new; end';
create procedure public.proc(in a int) language plpgsql security definer as 'begin null; end';
create aggregate public.agg(int) (sfunc = int4pl, stype = int);

-- policies
create table public.notes (id int primary key, owner uuid, body text, user_metadata jsonb);
alter table public.notes enable row level security;
create policy "select own" on public.notes for select using (owner = auth.uid());
create policy wrapped on public.notes for select to authenticated using (owner = (select auth.uid()));
create policy wrapped_cast on public.notes for update using (owner::text = (select auth.uid()::text));
create policy half_wrapped on public.notes for delete using (owner = (select auth.uid()) or owner = auth.uid());
create policy setting on public.notes for insert with check (current_setting('app.user', true) = body);
create policy setting_wrapped on public.notes for insert to anon
  with check ((select current_setting('app.user', true)) = body);
create policy meta on public.notes as restrictive for select
  using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');
create policy app_meta on public.notes for select to authenticated
  using ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');
create policy claims on public.notes for select to authenticated
  using ((current_setting('request.jwt.claims', true)::jsonb -> 'user_metadata' ->> 'role') = 'admin');
create policy column_meta on public.notes for update
  using ((auth.jwt() ->> 'role') = 'admin' and user_metadata is not null);
create policy everything on public.notes for all to authenticated using (true) with check (1 = 1);
create policy nothing on public.notes for all to public;
create policy insert_any on public.notes for insert to anon with check (true);
create policy service on public.notes for all to service_role using (true);
create policy read_all on public.notes for select using (true);
create table public.no_rls (id int primary key);
create policy idle on public.no_rls using (auth.uid() is not null);
create table public.subquery (id int primary key, owner uuid);
alter table public.subquery enable row level security;
create policy via on public.subquery using (id in (select n.id from public.notes n where n.owner = auth.uid()));
create policy role_member on public.subquery for select to postgres, anon using (true);

-- storage
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true), ('it''s', 'it''s', true);
insert into storage.buckets (id, name) values ('private', 'private');
insert into storage.buckets (id, name, public) values ('late', 'late', false);
update storage.buckets set public = true where id = 'late';
create policy avatars_read on storage.objects for select using (bucket_id = 'avatars');
create policy quoted_read on storage.objects for select to anon using (bucket_id = 'it''s');
create policy late_read on storage.objects for select to authenticated using ((bucket_id = 'late'));
create policy late_write on storage.objects for insert to authenticated with check (bucket_id = 'late');
create policy private_read on storage.objects for select using (bucket_id = 'private');
create policy own on storage.objects for select using (bucket_id = 'avatars' and owner = auth.uid());
