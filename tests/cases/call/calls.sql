-- min: 15
-- CALL: which procedure is meant, and who may call it.
CREATE PROCEDURE p(a int, b text DEFAULT 'x') LANGUAGE sql AS 'select 1';
--> ok
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select 1';
--> ok
CALL p(1);
--> ok
CALL p(1, 'y');
--> ok
CALL p(b => 'y', a => 1);
--> ok
CALL p(a => 1, c => 2);
--> 42883 procedure p(a => integer, c => integer) does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 6
CALL p('x', 1);
--> 42883 procedure p(unknown, integer) does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 6
CALL p();
--> 42883 procedure p() does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 6
CALL f(1);
--> 42809 f(integer) is not a procedure
--> HINT: To call a function, use SELECT.
--> POSITION: 6
CALL nope();
--> 42883 procedure nope() does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 6
CREATE PROCEDURE p(a text) LANGUAGE sql AS 'select 1';
--> ok
CALL p(NULL);
--> ok
DROP PROCEDURE p;
--> 42725 procedure name "p" is not unique
--> HINT: Specify the argument list to select the procedure unambiguously.
DROP PROCEDURE p(text);
--> ok
DROP PROCEDURE p(int);
--> 42883 procedure p(integer) does not exist
DROP FUNCTION p(int, text);
--> 42809 p(integer, text) is not a function
