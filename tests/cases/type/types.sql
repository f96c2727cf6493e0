-- Types: enums, composites, domains, ranges, and what depends on them.

CREATE TYPE mood AS ENUM ('sad', 'ok');
--> ok
CREATE TYPE mood AS ENUM ('sad', 'ok');
--> 42710 type "mood" already exists
CREATE TYPE dup AS ENUM ('a', 'a');
--> 23505 duplicate key value violates unique constraint "pg_enum_typid_label_index"
--> DETAIL: Key (enumtypid, enumlabel)=(OID, a) already exists.
CREATE TYPE empty AS ENUM ();
--> ok
CREATE TYPE long AS ENUM ('a label that is longer than sixty-three bytes is not cut, it is rejected');
--> 42602 invalid enum label "a label that is longer than sixty-three bytes is not cut, it is rejected"
--> DETAIL: Labels must be 63 bytes or less.
ALTER TYPE mood ADD VALUE 'ok';
--> 42710 enum label "ok" already exists
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
--> ok
ALTER TYPE mood ADD VALUE 'happy' AFTER 'nope';
--> 22023 "nope" is not an existing enum label
ALTER TYPE mood ADD VALUE 'happy' AFTER 'ok';
--> ok
ALTER TYPE nope ADD VALUE 'x';
--> 42704 type "nope" does not exist
ALTER TYPE mood RENAME VALUE 'nope' TO 'x';
--> 22023 "nope" is not an existing enum label
ALTER TYPE mood RENAME VALUE 'sad' TO 'ok';
--> 42710 enum label "ok" already exists
ALTER TYPE mood RENAME VALUE 'sad' TO 'down';
--> ok
CREATE TABLE t (m mood DEFAULT 'down', n mood[] DEFAULT '{ok}');
--> ok
CREATE TABLE t2 (m mood DEFAULT 'sad');
--> 22P02 invalid input value for enum mood: "sad"
--> POSITION: 33
BEGIN;
--> ok
ALTER TYPE mood ADD VALUE 'late';
--> ok
ALTER TABLE t ALTER COLUMN m SET DEFAULT 'late';
--> 55P04 unsafe use of new value "late" of enum type mood
--> HINT: New enum values must be committed before they can be used.
COMMIT;
--> ok
ALTER TABLE t ALTER COLUMN m SET DEFAULT 'late';
--> ok
ALTER TABLE t ALTER COLUMN m TYPE text;
--> ok
ALTER TABLE t ALTER COLUMN m TYPE mood;
--> 42804 column "m" cannot be cast automatically to type mood
--> HINT: You might need to specify "USING m::mood".
ALTER TABLE t ALTER COLUMN m TYPE mood USING m::mood;
--> ok
ALTER TABLE t ALTER COLUMN m DROP DEFAULT, ALTER COLUMN m TYPE mood USING m::mood, ALTER COLUMN m SET DEFAULT 'ok';
--> ok
DROP TYPE mood;
--> 2BP01 cannot drop type mood because other objects depend on it
--> DETAIL: column n of table t depends on type mood[]
-->| column m of table t depends on type mood
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TYPE t;
--> 2BP01 cannot drop type t because table t requires it
--> HINT: You can drop table t instead.
DROP TYPE int4;
--> 2BP01 cannot drop type integer because it is required by the database system
DROP TYPE nope;
--> 42704 type "nope" does not exist
DROP TYPE IF EXISTS nope;
--> ok
DROP DOMAIN mood;
--> 42809 "mood" is not a domain
DROP TYPE _mood;
--> 2BP01 cannot drop type mood[] because type mood requires it
--> HINT: You can drop type mood instead.
ALTER TYPE mood RENAME TO t;
--> 42710 type "t" already exists
ALTER TYPE mood RENAME TO feeling;
--> ok
CREATE TYPE mood AS (a int, b text);
--> ok
CREATE TYPE bad AS (a int, a text);
--> 42701 column "a" specified more than once
CREATE TYPE bad AS (a nope);
--> 42704 type "nope" does not exist
CREATE TYPE bad AS (a int NOT NULL);
--> 42601 syntax error at or near "NOT"
--> POSITION: 27
ALTER TYPE mood ADD ATTRIBUTE c int;
--> ok
ALTER TYPE mood ADD ATTRIBUTE c int;
--> 42701 column "c" of relation "mood" already exists
ALTER TYPE mood DROP ATTRIBUTE nope;
--> 42703 column "nope" of relation "mood" does not exist
ALTER TYPE mood RENAME ATTRIBUTE c TO d;
--> ok
ALTER TYPE mood ALTER ATTRIBUTE d TYPE text;
--> ok
ALTER TYPE feeling ADD ATTRIBUTE c int;
--> 42P01 relation "feeling" does not exist
ALTER TYPE mood ADD VALUE 'x';
--> 42809 mood is not an enum
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
--> ok
CREATE DOMAIN email AS text;
--> 42710 type "email" already exists
CREATE DOMAIN bad AS nope;
--> 42704 type "nope" does not exist
--> POSITION: 22
CREATE DOMAIN bad AS text CHECK (value > 5);
--> 42883 operator does not exist: text > integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
CREATE DOMAIN bad AS text CHECK (nope ~ '@');
--> 42703 column "nope" does not exist
CREATE DOMAIN bad AS int DEFAULT 'x';
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 34
CREATE DOMAIN bad AS int NOT NULL NULL;
--> 42601 conflicting NULL/NOT NULL constraints
--> POSITION: 35
CREATE DOMAIN bad AS int UNIQUE;
--> 42601 unique constraints not possible for domains
--> POSITION: 26
CREATE DOMAIN bad AS record;
--> 42804 "record" is not a valid base type for a domain
--> POSITION: 22
CREATE DOMAIN positive AS int NOT NULL DEFAULT 1 CONSTRAINT above CHECK (VALUE > 0);
--> ok
ALTER DOMAIN positive DROP CONSTRAINT nope;
--> 42704 constraint "nope" of domain "positive" does not exist
ALTER DOMAIN positive DROP CONSTRAINT IF EXISTS nope;
--> ok
ALTER DOMAIN positive ADD CONSTRAINT above CHECK (VALUE > 1);
--> 42710 constraint "above" for domain "positive" already exists
ALTER DOMAIN positive ADD CHECK (VALUE < 100);
--> ok
ALTER DOMAIN positive DROP CONSTRAINT positive_check;
--> ok
ALTER DOMAIN positive RENAME CONSTRAINT above TO over;
--> ok
ALTER DOMAIN positive VALIDATE CONSTRAINT over;
--> ok
ALTER DOMAIN feeling DROP NOT NULL;
--> 42809 feeling is not a domain
ALTER DOMAIN nope SET NOT NULL;
--> 42704 type "nope" does not exist
ALTER DOMAIN positive SET DEFAULT 'x';
--> 22P02 invalid input syntax for type integer: "x"
ALTER DOMAIN positive DROP DEFAULT;
--> ok
CREATE TABLE uses (e email, p positive);
--> ok
DROP DOMAIN email;
--> 2BP01 cannot drop type email because other objects depend on it
--> DETAIL: column e of table uses depends on type email
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TYPE email RENAME TO mail;
--> ok
DROP TYPE mail CASCADE;
--> ok
SELECT e FROM uses;
--> 42703 column "e" does not exist
--> POSITION: 8
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
--> ok
CREATE TYPE floatrange AS RANGE (subtype = float8);
--> 42710 type "floatrange" already exists
CREATE TYPE badrange AS RANGE (subtype = nope);
--> 42704 type "nope" does not exist
CREATE TYPE badrange AS RANGE (subtype = json);
--> 42704 data type json has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the range type or define a default operator class for the subtype.
CREATE TYPE badrange AS RANGE (collation = "C");
--> 42601 type attribute "subtype" is required
CREATE TABLE ranges (a floatrange, b floatmultirange);
--> ok
DROP TYPE floatmultirange;
--> 2BP01 cannot drop type floatmultirange because type floatrange requires it
--> HINT: You can drop type floatrange instead.
DROP TYPE floatrange;
--> 2BP01 cannot drop type floatrange because other objects depend on it
--> DETAIL: column b of table ranges depends on type floatmultirange
-->| column a of table ranges depends on type floatrange
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TYPE floatrange CASCADE;
--> ok
CREATE TYPE shell;
--> ok
CREATE TABLE shelly (a shell);
--> 42704 type "shell" is only a shell
--> POSITION: 24
CREATE TYPE shell AS ENUM ('a');
--> ok
CREATE TYPE nowhere.x AS ENUM ('a');
--> 3F000 schema "nowhere" does not exist
CREATE TABLE mood_table (a int);
--> ok
CREATE TYPE mood_table AS ENUM ('a');
--> 42710 type "mood_table" already exists
CREATE TABLE feeling (a int);
--> 42710 type "feeling" already exists
--> HINT: A relation has an associated type of the same name, so you must use a name that doesn't conflict with any existing type.
DROP TABLE mood;
--> 42809 "mood" is not a table
--> HINT: Use DROP TYPE to remove a type.
COMMENT ON TYPE feeling IS 'x';
--> ok
COMMENT ON DOMAIN feeling IS 'x';
--> 42809 "feeling" is not a domain
COMMENT ON COLUMN mood.a IS 'x';
--> ok
SELECT 'ok'::feeling, 'nope'::feeling;
--> 22P02 invalid input value for enum feeling: "nope"
--> POSITION: 23
SELECT ('ok'::feeling) = 'ok'::text;
--> 42883 operator does not exist: feeling = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 24
ALTER TYPE feeling SET SCHEMA nope;
--> 3F000 schema "nope" does not exist
ALTER TYPE feeling OWNER TO nope;
--> 42704 role "nope" does not exist
