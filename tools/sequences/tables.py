"""Random statements on tables: CREATE and ALTER TABLE, partitions, indexes."""

from __future__ import annotations

from collections.abc import Callable

from tools.sequences.choice import Choice
from tools.sequences.parts import column, columns, constraint, expression, predicate, relation, role, table, type_name


def create_table(c: Choice) -> str:
    """CREATE TABLE with columns of many types and constraints, plain, inheriting, partitioned or typed."""
    word = c.maybe("UNLOGGED", "TEMP", one_in=8)
    exists = c.maybe("IF NOT EXISTS", one_in=8)
    shape = c.one(["plain"] * 6 + ["inherits", "like", "partitioned", "partition", "partition", "as", "typed"])
    name = table(c)
    head = f"CREATE{word} TABLE{exists} {name}"
    if shape == "partition":
        return f"{head} PARTITION OF {table(c)} {bound(c)}{c.maybe('PARTITION BY LIST (b)', one_in=6)}"
    if shape == "as":
        return f"{head} AS SELECT {', '.join(columns(c))} FROM {relation(c)} WITH NO DATA"
    if shape == "typed":
        return f"{head} OF {c.name('c', 2)}"
    parts = [f"{name} {column_definition(c)}" for name in c.some("abcde", 4)]
    if shape == "like":
        including = c.maybe("INCLUDING ALL", "INCLUDING DEFAULTS INCLUDING CONSTRAINTS", "INCLUDING INDEXES", one_in=2)
        parts.insert(0, f"LIKE {relation(c)}{including}")
    for _ in range(c.one([0, 0, 1, 1, 2])):
        parts.append(constraint(c))
    tail = ""
    if shape == "inherits":
        tail = f" INHERITS ({', '.join(c.some([table(c), table(c)], 1))})"
    if shape == "partitioned":
        tail = " PARTITION BY " + c.one(["LIST (a)", "RANGE (a)", "HASH (a)", "RANGE (a, b)", "LIST ((a || ''))"])
    options = c.maybe("WITH (fillfactor = 70)", one_in=12)
    if "TEMP" in word and not tail:
        options += c.maybe("ON COMMIT DROP", "ON COMMIT DELETE ROWS", one_in=3)
    return f"{head} ({', '.join(parts)}){tail}{options}"


def bound(c: Choice) -> str:
    """The bound of a partition."""
    low, high = c.one([1, 10, 20]), c.one([10, 20, 30])
    return c.one(
        [
            f"FOR VALUES IN ({low})",
            f"FOR VALUES IN ({low}, {high})",
            f"FOR VALUES FROM ({low}) TO ({high})",
            f"FOR VALUES FROM ({low}, MINVALUE) TO ({high}, MAXVALUE)",
            f"FOR VALUES WITH (MODULUS 2, REMAINDER {c.one([0, 1])})",
            "DEFAULT",
            "FOR VALUES IN (NULL)",
        ]
    )


def column_definition(c: Choice) -> str:
    """A column's type and constraints."""
    text = type_name(c) + c.maybe('COLLATE "C"', one_in=15)
    for _ in range(c.one([0, 0, 1, 1, 2])):
        name = c.maybe(f"CONSTRAINT {c.name('k')}", one_in=4)
        text += name + " " + c.one(
            [
                "NOT NULL",
                f"DEFAULT {expression(c, plain=True)}" if not name else "NULL",
                "PRIMARY KEY",
                "UNIQUE",
                f"CHECK ({predicate(c)})",
                f"REFERENCES {table(c)}{c.maybe('(a)', one_in=2)}{c.maybe('ON DELETE CASCADE', 'DEFERRABLE')}",
                f"GENERATED ALWAYS AS ({expression(c)}) {c.one(['STORED', 'VIRTUAL'])}",
                f"GENERATED {c.one(['ALWAYS', 'BY DEFAULT'])} AS IDENTITY",
                "NOT NULL NO INHERIT",
            ]
        )
    return text


def alter_table(c: Choice) -> str:
    """ALTER TABLE with one to three subcommands."""
    head = f"ALTER TABLE{c.maybe('IF EXISTS', one_in=12)}{c.maybe('ONLY', one_in=8)} {relation(c)}"
    count = c.one([1, 1, 1, 1, 2, 3])
    return f"{head} {', '.join(subcommand(c) for _ in range(count))}"


def subcommand(c: Choice) -> str:
    """One subcommand of ALTER TABLE, of nearly every kind there is."""
    a = column(c)
    behavior = c.maybe("CASCADE", "RESTRICT", one_in=3)
    name = c.name("k")
    write: Callable[[], str] = c.one(
        [
            lambda: f"ADD COLUMN{c.maybe('IF NOT EXISTS', one_in=4)} {a} {column_definition(c)}",
            lambda: f"ADD COLUMN {a} {column_definition(c)}",
            lambda: f"DROP COLUMN{c.maybe('IF EXISTS', one_in=4)} {a}{behavior}",
            lambda: f"DROP COLUMN {a}{behavior}",
            lambda: f"ALTER COLUMN {a} TYPE {type_name(c)}{c.maybe(f'USING {expression(c)}', one_in=3)}",
            lambda: f"ALTER COLUMN {a} TYPE {type_name(c)}",
            lambda: f"ALTER COLUMN {a} SET DEFAULT {expression(c, plain=True)}",
            lambda: f"ALTER COLUMN {a} DROP DEFAULT",
            lambda: f"ALTER COLUMN {a} SET NOT NULL",
            lambda: f"ALTER COLUMN {a} DROP NOT NULL",
            lambda: f"ALTER COLUMN {a} SET EXPRESSION AS ({expression(c)})",
            lambda: f"ALTER COLUMN {a} DROP EXPRESSION{c.maybe('IF EXISTS')}",
            lambda: f"ALTER COLUMN {a} ADD GENERATED {c.one(['ALWAYS', 'BY DEFAULT'])} AS IDENTITY",
            lambda: f"ALTER COLUMN {a} SET GENERATED {c.one(['ALWAYS', 'BY DEFAULT'])}",
            lambda: f"ALTER COLUMN {a} DROP IDENTITY{c.maybe('IF EXISTS')}",
            lambda: f"ALTER COLUMN {a} SET STATISTICS {c.one([100, -1, 'DEFAULT'])}",
            lambda: f"ALTER COLUMN {a} SET STORAGE {c.one(['PLAIN', 'EXTERNAL', 'MAIN', 'EXTENDED', 'DEFAULT'])}",
            lambda: f"ALTER COLUMN {a} SET (n_distinct = 5)",
            lambda: f"ALTER COLUMN {a} SET COMPRESSION {c.one(['pglz', 'default'])}",
            lambda: f"ADD {constraint(c)}",
            lambda: f"ADD {constraint(c)}",
            lambda: f"ADD {constraint(c)}",
            lambda: f"ADD CONSTRAINT {name} {c.one(['UNIQUE', 'PRIMARY KEY'])} USING INDEX {c.name('i')}",
            lambda: f"DROP CONSTRAINT{c.maybe('IF EXISTS', one_in=5)} {constraint_name(c)}{behavior}",
            lambda: f"DROP CONSTRAINT {constraint_name(c)}{behavior}",
            lambda: f"VALIDATE CONSTRAINT {constraint_name(c)}",
            lambda: f"ALTER CONSTRAINT {constraint_name(c)} "
            + c.one(["DEFERRABLE", "NOT DEFERRABLE", "INITIALLY DEFERRED", "NOT ENFORCED", "INHERIT", "NO INHERIT"]),
            lambda: c.one(["ENABLE", "DISABLE", "FORCE", "NO FORCE"]) + " ROW LEVEL SECURITY",
            lambda: f"{c.one(['ENABLE', 'DISABLE'])} TRIGGER {c.one([c.name('g', 2), 'USER', 'ALL'])}",
            lambda: f"ENABLE {c.one(['ALWAYS', 'REPLICA'])} TRIGGER {c.name('g', 2)}",
            lambda: f"OWNER TO {role(c)}",
            lambda: f"{c.one(['INHERIT', 'NO INHERIT'])} {table(c)}",
            lambda: f"SET (fillfactor = {c.one([50, 5, 100])})",
            lambda: "RESET (fillfactor)",
            lambda: f"SET {c.one(['LOGGED', 'UNLOGGED'])}",
            lambda: f"REPLICA IDENTITY {c.one(['FULL', 'NOTHING', 'DEFAULT', 'USING INDEX ' + c.name('i')])}",
            lambda: f"CLUSTER ON {c.name('i')}",
            lambda: "SET WITHOUT CLUSTER",
            lambda: f"{c.one(['ENABLE', 'DISABLE'])} RULE {c.name('u', 2)}",
            lambda: f"OF {c.name('c', 2)}",
            lambda: "NOT OF",
        ]
    )
    return write()


def constraint_name(c: Choice) -> str:
    """A constraint's name, chosen by the user or made up by the server."""
    t, a = table(c).rpartition(".")[2], column(c)
    made = [f"{t}_pkey", f"{t}_{a}_key", f"{t}_{a}_check", f"{t}_check", f"{t}_{a}_fkey", f"{t}_{a}_not_null"]
    return c.one([c.name("k"), c.name("k"), *made])


def alter_partition(c: Choice) -> str:
    """ATTACH and DETACH PARTITION, of tables and of indexes."""
    return c.one(
        [
            f"ALTER TABLE {table(c)} ATTACH PARTITION {table(c)} {bound(c)}",
            f"ALTER TABLE {table(c)} ATTACH PARTITION {table(c)} {bound(c)}",
            f"ALTER TABLE {table(c)} DETACH PARTITION {table(c)}{c.maybe('CONCURRENTLY', 'FINALIZE', one_in=5)}",
            f"ALTER INDEX {c.name('i')} ATTACH PARTITION {c.name('i')}",
        ]
    )


def create_index(c: Choice) -> str:
    """CREATE INDEX on columns and expressions, unique, partial, of several access methods."""
    unique = c.maybe("UNIQUE", one_in=3)
    concurrently = c.maybe("CONCURRENTLY", one_in=15)
    name = c.one([f" {c.name('i')}", f" {c.name('i')}", f" IF NOT EXISTS {c.name('i')}", ""])
    method = c.maybe("USING hash", "USING gin", "USING gist", "USING brin", one_in=8)
    keys = []
    for a in c.some("abcd", 2):
        key = c.one([a, a, a, f"lower({a})", f"({expression(c)})"])
        opclass = c.maybe("text_pattern_ops", "int4_ops", 'COLLATE "C"', one_in=12)
        keys.append(key + opclass + c.maybe("DESC", "NULLS FIRST", one_in=6))
    include = c.maybe(f"INCLUDE ({column(c)})", one_in=8)
    tail = c.maybe("NULLS NOT DISTINCT", one_in=10) + c.maybe(f"WHERE {predicate(c)}", one_in=5)
    only = c.maybe("ONLY", one_in=12)
    return f"CREATE{unique} INDEX{concurrently}{name} ON{only} {relation(c)}{method} ({', '.join(keys)}){include}{tail}"
