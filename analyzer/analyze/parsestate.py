"""The state of one query level's analysis: scopes, range table, locations of analyzed nodes
(src/include/parser/parse_node.h).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import CommonTableExpr, Expr, RangeTblEntry, Stored
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.tree.parse import Node

EXPR_KIND_NAMES: dict[str, str] = {
    "from_subselect": "FROM", "from_function": "FROM", "where": "WHERE", "policy": "POLICY", "having": "HAVING",
    "filter": "FILTER", "window_partition": "window PARTITION BY", "window_order": "window ORDER BY",
    "window_frame_range": "window RANGE", "window_frame_rows": "window ROWS", "window_frame_groups": "window GROUPS",
    "select_target": "SELECT", "insert_target": "INSERT", "update_source": "UPDATE", "update_target": "UPDATE",
    "merge_when": "MERGE WHEN", "group_by": "GROUP BY", "order_by": "ORDER BY", "distinct_on": "DISTINCT ON",
    "limit": "LIMIT", "offset": "OFFSET", "returning": "RETURNING", "merge_returning": "RETURNING", "values": "VALUES",
    "values_single": "VALUES", "check_constraint": "CHECK", "domain_check": "CHECK", "column_default": "DEFAULT",
    "function_default": "DEFAULT", "index_expression": "index expression", "index_predicate": "index predicate",
    "stats_expression": "statistics expression", "alter_col_transform": "USING", "execute_parameter": "EXECUTE",
    "trigger_when": "WHEN", "partition_bound": "partition bound", "partition_expression": "PARTITION BY",
    "call_argument": "CALL", "copy_where": "WHERE", "generated_column": "GENERATED AS", "cycle_mark": "CYCLE",
    "join_on": "JOIN/ON", "join_using": "JOIN/USING", "other": "other",
}
"""What each ParseExprKind is called in messages (ParseExprKindName)."""


FORBIDDEN_IN: dict[str, str] = {
    "join_on": "JOIN conditions", "join_using": "JOIN conditions", "policy": "policy expressions",
    "merge_when": "MERGE WHEN conditions", "check_constraint": "check constraints", "domain_check": "check constraints",
    "column_default": "DEFAULT expressions", "function_default": "DEFAULT expressions",
    "index_expression": "index expressions", "index_predicate": "index predicates",
    "stats_expression": "statistics expressions", "alter_col_transform": "transform expressions",
    "execute_parameter": "EXECUTE parameters", "trigger_when": "trigger WHEN conditions",
    "partition_bound": "partition bound", "partition_expression": "partition key expressions",
    "call_argument": "CALL arguments", "copy_where": "COPY FROM WHERE conditions",
    "generated_column": "column generation expressions",
}
"""What "... are not allowed in" goes on with, where it is not the name of the kind."""


def forbidden_in(kind: str | None) -> str:
    """Return the place as "... are not allowed in" names it."""
    kind = kind or ""
    return FORBIDDEN_IN.get(kind) or EXPR_KIND_NAMES.get(kind, "this context")


class NsColumn:
    """One column of a namespace item: which Var stands for it."""

    __slots__ = ("attno", "collation", "dontexpand", "name", "typid", "typmod", "varno")

    def __init__(
        self, name: str, varno: int, attno: int, typid: int, typmod: int, collation: int, *, dontexpand: bool = False
    ) -> None:
        self.name = name
        self.varno = varno
        self.attno = attno
        """0 marks a dropped column."""
        self.typid = typid
        self.typmod = typmod
        self.collation = collation
        self.dontexpand = dontexpand


class NsItem:
    """What one name in FROM makes visible (ParseNamespaceItem).

    A relation's columns may be given as its pg_attribute rows by name; then only those that are asked for are made.
    """

    __slots__ = (
        "_by_name", "_columns", "_rows", "cols_visible", "lateral_ok", "lateral_only", "name", "rel_visible",
        "returning_type", "rtindex",
    )

    def __init__(
        self, name: str, rtindex: int, columns: list[NsColumn] | None, rows: dict[str, PgAttribute] | None = None
    ) -> None:
        self.name = name
        self.rtindex = rtindex
        self.rel_visible = True
        self.cols_visible = True
        self.lateral_only = False
        self.lateral_ok = True
        self.returning_type = 0
        self._columns = columns
        self._rows = rows
        self._by_name: dict[str, list[NsColumn]] | None = None

    @property
    def columns(self) -> list[NsColumn]:
        """The columns in order, dropped ones of a relation left out where its rows were given by name."""
        if self._columns is None:
            self._columns = [self._column(row) for row in (self._rows or {}).values()]
        return self._columns

    def renamed(self, name: str) -> NsItem:
        """Return an item with the same columns under another name."""
        return NsItem(name, self.rtindex, self._columns, self._rows)

    def _column(self, row: PgAttribute) -> NsColumn:
        return NsColumn(row.attname, self.rtindex, row.attnum, row.atttypid, row.atttypmod, row.attcollation)

    def find(self, name: str) -> list[NsColumn]:
        """Return the columns called `name`; more than one makes a reference ambiguous."""
        if self._rows is not None:
            row = self._rows.get(name)
            return [] if row is None else [self._column(row)]
        if self._by_name is None:
            index: dict[str, list[NsColumn]] = {}
            for column in self.columns:
                if column.attno:
                    index.setdefault(column.name, []).append(column)
            self._by_name = index
        return self._by_name.get(name, [])


class Permission:
    """What a query does to one relation of its range table (RTEPermissionInfo)."""

    __slots__ = ("inserted", "required", "selected", "updated")

    def __init__(self) -> None:
        self.required = 0
        self.selected: set[int] = set()
        self.inserted: set[int] = set()
        self.updated: set[int] = set()


class Locations:
    """Where analyzed nodes come from, kept beside them: bytes in the analyzed text; shared by all levels of a
    statement.
    """

    __slots__ = ("_alive", "_by_id", "constraint_deps")

    def __init__(self) -> None:
        self.constraint_deps: set[int] = set()
        """Primary keys that GROUP BY relies on (Query.constraintDeps)."""
        self._by_id: dict[int, int] = {}
        self._alive: list[Any] = []

    def set(self, expr: Any, location: int) -> None:
        """Note where a node comes from."""
        self._by_id[id(expr)] = location
        self._alive.append(expr)

    def own(self, expr: Any) -> int:
        """Return what `set` noted, -1 if nothing."""
        return self._by_id.get(id(expr), -1)


ColumnRefHook = Callable[["ParseState", Node, Stored], Stored]


class ParseState:
    """One query level under analysis; `parent` is the level outside of it (ParseState)."""

    __slots__ = (
        "catalog",
        "coerce_param_hook",
        "ctenamespace",
        "expr_kind",
        "future_ctes",
        "grouping_rtindex",
        "has_aggs",
        "has_modifying_cte",
        "has_sublinks",
        "has_target_srfs",
        "has_window_funcs",
        "is_insert",
        "is_merge",
        "joinexprs",
        "joinlist",
        "last_srf",
        "lateral_active",
        "locations",
        "locked_from_parent",
        "locking_clause",
        "multiassign_exprs",
        "next_resno",
        "ns",
        "nsitems",
        "param_hook",
        "parent",
        "parent_cte",
        "perms",
        "post_columnref_hook",
        "pre_columnref_hook",
        "raw_location_offset",
        "resolve_unknowns",
        "rtable",
        "target_nsitem",
        "target_perm",
        "target_relid",
        "windowdefs",
    )

    def __init__(self, ns: Namespace, parent: ParseState | None = None) -> None:
        self.ns = ns
        self.catalog: Catalog = ns.catalog
        self.parent = parent
        self.rtable: list[RangeTblEntry] = []
        self.perms: list[Permission] = []
        self.nsitems: list[NsItem] = []
        self.joinlist: list[Expr] = []
        self.joinexprs: dict[int, tuple[int, int, list[tuple[str, Stored]]]] = {}
        """Per join's range table index: the range table indexes of both sides and its merged columns."""
        self.ctenamespace: list[CommonTableExpr] = []
        self.future_ctes: list[str] = []
        self.parent_cte: str | None = None
        self.target_nsitem: NsItem | None = None
        self.target_relid = 0
        self.target_perm: Permission | None = None
        self.grouping_rtindex = 0
        self.lateral_active = False
        self.is_insert = False
        self.is_merge = False
        self.windowdefs: list[Node] = []
        self.expr_kind: str | None = None
        self.next_resno = 1
        self.multiassign_exprs: list[Any] = []
        self.locking_clause: list[Node] = []
        self.locked_from_parent = False
        self.resolve_unknowns = True
        self.has_aggs = False
        self.has_window_funcs = False
        self.has_target_srfs = False
        self.has_sublinks = False
        self.has_modifying_cte = False
        self.last_srf: Stored = None
        self.raw_location_offset = 0
        self.locations: Locations = parent.locations if parent is not None else Locations()
        self.pre_columnref_hook: Callable[[ParseState, Node], Stored] | None = None
        self.post_columnref_hook: ColumnRefHook | None = None
        self.param_hook: Callable[[ParseState, Node], Stored] | None = None
        self.coerce_param_hook: Callable[[ParseState, Any, int, int, int], Stored] | None = None
        if parent is not None:
            # Like PostgreSQL, sub-levels take over the hooks.
            self.pre_columnref_hook = parent.pre_columnref_hook
            self.post_columnref_hook = parent.post_columnref_hook
            self.param_hook = parent.param_hook
            self.coerce_param_hook = parent.coerce_param_hook

    def locate(self, expr: Any, location: int) -> Any:
        """Note where an analyzed node comes from, and return it."""
        if location >= 0:
            self.locations.set(expr, location)
        return expr

    def location(self, expr: Any) -> int:
        """Return the first byte of what a node was made from, -1 if unknown (exprLocation)."""
        return expr_location(self.locations, expr)

    def replaced(self, old: Any, new: Any) -> Any:
        """Carry a node's location over to the node that stands in for it."""
        if new is not old:
            own = self.locations.own(old)
            if own >= 0:
                self.locations.set(new, own)
        return new

    def rte(self, rtindex: int) -> RangeTblEntry:
        """Return an entry of this level's range table, counted from 1."""
        return self.rtable[rtindex - 1]

    def level(self, up: int) -> ParseState:
        """Return the state `up` levels out."""
        state = self
        for _ in range(up):
            assert state.parent is not None
            state = state.parent
        return state

    def finished_rtable(self) -> tuple[RangeTblEntry, ...]:
        """Return the range table with the needed privileges filled in."""
        out = []
        for entry, perm in zip(self.rtable, self.perms, strict=True):
            if perm.required or perm.selected or perm.inserted or perm.updated:
                entry = msgspec.structs.replace(
                    entry, required_perms=perm.required, selected_cols=tuple(sorted(perm.selected)),
                    inserted_cols=tuple(sorted(perm.inserted)), updated_cols=tuple(sorted(perm.updated)),
                )
            out.append(entry)
        return tuple(out)


_WITH_ARGS = frozenset(
    {"FuncExpr", "OpExpr", "DistinctExpr", "NullIfExpr", "ScalarArrayOpExpr", "BoolExpr"}
)
_WITH_ARG = frozenset(
    {
        "RelabelType",
        "CoerceViaIO",
        "ArrayCoerceExpr",
        "ConvertRowtypeExpr",
        "CoerceToDomain",
        "NamedArgExpr",
        "NullTest",
        "BooleanTest",
    }
)


def expr_location(locations: Locations, expr: Any) -> int:
    """Return the leftmost known location of a node (exprLocation, nodeFuncs.c)."""
    if expr is None:
        return -1
    own = locations.own(expr)
    name = type(expr).__name__
    if name in _WITH_ARGS:
        if name == "FuncExpr" and not expr.args:
            return own
        return leftmost(own, *[expr_location(locations, arg) for arg in expr.args])
    if name in _WITH_ARG:
        return leftmost(own, expr_location(locations, expr.arg))
    if name == "CollateExpr":
        return expr_location(locations, expr.arg)
    if name in ("TargetEntry",):
        return expr_location(locations, expr.expr)
    if name in ("FieldSelect", "FieldStore"):
        return expr_location(locations, expr.arg)
    if name == "SubscriptingRef":
        return expr_location(locations, expr.refexpr)
    if name == "SubLink":
        return leftmost(expr_location(locations, expr.testexpr), own)
    if name == "RowCompareExpr":
        return expr_location(locations, expr.largs[0])
    return own


def leftmost(*locations: int) -> int:
    """Return the smallest known location, -1 if none is (leftmostLoc)."""
    known = [location for location in locations if location >= 0]
    return min(known) if known else -1


def loc(node: Node) -> int:
    """Return a raw node's own location; the parser leaves out 0."""
    return node.get("location", 0)  # type: ignore[no-any-return]


def raw_location(node: Node | None) -> int:
    """Return the leftmost location of a raw node, -1 if it has none (exprLocation on raw trees)."""
    if not node:
        return -1
    ((tag, inner),) = node.items()
    if tag == "A_Expr":
        return leftmost(loc(inner), raw_location(inner.get("lexpr")))
    if tag == "TypeCast":
        return leftmost(raw_location(inner.get("arg")), loc(inner["typeName"]), loc(inner))
    if tag == "A_Indirection":
        return raw_location(inner["arg"])
    if tag == "CollateClause":
        return raw_location(inner.get("arg"))
    if tag in ("BoolExpr", "FuncCall"):
        return leftmost(loc(inner), *[raw_location(arg) for arg in inner.get("args", ())])
    if tag in ("NullTest", "BooleanTest", "NamedArgExpr"):
        return leftmost(loc(inner), raw_location(inner.get("arg")))
    if tag == "SubLink":
        return leftmost(raw_location(inner.get("testexpr")), loc(inner))
    if tag == "List":
        return leftmost(*[raw_location(item) for item in inner.get("items", ())])
    if tag in ("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "A_Indices", "A_Star", "String"):
        return -1
    if tag == "ResTarget":
        return loc(inner)
    return loc(inner)
