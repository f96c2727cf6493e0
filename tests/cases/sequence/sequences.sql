-- Sequences.
-- min: 17

CREATE SEQUENCE s;
--> ok
CREATE SEQUENCE s;
--> 42P07 relation "s" already exists
CREATE SEQUENCE IF NOT EXISTS s;
--> ok
CREATE SEQUENCE bad INCREMENT BY 0;
--> 22023 INCREMENT must not be zero
CREATE SEQUENCE bad MINVALUE 10 MAXVALUE 5;
--> 22023 MINVALUE (10) must be less than MAXVALUE (5)
CREATE SEQUENCE bad START 5 MINVALUE 10;
--> 22023 START value (5) cannot be less than MINVALUE (10)
CREATE SEQUENCE bad START 50 MAXVALUE 10;
--> 22023 START value (50) cannot be greater than MAXVALUE (10)
CREATE SEQUENCE bad AS text;
--> 22023 sequence type must be smallint, integer, or bigint
CREATE SEQUENCE bad AS smallint MAXVALUE 100000;
--> 22023 MAXVALUE (100000) is out of range for sequence data type smallint
CREATE SEQUENCE bad CACHE 0;
--> 22023 CACHE (0) must be greater than zero
CREATE SEQUENCE bad START 1 START 2;
--> 42601 conflicting or redundant options
--> POSITION: 29
CREATE SEQUENCE bad OWNED BY nope.id;
--> 42P01 relation "nope" does not exist
CREATE SEQUENCE bad OWNED BY nope;
--> 42601 invalid OWNED BY option
--> HINT: Specify OWNED BY table.column or OWNED BY NONE.
CREATE TABLE t (id serial, n int DEFAULT nextval('s'), i int GENERATED ALWAYS AS IDENTITY);
--> ok
CREATE TABLE bad (n int DEFAULT nextval('nope'));
--> 42P01 relation "nope" does not exist
--> POSITION: 41
CREATE TABLE bad (n int DEFAULT nextval('nope'::text));
--> ok
CREATE SEQUENCE bad2 OWNED BY t.nope;
--> 42703 column "nope" of relation "t" does not exist
ALTER SEQUENCE s OWNED BY t.n;
--> ok
ALTER SEQUENCE t_i_seq OWNED BY t.n;
--> 0A000 cannot change ownership of identity sequence
--> DETAIL: Sequence "t_i_seq" is linked to table "t".
ALTER SEQUENCE nope RESTART;
--> 42P01 relation "nope" does not exist
ALTER SEQUENCE IF EXISTS nope RESTART;
--> ok
ALTER SEQUENCE s RESTART WITH 100;
--> ok
-- How far a sequence has counted is data, which is not simulated.
ALTER SEQUENCE s MAXVALUE 50;
--> 22023 RESTART value (100) cannot be greater than MAXVALUE (50)
--! ok
ALTER SEQUENCE s INCREMENT BY -1;
--> ok
ALTER SEQUENCE s RENAME TO t;
--> 42P07 relation "t" already exists
ALTER SEQUENCE s RENAME TO s2;
--> ok
ALTER SEQUENCE t RESTART;
--> 42809 cannot open relation "t"
--> DETAIL: This operation is not supported for tables.
SELECT setval('s2', 10), currval('s2');
--> ok
SELECT nextval('s');
--> 42P01 relation "s" does not exist
--> POSITION: 16
-- Built-in functions are not evaluated: what they find wrong with a value is missed.
SELECT nextval('t');
--> 42809 cannot open relation "t"
--> DETAIL: This operation is not supported for tables.
--! ok
DROP SEQUENCE s2;
--> 2BP01 cannot drop sequence s2 because other objects depend on it
--> DETAIL: default value for column n of table t depends on sequence s2
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP SEQUENCE t_id_seq;
--> 2BP01 cannot drop sequence t_id_seq because other objects depend on it
--> DETAIL: default value for column id of table t depends on sequence t_id_seq
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP SEQUENCE t_id_seq CASCADE;
--> ok
DROP SEQUENCE t_i_seq;
--> 2BP01 cannot drop sequence t_i_seq because column i of table t requires it
--> HINT: You can drop column i of table t instead.
DROP SEQUENCE t;
--> 42809 "t" is not a sequence
--> HINT: Use DROP TABLE to remove a table.
DROP SEQUENCE nope;
--> 42P01 sequence "nope" does not exist
DROP SEQUENCE IF EXISTS nope;
--> ok
ALTER TABLE t DROP COLUMN n;
--> ok
SELECT nextval('s2');
--> 42P01 relation "s2" does not exist
--> POSITION: 16
DROP TABLE t;
--> ok
SELECT nextval('t_i_seq');
--> 42P01 relation "t_i_seq" does not exist
--> POSITION: 16
CREATE TEMP SEQUENCE ts;
--> ok
CREATE SEQUENCE nowhere.s;
--> 3F000 schema "nowhere" does not exist
ALTER TABLE ts RENAME TO ts2;
--> ok
ALTER SEQUENCE ts2 AS bigint;
--> ok
ALTER SEQUENCE ts2 SET SCHEMA public;
--> 0A000 cannot move objects into or out of temporary schemas
