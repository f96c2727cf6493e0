-- min: 16
-- CREATE RULE: events, actions, names, dependencies.
CREATE TABLE t (a int, b int);
--> ok
CREATE TABLE log (a int, b int);
--> ok
CREATE VIEW v AS SELECT a, b FROM t;
--> ok
CREATE RULE r1 AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (new.a, new.b);
--> ok
CREATE RULE r1 AS ON INSERT TO t DO INSTEAD NOTHING;
--> 42710 rule "r1" for relation "t" already exists
CREATE OR REPLACE RULE r1 AS ON INSERT TO t WHERE new.a > 1 DO INSTEAD NOTHING;
--> ok
CREATE RULE r2 AS ON UPDATE TO t DO INSTEAD (UPDATE log SET a = new.a WHERE b = old.b; NOTIFY changed);
--> ok
CREATE RULE r3 AS ON DELETE TO t WHERE old.nope > 1 DO ALSO DELETE FROM log;
--> 42703 column old.nope does not exist
--> POSITION: 40
CREATE RULE r3 AS ON INSERT TO t WHERE old.a > 1 DO ALSO DELETE FROM log;
--> 42P01 invalid reference to FROM-clause entry for table "old"
--> DETAIL: There is an entry for table "old", but it cannot be referenced from this part of the query.
--> POSITION: 40
CREATE RULE r3 AS ON DELETE TO t DO ALSO DELETE FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 54
CREATE RULE r3 AS ON DELETE TO nope DO ALSO NOTHING;
--> 42P01 relation "nope" does not exist
CREATE RULE r3 AS ON SELECT TO t DO INSTEAD SELECT * FROM log;
--> 42809 relation "t" cannot have ON SELECT rules
--> DETAIL: This operation is not supported for tables.
CREATE RULE "_RETURN" AS ON DELETE TO v DO INSTEAD NOTHING;
--> 42P17 non-view rule for "v" must not be named "_RETURN"
CREATE RULE "_RETURN" AS ON SELECT TO v DO INSTEAD SELECT a, b FROM log;
--> 55000 "v" is already a view
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO v DO INSTEAD SELECT a FROM log;
--> 42P17 SELECT rule's target list has too few entries
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO v DO INSTEAD SELECT a, b FROM log;
--> ok
CREATE RULE r4 AS ON DELETE TO v DO INSTEAD DELETE FROM log WHERE a = old.a RETURNING a, b;
--> ok
CREATE RULE r5 AS ON DELETE TO v DO ALSO DELETE FROM log WHERE a = old.a RETURNING a, b;
--> 0A000 RETURNING lists are not supported in non-INSTEAD rules
CREATE RULE r5 AS ON DELETE TO v DO INSTEAD DELETE FROM log WHERE a = old.a RETURNING a;
--> 42P17 RETURNING list has too few entries
CREATE SEQUENCE s;
--> ok
CREATE RULE r6 AS ON DELETE TO s DO INSTEAD NOTHING;
--> 42809 relation "s" cannot have rules
--> DETAIL: This operation is not supported for sequences.
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
--> ok
CREATE RULE r6 AS ON DELETE TO m DO INSTEAD NOTHING;
--> 0A000 rules on materialized views are not supported
DROP TABLE log;
--> 2BP01 cannot drop table log because other objects depend on it
--> DETAIL: view v depends on table log
-->| rule r2 on table t depends on table log
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE t DROP COLUMN a;
--> 2BP01 cannot drop column a of table t because other objects depend on it
--> DETAIL: rule r1 on table t depends on column a of table t
-->| rule r2 on table t depends on column a of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP RULE r2 ON t;
--> ok
DROP RULE r2 ON t;
--> 42704 rule "r2" for relation "t" does not exist
DROP TABLE log CASCADE;
--> ok
ALTER RULE r1 ON t RENAME TO r9;
--> ok
DROP RULE r9 ON t;
--> ok
