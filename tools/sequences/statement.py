"""Random statements and sequences: KINDS lists the functions that write one statement by subject, with their weights.

Names come from small pools, so that statements meet the objects that earlier ones made, and collide with them. Data
is left out, but for a few rows-free statements: what rows decide is not the simulator's to know.
"""

from __future__ import annotations

from collections.abc import Callable

from tools.sequences.any_kind import comment, drop, grant, other, rare, rename
from tools.sequences.choice import Choice
from tools.sequences.objects import (
    alter_type,
    create_function,
    create_trigger,
    create_type,
    create_view,
    policy,
    sequence,
)
from tools.sequences.parts import role
from tools.sequences.tables import alter_partition, alter_table, create_index, create_table

Writer = Callable[[Choice], str]


def manage_role(c: Choice) -> str:
    """CREATE and ALTER ROLE, SET ROLE, REASSIGN OWNED."""
    option = c.maybe("NOINHERIT", "CREATEROLE", "CREATEDB", "LOGIN", "SUPERUSER", "IN ROLE " + role(c), one_in=2)
    return c.one(
        [
            f"CREATE ROLE pgr_{c.name('r', 2)}{option}",
            f"CREATE ROLE pgr_{c.name('r', 2)}{option}",
            f"ALTER ROLE pgr_{c.name('r', 2)} {c.one(['CREATEROLE', 'NOLOGIN', 'INHERIT', 'NOSUPERUSER'])}",
            f"SET ROLE {role(c)}",
            "RESET ROLE",
            "RESET ROLE",
            f"REASSIGN OWNED BY {role(c)} TO {role(c)}",
        ]
    )


def manage_schema(c: Choice) -> str:
    """CREATE SCHEMA, search_path."""
    name = c.name("s", 2)
    return c.one(
        [
            f"CREATE SCHEMA{c.maybe('IF NOT EXISTS', one_in=4)} {name}",
            f"CREATE SCHEMA {name} AUTHORIZATION {role(c)}",
            f"CREATE SCHEMA {name} CREATE TABLE t1 (a int) CREATE VIEW v1 AS SELECT a FROM t1",
            f"SET search_path = {c.one([name, f'{name}, public', 'public', 'public, pg_temp'])}",
            "RESET search_path",
        ]
    )


def transaction(c: Choice) -> str:
    """BEGIN, savepoints and their ends."""
    point = c.name("sp", 2)
    return c.one(
        ["BEGIN", "COMMIT", "COMMIT", "ROLLBACK", f"SAVEPOINT {point}", f"ROLLBACK TO {point}", f"RELEASE {point}"]
    )


KINDS: dict[str, tuple[int, Writer]] = {
    "create_table": (12, create_table),
    "alter_table": (24, alter_table),
    "alter_partition": (3, alter_partition),
    "create_index": (7, create_index),
    "create_view": (6, create_view),
    "create_type": (5, create_type),
    "alter_type": (5, alter_type),
    "create_function": (6, create_function),
    "create_trigger": (4, create_trigger),
    "policy": (4, policy),
    "sequence": (3, sequence),
    "drop": (10, drop),
    "rename": (8, rename),
    "grant": (6, grant),
    "manage_role": (4, manage_role),
    "manage_schema": (4, manage_schema),
    "comment": (2, comment),
    "other": (4, other),
    "rare": (5, rare),
    "transaction": (5, transaction),
}
"""Every subject's weight and writer."""

_BAG = [name for name, (weight, _) in KINDS.items() for _ in range(weight)]

BEGINNING = (
    "CREATE ROLE pgr_r1",
    "CREATE SCHEMA s1",
    "CREATE TYPE e1 AS ENUM ('x', 'y')",
    "CREATE DOMAIN d1 AS integer",
    "CREATE TYPE c1 AS (a int, b text)",
    "CREATE TABLE t1 (a integer PRIMARY KEY, b text, c e1)",
    "CREATE TABLE t2 (a integer REFERENCES t1, b text NOT NULL, d timestamptz DEFAULT now())",
    "CREATE FUNCTION f1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
)
"""What a sequence may start with, so that later statements meet something."""


def statement(c: Choice) -> str:
    """One random statement."""
    return KINDS[c.one(_BAG)][1](c)


def sequence_of(c: Choice, length: int) -> list[str]:
    """A random sequence: most of BEGINNING, then `length` statements."""
    return [text for text in BEGINNING if not c.chance(8)] + [statement(c) for _ in range(length)]
