-- How the column of a function in FROM is called (chooseScalarFunctionAlias).
CREATE FUNCTION one(a int, OUT result int) LANGUAGE sql AS 'SELECT a';
--> ok
CREATE FUNCTION unnamed(a int, OUT int) LANGUAGE sql AS 'SELECT a';
--> ok
CREATE FUNCTION plain(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
--> ok
CREATE FUNCTION several(a int) RETURNS TABLE (x int) LANGUAGE sql AS 'SELECT a';
--> ok
CREATE FUNCTION changed(INOUT a int) LANGUAGE sql AS 'SELECT a';
--> ok
SELECT result FROM one(1);
--> ok
SELECT result FROM one(1) AS o;
--> ok
SELECT o FROM one(1) AS o;
--> ok
SELECT one FROM one(1);
--> ok
SELECT o.o FROM one(1) AS o;
--> 42703 column o.o does not exist
--> POSITION: 8
SELECT c FROM one(1) AS o (c);
--> ok
SELECT result FROM one(1) AS o (c);
--> 42703 column "result" does not exist
--> POSITION: 8
SELECT unnamed FROM unnamed(1);
--> ok
SELECT u FROM unnamed(1) AS u;
--> ok
SELECT plain FROM plain(1);
--> ok
SELECT p FROM plain(1) AS p;
--> ok
SELECT plain FROM plain(1) AS p;
--> 42703 column "plain" does not exist
--> POSITION: 8
SELECT x FROM several(1);
--> ok
SELECT s.x FROM several(1) AS s;
--> ok
SELECT a FROM changed(1) AS c;
--> ok
SELECT value FROM jsonb_array_elements('[]');
--> ok
SELECT e.value ->> 'a' FROM jsonb_array_elements('[]') AS e;
--> ok
SELECT e.e FROM jsonb_array_elements('[]') AS e;
--> 42703 column e.e does not exist
--> POSITION: 8
SELECT jsonb_array_elements_text FROM jsonb_array_elements_text('[]');
--> ok
SELECT result, ordinality FROM one(1) WITH ORDINALITY;
--> ok
SELECT result, plain FROM ROWS FROM (one(1), plain(2)) AS r;
--> ok
CREATE VIEW v AS SELECT o.result FROM one(1) AS o;
--> ok
