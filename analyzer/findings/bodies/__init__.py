"""Findings about bodies of functions: what is wrong with them at the end of the history, and since when."""
