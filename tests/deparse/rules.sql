-- Rules, collations and text search.
CREATE SCHEMA app;
CREATE COLLATION app.plain (locale = 'C');
CREATE TABLE app.notes (id int, body text);
CREATE TABLE app.parent (a integer NOT NULL, b text DEFAULT 'p');
CREATE TABLE app.child (c integer) INHERITS (app.parent);
CREATE RULE no_del AS ON DELETE TO app.notes WHERE old.body = 'keep' DO INSTEAD NOTHING;
CREATE RULE log_ins AS ON INSERT TO app.parent DO ALSO INSERT INTO app.child (a, b) VALUES (new.a + 1, 'x'::text || new.b);
CREATE RULE upd AS ON UPDATE TO app.notes DO ALSO (UPDATE app.parent SET b = new.body WHERE a = old.id; DELETE FROM app.child WHERE c = old.id);
CREATE RULE sel AS ON INSERT TO app.notes DO ALSO INSERT INTO app.parent (a) SELECT new.id FROM app.child WHERE new.id > 1;
CREATE RULE nt AS ON DELETE TO app.parent DO ALSO NOTIFY chan, 'x';
CREATE VIEW app.vv AS SELECT * FROM app.notes;
CREATE RULE vins AS ON INSERT TO app.vv DO INSTEAD INSERT INTO app.notes VALUES (new.*) RETURNING notes.*;
ALTER TABLE app.notes DISABLE RULE no_del;
CREATE TEXT SEARCH DICTIONARY app.simple2 (TEMPLATE = simple, stopwords = english);
CREATE TEXT SEARCH CONFIGURATION app.conf (COPY = english);
ALTER TEXT SEARCH CONFIGURATION app.conf ALTER MAPPING FOR asciiword WITH app.simple2, simple;
