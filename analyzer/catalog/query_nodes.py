"""Analyzed queries: range tables, joins, target lists, clauses (src/include/nodes/parsenodes.h)."""

from __future__ import annotations

from typing import Any

from analyzer.catalog.expr_nodes import Expr, Stored


class TargetEntry(Expr, frozen=True):
    """One output column, or one assigned column of INSERT/UPDATE (`resno` is then its attnum)."""

    expr: Stored
    resno: int
    resname: str | None = None
    ressortgroupref: int = 0
    resorigtbl: int = 0
    resorigcol: int = 0
    resjunk: bool = False


class RangeTblRef(Expr, frozen=True):
    rtindex: int


class JoinExpr(Expr, frozen=True):
    """`jointype` is inner, left, full or right; `usingClause` holds the merged columns' names."""

    jointype: str
    larg: Stored
    rarg: Stored
    rtindex: int
    isNatural: bool = False
    usingClause: tuple[str, ...] = ()
    quals: Stored = None
    alias: str | None = None
    join_using_alias: str | None = None


class FromExpr(Expr, frozen=True):
    fromlist: tuple[Stored, ...] = ()
    quals: Stored = None


class RangeTblFunction(Expr, frozen=True):
    funcexpr: Stored
    funccolcount: int = 0
    funccolnames: tuple[str, ...] = ()
    funccoltypes: tuple[int, ...] = ()
    funccoltypmods: tuple[int, ...] = ()
    funccolcollations: tuple[int, ...] = ()


class RangeTblEntry(Expr, frozen=True):
    """One range table entry.

    `rtekind` is relation, subquery, join, function, tablefunc, values, cte or result. `eref` names its columns as seen
    from outside (attnum order, "" for a dropped one); `alias` is what the user wrote, `alias_colnames` the user's
    column aliases.
    """

    rtekind: str
    relname: str
    eref: tuple[str, ...] = ()
    alias: str | None = None
    alias_colnames: tuple[str, ...] = ()
    relid: int = 0
    relkind: str = ""
    inh: bool = True
    subquery: Query | None = None
    security_barrier: bool = False
    jointype: str = ""
    joinmergedcols: int = 0
    joinaliasvars: tuple[Stored, ...] = ()
    functions: tuple[RangeTblFunction, ...] = ()
    funcordinality: bool = False
    tablefunc: Stored = None
    values_lists: tuple[tuple[Stored, ...], ...] = ()
    ctename: str = ""
    ctelevelsup: int = 0
    self_reference: bool = False
    coltypes: tuple[int, ...] = ()
    coltypmods: tuple[int, ...] = ()
    colcollations: tuple[int, ...] = ()
    tablesample: Stored = None
    lateral: bool = False
    inFromCl: bool = True
    required_perms: int = 0
    """Privilege bits of :mod:`acl` the query needs on the relation."""
    selected_cols: tuple[int, ...] = ()
    inserted_cols: tuple[int, ...] = ()
    updated_cols: tuple[int, ...] = ()
    check_as_user: int = 0


class TableSampleClause(Expr, frozen=True):
    tsmhandler: int
    args: tuple[Stored, ...]
    repeatable: Stored = None


class TableFunc(Expr, frozen=True):
    """XMLTABLE or JSON_TABLE, with the operands that matter for resolution and text."""

    functype: str
    args: tuple[Stored, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    colnames: tuple[str, ...] = ()
    coltypes: tuple[int, ...] = ()
    coltypmods: tuple[int, ...] = ()
    colcollations: tuple[int, ...] = ()
    colexprs: tuple[Stored, ...] = ()
    coldefexprs: tuple[Stored, ...] = ()
    ordinalitycol: int = -1


class SortGroupClause(Expr, frozen=True):
    tleSortGroupRef: int
    eqop: int
    sortop: int = 0
    reverse_sort: bool = False
    nulls_first: bool = False
    hashable: bool = False


class GroupingSet(Expr, frozen=True):
    """`kind` is empty, simple, rollup, cube or sets."""

    kind: str
    content: tuple[Any, ...] = ()


class WindowClause(Expr, frozen=True):
    winref: int
    name: str | None = None
    refname: str | None = None
    partitionClause: tuple[SortGroupClause, ...] = ()
    orderClause: tuple[SortGroupClause, ...] = ()
    frameOptions: int = 0
    startOffset: Stored = None
    endOffset: Stored = None


class RowMarkClause(Expr, frozen=True):
    """FOR UPDATE and its like; `strength` is its SQL spelling, `waitPolicy` "", "nowait" or "skip locked"."""

    rti: int
    strength: str
    waitPolicy: str = ""
    pushedDown: bool = False


class CommonTableExpr(Expr, frozen=True):
    ctename: str
    ctequery: Query
    ctematerialized: str = ""
    aliascolnames: tuple[str, ...] = ()
    ctecolnames: tuple[str, ...] = ()
    ctecoltypes: tuple[int, ...] = ()
    ctecoltypmods: tuple[int, ...] = ()
    ctecolcollations: tuple[int, ...] = ()
    cterecursive: bool = False
    cterefcount: int = 0
    search_clause: tuple[Any, ...] | None = None
    cycle_clause: tuple[Any, ...] | None = None


class SetOperationStmt(Expr, frozen=True):
    """`op` is union, intersect or except."""

    op: str
    all: bool
    larg: Stored
    rarg: Stored
    colTypes: tuple[int, ...] = ()
    colTypmods: tuple[int, ...] = ()
    colCollations: tuple[int, ...] = ()
    groupClauses: tuple[SortGroupClause, ...] = ()


class OnConflictExpr(Expr, frozen=True):
    """`action` is "nothing" or "update"."""

    action: str
    arbiterElems: tuple[Stored, ...] = ()
    arbiterWhere: Stored = None
    constraint: int = 0
    onConflictSet: tuple[TargetEntry, ...] = ()
    onConflictWhere: Stored = None
    exclRelIndex: int = 0
    exclRelTlist: tuple[TargetEntry, ...] = ()


class MergeAction(Expr, frozen=True):
    """`matchKind` is matched, not matched by source or not matched by target."""

    matchKind: str
    commandType: str
    override: str = ""
    qual: Stored = None
    targetList: tuple[TargetEntry, ...] = ()


class UtilityQuery(Expr, frozen=True):
    """A utility statement as a rule's action (NOTIFY), kept as text."""

    sql: str


class Query(Expr, frozen=True):
    """An analyzed statement; `commandType` is select, insert, update, delete, merge or utility.

    `isReturn` marks RETURN expression in a SQL-standard function body.
    """

    commandType: str = "select"
    rtable: tuple[RangeTblEntry, ...] = ()
    jointree: FromExpr | None = None
    targetList: tuple[TargetEntry, ...] = ()
    resultRelation: int = 0
    cteList: tuple[CommonTableExpr, ...] = ()
    hasRecursive: bool = False
    hasModifyingCTE: bool = False
    hasAggs: bool = False
    hasWindowFuncs: bool = False
    hasTargetSRFs: bool = False
    hasSubLinks: bool = False
    hasDistinctOn: bool = False
    override: str = ""
    onConflict: OnConflictExpr | None = None
    mergeActionList: tuple[MergeAction, ...] = ()
    mergeJoinCondition: Stored = None
    mergeTargetRelation: int = 0
    returningList: tuple[TargetEntry, ...] = ()
    returningOldAlias: str | None = None
    returningNewAlias: str | None = None
    groupClause: tuple[SortGroupClause, ...] = ()
    groupDistinct: bool = False
    groupingSets: tuple[GroupingSet, ...] = ()
    havingQual: Stored = None
    windowClause: tuple[WindowClause, ...] = ()
    distinctClause: tuple[SortGroupClause, ...] = ()
    sortClause: tuple[SortGroupClause, ...] = ()
    limitOffset: Stored = None
    limitCount: Stored = None
    limitOption: str = "count"
    rowMarks: tuple[RowMarkClause, ...] = ()
    setOperations: SetOperationStmt | None = None
    constraintDeps: tuple[int, ...] = ()
    """Primary keys that make ungrouped columns legal."""
    utilityStmt: Stored = None
    isReturn: bool = False
