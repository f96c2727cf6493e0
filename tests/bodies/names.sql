-- What names in bodies mean: columns, variables, parameters, labels; relations and functions that are missing.
create table items (id int primary key, name text, price numeric(10, 2), tags text[]);
create function one(a int, out b text) language sql as 'select a::text';

create function columns(wanted int) returns int language plpgsql as $$
declare
  found_name text;
  total int;
begin
  select name into found_name from items where id = wanted;
  select titel into found_name from items where id = wanted;
  select items.titel into found_name from items where id = wanted;
  select i.name into found_name from items where id = wanted;
  select count(*) into total from item where id = wanted;
  update items set titel = found_name where id = wanted;
  insert into items (id, titel) values (wanted, found_name);
  delete from items where identifier = total;
  return total;
end $$;

create function ambiguous(id int) returns text language plpgsql as $$
declare
  name text;
begin
  select name into name from items where id = id;
  select items.name into name from items where items.id = ambiguous.id;
  return name;
end $$;

create function by_column(id int) returns text language plpgsql as $$
#variable_conflict use_column
declare
  name text;
begin
  select name into name from items where id = id;
  return name;
end $$;

create function by_variable(id int) returns text language plpgsql as $$
#variable_conflict use_variable
declare
  name text;
begin
  select items.name into name from items where items.id = id;
  return name;
end $$;

create function labels(id int) returns int language plpgsql as $$
<<around>>
declare
  n int := labels.id;
begin
  <<within>>
  declare
    n int := around.n + 1;
  begin
    return within.n + around.n + n + missing.n;
  end within;
end $$;

create function calls(t text) returns int language plpgsql as $$
declare
  n int;
begin
  n := length(t);
  n := length(17);
  n := lenght(t);
  n := length(t, 1, 2);
  perform one(1), one('x'::text);
  perform nobody.knows(t);
  n := (select max(lower(one.b)) from one(n));
  n := t + 1;
  n := $1;
  n := $2;
  return n;
end $$;

create function types(t text) returns void language plpgsql as $$
declare
  d date := t::date;
  x items.price%type;
  r items%rowtype;
begin
  perform t::int, t::nothing;
  perform cast(d as xml2);
  x := r.price;
  x := r.prize;
  perform r.name, r.nome;
  perform (r).id, (r).ident;
end $$;

create function unnamed(int, text) returns int language plpgsql as $$
declare
  first alias for $1;
begin
  return first + length($2) + $3;
end $$;

create function pinned() returns bigint language plpgsql set search_path = '' as $$
begin
  perform one(1);
  perform public.one(1);
  return (select count(*) from items) + (select count(*) from public.items);
end $$;

create function aggregates() returns int language plpgsql as $$
begin
  perform name, count(*) from items;
  perform count(*) from items group by nothing;
  perform id from items having sum(price) > 1;
  return max(id) from items;
end $$;
