-- ALTER TABLE ... ADD PRIMARY KEY USING INDEX asks for not-null constraints of the table's own.
-- min: 18

CREATE TABLE plain (id int, x int);
--> ok
CREATE TABLE plain_child () INHERITS (plain);
--> ok
CREATE UNIQUE INDEX plain_i ON plain (id) INCLUDE (x);
--> ok
ALTER TABLE plain ADD PRIMARY KEY USING INDEX plain_i;
--> ok
SELECT conrelid::regclass, conname, conislocal, coninhcount FROM pg_constraint WHERE conname LIKE 'plain%' AND contype = 'n';
--> ok
INSERT INTO plain_child VALUES (NULL);
--> 23502 null value in column "id" of relation "plain_child" violates not-null constraint
--> DETAIL: Failing row contains (null, null).
ALTER TABLE plain_child DROP CONSTRAINT plain_id_not_null;
--> 42P16 cannot drop inherited constraint "plain_id_not_null" of relation "plain_child"
CREATE TABLE own (id int NOT NULL NO INHERIT);
--> ok
CREATE UNIQUE INDEX own_i ON own (id);
--> ok
ALTER TABLE own ADD PRIMARY KEY USING INDEX own_i;
--> 55000 cannot change NO INHERIT status of NOT NULL constraint "own_id_not_null" on relation "own"
--> HINT: You might need to make the existing constraint inheritable using ALTER TABLE ... ALTER CONSTRAINT ... INHERIT.
CREATE TABLE only_me (id int);
--> ok
CREATE TABLE only_me_child () INHERITS (only_me);
--> ok
CREATE UNIQUE INDEX only_me_i ON only_me (id);
--> ok
ALTER TABLE ONLY only_me ADD PRIMARY KEY USING INDEX only_me_i;
--> 42P16 constraint must be added to child tables too
CREATE TABLE named (id int, CONSTRAINT foo NOT NULL id);
--> ok
CREATE UNIQUE INDEX named_i ON named (id);
--> ok
ALTER TABLE named ADD PRIMARY KEY USING INDEX named_i;
--> ok
CREATE TABLE unchecked (id int);
--> ok
ALTER TABLE unchecked ADD CONSTRAINT x NOT NULL id NOT VALID;
--> ok
CREATE UNIQUE INDEX unchecked_i ON unchecked (id);
--> ok
ALTER TABLE unchecked ADD PRIMARY KEY USING INDEX unchecked_i;
--> 55000 incompatible NOT VALID constraint "x" on relation "unchecked"
--> HINT: You might need to validate it using ALTER TABLE ... VALIDATE CONSTRAINT.
ALTER TABLE unchecked ADD PRIMARY KEY (id);
--> 55000 cannot create primary key on column "id"
--> DETAIL: The constraint "x" on column "id" of table "unchecked", marked NOT VALID, is incompatible with a primary key.
--> HINT: You might need to validate it using ALTER TABLE ... VALIDATE CONSTRAINT.

-- On a partition it stays when the partitioned table's own goes.
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
--> ok
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
--> ok
ALTER TABLE p ALTER COLUMN id SET NOT NULL;
--> ok
CREATE UNIQUE INDEX p1_i ON p1 (id);
--> ok
ALTER TABLE ONLY p1 ADD PRIMARY KEY USING INDEX p1_i;
--> ok
ALTER TABLE p ALTER COLUMN id DROP NOT NULL;
--> ok
ALTER TABLE p1 ALTER COLUMN id DROP NOT NULL;
--> 42P16 column "id" is in a primary key
ALTER TABLE p1 DROP CONSTRAINT p1_i;
--> ok
ALTER TABLE p1 DROP CONSTRAINT p_id_not_null;
--> ok
ALTER TABLE p1 DROP CONSTRAINT p_id_not_null;
--> 42704 constraint "p_id_not_null" of relation "p1" does not exist
