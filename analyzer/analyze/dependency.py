"""What an analyzed expression or query refers to (find_expr_references_walker, src/backend/catalog/dependency.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.nodefuncs import DEFAULT_COLLATION, expr_type
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import PgError

_REGISTERED: dict[int, str] = {
    t.REGPROC: "pg_proc", t.REGPROCEDURE: "pg_proc", t.REGOPER: "pg_operator", t.REGOPERATOR: "pg_operator",
    t.REGCLASS: "pg_class", t.REGTYPE: "pg_type", t.REGCONFIG: "pg_ts_config", t.REGDICTIONARY: "pg_ts_dict",
    t.REGNAMESPACE: "pg_namespace", t.REGCOLLATION: "pg_collation",
}
_RESULT_TYPE_NODES = frozenset(
    {e.RelabelType, e.CoerceViaIO, e.ArrayCoerceExpr, e.ConvertRowtypeExpr, e.CoerceToDomain}
)


def expr_dependencies(catalog: Catalog, expr_or_query: Any, relid: int | None = None) -> list[ObjectAddress]:
    """Return the objects an expression or query needs, each once, built-in ones too (recordDependencyOnExpr).

    `relid` is the relation whose columns the Vars of a lone expression are; its columns are among the result.
    """
    finder = _Finder(catalog, relid or 0)
    nodes = expr_or_query if isinstance(expr_or_query, (tuple, list)) else (expr_or_query,)
    for node in nodes:
        if node is not None:
            finder.walk(node)
    return finder.result()


class _Finder:
    """Collects addresses; `levels` are the range tables in scope, innermost last."""

    def __init__(self, catalog: Catalog, relid: int) -> None:
        self.catalog = catalog
        self.relid = relid
        self.found: dict[ObjectAddress, None] = {}
        self.levels: list[tuple[e.RangeTblEntry, ...]] = []

    def result(self) -> list[ObjectAddress]:
        # A reference to a part makes the one to the whole unnecessary (eliminate_duplicate_dependencies).
        parts = {address[:2] for address in self.found if address.objsubid}
        return [address for address in self.found if address.objsubid or address[:2] not in parts]

    def add(self, classid: str, objid: int, objsubid: int = 0) -> None:
        if objid:
            self.found[ObjectAddress(classid, objid, objsubid)] = None

    def type(self, typid: int) -> None:
        self.add("pg_type", typid)

    def collation(self, oid: int) -> None:
        if oid and oid != DEFAULT_COLLATION:
            self.add("pg_collation", oid)

    def walk(self, node: Any) -> None:
        kind = type(node)
        if kind is e.Query:
            self.query(node)
            return
        if kind is e.SqlText:
            return
        handler = _HANDLERS.get(kind)
        if handler is not None:
            handler(self, node)
        elif kind in _RESULT_TYPE_NODES:
            self.type(node.resulttype)
            self.collation(getattr(node, "resultcollid", 0))
        for child in e.children(node):
            self.walk(child)

    def var(self, var: e.Var) -> None:
        if var.varattno == 0:
            return
        depth = len(self.levels) - 1 - var.varlevelsup
        if depth < 0:
            if self.relid:
                self.add("pg_class", self.relid, var.varattno)
            return
        rtable = self.levels[depth]
        entry = rtable[var.varno - 1]
        if entry.rtekind == "relation":
            self.add("pg_class", entry.relid, var.varattno)
        elif entry.rtekind == "function":
            self.function_column(entry, var.varattno)

    def function_column(self, entry: e.RangeTblEntry, attnum: int) -> None:
        # process_function_rte_ref: a column of a composite result.
        first = 0
        for function in entry.functions:
            if first < attnum <= first + function.funccolcount:
                if function.funccolnames:
                    return
                relid = lsyscache.type_or_domain_relid(self.catalog, expr_type(function.funcexpr))
                if relid:
                    live = [c for c in lsyscache.columns_of(self.catalog, relid) if not c.attisdropped]
                    self.add("pg_class", relid, live[attnum - first - 1].attnum)
                return
            first += function.funccolcount

    def const(self, const: e.Const) -> None:
        self.type(const.consttype)
        self.collation(const.constcollid)
        classid = _REGISTERED.get(const.consttype)
        value = const.constvalue
        if value is None or not value.isdigit():
            return
        if classid is not None:
            if int(value) in self.catalog.tables[classid]:
                self.add(classid, int(value))
        elif const.consttype == t.REGROLE:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "constant of the type regrole cannot be used here"
            )

    def field_select(self, node: e.FieldSelect) -> None:
        relid = lsyscache.type_or_domain_relid(self.catalog, expr_type(node.arg))
        if relid:
            self.add("pg_class", relid, node.fieldnum)
        else:
            self.type(node.resulttype)
        self.collation(node.resultcollid)

    def field_store(self, node: e.FieldStore) -> None:
        relid = lsyscache.type_relid(self.catalog, node.resulttype)
        if relid:
            for number in node.fieldnums:
                self.add("pg_class", relid, number)
        else:
            self.type(node.resulttype)

    def subscripting(self, node: e.SubscriptingRef) -> None:
        if node.refrestype not in (node.refcontainertype, node.refelemtype):
            self.type(node.refrestype)

    def operator(self, node: Any) -> None:
        self.add("pg_operator", node.opno)

    def row_compare(self, node: e.RowCompareExpr) -> None:
        for opno in node.opnos:
            self.add("pg_operator", opno)

    def sort_group(self, node: e.SortGroupClause) -> None:
        self.add("pg_operator", node.eqop)
        self.add("pg_operator", node.sortop)

    def param(self, node: e.Param) -> None:
        self.type(node.paramtype)
        self.collation(node.paramcollid)

    def range_function(self, node: e.RangeTblFunction) -> None:
        for typid in node.funccoltypes:
            self.type(typid)
        for oid in node.funccolcollations:
            self.collation(oid)

    def table_func(self, node: e.TableFunc) -> None:
        for typid in node.coltypes:
            self.type(typid)
        for oid in node.colcollations:
            self.collation(oid)

    def query(self, query: e.Query) -> None:
        """Collect what a query needs, its range table first."""
        for entry in query.rtable:
            if entry.rtekind == "relation":
                self.add("pg_class", entry.relid)
            elif entry.rtekind == "join":
                self.levels.append(query.rtable)
                for value in entry.joinaliasvars[: entry.joinmergedcols]:
                    self.walk(value)
                self.levels.pop()
        if query.commandType in ("insert", "update") and query.resultRelation:
            target = query.rtable[query.resultRelation - 1]
            if target.rtekind == "relation":
                for one in query.targetList:
                    if not one.resjunk:
                        self.add("pg_class", target.relid, one.resno)
        for constraint in query.constraintDeps:
            self.add("pg_constraint", constraint)
        self.levels.append(query.rtable)
        for child in e.children(query):
            if type(child) is e.RangeTblEntry:
                self.entry(child)
            else:
                self.walk(child)
        self.levels.pop()

    def entry(self, entry: e.RangeTblEntry) -> None:
        """Collect what a range table entry holds itself; a join's columns were looked at before."""
        if entry.rtekind == "join":
            return
        if entry.subquery is not None:
            self.query(entry.subquery)
        for function in entry.functions:
            self.walk(function)
        for row in entry.values_lists:
            for value in row:
                self.walk(value)
        for node in (entry.tablefunc, entry.tablesample):
            if node is not None:
                self.walk(node)


_HANDLERS: dict[type, Callable[[_Finder, Any], None]] = {
    e.Var: _Finder.var, e.Const: _Finder.const, e.Param: _Finder.param, e.FieldSelect: _Finder.field_select,
    e.FieldStore: _Finder.field_store, e.SubscriptingRef: _Finder.subscripting, e.OpExpr: _Finder.operator,
    e.DistinctExpr: _Finder.operator, e.NullIfExpr: _Finder.operator, e.ScalarArrayOpExpr: _Finder.operator,
    e.RowCompareExpr: _Finder.row_compare, e.SortGroupClause: _Finder.sort_group,
    e.RangeTblFunction: _Finder.range_function, e.TableFunc: _Finder.table_func,
    e.FuncExpr: lambda finder, node: finder.add("pg_proc", node.funcid),
    e.Aggref: lambda finder, node: finder.add("pg_proc", node.aggfnoid),
    e.WindowFunc: lambda finder, node: finder.add("pg_proc", node.winfnoid),
    e.CollateExpr: lambda finder, node: finder.collation(node.collOid),
    e.RowExpr: lambda finder, node: finder.type(node.row_typeid),
    e.NextValueExpr: lambda finder, node: finder.add("pg_class", node.seqid),
    e.OnConflictExpr: lambda finder, node: finder.add("pg_constraint", node.constraint),
    e.TableSampleClause: lambda finder, node: finder.add("pg_proc", node.tsmhandler),
    e.JsonExpr: lambda finder, node: finder.type(node.resulttype),
    e.XmlExpr: lambda finder, node: finder.type(node.type),
}
