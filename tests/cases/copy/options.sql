-- min: 17
-- COPY: what its options may be.
CREATE TABLE t (a int, b text);
--> ok
COPY t from stdin (format csv, delimiter ',', null 'x');
--> ok
COPY t to stdout (format nope);
--> 22023 COPY format "nope" not recognized
--> POSITION: 19
COPY t to stdout (format csv, format text);
--> 42601 conflicting or redundant options
--> POSITION: 31
COPY t to stdout (foo);
--> 42601 option "foo" not recognized
--> POSITION: 19
COPY t to stdout (delimiter 'xx');
--> 0A000 COPY delimiter must be a single one-byte character
COPY t to stdout (delimiter 'a');
--> 22023 COPY delimiter cannot be "a"
COPY t to stdout (delimiter E'\n');
--> 22023 COPY delimiter cannot be newline or carriage return
COPY t to stdout (format binary, delimiter ',');
--> 42601 cannot specify DELIMITER in BINARY mode
COPY t to stdout (format binary, null 'x');
--> 42601 cannot specify NULL in BINARY mode
COPY t to stdout (format binary, header);
--> 0A000 cannot specify HEADER in BINARY mode
COPY t to stdout (quote 'x');
--> 0A000 COPY QUOTE requires CSV mode
COPY t to stdout (escape 'x');
--> 0A000 COPY ESCAPE requires CSV mode
COPY t to stdout (format csv, quote 'xx');
--> 0A000 COPY quote must be a single one-byte character
COPY t to stdout (format csv, quote ',');
--> 22023 COPY delimiter and quote must be different
COPY t to stdout (format csv, escape 'xx');
--> 0A000 COPY escape must be a single one-byte character
COPY t to stdout (force_quote (a));
--> 0A000 COPY FORCE_QUOTE requires CSV mode
COPY t to stdout (format csv, force_quote (a));
--> ok
COPY t to stdout (format csv, force_quote (nope));
--> 42703 column "nope" of relation "t" does not exist
COPY t to stdout (format csv, force_quote a);
--> 22023 argument to option "force_quote" must be a list of column names
--> POSITION: 31
COPY t to stdout (format csv, force_null (a));
--> 22023 COPY FORCE_NULL cannot be used with COPY TO
COPY t to stdout (format csv, force_not_null (a));
--> 22023 COPY FORCE_NOT_NULL cannot be used with COPY TO
COPY t to stdout (force_null (a));
--> 0A000 COPY FORCE_NULL requires CSV mode
COPY t to stdout (null ',', delimiter ',');
--> 22023 COPY delimiter character must not appear in the NULL specification
COPY t to stdout (format csv, null '"');
--> 22023 CSV quote character must not appear in the NULL specification
COPY t to stdout (null E'\n');
--> 22023 COPY null representation cannot use newline or carriage return
COPY t to stdout (freeze);
--> 22023 COPY FREEZE cannot be used with COPY TO
COPY t to stdout (header match);
--> 0A000 cannot use "match" with HEADER in COPY TO
COPY t to stdout (header maybe);
--> 42601 header requires a Boolean value or "match"
COPY t to stdout (header 2);
--> 42601 header requires a Boolean value or "match"
COPY t to stdout (header false);
--> ok
COPY t to stdout (encoding 'nope');
--> 22023 argument to option "encoding" must be a valid encoding name
--> POSITION: 19
COPY t to stdout (encoding 'latin1');
--> ok
COPY t to stdout (encoding 5);
--> 22023 argument to option "encoding" must be a valid encoding name
--> POSITION: 19
COPY (select 1 into x) to stdout;
--> 0A000 COPY (SELECT INTO) is not supported
COPY (select 1) to stdout;
--> ok
COPY (insert into t values (1)) to stdout;
--> 0A000 COPY query must have a RETURNING clause
COPY (select 1) to stdout (format csv, force_quote (nope));
--> 42703 column "nope" does not exist
COPY t (a) to stdout (format csv, force_quote (b));
--> 42P10 FORCE_QUOTE column "b" not referenced by COPY
