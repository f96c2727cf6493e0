"""Random single changes to a real database, each to be reported as exactly that change, patched and taken back."""
