-- min: 15
-- Text search parsers, templates, dictionaries, configurations and their mappings.
CREATE TEXT SEARCH DICTIONARY d (template = simple, stopwords = english, accept = false);
--> ok
CREATE TEXT SEARCH DICTIONARY d (template = simple);
--> 23505 duplicate key value violates unique constraint "pg_ts_dict_dictname_index"
--> DETAIL: Key (dictname, dictnamespace)=(d, 2200) already exists.
CREATE TEXT SEARCH DICTIONARY d2 (stopwords = english);
--> 42P17 text search template is required
CREATE TEXT SEARCH DICTIONARY d2 (template = nope);
--> 42704 text search template "nope" does not exist
CREATE TEXT SEARCH DICTIONARY d2 (template = simple, foo = bar);
--> 22023 unrecognized simple dictionary parameter: "foo"
CREATE TEXT SEARCH DICTIONARY d2 (template = simple, accept = maybe);
--> 42601 accept requires a Boolean value
CREATE TEXT SEARCH DICTIONARY d2 (template = snowball);
--> 22023 missing Language parameter
CREATE TEXT SEARCH DICTIONARY d2 (template = snowball, language = klingon);
--> 42704 no Snowball stemmer available for language "klingon" and encoding "UTF8"
CREATE TEXT SEARCH DICTIONARY d2 (template = snowball, language = german, stopwords = german);
--> ok
ALTER TEXT SEARCH DICTIONARY d2 (stopwords);
--> ok
ALTER TEXT SEARCH DICTIONARY d2 (language);
--> 22023 missing Language parameter
ALTER TEXT SEARCH DICTIONARY nope (stopwords);
--> 42704 text search dictionary "nope" does not exist
CREATE TEXT SEARCH CONFIGURATION c (copy = english);
--> ok
CREATE TEXT SEARCH CONFIGURATION c2 (copy = english, parser = "default");
--> 42601 cannot specify both PARSER and COPY options
CREATE TEXT SEARCH CONFIGURATION c2 (copy = nope);
--> 42704 text search configuration "nope" does not exist
CREATE TEXT SEARCH CONFIGURATION c2 (foo = bar);
--> 42601 text search configuration parameter "foo" not recognized
CREATE TEXT SEARCH CONFIGURATION c2;
--> 42601 syntax error at end of input
--> POSITION: 36
CREATE TEXT SEARCH CONFIGURATION c2 (parser = "default");
--> ok
ALTER TEXT SEARCH CONFIGURATION c2 ADD MAPPING FOR asciiword, word WITH d2, simple;
--> ok
ALTER TEXT SEARCH CONFIGURATION c2 ADD MAPPING FOR word WITH nope;
--> 42704 text search dictionary "nope" does not exist
ALTER TEXT SEARCH CONFIGURATION c2 ADD MAPPING FOR nope WITH simple;
--> 22023 token type "nope" does not exist
ALTER TEXT SEARCH CONFIGURATION c2 ALTER MAPPING FOR word, host WITH d;
--> ok
ALTER TEXT SEARCH CONFIGURATION c2 ALTER MAPPING REPLACE d WITH simple;
--> ok
ALTER TEXT SEARCH CONFIGURATION c2 DROP MAPPING FOR email;
--> 42704 mapping for token type "email" does not exist
ALTER TEXT SEARCH CONFIGURATION c2 DROP MAPPING IF EXISTS FOR email;
--> ok
ALTER TEXT SEARCH CONFIGURATION c2 DROP MAPPING FOR host;
--> ok
SELECT to_tsvector('c2', 'a'), to_tsvector('nope', 'a');
--> 42704 text search configuration "nope" does not exist
--> POSITION: 44
DROP TEXT SEARCH DICTIONARY d2;
--> 2BP01 cannot drop text search dictionary d2 because other objects depend on it
--> DETAIL: text search configuration c2 depends on text search dictionary d2
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP TEXT SEARCH DICTIONARY d;
--> ok
DROP TEXT SEARCH DICTIONARY d2 CASCADE;
--> ok
CREATE TEXT SEARCH PARSER p (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
--> ok
CREATE TEXT SEARCH PARSER p2 (start = prsd_start);
--> 42P17 text search parser gettoken method is required
CREATE TEXT SEARCH PARSER p2 (start = nope);
--> 42883 function nope(internal, integer) does not exist
CREATE TEXT SEARCH PARSER p2 (foo = bar);
--> 42601 text search parser parameter "foo" not recognized
CREATE TEXT SEARCH TEMPLATE t (lexize = dsimple_lexize);
--> ok
CREATE TEXT SEARCH TEMPLATE t2 (init = dsimple_init);
--> 42P17 text search template lexize method is required
CREATE TEXT SEARCH DICTIONARY d3 (template = t);
--> ok
CREATE TEXT SEARCH DICTIONARY d4 (template = t, foo = bar);
--> 42601 text search template "t" does not accept options
DROP TEXT SEARCH TEMPLATE t;
--> 2BP01 cannot drop text search template t because other objects depend on it
--> DETAIL: text search dictionary d3 depends on text search template t
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
