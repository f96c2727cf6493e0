"""The report of gaps between what migrations intend and what a database has, in twelve sections and a rest."""
