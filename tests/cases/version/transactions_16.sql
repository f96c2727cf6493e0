-- What RESET and other words do to a running transaction before and since PostgreSQL 16 and 17.
-- postgres: 16

SET default_transaction_isolation = 'serializable';
--> ok
SET TRANSACTION SNAPSHOT '00000003-0000001B-1';
--> 22023 invalid snapshot identifier: "00000003-0000001B-1"
SET TRANSACTION SNAPSHOT 'nonsense';
--> 22023 invalid snapshot identifier: "nonsense"
RESET default_transaction_isolation;
--> ok
RESET transaction_isolation;
--> 0A000 parameter "transaction_isolation" cannot be reset
RESET transaction_read_only;
--> 0A000 parameter "transaction_read_only" cannot be reset
RESET transaction_deferrable;
--> 0A000 parameter "transaction_deferrable" cannot be reset
SET transaction_read_only TO DEFAULT;
--> 0A000 parameter "transaction_read_only" cannot be reset
SET transaction_isolation TO DEFAULT;
--> 0A000 parameter "transaction_isolation" cannot be reset
BEGIN READ ONLY;
--> ok
CREATE TABLE t (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
RESET transaction_read_only;
--> 0A000 parameter "transaction_read_only" cannot be reset
CREATE TABLE t (a int);
--> 25006 cannot execute CREATE TABLE in a read-only transaction
COMMIT;
--> ok
BEGIN;
--> ok
CREATE TABLE lost (a int);
--> ok
PREPARE TRANSACTION 'one';
--> 55000 prepared transactions are disabled
--> HINT: Set max_prepared_transactions to a nonzero value.
CREATE TABLE lost (a int);
--> ok
COMMIT;
--> ok
