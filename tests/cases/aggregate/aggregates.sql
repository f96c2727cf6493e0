-- min: 15
-- CREATE AGGREGATE: support functions, polymorphic types, moving and ordered-set aggregates.
CREATE AGGREGATE s (int4) (sfunc = int4pl, stype = int4, initcond = '0');
--> ok
CREATE AGGREGATE s (int4) (sfunc = int4pl, stype = int4, initcond = '0');
--> 42723 function "s" already exists with same argument types
CREATE OR REPLACE AGGREGATE s (int4) (sfunc = int4mi, stype = int4, initcond = '0');
--> ok
CREATE OR REPLACE AGGREGATE s (int4) (sfunc = int8pl, stype = int8);
--> 42804 function int8pl(bigint, bigint) requires run-time type coercion
SELECT s(1);
--> ok
CREATE AGGREGATE a1 (int4) (stype = int4);
--> 42P13 aggregate sfunc must be specified
CREATE AGGREGATE a1 (int4) (sfunc = int4pl);
--> 42P13 aggregate stype must be specified
CREATE AGGREGATE a1 (int4) (sfunc = nope, stype = int4);
--> 42883 function nope(integer, integer) does not exist
CREATE AGGREGATE a1 (int4) (sfunc = int4eq, stype = int4);
--> 42804 return type of transition function int4eq is not integer
CREATE AGGREGATE a1 (text) (sfunc = int4pl, stype = int4);
--> 42883 function int4pl(integer, text) does not exist
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, initcond = 'x');
--> 22P02 invalid input syntax for type integer: "x"
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = cstring);
--> 42P13 aggregate transition data type cannot be cstring
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = anyelement);
--> 42P13 cannot determine transition data type
--> DETAIL: A result of type anyelement requires at least one input of type anyelement, anyarray, anynonarray, anyenum, anyrange, or anymultirange.
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, finalfunc = nope);
--> 42883 function nope(integer) does not exist
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, combinefunc = int4eq);
--> 42804 return type of combine function int4eq is not integer
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, serialfunc = numeric_avg_serialize);
--> 42P13 must specify both or neither of serialization and deserialization functions
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, msfunc = int4pl);
--> 42P13 aggregate msfunc must not be specified without mstype
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, mstype = int4);
--> 42P13 aggregate msfunc must be specified when mstype is specified
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, parallel = maybe);
--> 42601 parameter "parallel" must be SAFE, RESTRICTED, or UNSAFE
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, finalfunc_modify = maybe);
--> 42601 parameter "finalfunc_modify" must be READ_ONLY, SHAREABLE, or READ_WRITE
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, sortop = nope);
--> 42883 operator does not exist: integer nope integer
CREATE AGGREGATE a1 (int4, int4) (sfunc = int4pl, stype = int4);
--> 42883 function int4pl(integer, integer, integer) does not exist
CREATE AGGREGATE a1 (int4) (sfunc = int4pl, stype = int4, hypothetical);
--> 42P13 only ordered-set aggregates can be hypothetical
CREATE AGGREGATE moving (int4) (sfunc = int4pl, stype = int4, msfunc = int4pl, minvfunc = int4mi, mstype = int4);
--> ok
CREATE AGGREGATE collect (anyelement) (sfunc = array_append, stype = anyarray, initcond = '{}');
--> 42883 function array_append(anyarray, anyelement) does not exist
SELECT collect(1), collect('a'::text);
--> 42883 function collect(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
CREATE AGGREGATE old (basetype = int4, sfunc = int4pl, stype = int4);
--> ok
CREATE AGGREGATE old2 (sfunc = int4pl, stype = int4);
--> 42P13 aggregate input type must be specified
CREATE AGGREGATE pct (float8 ORDER BY anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra = true, finalfunc_modify = read_write);
--> ok
ALTER AGGREGATE s (int4) RENAME TO s2;
--> ok
DROP FUNCTION s2(int4);
--> 42809 "s2" is an aggregate function
--> HINT: Use DROP AGGREGATE to drop aggregate functions.
DROP AGGREGATE s2(int4);
--> ok
DROP AGGREGATE s2(int4);
--> 42883 aggregate s2(integer) does not exist
