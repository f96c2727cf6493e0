-- min: 16
-- CREATE FUNCTION and PROCEDURE: parameters, results, options, bodies, replacement.
CREATE FUNCTION f1() returns int language sql as 'select 1';
--> ok
CREATE FUNCTION f1() returns int language sql as 'select 2';
--> 42723 function "f1" already exists with same argument types
CREATE OR REPLACE FUNCTION f1() returns text language sql as 'select ''x''';
--> 42P13 cannot change return type of existing function
--> HINT: Use DROP FUNCTION f1() first.
CREATE OR REPLACE FUNCTION f1() returns setof int language sql as 'select 2';
--> 42P13 cannot change return type of existing function
--> HINT: Use DROP FUNCTION f1() first.
CREATE OR REPLACE PROCEDURE f1() language sql as 'select 1';
--> 42809 cannot change routine kind
--> DETAIL: "f1" is a function.
CREATE FUNCTION f2(a int, a int) returns int language sql as 'select 1';
--> 42P13 parameter name "a" used more than once
--> POSITION: 27
CREATE FUNCTION f2(a int, out a int) language sql as 'select 1';
--> ok
CREATE FUNCTION f2(a int default 1, b int) returns int language sql as 'select 1';
--> 42P13 input parameters after one with a default value must also have defaults
--> POSITION: 37
CREATE FUNCTION f2(out a int default 1) language sql as 'select 1';
--> 42P13 only input parameters can have default values
--> POSITION: 20
CREATE FUNCTION f2(variadic a int[], b int) returns int language sql as 'select 1';
--> 42P13 VARIADIC parameter must be the last input parameter
--> POSITION: 38
CREATE FUNCTION f2(variadic a int) returns int language sql as 'select 1';
--> 42P13 VARIADIC parameter must be an array
--> POSITION: 20
CREATE FUNCTION f2(variadic a int[]) returns int language sql as 'select 1';
--> ok
CREATE FUNCTION f3(out a int, out b text) returns int language sql as 'select 1, ''x''';
--> 42P13 function result type must be record because of OUT parameters
CREATE FUNCTION f3(out a int, out b text) returns record language sql as 'select 1, ''x''::text';
--> ok
CREATE OR REPLACE FUNCTION f3(out a int, out c text) returns record language sql as 'select 1, ''x''::text';
--> 42P13 cannot change return type of existing function
--> DETAIL: Row type defined by OUT parameters is different.
--> HINT: Use DROP FUNCTION f3() first.
CREATE FUNCTION f4(a int) returns nope language sql as 'select 1';
--> 42704 type "nope" does not exist
CREATE FUNCTION f4(a nope) returns int language sql as 'select 1';
--> 42704 type nope does not exist
--> POSITION: 22
CREATE FUNCTION f4(a setof int) returns int language sql as 'select 1';
--> 42P13 functions cannot accept set arguments
--> POSITION: 20
CREATE FUNCTION f4(a int) language sql as 'select 1';
--> 42P13 function result type must be specified
CREATE FUNCTION f4(a int) returns int as 'select 1';
--> 42P13 no language specified
CREATE FUNCTION f4(a int) returns int language nope as 'select 1';
--> 42704 language "nope" does not exist
CREATE FUNCTION f4(a int) returns int language sql;
--> 42P13 no function body specified
CREATE FUNCTION f4(a int) returns int language sql as 'a', 'b';
--> 42P13 only one AS item needed for language "sql"
CREATE FUNCTION f4(a int) returns int language sql immutable stable as 'select 1';
--> 42601 conflicting or redundant options
--> POSITION: 62
CREATE FUNCTION f4(a int) returns int language sql cost 0 as 'select 1';
--> 22023 COST must be positive
CREATE FUNCTION f4(a int) returns int language sql rows 10 as 'select 1';
--> 22023 ROWS is not applicable when function does not return a set
CREATE FUNCTION f4(a int) returns setof int language sql rows -1 as 'select 1';
--> 22023 ROWS must be positive
CREATE FUNCTION f4(a int) returns int language sql parallel maybe as 'select 1';
--> 42601 parameter "parallel" must be SAFE, RESTRICTED, or UNSAFE
CREATE FUNCTION f4(a int) returns int language sql support nope as 'select 1';
--> 42883 function nope(internal) does not exist
CREATE FUNCTION f4(a int) returns int language sql set nope = 1 as 'select 1';
--> 42704 unrecognized configuration parameter "nope"
CREATE FUNCTION f4(a int) returns int language sql set work_mem = 'x' as 'select 1';
--> 22023 invalid value for parameter "work_mem": "x"
CREATE FUNCTION f4(a int) returns int language sql set transaction_read_only = on as 'select 1';
--> 0A000 parameter "transaction_read_only" cannot be set locally in functions
CREATE FUNCTION f4(a int) returns int language sql set search_path = nope as 'select 1';
--> ok
CREATE FUNCTION f5(a anyelement) returns anyarray language sql as 'select array[a]';
--> ok
CREATE FUNCTION f5b(a int) returns anyarray language sql as 'select array[a]';
--> 42P13 cannot determine result data type
--> DETAIL: A result of type anyarray requires at least one input of type anyelement, anyarray, anynonarray, anyenum, anyrange, or anymultirange.
CREATE FUNCTION f5c(a int) returns internal language sql as 'select 1';
--> 42P13 unsafe use of pseudo-type "internal"
--> DETAIL: A result of type internal requires at least one input of type internal.
CREATE FUNCTION f5d(a int) returns anyrange language sql as 'select 1';
--> 42P13 cannot determine result data type
--> DETAIL: A result of type anyrange requires at least one input of type anyrange or anymultirange.
CREATE FUNCTION f6(a int) returns int language sql return a + 1;
--> ok
CREATE FUNCTION f6b(a anyelement) returns anyelement language sql return a;
--> 42P13 SQL function with unquoted function body cannot have polymorphic arguments
CREATE FUNCTION f6c(a int) returns int language plpgsql return a;
--> 42P13 inline SQL function body only valid for language SQL
CREATE FUNCTION f6d(a int) returns int language sql as 'select 1' return a;
--> 42P13 duplicate function body specified
CREATE FUNCTION f7(a int) returns table (x int, y text) language sql as 'select 1, ''x''::text';
--> ok
CREATE FUNCTION f7b(out b int) returns table (x int) language sql as 'select 1';
--> 42601 OUT and INOUT arguments aren't allowed in TABLE functions
--> POSITION: 21
CREATE FUNCTION f8(a int) returns int language internal as 'int4um';
--> ok
CREATE FUNCTION f9(a cstring) returns shelltype language internal as 'int4in';
--> ok
CREATE FUNCTION f9b(a shelltype) returns cstring language internal as 'int4out';
--> ok
CREATE FUNCTION f9c(a shelltype) returns int language sql as 'select 1';
--> 42P13 SQL function cannot accept shell type shelltype
--> POSITION: 23
CREATE PROCEDURE p1(a int, out b int) language sql as 'select 1';
--> ok
CREATE PROCEDURE p1b(a int) language sql immutable as 'select 1';
--> 42P13 invalid attribute in procedure definition
--> POSITION: 42
CREATE PROCEDURE p1c(a int default 1, out b int) language sql as 'select 1';
--> 42P13 procedure OUT parameters cannot appear after one with a default value
--> POSITION: 39
CREATE PROCEDURE p2(a int) returns int language sql as 'select 1';
--> 42601 syntax error at or near "int"
--> POSITION: 36
CREATE OR REPLACE PROCEDURE p1(a int) language sql as 'select 1';
--> 42P13 cannot change whether a procedure has output parameters
--> HINT: Use DROP PROCEDURE p1(integer) first.
CREATE FUNCTION nope.f(a int) returns int language sql as 'select 1';
--> 3F000 schema "nope" does not exist
CREATE FUNCTION f10(a int, b text default 'x') returns int language sql as 'select 1';
--> ok
CREATE OR REPLACE FUNCTION f10(a int, b text) returns int language sql as 'select 1';
--> 42P13 cannot remove parameter defaults from existing function
--> HINT: Use DROP FUNCTION f10(integer,text) first.
CREATE OR REPLACE FUNCTION f10(c int, b text default 'x') returns int language sql as 'select 1';
--> 42P13 cannot change name of input parameter "a"
--> HINT: Use DROP FUNCTION f10(integer,text) first.
CREATE FUNCTION f11(a int default 'x') returns int language sql as 'select 1';
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 35
CREATE FUNCTION f11(a int default (select 1)) returns int language sql as 'select 1';
--> 0A000 cannot use subquery in DEFAULT expression
--> POSITION: 35
CREATE FUNCTION f11(a int default b) returns int language sql as 'select 1';
--> 42703 column "b" does not exist
--> POSITION: 35
CREATE FUNCTION f12() returns trigger language sql as 'select 1';
--> 42P13 SQL functions cannot return type trigger
CREATE FUNCTION f12() returns trigger language plpgsql as 'begin return new; end';
--> ok
CREATE FUNCTION f13(a int) returns int language plpgsql as 'begin retrun 1; end';
--> 42601 syntax error at or near "retrun"
--> POSITION: 67
CREATE FUNCTION f13(a trigger) returns int language plpgsql as 'begin return 1; end';
--> 0A000 PL/pgSQL functions cannot accept type trigger
CREATE FUNCTION f14(a int) returns int window language sql as 'select 1';
--> ok
CREATE FUNCTION f15(a int) returns int language sql leakproof security definer strict as 'select a';
--> ok
ALTER function f15(int) rows 5;
--> 22023 ROWS is not applicable when function does not return a set
ALTER function f15(int) cost -1;
--> 22023 COST must be positive
ALTER function f15(int) reset all;
--> ok
ALTER function f15(int) set search_path to '';
--> ok
ALTER function f15(text) strict;
--> 42883 function f15(text) does not exist
ALTER procedure f15(int) strict;
--> 42809 f15(integer) is not a procedure
ALTER procedure p1(int) strict;
--> 42P13 invalid attribute in procedure definition
--> POSITION: 25
ALTER routine p1(int) security definer;
--> ok
DROP function f15;
--> ok
DROP procedure f1;
--> 42883 could not find a procedure named "f1"
DROP routine f1;
--> ok
DROP function f3(int);
--> 42883 function f3(integer) does not exist
