-- NOT NULL constraints where the column has one already.
-- postgres: 18

CREATE TABLE t (a int, b int, c int CONSTRAINT cnn NOT NULL NOT VALID);
--> 42601 syntax error at or near "VALID"
--> POSITION: 65
CREATE TABLE t (a int, b int, c int, CONSTRAINT cnn NOT NULL c);
--> ok
ALTER TABLE t ADD CONSTRAINT nn NOT NULL b;
--> ok
ALTER TABLE t ADD CONSTRAINT nnv NOT NULL b NOT VALID;
--> 55000 cannot create not-null constraint "nnv" on column "b" of table "t"
--> DETAIL: A not-null constraint named "nn" already exists for this column.
ALTER TABLE t ADD CONSTRAINT nnw NOT NULL b;
--> 55000 cannot create not-null constraint "nnw" on column "b" of table "t"
--> DETAIL: A not-null constraint named "nn" already exists for this column.
ALTER TABLE t ADD CONSTRAINT nn NOT NULL b NOT VALID;
--> ok
ALTER TABLE t ADD NOT NULL b NOT VALID;
--> ok
ALTER TABLE t ADD NOT NULL b;
--> ok
ALTER TABLE t ADD NOT NULL b NO INHERIT;
--> 55000 cannot change NO INHERIT status of NOT NULL constraint "nn" on relation "t"
--> HINT: You might need to make the existing constraint inheritable using ALTER TABLE ... ALTER CONSTRAINT ... INHERIT.
ALTER TABLE t ADD CONSTRAINT nnx NOT NULL b NO INHERIT;
--> 55000 cannot change NO INHERIT status of NOT NULL constraint "nn" on relation "t"
--> HINT: You might need to make the existing constraint inheritable using ALTER TABLE ... ALTER CONSTRAINT ... INHERIT.
ALTER TABLE t ADD CONSTRAINT nnx NOT NULL b NO INHERIT NOT VALID;
--> 55000 cannot change NO INHERIT status of NOT NULL constraint "nn" on relation "t"
--> HINT: You might need to make the existing constraint inheritable using ALTER TABLE ... ALTER CONSTRAINT ... INHERIT.
ALTER TABLE t ADD CONSTRAINT anv NOT NULL a NOT VALID;
--> ok
ALTER TABLE t ADD CONSTRAINT an NOT NULL a;
--> 55000 incompatible NOT VALID constraint "anv" on relation "t"
--> HINT: You might need to validate it using ALTER TABLE ... VALIDATE CONSTRAINT.
ALTER TABLE t ADD CONSTRAINT anv NOT NULL a;
--> 55000 incompatible NOT VALID constraint "anv" on relation "t"
--> HINT: You might need to validate it using ALTER TABLE ... VALIDATE CONSTRAINT.
ALTER TABLE t ADD CONSTRAINT an NOT NULL a NOT VALID;
--> 55000 cannot create not-null constraint "an" on column "a" of table "t"
--> DETAIL: A not-null constraint named "anv" already exists for this column.
ALTER TABLE t ALTER a SET NOT NULL;
--> ok
