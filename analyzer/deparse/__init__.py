"""Catalog records and analyzed trees as text: names, descriptions, expressions, queries, definitions (ruleutils.c)."""
