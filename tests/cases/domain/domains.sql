-- min: 17
-- CREATE and ALTER DOMAIN.
CREATE DOMAIN d AS int CHECK (value > 0) DEFAULT 1;
--> ok
CREATE DOMAIN d AS int;
--> 42710 type "d" already exists
CREATE DOMAIN d2 AS int UNIQUE;
--> 42601 unique constraints not possible for domains
--> POSITION: 25
CREATE DOMAIN d2 AS int NULL NOT NULL;
--> 42601 conflicting NULL/NOT NULL constraints
--> POSITION: 30
CREATE DOMAIN d2 AS int CHECK (val > 0);
--> 42703 column "val" does not exist
CREATE DOMAIN d2 AS int CHECK (value);
--> 42804 argument of CHECK must be type boolean, not type integer
CREATE DOMAIN d2 AS int DEFAULT 'x';
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 33
CREATE DOMAIN d2 AS nope;
--> 42704 type "nope" does not exist
--> POSITION: 21
CREATE DOMAIN d2 AS int COLLATE "C";
--> 42804 collations are not supported by type integer
--> POSITION: 21
CREATE TABLE t (a d, b d[]);
--> ok
CREATE TYPE c AS (a d);
--> ok
CREATE TABLE u (c c);
--> ok
ALTER DOMAIN d ADD CONSTRAINT small CHECK (value < 9);
--> 0A000 cannot alter type "d" because column "t.b" uses it
ALTER DOMAIN d SET NOT NULL;
--> 0A000 cannot alter type "d" because column "t.b" uses it
DROP TABLE u;
--> ok
ALTER TABLE t DROP COLUMN b;
--> ok
ALTER DOMAIN d ADD CONSTRAINT small CHECK (value < 9) NOT VALID;
--> ok
ALTER DOMAIN d ADD CONSTRAINT small CHECK (value < 9);
--> 42710 constraint "small" for domain "d" already exists
ALTER DOMAIN d VALIDATE CONSTRAINT small;
--> ok
ALTER DOMAIN d VALIDATE CONSTRAINT nope;
--> 42704 constraint "nope" of domain "d" does not exist
ALTER DOMAIN d DROP CONSTRAINT small;
--> ok
ALTER DOMAIN d DROP CONSTRAINT small;
--> 42704 constraint "small" of domain "d" does not exist
ALTER DOMAIN d DROP CONSTRAINT IF EXISTS small;
--> ok
ALTER DOMAIN d SET NOT NULL;
--> ok
ALTER DOMAIN d DROP NOT NULL;
--> ok
ALTER DOMAIN d SET DEFAULT 'x';
--> 22P02 invalid input syntax for type integer: "x"
ALTER DOMAIN d DROP DEFAULT;
--> ok
ALTER DOMAIN c DROP NOT NULL;
--> 42809 c is not a domain
DROP DOMAIN d;
--> 2BP01 cannot drop type d because other objects depend on it
--> DETAIL: column a of table t depends on type d
-->| column a of composite type c depends on type d
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP DOMAIN d CASCADE;
--> ok
