-- ATTACH PARTITION looks at the rows that are there.
-- min: 15

CREATE TABLE l (a int, b text) PARTITION BY LIST (b);
--> ok
CREATE TABLE l1 (b text, a int);
--> ok
INSERT INTO l1 VALUES ('x', 1), (NULL, 2);
--> ok
ALTER TABLE l ATTACH PARTITION l1 FOR VALUES IN ('x');
--> 23514 partition constraint of relation "l1" is violated by some row
ALTER TABLE l ATTACH PARTITION l1 FOR VALUES IN ('y', NULL);
--> 23514 partition constraint of relation "l1" is violated by some row
ALTER TABLE l ATTACH PARTITION l1 FOR VALUES IN ('x', NULL);
--> ok
CREATE TABLE r (a int, b date) PARTITION BY RANGE (a, b);
--> ok
CREATE TABLE r1 (a int, b date);
--> ok
INSERT INTO r1 VALUES (1, '2024-01-01');
--> ok
ALTER TABLE r ATTACH PARTITION r1 FOR VALUES FROM (2, minvalue) TO (3, maxvalue);
--> 23514 partition constraint of relation "r1" is violated by some row
ALTER TABLE r ATTACH PARTITION r1 FOR VALUES FROM (1, '2024-01-02') TO (3, maxvalue);
--> 23514 partition constraint of relation "r1" is violated by some row
ALTER TABLE r ATTACH PARTITION r1 FOR VALUES FROM (minvalue, minvalue) TO (1, '2024-01-01');
--> 23514 partition constraint of relation "r1" is violated by some row
ALTER TABLE r ATTACH PARTITION r1 FOR VALUES FROM (1, '2024-01-01') TO (3, maxvalue);
--> ok
CREATE TABLE r2 (a int, b date);
--> ok
INSERT INTO r2 VALUES (5, NULL);
--> ok
ALTER TABLE r ATTACH PARTITION r2 FOR VALUES FROM (4, minvalue) TO (9, maxvalue);
--> 23514 partition constraint of relation "r2" is violated by some row
DELETE FROM r2;
--> ok
ALTER TABLE r ATTACH PARTITION r2 FOR VALUES FROM (4, minvalue) TO (9, maxvalue);
--> ok
CREATE TABLE r3 (a int, b date);
--> ok
INSERT INTO r3 SELECT 200 + 100 * random(), now();
--> ok
ALTER TABLE r ATTACH PARTITION r3 FOR VALUES FROM (11, minvalue) TO (99999, maxvalue);
--> ok
CREATE TABLE h (a int) PARTITION BY HASH (a);
--> ok
