-- Expressions that the catalog stores, and what may not stand in each.
-- min: 15
CREATE TYPE mood AS ENUM ('sad', 'ok');
--> ok
CREATE SEQUENCE seq;
--> ok
CREATE TABLE d1 (a int DEFAULT 'x');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 32
CREATE TABLE d1 (a int DEFAULT 'x'::text);
--> 42804 column "a" is of type integer but default expression is of type text
--> HINT: You will need to rewrite or cast the expression.
CREATE TABLE d1 (a mood DEFAULT 'glad');
--> 22P02 invalid input value for enum mood: "glad"
--> POSITION: 33
CREATE TABLE d1 (a mood DEFAULT 'ok'::text);
--> 42804 column "a" is of type mood but default expression is of type text
--> HINT: You will need to rewrite or cast the expression.
CREATE TABLE d1 (a int DEFAULT b, b int);
--> 0A000 cannot use column reference in DEFAULT expression
--> POSITION: 32
CREATE TABLE d1 (a int DEFAULT (SELECT 1));
--> 0A000 cannot use subquery in DEFAULT expression
--> POSITION: 32
CREATE TABLE d1 (a int DEFAULT count(*));
--> 42803 aggregate functions are not allowed in DEFAULT expressions
--> POSITION: 32
CREATE TABLE d1 (a int DEFAULT generate_series(1, 2));
--> 0A000 set-returning functions are not allowed in DEFAULT expressions
--> POSITION: 32
CREATE TABLE d1 (a uuid DEFAULT nope());
--> 42883 function nope() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 33
CREATE TABLE d1 (a bigint DEFAULT nextval('nope'));
--> 42P01 relation "nope" does not exist
--> POSITION: 43
CREATE TABLE d1 (a jsonb DEFAULT '{bad');
--> 22P02 invalid input syntax for type json
--> DETAIL: Token "bad" is invalid.
--> POSITION: 34
CREATE TABLE d1 (a text[] DEFAULT 'x');
--> 22P02 malformed array literal: "x"
--> DETAIL: Array value must start with "{" or dimension information.
--> POSITION: 35
CREATE TABLE d1 (a int[] DEFAULT '{1,x}');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 34
CREATE TABLE d1 (a boolean DEFAULT 'maybe');
--> 22P02 invalid input syntax for type boolean: "maybe"
--> POSITION: 36
CREATE TABLE d1 (a uuid DEFAULT '123');
--> 22P02 invalid input syntax for type uuid: "123"
--> POSITION: 33
CREATE TABLE d1 (a smallint DEFAULT '40000');
--> 22003 value "40000" is out of range for type smallint
--> POSITION: 37
CREATE TABLE d1 (a date DEFAULT '2020-02-30');
--> 22008 date/time field value out of range: "2020-02-30"
--> POSITION: 33
CREATE TABLE d1 (a interval DEFAULT '1 fortnight');
--> 22007 invalid input syntax for type interval: "1 fortnight"
--> POSITION: 37
CREATE TABLE d1 (a bigint DEFAULT nextval('seq'), b mood DEFAULT 'ok', c timestamptz DEFAULT now(), d uuid DEFAULT gen_random_uuid(), e text[] DEFAULT '{}', f jsonb DEFAULT '{}', g int DEFAULT '7', h numeric(5,2) DEFAULT 1, i varchar(3) DEFAULT 'abc', j boolean DEFAULT 'yes', k interval DEFAULT '1 day', l date DEFAULT current_date);
--> ok
CREATE TABLE k1 (a int CHECK (a), b text);
--> 42804 argument of CHECK must be type boolean, not type integer
--> POSITION: 31
CREATE TABLE k1 (a int CHECK (nope > 1));
--> 42703 column "nope" does not exist
--> POSITION: 31
CREATE TABLE k1 (a int CHECK (a > 'x'));
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 35
CREATE TABLE k1 (a int CHECK (a IN (SELECT 1)));
--> 0A000 cannot use subquery in check constraint
--> POSITION: 33
CREATE TABLE k1 (a int CHECK (sum(a) > 1));
--> 42803 aggregate functions are not allowed in check constraints
--> POSITION: 31
CREATE TABLE k1 (a int, CHECK (ctid IS NOT NULL));
--> 42P10 system column "ctid" reference in check constraint is invalid
--> POSITION: 32
CREATE TABLE k1 (a int CHECK (k1.a > 0), b text CHECK (b IN ('x', 'y')), CHECK (a > 0 OR b = 'z'), CHECK (tableoid > 0));
--> ok
ALTER TABLE k1 ADD CHECK (other.a > 0);
--> 42P01 missing FROM-clause entry for table "other"
CREATE TABLE gen (a int, b int GENERATED ALWAYS AS (a + random()) STORED);
--> 42P17 generation expression is not immutable
CREATE TABLE gen (a int, b int GENERATED ALWAYS AS (c + 1) STORED, c int GENERATED ALWAYS AS (a) STORED);
--> 42P17 cannot use generated column "c" in column generation expression
--> DETAIL: A generated column cannot reference another generated column.
--> POSITION: 53
CREATE TABLE gen (a date, b text GENERATED ALWAYS AS (a::text) STORED);
--> 42P17 generation expression is not immutable
CREATE TABLE gen (a int, b text GENERATED ALWAYS AS (a) STORED);
--> ok
CREATE TABLE gen (a int, b int GENERATED ALWAYS AS (b) STORED);
--> 42P07 relation "gen" already exists
CREATE TABLE gen (a text, b tsvector GENERATED ALWAYS AS (to_tsvector(a)) STORED);
--> 42P07 relation "gen" already exists
CREATE TABLE gen (a text, b tsvector GENERATED ALWAYS AS (to_tsvector('english', a)) STORED, c int GENERATED ALWAYS AS (length(a) * 2) STORED);
--> 42P07 relation "gen" already exists
CREATE INDEX ON k1 ((nope));
--> 42703 column "nope" does not exist
--> POSITION: 22
CREATE INDEX ON k1 (lower(a));
--> 42883 function lower(integer) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 21
CREATE INDEX ON k1 ((now()));
--> 42P17 functions in index expression must be marked IMMUTABLE
CREATE INDEX ON k1 ((a + (SELECT 1)));
--> 0A000 cannot use subquery in index expression
--> POSITION: 26
CREATE INDEX ON k1 (lower(b)) WHERE a;
--> 42804 argument of WHERE must be type boolean, not type integer
--> POSITION: 37
CREATE INDEX ON k1 (lower(b)) WHERE a > random();
--> 42P17 functions in index predicate must be marked IMMUTABLE
CREATE INDEX ON k1 (lower(b), (a + 1)) WHERE a > 0 AND b IS NOT NULL;
--> ok
CREATE INDEX ON k1 (b text_pattern_ops, a int8_ops);
--> 42804 operator class "int8_ops" does not accept data type integer
CREATE INDEX ON k1 USING gin (b);
--> 42704 data type text has no default operator class for access method "gin"
--> HINT: You must specify an operator class for the index or define a default operator class for the data type.
CREATE INDEX ON k1 (b nope_ops);
--> 42704 operator class "nope_ops" does not exist for access method "btree"
CREATE DOMAIN dom AS int CHECK (value > 'x');
--> 22P02 invalid input syntax for type integer: "x"
CREATE DOMAIN dom AS int CHECK (other > 0);
--> 42703 column "other" does not exist
CREATE DOMAIN dom AS int CHECK (value);
--> 42804 argument of CHECK must be type boolean, not type integer
CREATE DOMAIN dom AS int DEFAULT 'x'::text;
--> 42804 column "dom" is of type integer but default expression is of type text
--> HINT: You will need to rewrite or cast the expression.
CREATE DOMAIN dom AS int CHECK (value > 0) DEFAULT 5;
--> ok
CREATE TABLE pk (a int, b text) PARTITION BY RANGE (nope);
--> 42703 column "nope" named in partition key does not exist
--> POSITION: 53
CREATE TABLE pk (a int, b text) PARTITION BY RANGE ((nope + 1));
--> 42703 column "nope" does not exist
CREATE TABLE pk (a int, b text) PARTITION BY RANGE ((random()));
--> 42P17 functions in partition key expression must be marked IMMUTABLE
CREATE TABLE pk (a int, b text) PARTITION BY RANGE ((1));
--> 42P17 cannot use constant expression as partition key
CREATE TABLE pk (a int, b text) PARTITION BY RANGE (a, lower(b));
--> ok
CREATE TABLE pk1 PARTITION OF pk FOR VALUES FROM ('x', 'a') TO (2, 'b');
--> 22P02 invalid input syntax for type integer: "x"
--> POSITION: 51
CREATE TABLE pk1 PARTITION OF pk FOR VALUES FROM (1) TO (2);
--> 42P16 FROM must specify exactly one value per partitioning column
CREATE TABLE pk1 PARTITION OF pk FOR VALUES FROM (now(), 'a') TO (2, 'b');
--> 42804 specified value cannot be cast to type integer for column "a"
--> POSITION: 51
CREATE TABLE pk1 PARTITION OF pk FOR VALUES FROM (a, 'a') TO (2, 'b');
--> 0A000 cannot use column reference in partition bound expression
--> POSITION: 51
CREATE TABLE pk1 PARTITION OF pk FOR VALUES FROM (1, 'a') TO (2, 'b');
--> ok
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
--> ok
CREATE TRIGGER t1 BEFORE INSERT ON k1 FOR EACH ROW WHEN (OLD.a > 0) EXECUTE FUNCTION trg();
--> 42P17 INSERT trigger's WHEN condition cannot reference OLD values
--> POSITION: 58
CREATE TRIGGER t1 BEFORE DELETE ON k1 FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION trg();
--> 42P17 DELETE trigger's WHEN condition cannot reference NEW values
--> POSITION: 58
CREATE TRIGGER t1 BEFORE UPDATE ON k1 FOR EACH STATEMENT WHEN (NEW.a > 0) EXECUTE FUNCTION trg();
--> 42P17 statement trigger's WHEN condition cannot reference column values
--> POSITION: 64
CREATE TRIGGER t1 BEFORE UPDATE ON k1 FOR EACH ROW WHEN (NEW.nope > 0) EXECUTE FUNCTION trg();
--> 42703 column new.nope does not exist
--> POSITION: 58
CREATE TRIGGER t1 BEFORE UPDATE ON k1 FOR EACH ROW WHEN (a > 0) EXECUTE FUNCTION trg();
--> 42702 column reference "a" is ambiguous
--> POSITION: 58
CREATE TRIGGER t1 BEFORE UPDATE ON k1 FOR EACH ROW WHEN (NEW.ctid IS NULL) EXECUTE FUNCTION trg();
--> 0A000 BEFORE trigger's WHEN condition cannot reference NEW system columns
--> POSITION: 58
CREATE TRIGGER t1 BEFORE UPDATE ON k1 FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION trg();
--> ok
CREATE POLICY p1 ON k1 USING (a);
--> 42804 argument of POLICY must be type boolean, not type integer
CREATE POLICY p1 ON k1 USING (nope = 1);
--> 42703 column "nope" does not exist
CREATE POLICY p1 ON k1 USING (count(*) > 1);
--> 42803 aggregate functions are not allowed in policy expressions
CREATE POLICY p1 ON k1 USING (b = current_user AND EXISTS (SELECT 1 FROM k1 x WHERE x.a = k1.a)) WITH CHECK (a > 'y');
--> 22P02 invalid input syntax for type integer: "y"
CREATE POLICY p1 ON k1 USING (b = current_user AND EXISTS (SELECT 1 FROM k1 x WHERE x.a = k1.a)) WITH CHECK (a > 0);
--> ok
ALTER TABLE k1 ALTER COLUMN b TYPE int;
--> 42804 column "b" cannot be cast automatically to type integer
--> HINT: You might need to specify "USING b::integer".
ALTER TABLE k1 ALTER COLUMN b TYPE int USING a::text;
--> 42804 result of USING clause for column "b" cannot be cast automatically to type integer
--> HINT: You might need to add an explicit cast.
ALTER TABLE k1 ALTER COLUMN b TYPE int USING (SELECT 1);
--> 0A000 cannot use subquery in transform expression
--> POSITION: 46
ALTER TABLE k1 ALTER COLUMN a SET DEFAULT 'x'::text;
--> 42804 column "a" is of type integer but default expression is of type text
--> HINT: You will need to rewrite or cast the expression.
ALTER TABLE k1 ALTER COLUMN a SET DEFAULT b;
--> 0A000 cannot use column reference in DEFAULT expression
CREATE FUNCTION fd(a int, b int DEFAULT a) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 42703 column "a" does not exist
--> POSITION: 41
CREATE FUNCTION fd(a int DEFAULT 'x'::text) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 42804 argument of DEFAULT must be type integer, not type text
--> POSITION: 34
CREATE FUNCTION fd(a int DEFAULT (SELECT 1)) RETURNS int LANGUAGE sql AS 'SELECT 1';
--> 0A000 cannot use subquery in DEFAULT expression
--> POSITION: 34
CREATE PUBLICATION pub FOR TABLE k1 WHERE (a > random());
--> 0A000 invalid publication WHERE expression
--> DETAIL: User-defined or built-in mutable functions are not allowed.
--> POSITION: 48
CREATE PUBLICATION pub FOR TABLE k1 WHERE (nope > 1);
--> 42703 column "nope" does not exist
--> POSITION: 44
CREATE STATISTICS st ON (a + nope), b FROM k1;
--> 42703 column "nope" does not exist
--> POSITION: 30
