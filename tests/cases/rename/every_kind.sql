-- RENAME of every kind of object.
-- min: 15

create role pgrehearse_a;
--> ok
create table q(id int primary key, pid int);
--> ok
create sequence sq;
--> ok
alter table sq add column x int;
--> 42809 ALTER action ADD COLUMN cannot be performed on relation "sq"
--> DETAIL: This operation is not supported for sequences.
alter sequence sq rename to sq2;
--> ok
alter sequence sq2 set schema nosuch;
--> 3F000 schema "nosuch" does not exist
create view v as select 1 as a;
--> ok
alter view v rename column a to b;
--> ok
alter table v add column f int;
--> 42809 ALTER action ADD COLUMN cannot be performed on relation "v"
--> DETAIL: This operation is not supported for views.
alter view v rename to v2;
--> ok
alter table v2 rename to v3;
--> ok
drop table v3;
--> 42809 "v3" is not a table
--> HINT: Use DROP VIEW to remove a view.
drop view v3;
--> ok
create index i1 on q(pid);
--> ok
alter index i1 rename to i2;
--> ok
alter table i2 rename to i3;
--> ok
alter index i3 set (fillfactor=50);
--> ok
drop index q_pkey;
--> 2BP01 cannot drop index q_pkey because constraint q_pkey on table q requires it
--> HINT: You can drop constraint q_pkey on table q instead.
drop index i3;
--> ok
drop index concurrently if exists i3;
--> ok
create function ff(int) returns int language sql as 'select 1';
--> ok
alter function ff(int) rename to gg;
--> ok
alter function gg(int) set schema nosuch;
--> 3F000 schema "nosuch" does not exist
alter function gg rename to hh;
--> ok
drop function if exists gg(nosuch);
--> ok
drop procedure hh(int);
--> 42809 hh(integer) is not a procedure
drop aggregate hh(int);
--> 42809 function hh(integer) is not an aggregate
drop routine hh;
--> ok
drop function hh;
--> 42883 could not find a function named "hh"
create type e1 as enum ('a','b');
--> ok
alter type e1 rename to e2;
--> ok
alter type e2 set schema pg_temp;
--> 0A000 cannot move objects into or out of temporary schemas
alter type _e2 rename to foo;
--> 42809 cannot alter array type e2[]
--> HINT: You can alter type e2, which will alter the array type as well.
create table e2(x int);
--> 42710 type "e2" already exists
--> HINT: A relation has an associated type of the same name, so you must use a name that doesn't conflict with any existing type.
create domain d1 as int;
--> ok
alter domain d1 rename to d2;
--> ok
alter domain e2 rename to d3;
--> 42809 e2 is not a domain
alter type d2 rename to d3;
--> ok
alter domain d3 rename constraint a to b;
--> 42704 constraint "a" for domain d3 does not exist
drop domain e2;
--> 42809 "e2" is not a domain
drop domain d3;
--> ok
alter schema nosuch rename to x;
--> 3F000 schema "nosuch" does not exist
alter schema public rename to pg_x;
--> 42939 unacceptable schema name "pg_x"
--> DETAIL: The prefix "pg_" is reserved for system schemas.
alter role pgrehearse_a rename to pgrehearse_b;
--> ok
alter role pgrehearse_b rename to postgres;
--> 42710 role "postgres" already exists
drop role pgrehearse_b;
--> ok
