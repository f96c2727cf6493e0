-- Dropping and making public anew loses what the platform had set up there.
-- postgres: 17
-- baseline: supabase

CREATE TABLE before (id int);
--> ok
SET ROLE anon;
--> ok
SELECT * FROM before;
--> ok
RESET ROLE;
--> ok
DROP SCHEMA public CASCADE;
--> ok
CREATE SCHEMA public;
--> ok
CREATE TABLE after (id int);
--> ok
SET ROLE anon;
--> ok
SELECT * FROM after;
--> 42P01 relation "after" does not exist
--> POSITION: 15
RESET ROLE;
--> ok
GRANT USAGE ON SCHEMA public TO anon;
--> ok
SET ROLE anon;
--> ok
SELECT * FROM after;
--> 42501 permission denied for table after
RESET ROLE;
--> ok
GRANT SELECT ON after TO anon;
--> ok
SET ROLE anon;
--> ok
SELECT * FROM after;
--> ok
INSERT INTO after VALUES (1);
--> 42501 permission denied for table after
RESET ROLE;
--> ok
