-- min: 15
-- DECLARE, FETCH, MOVE and CLOSE, across savepoints and commits.
CREATE TABLE t (a int);
--> ok
DECLARE c CURSOR FOR SELECT * FROM t;
--> 25P01 DECLARE CURSOR can only be used in transaction blocks
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM nope;
--> 42P01 relation "nope" does not exist
--> POSITION: 46
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM t;
--> ok
FETCH c;
--> ok
BEGIN;
--> ok
DECLARE c CURSOR FOR SELECT * FROM t;
--> 42P03 cursor "c" already exists
DECLARE d NO SCROLL CURSOR FOR SELECT * FROM t;
--> ok
DECLARE e SCROLL NO SCROLL CURSOR FOR SELECT * FROM t;
--> 42P11 cannot specify both SCROLL and NO SCROLL
DECLARE e SCROLL CURSOR FOR SELECT * FROM t FOR UPDATE;
--> 0A000 DECLARE SCROLL CURSOR ... FOR UPDATE is not supported
--> DETAIL: Scrollable cursors must be READ ONLY.
FETCH BACKWARD 1 FROM d;
--> 55000 cursor can only scan forward
--> HINT: Declare it with SCROLL option to enable backward scan.
SAVEPOINT s;
--> ok
DECLARE e CURSOR FOR SELECT * FROM t;
--> ok
MOVE e;
--> ok
ROLLBACK TO s;
--> ok
FETCH e;
--> 34000 cursor "e" does not exist
CLOSE d;
--> ok
FETCH d;
--> 34000 cursor "d" does not exist
DECLARE f CURSOR WITH HOLD FOR SELECT * FROM t;
--> ok
DECLARE g CURSOR FOR SELECT * FROM t;
--> ok
COMMIT;
--> ok
FETCH g;
--> 34000 cursor "g" does not exist
FETCH f;
--> ok
FETCH c;
--> ok
CLOSE ALL;
--> ok
FETCH c;
--> 34000 cursor "c" does not exist
