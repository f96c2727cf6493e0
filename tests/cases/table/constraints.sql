-- Constraints of CREATE TABLE: what a column or a table may declare, and in which order it is checked.
CREATE TABLE t (a int NULL NOT NULL);
--> 42601 conflicting NULL/NOT NULL declarations for column "a" of table "t"
--> POSITION: 28
CREATE TABLE t (a int NOT NULL NULL);
--> 42601 conflicting NULL/NOT NULL declarations for column "a" of table "t"
--> POSITION: 32
CREATE TABLE t (a int DEFAULT 1 DEFAULT 2);
--> 42601 multiple default values specified for column "a" of table "t"
--> POSITION: 33
CREATE TABLE t (a serial DEFAULT 2);
--> 42601 multiple default values specified for column "a" of table "t"
CREATE TABLE t (a serial NULL);
--> 42601 conflicting NULL/NOT NULL declarations for column "a" of table "t"
--> POSITION: 26
CREATE TABLE t (a serial[]);
--> 0A000 array of serial is not implemented
--> POSITION: 19
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY GENERATED ALWAYS AS IDENTITY);
--> 42601 multiple identity specifications for column "a" of table "t"
--> POSITION: 52
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY DEFAULT 1);
--> 42601 both default and identity specified for column "a" of table "t"
--> POSITION: 52
CREATE TABLE t (a int GENERATED ALWAYS AS (1) STORED DEFAULT 1);
--> 42601 both default and generation expression specified for column "a" of table "t"
--> POSITION: 54
CREATE TABLE t (a int GENERATED ALWAYS AS (1) STORED GENERATED ALWAYS AS (2) STORED);
--> 42601 multiple generation clauses specified for column "a" of table "t"
--> POSITION: 54
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY GENERATED ALWAYS AS (2) STORED);
--> 42601 both identity and generation expression specified for column "a" of table "t"
--> POSITION: 52
CREATE TABLE t (a text GENERATED ALWAYS AS IDENTITY);
--> 22023 identity column type must be smallint, integer, or bigint
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (START 0));
--> 22023 START value (0) cannot be less than MINVALUE (1)
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (INCREMENT 0));
--> 22023 INCREMENT must not be zero
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (START 1 START 2));
--> 42601 conflicting or redundant options
--> POSITION: 61
CREATE TABLE t (a int GENERATED ALWAYS AS (b) STORED, b int GENERATED ALWAYS AS (1) STORED);
--> 42P17 cannot use generated column "b" in column generation expression
--> DETAIL: A generated column cannot reference another generated column.
--> POSITION: 44
CREATE TABLE t (a int GENERATED ALWAYS AS (a) STORED);
--> 42P17 cannot use generated column "a" in column generation expression
--> DETAIL: A generated column cannot reference another generated column.
--> POSITION: 44
CREATE TABLE t (a timestamptz GENERATED ALWAYS AS (now()) STORED);
--> 42P17 generation expression is not immutable
CREATE TABLE t (a int GENERATED ALWAYS AS (nope) STORED);
--> 42703 column "nope" does not exist
--> POSITION: 44
CREATE TABLE t (a int DEFAULT nope);
--> 0A000 cannot use column reference in DEFAULT expression
--> POSITION: 31
CREATE TABLE t (a int, b int DEFAULT a);
--> 0A000 cannot use column reference in DEFAULT expression
--> POSITION: 38
CREATE TABLE t (a int DEFAULT (SELECT 1));
--> 0A000 cannot use subquery in DEFAULT expression
--> POSITION: 31
CREATE TABLE t (a int DEFAULT 'x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 31
CREATE TABLE t (a int DEFAULT true);
--> 42804 column "a" is of type integer but default expression is of type boolean
--> HINT: You will need to rewrite or cast the expression.
CREATE TABLE t (a int DEFAULT count(*));
--> 42803 aggregate functions are not allowed in DEFAULT expressions
--> POSITION: 31
CREATE TABLE t (a int DEFAULT generate_series(1, 2));
--> 0A000 set-returning functions are not allowed in DEFAULT expressions
--> POSITION: 31
CREATE TABLE t (a int CHECK (nope));
--> 42703 column "nope" does not exist
--> POSITION: 30
CREATE TABLE t (a int CHECK (a));
--> 42804 argument of CHECK must be type boolean, not type integer
--> POSITION: 30
CREATE TABLE t (a int CHECK (a > 0 AND EXISTS (SELECT 1)));
--> 0A000 cannot use subquery in check constraint
--> POSITION: 40
CREATE TABLE t (a int CHECK (count(*) > 1));
--> 42803 aggregate functions are not allowed in check constraints
--> POSITION: 30
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (a > 1));
--> 42710 check constraint "c" already exists
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0), CONSTRAINT c UNIQUE (a));
--> 42710 constraint "c" for relation "t" already exists
CREATE TABLE t (a int PRIMARY KEY PRIMARY KEY);
--> 42P16 multiple primary keys for table "t" are not allowed
--> POSITION: 35
CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a));
--> 42P16 multiple primary keys for table "t" are not allowed
--> POSITION: 36
CREATE TABLE t (a int, PRIMARY KEY (b));
--> 42703 column "b" named in key does not exist
--> POSITION: 24
CREATE TABLE t (a int, PRIMARY KEY (a, a));
--> 42701 column "a" appears twice in primary key constraint
--> POSITION: 24
CREATE TABLE t (a int, UNIQUE (a, a));
--> 42701 column "a" appears twice in unique constraint
--> POSITION: 24
CREATE TABLE t (a int, UNIQUE (a) INCLUDE (b));
--> 42703 column "b" named in key does not exist
--> POSITION: 24
CREATE TABLE t (a int, UNIQUE (ctid));
--> 0A000 index creation on system columns is not supported
CREATE TABLE t (a json UNIQUE);
--> 42704 data type json has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE TABLE t (a int, UNIQUE USING INDEX i);
--> 0A000 cannot use an existing index in CREATE TABLE
--> POSITION: 24
CREATE TABLE t (a int DEFERRABLE);
--> 42601 misplaced DEFERRABLE clause
--> POSITION: 23
CREATE TABLE t (a int NOT NULL DEFERRABLE);
--> 42601 misplaced DEFERRABLE clause
--> POSITION: 32
CREATE TABLE t (a int UNIQUE DEFERRABLE NOT DEFERRABLE);
--> 42601 multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed
--> POSITION: 41
CREATE TABLE t (a int UNIQUE INITIALLY DEFERRED NOT DEFERRABLE);
--> 42601 constraint declared INITIALLY DEFERRED must be DEFERRABLE
--> POSITION: 49
CREATE TABLE t (a int UNIQUE NOT DEFERRABLE INITIALLY DEFERRED);
--> 42601 constraint declared INITIALLY DEFERRED must be DEFERRABLE
--> POSITION: 45
CREATE TABLE t (a int UNIQUE INITIALLY DEFERRED INITIALLY IMMEDIATE);
--> 42601 multiple INITIALLY IMMEDIATE/DEFERRED clauses not allowed
--> POSITION: 49
CREATE TABLE t (a int, EXCLUDE USING gist (a WITH =));
--> 42704 data type integer has no default operator class for access method "gist"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE TABLE t (a int, EXCLUDE USING btree (a WITH <));
--> 42809 operator <(integer,integer) is not commutative
--> DETAIL: Only commutative operators can be used in exclusion constraints.
CREATE TABLE t (a int, EXCLUDE USING gin (a WITH =));
--> 0A000 access method "gin" does not support exclusion constraints
CREATE TABLE t (a int4range, EXCLUDE USING gist (a WITH <<));
--> 42809 operator <<(anyrange,anyrange) is not commutative
--> DETAIL: Only commutative operators can be used in exclusion constraints.
CREATE TABLE t (a int, b int4range, CONSTRAINT e EXCLUDE USING gist (b WITH &&) WHERE (a > 0), EXCLUDE (a WITH =));
--> ok
CREATE TABLE t2 (a int UNIQUE PRIMARY KEY, b int UNIQUE, CONSTRAINT named UNIQUE (b), UNIQUE (b, a));
--> ok
ALTER TABLE t2 DROP CONSTRAINT t2_a_key;
--> 42704 constraint "t2_a_key" of relation "t2" does not exist
ALTER TABLE t2 DROP CONSTRAINT t2_b_key;
--> 42704 constraint "t2_b_key" of relation "t2" does not exist
ALTER TABLE t2 DROP CONSTRAINT named;
--> ok
ALTER TABLE t2 DROP CONSTRAINT t2_b_a_key;
--> ok
CREATE TABLE t3 (a int REFERENCES t2, b int REFERENCES t2 (a) ON DELETE SET NULL (b), FOREIGN KEY (a) REFERENCES t2 (b));
--> 42830 there is no unique constraint matching given keys for referenced table "t2"
CREATE TABLE t3 (a int, FOREIGN KEY (a) REFERENCES t2 ON DELETE SET NULL (b));
--> 42703 column "b" referenced in foreign key constraint does not exist
CREATE TABLE t3 (a int, b int, FOREIGN KEY (a) REFERENCES t2 ON DELETE SET DEFAULT (b));
--> 42P10 column "b" referenced in ON DELETE SET action must be part of foreign key
CREATE TABLE t3 (a int, FOREIGN KEY (ctid) REFERENCES t2);
--> 0A000 system columns cannot be used in foreign keys
CREATE TABLE t3 (a int, FOREIGN KEY (a, a) REFERENCES t2 (a, a));
--> 42830 foreign key referenced-columns list must not contain duplicates
CREATE TABLE t3 (a int, FOREIGN KEY (a) REFERENCES t2 (nope));
--> 42703 column "nope" referenced in foreign key constraint does not exist
CREATE TABLE t3 (a int, FOREIGN KEY (nope) REFERENCES t2);
--> 42703 column "nope" referenced in foreign key constraint does not exist
CREATE TABLE t3 (a int GENERATED ALWAYS AS (1) STORED REFERENCES t2 ON DELETE SET NULL);
--> 42601 invalid ON DELETE action for foreign key constraint containing generated column
CREATE TABLE t3 (a int GENERATED ALWAYS AS (1) STORED REFERENCES t2 ON UPDATE CASCADE);
--> 42601 invalid ON UPDATE action for foreign key constraint containing generated column
CREATE TABLE t3 (a bigint REFERENCES t2, b numeric REFERENCES t2, c smallint REFERENCES t2);
--> 42804 foreign key constraint "t3_b_fkey" cannot be implemented
--> DETAIL: Key columns "b" of the referencing table and "a" of the referenced table are of incompatible types: numeric and integer.
CREATE TABLE t4 (a date REFERENCES t2);
--> 42804 foreign key constraint "t4_a_fkey" cannot be implemented
--> DETAIL: Key columns "a" of the referencing table and "a" of the referenced table are of incompatible types: date and integer.
CREATE TEMP TABLE temporary_one (a int REFERENCES t2);
--> 42P16 constraints on temporary tables may reference only temporary tables
CREATE UNLOGGED TABLE t4 (a int PRIMARY KEY REFERENCES t2);
--> ok
CREATE TABLE t5 (a int REFERENCES t4);
--> 42P16 constraints on permanent tables may reference only permanent tables
CREATE TABLE t5 (a int REFERENCES pg_class);
--> 42501 permission denied: "pg_class" is a system catalog
CREATE TABLE t5 (a int REFERENCES nope.t);
--> 3F000 schema "nope" does not exist
CREATE TABLE t5 (a int REFERENCES t5 (a));
--> 42830 there is no unique constraint matching given keys for referenced table "t5"
CREATE TABLE t5 (a int PRIMARY KEY, b int REFERENCES t5);
--> ok
CREATE TABLE t6 (a int PRIMARY KEY DEFERRABLE, b int UNIQUE DEFERRABLE);
--> ok
CREATE TABLE t7 (a int REFERENCES t6);
--> 55000 cannot use a deferrable primary key for referenced table "t6"
CREATE TABLE t7 (a int REFERENCES t6 (b));
--> 55000 cannot use a deferrable unique constraint for referenced table "t6"
CREATE TABLE t7 (a int REFERENCES t6 (a));
--> 55000 cannot use a deferrable unique constraint for referenced table "t6"
