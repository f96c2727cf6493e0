-- Names that break what is put together without quoting: quotes, backslashes, new lines, other scripts, SQL.
create schema "we""ird; drop schema public --";
set search_path = "we""ird; drop schema public --";
comment on schema public is E'\\ours';
create role "sna""p ro'le/=x*";
create table "ta""ble'\
x" (
    "a""b" int primary key,
    "'; drop table t; --" text default E'\\''"; --',
    "новый столбец" text check ("новый столбец" <> $$it's$$),
    "$1" int,
    "SELECT" int default 3,
    "tab	and
line" int,
    "😀" int[] default '{1,2}'
);
create index "in""dex" on "ta""ble'\
x" (("SELECT" + "$1"), lower("'; drop table t; --")) where "😀" is not null;
create view "vi'ew" as select "a""b", "SELECT" as "select ""1""", "новый столбец" as "as" from "ta""ble'\
x" as "x.y";
create type "en""um" as enum ('a''b', 'c"d', E'e\\f', '😀');
create function "f""n"("p""1" "en""um" default 'a''b', "select" text default '$$') returns text language sql
    as $_$select '$$' || "select"$_$;
create function "body"("p""1" int) returns int begin atomic select "p""1" + "SELECT" from "ta""ble'\
x"; end;
create function trig() returns trigger language plpgsql as $$begin return new; end$$;
create trigger "tri""g'" before insert on "ta""ble'\
x" for each row when (new."SELECT" > 1) execute function trig(E'a''b\\c', '', 'ü');
create policy "po""l'" on "ta""ble'\
x" to "sna""p ro'le/=x*" using ("новый столбец" = E'\\' or "a""b" = 1);
grant select, update ("a""b") on "ta""ble'\
x" to "sna""p ro'le/=x*" with grant option;
create publication "pu""b" for table "ta""ble'\
x" ("a""b", "SELECT") where ("a""b" > 3);
comment on table "ta""ble'\
x" is E'</script>\n\\"''é😀';
alter role "sna""p ro'le/=x*" set search_path = "we""ird; drop schema public --";
create domain "do""m" as text check (value <> '"');
create statistics "st""at" on "$1", "SELECT" from "ta""ble'\
x";
