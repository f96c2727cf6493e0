"""Which objects an expression or query needs (recordDependencyOnExpr, find_expr_references_walker, src/backend/catalog/dependency.c)."""

from __future__ import annotations

from typing import Any, Final

from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Expr, Query, RangeTblEntry
from analyzer.catalog.objects import ObjectAddress

DEFAULT_COLLATION: Final = 100

_REG_TYPES: Final[dict[int, str]] = {
    24: "pg_proc",  # regproc
    2202: "pg_proc",  # regprocedure
    2203: "pg_operator",  # regoper
    2204: "pg_operator",  # regoperator
    2205: "pg_class",  # regclass
    2206: "pg_type",  # regtype
    4191: "pg_collation",  # regcollation
    3734: "pg_ts_config",  # regconfig
    3769: "pg_ts_dict",  # regdictionary
    4089: "pg_namespace",  # regnamespace
}
"""Constants of these types are references to objects; their values are oids in decimal."""


def expr_dependencies(catalog: Catalog, node: Any, relid: int | None = None) -> list[ObjectAddress]:
    """Return what an expression or query refers to, without duplicates, in the order it is met.

    In an expression that stands alone, level-zero Vars are columns of `relid`; whole-row Vars stand for the relation. References
    inside queries are resolved by their own range tables.
    """
    if node is None:
        return []
    collector = _Collector(catalog, relid)
    for each in node if isinstance(node, tuple) else (node,):
        collector.walk(each, ())
    return list(collector.found)


class _Collector:
    """Gathers addresses; `rtables` is the stack of range tables, the innermost last."""

    def __init__(self, catalog: Catalog, relid: int | None) -> None:
        self.catalog = catalog
        self.relid = relid
        self.found: dict[ObjectAddress, None] = {}

    def add(self, classid: str, oid: int, subid: int = 0) -> None:
        """Note one reference; 0 is no object."""
        if oid:
            self.found[ObjectAddress(classid, oid, subid)] = None

    def collation(self, oid: int) -> None:
        """Note a collation; the database's default is pinned."""
        if oid != DEFAULT_COLLATION:
            self.add("pg_collation", oid)

    def walk(self, node: Any, rtables: tuple[tuple[RangeTblEntry, ...], ...]) -> None:
        """Visit a node and all below it."""
        if node is None:
            return
        if isinstance(node, Query):
            self._query(node, rtables)
            return
        if not isinstance(node, Expr):
            return
        visit = _VISITORS.get(type(node))
        if visit is not None:
            visit(self, node, rtables)
        for child in e.children(node):
            self.walk(child, rtables)

    def var(self, node: e.Var, rtables: tuple[tuple[RangeTblEntry, ...], ...]) -> None:
        """Note the column a Var stands for; join columns stand for what they are made of."""
        level = len(rtables) - 1 - node.varlevelsup
        if level < 0:
            if self.relid is not None:
                self.add("pg_class", self.relid, max(node.varattno, 0) if node.varattno else 0)
            return
        rtable = rtables[level]
        if node.varno > len(rtable):
            return
        self.column(rtable[node.varno - 1], node.varattno, rtables[: level + 1])

    def column(self, rte: RangeTblEntry, attnum: int, rtables: tuple[tuple[RangeTblEntry, ...], ...]) -> None:
        """Note column `attnum` of a range table entry."""
        if rte.rtekind == "relation":
            self.add("pg_class", rte.relid, max(attnum, 0))
        elif rte.rtekind == "join" and 0 < attnum <= len(rte.joinaliasvars):
            self.walk(rte.joinaliasvars[attnum - 1], rtables)
        elif rte.rtekind == "function" and attnum > 0:
            self._function_column(rte, attnum)

    def _function_column(self, rte: RangeTblEntry, attnum: int) -> None:
        """A column of a function that returns a composite type is a column of that type's relation."""
        start = 0
        for function in rte.functions:
            count = function.funccolcount
            if start < attnum <= start + count:
                result = getattr(function.funcexpr, "funcresulttype", 0)
                record = self.catalog.pg_type.get(result)
                if record is not None and record.typrelid:
                    self.add("pg_class", record.typrelid, attnum - start)
                return
            start += count

    def _query(self, query: Query, rtables: tuple[tuple[RangeTblEntry, ...], ...]) -> None:
        inner = (*rtables, query.rtable)
        for rte in query.rtable:
            if rte.rtekind == "relation":
                self.add("pg_class", rte.relid)
        if query.resultRelation and query.commandType in ("insert", "update"):
            target = query.rtable[query.resultRelation - 1]
            for entry in query.targetList:
                if not entry.resjunk and target.rtekind == "relation":
                    self.add("pg_class", target.relid, entry.resno)
        if query.onConflict is not None and query.onConflict.constraint:
            self.add("pg_constraint", query.onConflict.constraint)
        for child in e.children(query):
            if isinstance(child, RangeTblEntry):
                self._entry(child, inner)
            else:
                self.walk(child, inner)

    def _entry(self, rte: RangeTblEntry, rtables: tuple[tuple[RangeTblEntry, ...], ...]) -> None:
        """Visit what a range table entry holds; a join's alias vars count only where they are used."""
        if rte.rtekind == "join":
            return
        for typid in rte.coltypes if rte.rtekind == "function" else ():
            self.add("pg_type", typid)
        for child in e.children(rte):
            self.walk(child, rtables if rte.rtekind != "subquery" or child is not rte.subquery else rtables)


def _const(collector: _Collector, node: e.Const, _rtables: Any) -> None:
    collector.add("pg_type", node.consttype)
    collector.collation(node.constcollid)
    classid = _REG_TYPES.get(node.consttype)
    if classid is not None and node.constvalue is not None and node.constvalue.isdigit():
        collector.add(classid, int(node.constvalue))


def _func(collector: _Collector, node: e.FuncExpr, _rtables: Any) -> None:
    collector.add("pg_proc", node.funcid)


def _oper(collector: _Collector, node: Any, _rtables: Any) -> None:
    collector.add("pg_operator", node.opno)


def _result(collector: _Collector, node: Any, _rtables: Any) -> None:
    collector.add("pg_type", node.resulttype)
    collector.collation(getattr(node, "resultcollid", 0))


def _row_compare(collector: _Collector, node: e.RowCompareExpr, _rtables: Any) -> None:
    for opno in node.opnos:
        collector.add("pg_operator", opno)


def _sort(collector: _Collector, node: e.SortGroupClause, _rtables: Any) -> None:
    collector.add("pg_operator", node.eqop)
    collector.add("pg_operator", node.sortop)


def _field(collector: _Collector, node: e.FieldSelect, _rtables: Any) -> None:
    from analyzer.analyze.nodefuncs import expr_type

    record = collector.catalog.pg_type.get(expr_type(node.arg))
    if record is not None and record.typrelid:
        collector.add("pg_class", record.typrelid, node.fieldnum)
    else:
        collector.add("pg_type", node.resulttype)


_VISITORS: dict[type[Expr], Any] = {
    e.Var: _Collector.var,
    e.Const: _const,
    e.Param: lambda c, n, _r: (c.add("pg_type", n.paramtype), c.collation(n.paramcollid)),
    e.FuncExpr: _func,
    e.OpExpr: _oper,
    e.DistinctExpr: _oper,
    e.NullIfExpr: _oper,
    e.ScalarArrayOpExpr: _oper,
    e.Aggref: lambda c, n, _r: c.add("pg_proc", n.aggfnoid),
    e.WindowFunc: lambda c, n, _r: c.add("pg_proc", n.winfnoid),
    e.SubscriptingRef: lambda c, n, _r: (
        c.add("pg_type", n.refrestype) if n.refrestype not in (n.refcontainertype, n.refelemtype) else None
    ),
    e.FieldSelect: _field,
    e.RelabelType: _result,
    e.CoerceViaIO: _result,
    e.ArrayCoerceExpr: _result,
    e.ConvertRowtypeExpr: lambda c, n, _r: c.add("pg_type", n.resulttype),
    e.CollateExpr: lambda c, n, _r: c.add("pg_collation", n.collOid),
    e.RowExpr: lambda c, n, _r: c.add("pg_type", n.row_typeid),
    e.RowCompareExpr: _row_compare,
    e.CoerceToDomain: _result,
    e.NextValueExpr: lambda c, n, _r: c.add("pg_class", n.seqid),
    e.SortGroupClause: _sort,
    e.JsonExpr: lambda c, n, _r: c.add("pg_type", n.resulttype),
    e.CommonTableExpr: lambda c, n, _r: [c.collation(oid) for oid in n.ctecolcollations],
    e.SetOperationStmt: lambda c, n, _r: None,
    e.TableSampleClause: lambda c, n, _r: c.add("pg_proc", n.tsmhandler),
}
