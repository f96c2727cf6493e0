"""What is said of each kind of object, as facts that can be compared across two catalogs; one module per family."""
