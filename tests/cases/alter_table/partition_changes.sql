-- ATTACH, DETACH and changes of partitioned tables and their indexes.
-- postgres: 17

create table pt(a int, b text, primary key (a)) partition by range (a);
--> ok
create table pt1 partition of pt for values from (0) to (10);
--> ok
create table pt2 partition of pt for values from (5) to (20);
--> 42P17 partition "pt2" would overlap partition "pt1"
--> POSITION: 51
create table pt2 (a int not null, b text, primary key (a));
--> ok
alter table pt attach partition pt2 for values from (10) to (20);
--> ok
alter table pt alter column b type varchar(10);
--> ok
alter table pt1 alter column b type text;
--> 42P16 cannot alter inherited column "b"
alter table pt add column c int default 5 not null;
--> ok
alter table only pt add column d int;
--> 42P16 column must be added to child tables too
alter table pt1 add column d int;
--> 42809 cannot add column to a partition
alter table pt alter column b set not null;
--> ok
alter table pt1 alter column b drop not null;
--> 42P16 column "b" is marked NOT NULL in parent table
alter table pt add constraint cc check (c > 0);
--> ok
alter table pt1 drop constraint cc;
--> 42P16 cannot drop inherited constraint "cc" of relation "pt1"
alter table only pt drop constraint cc;
--> 42P16 cannot remove constraint from only the partitioned table when partitions exist
--> HINT: Do not specify the ONLY keyword.
alter table pt drop constraint cc;
--> ok
alter table pt detach partition pt2;
--> ok
alter table pt2 drop column b;
--> ok
alter table pt attach partition pt2 for values from (10) to (20);
--> 42804 child table is missing column "b"
create index on pt(b);
--> ok
create index ptb on only pt(c);
--> ok
create index pt1b on pt1(c);
--> ok
alter index ptb attach partition pt1b;
--> ok
alter index ptb attach partition pt1b;
--> ok
drop index pt1b;
--> 2BP01 cannot drop index pt1b because index ptb requires it
--> HINT: You can drop index ptb instead.
drop index pt_b_idx;
--> ok
alter table pt drop constraint pt_pkey;
--> ok
drop table pt;
--> ok
