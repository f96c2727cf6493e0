-- What a role that owns nothing, or only something, may not alter, drop, rename and comment on.
-- min: 16

create role pgrehearse_a;
--> ok
create role pgrehearse_b;
--> ok
create role pgrehearse_m;
--> ok
grant pgrehearse_b to pgrehearse_m;
--> ok
create schema own authorization pgrehearse_a;
--> ok
create table t(id int primary key, a int);
--> ok
create table own.t2(id int primary key);
--> ok
alter table own.t2 owner to pgrehearse_a;
--> ok
create type ty as enum ('a');
--> ok
create sequence sq;
--> ok
set role pgrehearse_a;
--> ok
drop table t;
--> 42501 must be owner of table t
drop table own.t2;
--> ok
create table own.x(a int);
--> ok
create table own.y(a int);
--> ok
alter table own.x owner to pgrehearse_b;
--> 42501 must be able to SET ROLE "pgrehearse_b"
alter table t add column z int;
--> 42501 must be owner of table t
alter table t enable row level security;
--> 42501 must be owner of table t
alter table t rename to z;
--> 42501 must be owner of table t
alter table t rename column a to b;
--> 42501 must be owner of table t
alter table t rename constraint t_pkey to x;
--> 42501 must be owner of table t
alter index t_pkey rename to foo;
--> 42501 must be owner of index t_pkey
alter table t set schema own;
--> 42501 must be owner of table t
alter table own.x set schema public;
--> 42501 permission denied for schema public
alter type ty rename to z;
--> 42501 must be owner of type ty
alter type ty owner to pgrehearse_a;
--> 42501 must be owner of type ty
alter type ty add value 'z';
--> 42501 must be owner of type ty
drop type ty;
--> 42501 must be owner of type ty
drop sequence sq;
--> 42501 must be owner of sequence sq
alter sequence sq rename to sq2;
--> 42501 must be owner of sequence sq
comment on table t is 'x';
--> 42501 must be owner of table t
comment on column t.a is 'x';
--> 42501 must be owner of relation t
comment on type ty is 'x';
--> 42501 must be owner of type ty
comment on schema public is 'x';
--> 42501 must be owner of schema public
comment on schema own is 'x';
--> ok
comment on constraint t_pkey on t is 'x';
--> 42501 must be owner of relation t
comment on role pgrehearse_b is 'x';
--> 42501 permission denied
--> DETAIL: The current user must have the CREATEROLE attribute.
comment on role postgres is 'x';
--> 42501 permission denied
--> DETAIL: The current user must have the SUPERUSER attribute.
comment on extension plpgsql is 'x';
--> 42501 must be owner of extension plpgsql
comment on function now() is 'x';
--> 42501 must be owner of function now
comment on cast (int as bool) is 'x';
--> 42501 must be owner of type integer or type boolean
comment on access method heap is 'x';
--> 42501 must be superuser
comment on operator +(int,int) is 'x';
--> 42501 must be owner of operator +
alter schema own owner to pgrehearse_b;
--> 42501 must be able to SET ROLE "pgrehearse_b"
alter schema public rename to foo;
--> 42501 must be owner of schema public
drop schema public;
--> 42501 must be owner of schema public
drop index t_pkey;
--> 42501 must be owner of index t_pkey
alter role pgrehearse_b rename to pgrehearse_c;
--> 42501 permission denied to rename role
--> DETAIL: Only roles with the CREATEROLE attribute and the ADMIN option on role "pgrehearse_b" may rename this role.
alter table own.x add constraint f foreign key (a) references t;
--> 42501 permission denied for table t
alter table own.x alter column a type ty using null;
--> ok
drop extension plpgsql;
--> 42501 must be owner of extension plpgsql
drop owned by pgrehearse_b;
--> 42501 permission denied to drop objects
--> DETAIL: Only roles with privileges of role "pgrehearse_b" may drop objects owned by it.
reassign owned by pgrehearse_a to pgrehearse_b;
--> 42501 permission denied to reassign objects
--> DETAIL: Only roles with privileges of role "pgrehearse_b" may reassign objects to it.
reset role;
--> ok
grant create on schema own to pgrehearse_b;
--> ok
grant pgrehearse_b to pgrehearse_a;
--> ok
set role pgrehearse_a;
--> ok
alter table own.x owner to pgrehearse_b;
--> ok
alter table own.x add column q int;
--> ok
drop table own.x;
--> ok
reset role;
--> ok
set role pgrehearse_m;
--> ok
drop table own.y;
--> 42501 permission denied for schema own
reset role;
--> ok
drop owned by pgrehearse_a, pgrehearse_b, pgrehearse_m cascade;
--> ok
drop role pgrehearse_a, pgrehearse_b, pgrehearse_m;
--> ok
