-- A trigger's function is checked for each table that it is attached to.
create table people (id int, name text, updated_at timestamptz);
create table places (id int, title text);

create function touch() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
create trigger people_touch before update on people for each row execute function touch();
create trigger places_touch before update on places for each row execute function touch();

create function log_name() returns trigger language plpgsql as $$
declare
  was text;
begin
  if tg_table_name = 'people' then
    was := old.name;
  else
    was := old.title;
  end if;
  raise log '% % % % % %', was, tg_op, tg_when, tg_level, tg_argv[0], tg_nargs;
  if new.id <> old.id or new.kind is null then
    return null;
  end if;
  return new;
end $$;
create trigger people_log before insert or update on people for each row execute function log_name('a');
create trigger places_log before insert or update on places for each row execute function log_name('b');

create function count_rows() returns trigger language plpgsql as $$
begin
  raise log '% of %', (select count(*) from fresh), (select string_agg(name, ',') from fresh);
  raise log '%', (select max(gone.nome) from gone);
  return null;
end $$;
create trigger people_count after update on people
  referencing old table as gone new table as fresh for each statement execute function count_rows();

create function returns_wrong() returns trigger language plpgsql as $$
declare
  p places;
begin
  if new.id = 1 then
    return p;
  elsif new.id = 2 then
    return row(1, 'a'::text);
  elsif new.id = 3 then
    return null;
  end if;
  return 5;
end $$;
create trigger people_returns before insert on people for each row execute function returns_wrong();

create function no_return() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    return new;
  end if;
end $$;
create trigger places_no_return before insert on places for each row execute function no_return();

create function not_attached() returns trigger language plpgsql as $$
begin
  new.nothing := 1;
  return new;
end $$;
