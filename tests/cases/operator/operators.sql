-- CREATE OPERATOR and ALTER OPERATOR: shells of commutators and negators, what only some operators can have.
CREATE OPERATOR === (leftarg = int4, rightarg = int4, function = int4eq, commutator = ===, negator = !==, restrict = eqsel, join = eqjoinsel, hashes, merges);
--> ok
CREATE OPERATOR === (leftarg = int4, rightarg = int4, function = int4eq);
--> 42723 operator === already exists
SELECT 1 === 1;
--> ok
SELECT 1 !== 1;
--> 42883 operator is only a shell: integer !== integer
--> POSITION: 10
CREATE OPERATOR !== (leftarg = int4, rightarg = int4, function = int4ne, negator = ===);
--> ok
SELECT 1 !== 1;
--> ok
CREATE OPERATOR ==== (leftarg = int4, rightarg = int4, function = int4eq, negator = !==);
--> 42P13 negator operator !== is already the negator of operator ===
CREATE OPERATOR ## (leftarg = int4, function = int4eq);
--> 42P13 operator right argument type must be specified
--> DETAIL: Postfix operators are not supported.
CREATE OPERATOR ## (function = int4eq);
--> 42P13 operator argument types must be specified
CREATE OPERATOR ## (leftarg = int4, rightarg = int4);
--> 42P13 operator function must be specified
CREATE OPERATOR ## (leftarg = int4, rightarg = text, function = int4eq);
--> 42883 function int4eq(integer, text) does not exist
CREATE OPERATOR ## (leftarg = setof int4, rightarg = int4, function = int4eq);
--> 42P13 SETOF type not allowed for operator argument
CREATE OPERATOR ## (rightarg = int4, function = int4um, commutator = ##);
--> 42P13 only binary operators can have commutators
CREATE OPERATOR ## (rightarg = int4, function = int4um, join = eqjoinsel);
--> 42P13 only binary operators can have join selectivity
CREATE OPERATOR ## (leftarg = int4, rightarg = int4, function = int4pl, negator = ###);
--> 42P13 only boolean operators can have negators
CREATE OPERATOR ## (leftarg = int4, rightarg = int4, function = int4pl, merges);
--> 42P13 only boolean operators can merge join
CREATE OPERATOR ## (leftarg = int4, rightarg = int4, function = int4eq, negator = ##);
--> 42P13 operator cannot be its own negator
CREATE OPERATOR ## (leftarg = int4, rightarg = int4, function = int4eq, restrict = nope);
--> 42883 function nope(internal, oid, internal, integer) does not exist
CREATE OPERATOR ## (leftarg = int4, rightarg = int4, function = int4eq, hashes = maybe);
--> 42601 hashes requires a Boolean value
CREATE OPERATOR nope.## (leftarg = int4, rightarg = int4, function = int4eq);
--> 3F000 schema "nope" does not exist
CREATE OPERATOR ## (rightarg = int4, function = int4um);
--> ok
SELECT ## 5;
--> ok
ALTER OPERATOR === (int4, int4) SET (restrict = none, join = none);
--> ok
ALTER OPERATOR === (int4, int4) SET (restrict = neqsel);
--> ok
ALTER OPERATOR === (int4, int4) SET (restrict = nope);
--> 42883 function nope(internal, oid, internal, integer) does not exist
ALTER OPERATOR === (int4, int4) SET (leftarg = int8);
--> 42601 operator attribute "leftarg" cannot be changed
ALTER OPERATOR === (int4, int4) SET (foo = bar);
--> 42601 operator attribute "foo" not recognized
ALTER OPERATOR === (int4, int4) SET (negator = ====);
--> 42883 operator does not exist: integer ==== integer
ALTER OPERATOR === (int4, int4) SET (merges = false);
--> 42P13 operator attribute "merges" cannot be changed if it has already been set
ALTER OPERATOR ## (none, int4) SET (hashes);
--> 42P13 only binary operators can hash
DROP OPERATOR === (int4, int4);
--> ok
SELECT 1 !== 1;
--> ok
DROP OPERATOR !== (int4, int4), ## (none, int4);
--> ok

-- An absent schema or type: an operator is looked up without an error of its own for the schema, and without a position.
DROP OPERATOR nosch.+ (int4, int4);
--> 42883 operator does not exist: integer nosch.+ integer
ALTER OPERATOR nosch.+ (int4, int4) OWNER TO current_user;
--> 42883 operator does not exist: integer nosch.+ integer
DROP OPERATOR IF EXISTS nosch.+ (int4, int4);
--> ok
DROP OPERATOR + (nope, int4);
--> 42704 type "nope" does not exist
DROP OPERATOR IF EXISTS @#@ (nope, int4);
--> ok
COMMENT ON OPERATOR + (int4, nosch.nope) IS 'x';
--> 3F000 schema "nosch" does not exist
CREATE OPERATOR nosch.@#@ (leftarg = int4, rightarg = int4, function = int4pl);
--> 3F000 schema "nosch" does not exist
CREATE OPERATOR @#@ (leftarg = int4, rightarg = int4, function = int4pl, commutator = OPERATOR(nosch.@#@));
--> 3F000 schema "nosch" does not exist
CREATE AGGREGATE nosum(int4) (sfunc = int4pl, stype = int4, sortop = OPERATOR(nosch.<));
--> 42883 operator does not exist: integer nosch.< integer
CREATE OPERATOR CLASS nosch_ops FOR TYPE int4 USING btree AS OPERATOR 1 nosch.<;
--> 42883 operator does not exist: integer nosch.< integer
SELECT 1 OPERATOR(nosch.+) 1;
--> 3F000 schema "nosch" does not exist
--> POSITION: 10
