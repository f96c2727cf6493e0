-- Subscriptions that do not connect: options, publications, slots.
CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false);
--> ok
CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false);
--> 42710 subscription "s" already exists
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p, p WITH (connect = false);
--> 42710 publication name "p" used more than once
CREATE SUBSCRIPTION s2 CONNECTION 'nonsense' PUBLICATION p WITH (connect = false);
--> 42601 invalid connection string syntax: missing "=" after "nonsense" in connection info string
-->| 
CREATE SUBSCRIPTION s2 CONNECTION 'foo=bar' PUBLICATION p WITH (connect = false);
--> 42601 invalid connection string syntax: invalid connection option "foo"
-->| 
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, enabled = true);
--> 42601 connect = false and enabled = true are mutually exclusive options
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, copy_data = true);
--> 42601 connect = false and copy_data = true are mutually exclusive options
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (slot_name = NONE, enabled = true);
--> 42601 slot_name = NONE and enabled = true are mutually exclusive options
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, foo = 1);
--> 42601 unrecognized subscription parameter: "foo"
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = 'A B');
--> 42602 replication slot name "A B" contains invalid character
--> HINT: Replication slot names may only contain lower case letters, numbers, and the underscore character.
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, streaming = often);
--> 42601 streaming requires a Boolean value or "parallel"
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, origin = here);
--> 22023 unrecognized origin value: "here"
CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, synchronous_commit = often);
--> 22023 invalid value for parameter "synchronous_commit": "often"
--> HINT: Available values: local, remote_write, remote_apply, on, off.
ALTER SUBSCRIPTION s SET (slot_name = '');
--> 42602 replication slot name "" is too short
ALTER SUBSCRIPTION s SET (create_slot = false);
--> 42601 unrecognized subscription parameter: "create_slot"
ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh = false);
--> 42710 publication "p" is already in subscription "s"
ALTER SUBSCRIPTION s ADD PUBLICATION q WITH (refresh = false);
--> ok
ALTER SUBSCRIPTION s ADD PUBLICATION r;
--> 55000 ALTER SUBSCRIPTION with refresh is not allowed for disabled subscriptions
--> HINT: Use ALTER SUBSCRIPTION ... ADD PUBLICATION ... WITH (refresh = false) instead.
ALTER SUBSCRIPTION s DROP PUBLICATION nope WITH (refresh = false);
--> 42P17 publication "nope" is not in subscription "s"
ALTER SUBSCRIPTION s DROP PUBLICATION p, q WITH (refresh = false);
--> 42P17 cannot drop all the publications from a subscription
ALTER SUBSCRIPTION s SET PUBLICATION q WITH (refresh = false);
--> ok
ALTER SUBSCRIPTION s REFRESH PUBLICATION;
--> 55000 ALTER SUBSCRIPTION ... REFRESH is not allowed for disabled subscriptions
ALTER SUBSCRIPTION s CONNECTION 'nonsense';
--> 42601 invalid connection string syntax: missing "=" after "nonsense" in connection info string
-->| 
ALTER SUBSCRIPTION s SET (slot_name = NONE);
--> ok
ALTER SUBSCRIPTION s ENABLE;
--> 55000 cannot enable subscription that does not have a slot name
ALTER SUBSCRIPTION nope ENABLE;
--> 42704 subscription "nope" does not exist
DROP SUBSCRIPTION s;
--> ok
DROP SUBSCRIPTION s;
--> 42704 subscription "s" does not exist
DROP SUBSCRIPTION IF EXISTS s;
--> ok
