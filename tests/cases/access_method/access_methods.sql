-- min: 15
-- CREATE ACCESS METHOD.
CREATE ACCESS METHOD btree2 TYPE INDEX HANDLER bthandler;
--> ok
CREATE ACCESS METHOD btree2 TYPE INDEX HANDLER bthandler;
--> 42710 access method "btree2" already exists
CREATE ACCESS METHOD m TYPE INDEX HANDLER nope;
--> 42883 function nope(internal) does not exist
CREATE ACCESS METHOD m TYPE INDEX HANDLER int4um;
--> 42883 function int4um(internal) does not exist
CREATE ACCESS METHOD m TYPE TABLE HANDLER bthandler;
--> 42809 function bthandler must return type table_am_handler
CREATE ACCESS METHOD m TYPE INDEX HANDLER heap_tableam_handler;
--> 42809 function heap_tableam_handler must return type index_am_handler
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
--> ok
CREATE TABLE t (a int) USING heap2;
--> ok
DROP ACCESS METHOD heap2;
--> 2BP01 cannot drop access method heap2 because other objects depend on it
--> DETAIL: table t depends on access method heap2
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
DROP ACCESS METHOD btree2;
--> ok
DROP ACCESS METHOD nope;
--> 42704 access method "nope" does not exist
