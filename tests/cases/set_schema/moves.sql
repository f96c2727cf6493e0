-- SET SCHEMA: what moves along, what may not move.
-- min: 15

create schema a;
--> ok
create schema b;
--> ok
create table a.t(id serial primary key, x text constraint c check (x <> ''));
--> ok
create index i on a.t(x);
--> ok
alter table a.t set schema b;
--> ok
drop index a.i;
--> 42704 index "i" does not exist
drop index b.i;
--> ok
drop sequence a.t_id_seq;
--> 42P01 sequence "t_id_seq" does not exist
alter sequence b.t_id_seq set schema a;
--> 0A000 cannot move an owned sequence into another schema
--> DETAIL: Sequence "t_id_seq" is linked to table "t".
alter index b.t_pkey rename to p;
--> ok
create table a.t(id int);
--> ok
alter table b.t set schema a;
--> 42P07 relation "t" already exists in schema "a"
create type a.e as enum ('x');
--> ok
create type b.e as enum ('x');
--> ok
alter type a.e set schema b;
--> 42710 type "e" already exists in schema "b"
alter type a.t set schema b;
--> 42710 type "t" already exists in schema "b"
alter type a._e set schema b;
--> 42809 cannot alter array type a.e[]
--> HINT: You can alter type a.e, which will alter the array type as well.
alter type a.nope set schema b;
--> 42704 type "a.nope" does not exist
alter type a.e set schema nope;
--> 3F000 schema "nope" does not exist
create domain a.d as int check (value > 0);
--> ok
alter domain a.d set schema b;
--> ok
alter domain b.e set schema a;
--> 42809 b.e is not a domain
create function a.f(int) returns int language sql as 'select 1';
--> ok
create function b.f(int) returns int language sql as 'select 1';
--> ok
alter function a.f(int) set schema b;
--> 42723 function f(integer) already exists in schema "b"
alter function a.f(int) set schema a;
--> ok
drop function b.f(int);
--> ok
alter function a.f(int) set schema b;
--> ok
create view a.v as select 1 as x;
--> ok
alter view a.v set schema b;
--> ok
alter table b.v set schema a;
--> ok
alter view a.v set schema pg_temp;
--> 0A000 cannot move objects into or out of temporary schemas
alter sequence nope set schema a;
--> 42P01 relation "nope" does not exist
alter table if exists nope set schema a;
--> ok
alter materialized view a.v set schema b;
--> 42809 "v" is not a materialized view
drop schema a;
--> 2BP01 cannot drop schema a because other objects depend on it
--> DETAIL: table a.t depends on schema a
-->| type a.e depends on schema a
-->| view a.v depends on schema a
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop schema b cascade;
--> ok
