"""The grammar of random DDL: each function writes one statement; KINDS lists them by subject with their weights.

Names come from small pools, so that statements meet the objects that earlier ones made, and collide with them. Data
is left out, but for a few rows-free statements: what rows decide is not the simulator's to know.
"""

from __future__ import annotations

from collections.abc import Callable

from tools.sequences.choice import Choice
from tools.sequences.parts import (
    TYPES,
    column,
    columns,
    constant,
    constraint,
    expression,
    kind_and_name,
    predicate,
    relation,
    role,
    schema,
    table,
    type_name,
)

Writer = Callable[[Choice], str]


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


def create_view(c: Choice) -> str:
    """CREATE VIEW and its kin over one or two relations."""
    word = c.one(["VIEW", "VIEW", "OR REPLACE VIEW", "OR REPLACE VIEW", "MATERIALIZED VIEW"])
    name = c.name("v")
    names = c.maybe("(x)", "(x, y)", one_in=8)
    options = c.maybe("WITH (security_invoker)", "WITH (security_barrier = true)", one_in=10)
    if word.startswith("MATERIALIZED"):
        options = ""
    query = select(c)
    tail = " WITH NO DATA" if word.startswith("MAT") else c.maybe("WITH CHECK OPTION", one_in=12)
    return f"CREATE {word} {name}{names}{options} AS {query}{tail}"


def select(c: Choice) -> str:
    """A query over one or two relations."""
    one, two = relation(c), relation(c)
    return c.one(
        [
            f"SELECT {', '.join(columns(c))} FROM {one}",
            f"SELECT * FROM {one}",
            f"SELECT {column(c)}, count(*) AS n FROM {one} GROUP BY 1",
            f"SELECT x.{column(c)}, y.{column(c)} AS z FROM {one} x JOIN {two} y ON x.{column(c)} = y.{column(c)}",
            f"SELECT {column(c)} FROM {one} UNION SELECT {column(c)} FROM {two}",
            f"SELECT {expression(c)} AS e FROM {one} WHERE {predicate(c)}",
            f"SELECT {column(c)} FROM {one} WHERE EXISTS (SELECT FROM {two} y WHERE y.{column(c)} IS NULL)",
            f"SELECT {c.name('f')}({column(c)}) AS e FROM {one}",
        ]
    )


def create_type(c: Choice) -> str:
    """CREATE TYPE and CREATE DOMAIN."""
    tail = c.maybe(
        "NOT NULL", f"CHECK ({predicate(c).replace('a', 'VALUE', 1)})", "CHECK (VALUE IS NOT NULL)", one_in=2
    )
    return c.one(
        [
            f"CREATE TYPE {c.name('e', 2)} AS ENUM ('x', 'y')",
            f"CREATE TYPE {c.name('c', 2)} AS ({', '.join(f'{n} {type_name(c)}' for n in c.some('abc', 3))})",
            f"CREATE DOMAIN {c.name('d', 2)} AS {type_name(c)}{c.maybe(f'DEFAULT {constant(c)}', one_in=4)}{tail}",
            f"CREATE TYPE {c.name('w', 2)} AS RANGE (subtype = {c.one(['int4', 'text', 'float8', c.name('e', 2)])})",
        ]
    )


def alter_type(c: Choice) -> str:
    """ALTER TYPE and ALTER DOMAIN."""
    label = c.one(["x", "y", "z", "w"])
    place = c.maybe("BEFORE 'x'", "AFTER 'y'", one_in=2)
    composite, domain, behavior = c.name("c", 2), c.name("d", 2), c.maybe("CASCADE", one_in=4)
    return c.one(
        [
            f"ALTER TYPE {c.name('e', 2)} ADD VALUE{c.maybe('IF NOT EXISTS', one_in=4)} '{label}'{place}",
            f"ALTER TYPE {c.name('e', 2)} RENAME VALUE 'x' TO '{label}'",
            f"ALTER TYPE {composite} ADD ATTRIBUTE {column(c)} {type_name(c)}{behavior}",
            f"ALTER TYPE {composite} DROP ATTRIBUTE {column(c)}{behavior}",
            f"ALTER TYPE {composite} ALTER ATTRIBUTE {column(c)} TYPE {type_name(c)}{behavior}",
            f"ALTER TYPE {composite} RENAME ATTRIBUTE {column(c)} TO {column(c)}{behavior}",
            f"ALTER DOMAIN {domain} SET DEFAULT {constant(c)}",
            f"ALTER DOMAIN {domain} DROP DEFAULT",
            f"ALTER DOMAIN {domain} {c.one(['SET', 'DROP'])} NOT NULL",
            f"ALTER DOMAIN {domain} ADD CONSTRAINT {c.name('k')} CHECK (VALUE IS NOT NULL){c.maybe('NOT VALID')}",
            f"ALTER DOMAIN {domain} DROP CONSTRAINT{c.maybe('IF EXISTS')} {c.one([c.name('k'), domain + '_check'])}",
            f"ALTER DOMAIN {domain} VALIDATE CONSTRAINT {c.name('k')}",
            f"ALTER DOMAIN {domain} RENAME CONSTRAINT {c.name('k')} TO {c.name('k')}",
        ]
    )


def create_function(c: Choice) -> str:
    """CREATE FUNCTION and PROCEDURE: overloads, defaults, SQL, quoted and standard bodies, trigger functions."""
    replace = c.maybe("OR REPLACE", one_in=2)
    name = c.name("f")
    arguments = ", ".join(
        c.one([f"{n} {type_name(c)}", f"{n} {type_name(c)}", f"{n} int DEFAULT 1", f"OUT {n} int", type_name(c)])
        for n in c.one(["", "x", "x", "xy"])
    )
    returns = c.one(["int", "text", "void", type_name(c), f"SETOF {table(c)}", "TABLE (o int)", "boolean"])
    volatility = c.maybe("IMMUTABLE", "STABLE", "STRICT", "SECURITY DEFINER", one_in=2)
    return c.one(
        [
            f"CREATE{replace} FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql{volatility} "
            "AS 'BEGIN RETURN NULL; END'",
            f"CREATE{replace} FUNCTION {name}({arguments}) RETURNS int LANGUAGE sql{volatility} AS 'SELECT 1'",
            f"CREATE{replace} FUNCTION {name}({arguments}) RETURNS int LANGUAGE sql{volatility} RETURN 1",
            f"CREATE{replace} FUNCTION {name}() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM {relation(c)}; END",
            f"CREATE{replace} FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            f"CREATE{replace} FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            f"CREATE{replace} PROCEDURE {name}({arguments.replace('OUT', 'INOUT')}) LANGUAGE plpgsql AS 'BEGIN END'",
        ]
    )


def create_trigger(c: Choice) -> str:
    """CREATE TRIGGER and CREATE RULE."""
    replace = c.maybe("OR REPLACE", one_in=4)
    when = c.one(["BEFORE", "AFTER", "AFTER", "INSTEAD OF"])
    events = " OR ".join(c.some(["INSERT", "UPDATE", f"UPDATE OF {column(c)}", "DELETE", "TRUNCATE"], 2))
    level = c.one(["ROW", "ROW", "STATEMENT"])
    condition = c.maybe(f"WHEN (NEW.{column(c)} IS NOT NULL)", f"WHEN (OLD.{column(c)} IS NULL)", one_in=6)
    tables = c.maybe("REFERENCING NEW TABLE AS n", "REFERENCING OLD TABLE AS o", one_in=10)
    return c.one(
        [
            f"CREATE{replace} TRIGGER {c.name('g', 2)} {when} {events} ON {relation(c)}{tables} FOR EACH {level}"
            f"{condition} EXECUTE FUNCTION {c.name('f')}()",
            f"CREATE CONSTRAINT TRIGGER {c.name('g', 2)} AFTER {events} ON {relation(c)}"
            f"{c.maybe('DEFERRABLE INITIALLY DEFERRED', one_in=2)} FOR EACH ROW EXECUTE FUNCTION {c.name('f')}()",
            f"CREATE{replace} RULE {c.name('u', 2)} AS ON {c.one(['INSERT', 'UPDATE', 'DELETE'])} TO {relation(c)}"
            f" DO {c.one(['INSTEAD NOTHING', 'ALSO NOTIFY x', f'ALSO DELETE FROM {relation(c)}'])}",
        ]
    )


def policy(c: Choice) -> str:
    """CREATE and ALTER POLICY."""
    command = c.one(["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"])
    using = c.maybe(f"USING ({predicate(c)})", f"USING ({column(c)} IN (SELECT {column(c)} FROM {table(c)}))", one_in=2)
    check = c.maybe(f"WITH CHECK ({predicate(c)})", one_in=3)
    to = c.maybe(f"TO {role(c)}", "TO PUBLIC", one_in=3)
    name, on = c.name("p", 2), relation(c)
    return c.one(
        [
            f"CREATE POLICY {name} ON {on}{c.maybe('AS RESTRICTIVE', one_in=4)} FOR {command}{to}{using}{check}",
            f"CREATE POLICY {name} ON {on}{to}{using}{check}",
            f"ALTER POLICY {name} ON {on}{to}{using}{check}",
        ]
    )


def sequence(c: Choice) -> str:
    """CREATE and ALTER SEQUENCE."""
    name = c.name("q", 2)
    owned = f"OWNED BY {c.one(['NONE', f'{table(c)}.{column(c)}'])}"
    option = c.maybe("INCREMENT -1", "MINVALUE 5", "MAXVALUE 3", "START 7", "CYCLE", "CACHE 0", owned, one_in=2)
    return c.one(
        [
            f"CREATE SEQUENCE{c.maybe('IF NOT EXISTS', one_in=5)} {name}{c.maybe('AS smallint', 'AS text', one_in=5)}{option}",
            f"ALTER SEQUENCE {name}{option or ' RESTART'}",
            f"ALTER SEQUENCE {name} {owned}",
        ]
    )


def drop(c: Choice) -> str:
    """DROP of any kind of object, several at once too."""
    exists, behavior = c.maybe("IF EXISTS", one_in=4), c.maybe("CASCADE", "CASCADE", "RESTRICT", one_in=2)
    on = relation(c)
    return c.one(
        [
            f"DROP TABLE{exists} {', '.join(c.some(['t1', 't2', 't3', 's1.t1'], 2))}{behavior}",
            f"DROP TABLE{exists} {table(c)}{behavior}",
            f"DROP {c.one(['VIEW', 'MATERIALIZED VIEW'])}{exists} {c.name('v')}{behavior}",
            f"DROP INDEX{exists} {c.name('i')}{behavior}",
            f"DROP SEQUENCE{exists} {c.name('q', 2)}{behavior}",
            f"DROP TYPE{exists} {c.one([c.name('e', 2), c.name('c', 2), c.name('w', 2)])}{behavior}",
            f"DROP DOMAIN{exists} {c.name('d', 2)}{behavior}",
            f"DROP {c.one(['FUNCTION', 'FUNCTION', 'PROCEDURE', 'ROUTINE'])}{exists} {c.name('f')}"
            f"{c.one(['', '()', '(int)', '(' + type_name(c) + ')'])}{behavior}",
            f"DROP TRIGGER{exists} {c.name('g', 2)} ON {on}{behavior}",
            f"DROP POLICY{exists} {c.name('p', 2)} ON {on}",
            f"DROP RULE{exists} {c.name('u', 2)} ON {on}",
            f"DROP SCHEMA{exists} {c.name('s', 2)}{behavior}",
            f"DROP STATISTICS{exists} {c.name('x', 2)}",
            f"DROP PUBLICATION{exists} {c.name('b', 2)}",
            f"DROP ROLE{exists} {role(c)}",
            f"DROP OWNED BY {role(c)}{behavior}",
        ]
    )


def rename(c: Choice) -> str:
    """RENAME, OWNER TO and SET SCHEMA of any kind of object."""
    kind, name = kind_and_name(c)
    new = kind_and_name(c)[1].rpartition(".")[2] if c.chance(4) else name[0] + str(c.one([1, 2, 3]))
    return c.one(
        [
            f"ALTER {kind} {name} RENAME TO {new}",
            f"ALTER TABLE {relation(c)} RENAME COLUMN {column(c)} TO {column(c)}",
            f"ALTER TABLE {relation(c)} RENAME COLUMN {column(c)} TO {column(c)}",
            f"ALTER TABLE {table(c)} RENAME CONSTRAINT {constraint_name(c)} TO {constraint_name(c)}",
            f"ALTER POLICY {c.name('p', 2)} ON {relation(c)} RENAME TO {c.name('p', 2)}",
            f"ALTER TRIGGER {c.name('g', 2)} ON {relation(c)} RENAME TO {c.name('g', 2)}",
            f"ALTER {kind} {name} OWNER TO {role(c)}",
            f"ALTER {kind} {name} SET SCHEMA {schema(c)}",
        ]
    )


def grant(c: Choice) -> str:
    """GRANT, REVOKE and ALTER DEFAULT PRIVILEGES."""
    privilege = c.one(
        ["ALL", "SELECT", "INSERT, UPDATE", "USAGE", "EXECUTE", "CREATE", "MAINTAIN", f"SELECT ({column(c)})"]
    )
    who = c.one([role(c), role(c), "PUBLIC"])
    kind, name = kind_and_name(c)
    target = c.one(
        [
            relation(c),
            f"SCHEMA {schema(c)}",
            f"SEQUENCE {c.name('q', 2)}",
            f"FUNCTION {c.name('f')}",
            f"TYPE {c.one([c.name('e', 2), c.name('d', 2), c.name('c', 2)])}",
            f"ALL TABLES IN SCHEMA {schema(c)}",
            f"ALL FUNCTIONS IN SCHEMA {schema(c)}",
        ]
    )
    option = c.maybe("WITH GRANT OPTION", one_in=6)
    default = c.one(["TABLES", "FUNCTIONS", "SEQUENCES", "TYPES"])
    where = c.maybe(f"IN SCHEMA {schema(c)}", f"FOR ROLE {role(c)}", one_in=2)
    return c.one(
        [
            f"GRANT {privilege} ON {target} TO {who}{option}",
            f"GRANT {privilege} ON {target} TO {who}{option}",
            f"REVOKE{c.maybe('GRANT OPTION FOR', one_in=8)} {privilege} ON {target} FROM {who}{c.maybe('CASCADE', one_in=4)}",
            f"ALTER DEFAULT PRIVILEGES{where} GRANT {c.one(['ALL', 'SELECT', 'EXECUTE'])} ON {default} TO {who}",
            f"ALTER DEFAULT PRIVILEGES{where} REVOKE ALL ON {default} FROM {who}",
            f"GRANT {role(c)} TO {role(c)}{c.maybe('WITH ADMIN OPTION', 'WITH INHERIT FALSE', one_in=3)}",
            f"REVOKE {role(c)} FROM {role(c)}",
        ]
    )


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


def comment(c: Choice) -> str:
    """COMMENT ON any kind of object."""
    kind, name = kind_and_name(c)
    target = c.one(
        [
            f"{kind} {name}",
            f"COLUMN {relation(c)}.{column(c)}",
            f"CONSTRAINT {constraint_name(c)} ON {table(c)}",
            f"TRIGGER {c.name('g', 2)} ON {relation(c)}",
            f"POLICY {c.name('p', 2)} ON {relation(c)}",
        ]
    )
    return f"COMMENT ON {target} IS {c.one(['NULL', chr(39) + 'about it' + chr(39)])}"


def other(c: Choice) -> str:
    """Publications, statistics, maintenance and statements on rows that touch none."""
    on = relation(c)
    name, pair = c.name("b", 2), ", ".join(c.some("abcd", 2))
    return c.one(
        [
            f"CREATE PUBLICATION {name} FOR TABLE {on}{c.maybe(f'({column(c)})', f'WHERE ({predicate(c)})', one_in=3)}",
            f"CREATE PUBLICATION {name}{c.maybe('FOR ALL TABLES', f'FOR TABLES IN SCHEMA {schema(c)}', one_in=2)}",
            f"ALTER PUBLICATION {name} {c.one(['ADD', 'DROP', 'SET'])} TABLE {on}",
            f"CREATE STATISTICS {c.name('x', 2)} ON {pair} FROM {on}",
            f"TRUNCATE {on}{c.maybe('CASCADE', one_in=3)}",
            f"REFRESH MATERIALIZED VIEW {c.name('v')}",
            f"REINDEX {c.one(['TABLE ' + on, 'INDEX ' + c.name('i')])}",
            f"DELETE FROM {on} WHERE {predicate(c)}",
            f"UPDATE {on} SET {column(c)} = {expression(c)}",
            f"ANALYZE {on}",
            f"LOCK TABLE {on}",
        ]
    )


def rare(c: Choice) -> str:
    """Kinds that few histories use: operators, aggregates, casts, collations, foreign objects, text search ..."""
    exists, behavior, function = c.maybe("IF EXISTS", one_in=4), c.maybe("CASCADE", one_in=3), c.name("f")
    server, about = c.name("y", 2), type_name(c)
    return c.one(
        [
            f"CREATE AGGREGATE {function} ({about}) (sfunc = {c.one(['int4pl', 'array_append', function])}, stype = {about})",
            f"DROP AGGREGATE{exists} {function}({about}){behavior}",
            f"CREATE OPERATOR === (leftarg = {about}, rightarg = {about}, function = {c.one(['int4eq', function])})",
            f"DROP OPERATOR{exists} === ({about}, {about}){behavior}",
            f"CREATE CAST ({about} AS {type_name(c)}) {c.one(['WITHOUT FUNCTION', 'WITH INOUT', f'WITH FUNCTION {function}'])}",
            f"DROP CAST{exists} ({about} AS {type_name(c)}){behavior}",
            f"CREATE COLLATION {c.name('o', 2)} FROM {c.one(['pg_catalog.ucs_basic', 'nope'])}",
            f"DROP COLLATION{exists} {c.name('o', 2)}{behavior}",
            f"CREATE FOREIGN DATA WRAPPER {c.name('w', 2)}",
            f"CREATE SERVER {server} FOREIGN DATA WRAPPER {c.name('w', 2)}",
            f"CREATE FOREIGN TABLE t4 (a int, b text{c.maybe('PRIMARY KEY', 'NOT NULL', one_in=3)}) SERVER {server}",
            f"DROP SERVER{exists} {server}{behavior}",
            f"CREATE USER MAPPING FOR {role(c)} SERVER {server}",
            f"CREATE TEXT SEARCH CONFIGURATION {c.name('z', 2)} (COPY = simple)",
            f"DROP TEXT SEARCH CONFIGURATION{exists} {c.name('z', 2)}{behavior}",
            f"CREATE OPERATOR CLASS h1 FOR TYPE {about} USING hash AS STORAGE {about}",
            f"DROP OPERATOR CLASS{exists} h1 USING hash{behavior}",
            f"ALTER FUNCTION {function}({c.one(['', 'int'])}) {c.one(['STABLE', 'STRICT', 'SECURITY DEFINER', 'COST 5', 'ROWS 7'])}",
            f"ALTER VIEW {c.name('v')} {c.one(['SET (security_barrier)', 'ALTER COLUMN a SET DEFAULT 1', 'RESET (nope)'])}",
            f"ALTER INDEX {c.name('i')} {c.one(['SET (fillfactor = 50)', 'ALTER COLUMN 1 SET STATISTICS 9'])}",
            f"ALTER STATISTICS {c.name('x', 2)} SET STATISTICS 10",
            f"CALL {function}({c.one(['', '1'])})",
            f"CREATE EXTENSION{c.maybe('IF NOT EXISTS')} nope_{c.name('n')}",
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


__all__ = ["BEGINNING", "KINDS", "TYPES", "sequence_of", "statement"]
