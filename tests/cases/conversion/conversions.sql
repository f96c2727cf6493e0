-- min: 15
-- CREATE CONVERSION.
CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
--> ok
CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
--> 42710 conversion "c" already exists
CREATE DEFAULT CONVERSION d FOR 'latin-1' TO 'unicode' FROM iso8859_1_to_utf8;
--> ok
CREATE DEFAULT CONVERSION d2 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
--> 42710 default conversion for LATIN1 to UTF8 already exists
CREATE CONVERSION e FOR 'NOPE' TO 'UTF8' FROM iso8859_1_to_utf8;
--> 42704 source encoding "NOPE" does not exist
CREATE CONVERSION e FOR 'LATIN1' TO 'NOPE' FROM iso8859_1_to_utf8;
--> 42704 destination encoding "NOPE" does not exist
CREATE CONVERSION e FOR 'SQL_ASCII' TO 'UTF8' FROM iso8859_1_to_utf8;
--> 42P17 encoding conversion to or from "SQL_ASCII" is not supported
CREATE CONVERSION e FOR 'LATIN1' TO 'UTF8' FROM nope;
--> 42883 function nope(integer, integer, cstring, internal, integer, boolean) does not exist
CREATE CONVERSION nope.e FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
--> 3F000 schema "nope" does not exist
ALTER CONVERSION c RENAME TO d;
--> 42710 conversion "d" already exists in schema "public"
ALTER CONVERSION c RENAME TO c2;
--> ok
DROP CONVERSION c;
--> 42704 conversion "c" does not exist
DROP CONVERSION c2;
--> ok
