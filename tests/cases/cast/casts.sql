-- min: 16
-- CREATE CAST and CREATE TRANSFORM.
CREATE FUNCTION to_date(int4) RETURNS date LANGUAGE sql IMMUTABLE AS 'select date ''2000-01-01'' + $1';
--> ok
CREATE CAST (int4 AS date) WITH FUNCTION to_date(int4) AS ASSIGNMENT;
--> ok
CREATE CAST (int4 AS date) WITH FUNCTION to_date(int4);
--> 42710 cast from type integer to type date already exists
CREATE TABLE t (a date DEFAULT 5);
--> ok
SELECT 5::date;
--> ok
DROP FUNCTION to_date(int4);
--> 2BP01 cannot drop function to_date(integer) because other objects depend on it
--> DETAIL: cast from integer to date depends on function to_date(integer)
-->| default value for column a of table t depends on function to_date(integer)
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
CREATE CAST (int8 AS date) WITH FUNCTION to_date(int4);
--> 42P17 argument of cast function must match or be binary-coercible from source data type
CREATE CAST (int4 AS text[]) WITH FUNCTION to_date(int4);
--> 42P17 return data type of cast function must match or be binary-coercible to target data type
CREATE CAST (int4 AS date) WITH FUNCTION nope(int4);
--> 42883 function nope(integer) does not exist
CREATE CAST (int4 AS anyelement) WITH INOUT;
--> 42809 target data type anyelement is a pseudo-type
CREATE CAST (nope AS int4) WITH INOUT;
--> 42704 type "nope" does not exist
CREATE CAST (int4 AS int4) WITH INOUT;
--> 42P17 source data type and target data type are the same
CREATE CAST (int4 AS int8) WITHOUT FUNCTION;
--> 42P17 source and target data types are not physically compatible
CREATE TYPE e AS ENUM ('a');
--> ok
CREATE TYPE c AS (a int);
--> ok
CREATE CAST (e AS int4) WITHOUT FUNCTION;
--> 42P17 enum data types are not binary-compatible
CREATE CAST (c AS text) WITHOUT FUNCTION;
--> 42P17 source and target data types are not physically compatible
CREATE CAST (c AS json) WITH INOUT AS IMPLICIT;
--> ok
CREATE CAST (e AS text) WITH INOUT AS IMPLICIT;
--> ok
SELECT length('a'::e);
--> ok
DROP CAST (e AS text);
--> ok
SELECT length('a'::e);
--> 42883 function length(e) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
DROP CAST IF EXISTS (e AS text);
--> ok
DROP CAST (int4 AS date);
--> ok
DROP CAST (int4 AS date) CASCADE;
--> 42704 cast from type integer to type date does not exist
CREATE TRANSFORM FOR int4 LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
--> ok
CREATE TRANSFORM FOR int4 LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
--> 42710 transform for type integer language "sql" already exists
CREATE TRANSFORM FOR int4 LANGUAGE nope (TO SQL WITH FUNCTION int4recv(internal));
--> 42704 language "nope" does not exist
CREATE TRANSFORM FOR text LANGUAGE sql (TO SQL WITH FUNCTION int4recv(internal));
--> 42P17 return data type of TO SQL function must be the transform data type
DROP TRANSFORM FOR int4 LANGUAGE sql;
--> ok
