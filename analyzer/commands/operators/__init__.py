"""Operators and what else is built on functions: operator classes, access methods, casts, conversions."""
