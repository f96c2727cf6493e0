-- WITH (...), access methods, tablespaces, ON COMMIT, temporary schemas, typed tables.
CREATE TABLE t (a int) WITH (fillfactor = 9);
--> 22023 value 9 out of bounds for option "fillfactor"
--> DETAIL: Valid values are between "10" and "100".
CREATE TABLE t (a int) WITH (fillfactor = 'x');
--> 22023 invalid value for integer option "fillfactor": x
CREATE TABLE t (a int) WITH (nope = 1);
--> 22023 unrecognized parameter "nope"
CREATE TABLE t (a int) WITH (nope.fillfactor = 1);
--> 22023 unrecognized parameter namespace "nope"
CREATE TABLE t (a int) WITH (fillfactor = 70, fillfactor = 80);
--> 22023 parameter "fillfactor" specified more than once
CREATE TABLE t (a int) WITH (autovacuum_enabled = maybe);
--> 22023 invalid value for boolean option "autovacuum_enabled": maybe
CREATE TABLE t (a int) WITH (autovacuum_vacuum_scale_factor = 101);
--> 22023 value 101 out of bounds for option "autovacuum_vacuum_scale_factor"
--> DETAIL: Valid values are between "0.000000" and "100.000000".
CREATE TABLE t (a int) WITH (oids = true);
--> 0A000 tables declared WITH OIDS are not supported
CREATE TABLE t (a int) WITH (oids = false, toast.autovacuum_enabled = off, vacuum_index_cleanup = auto);
--> ok
CREATE TABLE t2 (a int) WITH (toast.fillfactor = 20);
--> 22023 unrecognized parameter "fillfactor"
CREATE TABLE t2 (a int) WITH (vacuum_index_cleanup = perhaps);
--> 22023 invalid value for enum option "vacuum_index_cleanup": perhaps
--> DETAIL: Valid values are "on", "off", and "auto".
CREATE TABLE t2 (a int) USING nope;
--> 42704 access method "nope" does not exist
CREATE TABLE t2 (a int) USING btree;
--> 55000 access method "btree" is not of type TABLE
CREATE TABLE t2 (a int) USING heap TABLESPACE nope;
--> 42704 tablespace "nope" does not exist
CREATE TABLE t2 (a int) TABLESPACE pg_global;
--> 22023 only shared relations can be placed in pg_global tablespace
CREATE TABLE t2 (a int) ON COMMIT DROP;
--> 42P16 ON COMMIT can only be used on temporary tables
CREATE TABLE t2 (a int) TABLESPACE pg_default;
--> ok
CREATE TEMP TABLE pg_temp.t3 (a int);
--> ok
CREATE TEMP TABLE public.t3 (a int);
--> 42P16 cannot create temporary relation in non-temporary schema
--> POSITION: 19
CREATE UNLOGGED TABLE pg_temp.t4 (a int);
--> 42P16 only temporary relations may be created in temporary schemas
--> POSITION: 23
CREATE TABLE pg_temp.t4 (a int);
--> ok
CREATE TABLE pg_catalog.t5 (a int);
--> 42501 permission denied to create "pg_catalog.t5"
--> DETAIL: System catalog modifications are currently disallowed.
CREATE TABLE nope.t5 (a int);
--> 3F000 schema "nope" does not exist
--> POSITION: 14
CREATE TABLE elsewhere.public.t5 (a int);
--> 0A000 cross-database references are not implemented: "elsewhere.public.t5"
--> POSITION: 14
CREATE TABLE IF NOT EXISTS t2 (x nope);
--> ok
CREATE TABLE t2 (x nope);
--> 42704 type "nope" does not exist
--> POSITION: 20
CREATE TYPE composite AS (a int, b text);
--> ok
CREATE TYPE enumerated AS ENUM ('x');
--> ok
CREATE TABLE o1 OF nope;
--> 42704 type "nope" does not exist
--> POSITION: 20
CREATE TABLE o1 OF enumerated;
--> 42809 type enumerated is not a composite type
CREATE TABLE o1 OF t2;
--> 42809 type t2 is the row type of another table
--> DETAIL: A typed table must use a stand-alone composite type created with CREATE TYPE.
CREATE TABLE o1 OF composite (c WITH OPTIONS NOT NULL);
--> 42703 column "c" does not exist
CREATE TABLE o1 OF composite (a GENERATED ALWAYS AS IDENTITY);
--> 0A000 identity columns are not supported on typed tables
CREATE TABLE o1 OF composite (a WITH OPTIONS NOT NULL DEFAULT 3, PRIMARY KEY (a), UNIQUE (b));
--> ok
ALTER TABLE o1 ADD COLUMN c int;
--> 42809 cannot add column to typed table
CREATE TABLE t6 (a anyelement);
--> 42P16 column "a" has pseudo-type anyelement
CREATE TABLE t6 (a record);
--> 42P16 column "a" has pseudo-type record
CREATE TABLE t6 (a unknown);
--> 42P16 column "a" has pseudo-type unknown
CREATE TABLE t6 (a SETOF int);
--> 42P16 column "a" cannot be declared SETOF
CREATE TABLE t6 (xmin int);
--> 42701 column name "xmin" conflicts with a system column name
CREATE TABLE t6 (a int, a text);
--> 42701 column "a" specified more than once
CREATE TABLE t6 (a int STORAGE external);
--> 0A000 column data type integer can only have storage PLAIN
CREATE TABLE t6 (a text STORAGE nope);
--> 22023 invalid storage type "nope"
CREATE TABLE t6 (a int COMPRESSION pglz);
--> 0A000 column data type integer does not support compression
CREATE TABLE t6 (a text COMPRESSION nope);
--> 22023 invalid compression method "nope"
CREATE TABLE t6 (a int COLLATE "C");
--> 42804 collations are not supported by type integer
--> POSITION: 24
CREATE TABLE t6 (a text COLLATE nope);
--> 42704 collation "nope" for encoding "UTF8" does not exist
--> POSITION: 25
CREATE TABLE t6 (a varchar(0));
--> 22023 length for type varchar must be at least 1
--> POSITION: 20
CREATE TABLE t6 (a numeric(5, 2)[], b timestamp(9), c t2, d t2[], e composite);
--> ok
ALTER TABLE t2 ADD COLUMN loop t6;
--> 42P16 composite type t2 cannot be made a member of itself
CREATE TABLE t7 ();
--> ok
CREATE TYPE _t8 AS ENUM ('x');
--> ok
CREATE TABLE t8 (a int);
--> ok
CREATE TABLE _t7 (a int);
--> ok
CREATE TABLE enumerated (a int);
--> 42710 type "enumerated" already exists
--> HINT: A relation has an associated type of the same name, so you must use a name that doesn't conflict with any existing type.
