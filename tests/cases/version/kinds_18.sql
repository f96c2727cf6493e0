-- Support functions that are procedures, relations that are no tables, options of foreign data: PostgreSQL 18.
-- postgres: 18

CREATE TABLE t (a int PRIMARY KEY);
--> ok
CREATE INDEX i1 ON t (a);
--> ok
CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN END';
--> ok
CREATE PROCEDURE p(int) LANGUAGE plpgsql AS 'BEGIN END';
--> ok
CREATE PROCEDURE p(int, int) LANGUAGE plpgsql AS 'BEGIN END';
--> ok
CREATE PROCEDURE p(cstring) LANGUAGE sql AS '';
--> 42P13 SQL functions cannot have arguments of type cstring
CREATE PROCEDURE p(internal) LANGUAGE internal AS 'byteain';
--> ok
CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION p();
--> 42883 function p() does not exist
CREATE TRIGGER g AFTER INSERT ON t EXECUTE PROCEDURE p();
--> 42883 function p() does not exist
CREATE TRIGGER g AFTER INSERT ON t EXECUTE PROCEDURE public.p();
--> 42883 function public.p() does not exist
CREATE TRIGGER g AFTER INSERT ON t EXECUTE PROCEDURE nope.p();
--> 3F000 schema "nope" does not exist
CREATE EVENT TRIGGER pgr_e ON ddl_command_end EXECUTE FUNCTION p();
--> 42883 function p() does not exist
CREATE OPERATOR === (FUNCTION = p, LEFTARG = int, RIGHTARG = int);
--> 42883 function p(integer, integer) does not exist
CREATE AGGREGATE agg (int) (SFUNC = p, STYPE = int);
--> 42883 function p(integer, integer) does not exist
CREATE CAST (int AS t) WITH FUNCTION p(int);
--> 42809 p(integer) is not a function
CREATE FOREIGN DATA WRAPPER w HANDLER p;
--> 42883 function p() does not exist
CREATE FOREIGN DATA WRAPPER w VALIDATOR p;
--> 42883 function p(text[], oid) does not exist
CREATE LANGUAGE l HANDLER p;
--> 42883 function p() does not exist
CREATE ACCESS METHOD am TYPE INDEX HANDLER p;
--> 42883 function p(internal) does not exist
CREATE TYPE sh;
--> ok
CREATE TYPE sh (INPUT = p, OUTPUT = p);
--> 42883 function p(cstring) does not exist
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM p;
--> 42883 function p(integer, integer, cstring, internal, integer, boolean) does not exist
CREATE TRIGGER g1 INSTEAD OF TRUNCATE ON i1 FOR EACH ROW EXECUTE FUNCTION p();
--> 42809 cannot open relation "i1"
--> DETAIL: This operation is not supported for indexes.
CREATE TRIGGER g1 AFTER INSERT ON i1 FOR EACH ROW EXECUTE FUNCTION p();
--> 42809 cannot open relation "i1"
--> DETAIL: This operation is not supported for indexes.
CREATE CONSTRAINT TRIGGER g1 AFTER INSERT ON i1 FOR EACH ROW EXECUTE FUNCTION p();
--> 42809 cannot open relation "i1"
--> DETAIL: This operation is not supported for indexes.
CREATE TYPE co AS (a int);
--> ok
CREATE TRIGGER g1 AFTER INSERT ON co FOR EACH ROW EXECUTE FUNCTION p();
--> 42809 cannot open relation "co"
--> DETAIL: This operation is not supported for composite types.
CREATE RULE r AS ON INSERT TO i1 DO NOTHING;
--> 42809 cannot open relation "i1"
--> DETAIL: This operation is not supported for indexes.
ALTER INDEX i1 RENAME TO i2;
--> ok
ALTER TRIGGER x ON i2 RENAME TO y;
--> 42809 relation "i2" cannot have triggers
--> DETAIL: This operation is not supported for indexes.
DROP TRIGGER x ON i2;
--> 42809 cannot open relation "i2"
--> DETAIL: This operation is not supported for indexes.
COMMENT ON TRIGGER x ON i2 IS 'x';
--> 42809 cannot open relation "i2"
--> DETAIL: This operation is not supported for indexes.
CREATE POLICY x ON i2;
--> 42809 "i2" is not a table
ALTER POLICY x ON i2 RENAME TO y;
--> 42809 "i2" is not a table
LOCK TABLE i2;
--> 25P01 LOCK TABLE can only be used in transaction blocks
TRUNCATE i2;
--> 42809 "i2" is not a table
CREATE STATISTICS st ON a, b FROM i2;
--> 42809 cannot define statistics for relation "i2"
--> DETAIL: This operation is not supported for indexes.
VACUUM i2;
--> ok
COPY i2 FROM STDIN;
--> 42809 cannot open relation "i2"
--> DETAIL: This operation is not supported for indexes.
SELECT * FROM i2;
--> 42809 cannot open relation "i2"
--> DETAIL: This operation is not supported for indexes.
--> POSITION: 15
ALTER TABLE i2 ADD COLUMN a int;
--> 42809 ALTER action ADD COLUMN cannot be performed on relation "i2"
--> DETAIL: This operation is not supported for indexes.
ALTER TABLE i2 SET (fillfactor = 50);
--> ok
REFRESH MATERIALIZED VIEW i2;
--> 42809 "i2" is not a table or materialized view
CREATE TABLE li (LIKE i2);
--> 42809 relation "i2" is invalid in LIKE clause
--> DETAIL: This operation is not supported for indexes.
--> POSITION: 23
CREATE TABLE inh () INHERITS (i2);
--> 42809 cannot open relation "i2"
--> DETAIL: This operation is not supported for indexes.
GRANT SELECT ON i2 TO PUBLIC;
--> 42809 "i2" is an index
CREATE PUBLICATION pu FOR TABLE i2;
--> 42809 cannot open relation "i2"
--> DETAIL: This operation is not supported for indexes.
REINDEX TABLE i2;
--> 42809 "i2" is not a table or materialized view
CLUSTER i2;
--> 42809 "i2" is not a table or materialized view
ANALYZE i2;
--> ok
CREATE INDEX ON i2 (a);
--> 42809 cannot open relation "i2"
--> DETAIL: This operation is not supported for indexes.
CREATE FOREIGN DATA WRAPPER v VALIDATOR postgresql_fdw_validator;
--> ok
CREATE FOREIGN DATA WRAPPER v2 VALIDATOR postgresql_fdw_validator OPTIONS (host 'x');
--> 42601 invalid option "host"
--> HINT: There are no valid options in this context.
ALTER FOREIGN DATA WRAPPER v OPTIONS (nonexistent 'x');
--> 42601 invalid option "nonexistent"
--> HINT: There are no valid options in this context.
CREATE SERVER s FOREIGN DATA WRAPPER v OPTIONS (foo '1');
--> 42601 invalid option "foo"
CREATE SERVER s FOREIGN DATA WRAPPER v OPTIONS (hosst '1');
--> 42601 invalid option "hosst"
--> HINT: Perhaps you meant the option "host".
CREATE SERVER s FOREIGN DATA WRAPPER v OPTIONS (host 'a', dbname 'b', user 'x');
--> 42601 invalid option "user"
CREATE SERVER s FOREIGN DATA WRAPPER v OPTIONS (host 'a', dbname 'b', gssdelegation '1');
--> ok
CREATE SERVER s FOREIGN DATA WRAPPER v OPTIONS (host 'a', dbname 'b');
--> 42710 server "s" already exists
ALTER SERVER s OPTIONS (foo '1');
--> 42601 invalid option "foo"
ALTER SERVER s OPTIONS (DROP dbname);
--> ok
ALTER SERVER s OPTIONS (DROP dbname);
--> 42704 option "dbname" not found
ALTER SERVER s OPTIONS (SET host 'x', ADD host 'y');
--> 42710 option "host" provided more than once
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (username 'x');
--> 42601 invalid option "username"
--> HINT: Perhaps you meant the option "user".
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'x', password 'y');
--> ok
ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (usr 'x');
--> 42601 invalid option "usr"
--> HINT: Perhaps you meant the option "user".
ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (DROP user);
--> ok
CREATE FOREIGN TABLE ft (a int) SERVER s OPTIONS (x 'y');
--> 42601 invalid option "x"
--> HINT: There are no valid options in this context.
CREATE FOREIGN TABLE ft (a int) SERVER s;
--> ok
ALTER FOREIGN TABLE ft OPTIONS (x 'y');
--> 42601 invalid option "x"
--> HINT: There are no valid options in this context.
ALTER FOREIGN TABLE ft ALTER a OPTIONS (x 'y');
--> 42601 invalid option "x"
--> HINT: There are no valid options in this context.
IMPORT FOREIGN SCHEMA x FROM SERVER s INTO public;
--> 55000 foreign-data wrapper "v" has no handler
IMPORT FOREIGN SCHEMA x FROM SERVER nope INTO public;
--> 42704 server "nope" does not exist
IMPORT FOREIGN SCHEMA x FROM SERVER s INTO nope;
--> 3F000 schema "nope" does not exist
ALTER FOREIGN DATA WRAPPER v NO VALIDATOR;
--> ok
ALTER SERVER s OPTIONS (foo '1');
--> ok
ALTER FOREIGN DATA WRAPPER v VALIDATOR postgresql_fdw_validator;
--> ok
ALTER TABLE ALL IN TABLESPACE nope SET TABLESPACE pg_default;
--> 42704 tablespace "nope" does not exist
ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE nope;
--> 42704 tablespace "nope" does not exist
ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_global;
--> 22023 cannot move relations in to or out of pg_global tablespace
ALTER TABLE ALL IN TABLESPACE pg_global SET TABLESPACE pg_default;
--> 22023 cannot move relations in to or out of pg_global tablespace
ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;
--> ok
ALTER INDEX ALL IN TABLESPACE pg_default OWNED BY nope SET TABLESPACE pg_default;
--> 42704 role "nope" does not exist
ALTER MATERIALIZED VIEW ALL IN TABLESPACE pg_default SET TABLESPACE pg_default NOWAIT;
--> ok
