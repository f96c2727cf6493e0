"""What hangs on a table: constraints, indexes, statistics, triggers, rules, policies, told by both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_text, index_definition, is_on_every_partition
from analyzer.deparse.partition import statistics_definition
from analyzer.deparse.trigger import rule_definition, trigger_definition
from analyzer.tree.names import quote_identifier, quote_qualified
from analyzer.verify.fact import Fact, Kind, Values, listed, text, values
from analyzer.verify.found import (
    PLATFORM,
    USER_SCHEMA,
    collapse,
    enabled,
    list_of,
    not_member,
    said_of,
    tablespace_of,
    yes,
)
from analyzer.verify.intended import ENABLED, Intended

if TYPE_CHECKING:
    from analyzer.catalog.pg_index import PgIndex

_TABLE: Final = f"""JOIN pg_class AS c ON c.oid = %s JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {USER_SCHEMA} AND {not_member("pg_class", "c.oid")}"""
_ON: Final = "' on ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)"


def _parts(of: Intended, classid: str, column: str) -> Iterator[tuple[Any, str]]:
    """Yield what hangs on tables of the user's, and the table's name."""
    for record in of.of(classid):
        relation = of.catalog.pg_class.get(getattr(record, column))
        if relation is None or not of.relation(relation.oid):
            continue
        if not of.catalog.pg_namespace[relation.relnamespace].nspname.startswith("pg_"):
            yield record, names.qualified_relation_name(of.catalog, relation.oid)


def _definition(of: Intended, write: Callable[..., str], oid: int) -> str:
    return text(lambda: write(of.catalog, oid))


def _constraints(of: Intended) -> Iterator[Fact]:
    for constraint, table in _parts(of, "pg_constraint", "conrelid"):
        if constraint.contype in "cfpux":
            index = of.catalog.pg_index.get(constraint.conindid) if constraint.contype in "pux" else None
            yield Fact("constraint", f"{quote_identifier(constraint.conname)} on {table}", {
                **values(definition=_definition(of, constraint_text, constraint.oid)),
                **({} if index is None else _index(of, index)),
                **of.said("pg_constraint", constraint.oid),
            })  # fmt: skip


def _index(of: Intended, index: PgIndex) -> Values:
    """Return what a constraint's definition does not say of its index."""
    relation = of.catalog.pg_class[index.indexrelid]
    return values(
        options=listed(sorted(relation.reloptions or ())), tablespace=of.tablespace(relation.reltablespace),
        clustered=index.indisclustered, statistics=_targets(of, index.indexrelid),
        partly=relation.relkind == "I" and not is_on_every_partition(of.catalog, index),
        index_comment=of.comment("pg_class", index.indexrelid),
    )


def _targets(of: Intended, relid: int) -> str | None:
    """Return the statistics targets of an index's columns as `number: target`."""
    columns = sorted(of.catalog.pg_attribute.find("relation", relid), key=lambda column: column.attnum)
    targets = ((column.attnum, column.attstattarget) for column in columns)
    return ", ".join(f"{number}: {target}" for number, target in targets if target not in (None, -1)) or None


def _targets_of(relid: str) -> str:
    return f"""(SELECT string_agg(a.attnum || ': ' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute AS a
        WHERE a.attrelid = {relid} AND a.attstattarget >= 0)"""


CONSTRAINTS: Final = Kind(
    f"""SELECT 'constraint', quote_ident(k.conname) || {_ON}, {PLATFORM}, jsonb_build_object(
      'definition', {collapse("pg_get_constraintdef(k.oid)")}, {said_of("pg_constraint", "k.oid")})
      || CASE WHEN k.contype IN ('p', 'u', 'x') THEN (SELECT jsonb_build_object(
        'options', {list_of("i.reloptions")}, 'tablespace', {tablespace_of("i.reltablespace")},
        'clustered', {yes("x.indisclustered")}, 'statistics', {_targets_of("i.oid")},
        'partly', {yes("i.relkind = 'I' AND NOT x.indisvalid")},
        'index comment', obj_description(i.oid, 'pg_class'))
        FROM pg_class AS i JOIN pg_index AS x ON x.indexrelid = i.oid WHERE i.oid = k.conindid) ELSE '{{}}' END
    FROM pg_constraint AS k {_TABLE % "k.conrelid"} AND k.contype IN ('c', 'f', 'p', 'u', 'x')""",
    _constraints,
)


def _indexes(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for index, table in _parts(of, "pg_index", "indrelid"):
        relation = catalog.pg_class[index.indexrelid]
        backs = any(c.contype in "pux" for c in catalog.pg_constraint.find("index", relation.oid))
        if relation.relispartition or backs:
            continue
        schema = catalog.pg_namespace[relation.relnamespace].nspname
        yield Fact("index", f"{quote_qualified(schema, relation.relname)} on {table}", values(
            definition=_definition(of, index_definition, relation.oid),
            invalid=relation.relkind == "i" and not index.indisvalid,
            partly=relation.relkind == "I" and not is_on_every_partition(of.catalog, index),
            clustered=index.indisclustered,
            tablespace=of.tablespace(relation.reltablespace), statistics=_targets(of, relation.oid),
        ) | of.said("pg_class", relation.oid))  # fmt: skip


INDEXES: Final = Kind(
    f"""SELECT 'index', quote_ident(xn.nspname) || '.' || quote_ident(i.relname) || {_ON}, {PLATFORM},
      jsonb_build_object('definition', {collapse("pg_get_indexdef(x.indexrelid)")},
      'invalid', {yes("i.relkind = 'i' AND NOT x.indisvalid")},
      'partly', {yes("i.relkind = 'I' AND NOT x.indisvalid")}, 'clustered', {yes("x.indisclustered")},
      'tablespace', {tablespace_of("i.reltablespace")}, 'statistics', {_targets_of("i.oid")},
      {said_of("pg_class", "i.oid")})
    FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_namespace AS xn ON xn.oid = i.relnamespace
    {_TABLE % "x.indrelid"} AND c.relkind IN ('r', 'p', 'm') AND NOT i.relispartition AND NOT EXISTS (
      SELECT FROM pg_constraint AS k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))""",
    _indexes,
)


_NO_PARENTHESES: Final = str.maketrans("", "", "()")


def _statistics(of: Intended) -> Iterator[Fact]:
    for statistics, _ in _parts(of, "pg_statistic_ext", "stxrelid"):
        schema = of.catalog.pg_namespace[statistics.stxnamespace].nspname
        yield Fact("statistics object", quote_qualified(schema, statistics.stxname), values(
            # The server leaves out parentheses here as its pretty printer does.
            definition=_definition(of, statistics_definition, statistics.oid).translate(_NO_PARENTHESES),
            target=None if statistics.stxstattarget in (None, -1) else statistics.stxstattarget,
            owner=of.role(statistics.stxowner),
        ) | of.said("pg_statistic_ext", statistics.oid))  # fmt: skip


STATISTICS: Final = Kind(
    f"""SELECT 'statistics object', quote_ident(sn.nspname) || '.' || quote_ident(s.stxname), {PLATFORM},
      jsonb_build_object(
      'definition', translate({collapse("pg_get_statisticsobjdef(s.oid)")}, '()', ''),
      'target', nullif(s.stxstattarget, -1)::text, 'owner', pg_get_userbyid(s.stxowner),
      {said_of("pg_statistic_ext", "s.oid")})
    FROM pg_statistic_ext AS s JOIN pg_namespace AS sn ON sn.oid = s.stxnamespace {_TABLE % "s.stxrelid"}""",
    _statistics,
)


def _triggers(of: Intended) -> Iterator[Fact]:
    for trigger, table in _parts(of, "pg_trigger", "tgrelid"):
        if not trigger.tgisinternal:
            yield Fact("trigger", f"{quote_identifier(trigger.tgname)} on {table}", values(
                # A partition's trigger may be told apart from that of the whole table by its state only.
                definition=None if trigger.tgparentid else _definition(of, trigger_definition, trigger.oid),
                enabled=ENABLED.get(trigger.tgenabled),
            ) | of.said("pg_trigger", trigger.oid))  # fmt: skip


TRIGGERS: Final = Kind(
    f"""SELECT 'trigger', quote_ident(g.tgname) || {_ON}, {PLATFORM}, jsonb_build_object(
      'definition', CASE WHEN g.tgparentid = 0 THEN {collapse("pg_get_triggerdef(g.oid)")} END,
      'enabled', {enabled("g.tgenabled")}, {said_of("pg_trigger", "g.oid")})
    FROM pg_trigger AS g {_TABLE % "g.tgrelid"} AND NOT g.tgisinternal""",
    _triggers,
)


def _rules(of: Intended) -> Iterator[Fact]:
    for rule, table in _parts(of, "pg_rewrite", "ev_class"):
        if rule.rulename != "_RETURN":
            yield Fact("rule", f"{quote_identifier(rule.rulename)} on {table}", values(
                definition=_definition(of, rule_definition, rule.oid), enabled=ENABLED.get(rule.ev_enabled),
            ) | of.said("pg_rewrite", rule.oid))  # fmt: skip


RULES: Final = Kind(
    f"""SELECT 'rule', quote_ident(r.rulename) || {_ON}, {PLATFORM}, jsonb_build_object(
      'definition', {collapse("pg_get_ruledef(r.oid)")},
      'enabled', {enabled("r.ev_enabled")}, {said_of("pg_rewrite", "r.oid")})
    FROM pg_rewrite AS r {_TABLE % "r.ev_class"} AND r.rulename <> '_RETURN'""",
    _rules,
)

_COMMANDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}


def _policies(of: Intended) -> Iterator[Fact]:
    for policy, table in _parts(of, "pg_policy", "polrelid"):
        roles = map(of.grantee, policy.polroles)
        yield Fact("policy", f"{quote_identifier(policy.polname)} on {table}", values(
            command=_COMMANDS[policy.polcmd], restrictive=not policy.polpermissive, to=", ".join(sorted(roles)),
            using=_condition(of, policy.polqual, policy.polrelid),
            with_check=_condition(of, policy.polwithcheck, policy.polrelid),
        ) | of.said("pg_policy", policy.oid))  # fmt: skip


def _condition(of: Intended, expr: Any, relid: int) -> str | None:
    return None if expr is None else text(lambda: expression(of.catalog, expr, relid))


POLICIES: Final = Kind(
    f"""SELECT 'policy', quote_ident(p.polname) || {_ON}, {PLATFORM}, jsonb_build_object(
      'command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
         WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, 'restrictive', CASE WHEN NOT p.polpermissive THEN 'yes' END,
      'to', (SELECT string_agg(role, ', ' ORDER BY role COLLATE "C") FROM (
         SELECT coalesce(quote_ident(r.rolname), 'PUBLIC') AS role
         FROM unnest(p.polroles) AS o LEFT JOIN pg_roles AS r ON r.oid = o) AS roles),
      'using', {collapse("pg_get_expr(p.polqual, p.polrelid)")},
      'with check', {collapse("pg_get_expr(p.polwithcheck, p.polrelid)")},
      {said_of("pg_policy", "p.oid")})
    FROM pg_policy AS p {_TABLE % "p.polrelid"}""",
    _policies,
)
