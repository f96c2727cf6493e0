"""The small parts of random statements: names, types, expressions, constraints."""

from __future__ import annotations

from tools.sequences.choice import Choice

TYPES = [
    "integer", "integer", "integer", "text", "text", "bigint", "boolean", "uuid", "timestamptz", "date", "jsonb",
    "numeric(10,2)", "varchar(20)", "smallint", "integer[]", "bytea", "serial", "double precision", "char(3)", "interval",
    "int4range", "xid", "text[]",
]  # fmt: skip
"""Built-in types; those that are listed twice come twice as often."""

CONSTANTS = ["0", "1", "'x'", "NULL", "now()", "true", "'{}'", "gen_random_uuid()", "current_date", "1.5", "'x'::text"]


def table(c: Choice) -> str:
    """A table's name, sometimes qualified."""
    return c.one(["t1", "t1", "t2", "t2", "t3", "t3", "t4", "s1.t1", "public.t2"])


def relation(c: Choice) -> str:
    """A table's name, sometimes another relation's."""
    return c.one([table(c), table(c), table(c), table(c), table(c), c.name("v"), c.name("q", 2), c.name("i")])


def column(c: Choice) -> str:
    """A column's name."""
    return c.one(["a", "a", "b", "b", "c", "d", "e"])


def columns(c: Choice) -> list[str]:
    """One to three columns' names."""
    return c.some("abcd", 3)


def schema(c: Choice) -> str:
    """A schema's name."""
    return c.one(["public", "s1", "s2"])


def role(c: Choice) -> str:
    """A role's name; roles are the whole cluster's, so their names are the program's own."""
    return c.one(["pgr_r1", "pgr_r1", "pgr_r2", "postgres", "current_user"])


def type_name(c: Choice) -> str:
    """A type's name, built in or made by an earlier statement."""
    own = [c.name("e", 2), c.name("d", 2), c.name("c", 2), "d1[]", c.one(["t1", "t2", "w1"])]
    return c.one([c.one(TYPES), c.one(TYPES), c.one(TYPES), c.one(own)])


def constant(c: Choice) -> str:
    """A constant or a call that reads no column."""
    return c.one(CONSTANTS)


def expression(c: Choice, *, plain: bool = False) -> str:
    """An expression; a plain one reads no column."""
    if plain:
        call = f"{c.name('f')}({c.one(['', '1'])})"
        return c.one([*CONSTANTS, *CONSTANTS, call, f"nextval('{c.name('q', 2)}')", f"'x'::{c.name('e', 2)}"])
    a, b = column(c), column(c)
    return c.one(
        [a, f"{a} + 1", f"{a} || {b}", f"upper({a})", f"{a}::text", f"coalesce({a}, {b})", f"length({a})", f"({a}).a",
         f"{a} * 2", f"{a}::{c.name('e', 2)}", f"{c.name('f')}({a})", constant(c), f"{a} = {b}"]
    )  # fmt: skip


def predicate(c: Choice) -> str:
    """A condition on the columns."""
    a, b = column(c), column(c)
    return c.one(
        [f"{a} > 0", f"{a} IS NOT NULL", f"{a} <> ''", f"{a} = {b}", f"{a} IN (1, 2)", f"{a} = 'x'", "true",
         f"length({a}) > 2", f"{a} > 0 AND {b} IS NOT NULL", f"{a} = ANY ('{{1,2}}')", f"{a} BETWEEN 1 AND 9",
         f"{c.name('f')}({a})", f"{a} LIKE 'x%'", f"NOT ({a} < {b})", f"{a} ->> 'k' = 'v'", a]
    )  # fmt: skip


def constraint(c: Choice) -> str:
    """A table constraint, half of them named."""
    name = c.maybe(f"CONSTRAINT {c.name('k')} ", one_in=2).lstrip()
    deferrable = c.maybe("DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED", one_in=8)
    on = c.maybe("ON DELETE CASCADE", "ON DELETE SET NULL", "ON UPDATE RESTRICT", "MATCH FULL", one_in=3)
    keys = ", ".join(c.some("abcd", 2))
    return name + c.one(
        [
            f"CHECK ({predicate(c)}){c.maybe('NO INHERIT', 'NOT VALID', 'NOT ENFORCED', one_in=5)}",
            f"CHECK ({predicate(c)})",
            f"UNIQUE{c.maybe('NULLS NOT DISTINCT', one_in=8)} ({keys}){deferrable}",
            f"PRIMARY KEY ({keys}){deferrable}",
            f"FOREIGN KEY ({column(c)}) REFERENCES {table(c)}{c.maybe(f'({column(c)})', one_in=2)}{on}{deferrable}",
            f"FOREIGN KEY ({column(c)}) REFERENCES {table(c)} ({column(c)}){c.maybe('NOT VALID', 'NOT ENFORCED', one_in=4)}",
            f"FOREIGN KEY ({keys}) REFERENCES {table(c)} ({', '.join(c.some('abcd', 2))})",
            f"EXCLUDE USING gist ({column(c)} WITH {c.one(['&&', '='])})",
            f"NOT NULL {column(c)}{c.maybe('NO INHERIT', 'NOT VALID', one_in=5)}",
        ]
    )


def kind_and_name(c: Choice) -> tuple[str, str]:
    """An object's kind as ALTER and COMMENT write it, and its name."""
    return c.one(
        [
            ("TABLE", table(c)),
            ("TABLE", relation(c)),
            ("VIEW", c.name("v")),
            ("MATERIALIZED VIEW", c.name("v")),
            ("INDEX", c.name("i")),
            ("SEQUENCE", c.name("q", 2)),
            ("TYPE", c.one([c.name("e", 2), c.name("c", 2)])),
            ("DOMAIN", c.name("d", 2)),
            ("FUNCTION", c.name("f")),
            ("SCHEMA", c.name("s", 2)),
        ]
    )
