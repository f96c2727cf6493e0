-- CREATE INDEX: columns, expressions, operator classes, options, names.
CREATE TABLE t (id int PRIMARY KEY, a text, b varchar(10), j jsonb, arr int[], pt point, r int4range, ts timestamptz, v tsvector, u uuid, f float8);
--> ok
CREATE TABLE other (x int);
--> ok
CREATE INDEX ON t USING nope (id);
--> 42704 access method "nope" does not exist
CREATE INDEX ON t USING heap (id);
--> XX000 index access method handler function 3 did not return an IndexAmRoutine struct
CREATE INDEX ON t USING rtree (pt);
--> ok
CREATE INDEX ON t (pt);
--> 42704 data type point has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX ON t USING gin (a);
--> 42704 data type text has no default operator class for access method "gin"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX ON t USING gin (arr, j, v);
--> ok
CREATE INDEX ON t USING gist (id);
--> 42704 data type integer has no default operator class for access method "gist"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX ON t USING hash (id, a);
--> 0A000 access method "hash" does not support multicolumn indexes
CREATE UNIQUE INDEX ON t USING hash (id);
--> 0A000 access method "hash" does not support unique indexes
CREATE INDEX ON t USING hash (id) INCLUDE (a);
--> 0A000 access method "hash" does not support included columns
CREATE INDEX ON t USING gin (arr) INCLUDE (a);
--> 0A000 access method "gin" does not support included columns
CREATE INDEX ON t USING gist (pt) INCLUDE (id);
--> ok
CREATE INDEX ON t USING spgist (pt, r);
--> 0A000 access method "spgist" does not support multicolumn indexes
CREATE INDEX ON t USING brin (id, ts, a);
--> ok
CREATE INDEX ON t USING gin (arr DESC);
--> 0A000 access method "gin" does not support ASC/DESC options
CREATE INDEX ON t USING gin (arr NULLS FIRST);
--> 0A000 access method "gin" does not support NULLS FIRST/LAST options
CREATE INDEX ON t (id) INCLUDE (a DESC);
--> 42P17 including column does not support ASC/DESC options
CREATE INDEX ON t (id) INCLUDE (a text_ops);
--> 42P17 including column does not support an operator class
CREATE INDEX ON t (id) INCLUDE (a COLLATE "C");
--> 42P17 including column does not support a collation
CREATE INDEX ON t (id) INCLUDE (lower(a));
--> 0A000 expressions are not supported in included columns
CREATE INDEX ON t (id) INCLUDE (nope);
--> 42703 column "nope" does not exist
CREATE INDEX ON t (id) INCLUDE ((id));
--> 0A000 expressions are not supported in included columns
CREATE INDEX ON t (id COLLATE "C");
--> 42804 collations are not supported by type integer
CREATE INDEX ON t (a COLLATE nope);
--> 42704 collation "nope" for encoding "UTF8" does not exist
CREATE INDEX ON t (a nope_ops);
--> 42704 operator class "nope_ops" does not exist for access method "btree"
CREATE INDEX ON t (id text_ops);
--> 42804 operator class "text_ops" does not accept data type integer
CREATE INDEX ON t (b text_pattern_ops, a varchar_pattern_ops);
--> ok
CREATE INDEX ON t (a public.text_ops);
--> 42704 operator class "public.text_ops" does not exist for access method "btree"
CREATE INDEX ON t (a pg_catalog.text_ops);
--> ok
CREATE INDEX ON t (a text_ops (siglen = 3));
--> 22023 operator class text_ops has no options
CREATE INDEX ON t USING gist (v tsvector_ops (siglen = 100));
--> ok
CREATE INDEX ON t USING gist (v tsvector_ops (siglen = 10000));
--> 22023 value 10000 out of bounds for option "siglen"
--> DETAIL: Valid values are between "1" and "2024".
CREATE INDEX ON t USING gin (j jsonb_path_ops);
--> ok
CREATE INDEX ON t ((id));
--> ok
CREATE INDEX ON t ((j ->> 'x'), (j -> 'y'));
--> ok
CREATE INDEX ON t (lower(a), upper(a), lower(b));
--> ok
CREATE INDEX ON t ((CASE WHEN id > 1 THEN 1 END), (a COLLATE "C"), COALESCE(a, ''));
--> ok
CREATE INDEX ON t ((ts::text));
--> 42P17 functions in index expression must be marked IMMUTABLE
CREATE INDEX ON t (date_trunc('day', ts));
--> 42P17 functions in index expression must be marked IMMUTABLE
CREATE INDEX ON t (date_trunc('day', ts, 'UTC'));
--> ok
CREATE INDEX ON t (to_tsvector(a));
--> 42P17 functions in index expression must be marked IMMUTABLE
CREATE INDEX ON t USING gin (to_tsvector('english', a));
--> ok
CREATE INDEX ON t ((SELECT 1));
--> 42601 syntax error at or near "SELECT"
--> POSITION: 21
CREATE INDEX ON t (generate_series(1, id));
--> 0A000 set-returning functions are not allowed in index expressions
--> POSITION: 20
CREATE INDEX ON t ((row_number() OVER ()));
--> 42P20 window functions are not allowed in index expressions
--> POSITION: 21
CREATE INDEX ON t ((ROW(id, a)));
--> 42P16 column "row" has pseudo-type record
CREATE INDEX ON t ((t));
--> ok
CREATE INDEX ON t ((other.x));
--> 42P01 missing FROM-clause entry for table "other"
--> POSITION: 21
CREATE INDEX ON t (id) WHERE other.x > 1;
--> 42P01 missing FROM-clause entry for table "other"
--> POSITION: 30
CREATE INDEX ON t (id) WHERE (SELECT true);
--> 0A000 cannot use subquery in index predicate
--> POSITION: 30
CREATE INDEX ON t (ctid);
--> 0A000 index creation on system columns is not supported
CREATE INDEX ON t ((tableoid::int));
--> 0A000 index creation on system columns is not supported
CREATE INDEX ON t (id) WHERE xmin IS NULL;
--> 0A000 index creation on system columns is not supported
CREATE INDEX ON t (id) WITH (fillfactor = 5);
--> 22023 value 5 out of bounds for option "fillfactor"
--> DETAIL: Valid values are between "10" and "100".
CREATE INDEX ON t (id) WITH (nope = 5);
--> 22023 unrecognized parameter "nope"
CREATE INDEX ON t (id) WITH (deduplicate_items = off, fillfactor = 90);
--> ok
CREATE INDEX ON t USING gin (arr) WITH (fastupdate = off, gin_pending_list_limit = 10);
--> 22023 value 10 out of bounds for option "gin_pending_list_limit"
--> DETAIL: Valid values are between "64" and "2147483647".
CREATE INDEX ON t USING brin (id) WITH (pages_per_range = 0);
--> 22023 value 0 out of bounds for option "pages_per_range"
--> DETAIL: Valid values are between "1" and "131072".
CREATE INDEX ON t USING gist (pt) WITH (buffering = perhaps);
--> 22023 invalid value for enum option "buffering": perhaps
--> DETAIL: Valid values are "on", "off", and "auto".
CREATE INDEX ON t (id) TABLESPACE nope;
--> 42704 tablespace "nope" does not exist
CREATE INDEX ON t (id) TABLESPACE pg_default;
--> ok
CREATE INDEX t ON t (id);
--> 42P07 relation "t" already exists
CREATE INDEX other ON t (id);
--> 42P07 relation "other" already exists
CREATE INDEX IF NOT EXISTS t ON t (id);
--> ok
CREATE INDEX IF NOT EXISTS t ON t (nope);
--> 42703 column "nope" does not exist
CREATE INDEX IF NOT EXISTS t ON nope (id);
--> 42P01 relation "nope" does not exist
CREATE INDEX ON pg_class (relname);
--> 42501 permission denied: "pg_class" is a system catalog
CREATE INDEX ON t_pkey (id);
--> 42809 cannot open relation "t_pkey"
--> DETAIL: This operation is not supported for indexes.
CREATE INDEX ON nope.t (id);
--> 3F000 schema "nope" does not exist
CREATE UNIQUE INDEX ON t (id) NULLS NOT DISTINCT;
--> ok
CREATE UNIQUE INDEX uq ON t (u, f) INCLUDE (id);
--> ok
CREATE UNIQUE INDEX uq_desc ON t (u DESC);
--> ok
CREATE UNIQUE INDEX uq_part ON t (u) WHERE id > 1;
--> ok
CREATE UNIQUE INDEX uq_expr ON t (lower(a));
--> ok
CREATE UNIQUE INDEX uq_u ON t (u);
--> ok
CREATE INDEX plain ON t (u);
--> ok
ALTER TABLE t ADD UNIQUE USING INDEX nope;
--> 42704 index "nope" does not exist
--> POSITION: 19
ALTER TABLE t ADD UNIQUE USING INDEX other;
--> 42809 "other" is not an index
ALTER TABLE t ADD UNIQUE USING INDEX plain;
--> 42809 "plain" is not a unique index
--> DETAIL: Cannot create a primary key or unique constraint using such an index.
--> POSITION: 19
ALTER TABLE t ADD UNIQUE USING INDEX uq_desc;
--> 42809 index "uq_desc" column number 1 does not have default sorting behavior
--> DETAIL: Cannot create a primary key or unique constraint using such an index.
--> POSITION: 19
ALTER TABLE t ADD UNIQUE USING INDEX uq_part;
--> 42809 "uq_part" is a partial index
--> DETAIL: Cannot create a primary key or unique constraint using such an index.
--> POSITION: 19
ALTER TABLE t ADD UNIQUE USING INDEX uq_expr;
--> 42809 index "uq_expr" contains expressions
--> DETAIL: Cannot create a primary key or unique constraint using such an index.
--> POSITION: 19
ALTER TABLE t ADD PRIMARY KEY USING INDEX uq_u;
--> 42P16 multiple primary keys for table "t" are not allowed
ALTER TABLE t ADD UNIQUE USING INDEX t_pkey;
--> 55000 index "t_pkey" is already associated with a constraint
--> POSITION: 19
ALTER TABLE other ADD UNIQUE USING INDEX uq_u;
--> 55000 index "uq_u" does not belong to table "other"
--> POSITION: 23
ALTER TABLE t ADD CONSTRAINT renamed UNIQUE USING INDEX uq_u;
--> ok
ALTER TABLE t DROP CONSTRAINT renamed;
--> ok
BEGIN;
--> ok
CREATE INDEX CONCURRENTLY ON t (id);
--> 25001 CREATE INDEX CONCURRENTLY cannot run inside a transaction block
ROLLBACK;
--> ok
CREATE INDEX CONCURRENTLY conc ON t (id);
--> ok
DROP INDEX t_id_idx;
--> ok
DROP INDEX t_lower_upper_lower1_idx;
--> ok
DROP INDEX t_case_a_coalesce_idx;
--> ok
DROP INDEX t_expr_expr1_idx;
--> ok
DROP INDEX t_to_tsvector_idx;
--> ok
DROP INDEX t_b_a_idx;
--> ok
ALTER TABLE t DROP COLUMN arr;
--> ok
DROP INDEX t_arr_j_v_idx;
--> 42704 index "t_arr_j_v_idx" does not exist
