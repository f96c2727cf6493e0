-- min: 17
-- VACUUM, ANALYZE, REINDEX, CLUSTER: options, kinds of relations, transaction blocks.
CREATE table t (a int primary key, b int, exclude using gist (int4range(a,b) with &&));
--> ok
CREATE index i on t (b);
--> ok
CREATE table p (a int) partition by list (a);
--> ok
CREATE table p1 partition of p for values in (1);
--> ok
CREATE index pi on p (a);
--> ok
CREATE view v as select 1;
--> ok
CREATE materialized view m as select 1 as a;
--> ok
CREATE unlogged table ul (a int primary key);
--> ok
CREATE temp table tt (a int primary key);
--> ok
REINDEX table concurrently t;
--> ok
REINDEX index concurrently t_int4range_excl;
--> 0A000 concurrent index creation for exclusion constraints is not supported
REINDEX table concurrently pg_class;
--> 0A000 cannot reindex system catalogs concurrently
REINDEX index concurrently pg_class_oid_index;
--> 0A000 cannot reindex system catalogs concurrently
REINDEX schema concurrently pg_catalog;
--> ok
REINDEX system concurrently;
--> 0A000 cannot reindex system catalogs concurrently
REINDEX system;
--> ok
REINDEX database concurrently;
--> ok
REINDEX database;
--> ok
REINDEX schema public;
--> ok
REINDEX schema pg_toast;
--> ok
REINDEX table p;
--> ok
REINDEX index pi;
--> ok
REINDEX table concurrently p;
--> ok
REINDEX table m;
--> ok
REINDEX table v;
--> 42809 "v" is not a table or materialized view
REINDEX index i;
--> ok
REINDEX (verbose) index i;
--> ok
REINDEX (nope) index i;
--> 42601 unrecognized REINDEX option "nope"
--> POSITION: 10
REINDEX (tablespace nope) index i;
--> 42704 tablespace "nope" does not exist
REINDEX (tablespace pg_default) index i;
--> ok
REINDEX (tablespace pg_global) index i;
--> 22023 only shared relations can be placed in pg_global tablespace
REINDEX (tablespace pg_default) table pg_class;
--> 0A000 cannot move system relation "pg_class_oid_index"
REINDEX (concurrently off) table t;
--> ok
BEGIN;
--> ok
REINDEX table t;
--> ok
REINDEX table concurrently t;
--> 25001 REINDEX CONCURRENTLY cannot run inside a transaction block
REINDEX table p;
--> 25001 REINDEX TABLE cannot run inside a transaction block
REINDEX database;
--> 25001 REINDEX DATABASE cannot run inside a transaction block
REINDEX schema public;
--> 25001 REINDEX SCHEMA cannot run inside a transaction block
COMMIT;
--> ok
VACUUM (full) t;
--> ok
VACUUM (parallel -1) t;
--> 42601 parallel workers for vacuum must be between 0 and 1024
--> POSITION: 9
VACUUM (parallel) t;
--> 42601 parallel option requires a value between 0 and 1024
--> POSITION: 9
VACUUM (full, parallel 2) t;
--> 0A000 VACUUM FULL cannot be performed in parallel
VACUUM (index_cleanup maybe) t;
--> 42601 index_cleanup requires a Boolean value
VACUUM (full, disable_page_skipping) t;
--> 0A000 VACUUM option DISABLE_PAGE_SKIPPING cannot be used with FULL
VACUUM (full, process_toast off) t;
--> 0A000 PROCESS_TOAST required with VACUUM FULL
VACUUM (verbose, verbose off) t;
--> ok
VACUUM (skip_database_stats, only_database_stats);
--> 0A000 ONLY_DATABASE_STATS cannot be specified with other VACUUM options
VACUUM (only_database_stats) t;
--> 0A000 ONLY_DATABASE_STATS cannot be specified with a list of tables
VACUUM (buffer_usage_limit '1 GB') t;
--> ok
VACUUM (full, buffer_usage_limit '1 MB') t;
--> 0A000 BUFFER_USAGE_LIMIT cannot be specified for VACUUM FULL
VACUUM (analyze, full) t (a);
--> ok
VACUUM t (a);
--> 0A000 ANALYZE option must be specified when a column list is provided
VACUUM analyze t (a, a);
--> 42701 column "a" of relation "t" appears more than once
ANALYZE t (a), m;
--> ok
ANALYZE (verbose, skip_locked) t;
--> ok
ANALYZE nope.t;
--> 3F000 schema "nope" does not exist
VACUUM pg_class;
--> ok
VACUUM p, m, v;
--> ok
CLUSTER t using i;
--> ok
CLUSTER t using t_int4range_excl;
--> ok
CLUSTER p using pi;
--> ok
CLUSTER m;
--> 42704 there is no previously clustered index for table "m"
CLUSTER v;
--> 42809 "v" is not a table or materialized view
CLUSTER (verbose) t;
--> ok
CLUSTER (nope) t;
--> 42601 unrecognized CLUSTER option "nope"
--> POSITION: 10
CLUSTER pg_class using pg_class_oid_index;
--> ok
CLUSTER;
--> ok
CREATE index hi on t using hash (b);
--> ok
CLUSTER t using hi;
--> 0A000 cannot cluster on index "hi" because access method does not support clustering
CREATE index pai on t (b) where b > 1;
--> ok
CLUSTER t using pai;
--> 0A000 cannot cluster on partial index "pai"
ALTER table t cluster on i;
--> ok
ALTER table t set without cluster;
--> ok
CLUSTER t;
--> 42704 there is no previously clustered index for table "t"
