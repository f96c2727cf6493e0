-- Triggers and event triggers.

CREATE TABLE t (id int, a text);
--> ok
CREATE VIEW v AS SELECT * FROM t;
--> ok
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
--> ok
CREATE FUNCTION notrigger() RETURNS int LANGUAGE sql AS 'select 1';
--> ok
CREATE FUNCTION withargs(int) RETURNS int LANGUAGE sql AS 'select 1';
--> ok
CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION nope();
--> 42883 function nope() does not exist
CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION nope.tf();
--> 3F000 schema "nope" does not exist
CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION notrigger();
--> 42P17 function notrigger must return type trigger
CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION withargs();
--> 42883 function withargs() does not exist
CREATE TRIGGER tg BEFORE UPDATE ON nope FOR EACH ROW EXECUTE FUNCTION tf();
--> 42P01 relation "nope" does not exist
CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE PROCEDURE tf();
--> ok
CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION tf();
--> 42710 trigger "tg" for relation "t" already exists
CREATE OR REPLACE TRIGGER tg AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf('x', 1);
--> ok
CREATE TRIGGER tg2 BEFORE UPDATE OF nope ON t FOR EACH ROW EXECUTE FUNCTION tf();
--> 42703 column "nope" of relation "t" does not exist
CREATE TRIGGER tg2 BEFORE UPDATE OF a, a ON t FOR EACH ROW EXECUTE FUNCTION tf();
--> 42701 column "a" specified more than once
CREATE TRIGGER tg2 BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a IS DISTINCT FROM new.a) EXECUTE FUNCTION tf();
--> ok
CREATE TRIGGER tg3 BEFORE INSERT ON t FOR EACH ROW WHEN (old.a IS NULL) EXECUTE FUNCTION tf();
--> 42P17 INSERT trigger's WHEN condition cannot reference OLD values
--> POSITION: 58
CREATE TRIGGER tg3 BEFORE DELETE ON t FOR EACH ROW WHEN (new.a IS NULL) EXECUTE FUNCTION tf();
--> 42P17 DELETE trigger's WHEN condition cannot reference NEW values
--> POSITION: 58
CREATE TRIGGER tg3 BEFORE INSERT ON t FOR EACH ROW WHEN (new.nope IS NULL) EXECUTE FUNCTION tf();
--> 42703 column new.nope does not exist
--> POSITION: 58
CREATE TRIGGER tg3 BEFORE INSERT ON t FOR EACH ROW WHEN (new.id) EXECUTE FUNCTION tf();
--> 42804 argument of WHEN must be type boolean, not type integer
--> POSITION: 58
CREATE TRIGGER tg3 BEFORE INSERT ON t FOR EACH STATEMENT WHEN (new.id > 1) EXECUTE FUNCTION tf();
--> 42P17 statement trigger's WHEN condition cannot reference column values
--> POSITION: 64
CREATE TRIGGER tg3 BEFORE INSERT ON t FOR EACH ROW WHEN (EXISTS (SELECT 1)) EXECUTE FUNCTION tf();
--> 0A000 cannot use subquery in trigger WHEN condition
--> POSITION: 58
CREATE TRIGGER tg3 BEFORE TRUNCATE ON t FOR EACH ROW EXECUTE FUNCTION tf();
--> 0A000 TRUNCATE FOR EACH ROW triggers are not supported
CREATE TRIGGER tg3 BEFORE TRUNCATE ON t EXECUTE FUNCTION tf();
--> ok
CREATE TRIGGER tv BEFORE INSERT ON v FOR EACH ROW EXECUTE FUNCTION tf();
--> 42809 "v" is a view
--> DETAIL: Views cannot have row-level BEFORE or AFTER triggers.
CREATE TRIGGER tv INSTEAD OF INSERT ON v FOR EACH STATEMENT EXECUTE FUNCTION tf();
--> 0A000 INSTEAD OF triggers must be FOR EACH ROW
CREATE TRIGGER tv INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION tf();
--> ok
CREATE TRIGGER tv2 INSTEAD OF INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
--> 42809 "t" is a table
--> DETAIL: Tables cannot have INSTEAD OF triggers.
CREATE CONSTRAINT TRIGGER ct BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
--> 42601 syntax error at or near "BEFORE"
--> POSITION: 30
CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tf();
--> ok
CREATE OR REPLACE CONSTRAINT TRIGGER ct AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
--> 0A000 CREATE OR REPLACE CONSTRAINT TRIGGER is not supported
--> POSITION: 1
CREATE TRIGGER tr AFTER UPDATE ON t REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION tf();
--> ok
CREATE TRIGGER tr2 BEFORE UPDATE ON t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION tf();
--> 42P17 transition table name can only be specified for an AFTER trigger
CREATE TRIGGER tr2 AFTER INSERT ON t REFERENCING OLD TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION tf();
--> 42P17 OLD TABLE can only be specified for a DELETE or UPDATE trigger
CREATE TRIGGER tr2 AFTER INSERT OR UPDATE ON t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION tf();
--> 0A000 transition tables cannot be specified for triggers with more than one event
ALTER TABLE t DISABLE TRIGGER tg;
--> ok
ALTER TABLE t ENABLE ALWAYS TRIGGER tg;
--> ok
ALTER TABLE t ENABLE TRIGGER nope;
--> 42704 trigger "nope" for table "t" does not exist
ALTER TRIGGER tg ON t RENAME TO tg2;
--> 42710 trigger "tg2" for relation "t" already exists
ALTER TRIGGER tg ON t RENAME TO renamed;
--> ok
ALTER TRIGGER tg ON t RENAME TO renamed2;
--> 42704 trigger "tg" for table "t" does not exist
ALTER TRIGGER renamed ON nope RENAME TO renamed2;
--> 42P01 relation "nope" does not exist
ALTER TRIGGER renamed ON t DEPENDS ON EXTENSION nope;
--> 42704 extension "nope" does not exist
DROP TRIGGER tg ON t;
--> 42704 trigger "tg" for table "t" does not exist
DROP TRIGGER IF EXISTS tg ON t;
--> ok
DROP TRIGGER IF EXISTS tg ON nope;
--> ok
DROP TRIGGER IF EXISTS tg ON nope.nope;
--> ok
DROP TRIGGER renamed ON nope;
--> 42P01 relation "nope" does not exist
DROP FUNCTION tf();
--> 2BP01 cannot drop function tf() because other objects depend on it
--> DETAIL: trigger renamed on table t depends on function tf()
-->| trigger tg2 on table t depends on function tf()
-->| trigger tg3 on table t depends on function tf()
-->| trigger tv on view v depends on function tf()
-->| trigger ct on table t depends on function tf()
-->| trigger tr on table t depends on function tf()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TABLE t DROP COLUMN a;
--> 2BP01 cannot drop column a of table t because other objects depend on it
--> DETAIL: view v depends on column a of table t
-->| trigger tg2 on table t depends on column a of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TRIGGER renamed ON t;
--> ok
DROP FUNCTION tf() CASCADE;
--> ok
DROP TRIGGER tg2 ON t;
--> 42704 trigger "tg2" for table "t" does not exist
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION nope();
--> 42883 function nope() does not exist
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION notrigger();
--> 42P17 function notrigger must return type event_trigger
CREATE FUNCTION etf() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
--> ok
CREATE EVENT TRIGGER et ON nope EXECUTE FUNCTION etf();
--> 42601 unrecognized event name "nope"
CREATE EVENT TRIGGER et ON ddl_command_end WHEN nope IN ('x') EXECUTE FUNCTION etf();
--> 42601 unrecognized filter variable "nope"
CREATE EVENT TRIGGER et ON ddl_command_end WHEN tag IN ('NOPE') EXECUTE FUNCTION etf();
--> 42601 filter value "NOPE" not recognized for filter variable "tag"
CREATE EVENT TRIGGER et ON ddl_command_end WHEN tag IN ('CREATE TABLE') EXECUTE FUNCTION etf();
--> ok
CREATE EVENT TRIGGER et ON sql_drop EXECUTE FUNCTION etf();
--> 42710 event trigger "et" already exists
DROP FUNCTION etf();
--> 2BP01 cannot drop function etf() because other objects depend on it
--> DETAIL: event trigger et depends on function etf()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER EVENT TRIGGER et DISABLE;
--> ok
ALTER EVENT TRIGGER nope DISABLE;
--> 42704 event trigger "nope" does not exist
DROP EVENT TRIGGER nope;
--> 42704 event trigger "nope" does not exist
DROP EVENT TRIGGER et;
--> ok
DROP FUNCTION etf();
--> ok
