"""Random statements on objects of any kind: DROP, RENAME, GRANT, COMMENT, and the kinds that few histories use."""

from __future__ import annotations

from tools.sequences.choice import Choice
from tools.sequences.parts import column, expression, kind_and_name, predicate, relation, role, schema, table, type_name
from tools.sequences.tables import constraint_name


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
