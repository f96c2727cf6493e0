-- What newer servers say otherwise: hints, details, names of commands.
-- min: 18
CREATE TABLE t (id int PRIMARY KEY, name text);
--> ok
CREATE TABLE n (x int, y text);
--> ok
UPDATE t SET t.id = 1;
--> 42703 column "t" of relation "t" does not exist
--> HINT: SET target columns cannot be qualified with the relation name.
--> POSITION: 14
MERGE INTO t USING n ON t.id = n.x WHEN NOT MATCHED THEN INSERT (id) VALUES (t.id);
--> 42P01 invalid reference to FROM-clause entry for table "t"
--> DETAIL: There is an entry for table "t", but it cannot be referenced from this part of the query.
--> POSITION: 78
CREATE FUNCTION f1() RETURNS int LANGUAGE sql AS '';
--> 42P13 return type mismatch in function declared to return integer
--> DETAIL: Function's final statement must be SELECT or INSERT/UPDATE/DELETE/MERGE RETURNING.
CREATE FUNCTION f1() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (1)';
--> 42P13 return type mismatch in function declared to return integer
--> DETAIL: Function's final statement must be SELECT or INSERT/UPDATE/DELETE/MERGE RETURNING.
CREATE TABLE d1 (a date DEFAULT '2020-13-01');
--> 22008 date/time field value out of range: "2020-13-01"
--> HINT: Perhaps you need a different "DateStyle" setting.
--> POSITION: 33
UPDATE t SET name = 'x' RETURNING old.name, new.name, old.nope;
--> 42703 column old.nope does not exist
--> POSITION: 55
UPDATE t SET name = 'x' RETURNING old.name AS a, new.name AS b, old, t.name;
--> ok
UPDATE t SET name = 'x' RETURNING WITH (OLD AS o) o.name, new.id;
--> ok
SELECT old.id FROM t;
--> 42P01 missing FROM-clause entry for table "old"
--> POSITION: 8
CREATE VIEW c6 AS SELECT t.id FROM (t JOIN n ON t.id = n.x) AS j;
--> 42P01 invalid reference to FROM-clause entry for table "t"
--> DETAIL: There is an entry for table "t", but it cannot be referenced from this part of the query.
--> POSITION: 26
CREATE VIEW c6 AS SELECT * FROM t, (SELECT t.id) AS q;
--> 42P01 invalid reference to FROM-clause entry for table "t"
--> DETAIL: There is an entry for table "t", but it cannot be referenced from this part of the query.
--> HINT: To reference that table, you must mark this subquery with LATERAL.
--> POSITION: 44
CREATE VIEW c6 AS SELECT * FROM t, (SELECT name) AS q;
--> 42703 column "name" does not exist
--> DETAIL: There is a column named "name" in table "t", but it cannot be referenced from this part of the query.
--> HINT: To reference that column, you must mark this subquery with LATERAL.
--> POSITION: 44
