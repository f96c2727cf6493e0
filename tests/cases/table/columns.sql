-- CREATE TABLE: column types, defaults, generated columns, what must not be combined.

CREATE TABLE t (a nope);
--> 42704 type "nope" does not exist
--> POSITION: 19
CREATE TABLE t (a public.nope);
--> 42704 type "public.nope" does not exist
--> POSITION: 19
CREATE TABLE t (a nowhere.nope);
--> 3F000 schema "nowhere" does not exist
--> POSITION: 19
CREATE TABLE t (a int DEFAULT b);
--> 0A000 cannot use column reference in DEFAULT expression
--> POSITION: 31
CREATE TABLE t (a int, b int DEFAULT a);
--> 0A000 cannot use column reference in DEFAULT expression
--> POSITION: 38
CREATE TABLE t (a int DEFAULT (SELECT 1));
--> 0A000 cannot use subquery in DEFAULT expression
--> POSITION: 31
CREATE TABLE t (a int DEFAULT count(*));
--> 42803 aggregate functions are not allowed in DEFAULT expressions
--> POSITION: 31
CREATE TABLE t (a int DEFAULT nope());
--> 42883 function nope() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 31
CREATE TABLE t (a int DEFAULT 'x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 31
CREATE TABLE t (a int DEFAULT 1.5, b text DEFAULT 5, c boolean DEFAULT 'yes');
--> ok
CREATE TABLE t2 (a boolean DEFAULT 1);
--> 42804 column "a" is of type boolean but default expression is of type integer
--> HINT: You will need to rewrite or cast the expression.
CREATE TABLE t2 (a int DEFAULT now());
--> 42804 column "a" is of type integer but default expression is of type timestamp with time zone
--> HINT: You will need to rewrite or cast the expression.
CREATE TABLE t2 (a date DEFAULT now(), b timestamptz DEFAULT CURRENT_TIMESTAMP, c uuid DEFAULT gen_random_uuid(), d jsonb DEFAULT '{}'::jsonb, e text[] DEFAULT ARRAY[]::text[]);
--> ok
CREATE TABLE t3 (a varchar(10), b numeric(10, 2), c char(3), d bit(4), e time(3), f interval day to second(3));
--> ok
CREATE TABLE t4 (a varchar(0));
--> 22023 length for type varchar must be at least 1
--> POSITION: 20
CREATE TABLE t4 (a numeric(2000));
--> 22023 NUMERIC precision 2000 must be between 1 and 1000
--> POSITION: 20
CREATE TABLE t4 (a int(4));
--> 42601 syntax error at or near "("
--> POSITION: 23
CREATE TABLE t4 (a text(4));
--> 42601 type modifier is not allowed for type "text"
--> POSITION: 20
CREATE TABLE t4 (a int DEFAULT 1 DEFAULT 2);
--> 42601 multiple default values specified for column "a" of table "t4"
--> POSITION: 34
CREATE TABLE t4 (a int NULL NOT NULL);
--> 42601 conflicting NULL/NOT NULL declarations for column "a" of table "t4"
--> POSITION: 29
CREATE TABLE t4 (a serial DEFAULT 1);
--> 42601 multiple default values specified for column "a" of table "t4"
CREATE TABLE t4 (a serial NULL);
--> 42601 conflicting NULL/NOT NULL declarations for column "a" of table "t4"
--> POSITION: 27
CREATE TABLE t4 (a int PRIMARY KEY, b int PRIMARY KEY);
--> 42P16 multiple primary keys for table "t4" are not allowed
--> POSITION: 43
CREATE TABLE t4 (a int, PRIMARY KEY (a), PRIMARY KEY (a));
--> 42P16 multiple primary keys for table "t4" are not allowed
--> POSITION: 42
CREATE TABLE t4 (a int, PRIMARY KEY (b));
--> 42703 column "b" named in key does not exist
--> POSITION: 25
CREATE TABLE t4 (a int, UNIQUE (a, a));
--> 42701 column "a" appears twice in unique constraint
--> POSITION: 25
CREATE TABLE t4 (a int, CHECK (b > 0));
--> 42703 column "b" does not exist
--> POSITION: 32
CREATE TABLE t4 (a int, CHECK (a));
--> 42804 argument of CHECK must be type boolean, not type integer
--> POSITION: 32
CREATE TABLE t4 (a int, CHECK (a > 'x'));
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 36
CREATE TABLE t4 (a int, CHECK (a IN (SELECT 1)));
--> 0A000 cannot use subquery in check constraint
--> POSITION: 34
CREATE TABLE t4 (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int GENERATED ALWAYS AS (b) STORED);
--> 42P17 cannot use generated column "b" in column generation expression
--> DETAIL: A generated column cannot reference another generated column.
--> POSITION: 94
CREATE TABLE t4 (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
--> ok
CREATE TABLE t5 (a int, b int GENERATED ALWAYS AS (random()) STORED);
--> 42P17 generation expression is not immutable
CREATE TABLE t5 (a timestamptz, b text GENERATED ALWAYS AS (a::text) STORED);
--> 42P17 generation expression is not immutable
CREATE TABLE t5 (a int, b int DEFAULT 1 GENERATED ALWAYS AS (a) STORED);
--> 42601 both default and generation expression specified for column "b" of table "t5"
--> POSITION: 41
CREATE TABLE t5 (a text GENERATED ALWAYS AS IDENTITY);
--> 22023 identity column type must be smallint, integer, or bigint
CREATE TABLE t5 (a int DEFAULT 1 GENERATED ALWAYS AS IDENTITY);
--> 42601 both default and identity specified for column "a" of table "t5"
--> POSITION: 34
CREATE TABLE t5 (a int GENERATED ALWAYS AS IDENTITY, b int GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT BY 0));
--> 22023 INCREMENT must not be zero
CREATE TABLE t5 (a int COLLATE "C");
--> 42804 collations are not supported by type integer
--> POSITION: 24
CREATE TABLE t5 (a text COLLATE "C", b text COLLATE "nope");
--> 42704 collation "nope" for encoding "UTF8" does not exist
--> POSITION: 45
CREATE TABLE t5 (a text COLLATE "C", b text COLLATE "POSIX", CHECK (a < b));
--> ok
CREATE TABLE t5 (a text COLLATE "C", b text COLLATE "C", CHECK (a < b));
--> 42P07 relation "t5" already exists
CREATE TABLE t6 (a point PRIMARY KEY);
--> 42704 data type point has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE TABLE t6 (a json UNIQUE);
--> 42704 data type json has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE TABLE t6 (a json, b xml, c point, d tsvector, e int4range, f inet, g money, h oid, i regclass, j name, k "char");
--> ok
CREATE TABLE t7 (a cstring);
--> 42P16 column "a" has pseudo-type cstring
CREATE TABLE t7 (a record);
--> 42P16 column "a" has pseudo-type record
CREATE TABLE t7 (a anyelement);
--> 42P16 column "a" has pseudo-type anyelement
CREATE TABLE t7 (a unknown);
--> 42P16 column "a" has pseudo-type unknown
CREATE TABLE t7 (a SETOF int);
--> 42P16 column "a" cannot be declared SETOF
CREATE TABLE t7 ();
--> ok
CREATE TABLE t8 AS SELECT 1 AS a, 'x' AS b, NULL AS c;
--> ok
ALTER TABLE t8 ALTER COLUMN b TYPE int;
--> 42804 column "b" cannot be cast automatically to type integer
--> HINT: You might need to specify "USING b::integer".
CREATE TABLE t9 AS SELECT 1, 2;
--> 42701 column "?column?" specified more than once
CREATE TABLE t9 AS SELECT 1 AS a, 2 AS a;
--> 42701 column "a" specified more than once
CREATE TABLE t9 (x, y) AS SELECT 1;
--> 42601 too many column names were specified
CREATE TABLE t9 (x, y) AS SELECT 1, 2;
--> ok
CREATE TABLE IF NOT EXISTS t9 AS SELECT nope;
--> 42703 column "nope" does not exist
--> POSITION: 41
CREATE TABLE IF NOT EXISTS t9 AS SELECT 1;
--> ok
CREATE TABLE t10 (LIKE t9);
--> ok
CREATE TABLE t11 (LIKE nope);
--> 42P01 relation "nope" does not exist
--> POSITION: 24
CREATE TABLE t11 (LIKE t2 INCLUDING ALL, a int);
--> 42701 column "a" specified more than once
CREATE TABLE t11 (LIKE t2 INCLUDING ALL, z int);
--> ok
