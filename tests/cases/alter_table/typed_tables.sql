-- Tables of a composite type, and the type that changes under them.
-- min: 15

create type ct as (x int, y text);
--> ok
create table tt of ct;
--> ok
alter type ct add attribute z int;
--> 2BP01 cannot alter type "ct" because it is the type of a typed table
--> HINT: Use ALTER ... CASCADE to alter the typed tables too.
alter type ct add attribute z int cascade;
--> ok
alter type ct drop attribute x;
--> 2BP01 cannot alter type "ct" because it is the type of a typed table
--> HINT: Use ALTER ... CASCADE to alter the typed tables too.
alter type ct drop attribute x cascade;
--> ok
alter type ct alter attribute y type varchar;
--> 2BP01 cannot alter type "ct" because it is the type of a typed table
--> HINT: Use ALTER ... CASCADE to alter the typed tables too.
alter type ct alter attribute y type varchar cascade;
--> ok
alter type ct rename attribute y to yy;
--> 2BP01 cannot alter type "ct" because it is the type of a typed table
--> HINT: Use ALTER ... CASCADE to alter the typed tables too.
alter type ct rename attribute y to yy cascade;
--> ok
alter table tt add column foo int;
--> 42809 cannot add column to typed table
alter table tt drop column yy;
--> 42809 cannot drop column from typed table
alter table tt rename column yy to a;
--> 42809 cannot rename column of typed table
alter table tt not of;
--> ok
alter table tt of ct;
--> ok
alter table ct add column f int;
--> 42809 "ct" is a composite type
--> HINT: Use ALTER TYPE instead.
drop type ct;
--> 2BP01 cannot drop type ct because other objects depend on it
--> DETAIL: table tt depends on type ct
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop type ct cascade;
--> ok
