"""The server's own text of defaults, conditions, queries and bodies, analyzed into the trees that the catalog stores
(the reverse of src/backend/utils/adt/ruleutils.c).

What cannot be analyzed stays as text, and is reported as not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import keyexpr, query, rowcondition, ruleactions, stored
from analyzer.analyze.function_body import analyze_sql_body
from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import SqlText
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_partitioned_table import PartitionBound
from analyzer.commands.context import Context
from analyzer.commands.tables.partition_bound import transform_partition_bound
from analyzer.errors import NotSimulated, PgError, UsageError
from analyzer.session.session import Session
from analyzer.snapshot.live import Unseen
from analyzer.snapshot.records import Expression
from analyzer.tree.parse import Node, parse_expression, parse_statement

_NOT_UNDERSTOOD: Final = "the server's text was not understood"
_FIRST: Final = {"pg_partitioned_table": 0, "partition_bound": 2}


class Analysis:
    """Analyzes texts over one catalog, as a superuser with an empty search path: every name is qualified."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        session = Session(catalog, acl.BOOTSTRAP_SUPERUSER, defaults={"search_path": "", "TimeZone": "UTC"})
        self.context = Context(session, _run_nothing)
        self.ns = session.namespace
        self.unseen: list[Unseen] = []
        self._defaults: dict[tuple[str, int, int], dict[str, Any]] = {}

    def analyze(self, expressions: Iterable[Expression]) -> None:
        """Put every text's tree into its record; bounds last, since they need the partition keys."""
        members = {(row.classid, row.objid) for row in self.catalog.pg_depend.changed() if row.deptype == "e"}
        for it in sorted(expressions, key=lambda each: _FIRST.get(each.catalog, 1)):
            table = self.catalog.tables[it.catalog]
            record = table[it.key]
            # Of an extension's own objects nobody asks what they mean.
            change = _as_text(it, record) if self._is_member(members, it, record) else self._tree(it, record)
            table.set(structs.replace(record, **change))

    def _is_member(self, members: set[tuple[str, int]], it: Expression, record: Any) -> bool:
        column = _RELATIONS.get(it.catalog)
        if column is not None:
            return ("pg_class", getattr(record, column)) in members
        return it.catalog in ("pg_proc", "pg_type") and (it.catalog, it.key) in members

    def _tree(self, it: Expression, record: Any) -> dict[str, Any]:
        if it.catalog == "pg_attrdef":
            return self._default(it, record)
        return self._analyzed(it, record)

    def _default(self, it: Expression, record: Any) -> dict[str, Any]:
        """A default refers to no column: what stands for many columns of one type is analyzed once."""
        column = self.catalog.pg_attribute[(record.adrelid, record.adnum)]
        if column.attgenerated:
            return self._analyzed(it, record)
        key = (it.text, column.atttypid, column.atttypmod)
        found = self._defaults.get(key)
        if found is None:
            found = self._analyzed(it, record)
            if type(found["adbin"]) is not SqlText:
                self._defaults[key] = found
        return found

    def _analyzed(self, it: Expression, record: Any) -> dict[str, Any]:
        try:
            change = self._read(it, record)
            count = _COUNTS.get(it.field)
            if count is None or len(change[it.field]) == count(record):
                return change
            reason = "it has another number of expressions than the object"
        except Exception as problem:  # noqa: BLE001 a defect of ours is said as such, and the loading goes on
            reason = _reason(problem)
        objid = it.key if type(it.key) is int else 0
        self.unseen.append(Unseen(it.catalog, f"{_NOT_UNDERSTOOD}: {reason}", objid, it.field))
        return _as_text(it, record)

    def _read(self, it: Expression, record: Any) -> dict[str, Any]:
        reader = _READERS[it.catalog, it.field]
        try:
            return reader(self.ns, record, it.text)
        except PgError as error:
            if error.sqlstate != sqlstate.AMBIGUOUS_FUNCTION:
                raise
        # A later overload may make the server's own text ambiguous; what the object depends on tells which one it is.
        classid, objid = _ADDRESSES.get(it.catalog, it.catalog), it.key
        rows = self.catalog.pg_depend.find("object", (classid, objid))
        used = {row.refobjid for row in rows if row.refclassid == "pg_proc"}
        journal = self.catalog.journal
        mark = journal.mark()
        try:
            for oid in used:
                for proc in self.catalog.pg_proc.find("name", self.catalog.pg_proc[oid].proname):
                    if proc.oid not in used:
                        self.catalog.pg_proc.delete(proc.oid)
            return reader(self.ns, record, it.text)
        finally:
            journal.undo(mark)


def _as_text(it: Expression, record: Any) -> dict[str, Any]:
    text = SqlText(it.text)
    if it.field in _COUNTS:
        return {it.field: (text,) * _COUNTS[it.field](record)}
    return {it.field: (text,) if it.field in _TUPLES else text}


def _default(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    column = ns.catalog.pg_attribute[(record.adrelid, record.adnum)]
    tree = stored.default_expr(
        ns, record.adrelid, column.attnum, column.atttypid, column.atttypmod, column.attname,
        parse_expression(text), generated=column.attgenerated,
    )  # fmt: skip
    return {"adbin": tree}


def _check(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    node = parse_expression(text)
    if record.conrelid:
        return {"conbin": stored.check_expr(ns, record.conrelid, node)}
    domain = ns.catalog.pg_type[record.contypid]
    return {"conbin": stored.domain_check(ns, domain.typbasetype, domain.typtypmod, node)}


def _domain_default(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    node = parse_expression(text)
    base, typmod = record.typbasetype or record.oid, record.typtypmod
    return {"typdefaultbin": stored.default_expr(ns, 0, None, base, typmod, record.typname, node)}


def _index_keys(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    nodes = parse_list(text)
    return {"indexprs": tuple(keyexpr.index_expr(ns, record.indrelid, node, check_immutable=False) for node in nodes)}


def _index_predicate(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    node = parse_expression(text)
    return {"indpred": keyexpr.index_predicate(ns, record.indrelid, node, check_immutable=False)}


def _partition_keys(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    nodes = parse_list(text)
    return {"partexprs": tuple(keyexpr.partition_key_expr(ns, record.partrelid, node, check=False) for node in nodes)}


def _statistics_keys(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    return {"stxexprs": tuple(keyexpr.statistics_expr(ns, record.stxrelid, node) for node in parse_list(text))}


def _using(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    return {"polqual": rowcondition.policy_expr(ns, record.polrelid, parse_expression(text))}


def _with_check(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    return {"polwithcheck": rowcondition.policy_expr(ns, record.polrelid, parse_expression(text))}


def _row_filter(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    return {"prqual": rowcondition.publication_filter(ns, record.prrelid, parse_expression(text))}


def _trigger_when(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    _, node = parse_statement(text)
    return {"tgqual": rowcondition.trigger_when(ns, record.tgrelid, node["whenClause"], record.tgtype)}


def _rule(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    tag, node = parse_statement(text)
    if tag != "RuleStmt":
        return {"ev_action": (query.analyze_statement(ns, tag, node),)}
    event = node["event"].removeprefix("CMD_").lower()
    actions = [item for action in node.get("actions", ()) for item in action.items()]
    condition, queries = ruleactions.rule_actions(ns, record.ev_class, event, node.get("whereClause"), actions)
    return {"ev_qual": condition, "ev_action": queries}


def _argument_defaults(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    nodes = parse_list(text)
    types = record.proargtypes[len(record.proargtypes) - len(nodes) :]
    trees = tuple(stored.function_default(ns, typid, node) for typid, node in zip(types, nodes, strict=True))
    return {"proargdefaults": trees}


def _body(ns: Namespace, record: Any, text: str) -> dict[str, Any]:
    _, node = parse_statement(f"CREATE FUNCTION f() RETURNS void LANGUAGE sql {text}")
    return {"prosqlbody": analyze_sql_body(ns, record, node["sql_body"])}


_READERS: Final[dict[tuple[str, str], Callable[[Namespace, Any, str], dict[str, Any]]]] = {
    ("pg_attrdef", "adbin"): _default,
    ("pg_constraint", "conbin"): _check,
    ("pg_type", "typdefaultbin"): _domain_default,
    ("pg_index", "indexprs"): _index_keys,
    ("pg_index", "indpred"): _index_predicate,
    ("pg_partitioned_table", "partexprs"): _partition_keys,
    ("pg_statistic_ext", "stxexprs"): _statistics_keys,
    ("pg_policy", "polqual"): _using,
    ("pg_policy", "polwithcheck"): _with_check,
    ("pg_publication_rel", "prqual"): _row_filter,
    ("pg_trigger", "tgqual"): _trigger_when,
    ("pg_rewrite", "ev_action"): _rule,
    ("pg_proc", "proargdefaults"): _argument_defaults,
    ("pg_proc", "prosqlbody"): _body,
}

_TUPLES: Final = frozenset({"stxexprs", "ev_action"})

_COUNTS: Final[dict[str, Callable[[Any], int]]] = {
    "indexprs": lambda index: index.indkey.count(0),
    "partexprs": lambda key: key.partattrs.count(0),
    "proargdefaults": lambda proc: proc.pronargdefaults,
}
"""How many expressions a list must have."""

_ADDRESSES: Final = {"pg_index": "pg_class", "pg_partitioned_table": "pg_class"}
"""As what pg_depend knows an object, where that is not the catalog it is in."""

_RELATIONS: Final = {
    "pg_attrdef": "adrelid", "pg_constraint": "conrelid", "pg_index": "indrelid", "pg_policy": "polrelid",
    "pg_rewrite": "ev_class", "pg_trigger": "tgrelid",
}  # fmt: skip
"""The column that names the relation whose extension an object goes with."""


def parse_list(text: str) -> list[Node]:
    """Return the expressions of a list that the server wrote with commas between them."""
    tag, node = parse_statement("SELECT " + text)
    targets = node.get("targetList", ())
    if tag != "SelectStmt" or node.keys() - {"targetList", "limitOption", "op"}:
        raise NotSimulated("it is no list of expressions")
    return [target["ResTarget"]["val"] for target in targets]


def set_bounds(analysis: Analysis, rows: Iterable[Any]) -> None:
    """Put the partitions' bounds into the catalog, after their parents' keys."""
    catalog = analysis.catalog
    for row in rows:
        parents = catalog.pg_inherits.find("child", row.relid)
        key = catalog.pg_partitioned_table.get(parents[0].inhparent) if len(parents) == 1 else None
        if key is None:
            raise UsageError(f"the snapshot is damaged: partition {row.relid} has no parent")
        try:
            _, node = parse_statement(f"ALTER TABLE a ATTACH PARTITION b {row.bound}")
            bound = node["cmds"][0]["AlterTableCmd"]["def"]["PartitionCmd"]["bound"]
            made = transform_partition_bound(analysis.context, key.partrelid, bound)
        except Exception as problem:  # noqa: BLE001 likewise
            analysis.unseen.append(Unseen("partition_bound", f"{_NOT_UNDERSTOOD}: {_reason(problem)}", row.relid))
            made = PartitionBound(0, key.partstrat, values=(SqlText(row.bound),))
        catalog.partition_bound.set(structs.replace(made, relid=row.relid))
    for relation in catalog.pg_class.changed():
        if relation.relispartition and relation.relkind in "rpf" and relation.oid not in catalog.partition_bound:
            raise UsageError(f"the snapshot is damaged: partition {relation.oid} has no bound")


def _reason(problem: Exception) -> str:
    match problem:
        case PgError():
            return problem.message
        case NotSimulated():
            return problem.reason
        case RecursionError():
            return "it is nested too deeply"
        case _:
            return f"internal error: {type(problem).__name__}: {problem}"


def _run_nothing(_context: Context, tag: str, _node: Node) -> None:
    raise NotSimulated(f"{tag} within an expression")
