-- What the server cannot read back itself: a later overload fits the same calls.
create function tenant() returns int language sql stable as 'select 1';
create table t (id int default tenant(), check (id > tenant()));
create policy p on t using (id = tenant());
create view v as select tenant() as one;
create function tenant(who int default 2, what text default 'x') returns int language sql stable as 'select 2';
