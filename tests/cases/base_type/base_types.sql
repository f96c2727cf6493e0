-- min: 15
-- CREATE TYPE of shells and base types, ALTER TYPE ... SET.
CREATE TYPE shell;
--> ok
CREATE TYPE shell;
--> 42710 type "shell" already exists
CREATE TABLE t (a shell);
--> 42704 type "shell" is only a shell
--> POSITION: 19
CREATE FUNCTION sqlf(shell) RETURNS int LANGUAGE sql AS 'select 1';
--> 42P13 SQL function cannot accept shell type shell
--> POSITION: 22
DROP TYPE shell;
--> ok
CREATE TYPE b (input = int4in, output = int4out);
--> 42710 type "b" does not exist
--> HINT: Create the type as a shell type, then create its I/O functions, then do a full CREATE TYPE.
CREATE TYPE b;
--> ok
CREATE FUNCTION b_in(cstring) RETURNS b LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
--> ok
CREATE FUNCTION b_out(b) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
--> ok
CREATE TYPE b (output = b_out);
--> 42P17 type input function must be specified
CREATE TYPE b (input = b_in);
--> 42P17 type output function must be specified
CREATE TYPE b (input = nope, output = b_out);
--> 42883 function nope(cstring) does not exist
CREATE TYPE b (input = int4in, output = b_out);
--> 42P17 type input function int4in must return type b
CREATE TYPE b (input = b_in, output = b_in);
--> 42883 function b_in(b) does not exist
CREATE TYPE b (input = b_in, output = b_out, input = b_in);
--> 42601 conflicting or redundant options
--> POSITION: 46
CREATE TYPE b (input = b_in, output = b_out, alignment = odd);
--> 22023 alignment "odd" not recognized
CREATE TYPE b (input = b_in, output = b_out, storage = odd);
--> 22023 storage "odd" not recognized
CREATE TYPE b (input = b_in, output = b_out, internallength = odd);
--> 42601 invalid argument for internallength: "odd"
CREATE TYPE b (input = b_in, output = b_out, internallength = 3, passedbyvalue);
--> 42P17 internal size 3 is invalid for passed-by-value type
CREATE TYPE b (input = b_in, output = b_out, internallength = 4, storage = extended);
--> 42P17 fixed-size types must have storage PLAIN
CREATE TYPE b (input = b_in, output = b_out, element = int4);
--> 22023 element type cannot be specified without a subscripting function
CREATE TYPE b (input = b_in, output = b_out, typmod_out = numerictypmodout);
--> 42P17 type modifier output function is useless without a type modifier input function
CREATE TYPE b (input = b_in, output = b_out, like = int4);
--> ok
CREATE TYPE b (input = b_in, output = b_out, like = int4);
--> 42710 type "b" already exists
CREATE TABLE t (a b, c b[] DEFAULT '{1,2}');
--> ok
DROP FUNCTION b_in(cstring);
--> 2BP01 cannot drop function b_in(cstring) because other objects depend on it
--> DETAIL: type b depends on function b_in(cstring)
-->| function b_out(b) depends on type b
-->| column c of table t depends on type b[]
-->| column a of table t depends on type b
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
ALTER TYPE b SET (storage = extended);
--> 42P17 fixed-size types must have storage PLAIN
ALTER TYPE b SET (input = b_in);
--> 42601 type attribute "input" cannot be changed
ALTER TYPE b SET (foo = 1);
--> 42601 type attribute "foo" not recognized
ALTER TYPE b SET (typmod_in = numerictypmodin);
--> ok
ALTER TYPE _b SET (typmod_in = numerictypmodin);
--> 42809 b[] is not a base type
ALTER TYPE nope SET (storage = plain);
--> 42704 type "nope" does not exist
DROP TYPE b;
--> 2BP01 cannot drop type b because other objects depend on it
--> DETAIL: function b_in(cstring) depends on type b
-->| function b_out(b) depends on type b
-->| column c of table t depends on type b[]
-->| column a of table t depends on type b
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TYPE b CASCADE;
--> ok
CREATE DOMAIN d AS int;
--> ok
ALTER TYPE d SET (storage = plain);
--> 42809 d is not a base type
