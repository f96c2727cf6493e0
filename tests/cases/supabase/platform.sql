-- What role postgres may and may not do on a fresh Supabase database.
-- postgres: 17
-- baseline: supabase

CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, name text, avatar text);
--> ok
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
--> ok
CREATE POLICY own ON profiles FOR ALL TO authenticated USING (auth.uid() = id) WITH CHECK (auth.uid() = id);
--> ok
CREATE POLICY wrong ON profiles USING (auth.uid() = name);
--> 42883 operator does not exist: uuid = text
--> HINT: No operator matches the given name and argument types. You might need to add explicit type casts.
CREATE POLICY wrong ON profiles USING (auth.nope() = id);
--> 42883 function auth.nope() does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
CREATE POLICY jwt ON profiles USING ((auth.jwt() ->> 'role') = 'admin' OR auth.role() = 'service_role');
--> ok
CREATE POLICY anon ON profiles TO anon, authenticated, service_role USING (true);
--> ok
CREATE POLICY nobody ON profiles TO nope USING (true);
--> 42704 role "nope" does not exist
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
begin
  insert into public.profiles (id) values (new.id);
  return new;
end
$$;
--> ok
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_user();
--> ok
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_user();
--> 42710 trigger "on_auth_user_created" for relation "users" already exists
ALTER TABLE auth.users ADD COLUMN nickname text;
--> 42501 must be owner of table users
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
--> 42501 must be owner of table users
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
--> 42501 must be owner of table objects
ALTER TABLE auth.nope ADD COLUMN nickname text;
--> 42P01 relation "auth.nope" does not exist
CREATE INDEX ON auth.users (email);
--> 42501 must be owner of table users
COMMENT ON TABLE auth.users IS 'x';
--> 42501 must be owner of table users
CREATE TABLE auth.mine (id int);
--> 42501 permission denied for schema auth
--> POSITION: 14
CREATE FUNCTION auth.mine() RETURNS int LANGUAGE sql AS 'select 1';
--> 42501 permission denied for schema auth
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'select null::uuid';
--> 42501 permission denied for schema auth
SELECT id, email FROM auth.users;
--> ok
SELECT nope FROM auth.users;
--> 42703 column "nope" does not exist
--> HINT: Perhaps you meant to reference the column "users.role".
--> POSITION: 8
INSERT INTO storage.buckets (id, name, public) VALUES ('avatars', 'avatars', true) ON CONFLICT (id) DO NOTHING;
--> ok
INSERT INTO storage.buckets (id, name, nope) VALUES ('avatars', 'avatars', true);
--> 42703 column "nope" of relation "buckets" does not exist
--> POSITION: 40
CREATE VIEW emails AS SELECT id, email FROM auth.users;
--> ok
CREATE TABLE extensions.mine (id int);
--> ok
CREATE TABLE storage.mine (id int);
--> 42501 permission denied for schema storage
--> POSITION: 14
CREATE TABLE nowhere.mine (id int);
--> 3F000 schema "nowhere" does not exist
--> POSITION: 14
ALTER PUBLICATION supabase_realtime ADD TABLE profiles;
--> ok
ALTER PUBLICATION supabase_realtime ADD TABLE profiles;
--> 42710 relation "profiles" is already member of publication "supabase_realtime"
ALTER PUBLICATION supabase_realtime ADD TABLE public.nope;
--> 42P01 relation "public.nope" does not exist
ALTER PUBLICATION supabase_realtime DROP TABLE profiles;
--> ok
CREATE PUBLICATION mine;
--> ok
SELECT uuid_generate_v4(), gen_random_uuid(), crypt('x', gen_salt('bf'));
--> ok
CREATE FUNCTION salted() RETURNS text LANGUAGE sql SET search_path = '' AS $$ select gen_salt('bf') $$;
--> 42883 function gen_salt(unknown) does not exist
--> HINT: No function matches the given name and argument types. You might need to add explicit type casts.
--> POSITION: 86
CREATE FUNCTION salted() RETURNS text LANGUAGE sql SET search_path = '' AS $$ select extensions.gen_salt('bf') $$;
--> ok
CREATE EXTENSION IF NOT EXISTS pgcrypto;
--> ok
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;
--> ok
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
--> ok
GRANT ALL ON ALL TABLES IN SCHEMA public TO anon, authenticated, service_role;
--> ok
GRANT ALL ON ALL ROUTINES IN SCHEMA public TO anon, authenticated, service_role;
--> ok
GRANT ALL ON profiles TO nope;
--> 42704 role "nope" does not exist
REVOKE ALL ON profiles FROM anon;
--> ok
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon;
--> ok
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public REVOKE ALL ON TABLES FROM anon;
--> ok
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON TABLES TO anon;
--> 42501 permission denied to change default privileges
ALTER TABLE profiles OWNER TO postgres;
--> ok
ALTER TABLE profiles OWNER TO supabase_admin;
--> 42501 must be able to SET ROLE "supabase_admin"
ALTER FUNCTION handle_new_user() OWNER TO supabase_auth_admin;
--> 42501 must be able to SET ROLE "supabase_auth_admin"
CREATE ROLE reporting;
--> ok
GRANT reporting TO authenticator;
--> ok
SET ROLE anon;
--> ok
SELECT * FROM profiles;
--> 42501 permission denied for table profiles
SET ROLE authenticated;
--> ok
SELECT id FROM profiles;
--> ok
CREATE TABLE mine (id int);
--> 42501 permission denied for schema public
--> POSITION: 14
SELECT * FROM auth.users;
--> 42501 permission denied for table users
-- Rows are not simulated, so a value that is missing in one is not missed.
INSERT INTO profiles (name) VALUES ('x');
--> 23502 null value in column "id" of relation "profiles" violates not-null constraint
--! ok
RESET ROLE;
--> ok
SET ROLE supabase_admin;
--> 42501 permission denied to set role "supabase_admin"
CREATE SCHEMA private;
--> ok
CREATE TABLE private.secret (id int);
--> ok
SET ROLE anon;
--> ok
SELECT * FROM private.secret;
--> 42501 permission denied for schema private
--> POSITION: 15
RESET ROLE;
--> ok
GRANT USAGE ON SCHEMA private TO anon;
--> ok
SET ROLE anon;
--> ok
SELECT * FROM private.secret;
--> 42501 permission denied for table secret
RESET ROLE;
--> ok
SELECT vault.create_secret('x', 'name');
--> ok
SELECT * FROM vault.decrypted_secrets;
--> ok
SELECT net.http_get('https://example.com');
--> ok
DROP TABLE auth.users;
--> 42501 must be owner of table users
DROP SCHEMA auth CASCADE;
--> 42501 must be owner of schema auth
DROP SCHEMA extensions CASCADE;
--> ok
TRUNCATE auth.users;
--> 0A000 cannot truncate a table referenced in a foreign key constraint
--> DETAIL: Table "identities" references "users".
--> HINT: Truncate table "identities" at the same time, or use TRUNCATE ... CASCADE.
ALTER SYSTEM SET work_mem = '1MB';
--> 42501 permission denied to set parameter "work_mem"
DROP TABLE profiles;
--> ok
DROP FUNCTION handle_new_user();
--> 2BP01 cannot drop function handle_new_user() because other objects depend on it
--> DETAIL: trigger on_auth_user_created on table auth.users depends on function handle_new_user()
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
