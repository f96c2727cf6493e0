-- PARTITION BY and FOR VALUES: keys, bounds, overlaps, what partitions get from their parent.
CREATE TABLE bad (a int) PARTITION BY LIST (a, a);
--> 42P17 cannot use "list" partition strategy with more than one column
CREATE TABLE bad (a int) PARTITION BY RANGE (b);
--> 42703 column "b" named in partition key does not exist
--> POSITION: 46
CREATE TABLE bad (a int) PARTITION BY RANGE (ctid);
--> 42P17 cannot use system column "ctid" in partition key
--> POSITION: 46
CREATE TABLE bad (a int, g int GENERATED ALWAYS AS (a) STORED) PARTITION BY RANGE (g);
--> 42P17 cannot use generated column in partition key
--> DETAIL: Column "g" is a generated column.
--> POSITION: 84
CREATE TABLE bad (a int) PARTITION BY RANGE ((1));
--> 42P17 cannot use constant expression as partition key
CREATE TABLE bad (a timestamptz) PARTITION BY RANGE ((a::date));
--> 42P17 functions in partition key expression must be marked IMMUTABLE
CREATE TABLE bad (a int) PARTITION BY RANGE ((a COLLATE "C"));
--> 42804 collations are not supported by type integer
CREATE TABLE bad (a point) PARTITION BY LIST (a);
--> 42704 data type point has no default operator class for access method "btree"
--> HINT: You must specify a btree operator class or define a default btree operator class for the data type.
CREATE TABLE bad (a point) PARTITION BY HASH (a);
--> 42704 data type point has no default operator class for access method "hash"
--> HINT: You must specify a hash operator class or define a default hash operator class for the data type.
CREATE TABLE bad (a text) PARTITION BY RANGE (a int4_ops);
--> 42804 operator class "int4_ops" does not accept data type text
CREATE TABLE bad (a int PRIMARY KEY, b int) PARTITION BY RANGE (b);
--> 0A000 unique constraint on partitioned table must include all partitioning columns
--> DETAIL: PRIMARY KEY constraint on table "bad" lacks column "b" which is part of the partition key.
CREATE TABLE bad (a int, b int, UNIQUE (b)) PARTITION BY RANGE ((a + b));
--> 0A000 unsupported UNIQUE constraint with partition key definition
--> DETAIL: UNIQUE constraints cannot be used when partition keys include expressions.
CREATE TABLE bad (a int CHECK (a > 0) NO INHERIT) PARTITION BY RANGE (a);
--> 42P16 cannot add NO INHERIT constraint to partitioned table "bad"
CREATE TABLE r (a int, b text NOT NULL DEFAULT 'x', CONSTRAINT pos CHECK (a > 0)) PARTITION BY RANGE (a);
--> ok
CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (1) TO (10);
--> ok
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (5) TO (15);
--> 42P17 partition "bad" would overlap partition "r1"
--> POSITION: 50
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (0) TO (2);
--> 42P17 partition "bad" would overlap partition "r1"
--> POSITION: 57
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (0) TO (100);
--> 42P17 partition "bad" would overlap partition "r1"
--> POSITION: 57
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (20) TO (20);
--> 42P17 empty range bound specified for partition "bad"
--> DETAIL: Specified lower bound (20) is greater than or equal to upper bound (20).
--> POSITION: 50
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (30) TO (20);
--> 42P17 empty range bound specified for partition "bad"
--> DETAIL: Specified lower bound (30) is greater than or equal to upper bound (20).
--> POSITION: 50
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (20, 1) TO (30);
--> 42P16 FROM must specify exactly one value per partitioning column
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (20) TO (30, 1);
--> 42P16 TO must specify exactly one value per partitioning column
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (NULL) TO (30);
--> 42P17 cannot specify NULL in range bound
CREATE TABLE bad PARTITION OF r FOR VALUES FROM ('x') TO (30);
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 50
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (true) TO (30);
--> 42804 specified value cannot be cast to type integer for column "a"
--> POSITION: 50
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (a) TO (30);
--> 0A000 cannot use column reference in partition bound expression
--> POSITION: 50
CREATE TABLE bad PARTITION OF r FOR VALUES IN (20);
--> 42P16 invalid bound specification for a range partition
--> POSITION: 44
CREATE TABLE bad PARTITION OF r FOR VALUES WITH (MODULUS 2, REMAINDER 0);
--> 42P16 invalid bound specification for a range partition
--> POSITION: 44
CREATE TABLE r2 PARTITION OF r FOR VALUES FROM (10) TO (MAXVALUE);
--> ok
CREATE TABLE bad PARTITION OF r FOR VALUES FROM (1000) TO (MAXVALUE);
--> 42P17 partition "bad" would overlap partition "r2"
--> POSITION: 50
CREATE TABLE rd PARTITION OF r DEFAULT;
--> ok
CREATE TABLE bad PARTITION OF r DEFAULT;
--> 42P17 partition "bad" conflicts with existing default partition "rd"
--> POSITION: 33
CREATE TABLE r0 PARTITION OF r (nope NOT NULL) FOR VALUES FROM (MINVALUE) TO (0);
--> 42703 column "nope" does not exist
CREATE TABLE r0 PARTITION OF r (b DEFAULT 'y', CONSTRAINT extra CHECK (b <> ''), CONSTRAINT pos CHECK (a > 0)) FOR VALUES FROM (MINVALUE) TO (0);
--> ok
CREATE TABLE bad PARTITION OF r1 FOR VALUES FROM (1) TO (2);
--> 42P17 "r1" is not partitioned
CREATE TABLE bad PARTITION OF nope FOR VALUES FROM (1) TO (2);
--> 42P01 relation "nope" does not exist
CREATE TEMP TABLE bad PARTITION OF r FOR VALUES FROM (-2) TO (-1);
--> 42809 cannot create a temporary relation as partition of permanent relation "r"
CREATE TABLE l (a text, n int) PARTITION BY LIST (a);
--> ok
CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('a', 'b', NULL);
--> ok
CREATE TABLE bad PARTITION OF l FOR VALUES IN ('c', 'b');
--> 42P17 partition "bad" would overlap partition "l1"
--> POSITION: 53
CREATE TABLE bad PARTITION OF l FOR VALUES IN (NULL);
--> 42P17 partition "bad" would overlap partition "l1"
--> POSITION: 48
CREATE TABLE l2 PARTITION OF l FOR VALUES IN ('c') PARTITION BY RANGE (n);
--> ok
CREATE TABLE l2a PARTITION OF l2 FOR VALUES FROM (1) TO (5);
--> ok
CREATE TABLE h (a int) PARTITION BY HASH (a);
--> ok
CREATE TABLE bad PARTITION OF h DEFAULT;
--> 42P16 a hash-partitioned table may not have a default partition
CREATE TABLE bad PARTITION OF h FOR VALUES WITH (MODULUS 0, REMAINDER 0);
--> 42P16 modulus for hash partition must be an integer value greater than zero
CREATE TABLE bad PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 4);
--> 42P16 remainder for hash partition must be less than modulus
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 0);
--> ok
CREATE TABLE bad PARTITION OF h FOR VALUES WITH (MODULUS 6, REMAINDER 1);
--> 42P17 every hash partition modulus must be a factor of the next larger modulus
--> DETAIL: The new modulus 6 is not divisible by 4, the modulus of existing partition "h0".
CREATE TABLE bad PARTITION OF h FOR VALUES WITH (MODULUS 8, REMAINDER 4);
--> 42P17 partition "bad" would overlap partition "h0"
--> POSITION: 44
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 8, REMAINDER 1);
--> ok
CREATE TABLE m (a int, b int) PARTITION BY RANGE (a, b);
--> ok
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (1, MINVALUE) TO (1, 10);
--> ok
CREATE TABLE bad PARTITION OF m FOR VALUES FROM (1, 9) TO (1, MAXVALUE);
--> 42P17 partition "bad" would overlap partition "m1"
--> POSITION: 53
CREATE TABLE bad PARTITION OF m FOR VALUES FROM (MINVALUE, 1) TO (1, 1);
--> 42804 every bound following MINVALUE must also be MINVALUE
--> POSITION: 60
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (1, 10) TO (2, 0);
--> ok
CREATE TABLE d (at timestamptz NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
--> ok
CREATE TABLE d_2024_01 PARTITION OF d FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
--> ok
CREATE TABLE bad PARTITION OF d FOR VALUES FROM ('2024-01-31') TO ('2024-03-01');
--> 42P17 partition "bad" would overlap partition "d_2024_01"
--> POSITION: 50
CREATE TABLE d_2024_02 PARTITION OF d FOR VALUES FROM ('2024-02-01 00:00:00+00') TO ('2024-03-01 00:00:00+00');
--> ok
CREATE INDEX ON d (id);
--> ok
CREATE INDEX d_only ON ONLY d (at DESC);
--> ok
CREATE UNIQUE INDEX ON d (id);
--> 0A000 unique constraint on partitioned table must include all partitioning columns
--> DETAIL: UNIQUE constraint on table "d" lacks column "at" which is part of the partition key.
DROP INDEX d_2024_01_id_idx;
--> 2BP01 cannot drop index d_2024_01_id_idx because index d_id_idx requires it
--> HINT: You can drop index d_id_idx instead.
ALTER TABLE d_2024_01 DROP CONSTRAINT d_2024_01_pkey;
--> 42P16 cannot drop inherited constraint "d_2024_01_pkey" of relation "d_2024_01"
CREATE TABLE ref (at timestamptz, id bigint, FOREIGN KEY (at, id) REFERENCES d);
--> ok
DROP TABLE d_2024_01;
--> 2BP01 cannot drop table d_2024_01 because other objects depend on it
--> DETAIL: constraint ref_at_id_fkey on table ref depends on table d_2024_01
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
CREATE INDEX CONCURRENTLY ON d (id);
--> 0A000 cannot create index on partitioned table "d" concurrently
ALTER TABLE r1 ALTER COLUMN b DROP NOT NULL;
--> 42P16 column "b" is marked NOT NULL in parent table
ALTER TABLE r1 DROP CONSTRAINT pos;
--> 42P16 cannot drop inherited constraint "pos" of relation "r1"
ALTER TABLE r DROP COLUMN a;
--> 42P16 cannot drop column "a" because it is part of the partition key of relation "r"
ALTER TABLE r1 DROP COLUMN b;
--> 42P16 cannot drop inherited column "b"
DROP TABLE r;
--> ok
DROP TABLE r1;
--> 42P01 table "r1" does not exist
