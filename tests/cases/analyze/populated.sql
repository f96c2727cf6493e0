-- postgres: 18
-- A materialized view without data cannot be read; type modifiers are checked where nobody wants them.
CREATE TABLE t (a integer);
--> ok
CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;
--> ok
SELECT * FROM m;
--> 55000 materialized view "m" has not been populated
--> HINT: Use the REFRESH MATERIALIZED VIEW command.
EXPLAIN SELECT * FROM m;
--> ok
EXPLAIN ANALYZE SELECT * FROM m;
--> 55000 materialized view "m" has not been populated
--> HINT: Use the REFRESH MATERIALIZED VIEW command.
CREATE VIEW v AS SELECT * FROM m;
--> ok
SELECT * FROM v;
--> 55000 materialized view "m" has not been populated
--> HINT: Use the REFRESH MATERIALIZED VIEW command.
INSERT INTO t SELECT a FROM v;
--> 55000 materialized view "m" has not been populated
--> HINT: Use the REFRESH MATERIALIZED VIEW command.
CREATE TABLE u AS SELECT * FROM m;
--> 55000 materialized view "m" has not been populated
--> HINT: Use the REFRESH MATERIALIZED VIEW command.
CREATE TABLE u2 AS SELECT * FROM m WITH NO DATA;
--> ok
CREATE MATERIALIZED VIEW m2 AS SELECT * FROM m;
--> 55000 materialized view "m" has not been populated
--> HINT: Use the REFRESH MATERIALIZED VIEW command.
CREATE MATERIALIZED VIEW m3 AS SELECT * FROM m WITH NO DATA;
--> ok
REFRESH MATERIALIZED VIEW m3;
--> 55000 materialized view "m" has not been populated
--> HINT: Use the REFRESH MATERIALIZED VIEW command.
REFRESH MATERIALIZED VIEW m;
--> ok
REFRESH MATERIALIZED VIEW m3;
--> ok
SELECT * FROM v;
--> ok
CREATE FUNCTION f(a bit('x')) RETURNS integer LANGUAGE sql AS 'SELECT 1';
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 21
CREATE FUNCTION f(a bit('3')) RETURNS integer LANGUAGE sql AS 'SELECT 1';
--> ok
CREATE FUNCTION g(a integer(3)) RETURNS integer LANGUAGE sql AS 'SELECT 1';
--> 42601 syntax error at or near "("
--> POSITION: 28
