-- ALTER COLUMN TYPE: where PostgreSQL 18 points at.
-- postgres: 18

create table t (id int, f int generated always as (id * 2) stored, a int);
--> ok
create table p (a int, b int) partition by list (a);
--> ok
create table p1 partition of p for values in (1);
--> ok
alter table t alter column f type bigint using 1;
--> 42611 cannot specify USING when altering type of generated column
--> DETAIL: Column "f" is a generated column.
--> POSITION: 28
alter table t alter column a type nosuch;
--> 42704 type "nosuch" does not exist
--> POSITION: 35
alter table t alter column nosuch type text;
--> 42703 column "nosuch" of relation "t" does not exist
alter table t alter column ctid type text;
--> 0A000 cannot alter system column "ctid"
--> POSITION: 28
alter table p alter column a type text;
--> 42P16 cannot alter column "a" because it is part of the partition key of relation "p"
--> POSITION: 28
alter table p1 alter column b type text;
--> 42P16 cannot alter inherited column "b"
--> POSITION: 29
alter table t alter column a type text collate nosuch;
--> 42704 collation "nosuch" for encoding "UTF8" does not exist
--> POSITION: 40
alter table t alter column a type int collate "C";
--> 42804 collations are not supported by type integer
--> POSITION: 39
alter table t alter column a type varchar(0);
--> 22023 length for type varchar must be at least 1
--> POSITION: 35
alter table t alter column a type int(3);
--> 42601 syntax error at or near "("
--> POSITION: 38
