-- Foreign data wrappers, servers, foreign tables, statistics, rules, casts, operators, aggregates, collations.
-- min: 16

CREATE FOREIGN DATA WRAPPER w;
--> ok
CREATE FOREIGN DATA WRAPPER w;
--> 42710 foreign-data wrapper "w" already exists
CREATE SERVER s FOREIGN DATA WRAPPER nope;
--> 42704 foreign-data wrapper "nope" does not exist
CREATE SERVER s FOREIGN DATA WRAPPER w;
--> ok
CREATE SERVER s FOREIGN DATA WRAPPER w;
--> 42710 server "s" already exists
CREATE SERVER IF NOT EXISTS s FOREIGN DATA WRAPPER w;
--> ok
CREATE USER MAPPING FOR nope SERVER s;
--> 42704 role "nope" does not exist
CREATE USER MAPPING FOR CURRENT_USER SERVER nope;
--> 42704 server "nope" does not exist
CREATE USER MAPPING FOR CURRENT_USER SERVER s;
--> ok
CREATE USER MAPPING FOR CURRENT_USER SERVER s;
--> 42710 user mapping for "postgres" already exists for server "s"
CREATE FOREIGN TABLE ft (a int) SERVER nope;
--> 42704 server "nope" does not exist
CREATE FOREIGN TABLE ft (a int PRIMARY KEY) SERVER s;
--> 0A000 primary key constraints are not supported on foreign tables
--> POSITION: 32
CREATE FOREIGN TABLE ft (a int NOT NULL, b text) SERVER s;
--> ok
CREATE FOREIGN TABLE ft (a int) SERVER s;
--> 42P07 relation "ft" already exists
ALTER FOREIGN TABLE ft ADD COLUMN c int;
--> ok
ALTER TABLE ft ADD COLUMN d int;
--> ok
DROP TABLE ft;
--> 42809 "ft" is not a table
--> HINT: Use DROP FOREIGN TABLE to remove a foreign table.
DROP SERVER s;
--> 2BP01 cannot drop server s because other objects depend on it
--> DETAIL: user mapping for postgres on server s depends on server s
-->| foreign table ft depends on server s
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP FOREIGN DATA WRAPPER w CASCADE;
--> ok
DROP FOREIGN TABLE ft;
--> 42704 foreign table "ft" does not exist
CREATE TABLE t (a int, b int, c text);
--> ok
CREATE STATISTICS st ON a, b FROM t;
--> ok
CREATE STATISTICS st ON a, b FROM t;
--> 42710 statistics object "st" already exists
CREATE STATISTICS IF NOT EXISTS st ON a, b FROM t;
--> ok
CREATE STATISTICS ON a, b FROM t;
--> ok
CREATE STATISTICS one ON a FROM t;
--> 42P17 extended statistics require at least 2 columns
CREATE STATISTICS bad ON a, nope FROM t;
--> 42703 column "nope" does not exist
CREATE STATISTICS bad (nope) ON a, b FROM t;
--> 42601 unrecognized statistics kind "nope"
DROP STATISTICS t_a_b_stat;
--> ok
ALTER STATISTICS st RENAME TO st2;
--> ok
ALTER STATISTICS st2 SET STATISTICS 100;
--> ok
DROP STATISTICS st;
--> 42704 statistics object "st" does not exist
CREATE RULE r AS ON INSERT TO t DO ALSO SELECT 1;
--> ok
CREATE RULE r AS ON INSERT TO t DO ALSO SELECT 1;
--> 42710 rule "r" for relation "t" already exists
CREATE OR REPLACE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
--> ok
CREATE RULE r2 AS ON DELETE TO t WHERE new.a = 1 DO INSTEAD NOTHING;
--> 42P01 invalid reference to FROM-clause entry for table "new"
--> DETAIL: There is an entry for table "new", but it cannot be referenced from this part of the query.
--> POSITION: 40
CREATE RULE r2 AS ON DELETE TO t WHERE old.nope = 1 DO INSTEAD NOTHING;
--> 42703 column old.nope does not exist
--> POSITION: 40
CREATE RULE r2 AS ON SELECT TO t DO INSTEAD SELECT 1;
--> 42809 relation "t" cannot have ON SELECT rules
--> DETAIL: This operation is not supported for tables.
DROP RULE r ON t;
--> ok
CREATE CAST (text AS int) WITH INOUT;
--> ok
CREATE CAST (text AS int) WITH INOUT;
--> 42710 cast from type text to type integer already exists
DROP CAST (text AS int);
--> ok
CREATE CAST (text AS nope) WITH INOUT;
--> 42704 type "nope" does not exist
CREATE FUNCTION eq3(int, text) RETURNS boolean LANGUAGE sql AS 'select true';
--> ok
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = text, FUNCTION = eq3);
--> ok
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = text, FUNCTION = eq3);
--> 42723 operator === already exists
CREATE OPERATOR ==== (LEFTARG = int, RIGHTARG = text, FUNCTION = nope);
--> 42883 function nope(integer, text) does not exist
SELECT 1 === 'x';
--> ok
SELECT 'x'::text === 1;
--> 42883 operator does not exist: text === integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 18
DROP FUNCTION eq3(int, text);
--> 2BP01 cannot drop function eq3(integer,text) because other objects depend on it
--> DETAIL: operator ===(integer,text) depends on function eq3(integer,text)
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
CREATE FUNCTION add2(int, int) RETURNS int LANGUAGE sql AS 'select $1 + $2';
--> ok
CREATE AGGREGATE total(int) (SFUNC = add2, STYPE = int, INITCOND = '0');
--> ok
CREATE AGGREGATE total(int) (SFUNC = add2, STYPE = int);
--> 42723 function "total" already exists with same argument types
CREATE AGGREGATE bad(int) (SFUNC = nope, STYPE = int);
--> 42883 function nope(integer, integer) does not exist
CREATE AGGREGATE bad(int) (STYPE = int);
--> 42P13 aggregate sfunc must be specified
SELECT total(a) FROM t;
--> ok
DROP FUNCTION total(int);
--> 42809 "total" is an aggregate function
--> HINT: Use DROP AGGREGATE to drop aggregate functions.
DROP FUNCTION add2(int, int);
--> 2BP01 cannot drop function add2(integer,integer) because other objects depend on it
--> DETAIL: function total(integer) depends on function add2(integer,integer)
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP AGGREGATE total(int);
--> ok
CREATE TEXT SEARCH CONFIGURATION my (COPY = pg_catalog.english);
--> ok
CREATE TEXT SEARCH CONFIGURATION my (COPY = nope);
--> 42704 text search configuration "nope" does not exist
SELECT to_tsvector('my', 'x');
--> ok
SELECT to_tsvector('nope', 'x');
--> 42704 text search configuration "nope" does not exist
--> POSITION: 20
ALTER TEXT SEARCH CONFIGURATION my ALTER MAPPING FOR word WITH simple;
--> ok
DROP TEXT SEARCH CONFIGURATION my;
--> ok
