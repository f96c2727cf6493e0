"""Statements that read, write, copy, count or rearrange tables' rows."""
