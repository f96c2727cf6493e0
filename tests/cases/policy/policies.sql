-- Row level security policies.
-- min: 15

CREATE TABLE t (id int, owner_id uuid, team text);
--> ok
CREATE TABLE member (user_id uuid, team text);
--> ok
CREATE POLICY p ON nope USING (true);
--> 42P01 relation "nope" does not exist
CREATE POLICY p ON t USING (true);
--> ok
CREATE POLICY p ON t USING (true);
--> 42710 policy "p" for table "t" already exists
CREATE POLICY q ON t FOR SELECT USING (nope = 1);
--> 42703 column "nope" does not exist
CREATE POLICY q ON t FOR SELECT USING (id);
--> 42804 argument of POLICY must be type boolean, not type integer
CREATE POLICY q ON t FOR SELECT USING (owner_id = team);
--> 42883 operator does not exist: uuid = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
CREATE POLICY q ON t FOR SELECT USING (auth.uid() = owner_id);
--> 3F000 schema "auth" does not exist
CREATE POLICY q ON t FOR SELECT USING (team = 5);
--> 42883 operator does not exist: text = integer
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
CREATE POLICY q ON t FOR SELECT TO nobody_here USING (true);
--> 42704 role "nobody_here" does not exist
CREATE POLICY q ON t FOR SELECT WITH CHECK (true);
--> 42601 WITH CHECK cannot be applied to SELECT or DELETE
CREATE POLICY q ON t FOR INSERT USING (true);
--> 42601 only WITH CHECK expression allowed for INSERT
CREATE POLICY q ON t FOR DELETE WITH CHECK (true);
--> 42601 WITH CHECK cannot be applied to SELECT or DELETE
CREATE POLICY q ON t FOR UPDATE USING (true) WITH CHECK (team IN (SELECT team FROM member WHERE user_id = owner_id));
--> ok
CREATE POLICY r ON t FOR SELECT USING (count(*) > 1);
--> 42803 aggregate functions are not allowed in policy expressions
CREATE POLICY r ON t FOR SELECT USING (row_number() OVER () > 1);
--> 42P20 window functions are not allowed in policy expressions
CREATE POLICY r ON t FOR SELECT USING (EXISTS (SELECT 1 FROM nope));
--> 42P01 relation "nope" does not exist
CREATE POLICY r ON t AS RESTRICTIVE FOR SELECT TO public USING (EXISTS (SELECT 1 FROM member m WHERE m.team = t.team));
--> ok
CREATE POLICY r2 ON t AS SOMETIMES USING (true);
--> 42601 unrecognized row security option "sometimes"
--> HINT: Only PERMISSIVE or RESTRICTIVE policies are supported currently.
--> POSITION: 26
CREATE POLICY r2 ON t FOR TRUNCATE USING (true);
--> 42601 syntax error at or near "TRUNCATE"
--> POSITION: 27
ALTER POLICY nope ON t USING (true);
--> 42704 policy "nope" for table "t" does not exist
ALTER POLICY p ON nope USING (true);
--> 42P01 relation "nope" does not exist
ALTER POLICY p ON t USING (nope);
--> 42703 column "nope" does not exist
ALTER POLICY q ON t WITH CHECK (id > 0);
--> ok
ALTER POLICY r ON t WITH CHECK (id > 0);
--> 42601 only USING expression allowed for SELECT, DELETE
ALTER POLICY p ON t RENAME TO q;
--> 42710 policy "q" for table "t" already exists
ALTER POLICY p ON t RENAME TO p2;
--> ok
ALTER POLICY p2 ON t TO CURRENT_USER;
--> ok
DROP POLICY p ON t;
--> 42704 policy "p" for table "t" does not exist
DROP POLICY IF EXISTS p ON t;
--> ok
DROP POLICY IF EXISTS p ON nope;
--> ok
DROP POLICY p2 ON nope;
--> 42P01 relation "nope" does not exist
DROP POLICY p2 ON t;
--> ok
ALTER TABLE t DROP COLUMN team;
--> 2BP01 cannot drop column team of table t because other objects depend on it
--> DETAIL: policy r on table t depends on column team of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE member;
--> 2BP01 cannot drop table member because other objects depend on it
--> DETAIL: policy r on table t depends on table member
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TABLE member CASCADE;
--> ok
DROP POLICY r ON t;
--> 42704 policy "r" for table "t" does not exist
ALTER TABLE t DROP COLUMN owner_id CASCADE;
--> ok
ALTER TABLE t ALTER COLUMN id TYPE bigint;
--> 0A000 cannot alter type of a column used in a policy definition
--> DETAIL: policy q on table t depends on column "id"
CREATE POLICY s ON t USING (id > 0);
--> ok
ALTER TABLE t ALTER COLUMN id TYPE int;
--> 0A000 cannot alter type of a column used in a policy definition
--> DETAIL: policy q on table t depends on column "id"
ALTER TABLE t RENAME COLUMN id TO ident;
--> ok
ALTER TABLE t DROP COLUMN ident;
--> 2BP01 cannot drop column ident of table t because other objects depend on it
--> DETAIL: policy q on table t depends on column ident of table t
-->| policy s on table t depends on column ident of table t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
COMMENT ON POLICY s ON t IS 'x';
--> ok
COMMENT ON POLICY nope ON t IS 'x';
--> 42704 policy "nope" for table "t" does not exist
CREATE VIEW v AS SELECT 1 AS a;
--> ok
CREATE POLICY p ON v USING (true);
--> 42809 "v" is not a table
ALTER TABLE v ENABLE ROW LEVEL SECURITY;
--> 42809 ALTER action ENABLE ROW SECURITY cannot be performed on relation "v"
--> DETAIL: This operation is not supported for views.
CREATE POLICY this_policy_has_a_very_long_name_that_is_cut_at_sixty_three_bytes_one ON t USING (true);
--> ok
CREATE POLICY this_policy_has_a_very_long_name_that_is_cut_at_sixty_three_bytes_two ON t USING (true);
--> 42710 policy "this_policy_has_a_very_long_name_that_is_cut_at_sixty_three_byt" for table "t" already exists
CREATE ROLE pgrehearse_case_role;
--> ok
CREATE POLICY for_role ON t TO pgrehearse_case_role USING (true);
--> ok
DROP ROLE pgrehearse_case_role;
--> 2BP01 role "pgrehearse_case_role" cannot be dropped because some objects depend on it
--> DETAIL: target of policy for_role on table t
DROP POLICY for_role ON t;
--> ok
DROP ROLE pgrehearse_case_role;
--> ok
