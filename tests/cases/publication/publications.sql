-- Publications.
-- min: 15

CREATE TABLE t (id int PRIMARY KEY, a text);
--> ok
CREATE TABLE u (id int);
--> ok
CREATE VIEW v AS SELECT 1 AS a;
--> ok
CREATE SCHEMA app;
--> ok
CREATE PUBLICATION p;
--> ok
CREATE PUBLICATION p;
--> 42710 publication "p" already exists
CREATE PUBLICATION q FOR TABLE nope;
--> 42P01 relation "nope" does not exist
CREATE PUBLICATION q FOR TABLE v;
--> 22023 cannot add relation "v" to publication
--> DETAIL: This operation is not supported for views.
CREATE PUBLICATION q FOR TABLE t, t;
--> ok
CREATE PUBLICATION q FOR TABLE t (nope);
--> 42710 publication "q" already exists
CREATE PUBLICATION q FOR TABLE t (id, id);
--> 42710 publication "q" already exists
CREATE PUBLICATION q FOR TABLE t WHERE (nope > 1);
--> 42710 publication "q" already exists
CREATE PUBLICATION q FOR TABLE t WHERE (id);
--> 42710 publication "q" already exists
CREATE PUBLICATION q FOR TABLE t WHERE (id > 1 AND random() > 0.5);
--> 42710 publication "q" already exists
CREATE PUBLICATION q FOR TABLE t (id, a) WHERE (id > 1);
--> 42710 publication "q" already exists
CREATE PUBLICATION allt FOR ALL TABLES;
--> ok
CREATE PUBLICATION sch FOR TABLES IN SCHEMA app;
--> ok
CREATE PUBLICATION sch2 FOR TABLES IN SCHEMA nope;
--> 3F000 schema "nope" does not exist
CREATE PUBLICATION bad WITH (publish = 'insert, nope');
--> 42601 unrecognized value for publication option "publish": "nope"
CREATE PUBLICATION bad WITH (nope = true);
--> 42601 unrecognized publication parameter: "nope"
ALTER PUBLICATION p ADD TABLE t;
--> ok
ALTER PUBLICATION p ADD TABLE t;
--> 42710 relation "t" is already member of publication "p"
ALTER PUBLICATION p ADD TABLE nope;
--> 42P01 relation "nope" does not exist
ALTER PUBLICATION nope ADD TABLE t;
--> 42704 publication "nope" does not exist
ALTER PUBLICATION allt ADD TABLE t;
--> 55000 publication "allt" is defined as FOR ALL TABLES
--> DETAIL: Tables cannot be added to or dropped from FOR ALL TABLES publications.
ALTER PUBLICATION p DROP TABLE u;
--> 42704 relation "u" is not part of the publication
ALTER PUBLICATION p SET TABLE u;
--> ok
ALTER PUBLICATION p DROP TABLE u;
--> ok
ALTER PUBLICATION p DROP TABLE IF EXISTS u;
--> 42601 syntax error at or near "EXISTS"
--> POSITION: 35
ALTER PUBLICATION p ADD TABLES IN SCHEMA app;
--> ok
ALTER PUBLICATION p ADD TABLES IN SCHEMA app;
--> 42710 schema "app" is already member of publication "p"
ALTER PUBLICATION p SET (publish = 'insert');
--> ok
ALTER PUBLICATION p RENAME TO allt;
--> 42710 publication "allt" already exists
ALTER PUBLICATION p RENAME TO p2;
--> ok
ALTER PUBLICATION p2 OWNER TO nope;
--> 42704 role "nope" does not exist
ALTER TABLE t DROP COLUMN a;
--> ok
DROP TABLE t;
--> ok
DROP PUBLICATION p;
--> 42704 publication "p" does not exist
DROP PUBLICATION IF EXISTS p;
--> ok
DROP PUBLICATION p2;
--> ok
DROP SCHEMA app;
--> ok
DROP PUBLICATION q, allt;
--> ok
