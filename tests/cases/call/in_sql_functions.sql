-- CALL in the body of a SQL function.
-- min: 15

CREATE PROCEDURE pa(INOUT a int, INOUT b int) LANGUAGE sql AS 'SELECT 1, 2';
--> ok
CREATE PROCEDURE pz(a int) LANGUAGE sql AS '';
--> ok
CREATE PROCEDURE pb(INOUT a int, INOUT b int) LANGUAGE sql AS 'CALL pa(a, b)';
--> 0A000 calling procedures with output arguments is not supported in SQL functions
CREATE PROCEDURE pb(a int, b int) LANGUAGE sql AS 'CALL pa(a, b); SELECT * FROM nope';
--> 42P01 relation "nope" does not exist
--> POSITION: 81
CREATE PROCEDURE pb(a int, b int) LANGUAGE sql AS 'CALL pa(a, b); SELECT 1';
--> 0A000 calling procedures with output arguments is not supported in SQL functions
CREATE PROCEDURE pb(a int, b int) LANGUAGE sql AS 'CALL pz(a)';
--> ok
CREATE PROCEDURE pb(a int, b int) LANGUAGE sql AS 'CALL nope(a, b)';
--> 42723 function "pb" already exists with same argument types
CREATE PROCEDURE pc(a text) LANGUAGE sql AS 'CALL pz(a)';
--> 42883 procedure pz(text) does not exist
--> HINT: No procedure matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 51
CREATE PROCEDURE pc(a text) LANGUAGE sql BEGIN ATOMIC CALL pz(1); END;
--> 0A000 CALL is not yet supported in unquoted SQL function body
CREATE PROCEDURE pc(a text) LANGUAGE sql BEGIN ATOMIC REFRESH MATERIALIZED VIEW x; END;
--> 0A000 REFRESH MATERIALIZED VIEW is not yet supported in unquoted SQL function body
CREATE PROCEDURE pc(a text) LANGUAGE sql BEGIN ATOMIC ROLLBACK; END;
--> 0A000 ROLLBACK is not yet supported in unquoted SQL function body
