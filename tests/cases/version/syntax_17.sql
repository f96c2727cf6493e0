-- What the grammar of 18 knows and that of 15 to 17 does not.
-- postgres: 17
-- min: 15
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL);
--> 42601 syntax error at or near "VIRTUAL"
--> POSITION: 54
CREATE TABLE t (a int, b int GENERATED ALWAYS AS ((a + 1)));
--> 42601 syntax error at or near ")"
--> POSITION: 59
CREATE TABLE t (a int, CHECK (a > 0) NOT ENFORCED);
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 42
CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED);
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 41
CREATE TABLE t (a int CHECK (a > 0) ENFORCED, b int);
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 37
CREATE TABLE t (a int, CONSTRAINT n NOT NULL a);
--> 42601 syntax error at or near "NOT"
--> POSITION: 37
CREATE TABLE t (a int NOT NULL NO INHERIT);
--> 42601 syntax error at or near "NO"
--> POSITION: 32
CREATE TABLE t (a int, r int4range, PRIMARY KEY (a, r WITHOUT OVERLAPS));
--> 42601 syntax error at or near "WITHOUT"
--> POSITION: 55
CREATE TABLE t (a int, r int4range, FOREIGN KEY (a, PERIOD r) REFERENCES u (a, PERIOD r));
--> 42601 syntax error at or near "r"
--> POSITION: 60
CREATE TABLE t (a nope, b int NOT NULL NO INHERIT);
--> 42601 syntax error at or near "NO"
--> POSITION: 40
ALTER TABLE nope ADD NOT NULL a;
--> 42601 syntax error at or near "NOT"
--> POSITION: 22
ALTER TABLE nope ADD CONSTRAINT k NOT NULL a NOT VALID;
--> 42601 syntax error at or near "NOT"
--> POSITION: 35
ALTER TABLE nope ALTER CONSTRAINT k NOT ENFORCED;
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 41
ALTER TABLE nope ALTER CONSTRAINT k INHERIT;
--> 42601 syntax error at or near "INHERIT"
--> POSITION: 37
ALTER TABLE nope ADD FOREIGN KEY (a) REFERENCES t NOT ENFORCED;
--> 42601 syntax error at or near "ENFORCED"
--> POSITION: 55
ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO PUBLIC;
--> 42601 syntax error at or near "LARGE"
--> POSITION: 42
VACUUM ONLY nope;
--> 42601 syntax error at or near "ONLY"
--> POSITION: 8
INSERT INTO nope VALUES (1) RETURNING WITH (OLD AS o) o.a;
--> 42601 syntax error at or near "WITH"
--> POSITION: 39
CREATE SCHEMA s CREATE TABLE t (a int NOT NULL NO INHERIT);
--> 42601 syntax error at or near "NO"
--> POSITION: 48
-- The same words where they were always known.
CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS (a) STORED, period int, enforced int);
--> ok
CREATE TABLE u (a int, CHECK (a > 0) NOT VALID, FOREIGN KEY (a) REFERENCES u DEFERRABLE);
--> 42704 there is no primary key for referenced table "u"
ALTER TABLE t ADD COLUMN virtual int;
--> ok
ALTER TABLE nope ALTER CONSTRAINT k NO INHERIT;
--> 0A000 FOREIGN KEY constraints cannot be marked NO INHERIT
