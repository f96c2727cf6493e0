-- FOREIGN KEY: what it may refer to, in the server's order of checks.

CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE, plain int, x int, y int, UNIQUE (x, y));
--> ok
CREATE TABLE nokey (id int);
--> ok
CREATE VIEW v AS SELECT id FROM parent;
--> ok
CREATE TABLE child (a int REFERENCES nope);
--> 42P01 relation "nope" does not exist
CREATE TABLE child (a int REFERENCES nope (id));
--> 42P01 relation "nope" does not exist
CREATE TABLE child (a int REFERENCES nokey);
--> 42704 there is no primary key for referenced table "nokey"
CREATE TABLE child (a int REFERENCES nokey (id));
--> 42830 there is no unique constraint matching given keys for referenced table "nokey"
CREATE TABLE child (a int REFERENCES v);
--> 42809 referenced relation "v" is not a table
CREATE TABLE child (a int REFERENCES parent (nope));
--> 42703 column "nope" referenced in foreign key constraint does not exist
CREATE TABLE child (a int REFERENCES parent (plain));
--> 42830 there is no unique constraint matching given keys for referenced table "parent"
CREATE TABLE child (a text REFERENCES parent);
--> 42804 foreign key constraint "child_a_fkey" cannot be implemented
--> DETAIL: Key columns "a" of the referencing table and "id" of the referenced table are of incompatible types: text and integer.
CREATE TABLE child (a int REFERENCES parent (code));
--> 42804 foreign key constraint "child_a_fkey" cannot be implemented
--> DETAIL: Key columns "a" of the referencing table and "code" of the referenced table are of incompatible types: integer and text.
CREATE TABLE child (a bigint REFERENCES parent);
--> ok
CREATE TABLE child2 (a varchar(10) REFERENCES parent (code));
--> ok
CREATE TABLE child3 (a int, FOREIGN KEY (b) REFERENCES parent);
--> 42703 column "b" referenced in foreign key constraint does not exist
CREATE TABLE child3 (a int, b int, FOREIGN KEY (a, b) REFERENCES parent);
--> 42830 number of referencing and referenced columns for foreign key disagree
CREATE TABLE child3 (a int, b int, FOREIGN KEY (a, b) REFERENCES parent (x));
--> 42830 there is no unique constraint matching given keys for referenced table "parent"
CREATE TABLE child3 (a int, b int, FOREIGN KEY (a, b) REFERENCES parent (y, x));
--> ok
CREATE TABLE child4 (a int, b int, FOREIGN KEY (a, b) REFERENCES parent (x, plain));
--> 42830 there is no unique constraint matching given keys for referenced table "parent"
CREATE TABLE child4 (a int, b int, FOREIGN KEY (a, a) REFERENCES parent (x, y));
--> ok
CREATE TABLE child4 (a int NOT NULL REFERENCES parent ON DELETE SET NULL, b int REFERENCES parent ON UPDATE CASCADE ON DELETE SET DEFAULT);
--> 42P07 relation "child4" already exists
CREATE TABLE child5 (id int PRIMARY KEY, up int REFERENCES child5);
--> ok
CREATE TABLE child6 (a int REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED, b int REFERENCES parent (id) NOT DEFERRABLE INITIALLY DEFERRED);
--> 42601 constraint declared INITIALLY DEFERRED must be DEFERRABLE
--> POSITION: 126
CREATE TABLE child6 (a int REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
--> ok
CREATE TABLE child7 (a int, b int, FOREIGN KEY (a, b) REFERENCES parent (x, y) ON DELETE SET NULL (a));
--> ok
CREATE TABLE child8 (a int, b int, FOREIGN KEY (a, b) REFERENCES parent (x, y) ON DELETE CASCADE (a));
--> 42601 syntax error at or near "("
--> POSITION: 98
CREATE TABLE child8 (a int, b int, FOREIGN KEY (a) REFERENCES parent ON DELETE SET NULL (b));
--> 42P10 column "b" referenced in ON DELETE SET action must be part of foreign key
CREATE TABLE arr (a int[] REFERENCES parent);
--> 42804 foreign key constraint "arr_a_fkey" cannot be implemented
--> DETAIL: Key columns "a" of the referencing table and "id" of the referenced table are of incompatible types: integer[] and integer.
CREATE TABLE arr (a jsonb REFERENCES parent);
--> 42804 foreign key constraint "arr_a_fkey" cannot be implemented
--> DETAIL: Key columns "a" of the referencing table and "id" of the referenced table are of incompatible types: jsonb and integer.
CREATE TABLE arr (a uuid REFERENCES parent (code));
--> 42804 foreign key constraint "arr_a_fkey" cannot be implemented
--> DETAIL: Key columns "a" of the referencing table and "code" of the referenced table are of incompatible types: uuid and text.
CREATE TEMP TABLE temp_child (a int REFERENCES parent);
--> 42P16 constraints on temporary tables may reference only temporary tables
CREATE TEMP TABLE temp_parent (id int PRIMARY KEY);
--> ok
CREATE TABLE perm (a int REFERENCES temp_parent);
--> 42P16 constraints on permanent tables may reference only permanent tables
CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY);
--> ok
CREATE TABLE perm (a int REFERENCES unlogged);
--> 42P16 constraints on permanent tables may reference only permanent tables
CREATE UNIQUE INDEX ON parent (plain) WHERE plain > 0;
--> ok
CREATE TABLE part (a int REFERENCES parent (plain));
--> 42830 there is no unique constraint matching given keys for referenced table "parent"
CREATE UNIQUE INDEX plain_unique ON parent (plain);
--> ok
CREATE TABLE part (a int REFERENCES parent (plain));
--> ok
DROP INDEX plain_unique;
--> 2BP01 cannot drop index plain_unique because other objects depend on it
--> DETAIL: constraint part_a_fkey on table part depends on index plain_unique
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP INDEX plain_unique CASCADE;
--> ok
ALTER TABLE part ADD FOREIGN KEY (a) REFERENCES parent (plain);
--> 42830 there is no unique constraint matching given keys for referenced table "parent"
ALTER TABLE part ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES parent, ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES parent;
--> 42710 constraint "c" for relation "part" already exists
ALTER TABLE part ADD FOREIGN KEY (a) REFERENCES parent;
--> ok
ALTER TABLE part ADD FOREIGN KEY (a) REFERENCES parent;
--> ok
ALTER TABLE part DROP CONSTRAINT part_a_fkey1;
--> ok
ALTER TABLE part ADD CONSTRAINT part_a_fkey FOREIGN KEY (a) REFERENCES parent;
--> 42710 constraint "part_a_fkey" for relation "part" already exists
ALTER TABLE part ADD CONSTRAINT later FOREIGN KEY (a) REFERENCES parent NOT VALID;
--> ok
ALTER TABLE part VALIDATE CONSTRAINT later;
--> ok
ALTER TABLE part VALIDATE CONSTRAINT nope;
--> 42704 constraint "nope" of relation "part" does not exist
ALTER TABLE part ALTER CONSTRAINT later DEFERRABLE;
--> ok
ALTER TABLE parent DROP CONSTRAINT parent_pkey;
--> 2BP01 cannot drop constraint parent_pkey on table parent because other objects depend on it
--> DETAIL: constraint child_a_fkey on table child depends on index parent_pkey
-->| constraint child6_a_fkey on table child6 depends on index parent_pkey
-->| constraint part_a_fkey on table part depends on index parent_pkey
-->| constraint later on table part depends on index parent_pkey
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE parent DROP COLUMN code;
--> 2BP01 cannot drop column code of table parent because other objects depend on it
--> DETAIL: constraint child2_a_fkey on table child2 depends on column code of table parent
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE parent;
--> 2BP01 cannot drop table parent because other objects depend on it
--> DETAIL: view v depends on table parent
-->| constraint child_a_fkey on table child depends on table parent
-->| constraint child2_a_fkey on table child2 depends on table parent
-->| constraint child3_a_b_fkey on table child3 depends on table parent
-->| constraint child4_a_a_fkey on table child4 depends on table parent
-->| constraint child6_a_fkey on table child6 depends on table parent
-->| constraint child7_a_b_fkey on table child7 depends on table parent
-->| constraint part_a_fkey on table part depends on table parent
-->| constraint later on table part depends on table parent
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE parent CASCADE;
--> ok
ALTER TABLE part DROP CONSTRAINT later;
--> 42704 constraint "later" of relation "part" does not exist
