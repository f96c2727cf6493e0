-- ALTER COLUMN TYPE: casts, defaults, generated and identity columns, what depends on the column.
-- min: 15

create table t(id int primary key, a int default 1, b varchar(10) default 'x', c text check (c <> ''), d timestamptz default now(), e numeric(10,2), f int generated always as (id*2) stored, g int generated always as identity, h jsonb, u uuid default gen_random_uuid());
--> ok
create index t_a on t(a);
--> ok
create index t_lc on t(lower(c));
--> ok
create index t_part on t(b) where a > 0;
--> ok
create table r(id int primary key, tid int references t(id) on delete cascade);
--> ok
alter table t alter column a type bigint;
--> ok
alter table t alter column id type bigint;
--> 0A000 cannot alter type of a column used by a generated column
--> DETAIL: Column "id" is used by generated column "f".
alter table t alter column b type varchar(20);
--> ok
alter table t alter column b type varchar(5);
--> ok
alter table t alter column b type text;
--> ok
alter table t alter column b type int;
--> 42804 column "b" cannot be cast automatically to type integer
--> HINT: You might need to specify "USING b::integer".
alter table t alter column b type int using b::int;
--> 42804 default for column "b" cannot be cast automatically to type integer
alter table t alter column c type int;
--> 42804 column "c" cannot be cast automatically to type integer
--> HINT: You might need to specify "USING c::integer".
alter table t alter column a type boolean;
--> 42804 column "a" cannot be cast automatically to type boolean
--> HINT: You might need to specify "USING a::boolean".
alter table t alter column a type boolean using a::int::boolean;
--> 42804 default for column "a" cannot be cast automatically to type boolean
alter table t alter column e type numeric(12,2);
--> ok
alter table t alter column e type numeric(12,3);
--> ok
alter table t alter column d type timestamp;
--> ok
alter table t alter column d type date using d::date;
--> ok
alter table t alter column f type bigint;
--> ok
alter table t alter column g type bigint;
--> ok
alter table t alter column g type text;
--> 22023 identity column type must be smallint, integer, or bigint
alter table t alter column h type json;
--> ok
alter table t alter column h type json using h::json;
--> ok
alter table t alter column u type text;
--> ok
alter table t alter column nosuch type text;
--> 42703 column "nosuch" of relation "t" does not exist
alter table t alter column a type text using nosuch;
--> 42703 column "nosuch" does not exist
--> POSITION: 46
alter table t alter column a type text using nosuch(a);
--> 42883 function nosuch(bigint) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 46
create view v as select id, c from t;
--> ok
alter table t alter column c type text;
--> 0A000 cannot alter type of a column used by a view or rule
--> DETAIL: rule _RETURN on view v depends on column "c"
alter table t drop column c;
--> 2BP01 cannot drop column c of table t because other objects depend on it
--> DETAIL: view v depends on column c of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table t rename column c to cc;
--> ok
alter table t drop column cc cascade;
--> ok
create policy p on t using (e > 0);
--> ok
alter table t alter column e type float8;
--> 0A000 cannot alter type of a column used in a policy definition
--> DETAIL: policy p on table t depends on column "e"
alter table t drop column e;
--> 2BP01 cannot drop column e of table t because other objects depend on it
--> DETAIL: policy p on table t depends on column e of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
alter table t drop column e cascade;
--> ok
create function trg() returns trigger language plpgsql as 'begin return new; end';
--> ok
create trigger tr before update of h on t for each row execute function trg();
--> ok
alter table t alter column h type jsonb;
--> 0A000 cannot alter type of a column used in a trigger definition
--> DETAIL: trigger tr on table t depends on column "h"
alter table t drop column h;
--> 2BP01 cannot drop column h of table t because other objects depend on it
--> DETAIL: trigger tr on table t depends on column h of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop function trg();
--> 2BP01 cannot drop function trg() because other objects depend on it
--> DETAIL: trigger tr on table t depends on function trg()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
drop function trg() cascade;
--> ok
