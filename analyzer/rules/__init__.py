"""One file per rule; the docstring of each is its manual page. What runs them is in `judge/`."""
