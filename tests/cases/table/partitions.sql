-- Partitioned tables: bounds, attaching, keys.

CREATE TABLE p (a int, b text) PARTITION BY RANGE (a);
--> ok
CREATE TABLE bad (a int) PARTITION BY RANGE (nope);
--> 42703 column "nope" named in partition key does not exist
--> POSITION: 46
CREATE TABLE bad (a int) PARTITION BY HASHING (a);
--> 22023 unrecognized partitioning strategy "hashing"
--> POSITION: 39
CREATE TABLE bad (a json) PARTITION BY RANGE (a);
--> 42704 data type json has no default operator class for access method "btree"
--> HINT: You must specify a btree operator class or define a default btree operator class for the data type.
CREATE TABLE bad (a int, b int) PARTITION BY LIST (a, b);
--> 42P17 cannot use "list" partition strategy with more than one column
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
--> ok
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (5) TO (15);
--> 42P17 partition "p2" would overlap partition "p1"
--> POSITION: 49
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (20) TO (10);
--> 42P17 empty range bound specified for partition "p2"
--> DETAIL: Specified lower bound (20) is greater than or equal to upper bound (10).
--> POSITION: 49
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (1);
--> 42P16 invalid bound specification for a range partition
--> POSITION: 43
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('x') TO ('y');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 49
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b);
--> ok
CREATE TABLE p2a PARTITION OF p2 FOR VALUES IN ('a', 'b');
--> ok
CREATE TABLE p2b PARTITION OF p2 FOR VALUES IN ('b', 'c');
--> 42P17 partition "p2b" would overlap partition "p2a"
--> POSITION: 49
CREATE TABLE p2b PARTITION OF p2 DEFAULT;
--> ok
CREATE TABLE p2c PARTITION OF p2 DEFAULT;
--> 42P17 partition "p2c" conflicts with existing default partition "p2b"
--> POSITION: 34
CREATE TABLE x PARTITION OF nope FOR VALUES IN (1);
--> 42P01 relation "nope" does not exist
CREATE TABLE plain (a int, b text);
--> ok
CREATE TABLE x PARTITION OF plain FOR VALUES IN (1);
--> 42P17 "plain" is not partitioned
ALTER TABLE p ATTACH PARTITION plain FOR VALUES FROM (20) TO (30);
--> ok
ALTER TABLE p ATTACH PARTITION plain FOR VALUES FROM (30) TO (40);
--> 42809 "plain" is already a partition
CREATE TABLE other (a int, c text);
--> ok
ALTER TABLE p ATTACH PARTITION other FOR VALUES FROM (30) TO (40);
--> 42804 table "other" contains column "c" not found in parent "p"
--> DETAIL: The new partition may contain only the columns present in parent.
CREATE TABLE other2 (a bigint, b text);
--> ok
ALTER TABLE p ATTACH PARTITION other2 FOR VALUES FROM (30) TO (40);
--> 42804 child table "other2" has different type for column "a"
ALTER TABLE p ADD PRIMARY KEY (b);
--> 0A000 unique constraint on partitioned table must include all partitioning columns
--> DETAIL: PRIMARY KEY constraint on table "p" lacks column "a" which is part of the partition key.
ALTER TABLE p ADD PRIMARY KEY (a);
--> 0A000 unique constraint on partitioned table must include all partitioning columns
--> DETAIL: PRIMARY KEY constraint on table "p2" lacks column "b" which is part of the partition key.
ALTER TABLE p1 DROP CONSTRAINT p1_pkey;
--> 42704 constraint "p1_pkey" of relation "p1" does not exist
ALTER TABLE p1 DROP COLUMN b;
--> 42P16 cannot drop inherited column "b"
ALTER TABLE p DROP COLUMN a;
--> 42P16 cannot drop column "a" because it is part of the partition key of relation "p"
ALTER TABLE p1 ADD COLUMN z int;
--> 42809 cannot add column to a partition
ALTER TABLE p ADD COLUMN z int;
--> ok
CREATE INDEX p_b ON p (b);
--> ok
DROP INDEX p1_b_idx;
--> 2BP01 cannot drop index p1_b_idx because index p_b requires it
--> HINT: You can drop index p_b instead.
CREATE INDEX CONCURRENTLY p_z ON p (z);
--> 0A000 cannot create index on partitioned table "p" concurrently
CREATE UNIQUE INDEX p_u ON p (b);
--> 0A000 unique constraint on partitioned table must include all partitioning columns
--> DETAIL: UNIQUE constraint on table "p" lacks column "a" which is part of the partition key.
ALTER TABLE p DETACH PARTITION plain;
--> ok
ALTER TABLE p DETACH PARTITION plain;
--> 42P01 relation "plain" is not a partition of relation "p"
DROP TABLE p1;
--> ok
DROP TABLE p;
--> ok
CREATE TABLE h (a int) PARTITION BY HASH (a);
--> ok
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
--> ok
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 2);
--> 42P16 remainder for hash partition must be less than modulus
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 3, REMAINDER 1);
--> 42P17 every hash partition modulus must be a factor of the next larger modulus
--> DETAIL: The new modulus 3 is not divisible by 2, the modulus of existing partition "h0".
CREATE TABLE h1 PARTITION OF h DEFAULT;
--> 42P16 a hash-partitioned table may not have a default partition
CREATE TABLE inh (a int) INHERITS (h);
--> 42809 cannot inherit from partitioned table "h"
CREATE TABLE base (a int);
--> ok
CREATE TABLE derived (b int) INHERITS (base);
--> ok
CREATE TABLE derived2 (a text) INHERITS (base);
--> 42804 column "a" has a type conflict
--> DETAIL: integer versus text
CREATE TABLE derived2 () INHERITS (base, base);
--> 42P07 relation "base" would be inherited from more than once
CREATE TABLE derived2 () INHERITS (nope);
--> 42P01 relation "nope" does not exist
ALTER TABLE derived DROP COLUMN a;
--> 42P16 cannot drop inherited column "a"
ALTER TABLE base ADD COLUMN c int;
--> ok
ALTER TABLE derived RENAME COLUMN c TO d;
--> 42P16 cannot rename inherited column "c"
ALTER TABLE base RENAME COLUMN c TO d;
--> ok
ALTER TABLE derived ALTER COLUMN d TYPE bigint;
--> 42P16 cannot alter inherited column "d"
--> POSITION: 34
ALTER TABLE base ALTER COLUMN d TYPE bigint;
--> ok
DROP TABLE base;
--> 2BP01 cannot drop table base because other objects depend on it
--> DETAIL: table derived depends on table base
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE base CASCADE;
--> ok
SELECT * FROM derived;
--> 42P01 relation "derived" does not exist
--> POSITION: 15
