"""The live side: a database's own catalogs, or a dump of it, as a simulated catalog."""
