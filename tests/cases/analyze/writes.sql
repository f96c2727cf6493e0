-- INSERT, UPDATE, DELETE: targets, coercion, ON CONFLICT, generated columns, views.
-- min: 15
CREATE TABLE t (id int PRIMARY KEY, name text UNIQUE, n numeric(5,2), tags text[], g int GENERATED ALWAYS AS (id + 1) STORED);
--> ok
CREATE TABLE u (a int GENERATED ALWAYS AS IDENTITY, b jsonb);
--> ok
CREATE UNIQUE INDEX partial ON t (n) WHERE n > 0;
--> ok
INSERT INTO t VALUES ('x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 23
INSERT INTO t (id, nope) VALUES (1, 2);
--> 42703 column "nope" of relation "t" does not exist
--> POSITION: 20
INSERT INTO t (id, id) VALUES (1, 2);
--> 42701 column "id" specified more than once
--> POSITION: 20
INSERT INTO t (id, name) VALUES (1);
--> 42601 INSERT has more target columns than expressions
--> POSITION: 20
INSERT INTO t (id) VALUES (1, 2);
--> 42601 INSERT has more expressions than target columns
--> POSITION: 31
INSERT INTO t (id) VALUES (1), (2, 3);
--> 42601 VALUES lists must all be the same length
--> POSITION: 33
INSERT INTO t (id, tags) VALUES (1, ARRAY[1]);
--> ok
INSERT INTO t (id, name) SELECT name, id FROM t;
--> 42804 column "id" is of type integer but expression is of type text
--> HINT: You will need to rewrite or cast the expression.
--> POSITION: 33
INSERT INTO t (id, g) VALUES (1, 5);
--> 428C9 cannot insert a non-DEFAULT value into column "g"
--> DETAIL: Column "g" is a generated column.
INSERT INTO t (id, g) VALUES (10, DEFAULT), (11, DEFAULT);
--> ok
INSERT INTO u (a) VALUES (1);
--> 428C9 cannot insert a non-DEFAULT value into column "a"
--> DETAIL: Column "a" is an identity column defined as GENERATED ALWAYS.
--> HINT: Use OVERRIDING SYSTEM VALUE to override.
INSERT INTO u (a) OVERRIDING SYSTEM VALUE VALUES (1);
--> ok
INSERT INTO nope VALUES (1);
--> 42P01 relation "nope" does not exist
--> POSITION: 13
INSERT INTO t (id) VALUES (1) ON CONFLICT (nope) DO NOTHING;
--> 42703 column "nope" does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 43
INSERT INTO t (id) VALUES (1) ON CONFLICT (tags) DO NOTHING;
--> 42P10 there is no unique or exclusion constraint matching the ON CONFLICT specification
INSERT INTO t (id) VALUES (1) ON CONFLICT (id, name) DO NOTHING;
--> 42P10 there is no unique or exclusion constraint matching the ON CONFLICT specification
INSERT INTO t (id) VALUES (1) ON CONFLICT (n) DO NOTHING;
--> 42P10 there is no unique or exclusion constraint matching the ON CONFLICT specification
INSERT INTO t (id) VALUES (12) ON CONFLICT (n) WHERE n > 0 DO NOTHING;
--> ok
INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.nope;
--> 42703 column excluded.nope does not exist
--> HINT: Perhaps you meant to reference the column "excluded.name".
--> POSITION: 69
INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.name, n = t.n + 1 WHERE t.id > 0;
--> ok
INSERT INTO t (id) VALUES (1) ON CONFLICT ON CONSTRAINT nope DO NOTHING;
--> 42704 constraint "nope" for table "t" does not exist
INSERT INTO t (id) VALUES (1) ON CONFLICT ON CONSTRAINT t_pkey DO NOTHING;
--> ok
INSERT INTO t (id) VALUES (99) RETURNING nope;
--> 42703 column "nope" does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 42
UPDATE t SET nope = 1;
--> 42703 column "nope" of relation "t" does not exist
--> POSITION: 14
UPDATE t SET id = 'x';
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 19
UPDATE t SET id = name;
--> 42804 column "id" is of type integer but expression is of type text
--> HINT: You will need to rewrite or cast the expression.
--> POSITION: 19
UPDATE t SET id = 1, id = 2;
--> 42601 multiple assignments to same column "id"
UPDATE t SET g = 1;
--> 428C9 column "g" can only be updated to DEFAULT
--> DETAIL: Column "g" is a generated column.
UPDATE t SET (id, name) = (SELECT 1);
--> 42601 number of columns does not match number of values
--> POSITION: 27
UPDATE t SET (id, name) = (1, DEFAULT), tags[1] = 'x' WHERE id = 0;
--> ok
UPDATE t SET tags[1] = 1;
--> ok
UPDATE t SET id.x = 1;
--> 42804 cannot assign to field "x" of column "id" because its type integer is not a composite type
--> POSITION: 14
UPDATE t AS x SET id = x.id FROM u WHERE t.id = u.a;
--> 42P01 invalid reference to FROM-clause entry for table "t"
--> HINT: Perhaps you meant to reference the table alias "x".
--> POSITION: 42
UPDATE t SET name = u.b ->> 'k' FROM u WHERE t.id = u.a;
--> ok
DELETE FROM t WHERE id;
--> 42804 argument of WHERE must be type boolean, not type integer
--> POSITION: 21
DELETE FROM t USING u WHERE t.id = u.nope;
--> 42703 column u.nope does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 36
CREATE VIEW v AS SELECT id, upper(name) AS up FROM t;
--> ok
CREATE VIEW w AS SELECT DISTINCT id FROM t;
--> ok
INSERT INTO v (id, up) VALUES (1, 'x');
--> 0A000 cannot insert into column "up" of view "v"
--> DETAIL: View columns that are not columns of their base relation are not updatable.
INSERT INTO w VALUES (1);
--> 55000 cannot insert into view "w"
--> DETAIL: Views containing DISTINCT are not automatically updatable.
--> HINT: To enable inserting into the view, provide an INSTEAD OF INSERT trigger or an unconditional ON INSERT DO INSTEAD rule.
DELETE FROM v;
--> ok
UPDATE w SET id = 1;
--> 55000 cannot update view "w"
--> DETAIL: Views containing DISTINCT are not automatically updatable.
--> HINT: To enable updating the view, provide an INSTEAD OF UPDATE trigger or an unconditional ON UPDATE DO INSTEAD rule.
CREATE TABLE n (x int, y text);
--> ok
MERGE INTO t USING n ON t.id = n.x WHEN MATCHED THEN UPDATE SET name = n.y WHEN NOT MATCHED THEN INSERT (id, name) VALUES (n.x, n.y);
--> ok
MERGE INTO t USING n ON t.id = n.nope WHEN MATCHED THEN DELETE;
--> 42703 column n.nope does not exist
--> HINT: Perhaps you meant to reference the column "t.name".
--> POSITION: 32
MERGE INTO t USING n ON t.id = n.y WHEN MATCHED THEN DELETE;
--> 42883 operator does not exist: integer = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 30
