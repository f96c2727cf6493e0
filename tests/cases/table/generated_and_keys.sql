-- Virtual generated columns, NO INHERIT beside keys, keys on inherited columns, NOT ENFORCED foreign keys.
CREATE DOMAIN d AS int DEFAULT NULL;
--> ok
CREATE TYPE e AS ENUM ('x');
--> ok
CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql RETURN 1;
--> ok
CREATE TABLE t (a int, b d GENERATED ALWAYS AS (nope) VIRTUAL);
--> 0A000 virtual generated column "b" cannot have a domain type
CREATE TABLE t (a int, b e GENERATED ALWAYS AS ('x'::e) VIRTUAL);
--> 0A000 virtual generated column "b" cannot have a user-defined type
--> DETAIL: Virtual generated columns that make use of user-defined types are not yet supported.
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (f(a)) VIRTUAL);
--> 0A000 generation expression uses user-defined function
--> DETAIL: Virtual generated columns that make use of user-defined functions are not yet supported.
--> POSITION: 51
CREATE TABLE t (a e, b boolean GENERATED ALWAYS AS (a = 'x'::e) VIRTUAL);
--> 0A000 generation expression uses user-defined type
--> DETAIL: Virtual generated columns that make use of user-defined types are not yet supported.
--> POSITION: 53
CREATE TABLE t (a int NOT NULL NO INHERIT PRIMARY KEY);
--> 42601 conflicting NO INHERIT declarations for not-null constraints on column "a"
CREATE TABLE t (a serial NOT NULL NO INHERIT);
--> 42601 conflicting NO INHERIT declarations for not-null constraints on column "a"
CREATE TABLE t (a int NOT NULL NO INHERIT GENERATED ALWAYS AS IDENTITY);
--> 42601 conflicting NO INHERIT declarations for not-null constraints on column "a"
CREATE TABLE t (a int NOT NULL NO INHERIT, PRIMARY KEY (a, nope));
--> 42601 conflicting NO INHERIT declaration for not-null constraint on column "a"
CREATE TABLE t (a int, NOT NULL a NO INHERIT, b int GENERATED ALWAYS AS (random()), PRIMARY KEY (a));
--> 42601 conflicting NO INHERIT declaration for not-null constraint on column "a"
CREATE TABLE p (a int, b int);
--> ok
CREATE TABLE c (PRIMARY KEY (a)) INHERITS (p);
--> ok
COMMENT ON CONSTRAINT c_a_not_null ON c IS 'there';
--> ok
ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES c NOT ENFORCED;
--> ok
ALTER TABLE p VALIDATE CONSTRAINT p_a_fkey;
--> 55000 cannot validate NOT ENFORCED constraint
CREATE TYPE s AS (a serial);
--> 42704 type "serial" does not exist
CREATE TABLE l (LIKE nowhere.t);
--> 3F000 schema "nowhere" does not exist
--> POSITION: 22
CREATE TABLE q (a p UNIQUE) PARTITION BY LIST ((a || ''));
--> 42P17 functions in partition key expression must be marked IMMUTABLE
CREATE TABLE r (a p, CHECK (a = 'x'));
--> 0A000 input of anonymous composite types is not implemented
--> POSITION: 33
