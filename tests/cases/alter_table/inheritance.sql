-- ALTER TABLE on parents and children: what must be done to both, what only above.
-- min: 15

create table p(id int primary key, a text not null, b int);
--> ok
create table q(id int primary key, pid int references p);
--> ok
create table ch() inherits (p);
--> ok
alter table p drop column id;
--> 2BP01 cannot drop desired object(s) because other objects depend on them
--> DETAIL: constraint q_pid_fkey on table q depends on column id of table p
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table p drop column id cascade;
--> ok
alter table p drop column a;
--> ok
alter table ch drop column b;
--> 42P16 cannot drop inherited column "b"
alter table only p drop column b;
--> ok
alter table ch drop column b;
--> ok
alter table p add column c int;
--> ok
alter table only p add column d int;
--> 42P16 column must be added to child tables too
alter table ch add column d int;
--> ok
alter table p add column d int;
--> ok
alter table p add column d text;
--> 42701 column "d" of relation "p" already exists
alter table p rename column c to cc;
--> ok
alter table only p rename column cc to ccc;
--> 42P16 inherited column "cc" must be renamed in child tables too
alter table ch rename column cc to ccc;
--> 42P16 cannot rename inherited column "cc"
alter table ch no inherit p;
--> ok
alter table ch no inherit p;
--> 42P01 relation "p" is not a parent of relation "ch"
alter table ch inherit p;
--> ok
alter table p inherit ch;
--> 42P07 circular inheritance not allowed
--> DETAIL: "ch" is already a child of "p".
