-- ALTER TABLE: adding and dropping constraints, indexes as constraints.

CREATE TABLE t (a int, b int, c text, d tsrange);
--> ok
ALTER TABLE t ADD CONSTRAINT chk CHECK (a > 0);
--> ok
ALTER TABLE t ADD CONSTRAINT chk CHECK (a > 0);
--> 42710 constraint "chk" for relation "t" already exists
ALTER TABLE t ADD CONSTRAINT chk UNIQUE (a);
--> 42710 constraint "chk" for relation "t" already exists
ALTER TABLE t ADD CONSTRAINT uni UNIQUE (a);
--> ok
ALTER TABLE t ADD CONSTRAINT uni UNIQUE (b);
--> 42P07 relation "uni" already exists
ALTER TABLE t ADD CONSTRAINT bad UNIQUE (nope);
--> 42703 column "nope" named in key does not exist
ALTER TABLE t ADD CONSTRAINT bad CHECK (nope > 0);
--> 42703 column "nope" does not exist
ALTER TABLE t ADD CONSTRAINT bad CHECK (c > 0);
--> 42883 operator does not exist: text > integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
ALTER TABLE t ADD CONSTRAINT bad CHECK (sum(a) > 0);
--> 42803 aggregate functions are not allowed in check constraints
ALTER TABLE t ADD CONSTRAINT bad CHECK (EXISTS (SELECT 1));
--> 0A000 cannot use subquery in check constraint
ALTER TABLE t ADD PRIMARY KEY (a);
--> ok
ALTER TABLE t ADD PRIMARY KEY (b);
--> 42P16 multiple primary keys for table "t" are not allowed
ALTER TABLE t ADD CONSTRAINT other PRIMARY KEY (b);
--> 42P16 multiple primary keys for table "t" are not allowed
ALTER TABLE t DROP CONSTRAINT nope;
--> 42704 constraint "nope" of relation "t" does not exist
ALTER TABLE t DROP CONSTRAINT IF EXISTS nope;
--> ok
ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (b, a);
--> ok
CREATE UNIQUE INDEX idx ON t (c);
--> ok
ALTER TABLE t ADD CONSTRAINT from_index UNIQUE USING INDEX idx;
--> ok
DROP INDEX from_index;
--> 2BP01 cannot drop index from_index because constraint from_index on table t requires it
--> HINT: You can drop constraint from_index on table t instead.
DROP INDEX idx;
--> 42704 index "idx" does not exist
CREATE INDEX not_unique ON t (c);
--> ok
ALTER TABLE t ADD UNIQUE USING INDEX not_unique;
--> 42809 "not_unique" is not a unique index
--> DETAIL: Cannot create a primary key or unique constraint using such an index.
--> POSITION: 19
ALTER TABLE t ADD UNIQUE USING INDEX nope;
--> 42704 index "nope" does not exist
--> POSITION: 19
CREATE UNIQUE INDEX partial ON t (c) WHERE a > 0;
--> ok
ALTER TABLE t ADD UNIQUE USING INDEX partial;
--> 42809 "partial" is a partial index
--> DETAIL: Cannot create a primary key or unique constraint using such an index.
--> POSITION: 19
CREATE UNIQUE INDEX expression ON t (lower(c));
--> ok
ALTER TABLE t ADD UNIQUE USING INDEX expression;
--> 42809 index "expression" contains expressions
--> DETAIL: Cannot create a primary key or unique constraint using such an index.
--> POSITION: 19
ALTER TABLE t ADD EXCLUDE USING gist (d WITH &&);
--> ok
ALTER TABLE t ADD EXCLUDE USING gist (a WITH =);
--> 42704 data type integer has no default operator class for access method "gist"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
ALTER TABLE t ADD EXCLUDE USING btree (d WITH &&);
--> 42809 operator &&(anyrange,anyrange) is not a member of operator family "range_ops"
--> DETAIL: The exclusion operator must be related to the index operator class for the constraint.
ALTER TABLE t ADD CONSTRAINT excl EXCLUDE USING gist (d WITH &&) WHERE (a > 0);
--> ok
ALTER TABLE t RENAME CONSTRAINT excl TO chk;
--> 42710 constraint "chk" for relation "t" already exists
ALTER TABLE t RENAME CONSTRAINT excl TO excl2;
--> ok
ALTER TABLE t RENAME CONSTRAINT nope TO x;
--> 42704 constraint "nope" for table "t" does not exist
ALTER INDEX excl2 RENAME TO excl3;
--> ok
ALTER TABLE t DROP CONSTRAINT excl3;
--> ok
ALTER TABLE t ADD CONSTRAINT nv CHECK (a > 1) NOT VALID;
--> ok
ALTER TABLE t VALIDATE CONSTRAINT nv;
--> ok
ALTER TABLE t VALIDATE CONSTRAINT uni;
--> 42809 cannot validate constraint "uni" of relation "t"
--> DETAIL: This operation is not supported for this type of constraint.
ALTER TABLE t ADD CONSTRAINT ni CHECK (a > 1) NO INHERIT;
--> ok
ALTER TABLE t ADD CHECK (a > 5), ADD CHECK (b > 5), ADD CHECK (a > b);
--> ok
ALTER TABLE t DROP CONSTRAINT t_a_check, DROP CONSTRAINT t_b_check, DROP CONSTRAINT t_check;
--> ok
ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c);
--> ok
ALTER TABLE t DROP CONSTRAINT t_a_b_c_key;
--> ok
CREATE VIEW grouped AS SELECT a, b, c FROM t GROUP BY a, b;
--> ok
ALTER TABLE t DROP CONSTRAINT t_pkey;
--> 2BP01 cannot drop constraint t_pkey on table t because other objects depend on it
--> DETAIL: view grouped depends on constraint t_pkey on table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP VIEW grouped;
--> ok
ALTER TABLE t DROP CONSTRAINT t_pkey;
--> ok
ALTER TABLE t REPLICA IDENTITY USING INDEX nope;
--> 42704 index "nope" for table "t" does not exist
ALTER TABLE t REPLICA IDENTITY USING INDEX expression;
--> 0A000 cannot use expression index "expression" as replica identity
ALTER TABLE t REPLICA IDENTITY FULL;
--> ok
ALTER TABLE t CLUSTER ON nope;
--> 42704 index "nope" for table "t" does not exist
ALTER TABLE t SET (fillfactor = 50);
--> ok
ALTER TABLE t SET (fillfactor = 5);
--> 22023 value 5 out of bounds for option "fillfactor"
--> DETAIL: Valid values are between "10" and "100".
ALTER TABLE t SET (nope = 5);
--> 22023 unrecognized parameter "nope"
ALTER TABLE t RESET (nope);
--> ok
ALTER TABLE t SET WITHOUT OIDS;
--> ok
ALTER TABLE t SET LOGGED;
--> ok
ALTER TABLE t SET UNLOGGED, SET LOGGED;
--> 0A000 cannot change persistence setting twice
ALTER TABLE t SET TABLESPACE nope;
--> 42704 tablespace "nope" does not exist
ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> ok
ALTER TABLE t DISABLE TRIGGER nope;
--> 42704 trigger "nope" for table "t" does not exist
ALTER TABLE t DISABLE TRIGGER ALL;
--> ok
ALTER TABLE t ENABLE RULE nope;
--> 42704 rule "nope" for relation "t" does not exist
ALTER TABLE t INHERIT t;
--> 42P07 circular inheritance not allowed
--> DETAIL: "t" is already a child of "t".
ALTER TABLE t NO INHERIT t;
--> 42P01 relation "t" is not a parent of relation "t"
ALTER TABLE t OF nope;
--> 42704 type "nope" does not exist
ALTER TABLE t OWNER TO nope;
--> 42704 role "nope" does not exist
ALTER TABLE t SET SCHEMA nope;
--> 3F000 schema "nope" does not exist
ALTER TABLE t SET SCHEMA public;
--> ok
ALTER TABLE t RENAME TO t;
--> 42P07 relation "t" already exists
ALTER TABLE t RENAME TO t2;
--> ok
ALTER TABLE t2 RENAME TO not_unique;
--> 42P07 relation "not_unique" already exists
