-- Every kind of object and attribute that pg_dump writes, as far as a superuser without files on disk can make it.
create role snap_owner;
create role snap_reader nologin noinherit connection limit 3 valid until '2030-01-02 03:04:05+00';
create role snap_member login createdb in role snap_reader;
grant snap_owner to snap_member with admin option;
alter role snap_reader set statement_timeout = '3s';
alter role snap_member set search_path = 'app', public;

create schema app authorization snap_owner;
create schema extra;
grant usage on schema app to snap_reader with grant option;
comment on schema app is 'the application''s schema';
comment on schema public is null;
alter default privileges for role snap_owner in schema app grant select on tables to snap_reader;
alter default privileges for role snap_owner revoke execute on functions from public;

create extension hstore;
create extension citext with schema extra;

-- types
create type app.mood as enum ('sad', 'happy');
alter type app.mood add value 'ok' before 'happy';
create type app.pair as (x int, y text collate "C", z numeric(10, 2)[]);
create domain app.positive as int constraint positive_check check (value > 0) default 7 not null;
create domain app.short as varchar(10) collate "C" check (length(value) < 9);
alter domain app.short add constraint not_x check (value <> 'x') not valid;
create type app.span as range (subtype = float8, subtype_diff = float8mi);
create type app.shell;
comment on type app.mood is 'how it is';
revoke usage on type app.positive from public;
create collation app.german (lc_collate = 'C', lc_ctype = 'POSIX');
create collation app.copied from "C";

-- functions
create function app.twice(int) returns int language sql immutable strict parallel safe cost 3 as 'select $1 * 2';
create function app.many(a int, b text default 'it''s', variadic c numeric[] default array[1, 2.5]) returns setof app.pair
    language plpgsql security definer rows 12 set search_path = '' set work_mem = '1MB' as $$begin return; end$$;
create function app.body(a int, out b int, out c text) language sql stable leakproof
    begin atomic; select a + 1, 'x'; select a + 2, 'y'; end;
create function app.quick(a int) returns int return a + 1;
create procedure app.work(inout a int default 4) language plpgsql as $$begin a := 1; end$$;
create function app.touch() returns trigger language plpgsql as $$begin new.changed := now(); return new; end$$;
create function app.guard() returns event_trigger language plpgsql as $$begin null; end$$;
create function app.poly(anyelement, anyarray default null) returns anyelement language sql as 'select $1';
create function app.tab(n int) returns table (k int, v text) language sql as 'select n, ''t''';
create aggregate app.total(int) (sfunc = int4pl, stype = int, initcond = '0', parallel = safe);
create operator app.## (leftarg = int, rightarg = int, function = int4pl, commutator = OPERATOR(app.##));
create function app.to_mood(int) returns app.mood language sql immutable as $$select 'ok'::app.mood$$;
create cast (int as app.mood) with function app.to_mood(int) as assignment;
create operator family app.ints using btree;
create operator class app.int_ops for type int using btree family app.ints as
    operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int);
create conversion app.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
grant execute on function app.twice(int) to snap_reader;
revoke execute on function app.many(int, text, numeric[]) from public;
comment on function app.twice(int) is 'twice';
comment on aggregate app.total(int) is 'sum';
comment on operator app.## (int, int) is 'sharp';

-- text search
create text search dictionary app.plain (template = simple, stopwords = english);
create text search configuration app.search (copy = english);
alter text search configuration app.search alter mapping for asciiword with app.plain, english_stem;

-- tables
create sequence app.numbers as int increment 5 minvalue -10 maxvalue 1000 start 20 cache 4 cycle;
create table app.base (
    id bigint generated always as identity (start 10 increment 2) primary key,
    gone int,
    name text collate "C" not null default upper('x' || current_user),
    code varchar(12) unique nulls not distinct,
    price numeric(12, 3) default 1.50 check (price >= 0),
    total numeric generated always as (price * 2) stored,
    n int default nextval('app.numbers'),
    m app.mood default 'sad',
    d app.positive,
    tags text[] default '{a,b}',
    changed timestamptz default now(),
    period daterange,
    h hstore,
    c extra.citext,
    constraint price_or_name check (price > 1 or name <> '') no inherit,
    constraint no_overlap exclude using gist (period with &&) where (price > 0) deferrable initially deferred
);
alter table app.base drop column gone;
alter sequence app.numbers owned by app.base.n;
alter table app.base owner to snap_owner;
alter table app.base alter column name set statistics 300, alter column tags set storage external,
    alter column tags set (n_distinct = -0.5), alter column name set compression pglz;
alter table app.base set (fillfactor = 70, autovacuum_enabled = off, toast.autovacuum_enabled = off);
alter table app.base enable row level security, force row level security;
alter table app.base replica identity full;
grant select, insert on app.base to snap_reader;
grant update (name, price), references (id) on app.base to snap_reader with grant option;
comment on table app.base is E'line\nbreak';
comment on column app.base.name is 'its name';
comment on constraint price_or_name on app.base is 'either';

create table app.child (extra_column int default 5) inherits (app.base);
alter table app.child add constraint child_fk foreign key (id) references app.base (id)
    on update cascade on delete set null deferrable not valid;
create table app.multi (a int, b int, c int, primary key (a, b) include (c));
create table app.refers (
    a int, b int, foreign key (a, b) references app.multi match full on delete set default
);
create unlogged table app.scratch (x int, y int, z text);
create table app.typed of app.pair (x primary key, y with options default 'y');
create table app.self (id int primary key, up int references app.self);
create table app.liked (like app.base including all);

create table app.events (at date not null, kind text, n int, check (n > 0)) partition by range (at, lower(kind));
create table app.events_1 partition of app.events for values from ('2020-01-01', minvalue) to ('2021-01-01', 'k');
create table app.events_rest partition of app.events default partition by list (n);
create table app.events_n partition of app.events_rest for values in (1, 2, null);
create index events_kind on app.events (kind);
create table app.hashed (k int, v text) partition by hash (k);
create table app.hashed_0 partition of app.hashed for values with (modulus 2, remainder 0);

-- indexes and statistics
create unique index base_lower on app.base (lower(name) text_pattern_ops desc nulls last, code) include (price)
    with (fillfactor = 80) where price > 2;
create index base_hash on app.base using hash (code);
create index base_tags on app.base using gin (tags) with (fastupdate = off);
create index base_de on app.base (name collate app.german, (price * 2));
alter index app.base_de alter column 2 set statistics 77;
create index scratch_x on app.scratch (x);
alter table app.scratch cluster on scratch_x;
create unique index self_up on app.self (id);
alter table app.self replica identity using index self_up;
create statistics app.stats (ndistinct, mcv) on x, y, (x + y) from app.scratch;
alter statistics app.stats set statistics 55;
comment on index app.base_hash is 'hash';

-- views and rules
create view app.v with (security_barrier, check_option = local) as
    select id, name as label, price from app.base where price > 1;
create view app.w (one, two) with (security_invoker = true) as
    with recursive r(n) as (select 1 union all select n + 1 from r where n < 5)
    select r.n, array_agg(b.name order by b.id) filter (where b.price > 0) from r
    left join app.base b on b.id = r.n group by rollup (r.n) having count(*) > 0
    order by 1 limit 10;
alter view app.v alter column price set default 9;
create materialized view app.mv as select kind, count(*) as c from app.events group by kind with no data;
create index mv_kind on app.mv (kind);
create rule v_delete as on delete to app.v do instead delete from app.base where id = old.id and old.price > 3;
create rule scratch_log as on insert to app.scratch where new.x > 1
    do also (insert into app.self values (new.x, null); delete from app.self s using app.multi m where s.id = new.y);
create rule scratch_told as on update to app.scratch do also notify changed, 'it''s';
alter table app.scratch disable rule scratch_log;
comment on view app.v is 'a view';

-- triggers and policies
create trigger touch before insert or update of name, price on app.base for each row
    when (new.price is distinct from 0 and new.name ~ 'x') execute function app.touch('a', 'it''s', 'ä\b');
create trigger seen after update on app.base referencing old table as before new table as after
    for each statement execute function app.touch();
create constraint trigger late after insert on app.multi from app.self deferrable initially deferred
    for each row execute function app.touch();
create trigger part before insert on app.events for each row execute function app.touch();
alter table app.base disable trigger seen;
alter table app.multi enable always trigger late;
create event trigger guard on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function app.guard();
alter event trigger guard enable replica;
create policy readers on app.base for select to snap_reader, snap_member using (id in (select up from app.self));
create policy writers on app.base as restrictive for all to public using (price > 1) with check (name = current_user);
comment on policy readers on app.base is 'who reads';
comment on trigger touch on app.base is 'touches';

-- publications and foreign objects
create publication pub for table app.self (id), app.multi where (a > 3 and b is not null) with (publish = 'insert, delete');
create publication pub_schema for tables in schema extra with (publish_via_partition_root = true);
create publication pub_all for all tables;
create foreign data wrapper wrapper options (debug 'true');
create server remote type 'x' version '1.2' foreign data wrapper wrapper options (host 'h', dbname 'd');
create foreign table app.far (a int options (col 'b') not null, b text default 'q') server remote options (tab 't');
create user mapping for snap_reader server remote options (user 'u');
create user mapping for public server remote;
grant usage on foreign server remote to snap_reader;
create access method tam type table handler heap_tableam_handler;
create table app.by_tam (a int) using tam;
comment on server remote is 'far away';
comment on role snap_reader is 'reads';
revoke execute on function pg_catalog.pg_sleep(double precision) from public;
grant select on pg_catalog.pg_authid to snap_reader;
