-- COMMENT ON every kind of object, there and not there.
-- min: 15

create table p(id int constraint p_pkey primary key);
--> ok
create type e2 as enum ();
--> ok
comment on table p is 'foo';
--> ok
comment on column p.nosuch is 'x';
--> 42703 column "nosuch" of relation "p" does not exist
comment on column nosuch.nosuch is 'x';
--> 42P01 relation "nosuch" does not exist
comment on function nosuch() is 'x';
--> 42883 function nosuch() does not exist
comment on constraint p_pkey on p is 'x';
--> ok
comment on constraint foo on p is 'x';
--> 42704 constraint "foo" for table "p" does not exist
comment on constraint foo on domain p is 'x';
--> 42809 "p" is not a domain
comment on trigger foo on p is 'x';
--> 42704 trigger "foo" for table "p" does not exist
comment on policy foo on p is 'x';
--> 42704 policy "foo" for table "p" does not exist
comment on rule foo on p is 'x';
--> 42704 rule "foo" for relation "p" does not exist
comment on index p_pkey is 'x';
--> ok
comment on index p is 'x';
--> 42809 "p" is not an index
comment on view p is 'x';
--> 42809 "p" is not a view
comment on type e2 is 'x';
--> ok
comment on type nosuch is 'x';
--> 42704 type "nosuch" does not exist
comment on schema nosuch is 'x';
--> 3F000 schema "nosuch" does not exist
comment on extension nosuch is 'x';
--> 42704 extension "nosuch" does not exist
comment on role nosuch is 'x';
--> 42704 role "nosuch" does not exist
comment on operator +(int,int) is 'x';
--> ok
comment on operator +(int,nosuch) is 'x';
--> 42704 type "nosuch" does not exist
comment on operator @@@@(int,int) is 'x';
--> 42883 operator does not exist: integer @@@@ integer
comment on cast (int as bool) is 'x';
--> ok
comment on cast (int as point) is 'x';
--> 42704 cast from type integer to type point does not exist
comment on language plpgsql is 'x';
--> ok
comment on collation "C" is 'x';
--> ok
comment on collation nosuch is 'x';
--> 42704 collation "nosuch" for encoding "UTF8" does not exist
comment on operator class int4_ops using btree is 'x';
--> ok
comment on operator class nosuch using btree is 'x';
--> 42704 operator class "nosuch" does not exist for access method "btree"
comment on operator class nosuch using nosuch is 'x';
--> 42704 access method "nosuch" does not exist
comment on access method heap is 'x';
--> ok
comment on event trigger x is 'x';
--> 42704 event trigger "x" does not exist
comment on publication x is 'x';
--> 42704 publication "x" does not exist
comment on server x is 'x';
--> 42704 server "x" does not exist
comment on statistics x is 'x';
--> 42704 statistics object "x" does not exist
comment on text search configuration english is 'x';
--> ok
comment on text search dictionary nosuch is 'x';
--> 42704 text search dictionary "nosuch" does not exist
comment on tablespace pg_default is 'x';
--> ok
comment on conversion nosuch is 'x';
--> 42704 conversion "nosuch" does not exist
