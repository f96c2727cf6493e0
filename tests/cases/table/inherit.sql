-- INHERITS: merged columns, defaults and constraints.
CREATE TABLE p1 (a int NOT NULL, b text DEFAULT 'x', CONSTRAINT ca CHECK (a > 0));
--> ok
CREATE TABLE p2 (a int, c int DEFAULT 1 CHECK (c > 0) NO INHERIT, b text DEFAULT 'y');
--> ok
CREATE TABLE p3 (a bigint);
--> ok
CREATE TABLE p4 (b text COLLATE "C");
--> ok
CREATE TABLE p5 (a int CONSTRAINT ca CHECK (a > 1));
--> ok
CREATE TABLE p6 (g int GENERATED ALWAYS AS (1) STORED);
--> ok
CREATE TABLE p7 (i int GENERATED ALWAYS AS IDENTITY);
--> ok
CREATE VIEW v AS SELECT 1 AS a;
--> ok
CREATE SEQUENCE s;
--> ok
CREATE TABLE c1 () INHERITS (nope);
--> 42P01 relation "nope" does not exist
CREATE TABLE c1 () INHERITS (v);
--> 42809 inherited relation "v" is not a table or foreign table
CREATE TABLE c1 () INHERITS (s);
--> 42809 inherited relation "s" is not a table or foreign table
CREATE TABLE c1 () INHERITS (p1, p1);
--> 42P07 relation "p1" would be inherited from more than once
CREATE TABLE c1 () INHERITS (p1, p2);
--> 42611 column "b" inherits conflicting default values
--> HINT: To resolve the conflict, specify a default explicitly.
CREATE TABLE c1 (b text DEFAULT 'z') INHERITS (p1, p2);
--> ok
CREATE TABLE c2 () INHERITS (p1, p3);
--> 42804 inherited column "a" has a type conflict
--> DETAIL: integer versus bigint
CREATE TABLE c2 () INHERITS (p1, p4);
--> 42P21 inherited column "b" has a collation conflict
--> DETAIL: "default" versus "C"
CREATE TABLE c2 (a bigint) INHERITS (p1);
--> 42804 column "a" has a type conflict
--> DETAIL: integer versus bigint
CREATE TABLE c2 (b text COLLATE "C") INHERITS (p1);
--> 42P21 column "b" has a collation conflict
--> DETAIL: "default" versus "C"
CREATE TABLE c2 (b text STORAGE PLAIN) INHERITS (p1);
--> ok
CREATE TABLE c2 () INHERITS (p1, p5);
--> 42710 check constraint name "ca" appears multiple times but with different expressions
CREATE TABLE c2 (CONSTRAINT ca CHECK (a > 5)) INHERITS (p1);
--> 42P07 relation "c2" already exists
CREATE TABLE c2 (CONSTRAINT ca CHECK (a > 0)) INHERITS (p1);
--> 42P07 relation "c2" already exists
CREATE TABLE c3 (CONSTRAINT ca CHECK (a > 0) NO INHERIT) INHERITS (p1);
--> 42P17 constraint "ca" conflicts with inherited constraint on relation "c3"
CREATE TABLE c3 (g int DEFAULT 3) INHERITS (p6);
--> 42611 column "g" inherits from generated column but specifies default
CREATE TABLE c3 (g int GENERATED ALWAYS AS (2) STORED) INHERITS (p6);
--> ok
CREATE TABLE c4 (g int GENERATED ALWAYS AS IDENTITY) INHERITS (p6);
--> 42611 column "g" inherits from generated column but specifies identity
CREATE TABLE c4 (a int GENERATED ALWAYS AS (2) STORED) INHERITS (p1);
--> 42611 child column "a" specifies generation expression
--> HINT: A child table column cannot be generated unless its parent column is.
CREATE TABLE c4 (i int) INHERITS (p7);
--> ok
ALTER TABLE c4 ALTER COLUMN i DROP IDENTITY;
--> 55000 column "i" of relation "c4" is not an identity column
CREATE TABLE c5 (x int, PRIMARY KEY (a)) INHERITS (p1);
--> ok
CREATE TABLE c6 (PRIMARY KEY (nope)) INHERITS (p1);
--> 42703 column "nope" named in key does not exist
--> POSITION: 18
CREATE TEMP TABLE c7 () INHERITS (p1);
--> ok
CREATE TABLE c8 () INHERITS (c7);
--> 42809 cannot inherit from temporary relation "c7"
CREATE TABLE part (a int) PARTITION BY LIST (a);
--> ok
CREATE TABLE c9 () INHERITS (part);
--> 42809 cannot inherit from partitioned table "part"
CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1);
--> ok
CREATE TABLE c9 () INHERITS (part1);
--> 42809 cannot inherit from partition "part1"
CREATE TABLE c9 (a int) INHERITS (p1) PARTITION BY LIST (a);
--> 42P17 cannot create partitioned table as inheritance child
ALTER TABLE c1 DROP COLUMN a;
--> 42P16 cannot drop inherited column "a"
ALTER TABLE c2 DROP CONSTRAINT ca;
--> 42P16 cannot drop inherited constraint "ca" of relation "c2"
ALTER TABLE p1 DROP COLUMN a;
--> ok
DROP TABLE p1;
--> 2BP01 cannot drop table p1 because other objects depend on it
--> DETAIL: table c1 depends on table p1
-->| table c2 depends on table p1
-->| table c5 depends on table p1
-->| table c7 depends on table p1
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE p1 CASCADE;
--> ok
DROP TABLE c2;
--> 42P01 table "c2" does not exist
