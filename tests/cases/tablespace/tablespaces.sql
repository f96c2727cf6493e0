-- min: 15
-- CREATE, ALTER and DROP TABLESPACE: locations, options, what is inside.
CREATE tablespace chts location 'x';
--> 42P17 tablespace location must be an absolute path
CREATE tablespace chts location '';
--> 42P17 tablespace location must be an absolute path
CREATE tablespace chts location 'a''b';
--> 42602 tablespace location cannot contain single quotes
CREATE tablespace pg_x location '/x';
--> 42939 unacceptable tablespace name "pg_x"
--> DETAIL: The prefix "pg_" is reserved for system tablespaces.
SET allow_in_place_tablespaces=on;
--> ok
CREATE tablespace chts location '' with (nope = 1);
--> 22023 unrecognized parameter "nope"
CREATE tablespace chts location '' with (seq_page_cost = 2);
--> ok
CREATE tablespace chts location '';
--> 42710 tablespace "chts" already exists
CREATE table chtt(a int) tablespace chts;
--> ok
DROP tablespace chts;
--> 55000 tablespace "chts" is not empty
CREATE table chtp(a int) partition by list(a) tablespace chts;
--> ok
DROP table chtt;
--> ok
DROP tablespace chts;
--> 2BP01 tablespace "chts" cannot be dropped because some objects depend on it
--> DETAIL: tablespace for table chtp
DROP table chtp;
--> ok
DROP tablespace pg_default;
--> 42501 permission denied for tablespace pg_default
ALTER tablespace chts set (nope=1);
--> 22023 unrecognized parameter "nope"
ALTER tablespace chts reset (seq_page_cost=1);
--> 42601 RESET must not include values for parameters
ALTER tablespace chts set (seq_page_cost=-1);
--> 22023 value -1 out of bounds for option "seq_page_cost"
--> DETAIL: Valid values are between "0.000000" and "179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245490090389328944075868508455133942304583236903222948165808559332123348274797826204144723168738177180919299881250404026184124858368.000000".
ALTER tablespace chts set (seq_page_cost=1, random_page_cost=1.5);
--> ok
ALTER tablespace nope set (seq_page_cost=1);
--> 42704 tablespace "nope" does not exist
DROP tablespace chts;
--> ok
DROP tablespace chts;
--> 42704 tablespace "chts" does not exist
