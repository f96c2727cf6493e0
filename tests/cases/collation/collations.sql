-- Collations. The wheel's PostgreSQL 18 is built without ICU.
-- postgres: 17
-- min: 15

CREATE COLLATION german (provider = icu, locale = 'de');
--> ok
CREATE COLLATION german (provider = icu, locale = 'de');
--> 42710 collation "german" already exists
CREATE COLLATION copy FROM "C";
--> ok
CREATE COLLATION bad FROM nope;
--> 42704 collation "nope" for encoding "UTF8" does not exist
CREATE TABLE collated (a text COLLATE german);
--> ok
DROP COLLATION german;
--> 2BP01 cannot drop collation german because other objects depend on it
--> DETAIL: column a of table collated depends on collation german
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
