-- Records take the columns of what is assigned to them; rows of a table's type keep their own.
create table orders (id int, customer text, total numeric(10, 2), placed timestamptz);
create type pair as (a int, b text);
create function two_out(out x int, out y text) language sql as $$ select 1, 'a' $$;
create function pairs() returns setof pair language sql as $$ select 1, 'a' $$;

create function into_record() returns text language plpgsql as $$
declare
  r record;
begin
  select id, customer as who from orders into r;
  perform r.id, r.who;
  perform r.customer;
  select * into r from orders limit 1;
  perform r.customer, r.who;
  return r.total;
end $$;

create function before_assignment() returns int language plpgsql as $$
declare
  r record;
begin
  if r.id is null then
    return 1;
  end if;
  return r;
end $$;

create function into_row() returns int language plpgsql as $$
declare
  r orders;
  p pair;
begin
  select * into r from orders;
  select id, customer into r from orders;
  select id, customer, total, placed, 1 into r from orders;
  select 'a'::text, 1 into p;
  p := row(1, 'b');
  p := row('x'::text, 2, 3);
  p.a := 'text'::text;
  p.c := 1;
  return p.b;
end $$;

create function into_list() returns int language plpgsql as $$
declare
  n int;
  t text;
  d date;
begin
  select id, customer into n, t from orders;
  select id into n, t from orders;
  select id, customer, total into n, t from orders;
  select customer, placed into n, d from orders;
  insert into orders (id) values (1) returning id, customer into n, t;
  delete from orders returning id, nothing into n, t;
  return n + length(t);
end $$;

create function loops() returns int language plpgsql as $$
declare
  r record;
  o orders;
  p pair;
  n int;
  t text;
  element int;
  pairs_of pair[];
begin
  for r in select id, customer from orders loop
    perform r.id, r.total;
  end loop;
  for o in select * from orders loop
    perform o.total, o.sum;
  end loop;
  for n, t in select id, customer from orders loop
    perform n, t;
  end loop;
  for r in select * from two_out() loop
    perform r.x, r.z;
  end loop;
  for p in select * from pairs() loop
    perform p.a, p.z;
  end loop;
  for i in 1 .. 10 by 2 loop
    n := i;
  end loop;
  for i in reverse 'x'::text .. 1 loop
    n := i;
  end loop;
  foreach element in array array[1, 2, 3] loop
    n := n + element;
  end loop;
  foreach element in array n loop
    n := element;
  end loop;
  foreach p in array pairs_of loop
    perform p.a;
  end loop;
  return n;
end $$;

create function functions() returns int language plpgsql as $$
declare
  r record;
begin
  r := two_out();
  perform r.x, r.w;
  select * into r from pairs();
  perform r.a, r.w;
  r := (select o from orders as o limit 1);
  perform r.total;
  return r.x;
end $$;
