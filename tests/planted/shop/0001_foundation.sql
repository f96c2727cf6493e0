-- Extensions, a schema for what no client sees, and the function that all tables share.
create extension if not exists citext;
create extension if not exists pg_trgm;

create schema internal;

create function internal.touch_updated_at() returns trigger
language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create type currency as enum ('EUR', 'USD', 'SEK');
