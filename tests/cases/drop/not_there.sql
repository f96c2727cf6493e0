-- DROP of every kind that is not there, or is something else.
-- min: 15

create table p(id int);
--> ok
create table q(id int);
--> ok
drop operator ===(int,int);
--> 42883 operator does not exist: integer === integer
drop operator class nosuch using btree;
--> 42704 operator class "nosuch" does not exist for access method "btree"
drop operator family nosuch using nosuch;
--> 42704 access method "nosuch" does not exist
drop cast (int as point);
--> 42704 cast from type integer to type point does not exist
drop transform for int language sql;
--> 42704 transform for type integer language "sql" does not exist
drop collation nosuch;
--> 42704 collation "nosuch" for encoding "UTF8" does not exist
drop conversion nosuch;
--> 42704 conversion "nosuch" does not exist
drop text search parser nosuch;
--> 42704 text search parser "nosuch" does not exist
drop extension nosuch;
--> 42704 extension "nosuch" does not exist
drop schema if exists nosuch;
--> ok
drop language nosuch;
--> 42704 language "nosuch" does not exist
drop server nosuch;
--> 42704 server "nosuch" does not exist
drop foreign data wrapper nosuch;
--> 42704 foreign-data wrapper "nosuch" does not exist
drop event trigger nosuch;
--> 42704 event trigger "nosuch" does not exist
drop publication nosuch;
--> 42704 publication "nosuch" does not exist
drop access method nosuch;
--> 42704 access method "nosuch" does not exist
drop statistics nosuch;
--> 42704 statistics object "nosuch" does not exist
drop rule nosuch on q;
--> 42704 rule "nosuch" for relation "q" does not exist
drop rule nosuch on nosuch;
--> 42P01 relation "nosuch" does not exist
drop trigger nosuch on q;
--> 42704 trigger "nosuch" for table "q" does not exist
drop trigger if exists nosuch on nosuch;
--> ok
drop sequence q;
--> 42809 "q" is not a sequence
--> HINT: Use DROP TABLE to remove a table.
drop materialized view q;
--> 42809 "q" is not a materialized view
--> HINT: Use DROP TABLE to remove a table.
drop foreign table q;
--> 42809 "q" is not a foreign table
--> HINT: Use DROP TABLE to remove a table.
drop table public.nosuch;
--> 42P01 table "nosuch" does not exist
drop table nosuch.nosuch;
--> 3F000 schema "nosuch" does not exist
drop table if exists nosuch.nosuch;
--> ok
drop type int4;
--> 2BP01 cannot drop type integer because it is required by the database system
drop type nosuch.x;
--> 3F000 schema "nosuch" does not exist
drop table a.b.c;
--> 0A000 cross-database references are not implemented: "a.b.c"
drop table a.b.c.d;
--> 42601 improper relation name (too many dotted names): a.b.c.d
