-- Functions and procedures: signatures, replacing, languages, bodies.

CREATE TABLE t (id int, a text);
--> ok
CREATE FUNCTION f() RETURNS nope LANGUAGE sql AS 'select 1';
--> 42704 type "nope" does not exist
CREATE FUNCTION f(nope) RETURNS int LANGUAGE sql AS 'select 1';
--> 42704 type nope does not exist
--> POSITION: 19
CREATE FUNCTION f() RETURNS int LANGUAGE nope AS 'select 1';
--> 42704 language "nope" does not exist
CREATE FUNCTION f() RETURNS int AS 'select 1';
--> 42P13 no language specified
CREATE FUNCTION f() LANGUAGE sql AS 'select 1';
--> 42P13 function result type must be specified
CREATE FUNCTION f() RETURNS int LANGUAGE sql;
--> 42P13 no function body specified
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select';
--> 42P13 return type mismatch in function declared to return integer
--> DETAIL: Final statement must return exactly one column.
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select nope';
--> 42703 column "nope" does not exist
--> POSITION: 57
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select a from t';
--> 42P13 return type mismatch in function declared to return integer
--> DETAIL: Actual return type is text.
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'selec 1';
--> 42601 syntax error at or near "selec"
--> POSITION: 50
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'insert into t values (1)';
--> 42P13 return type mismatch in function declared to return integer
--> DETAIL: Function's final statement must be SELECT or INSERT/UPDATE/DELETE/MERGE RETURNING.
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'insert into t values (1) returning id';
--> ok
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1';
--> 42723 function "f" already exists with same argument types
CREATE OR REPLACE FUNCTION f() RETURNS text LANGUAGE sql AS 'select ''x''';
--> 42P13 cannot change return type of existing function
--> HINT: Use DROP FUNCTION f() first.
CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE AS 'select 2';
--> ok
CREATE OR REPLACE PROCEDURE f() LANGUAGE sql AS 'select 2';
--> 42809 cannot change routine kind
--> DETAIL: "f" is a function.
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select a';
--> ok
CREATE OR REPLACE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'select b';
--> 42P13 cannot change name of input parameter "a"
--> HINT: Use DROP FUNCTION f(integer) first.
CREATE OR REPLACE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'select a';
--> ok
SELECT f();
--> 42725 function f() is not unique
--> HINT: Could not choose a best candidate function. You might need to add explicit type casts.
--> POSITION: 8
SELECT f(1), f(a => 2);
--> ok
SELECT f(b => 2);
--> 42883 function f(b => integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select a';
--> 42P13 cannot remove parameter defaults from existing function
--> HINT: Use DROP FUNCTION f(integer) first.
CREATE FUNCTION g(a int DEFAULT 1, b int) RETURNS int LANGUAGE sql AS 'select a';
--> 42P13 input parameters after one with a default value must also have defaults
--> POSITION: 36
CREATE FUNCTION g(a int, a int) RETURNS int LANGUAGE sql AS 'select 1';
--> 42P13 parameter name "a" used more than once
--> POSITION: 26
CREATE FUNCTION g(a int DEFAULT 'x') RETURNS int LANGUAGE sql AS 'select 1';
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 33
CREATE FUNCTION g(a int DEFAULT nope) RETURNS int LANGUAGE sql AS 'select 1';
--> 42703 column "nope" does not exist
--> POSITION: 33
CREATE FUNCTION g(a int, OUT b int, OUT c text) LANGUAGE sql AS 'select 1, ''x''';
--> ok
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'select 1';
--> 42723 function "g" already exists with same argument types
CREATE OR REPLACE FUNCTION g(a int, OUT b int, OUT d text) LANGUAGE sql AS 'select 1, ''x''';
--> 42P13 cannot change return type of existing function
--> DETAIL: Row type defined by OUT parameters is different.
--> HINT: Use DROP FUNCTION g(integer) first.
CREATE FUNCTION h(VARIADIC a int[]) RETURNS int LANGUAGE sql AS 'select 1';
--> ok
SELECT h(1, 2, 3), h();
--> 42883 function h() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 20
CREATE FUNCTION h2(VARIADIC a int) RETURNS int LANGUAGE sql AS 'select 1';
--> 42P13 VARIADIC parameter must be an array
--> POSITION: 20
CREATE FUNCTION rt() RETURNS TABLE (id int, a text) LANGUAGE sql AS 'select id, a from t';
--> ok
CREATE FUNCTION rt2() RETURNS SETOF t LANGUAGE sql AS 'select * from t';
--> ok
CREATE FUNCTION rt3() RETURNS SETOF t LANGUAGE sql AS 'select id from t';
--> 42P13 return type mismatch in function declared to return t
--> DETAIL: Final statement returns too few columns.
CREATE OR REPLACE FUNCTION rt() RETURNS TABLE (id int, b text) LANGUAGE sql AS 'select id, a from t';
--> 42P13 cannot change return type of existing function
--> DETAIL: Row type defined by OUT parameters is different.
--> HINT: Use DROP FUNCTION rt() first.
CREATE FUNCTION p() RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';
--> ok
CREATE FUNCTION p2() RETURNS int LANGUAGE plpgsql AS 'begin retur 1; end';
--> 42601 syntax error at or near "retur"
--> POSITION: 61
CREATE FUNCTION p2() RETURNS int LANGUAGE plpgsql AS 'begin return 1;';
--> 42601 syntax error at end of input
--> POSITION: 70
CREATE FUNCTION p2() RETURNS int LANGUAGE plpgsql AS 'declare x nope; begin return 1; end';
--> 42704 type "nope" does not exist
--> POSITION: 65
CREATE FUNCTION p2() RETURNS int LANGUAGE plpgsql AS 'begin x := 1; return 1; end';
--> 42601 "x" is not a known variable
--> POSITION: 61
CREATE FUNCTION p2() RETURNS int LANGUAGE plpgsql AS 'begin return (select nope from nope); end';
--> ok
CREATE FUNCTION p3() RETURNS int LANGUAGE plpgsql AS 'declare x t%rowtype; y t.a%type; z nope%rowtype; begin return 1; end';
--> 42P01 relation "nope" does not exist
CREATE FUNCTION p3() RETURNS int LANGUAGE plpgsql AS 'declare x t%rowtype; y t.nope%type; begin return 1; end';
--> 42703 column "nope" of relation "t" does not exist
CREATE FUNCTION p3() RETURNS t.a%TYPE LANGUAGE plpgsql AS 'begin return null; end';
--> ok
CREATE FUNCTION pseudo() RETURNS anyelement LANGUAGE sql AS 'select 1';
--> 42P13 cannot determine result data type
--> DETAIL: A result of type anyelement requires at least one input of type anyelement, anyarray, anynonarray, anyenum, anyrange, or anymultirange.
CREATE FUNCTION pseudo(anyelement) RETURNS anyelement LANGUAGE sql AS 'select $1';
--> ok
CREATE FUNCTION trig() RETURNS trigger LANGUAGE sql AS 'select 1';
--> 42P13 SQL functions cannot return type trigger
CREATE FUNCTION trig(a int) RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
--> 42P13 trigger functions cannot have declared arguments
--> HINT: The arguments of the trigger can be accessed through TG_NARGS and TG_ARGV instead.
CREATE FUNCTION conf() RETURNS int LANGUAGE sql IMMUTABLE STABLE AS 'select 1';
--> 42601 conflicting or redundant options
--> POSITION: 59
CREATE FUNCTION conf() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'select 1';
--> ok
CREATE FUNCTION conf2() RETURNS int LANGUAGE sql SET nope = 1 AS 'select 1';
--> 42704 unrecognized configuration parameter "nope"
CREATE FUNCTION conf2() RETURNS int LANGUAGE sql SET search_path = nope AS 'select id from public.t';
--> ok
CREATE FUNCTION conf3() RETURNS int LANGUAGE sql SET search_path = nope AS 'select id from t';
--> 42P01 relation "t" does not exist
--> POSITION: 92
CREATE FUNCTION conf3() RETURNS int LANGUAGE sql COST 0 AS 'select 1';
--> 22023 COST must be positive
CREATE FUNCTION conf3() RETURNS int LANGUAGE sql ROWS 5 AS 'select 1';
--> 22023 ROWS is not applicable when function does not return a set
CREATE FUNCTION atomic() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM t; END;
--> ok
CREATE FUNCTION atomic2() RETURNS int LANGUAGE sql RETURN nope;
--> 42703 column "nope" does not exist
--> POSITION: 59
CREATE FUNCTION atomic2() RETURNS int LANGUAGE sql RETURN 1 + 1;
--> ok
ALTER TABLE t DROP COLUMN id;
--> 2BP01 cannot drop column id of table t because other objects depend on it
--> DETAIL: function atomic() depends on column id of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE t;
--> 2BP01 cannot drop table t because other objects depend on it
--> DETAIL: function rt2() depends on type t
-->| function atomic() depends on table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER FUNCTION nope() OWNER TO CURRENT_USER;
--> 42883 function nope() does not exist
ALTER FUNCTION f OWNER TO CURRENT_USER;
--> 42725 function name "f" is not unique
--> HINT: Specify the argument list to select the function unambiguously.
ALTER FUNCTION conf() SECURITY INVOKER;
--> ok
ALTER FUNCTION conf RESET ALL;
--> ok
ALTER FUNCTION conf RENAME TO f;
--> 42723 function f() already exists in schema "public"
ALTER FUNCTION conf RENAME TO conf9;
--> ok
ALTER FUNCTION conf9() SET SCHEMA nope;
--> 3F000 schema "nope" does not exist
ALTER PROCEDURE conf9() RENAME TO x;
--> 42809 conf9() is not a procedure
ALTER ROUTINE conf9() RENAME TO x;
--> ok
DROP FUNCTION f;
--> 42725 function name "f" is not unique
--> HINT: Specify the argument list to select the function unambiguously.
DROP FUNCTION f(), f(int);
--> ok
DROP FUNCTION f();
--> 42883 function f() does not exist
DROP FUNCTION IF EXISTS f();
--> ok
DROP FUNCTION IF EXISTS f(nope);
--> ok
DROP FUNCTION f(nope);
--> 42704 type "nope" does not exist
DROP FUNCTION nope;
--> 42883 could not find a function named "nope"
DROP FUNCTION IF EXISTS nope.f();
--> ok
DROP PROCEDURE x();
--> 42809 x() is not a procedure
DROP AGGREGATE x();
--> 42601 syntax error at or near ")"
--> POSITION: 18
DROP FUNCTION x();
--> ok
CREATE PROCEDURE proc(a int, INOUT b int) LANGUAGE plpgsql AS 'begin b := a; end';
--> ok
CALL proc(1);
--> 42883 procedure proc(integer) does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 6
CALL proc(1, 2);
--> ok
CALL nope();
--> 42883 procedure nope() does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 6
CALL p();
--> 42809 p() is not a procedure
--> HINT: To call a function, use SELECT.
--> POSITION: 6
SELECT proc(1, 2);
--> 42809 proc(integer, integer) is a procedure
--> HINT: To call a procedure, use CALL.
--> POSITION: 8
DROP FUNCTION proc;
--> 42883 could not find a function named "proc"
DROP PROCEDURE proc(int, int);
--> ok
SELECT lower(5), upper('x');
--> 42883 function lower(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
SELECT length(5);
--> 42883 function length(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
SELECT abs('x'::text);
--> 42883 function abs(text) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
SELECT coalesce(1, 'x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 20
SELECT nope(1);
--> 42883 function nope(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
