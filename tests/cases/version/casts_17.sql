-- CREATE CAST WITHOUT FUNCTION, and CREATE COLLATION FROM, by version.
-- postgres: 17

CREATE CAST (int4range AS int4range) WITHOUT FUNCTION;
--> 42P17 range data types are not binary-compatible
CREATE CAST (int4range AS int8range) WITHOUT FUNCTION;
--> 42P17 source and target data types are not physically compatible
CREATE CAST (int4range AS text) WITHOUT FUNCTION;
--> 42P17 range data types are not binary-compatible
CREATE CAST (int4multirange AS int4multirange) WITHOUT FUNCTION;
--> 42P17 range data types are not binary-compatible
CREATE CAST (int[] AS int[]) WITHOUT FUNCTION;
--> 42P17 array data types are not binary-compatible
CREATE CAST (int AS int) WITHOUT FUNCTION;
--> 42P17 source data type and target data type are the same
CREATE DOMAIN d AS int;
--> ok
CREATE CAST (d AS d) WITHOUT FUNCTION;
--> 42P17 domain data types must not be marked binary-compatible
CREATE CAST (int AS d) WITHOUT FUNCTION;
--> 42P17 domain data types must not be marked binary-compatible
CREATE TYPE en AS ENUM ('a');
--> ok
CREATE CAST (en AS en) WITHOUT FUNCTION;
--> 42P17 enum data types are not binary-compatible
CREATE TYPE co AS (a int);
--> ok
CREATE CAST (co AS co) WITHOUT FUNCTION;
--> 42P17 composite data types are not binary-compatible
CREATE CAST (int AS int) WITH INOUT;
--> 42P17 source data type and target data type are the same
CREATE CAST (int4range AS int4range) WITH INOUT;
--> 42P17 source data type and target data type are the same
CREATE COLLATION o1 FROM pg_catalog.ucs_basic;
--> ok
CREATE COLLATION o2 FROM "C";
--> ok
CREATE COLLATION o4 FROM pg_catalog."default";
--> 42P17 collation "default" cannot be copied
CREATE COLLATION o5 FROM "POSIX";
--> ok
