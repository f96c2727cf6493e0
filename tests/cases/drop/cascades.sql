-- DROP RESTRICT and CASCADE over every kind of dependency.
-- min: 15

create table t1(a int, b int, c int);
--> ok
create view v1 as select a from t1;
--> ok
create view v2 as select a from v1;
--> ok
create view v3 as select v2.a from v2 join t1 using (a);
--> ok
drop view v1;
--> 2BP01 cannot drop view v1 because other objects depend on it
--> DETAIL: view v2 depends on view v1
-->| view v3 depends on view v2
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop view v1, v2;
--> 2BP01 cannot drop desired object(s) because other objects depend on them
--> DETAIL: view v3 depends on view v2
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop table t1;
--> 2BP01 cannot drop table t1 because other objects depend on it
--> DETAIL: view v1 depends on table t1
-->| view v2 depends on view v1
-->| view v3 depends on table t1
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table t1 drop column a;
--> 2BP01 cannot drop column a of table t1 because other objects depend on it
--> DETAIL: view v1 depends on column a of table t1
-->| view v2 depends on view v1
-->| view v3 depends on column a of table t1
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table t1 drop column b;
--> ok
drop table t1 cascade;
--> ok
create sequence s1;
--> ok
create table st(a int default nextval('s1'), b serial);
--> ok
drop sequence s1;
--> 2BP01 cannot drop sequence s1 because other objects depend on it
--> DETAIL: default value for column a of table st depends on sequence s1
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop sequence st_b_seq;
--> 2BP01 cannot drop sequence st_b_seq because other objects depend on it
--> DETAIL: default value for column b of table st depends on sequence st_b_seq
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop sequence s1 cascade;
--> ok
drop sequence st_b_seq cascade;
--> ok
create function fn(int) returns int language sql immutable as 'select $1';
--> ok
create table ft(a int default fn(1), b int check (fn(b) > 0), c int generated always as (fn(2)) stored);
--> ok
create index on ft(fn(a));
--> ok
create policy pp on ft using (fn(a) = 1);
--> ok
drop function fn(int);
--> 2BP01 cannot drop function fn(integer) because other objects depend on it
--> DETAIL: default value for column a of table ft depends on function fn(integer)
-->| column c of table ft depends on function fn(integer)
-->| constraint ft_b_check on table ft depends on function fn(integer)
-->| index ft_fn_idx depends on function fn(integer)
-->| policy pp on table ft depends on function fn(integer)
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop function fn(int) cascade;
--> ok
create role pgrehearse_a;
--> ok
create table own(a int);
--> ok
alter table own owner to pgrehearse_a;
--> ok
create policy x on own to pgrehearse_a using (true);
--> ok
grant select on own to pgrehearse_a;
--> ok
drop role pgrehearse_a;
--> 2BP01 role "pgrehearse_a" cannot be dropped because some objects depend on it
--> DETAIL: owner of table own
-->| target of policy x on table own
drop owned by pgrehearse_a;
--> ok
drop role pgrehearse_a;
--> ok
create schema sa;
--> ok
create table sa.t(a int primary key);
--> ok
create table ref(a int references sa.t);
--> ok
create type sa.e as enum ('x');
--> ok
create table ue(a sa.e);
--> ok
create function sa.f() returns sa.t language sql as 'select null::sa.t';
--> ok
drop schema sa;
--> 2BP01 cannot drop schema sa because other objects depend on it
--> DETAIL: table sa.t depends on schema sa
-->| constraint ref_a_fkey on table ref depends on table sa.t
-->| type sa.e depends on schema sa
-->| column a of table ue depends on type sa.e
-->| function sa.f() depends on schema sa
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop schema sa cascade;
--> ok
create table pk(a int primary key, b int unique);
--> ok
create table f1(a int references pk);
--> ok
create table f2(a int references pk(b));
--> ok
drop index pk_b_key;
--> 2BP01 cannot drop index pk_b_key because constraint pk_b_key on table pk requires it
--> HINT: You can drop constraint pk_b_key on table pk instead.
alter table pk drop constraint pk_b_key;
--> 2BP01 cannot drop constraint pk_b_key on table pk because other objects depend on it
--> DETAIL: constraint f2_a_fkey on table f2 depends on index pk_b_key
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table pk drop column a;
--> 2BP01 cannot drop column a of table pk because other objects depend on it
--> DETAIL: constraint f1_a_fkey on table f1 depends on column a of table pk
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop table pk;
--> 2BP01 cannot drop table pk because other objects depend on it
--> DETAIL: constraint f1_a_fkey on table f1 depends on table pk
-->| constraint f2_a_fkey on table f2 depends on table pk
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop table pk cascade;
--> ok
create type cc as (a int);
--> ok
create table tc of cc;
--> ok
create function cf(cc) returns int language sql as 'select 1';
--> ok
create table arr(a cc[]);
--> ok
drop type cc;
--> 2BP01 cannot drop type cc because other objects depend on it
--> DETAIL: column a of table arr depends on type cc[]
-->| table tc depends on type cc
-->| function cf(cc) depends on type cc
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter type cc drop attribute a;
--> 2BP01 cannot alter type "cc" because it is the type of a typed table
--> HINT: Use ALTER ... CASCADE to alter the typed tables too.
drop type cc cascade;
--> ok
create table inh(a int);
--> ok
create table inhc() inherits (inh);
--> ok
drop table inh;
--> 2BP01 cannot drop table inh because other objects depend on it
--> DETAIL: table inhc depends on table inh
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table inh drop column a;
--> ok
drop table inh cascade;
--> ok
create collation cl (locale='C');
--> ok
create table clt(a text collate cl);
--> ok
drop collation cl;
--> 2BP01 cannot drop collation cl because other objects depend on it
--> DETAIL: column a of table clt depends on collation cl
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop collation cl cascade;
--> ok
create table gb(a int primary key, b text);
--> ok
create view gbv as select a, b from gb group by a;
--> ok
alter table gb drop constraint gb_pkey;
--> 2BP01 cannot drop constraint gb_pkey on table gb because other objects depend on it
--> DETAIL: view gbv depends on constraint gb_pkey on table gb
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table gb drop constraint gb_pkey cascade;
--> ok
create table tr(a int);
--> ok
create function tf() returns trigger language plpgsql as 'begin return null; end';
--> ok
create trigger trg after insert on tr for each row execute function tf();
--> ok
drop function tf();
--> 2BP01 cannot drop function tf() because other objects depend on it
--> DETAIL: trigger trg on table tr depends on function tf()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop table tr;
--> ok
drop function tf();
--> ok
create publication pb for table f1;
--> ok
drop table f1;
--> ok
create statistics st1 on a, b from gb;
--> ok
alter table gb drop column b cascade;
--> ok
drop statistics st1;
--> 42704 statistics object "st1" does not exist
create materialized view mvv as select a from gb;
--> ok
create index on mvv(a);
--> ok
drop table gb;
--> 2BP01 cannot drop table gb because other objects depend on it
--> DETAIL: materialized view mvv depends on table gb
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop table gb cascade;
--> ok
