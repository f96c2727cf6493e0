-- CREATE EXTENSION of one that this server does not have.

CREATE EXTENSION nope;
--> 0A000 extension "nope" is not available
--> HINT: The extension must first be installed on the system where PostgreSQL is running.
CREATE EXTENSION IF NOT EXISTS nope;
--> 0A000 extension "nope" is not available
--> HINT: The extension must first be installed on the system where PostgreSQL is running.
CREATE EXTENSION nope SCHEMA nowhere;
--> 0A000 extension "nope" is not available
--> HINT: The extension must first be installed on the system where PostgreSQL is running.
