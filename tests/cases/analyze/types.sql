-- Type and collation names, modifiers, casts.
-- min: 15
CREATE SCHEMA s;
--> ok
CREATE TYPE s.pair AS (a int, b text);
--> ok
CREATE TABLE base (a varchar(10), b s.pair);
--> ok
CREATE TABLE x (a nope);
--> 42704 type "nope" does not exist
--> POSITION: 19
CREATE TABLE x (a s.nope);
--> 42704 type "s.nope" does not exist
--> POSITION: 19
CREATE TABLE x (a nope.t);
--> 3F000 schema "nope" does not exist
--> POSITION: 19
CREATE TABLE x (a pair);
--> 42704 type "pair" does not exist
--> POSITION: 19
CREATE TABLE x (a varchar(0));
--> 22023 length for type varchar must be at least 1
--> POSITION: 19
CREATE TABLE x (a char(20000000));
--> 22023 length for type char cannot exceed 10485760
--> POSITION: 19
CREATE TABLE x (a numeric(2000));
--> 22023 NUMERIC precision 2000 must be between 1 and 1000
--> POSITION: 19
CREATE TABLE x (a numeric(5,2000));
--> 22023 NUMERIC scale 2000 must be between -1000 and 1000
--> POSITION: 19
CREATE TABLE x (a int(4));
--> 42601 syntax error at or near "("
--> POSITION: 22
CREATE TABLE x (a text(4));
--> 42601 type modifier is not allowed for type "text"
--> POSITION: 19
CREATE TABLE x (a timestamp(-1));
--> 42601 syntax error at or near "-"
--> POSITION: 29
CREATE TABLE x (a bit(0));
--> 22023 length for type bit must be at least 1
--> POSITION: 19
CREATE TABLE x (a varchar(1,2));
--> 42601 syntax error at or near ","
--> POSITION: 28
CREATE TABLE x (a varchar('x'));
--> 42601 syntax error at or near "'x'"
--> POSITION: 27
CREATE TABLE x (a int COLLATE "C");
--> 42804 collations are not supported by type integer
--> POSITION: 23
CREATE TABLE x (a text COLLATE nope);
--> 42704 collation "nope" for encoding "UTF8" does not exist
--> POSITION: 24
CREATE TABLE x (a s.pair[], b base, c numeric(5,2)[], d timestamptz(3), e interval day to second, f varbit(3), g "char", h text COLLATE "C");
--> ok
CREATE FUNCTION f(base.a%TYPE) RETURNS base.nope%TYPE LANGUAGE sql AS 'SELECT 1';
--> 42703 column "nope" of relation "base" does not exist
CREATE FUNCTION f(nope.a%TYPE) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 42P01 relation "nope" does not exist
CREATE FUNCTION f(base.a%TYPE) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> ok
CREATE VIEW v AS SELECT 1::nope;
--> 42704 type "nope" does not exist
--> POSITION: 28
CREATE VIEW v AS SELECT now()::int;
--> 42846 cannot cast type timestamp with time zone to integer
--> POSITION: 30
CREATE VIEW v AS SELECT 'x'::int;
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 25
CREATE VIEW v AS SELECT 1::boolean AS a, true::int AS b, 'abc'::varchar(2) AS c, '{1,2}'::int[] AS d, 1::text AS e, '(1,x)'::s.pair AS f, ROW(1, 'x')::s.pair AS g;
--> ok
CREATE VIEW w AS SELECT ROW(1)::s.pair;
--> 42846 cannot cast type record to s.pair
--> DETAIL: Input has too few columns.
--> POSITION: 31
CREATE VIEW w AS SELECT ROW(1, 'x', 2)::s.pair;
--> 42846 cannot cast type record to s.pair
--> DETAIL: Input has too many columns.
--> POSITION: 39
CREATE VIEW w AS SELECT ROW(now(), 'x')::s.pair;
--> 42846 cannot cast type record to s.pair
--> DETAIL: Cannot cast type timestamp with time zone to integer in column 1.
--> POSITION: 40
CREATE VIEW w AS SELECT (ROW(1, 'x')::s.pair).c;
--> 42703 column "c" not found in data type s.pair
--> POSITION: 37
CREATE VIEW w AS SELECT (ROW(1, 'x')::s.pair).b AS x, (b).a AS y FROM base;
--> ok
CREATE VIEW y AS SELECT 'a' COLLATE "C" < 'b' COLLATE "POSIX";
--> 42P21 collation mismatch between explicit collations "C" and "POSIX"
--> POSITION: 47
CREATE VIEW y AS SELECT 1 COLLATE "C";
--> 42804 collations are not supported by type integer
--> POSITION: 27
CREATE VIEW y AS SELECT 'base'::regclass AS a, 'nope'::regclass AS b;
--> 42P01 relation "nope" does not exist
--> POSITION: 48
CREATE VIEW y AS SELECT 'base'::regclass AS a, 'int'::regtype AS b, 'lower'::regproc AS c, 'postgres'::regrole::text AS d, 'public'::regnamespace AS e;
--> 42725 more than one function named "lower"
--> POSITION: 69
CREATE VIEW y AS SELECT 'base'::regclass AS a, 'int'::regtype AS b, 'now'::regproc AS c, 'public'::regnamespace AS e;
--> ok
CREATE VIEW z AS SELECT 'lower(text)'::regprocedure AS a, 'english'::regconfig AS b;
--> ok
CREATE VIEW z1 AS SELECT 'lower(nope)'::regprocedure;
--> 42704 type "nope" does not exist
--> POSITION: 26
CREATE VIEW z1 AS SELECT 'nope'::regconfig;
--> 42704 text search configuration "nope" does not exist
--> POSITION: 26
CREATE VIEW z1 AS SELECT B'102';
--> 22P02 "2" is not a valid binary digit
--> POSITION: 26
CREATE VIEW z1 AS SELECT 99999999999 AS a, 99999999999999999999 AS b, 1.5e3 AS c, B'101' AS d;
--> ok
