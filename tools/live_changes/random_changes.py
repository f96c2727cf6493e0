"""Changes by chance: one with random names and numbers, several at once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from analyzer.deparse.options import dollar_quote
from analyzer.tree.names import quote_identifier, quote_literal
from tools.live_changes.changes import fixed_changes
from tools.live_changes.live_change import ODD, A, LiveChange, T, change

_NAMES = ("x", "Upper", 'quo"te', "sem;i", "back\\slash", "new\nline", "ünï", "select", "it's", "--", "$patch$", "a b")


def together(changes: Iterable[LiveChange]) -> LiveChange:
    """Return several changes as one, of which nothing but the patch is expected; those that fail do not count."""
    statements = (
        f"DO {dollar_quote(f'BEGIN {each.sql}; EXCEPTION WHEN OTHERS THEN NULL; END', 'many')}"
        for each in changes
        if each.patchable
    )
    return LiveChange(";\n".join(statements), frozenset())


def random_change(source: random.Random) -> LiveChange:
    """Return a change with random names and numbers."""
    name = source.choice(_NAMES) + str(source.randrange(100))
    shown, number = quote_identifier(name), source.randrange(2, 900)
    value = quote_literal(name)
    makers: tuple[Callable[[], LiveChange], ...] = (
        lambda: change(f"ALTER TABLE {A} ADD COLUMN {shown} integer DEFAULT {number}", f"extra column:{A}.{shown}"),
        lambda: change(f"CREATE TABLE spare.{shown} (id integer PRIMARY KEY, {shown} text DEFAULT {value})",
                       f"extra table:spare.{shown}"),
        lambda: change(f"CREATE INDEX {shown} ON {A} (score) WHERE score > {number}", f"extra index:app.{shown}"),
        lambda: change(f"ALTER TABLE {A} ADD CONSTRAINT {shown} CHECK (note <> {value})",
                       f"extra constraint:{shown} on {A}"),
        lambda: change(f"CREATE POLICY {shown} ON {T} USING (name = {value})", f"extra policy:{shown} on {T}"),
        lambda: change(f"ALTER POLICY own ON {A} USING (tenant_id = {number})", f"changed policy:own on {A}:USING"),
        lambda: change(f"ALTER TABLE {A} ALTER COLUMN note SET DEFAULT {value}", f"changed column:{A}.note:default"),
        lambda: change(f"COMMENT ON TABLE {T} IS {value}", f"changed table:{T}:comment"),
        lambda: change(f"COMMENT ON COLUMN {T}.name IS {value}", f"changed column:{T}.name:comment"),
        lambda: change(f"CREATE FUNCTION app.{shown}({shown} integer DEFAULT {number}) RETURNS text LANGUAGE plpgsql AS "
                       f"{quote_literal('BEGIN RETURN ' + value + '; END')}", f"extra function:app.{shown}(integer)"),
        lambda: change(f"CREATE VIEW app.{shown} AS SELECT {number} AS {shown}, {value}::text AS v",
                       f"extra view:app.{shown}"),
        lambda: change(f"CREATE TRIGGER {shown} AFTER INSERT ON {A} EXECUTE FUNCTION app.noop({value})",
                       f"extra trigger:{shown} on {A}"),
        lambda: change(f"ALTER TABLE app.scratch RENAME COLUMN b TO {shown}", "renamed column:app.scratch.b:name"),
        lambda: change(f"ALTER TABLE {ODD} RENAME TO {shown}", f"renamed table:{ODD}:name"),
        lambda: change(f"CREATE TYPE app.{shown} AS ENUM ({value}, 'other')", f"extra type:app.{shown}"),
        lambda: change(f"CREATE SCHEMA {shown}", f"extra schema:{shown}"),
        lambda: change(f"ALTER TABLE {A} SET (fillfactor = {10 + number % 60})",
                       f"changed table:{A}:storage parameter fillfactor"),
        lambda: change(f"ALTER SEQUENCE app.numbers CACHE {number + 4}", "changed sequence:app.numbers:cache"),
        lambda: change(f"ALTER TABLE {A} ALTER COLUMN note SET STATISTICS {number + 300}",
                       f"changed column:{A}.note:statistics target"),
        lambda: change(f"ALTER TYPE app.spare_enum ADD VALUE {value}", "changed type:app.spare_enum:labels"),
        lambda: change(f"ALTER INDEX app.accounts_state_idx RENAME TO {shown}",
                       "renamed index:app.accounts_state_idx:name"),
        lambda: change(f"ALTER PUBLICATION live_pub SET TABLE {T}, {A} (id, tenant_id, email) WHERE (id > {number + 10})",
                       f"changed publication table:{A} in live_pub:row filter"),
    )  # fmt: skip
    fixed = list(fixed_changes())
    position = source.randrange(len(fixed) + 3 * len(makers))
    return fixed[position] if position < len(fixed) else source.choice(makers)()
