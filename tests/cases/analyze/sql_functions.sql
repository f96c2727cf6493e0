-- Bodies of SQL functions: parameters by name and number, the result of the last statement.
-- min: 15
CREATE TABLE t (id int, name text);
--> ok
CREATE FUNCTION f1() RETURNS int LANGUAGE sql AS 'SELECT ''x''::text';
--> 42P13 return type mismatch in function declared to return integer
--> DETAIL: Actual return type is text.
CREATE FUNCTION f1() RETURNS int LANGUAGE sql AS 'SELECT 1, 2';
--> 42P13 return type mismatch in function declared to return integer
--> DETAIL: Final statement must return exactly one column.
CREATE FUNCTION f1() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (1) RETURNING id';
--> ok
CREATE FUNCTION f2(a int) RETURNS int LANGUAGE sql AS 'SELECT $2';
--> 42P02 there is no parameter $2
--> POSITION: 63
CREATE FUNCTION f2(a int) RETURNS int LANGUAGE sql AS 'SELECT b';
--> 42703 column "b" does not exist
--> POSITION: 63
CREATE FUNCTION f2(a int, t) RETURNS int LANGUAGE sql AS 'SELECT f2.a + a + $1 + ($2).id';
--> ok
CREATE FUNCTION f3(r t) RETURNS text LANGUAGE sql AS 'SELECT r.name';
--> ok
CREATE FUNCTION f4() RETURNS t LANGUAGE sql AS 'SELECT 1';
--> 42P13 return type mismatch in function declared to return t
--> DETAIL: Final statement returns too few columns.
CREATE FUNCTION f4() RETURNS t LANGUAGE sql AS 'SELECT 1, 2';
--> ok
CREATE FUNCTION f4() RETURNS t LANGUAGE sql AS 'SELECT * FROM t';
--> 42723 function "f4" already exists with same argument types
CREATE FUNCTION f5() RETURNS TABLE (x int, y text) LANGUAGE sql AS 'SELECT id, name, 1 FROM t';
--> 42P13 return type mismatch in function declared to return record
--> DETAIL: Final statement returns too many columns.
CREATE FUNCTION f5() RETURNS TABLE (x int, y text) LANGUAGE sql AS 'SELECT name, id FROM t';
--> 42P13 return type mismatch in function declared to return record
--> DETAIL: Final statement returns text instead of integer at column 1.
CREATE FUNCTION f5() RETURNS TABLE (x int, y text) LANGUAGE sql AS 'SELECT id, name FROM t';
--> ok
CREATE FUNCTION f6() RETURNS void LANGUAGE sql AS 'DELETE FROM nope';
--> 42P01 relation "nope" does not exist
--> POSITION: 64
CREATE FUNCTION f6() RETURNS void LANGUAGE sql AS 'DELETE FROM t WHERE nope = 1';
--> 42703 column "nope" does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 72
CREATE FUNCTION f6() RETURNS void LANGUAGE sql AS 'DELETE FROM t; CREATE TABLE nope2 (a int)';
--> ok
CREATE FUNCTION f7(anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT nope';
--> ok
CREATE FUNCTION f8(a int) RETURNS int LANGUAGE sql RETURN a + b;
--> 42703 column "b" does not exist
--> POSITION: 63
CREATE FUNCTION f8(a int) RETURNS int LANGUAGE sql RETURN a + 1;
--> ok
CREATE FUNCTION f9(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM t; SELECT a; END;
--> ok
CREATE FUNCTION f10(a "any") RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 42P13 SQL functions cannot have arguments of type "any"
CREATE FUNCTION f10() RETURNS trigger LANGUAGE sql AS 'SELECT 1';
--> 42P13 SQL functions cannot return type trigger
DROP TABLE t;
--> 2BP01 cannot drop table t because other objects depend on it
--> DETAIL: function f2(integer,t) depends on type t
-->| function f3(t) depends on type t
-->| function f4() depends on type t
-->| function f9(integer) depends on table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
