-- Values of reg types go by name into format() and its like.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--> ok
CREATE FUNCTION touched(tab regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER touch BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touch()', tab);
END $$;
--> ok
CREATE TABLE "Plain" (a int);
--> ok
CREATE SCHEMA s;
--> ok
CREATE TABLE s.t (a int);
--> ok
SELECT touched('"Plain"');
--> ok
SELECT touched('s.t');
--> ok
SELECT touched('s.t');
--> 42710 trigger "touch" for relation "t" already exists
SELECT touched('nope');
--> 42P01 relation "nope" does not exist
--> POSITION: 16
DO $$ BEGIN EXECUTE concat('ALTER TABLE ', 's.t'::regclass, ' ADD COLUMN b int'); END $$;
--> ok
DO $$ BEGIN EXECUTE 'COMMENT ON TABLE ' || 's.t'::regclass || ' IS ' || quote_literal('s.t'::regclass); END $$;
--> ok
SELECT b FROM s.t;
--> ok
