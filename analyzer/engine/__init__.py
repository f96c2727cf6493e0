"""Runs the statements of a history one after the other; the only catcher of their errors."""
