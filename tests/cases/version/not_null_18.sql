-- From 18 on, NOT NULL is a constraint with a name.
-- postgres: 18
CREATE TABLE p (a int CONSTRAINT named NOT NULL, b int);
--> ok
ALTER TABLE p DROP CONSTRAINT named;
--> ok
ALTER TABLE p RENAME CONSTRAINT p_a_not_null TO x;
--> 42704 constraint "p_a_not_null" for table "p" does not exist
COMMENT ON CONSTRAINT named ON p IS 'no';
--> 42704 constraint "named" for table "p" does not exist
ALTER TABLE p ADD CONSTRAINT named CHECK (a > 0);
--> ok
CREATE TABLE c () INHERITS (p);
--> ok
ALTER TABLE c ALTER COLUMN a DROP NOT NULL;
--> ok
CREATE TABLE d (a int);
--> ok
ALTER TABLE d ADD COLUMN b int;
--> ok
ALTER TABLE d INHERIT p;
--> 42804 child table is missing constraint "named"
ALTER TABLE d ALTER a SET NOT NULL;
--> ok
ALTER TABLE d ADD CONSTRAINT named CHECK (a > 0);
--> ok
ALTER TABLE d INHERIT p;
--> ok
ALTER TABLE p ALTER a DROP NOT NULL;
--> ok
ALTER TABLE p ADD PRIMARY KEY (b);
--> ok
ALTER TABLE p ALTER b DROP NOT NULL;
--> 42P16 column "b" is in a primary key
ALTER TABLE p DROP CONSTRAINT p_pkey;
--> ok
ALTER TABLE c ALTER b DROP NOT NULL;
--> 42P16 cannot drop inherited constraint "p_b_not_null" of relation "c"
-- The server notices it at its catalog's unique index only.
CREATE TABLE named_twice (a int CONSTRAINT k NOT NULL, CONSTRAINT k CHECK (a > 0));
--> 23505 duplicate key value violates unique constraint "pg_constraint_conrelid_contypid_conname_index"
--> DETAIL: Key (conrelid, contypid, conname)=(OID, 0, k) already exists.
--! 42710 constraint "k" for relation "named_twice" already exists
