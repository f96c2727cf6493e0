-- ALTER TABLE: adding, dropping, renaming and changing columns.

ALTER TABLE nope ADD COLUMN a int;
--> 42P01 relation "nope" does not exist
ALTER TABLE IF EXISTS nope ADD COLUMN a int;
--> ok
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c timestamptz DEFAULT now(), d varchar(10) DEFAULT 'x', e text DEFAULT '5');
--> ok
ALTER TABLE t ADD COLUMN a int;
--> 42701 column "a" of relation "t" already exists
ALTER TABLE t ADD COLUMN IF NOT EXISTS a text;
--> ok
ALTER TABLE t ADD COLUMN f int, ADD COLUMN f int;
--> 42701 column "f" of relation "t" already exists
ALTER TABLE t ADD COLUMN f nope;
--> 42704 type "nope" does not exist
--> POSITION: 28
ALTER TABLE t ADD COLUMN xmax int;
--> 42701 column name "xmax" conflicts with a system column name
ALTER TABLE t ADD COLUMN f int NOT NULL DEFAULT 0, ADD COLUMN g int REFERENCES t, ADD COLUMN h int CHECK (h > f) UNIQUE;
--> ok
ALTER TABLE t ADD COLUMN k int PRIMARY KEY;
--> 42P16 multiple primary keys for table "t" are not allowed
ALTER TABLE t DROP COLUMN nope;
--> 42703 column "nope" of relation "t" does not exist
ALTER TABLE t DROP COLUMN IF EXISTS nope;
--> ok
ALTER TABLE t DROP COLUMN xmin;
--> 0A000 cannot drop system column "xmin"
ALTER TABLE t ALTER COLUMN nope SET NOT NULL;
--> 42703 column "nope" of relation "t" does not exist
ALTER TABLE t ALTER COLUMN id DROP NOT NULL;
--> 42P16 column "id" is in a primary key
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
--> ok
ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
--> ok
ALTER TABLE t ALTER COLUMN a SET DEFAULT 'x';
--> 22P02 invalid input syntax for type integer: "x"
ALTER TABLE t ALTER COLUMN a SET DEFAULT b;
--> 0A000 cannot use column reference in DEFAULT expression
ALTER TABLE t ALTER COLUMN a SET DEFAULT now();
--> 42804 column "a" is of type integer but default expression is of type timestamp with time zone
--> HINT: You will need to rewrite or cast the expression.
ALTER TABLE t ALTER COLUMN a SET DEFAULT '7';
--> ok
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
--> ok
ALTER TABLE t ALTER COLUMN a TYPE bigint;
--> ok
ALTER TABLE t ALTER COLUMN b TYPE int;
--> 42804 column "b" cannot be cast automatically to type integer
--> HINT: You might need to specify "USING b::integer".
ALTER TABLE t ALTER COLUMN b TYPE int USING b::int;
--> ok
ALTER TABLE t ALTER COLUMN e TYPE int USING e::int;
--> 42804 default for column "e" cannot be cast automatically to type integer
ALTER TABLE t ALTER COLUMN c TYPE date;
--> ok
ALTER TABLE t ALTER COLUMN c TYPE boolean;
--> 42804 column "c" cannot be cast automatically to type boolean
--> HINT: You might need to specify "USING c::boolean".
ALTER TABLE t ALTER COLUMN c TYPE boolean USING nope;
--> 42703 column "nope" does not exist
--> POSITION: 49
ALTER TABLE t ALTER COLUMN d TYPE nope;
--> 42704 type "nope" does not exist
--> POSITION: 35
ALTER TABLE t ALTER COLUMN d TYPE text;
--> ok
ALTER TABLE t ALTER COLUMN d TYPE uuid USING d::uuid;
--> 42804 default for column "d" cannot be cast automatically to type uuid
ALTER TABLE t ALTER COLUMN d DROP DEFAULT, ALTER COLUMN d TYPE uuid USING d::uuid;
--> ok
ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY;
--> 55000 column "a" of relation "t" must be declared NOT NULL before identity can be added
ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY;
--> ok
ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY;
--> 55000 column "a" of relation "t" is already an identity column
ALTER TABLE t ALTER COLUMN a SET DEFAULT 5;
--> 42601 column "a" of relation "t" is an identity column
ALTER TABLE t ALTER COLUMN a DROP IDENTITY;
--> ok
ALTER TABLE t ALTER COLUMN a DROP IDENTITY;
--> 55000 column "a" of relation "t" is not an identity column
ALTER TABLE t ALTER COLUMN a DROP IDENTITY IF EXISTS;
--> ok
ALTER TABLE t ALTER COLUMN a DROP EXPRESSION;
--> 55000 column "a" of relation "t" is not a generated column
ALTER TABLE t RENAME COLUMN nope TO x;
--> 42703 column "nope" does not exist
ALTER TABLE t RENAME COLUMN a TO b;
--> 42701 column "b" of relation "t" already exists
ALTER TABLE t RENAME COLUMN a TO aa;
--> ok
ALTER TABLE t RENAME COLUMN xmin TO x;
--> 0A000 cannot rename system column "xmin"
ALTER TABLE t RENAME a TO b;
--> 42703 column "a" does not exist
CREATE VIEW v AS SELECT id, aa, b FROM t;
--> ok
ALTER TABLE t DROP COLUMN aa;
--> 2BP01 cannot drop column aa of table t because other objects depend on it
--> DETAIL: view v depends on column aa of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE t ALTER COLUMN aa TYPE int;
--> 0A000 cannot alter type of a column used by a view or rule
--> DETAIL: rule _RETURN on view v depends on column "aa"
ALTER TABLE t RENAME COLUMN aa TO a;
--> ok
SELECT aa FROM v;
--> ok
SELECT a FROM v;
--> 42703 column "a" does not exist
--> POSITION: 8
ALTER TABLE t DROP COLUMN a CASCADE;
--> ok
SELECT * FROM v;
--> 42P01 relation "v" does not exist
--> POSITION: 15
CREATE TABLE dep (x int, y int GENERATED ALWAYS AS (x + 1) STORED);
--> ok
ALTER TABLE dep DROP COLUMN x;
--> 2BP01 cannot drop column x of table dep because other objects depend on it
--> DETAIL: column y of table dep depends on column x of table dep
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE dep ALTER COLUMN x TYPE bigint;
--> 0A000 cannot alter type of a column used by a generated column
--> DETAIL: Column "x" is used by generated column "y".
ALTER TABLE dep ALTER COLUMN y SET DEFAULT 1;
--> 42601 column "y" of relation "dep" is a generated column
--> HINT: Use ALTER TABLE ... ALTER COLUMN ... SET EXPRESSION instead.
ALTER TABLE dep ALTER COLUMN y DROP DEFAULT;
--> 42601 column "y" of relation "dep" is a generated column
--> HINT: Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead.
ALTER TABLE dep ALTER COLUMN y DROP EXPRESSION;
--> ok
ALTER TABLE dep DROP COLUMN x;
--> ok
ALTER TABLE dep ALTER COLUMN y SET STATISTICS 100;
--> ok
ALTER TABLE dep ALTER COLUMN y SET STORAGE EXTERNAL;
--> 0A000 column data type integer can only have storage PLAIN
ALTER TABLE dep ALTER COLUMN y SET (n_distinct = 5);
--> ok
ALTER TABLE dep ALTER COLUMN y SET (nope = 5);
--> 22023 unrecognized parameter "nope"
CREATE TYPE ct AS (a int);
--> ok
ALTER TABLE ct ADD COLUMN b int;
--> 42809 "ct" is a composite type
--> HINT: Use ALTER TYPE instead.
CREATE TABLE uses (c ct);
--> ok
ALTER TYPE ct ADD ATTRIBUTE b int;
--> ok
ALTER TYPE ct ALTER ATTRIBUTE b TYPE text;
--> 0A000 cannot alter type "ct" because column "uses.c" uses it
ALTER TABLE v ADD COLUMN z int;
--> 42P01 relation "v" does not exist
CREATE SEQUENCE s;
--> ok
ALTER TABLE s ADD COLUMN z int;
--> 42809 ALTER action ADD COLUMN cannot be performed on relation "s"
--> DETAIL: This operation is not supported for sequences.
