-- Table syntax that came with PostgreSQL 18, on an older version.
-- postgres: 17
-- min: 15
-- max: 17
CREATE TABLE n1 (a int, b int GENERATED ALWAYS AS (a + (1)) VIRTUAL);
--> 42601 syntax error at or near "VIRTUAL"
--> POSITION: 61
CREATE TABLE n1 (a int, b int GENERATED ALWAYS AS (a + (1)), c int);
--> 42601 syntax error at or near ","
--> POSITION: 60
CREATE TABLE n1 (a int, b int GENERATED ALWAYS AS (a + (1)) not null);
--> 42601 syntax error at or near "not"
--> POSITION: 61
CREATE TABLE n1 (a int check (a > 1) not enforced);
--> 42601 syntax error at or near "enforced"
--> POSITION: 42
CREATE TABLE n1 (a int check (a > 1) enforced);
--> 42601 syntax error at or near "enforced"
--> POSITION: 38
CREATE TABLE n1 (a int, check (a > 1) not enforced);
--> 42601 syntax error at or near "enforced"
--> POSITION: 43
CREATE TABLE n1 (a int not null no inherit);
--> 42601 syntax error at or near "no"
--> POSITION: 33
CREATE TABLE n1 (a int, constraint x not null a);
--> 42601 syntax error at or near "not"
--> POSITION: 38
CREATE TABLE n1 (a int, not null a);
--> 42601 syntax error at or near "not"
--> POSITION: 25
CREATE TABLE n1 (a int4range, unique (a without overlaps));
--> 42601 syntax error at or near "without"
--> POSITION: 41
CREATE TABLE n1 (a int4range, foreign key (a, period b) references n1);
--> 42601 syntax error at or near "b"
--> POSITION: 54
