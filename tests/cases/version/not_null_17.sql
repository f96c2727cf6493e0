-- Before 18, NOT NULL is a column's flag and no constraint.
-- postgres: 17
-- min: 15
CREATE TABLE p (a int CONSTRAINT named NOT NULL, b int);
--> ok
ALTER TABLE p DROP CONSTRAINT named;
--> 42704 constraint "named" of relation "p" does not exist
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
--> 42804 column "a" in child table must be marked NOT NULL
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
--> ok
CREATE TABLE named_twice (a int CONSTRAINT k NOT NULL, CONSTRAINT k CHECK (a > 0));
--> ok
