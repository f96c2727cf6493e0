"""Bodies of functions checked against the simulated catalog without running them."""
