-- What bodies return: RETURN, RETURN NEXT, RETURN QUERY, the end without any.
create table books (id int, title text, price numeric(8, 2));
create type short as (id int, title text);

create function scalar(n int) returns int language plpgsql as $$
declare
  t text := 'a';
  b books;
begin
  if n = 1 then
    return t;
  elsif n = 2 then
    return 'x'::text;
  elsif n = 3 then
    return b;
  elsif n = 4 then
    return null;
  elsif n = 5 then
    return '17';
  end if;
  return n;
end $$;

create function no_return(n int) returns int language plpgsql as $$
begin
  perform n;
end $$;

create function maybe_no_return(n int) returns int language plpgsql as $$
begin
  if n = 1 then
    return 2;
  end if;
end $$;

create function always_returns(n int) returns int language plpgsql as $$
begin
  if n = 1 then
    return 2;
  else
    raise exception 'no';
  end if;
end $$;

create function returns_in_handler(n int) returns int language plpgsql as $$
begin
  begin
    return 1 / n;
  exception
    when division_by_zero then
      return 0;
    when others then
      raise;
  end;
end $$;

create function loses_its_way(n int) returns int language plpgsql as $$
begin
  raise exception 'x';
exception
  when raise_exception then
    perform n;
end $$;

create function unreachable(n int) returns int language plpgsql as $$
begin
  return n;
  raise notice 'never';
  perform n;
end $$;

create function loops(n int) returns int language plpgsql as $$
begin
  loop
    return n;
  end loop;
end $$;

create function while_loops(n int) returns int language plpgsql as $$
begin
  while n > 0 loop
    return n;
  end loop;
end $$;

create function cases(n int) returns int language plpgsql as $$
begin
  case n
    when 'x'::text then return 1;
    when 1, 2 then return 2;
    else return 3;
  end case;
end $$;

create function row_of() returns short language plpgsql as $$
declare
  b books;
  s short;
  r record;
begin
  if random() > 0.5 then
    return s;
  elsif random() > 0.4 then
    return b;
  elsif random() > 0.3 then
    return row(1, 'a'::text);
  elsif random() > 0.2 then
    return row(1, 2);
  end if;
  select id, title, price into r from books;
  return r;
end $$;

create function many() returns setof short language plpgsql as $$
declare
  s short;
  b books;
begin
  return next s;
  return next b;
  return query select id, title from books;
  return query select id, title, price from books;
  return query select id::bigint, title from books;
  return query execute 'select id, title from books';
  return query execute 'select id from books';
  return;
end $$;

create function tabular() returns table (id int, name text) language plpgsql as $$
begin
  return query select b.id, b.title from books as b;
  return query select b.id, b.titel from books as b;
  return query select b.title, b.id from books as b;
  return query select id, title from books;
  id := 1;
  return next;
end $$;

create function numbers() returns setof int language plpgsql as $$
begin
  return next 1;
  return next 'a'::text;
  return query select id from books;
  return query select title from books;
end $$;

create function outputs(out a int, out b text) language plpgsql as $$
begin
  a := 1;
end $$;

create procedure works(inout n int) language plpgsql as $$
begin
  n := n + 1;
  commit;
end $$;

create function commits() returns void language plpgsql as $$
begin
  commit;
end $$;

create function calls() returns int language plpgsql as $$
declare
  n int := 1;
begin
  call works(n);
  call worked(n);
  return n;
end $$;
