-- A column and its foreign key in one statement: rows that are there get NULL, which refers to nothing.
CREATE TABLE p (id text PRIMARY KEY);
--> ok
CREATE TABLE t (id int PRIMARY KEY);
--> ok
INSERT INTO t VALUES (1);
--> ok
ALTER TABLE t ADD COLUMN pid text NULL, ADD COLUMN qid text, ADD CONSTRAINT t_p FOREIGN KEY (pid) REFERENCES p (id) ON DELETE SET NULL;
--> ok
CREATE INDEX t_pid ON t (pid);
--> ok
ALTER TABLE t ADD COLUMN rid text, ADD FOREIGN KEY (rid, qid) REFERENCES p (id, id);
--> 42830 foreign key referenced-columns list must not contain duplicates
ALTER TABLE t ADD COLUMN rid text REFERENCES p (id);
--> ok
SELECT pid, rid FROM t;
--> ok
