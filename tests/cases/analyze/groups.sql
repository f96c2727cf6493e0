-- GROUP BY, HAVING, ORDER BY, DISTINCT, LIMIT, windows, and where aggregates may stand.
-- min: 15
CREATE TABLE t (id int PRIMARY KEY, k text, v int, j json, p point);
--> ok
CREATE TABLE n (id int, k text);
--> ok
CREATE VIEW g1 AS SELECT k, v FROM t GROUP BY k;
--> 42803 column "t.v" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 29
CREATE VIEW g1 AS SELECT k, sum(v) AS s FROM t GROUP BY k HAVING v > 1;
--> 42803 column "t.v" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 66
CREATE VIEW g1 AS SELECT id, k, v FROM t GROUP BY id;
--> ok
CREATE VIEW g2 AS SELECT id, k FROM n GROUP BY id;
--> 42803 column "n.k" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 30
CREATE VIEW g2 AS SELECT k, count(*) FROM t;
--> 42803 column "t.k" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 26
CREATE VIEW g2 AS SELECT upper(k) AS x, count(*) FROM t GROUP BY upper(k) ORDER BY 2, x;
--> ok
CREATE VIEW g3 AS SELECT upper(k) AS x, count(*) FROM t GROUP BY x;
--> ok
CREATE VIEW g4 AS SELECT k FROM t GROUP BY 2;
--> 42P10 GROUP BY position 2 is not in select list
--> POSITION: 44
CREATE VIEW g4 AS SELECT k FROM t ORDER BY 3;
--> 42P10 ORDER BY position 3 is not in select list
--> POSITION: 44
CREATE VIEW g4 AS SELECT k FROM t GROUP BY 'x';
--> 42601 non-integer constant in GROUP BY
--> POSITION: 44
CREATE VIEW g4 AS SELECT sum(v) FROM t GROUP BY 1;
--> 42803 aggregate functions are not allowed in GROUP BY
--> POSITION: 26
CREATE VIEW g4 AS SELECT j FROM t GROUP BY j;
--> 42883 could not identify an equality operator for type json
--> POSITION: 44
CREATE VIEW g4 AS SELECT DISTINCT p FROM t;
--> 42883 could not identify an equality operator for type point
--> POSITION: 35
CREATE VIEW g4 AS SELECT p FROM t ORDER BY p;
--> 42883 could not identify an ordering operator for type point
--> HINT: Use an explicit ordering operator or modify the query.
--> POSITION: 44
CREATE VIEW g4 AS SELECT DISTINCT k FROM t ORDER BY v;
--> 42P10 for SELECT DISTINCT, ORDER BY expressions must appear in select list
--> POSITION: 53
CREATE VIEW g4 AS SELECT DISTINCT ON (k) k, v FROM t ORDER BY v, k;
--> 42P10 SELECT DISTINCT ON expressions must match initial ORDER BY expressions
--> POSITION: 39
CREATE VIEW g4 AS SELECT DISTINCT ON (k) k, v FROM t ORDER BY k, v;
--> ok
CREATE VIEW g5 AS SELECT k FROM t WHERE sum(v) > 1;
--> 42803 aggregate functions are not allowed in WHERE
--> POSITION: 41
CREATE VIEW g5 AS SELECT k FROM t WHERE row_number() OVER () > 1;
--> 42P20 window functions are not allowed in WHERE
--> POSITION: 41
CREATE VIEW g5 AS SELECT k FROM t JOIN n USING (k) WHERE count(*) > 1;
--> 42803 aggregate functions are not allowed in WHERE
--> POSITION: 58
CREATE VIEW g5 AS SELECT k FROM t LIMIT v;
--> 42P10 argument of LIMIT must not contain variables
--> POSITION: 41
CREATE VIEW g5 AS SELECT k FROM t LIMIT 'x';
--> 22P02 invalid input syntax for type bigint: "x"
--> POSITION: 41
CREATE VIEW g5 AS SELECT k FROM t WHERE v;
--> 42804 argument of WHERE must be type boolean, not type integer
--> POSITION: 41
CREATE VIEW g5 AS SELECT k FROM t WHERE generate_series(1, v) > 1;
--> 0A000 set-returning functions are not allowed in WHERE
--> POSITION: 41
CREATE VIEW g5 AS SELECT rank() OVER w AS r, sum(v) OVER (w ROWS 1 PRECEDING) AS s FROM t WINDOW w AS (PARTITION BY k ORDER BY v);
--> ok
CREATE VIEW g6 AS SELECT rank() OVER nope FROM t;
--> 42704 window "nope" does not exist
--> POSITION: 38
CREATE VIEW g6 AS SELECT rank() OVER (w ORDER BY id) FROM t WINDOW w AS (ORDER BY v);
--> 42P20 cannot override ORDER BY clause of window "w"
--> POSITION: 38
CREATE VIEW g6 AS SELECT sum(v) OVER (ORDER BY k RANGE 1 PRECEDING) FROM t;
--> 0A000 RANGE with offset PRECEDING/FOLLOWING is not supported for column type text
--> POSITION: 56
CREATE VIEW g6 AS SELECT k, v, count(*), grouping(k) FROM t GROUP BY ROLLUP (k, v);
--> ok
CREATE VIEW g7 AS SELECT k, v, count(*), grouping(id) FROM t GROUP BY ROLLUP (k, v);
--> 42803 arguments to GROUPING must be grouping expressions of the associated query level
--> POSITION: 51
CREATE VIEW g7 AS SELECT id, k FROM t GROUP BY GROUPING SETS ((id), ());
--> 42803 column "t.k" must appear in the GROUP BY clause or be used in an aggregate function
--> POSITION: 30
CREATE VIEW g7 AS SELECT k, (SELECT count(*) FROM n WHERE n.id = t.v) FROM t GROUP BY k;
--> 42803 subquery uses ungrouped column "t.v" from outer query
--> POSITION: 66
CREATE VIEW g7 AS SELECT string_agg(k, ',' ORDER BY v) AS a, array_agg(DISTINCT k) AS b, json_agg(t) AS c FROM t;
--> ok
CREATE VIEW g8 AS SELECT string_agg(DISTINCT k, ',' ORDER BY v) FROM t;
--> 42P10 in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list
--> POSITION: 62
CREATE VIEW g8 AS SELECT count(DISTINCT j) FROM t;
--> 42883 could not identify an equality operator for type json
--> POSITION: 41
CREATE VIEW g8 AS SELECT k FROM t GROUP BY k FOR UPDATE;
--> 0A000 FOR UPDATE is not allowed with GROUP BY clause
CREATE VIEW g8 AS SELECT k FROM t FOR UPDATE OF nope;
--> 42P01 relation "nope" in FOR UPDATE clause not found in FROM clause
--> POSITION: 49
