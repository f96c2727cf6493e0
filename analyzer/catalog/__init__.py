"""The simulated catalog: one record per row of the server's, dependencies, name lookup, privileges; knows no syntax."""
