-- SET TRANSACTION and its like: when they may come; a failing statement is undone alone, in a savepoint of its own.
-- min: 15

BEGIN;
--> ok
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
--> ok
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
--> 25001 SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction
SET TRANSACTION READ ONLY;
--> ok
SET TRANSACTION DEFERRABLE;
--> 25001 SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction
SELECT 1;
--> ok
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
--> 25001 SET TRANSACTION ISOLATION LEVEL must be called before any query
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> ok
SET transaction_isolation = 'repeatable read';
--> 25001 SET TRANSACTION ISOLATION LEVEL must be called before any query
SET transaction_isolation = 'nonsense';
--> 22023 invalid value for parameter "transaction_isolation": "nonsense"
--> HINT: Available values: serializable, repeatable read, read committed, read uncommitted.
SET LOCAL transaction_read_only = on;
--> ok
CREATE TABLE made (a int);
--> ok
BEGIN ISOLATION LEVEL SERIALIZABLE;
--> 25001 SET TRANSACTION ISOLATION LEVEL must be called before any query
BEGIN READ ONLY;
--> ok
CREATE TABLE made_too (a int);
--> ok
COMMIT;
--> ok
BEGIN READ ONLY;
--> ok
SAVEPOINT s;
--> ok
SET TRANSACTION READ WRITE;
--> 25001 cannot set transaction read-write mode inside a read-only transaction
ROLLBACK TO s;
--> ok
RELEASE s;
--> ok
SELECT 1;
--> ok
SET TRANSACTION READ WRITE;
--> 25001 cannot set transaction read-write mode inside a read-only transaction
CREATE TABLE refused (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
COMMIT AND CHAIN;
--> ok
CREATE TABLE refused (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
ROLLBACK AND CHAIN;
--> ok
CREATE TABLE refused (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
ROLLBACK;
--> ok
START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE, NOT DEFERRABLE;
--> ok
CREATE TABLE accepted (a int);
--> ok
COMMIT;
--> ok
SET TRANSACTION READ ONLY;
--> ok
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE;
--> ok
DROP TABLE accepted;
--> ok
SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;
--> ok
DROP TABLE made;
--> 25006 cannot execute DROP TABLE in a read-only transaction
BEGIN READ WRITE;
--> ok
DROP TABLE made;
--> ok
COMMIT AND CHAIN;
--> ok
DROP TABLE made_too;
--> ok
COMMIT;
--> ok
CREATE TABLE refused (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
DO $$ BEGIN EXECUTE 'SET TRANSACTION READ WRITE'; END $$;
--> 25001 transaction read-write mode must be set before any query
SET default_transaction_read_only = off;
--> ok
CREATE TABLE accepted (a int);
--> ok
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;
--> ok
BEGIN;
--> ok
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
--> ok
SELECT 1;
--> ok
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
--> ok
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
--> 25001 SET TRANSACTION ISOLATION LEVEL must be called before any query
COMMIT;
--> ok
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
--> ok
COMMIT AND CHAIN;
--> 25P01 COMMIT AND CHAIN can only be used in transaction blocks
ROLLBACK AND CHAIN;
--> 25P01 ROLLBACK AND CHAIN can only be used in transaction blocks
SET TRANSACTION SNAPSHOT '00000003-0000001B-1';
--> 0A000 a snapshot-importing transaction must have isolation level SERIALIZABLE or REPEATABLE READ
SET TRANSACTION SNAPSHOT 'nonsense';
--> 0A000 a snapshot-importing transaction must have isolation level SERIALIZABLE or REPEATABLE READ
BEGIN;
--> ok
SET TRANSACTION SNAPSHOT '00000003-0000001B-1';
--> 25001 SET TRANSACTION SNAPSHOT must be called before any query
COMMIT;
--> ok
SET default_transaction_isolation = 'serializable';
--> ok
SET TRANSACTION SNAPSHOT 'nonsense';
--> 22023 invalid snapshot identifier: "nonsense"
RESET default_transaction_isolation;
--> ok
SET transaction_read_only = 'perhaps';
--> 22023 parameter "transaction_read_only" requires a Boolean value
SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, READ WRITE, DEFERRABLE;
--> ok
CREATE TABLE accepted_too (a int);
--> ok
PREPARE TRANSACTION 'nothing';
--> ok
BEGIN;
--> ok
CREATE TABLE lost (a int);
--> ok
CREATE TABLE lost (a int);
--> 42P07 relation "lost" already exists
COMMIT;
--> ok
BEGIN;
--> ok
CREATE TEMP TABLE temporary (a int);
--> ok
PREPARE TRANSACTION 'two';
--> 0A000 cannot PREPARE a transaction that has operated on temporary objects
SELECT * FROM temporary;
--> 42P01 relation "temporary" does not exist
--> POSITION: 15
BEGIN;
--> ok
DECLARE c CURSOR WITH HOLD FOR SELECT 1;
--> ok
PREPARE TRANSACTION 'three';
--> 0A000 cannot PREPARE a transaction that has created a cursor WITH HOLD
BEGIN;
--> ok
PREPARE TRANSACTION 'a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name';
--> 22023 transaction identifier "a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name, a very long name" is too long
COMMIT PREPARED 'nothing';
--> 42704 prepared transaction with identifier "nothing" does not exist
ROLLBACK PREPARED 'nothing';
--> 42704 prepared transaction with identifier "nothing" does not exist
BEGIN;
--> ok
COMMIT PREPARED 'nothing';
--> 25001 COMMIT PREPARED cannot run inside a transaction block
ROLLBACK PREPARED 'nothing';
--> 25001 ROLLBACK PREPARED cannot run inside a transaction block
COMMIT;
--> ok
