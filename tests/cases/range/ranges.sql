-- min: 15
-- CREATE TYPE AS RANGE: attributes, multiranges' names, constructors, what goes with the type.
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
--> ok
CREATE TYPE floatrange AS RANGE (subtype = float8);
--> 42710 type "floatrange" already exists
CREATE TYPE r1 AS RANGE (subtype_diff = float8mi);
--> 42601 type attribute "subtype" is required
CREATE TYPE r1 AS RANGE (subtype = float8, subtype = int4);
--> 42601 conflicting or redundant options
--> POSITION: 44
CREATE TYPE r1 AS RANGE (subtype = float8, foo = bar);
--> 42601 type attribute "foo" not recognized
CREATE TYPE r1 AS RANGE (subtype = anyelement);
--> 42804 range subtype cannot be anyelement
CREATE TYPE r1 AS RANGE (subtype = point);
--> 42704 data type point has no default operator class for access method "btree"
--> HINT: You must specify an operator class for the range type or define a default operator class for the subtype.
CREATE TYPE r1 AS RANGE (subtype = float8, collation = "C");
--> 42809 range collation specified but subtype does not support collation
CREATE TYPE r1 AS RANGE (subtype = text, collation = "nope");
--> 42704 collation "nope" for encoding "UTF8" does not exist
CREATE TYPE r1 AS RANGE (subtype = float8, subtype_diff = float8pl_nope);
--> 42883 function float8pl_nope(double precision, double precision) does not exist
CREATE TYPE r1 AS RANGE (subtype = float8, subtype_diff = float8lt);
--> 42P17 range subtype diff function float8lt(double precision, double precision) must return type double precision
CREATE TYPE r1 AS RANGE (subtype = float8, subtype_opclass = text_ops);
--> 42804 operator class "text_ops" does not accept data type double precision
CREATE TYPE r1 AS RANGE (subtype = float8, subtype_opclass = nope_ops);
--> 42704 operator class "nope_ops" does not exist for access method "btree"
CREATE TYPE r1 AS RANGE (subtype = float8, canonical = int4range_canonical);
--> 42P17 cannot specify a canonical function without a pre-created shell type
--> HINT: Create the type as a shell type, then create its canonicalization function, then do a full CREATE TYPE.
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C", multirange_type_name = strings);
--> ok
CREATE TYPE textrange2 AS RANGE (subtype = text, multirange_type_name = strings);
--> 42710 type "strings" already exists
CREATE TYPE floatmultirange AS (a int);
--> 42710 type "floatmultirange" already exists
CREATE TYPE float_range AS RANGE (subtype = float8);
--> ok
CREATE TYPE plain AS RANGE (subtype = int8);
--> ok
CREATE TABLE t (a floatrange, b strings, c plain_multirange[]);
--> ok
SELECT floatrange(1, 2), floatrange(1, 2, '[]'), floatmultirange(floatrange(1, 2)), strings(textrange('a', 'b'));
--> ok
SELECT floatrange(1, 2)::floatmultirange;
--> ok
DROP TYPE floatmultirange;
--> 2BP01 cannot drop type floatmultirange because type floatrange requires it
--> HINT: You can drop type floatrange instead.
DROP FUNCTION floatrange(float8, float8);
--> 2BP01 cannot drop function floatrange(double precision,double precision) because type floatrange requires it
--> HINT: You can drop type floatrange instead.
DROP TYPE floatrange;
--> 2BP01 cannot drop type floatrange because other objects depend on it
--> DETAIL: column a of table t depends on type floatrange
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TYPE floatrange CASCADE;
--> ok
SELECT floatrange(1, 2);
--> 42883 function floatrange(integer, integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 8
ALTER TABLE t ADD COLUMN a int;
--> ok
