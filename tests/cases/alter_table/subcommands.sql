-- Every other subcommand of ALTER TABLE, on tables it goes with and on others.
-- min: 15

create table p(id int primary key);
--> ok
create table q(id int primary key, pid int references p);
--> ok
alter table p drop constraint nosuch;
--> 42704 constraint "nosuch" of relation "p" does not exist
alter table p drop constraint if exists nosuch;
--> ok
alter table q drop constraint q_pid_fkey;
--> ok
alter table q drop constraint q_pkey;
--> ok
alter table q add primary key (id);
--> ok
alter table q add primary key (id);
--> 42P16 multiple primary keys for table "q" are not allowed
alter table q add constraint qq unique (pid);
--> ok
alter table q add constraint qq unique (pid);
--> 42P07 relation "qq" already exists
alter table q add constraint qq2 unique (nosuch);
--> 42703 column "nosuch" named in key does not exist
alter table q add primary key (nosuch);
--> 42703 column "nosuch" of relation "q" does not exist
alter table q drop constraint q_pkey, add primary key (nosuch);
--> 42703 column "nosuch" of relation "q" does not exist
alter table q alter column id drop not null;
--> 42P16 column "id" is in a primary key
alter table q alter column nosuch set not null;
--> 42703 column "nosuch" of relation "q" does not exist
alter table q alter column ctid set not null;
--> 0A000 cannot alter system column "ctid"
alter table q alter column pid set not null;
--> ok
alter table q alter column pid drop not null;
--> ok
alter table q alter column xmin drop not null;
--> 0A000 cannot alter system column "xmin"
alter table q alter column pid type bigint;
--> ok
alter table q alter column pid type uuid;
--> 42804 column "pid" cannot be cast automatically to type uuid
--> HINT: You might need to specify "USING pid::uuid".
alter table q alter column pid type text, alter column pid type int;
--> 0A000 cannot alter type of column "pid" twice
alter table q alter column nosuch type text;
--> 42703 column "nosuch" of relation "q" does not exist
alter table q drop column ctid;
--> 0A000 cannot drop system column "ctid"
alter table q add column ctid int;
--> 42701 column name "ctid" conflicts with a system column name
alter table q enable trigger foo;
--> 42704 trigger "foo" for table "q" does not exist
alter table q disable trigger all;
--> ok
alter table q enable rule foo;
--> 42704 rule "foo" for relation "q" does not exist
alter table q cluster on foo;
--> 42704 index "foo" for table "q" does not exist
alter table q cluster on qq;
--> ok
alter table q set without cluster;
--> ok
alter table q replica identity using index qq;
--> 42809 index "qq" cannot be used as replica identity because column "pid" is nullable
alter table q replica identity using index q_pkey;
--> ok
alter table q replica identity full;
--> ok
alter table q replica identity using index nosuch;
--> 42704 index "nosuch" for table "q" does not exist
alter table q set unlogged;
--> ok
alter table q set logged;
--> ok
alter table q set (fillfactor=70);
--> ok
alter table q set (foo=70);
--> 22023 unrecognized parameter "foo"
alter table q reset (fillfactor);
--> ok
