-- The schema public is dropped and made anew.
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT ALL ON SCHEMA public TO pg_monitor;
CREATE TABLE public.t (id integer PRIMARY KEY);
