-- min: 18
-- CREATE OPERATOR CLASS and FAMILY, ALTER OPERATOR FAMILY.
CREATE OPERATOR FAMILY fam USING btree;
--> ok
CREATE OPERATOR FAMILY fam USING btree;
--> 42710 operator family "fam" for access method "btree" already exists
CREATE OPERATOR FAMILY fam2 USING nope;
--> 42704 access method "nope" does not exist
CREATE OPERATOR FAMILY fam2 USING heap;
--> 55000 access method "heap" is not of type INDEX
CREATE OPERATOR CLASS ints FOR TYPE int4 USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int4, int4);
--> ok
CREATE OPERATOR CLASS ints FOR TYPE int4 USING btree AS OPERATOR 1 <;
--> 42710 operator class "ints" for access method "btree" already exists
CREATE OPERATOR CLASS ints2 DEFAULT FOR TYPE int4 USING btree AS OPERATOR 1 <;
--> 42710 could not make operator class "ints2" be default for type int4
--> DETAIL: Operator class "int4_ops" already is the default.
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS OPERATOR 6 <;
--> 42P17 invalid operator number 6, must be between 1 and 5
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS FUNCTION 9 btint4cmp(int4, int4);
--> 42P17 invalid function number 9, must be between 1 and 6
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 1 <;
--> 42P17 operator number 1 for (integer,integer) appears more than once
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS OPERATOR 1 +;
--> 42P17 index search operators must return boolean
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS FUNCTION 1 int4um(int4);
--> 42P17 ordering comparison functions must have two arguments
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS FUNCTION 1 int4eq(int4, int4);
--> 42P17 ordering comparison functions must return integer
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS STORAGE text;
--> 42P17 storage type cannot be different from data type for access method "btree"
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree AS OPERATOR 1 < FOR ORDER BY fam;
--> 42P17 access method "btree" does not support ordering operators
CREATE OPERATOR CLASS ints2 FOR TYPE int4 USING btree FAMILY nope AS OPERATOR 1 <;
--> 42704 operator family "nope" does not exist for access method "btree"
CREATE OPERATOR CLASS ints2 FOR TYPE nope USING btree AS OPERATOR 1 <;
--> 42704 type "nope" does not exist
CREATE TABLE t (a int4, b int8);
--> ok
CREATE INDEX t_a ON t USING btree (a ints);
--> ok
CREATE INDEX t_b ON t USING btree (b ints);
--> 42804 operator class "ints" does not accept data type bigint
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (int4, int2), FUNCTION 1 btint42cmp(int4, int2);
--> ok
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (int4, int2);
--> 42710 operator 1(integer,smallint) already exists in operator family "fam"
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 <;
--> 42601 operator argument types must be specified in ALTER OPERATOR FAMILY
ALTER OPERATOR FAMILY fam USING btree ADD STORAGE int4;
--> 42601 STORAGE cannot be specified in ALTER OPERATOR FAMILY
ALTER OPERATOR FAMILY nope USING btree ADD OPERATOR 1 < (int4, int2);
--> 42704 operator family "nope" does not exist for access method "btree"
ALTER OPERATOR FAMILY fam USING btree DROP OPERATOR 1 (int4, int2);
--> ok
ALTER OPERATOR FAMILY fam USING btree DROP OPERATOR 1 (int4, int2);
--> 42704 operator 1(integer,smallint) does not exist in operator family "fam"
ALTER OPERATOR FAMILY fam USING btree DROP FUNCTION 1 (int4, int4);
--> 2BP01 cannot drop function 1 (integer, integer) of operator family fam for access method btree: btint4cmp(integer,integer) because operator class ints for access method btree requires it
--> HINT: You can drop operator class ints for access method btree instead.
DROP OPERATOR CLASS ints USING btree;
--> 2BP01 cannot drop operator class ints for access method btree because other objects depend on it
--> DETAIL: index t_a depends on operator class ints for access method btree
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP OPERATOR CLASS ints USING btree CASCADE;
--> ok
DROP OPERATOR FAMILY fam USING btree;
--> ok
DROP OPERATOR FAMILY fam USING btree;
--> 42704 operator family "fam" does not exist for access method "btree"
