"""Reading a real server's catalogs into the project's record form: the machinery behind `generate_baseline.py`."""
