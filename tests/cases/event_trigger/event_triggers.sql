-- min: 15
-- CREATE EVENT TRIGGER: events, tags, functions.
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
--> ok
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
--> ok
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
--> ok
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
--> 42710 event trigger "e" already exists
CREATE EVENT TRIGGER e2 ON nope EXECUTE FUNCTION f();
--> 42601 unrecognized event name "nope"
CREATE EVENT TRIGGER e2 ON ddl_command_end WHEN nope IN ('x') EXECUTE FUNCTION f();
--> 42601 unrecognized filter variable "nope"
CREATE EVENT TRIGGER e2 ON ddl_command_end WHEN tag IN ('create table', 'create nonsense') EXECUTE FUNCTION f();
--> 42601 filter value "create nonsense" not recognized for filter variable "tag"
CREATE EVENT TRIGGER e2 ON ddl_command_end WHEN tag IN ('CREATE ROLE') EXECUTE FUNCTION f();
--> 0A000 event triggers are not supported for CREATE ROLE
CREATE EVENT TRIGGER e2 ON table_rewrite WHEN tag IN ('CREATE TABLE') EXECUTE FUNCTION f();
--> 0A000 event triggers are not supported for CREATE TABLE
CREATE EVENT TRIGGER e2 ON ddl_command_end WHEN tag IN ('CREATE TABLE') AND tag IN ('DROP TABLE') EXECUTE FUNCTION f();
--> 42601 filter variable "tag" specified more than once
CREATE EVENT TRIGGER e2 ON ddl_command_end EXECUTE FUNCTION g();
--> 42P17 function g must return type event_trigger
CREATE EVENT TRIGGER e2 ON ddl_command_end EXECUTE FUNCTION nope();
--> 42883 function nope() does not exist
CREATE EVENT TRIGGER e2 ON sql_drop WHEN tag IN ('drop table') EXECUTE FUNCTION f();
--> ok
DROP FUNCTION f();
--> 2BP01 cannot drop function f() because other objects depend on it
--> DETAIL: event trigger e depends on function f()
-->| event trigger e2 depends on function f()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER EVENT TRIGGER e DISABLE;
--> ok
ALTER EVENT TRIGGER nope DISABLE;
--> 42704 event trigger "nope" does not exist
DROP EVENT TRIGGER e;
--> ok
DROP EVENT TRIGGER e;
--> 42704 event trigger "e" does not exist
DROP FUNCTION f() CASCADE;
--> ok
