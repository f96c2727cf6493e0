"""Hold what a database says of its own definitions against a rehearsal of the migrations that made it, by meaning:
`python -m tools.equality DSN FOLDER [--baseline B] [--postgres N]`.

Every view, rule, policy, default, check, constraint, index, trigger and function is deparsed by the server, read and
analyzed by us over the rehearsed catalog, and must be what that catalog holds already.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

import psycopg
from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import query, rowcondition, ruleactions, stored
from analyzer.analyze.equality import same_expression
from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.dispatch import handler_of
from analyzer.deparse.expr import expression
from analyzer.engine.run import run_nested
from analyzer.errors import NotSimulated, PgError
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.tree.names import quote_identifier as quoted
from analyzer.tree.parse import parse_expression, parse_statement, room_for_depth

# Members of extensions, and functions that a type brings along.
NOT_MEMBER = """NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '{0}'::regclass AND e.objid = {1}.oid
 AND (e.deptype = 'e' OR (e.deptype = 'i' AND e.classid = 'pg_proc'::regclass)))"""
OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND " + NOT_MEMBER
OF_TABLE = "JOIN pg_class c ON c.oid = {0} JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + OURS.format(
    "pg_class", "c"
)
COLUMNS = {
    "view": "SELECT n.nspname, c.relname, '', pg_get_viewdef(c.oid) FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND " + OURS.format("pg_class", "c"),
    "view column": "SELECT n.nspname, c.relname, a.attnum::text, "
    "a.attname || ' ' || format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
    + OF_TABLE.format("a.attrelid") + " AND c.relkind IN ('v', 'm') AND a.attnum > 0 AND NOT a.attisdropped",
    "rule": "SELECT n.nspname, c.relname, r.rulename, pg_get_ruledef(r.oid) FROM pg_rewrite r "
    + OF_TABLE.format("r.ev_class") + " AND r.rulename <> '_RETURN'",
    "policy USING": "SELECT n.nspname, c.relname, p.polname, pg_get_expr(p.polqual, c.oid) FROM pg_policy p "
    + OF_TABLE.format("p.polrelid") + " AND p.polqual IS NOT NULL",
    "policy WITH CHECK": "SELECT n.nspname, c.relname, p.polname, pg_get_expr(p.polwithcheck, c.oid) FROM pg_policy p "
    + OF_TABLE.format("p.polrelid") + " AND p.polwithcheck IS NOT NULL",
    "default": "SELECT n.nspname, c.relname, a.attname, pg_get_expr(d.adbin, c.oid) FROM pg_attrdef d "
    "JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum " + OF_TABLE.format("d.adrelid"),
    "check": "SELECT n.nspname, c.relname, k.conname, pg_get_expr(k.conbin, c.oid) FROM pg_constraint k "
    + OF_TABLE.format("k.conrelid") + " AND k.contype = 'c'",
    "domain check": "SELECT n.nspname, t.typname, k.conname, pg_get_expr(k.conbin, 0) FROM pg_constraint k "
    "JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace WHERE k.contype = 'c' AND "
    + OURS.format("pg_type", "t"),
    "domain default": "SELECT n.nspname, t.typname, '', pg_get_expr(t.typdefaultbin, 0) FROM pg_type t "
    "JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typdefaultbin IS NOT NULL AND "
    + OURS.format("pg_type", "t"),
    "constraint": "SELECT n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k "
    + OF_TABLE.format("k.conrelid") + " AND k.contype IN ('f', 'p', 'u', 'x') AND k.coninhcount = 0",
    "index": "SELECT n.nspname, c.relname, i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x "
    "JOIN pg_class i ON i.oid = x.indexrelid " + OF_TABLE.format("x.indrelid") + " AND NOT i.relispartition "
    "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))",
    "trigger": "SELECT n.nspname, c.relname, g.tgname, pg_get_triggerdef(g.oid) FROM pg_trigger g "
    + OF_TABLE.format("g.tgrelid") + " AND NOT g.tgisinternal AND g.tgparentid = 0",
    "function": "SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid) "
    "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p', 'w') AND "
    + OURS.format("pg_proc", "p"),
}


class Definition(NamedTuple):
    """What the server says: the object's kind, schema, relation (type, function), own name, and the text."""

    kind: str
    schema: str
    relation: str
    name: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A definition that is not ours, and why."""

    definition: Definition
    reason: str


def definitions(dsn: str) -> set[Definition]:
    """Read everything that a database can deparse, every name qualified."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET search_path = ''")
        connection.execute("SET timezone = 'UTC'")
        return {Definition(kind, *row) for kind, command in COLUMNS.items() for row in connection.execute(command)}


class _Judge:
    """Reads definitions over a rehearsed catalog; whatever it executes there it takes back."""

    def __init__(self, run: Rehearsal) -> None:
        self.catalog: Catalog = run.catalog
        self.session = run.session
        self.session.namespace.roleid = acl.BOOTSTRAP_SUPERUSER
        for setting in ("SET search_path = ''", "SET check_function_bodies = off", "SET timezone = 'UTC'"):
            self.execute(setting)
            self.session.refresh()
        self.ns = self.session.namespace
        self.session.platform = None

    def execute(self, text: str) -> None:
        """Run one statement as a superuser."""
        tag, node = parse_statement(text)
        handler_of(tag)(Context(self.session, run_nested, text=text), node)

    def relation(self, it: Definition) -> PgClass:
        namespace = self.catalog.pg_namespace.first("name", it.schema)
        found = self.catalog.pg_class.first("name", (it.relation, namespace.oid)) if namespace is not None else None
        if found is None:
            raise LookupError("the relation is not in the rehearsed catalog")
        return found

    def compare(self, it: Definition) -> str | None:
        """Return why a definition is not ours; None where it is."""
        mark = self.catalog.journal.mark()
        state = self.session.state()
        try:
            return None if _COMPARE[it.kind](self, it) else "not equal"
        except LookupError as absent:
            return str(absent)
        except PgError as error:
            if error.sqlstate == sqlstate.AMBIGUOUS_FUNCTION and self.reads_alike(it):
                return None
            return f"{error.sqlstate} {error.message}"
        except NotSimulated as unknown:
            return f"not simulated: {unknown.reason}"
        finally:
            self.catalog.journal.undo(mark)
            self.session.restore(state)

    # -- expressions and queries -----------------------------------------------------------------------------------

    def view(self, it: Definition) -> bool:
        rule = _found(self.catalog.pg_rewrite.first("name", (self.relation(it).oid, "_RETURN")))
        tag, node = parse_statement(it.text)
        return same_expression(rule.ev_action, (query.analyze_statement(self.ns, tag, node),))

    def view_column(self, it: Definition) -> bool:
        column = _found(self.catalog.pg_attribute.get((self.relation(it).oid, int(it.name))))
        shown = format_type(self.catalog, column.atttypid, column.atttypmod, namespace=self.ns)
        return f"{column.attname} {shown}" == it.text

    def rule(self, it: Definition) -> bool:
        relid = self.relation(it).oid
        rule = _found(self.catalog.pg_rewrite.first("name", (relid, it.name)))
        _, node = parse_statement(it.text)
        event = node["event"].removeprefix("CMD_").lower()
        actions = [item for action in node.get("actions", ()) for item in action.items()]
        condition, queries = ruleactions.rule_actions(self.ns, relid, event, node.get("whereClause"), actions)
        return same_expression((rule.ev_qual, *rule.ev_action), (condition, *queries))

    def policy(self, it: Definition) -> bool:
        relid, ours = self.stored(it)
        return same_expression(ours, rowcondition.policy_expr(self.ns, relid, parse_expression(it.text)))

    def default(self, it: Definition) -> bool:
        relid, ours = self.stored(it)
        column = self.column(relid, it.name)
        theirs = stored.default_expr(
            self.ns, relid, column.attnum, column.atttypid, column.atttypmod, column.attname,
            parse_expression(it.text), generated=column.attgenerated,
        )
        return same_expression(ours, theirs)

    def check(self, it: Definition) -> bool:
        relid, ours = self.stored(it)
        return same_expression(ours, stored.check_expr(self.ns, relid, parse_expression(it.text)))

    def column(self, relid: int, name: str) -> PgAttribute:
        columns = self.catalog.pg_attribute.find("relation", relid)
        return cast(PgAttribute, _found(next((column for column in columns if column.attname == name), None)))

    def stored(self, it: Definition) -> tuple[int, Any]:
        """Return the relation of a policy, default or check, and our tree."""
        relid = self.relation(it).oid
        if it.kind == "default":
            attnum = self.column(relid, it.name).attnum
            return relid, _found(self.catalog.pg_attrdef.first("column", (relid, attnum))).adbin
        if it.kind == "check":
            constraints = self.catalog.pg_constraint.find("relation", relid)
            return relid, _found(next((k for k in constraints if k.conname == it.name), None)).conbin
        policy = _found(self.catalog.pg_policy.first("name", (relid, it.name)))
        return relid, policy.polqual if it.kind == "policy USING" else policy.polwithcheck

    def reads_alike(self, it: Definition) -> bool:
        """Tell whether our text is the server's, for what neither can read back: f() where f(DEFAULT) came later."""
        if it.kind not in ("policy USING", "policy WITH CHECK", "default", "check"):
            return False
        relid, ours = self.stored(it)
        text = expression(self.catalog, ours, relid, ns=self.ns)
        return "".join(text.split()) == "".join(it.text.split())

    def domain(self, it: Definition) -> bool:
        namespace = _found(self.catalog.pg_namespace.first("name", it.schema))
        domain = _found(self.catalog.pg_type.first("name", (it.relation, namespace.oid)))
        node = parse_expression(it.text)
        base, typmod = domain.typbasetype, domain.typtypmod
        if it.kind == "domain default":
            return same_expression(
                domain.typdefaultbin, stored.default_expr(self.ns, 0, None, base, typmod, it.relation, node)
            )
        constraints = self.catalog.pg_constraint.find("type", domain.oid)
        ours = _found(next((k for k in constraints if k.conname == it.name), None))
        return same_expression(ours.conbin, stored.domain_check(self.ns, base, typmod, node))

    # -- statements: the object is dropped and made again ----------------------------------------------------------

    def constraint(self, it: Definition) -> bool:
        relation = self.relation(it)
        table = f"{quoted(it.schema)}.{quoted(it.relation)}"

        def rows() -> list[Any]:
            held = [k for k in self.catalog.pg_constraint.find("relation", relation.oid) if k.conname == it.name]
            indexes = [self.catalog.pg_index.get(k.conindid) for k in held if k.contype in "pux"]
            return [_bare(row) for row in [*held, *indexes] if row is not None]

        before = rows()
        if not before:
            raise LookupError("the constraint is not in the rehearsed catalog")
        self.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(it.name)} CASCADE")
        self.execute(f"ALTER TABLE {table} ADD CONSTRAINT {quoted(it.name)} {it.text}")
        return _same_rows(before, rows())

    def index(self, it: Definition) -> bool:
        namespace = _found(self.catalog.pg_namespace.first("name", it.schema))

        def rows() -> list[Any]:
            index = self.catalog.pg_class.first("name", (it.name, namespace.oid))
            if index is None:
                raise LookupError("the index is not in the rehearsed catalog")
            return [_bare(self.catalog.pg_index[index.oid]), index.relam, index.reloptions, index.reltablespace]

        before = rows()
        self.execute(f"DROP INDEX {quoted(it.schema)}.{quoted(it.name)} CASCADE")
        self.execute(it.text)
        return _same_rows(before, rows())

    def trigger(self, it: Definition) -> bool:
        relid = self.relation(it).oid

        def rows() -> list[Any]:
            return [_bare(_found(self.catalog.pg_trigger.first("name", (relid, it.name))))]

        before = rows()
        self.execute(f"DROP TRIGGER {quoted(it.name)} ON {quoted(it.schema)}.{quoted(it.relation)} CASCADE")
        self.execute(it.text)
        return _same_rows(before, rows())

    def function(self, it: Definition) -> bool:
        namespace = _found(self.catalog.pg_namespace.first("name", it.schema))
        before = {p.oid: p for p in self.catalog.pg_proc.find("name", it.relation) if p.pronamespace == namespace.oid}
        self.execute(it.text)
        after = {p.oid: p for p in self.catalog.pg_proc.find("name", it.relation) if p.pronamespace == namespace.oid}
        if before.keys() != after.keys():
            raise LookupError("the function is not in the rehearsed catalog")
        return all(_same_rows([_bare(before[oid])], [_bare(after[oid])]) for oid in before)


def _found(record: Any) -> Any:
    if record is None:
        raise LookupError("the object is not in the rehearsed catalog")
    return record


# Numbers of rows made anew, and what no definition says: whether a trigger is switched on, an index clustered on.
_NOT_SAID = {
    "oid": 0, "conindid": 0, "indexrelid": 0, "tgenabled": "O", "tgconstrindid": 0, "tgconstraint": 0,
    "indisclustered": False, "indisreplident": False, "indisvalid": True,
}


def _bare(record: Any) -> Any:
    return structs.replace(record, **{k: v for k, v in _NOT_SAID.items() if k in record.__struct_fields__})


def _same_rows(left: list[Any], right: list[Any]) -> bool:
    return len(left) == len(right) and all(map(_same_row, left, right))


def _same_row(left: Any, right: Any) -> bool:
    if type(left) is not type(right) or not hasattr(left, "__struct_fields__"):
        return bool(left == right)
    return all(same_expression(getattr(left, f), getattr(right, f)) for f in left.__struct_fields__)


_COMPARE: dict[str, Callable[[_Judge, Definition], bool]] = {
    "view": _Judge.view, "view column": _Judge.view_column, "rule": _Judge.rule, "policy USING": _Judge.policy,
    "policy WITH CHECK": _Judge.policy, "default": _Judge.default, "check": _Judge.check,
    "domain check": _Judge.domain, "domain default": _Judge.domain, "constraint": _Judge.constraint,
    "index": _Judge.index, "trigger": _Judge.trigger, "function": _Judge.function,
}


def differences(run: Rehearsal, found: set[Definition]) -> Iterator[Difference]:
    """Yield the definitions of a server that mean something else than the rehearsed catalog holds."""
    with room_for_depth():
        judge = _Judge(run)
        for it in sorted(found):
            reason = judge.compare(it)
            if reason is not None:
                yield Difference(it, reason)


def main() -> int:
    """Print the differences, then a count for each kind; exit 1 where there are any."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("dsn", help="the database that the migrations made")
    options.add_argument("paths", nargs="+", type=Path, help="the migrations: a folder, or files with --layout files")
    options.add_argument("--template", help="the database it began as: what is in both is left out")
    options.add_argument("--layout", default="auto")
    options.add_argument("--baseline", default=None)
    options.add_argument("--postgres", type=int, default=17)
    options.add_argument("--quiet", action="store_true", help="only the counts")
    chosen = options.parse_args()
    found = definitions(chosen.dsn) - (definitions(chosen.template) if chosen.template else set())
    run = rehearse(chosen.paths, Options(layout=chosen.layout, baseline=chosen.baseline, postgres=chosen.postgres))
    wrong = list(differences(run, found))
    if not chosen.quiet:
        for each in wrong:
            it = each.definition
            print(f"{it.kind} {it.schema}.{it.relation} {it.name}: {each.reason}")
            print("   ", " ".join(it.text.split())[:300])
    counts, bad = Counter(it.kind for it in found), Counter(each.definition.kind for each in wrong)
    for kind in COLUMNS:
        if counts[kind]:
            print(f"{kind}: {counts[kind] - bad[kind]} of {counts[kind]} equal")
    total = sum(counts.values())
    print(f"all: {total - len(wrong)} of {total} equal ({(total - len(wrong)) / max(total, 1):.4f})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
