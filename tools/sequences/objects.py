"""Random statements that make or alter one object of another kind than a table."""

from __future__ import annotations

from tools.sequences.choice import Choice
from tools.sequences.parts import column, columns, constant, expression, predicate, relation, role, table, type_name


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
