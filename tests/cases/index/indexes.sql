-- CREATE INDEX and what may happen to indexes.
-- min: 15

CREATE TABLE t (id int, a text, j jsonb, js json, ts timestamptz, p point, arr int[], v tsvector);
--> ok
CREATE INDEX i ON nope (a);
--> 42P01 relation "nope" does not exist
CREATE INDEX i ON t (nope);
--> 42703 column "nope" does not exist
CREATE INDEX i ON t (a);
--> ok
CREATE INDEX i ON t (a);
--> 42P07 relation "i" already exists
CREATE INDEX IF NOT EXISTS i ON t (nope);
--> 42703 column "nope" does not exist
CREATE INDEX IF NOT EXISTS t ON t (a);
--> ok
CREATE INDEX ON t (a);
--> ok
DROP INDEX t_a_idx;
--> ok
CREATE INDEX ON t (a, id);
--> ok
CREATE INDEX ON t (lower(a), id);
--> ok
CREATE INDEX ON t (lower(a));
--> ok
CREATE INDEX ON t ((id + 1), (a || 'x'));
--> ok
DROP INDEX t_a_id_idx, t_lower_id_idx, t_lower_idx, t_expr_expr1_idx;
--> ok
CREATE INDEX ON t (js);
--> 42704 data type json has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX ON t (p);
--> 42704 data type point has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX ON t USING gin (a);
--> 42704 data type text has no default operator class for access method "gin"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX ON t USING gin (j);
--> ok
CREATE INDEX ON t USING gin (j jsonb_path_ops, arr);
--> ok
CREATE INDEX ON t USING gin (a gin_trgm_ops);
--> 42704 operator class "gin_trgm_ops" does not exist for access method "gin"
CREATE INDEX ON t USING gist (p);
--> ok
CREATE INDEX ON t USING brin (ts);
--> ok
CREATE INDEX ON t USING hash (id);
--> ok
CREATE INDEX ON t USING hash (id, a);
--> 0A000 access method "hash" does not support multicolumn indexes
CREATE INDEX ON t USING nope (id);
--> 42704 access method "nope" does not exist
CREATE UNIQUE INDEX ON t USING hash (id);
--> 0A000 access method "hash" does not support unique indexes
CREATE UNIQUE INDEX ON t USING gin (j);
--> 0A000 access method "gin" does not support unique indexes
CREATE INDEX ON t (a text_pattern_ops, id int8_ops);
--> 42804 operator class "int8_ops" does not accept data type integer
CREATE INDEX ON t (a text_pattern_ops);
--> ok
CREATE INDEX ON t (a nope_ops);
--> 42704 operator class "nope_ops" does not exist for access method "btree"
CREATE INDEX ON t (a COLLATE "C");
--> ok
CREATE INDEX ON t (a COLLATE "nope");
--> 42704 collation "nope" for encoding "UTF8" does not exist
CREATE INDEX ON t (id COLLATE "C");
--> 42804 collations are not supported by type integer
CREATE INDEX ON t (date(ts));
--> 42P17 functions in index expression must be marked IMMUTABLE
CREATE INDEX ON t ((ts AT TIME ZONE 'UTC'));
--> ok
CREATE INDEX ON t ((now()));
--> 42P17 functions in index expression must be marked IMMUTABLE
CREATE INDEX ON t ((ts::date));
--> 42P17 functions in index expression must be marked IMMUTABLE
CREATE INDEX ON t ((count(*)));
--> 42803 aggregate functions are not allowed in index expressions
--> POSITION: 21
CREATE INDEX ON t ((SELECT 1));
--> 42601 syntax error at or near "SELECT"
--> POSITION: 21
CREATE INDEX ON t (id) WHERE nope;
--> 42703 column "nope" does not exist
--> POSITION: 30
CREATE INDEX ON t (id) WHERE id;
--> 42804 argument of WHERE must be type boolean, not type integer
--> POSITION: 30
CREATE INDEX ON t (id) WHERE ts > now();
--> 42P17 functions in index predicate must be marked IMMUTABLE
CREATE INDEX ON t (id) WHERE a IS NOT NULL;
--> ok
CREATE INDEX ON t (id) INCLUDE (a, js);
--> ok
CREATE INDEX ON t (id) INCLUDE (lower(a));
--> 0A000 expressions are not supported in included columns
CREATE INDEX ON t USING gin (j) INCLUDE (a);
--> 0A000 access method "gin" does not support included columns
CREATE INDEX ON t (id DESC NULLS LAST);
--> ok
CREATE INDEX ON t USING gin (j DESC);
--> 0A000 access method "gin" does not support ASC/DESC options
CREATE INDEX ON t (id) WITH (fillfactor = 70);
--> ok
CREATE INDEX ON t (id) WITH (nope = 70);
--> 22023 unrecognized parameter "nope"
CREATE INDEX ON t (id) TABLESPACE nope;
--> 42704 tablespace "nope" does not exist
CREATE UNIQUE INDEX u ON t (id) NULLS NOT DISTINCT;
--> ok
CREATE VIEW vw AS SELECT * FROM t;
--> ok
CREATE INDEX ON vw (id);
--> 42809 cannot create index on relation "vw"
--> DETAIL: This operation is not supported for views.
CREATE INDEX ON ONLY t (id);
--> ok
CREATE INDEX other.i ON t (id);
--> 42601 syntax error at or near "."
--> POSITION: 19
CREATE INDEX CONCURRENTLY c ON t (id);
--> ok
BEGIN;
--> ok
CREATE INDEX CONCURRENTLY c2 ON t (id);
--> 25001 CREATE INDEX CONCURRENTLY cannot run inside a transaction block
DROP INDEX CONCURRENTLY c;
--> 25001 DROP INDEX CONCURRENTLY cannot run inside a transaction block
REINDEX INDEX CONCURRENTLY c;
--> 25001 REINDEX CONCURRENTLY cannot run inside a transaction block
REINDEX INDEX c;
--> ok
COMMIT;
--> ok
DROP INDEX CONCURRENTLY c;
--> ok
DROP INDEX nope;
--> 42704 index "nope" does not exist
DROP INDEX IF EXISTS nope;
--> ok
DROP INDEX t;
--> 42809 "t" is not an index
--> HINT: Use DROP TABLE to remove a table.
DROP INDEX vw;
--> 42809 "vw" is not an index
--> HINT: Use DROP VIEW to remove a view.
ALTER INDEX nope RENAME TO x;
--> 42P01 relation "nope" does not exist
ALTER INDEX IF EXISTS nope RENAME TO x;
--> ok
ALTER INDEX u RENAME TO i;
--> 42P07 relation "i" already exists
ALTER INDEX t RENAME TO t_renamed;
--> ok
ALTER TABLE u RENAME TO uu;
--> ok
ALTER INDEX i SET (fillfactor = 50);
--> ok
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 100;
--> 0A000 cannot alter statistics on non-expression column "a" of index "i"
--> HINT: Alter statistics on table column instead.
ALTER INDEX i SET SCHEMA public;
--> 42601 syntax error at or near "SCHEMA"
--> POSITION: 19
REINDEX TABLE nope;
--> 42P01 relation "nope" does not exist
REINDEX INDEX t_renamed;
--> 42809 "t_renamed" is not an index
REINDEX SCHEMA public;
--> ok
ALTER TABLE t_renamed DROP COLUMN a;
--> 2BP01 cannot drop column a of table t_renamed because other objects depend on it
--> DETAIL: view vw depends on column a of table t_renamed
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP INDEX i;
--> ok
SELECT * FROM i;
--> 42P01 relation "i" does not exist
--> POSITION: 15
CREATE INDEX i ON t_renamed (xmin);
--> 42704 data type xid has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX i ON t_renamed (id, id);
--> ok
CREATE INDEX this_index_has_a_very_long_name_that_is_cut_at_sixty_three_bytes_one ON t_renamed (id);
--> ok
CREATE INDEX this_index_has_a_very_long_name_that_is_cut_at_sixty_three_bytes_two ON t_renamed (id);
--> 42P07 relation "this_index_has_a_very_long_name_that_is_cut_at_sixty_three_byte" already exists
CREATE INDEX IF NOT EXISTS ON t_renamed (id);
--> 42601 syntax error at or near "ON"
--> POSITION: 28
