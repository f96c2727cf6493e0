-- Statements: EXECUTE, RAISE, cursors, GET DIAGNOSTICS, what is not used, what is not allowed.
create table notes (id int primary key, body text, author text, unique (author, id));

create function executes(t text) returns int language plpgsql as $$
declare
  n int;
  r record;
begin
  execute 'select count(*) from notes' into n;
  execute 'select count(*) from note' into n;
  execute 'delete from notes where bodi = $1' using t;
  execute 'delete from notes where body = $1' using t, n;
  execute 'delete from notes where body = $2' using t;
  execute 'select id, body from notes' into r;
  perform r.body, r.author;
  execute format('select count(*) from %I', t) into n;
  execute 'select ' || t into r;
  execute 'up' || 'date notes set body = 1 where nothing';
  for r in execute 'select author from notes' loop
    perform r.author, r.id;
  end loop;
  return n;
end $$;

create function raises(t text) returns int language plpgsql as $$
begin
  raise notice '% %', t, t;
  raise notice '%', nothing;
  raise exception using message = t, errcode = 'P0002', hint = nobody;
exception
  when no_data_found then
    raise notice '% %', sqlerrm, sqlstate;
    return 1;
  when others then
    get stacked diagnostics t = message_text;
    return 2;
end $$;

create function cursors(wanted int) returns int language plpgsql as $$
declare
  plain cursor for select id, body from notes;
  bound cursor (key int) for select * from notes where id = key;
  wrong cursor for select nothing from notes;
  free refcursor;
  r record;
  n int;
begin
  open plain;
  fetch plain into r;
  perform r.id, r.author;
  close plain;
  open bound(wanted);
  fetch bound into r;
  perform r.author, r.writer;
  close bound;
  open wrong;
  open free for select id from notes;
  fetch free into n;
  close free;
  for each in bound(key := wanted) loop
    perform each.body, each.text;
  end loop;
  return n;
end $$;

create function counts() returns int language plpgsql as $$
declare
  n int;
  t text;
begin
  delete from notes;
  get diagnostics n = row_count, t = pg_context;
  if found then
    return n;
  end if;
  return length(t);
end $$;

create function unused(a int, b text, inout c int) language plpgsql as $$
declare
  nobody text;
  written int := 1;
  last int := 1;
  r record;
begin
  written := written;
  for i in 1 .. last loop
    c := c + 1;
  end loop;
end $$;

create function writes() returns int language plpgsql stable as $$
declare
  n int;
begin
  select count(*) into n from notes;
  insert into notes values (1);
  perform 1 from notes for update;
  create temporary table t (a int);
  return n;
end $$;

create function conflicts() returns void language plpgsql as $$
begin
  insert into notes values (1, 'a', 'b') on conflict (id) do nothing;
  insert into notes values (1, 'a', 'b') on conflict (author) do nothing;
  insert into notes values (1, 'a', 'b') on conflict (author, id) do update set body = excluded.bodi;
end $$;

create function no_destination() returns void language plpgsql as $$
begin
  select 1;
  insert into notes values (1) returning id;
  with x as (select 1) select * from x;
  values (1);
end $$;

create function conditions(t text, n int) returns int language plpgsql as $$
begin
  if 1 = 'x'::text then
    return 1;
  elsif t like 'a%' then
    return 2;
  end if;
  if n then
    return 3;
  end if;
  while t loop
    exit when n;
    continue when n > 1;
  end loop;
  assert n > 1, 'message';
  assert t + 1;
  return 4;
end $$;

create function arrays() returns int language plpgsql as $$
declare
  a int[] := '{}';
  t text[];
  m int[] = array[1, 2];
begin
  a[1] := 1;
  a[2] := 'x'::text;
  t[1] := 5;
  a := a || 3 || m;
  a := array_append(a, 'y'::text);
  t := a;
  return a[1] + t[1];
end $$;
