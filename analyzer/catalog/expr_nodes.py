"""Analyzed scalar expressions, as the catalog stores them (src/include/nodes/primnodes.h).

Every reference is an oid or a (varno, varattno); nothing refers by name, so a rename needs no work. Nodes carry no
source locations: two expressions mean the same exactly when they compare equal. Analysis keeps locations aside while it
runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

if TYPE_CHECKING:
    from analyzer.catalog.query_nodes import Query, SortGroupClause, TargetEntry


class Expr(msgspec.Struct, frozen=True, gc=False, tag=True, tag_field="node", omit_defaults=True):
    """The base of all nodes; a node's tag in saved form is its class name."""


Stored: TypeAlias = Any
"""A stored Expr or Query, or None. Declared Any so that records decode without a union of every node kind."""


class SqlText(Expr, frozen=True):
    """A stored expression or query of the baseline, kept as the server's text until someone needs its analysis."""

    sql: str


class Var(Expr, frozen=True):
    """Column `varattno` (0: whole row, negative: system column) of range table entry `varno`."""

    varno: int
    varattno: int
    vartype: int
    vartypmod: int = -1
    varcollid: int = 0
    varlevelsup: int = 0
    varreturningtype: int = 0


class Const(Expr, frozen=True):
    """A constant; `constvalue` is the text its type's output function gives, the oid for enums and reg types, None for
    NULL.
    """

    consttype: int
    constvalue: str | None
    consttypmod: int = -1
    constcollid: int = 0


class Param(Expr, frozen=True):
    """A parameter: kind e (extern, a function's $n by `paramid`) or s (sublink output column `paramid`)."""

    paramkind: str
    paramid: int
    paramtype: int
    paramtypmod: int = -1
    paramcollid: int = 0


class Aggref(Expr, frozen=True):
    aggfnoid: int
    aggtype: int
    args: tuple[TargetEntry, ...] = ()
    aggdirectargs: tuple[Stored, ...] = ()
    aggorder: tuple[SortGroupClause, ...] = ()
    aggdistinct: tuple[SortGroupClause, ...] = ()
    aggfilter: Stored = None
    aggstar: bool = False
    aggvariadic: bool = False
    aggkind: str = "n"
    agglevelsup: int = 0
    aggcollid: int = 0
    inputcollid: int = 0


class GroupingFunc(Expr, frozen=True):
    args: tuple[Stored, ...]
    agglevelsup: int = 0


class WindowFunc(Expr, frozen=True):
    winfnoid: int
    wintype: int
    args: tuple[Stored, ...] = ()
    aggfilter: Stored = None
    winref: int = 0
    winstar: bool = False
    winagg: bool = False
    wincollid: int = 0
    inputcollid: int = 0


class SubscriptingRef(Expr, frozen=True):
    """Array (or jsonb, hstore) subscripting; None in upper/lower indexpr is an omitted bound."""

    refcontainertype: int
    refelemtype: int
    refrestype: int
    refexpr: Stored
    refupperindexpr: tuple[Stored, ...]
    reflowerindexpr: tuple[Stored, ...] | None = None
    refassgnexpr: Stored = None
    reftypmod: int = -1
    refcollid: int = 0


class FuncExpr(Expr, frozen=True):
    """A function call; `funcformat` is 0 call syntax, 1 explicit cast, 2 implicit cast, 3 SQL syntax (EXTRACT ...)."""

    funcid: int
    funcresulttype: int
    args: tuple[Stored, ...]
    funcretset: bool = False
    funcvariadic: bool = False
    funcformat: int = 0
    funccollid: int = 0
    inputcollid: int = 0


class NamedArgExpr(Expr, frozen=True):
    arg: Stored
    name: str
    argnumber: int


class OpExpr(Expr, frozen=True):
    opno: int
    opresulttype: int
    args: tuple[Stored, ...]
    opretset: bool = False
    opcollid: int = 0
    inputcollid: int = 0


class DistinctExpr(Expr, frozen=True):
    """IS DISTINCT FROM."""

    opno: int
    args: tuple[Stored, ...]
    inputcollid: int = 0


class NullIfExpr(Expr, frozen=True):
    opno: int
    opresulttype: int
    args: tuple[Stored, ...]
    opcollid: int = 0
    inputcollid: int = 0


class ScalarArrayOpExpr(Expr, frozen=True):
    """x op ANY/ALL (array); IN with constants is one with an ArrayExpr."""

    opno: int
    use_or: bool
    args: tuple[Stored, ...]
    inputcollid: int = 0


class BoolExpr(Expr, frozen=True):
    """`boolop` is "and", "or" or "not"."""

    boolop: str
    args: tuple[Stored, ...]


class SubLink(Expr, frozen=True):
    """`sublinktype` is exists, all, any, rowcompare, expr, multiexpr or array; `arraytype` is the type of an array's
    value.
    """

    sublinktype: str
    subselect: Query
    testexpr: Stored = None
    opername: tuple[str, ...] = ()
    sublinkid: int = 0
    arraytype: int = 0


class FieldSelect(Expr, frozen=True):
    arg: Stored
    fieldnum: int
    resulttype: int
    resulttypmod: int = -1
    resultcollid: int = 0


class FieldStore(Expr, frozen=True):
    arg: Stored
    newvals: tuple[Stored, ...]
    fieldnums: tuple[int, ...]
    resulttype: int


class RelabelType(Expr, frozen=True):
    """A binary-compatible cast; format as FuncExpr.funcformat (1 explicit, 2 implicit)."""

    arg: Stored
    resulttype: int
    resulttypmod: int = -1
    resultcollid: int = 0
    relabelformat: int = 2


class CoerceViaIO(Expr, frozen=True):
    arg: Stored
    resulttype: int
    resultcollid: int = 0
    coerceformat: int = 2


class ArrayCoerceExpr(Expr, frozen=True):
    arg: Stored
    elemexpr: Stored
    resulttype: int
    resulttypmod: int = -1
    resultcollid: int = 0
    coerceformat: int = 2


class ConvertRowtypeExpr(Expr, frozen=True):
    arg: Stored
    resulttype: int
    convertformat: int = 2


class CollateExpr(Expr, frozen=True):
    arg: Stored
    collOid: int


class CaseExpr(Expr, frozen=True):
    casetype: int
    args: tuple[CaseWhen, ...]
    arg: Stored = None
    defresult: Stored = None
    casecollid: int = 0


class CaseWhen(Expr, frozen=True):
    expr: Stored
    result: Stored


class CaseTestExpr(Expr, frozen=True):
    typeId: int
    typeMod: int = -1
    collation: int = 0


class ArrayExpr(Expr, frozen=True):
    array_typeid: int
    element_typeid: int
    elements: tuple[Stored, ...]
    multidims: bool = False
    array_collid: int = 0


class RowExpr(Expr, frozen=True):
    args: tuple[Stored, ...]
    row_typeid: int
    row_format: int = 0
    colnames: tuple[str, ...] = ()


class RowCompareExpr(Expr, frozen=True):
    """`cmptype` is one of < <= >= > (= and <> become AND/OR of operators)."""

    cmptype: str
    opnos: tuple[int, ...]
    largs: tuple[Stored, ...]
    rargs: tuple[Stored, ...]
    inputcollids: tuple[int, ...] = ()


class CoalesceExpr(Expr, frozen=True):
    coalescetype: int
    args: tuple[Stored, ...]
    coalescecollid: int = 0


class MinMaxExpr(Expr, frozen=True):
    """`op` is "greatest" or "least"."""

    minmaxtype: int
    op: str
    args: tuple[Stored, ...]
    minmaxcollid: int = 0
    inputcollid: int = 0


class SQLValueFunction(Expr, frozen=True):
    """CURRENT_DATE and its like; `op` is the SQL spelling, such as "current_timestamp"."""

    op: str
    type: int
    typmod: int = -1


class XmlExpr(Expr, frozen=True):
    """`op` is the grammar's IS_XMLCONCAT and so on, without its prefix and in lower case."""

    op: str
    type: int = 142
    name: str | None = None
    named_args: tuple[Stored, ...] = ()
    arg_names: tuple[str, ...] = ()
    args: tuple[Stored, ...] = ()
    xmloption: str = ""
    indent: bool = False
    typmod: int = -1


class JsonExpr(Expr, frozen=True):
    """Any SQL/JSON constructor, predicate or query function: `kind` names the parse node, `args` its analyzed operands.

    `options` holds what else decides the text (format, returning type, behaviours), as sorted pairs.
    """

    kind: str
    resulttype: int
    args: tuple[Stored, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    resulttypmod: int = -1
    resultcollid: int = 0


class NullTest(Expr, frozen=True):
    """IS [NOT] NULL; `nulltesttype` is "null" or "not null"."""

    arg: Stored
    nulltesttype: str
    argisrow: bool = False


class BooleanTest(Expr, frozen=True):
    """`booltesttype` is the SQL after IS: "true", "not true", "false", "not false", "unknown", "not unknown"."""

    arg: Stored
    booltesttype: str


class CoerceToDomain(Expr, frozen=True):
    arg: Stored
    resulttype: int
    resulttypmod: int = -1
    resultcollid: int = 0
    coercionformat: int = 2


class CoerceToDomainValue(Expr, frozen=True):
    """VALUE in a domain's check."""

    typeId: int
    typeMod: int = -1
    collation: int = 0


class SetToDefault(Expr, frozen=True):
    typeId: int
    typeMod: int = -1
    collation: int = 0


class CurrentOfExpr(Expr, frozen=True):
    cursor_name: str


class NextValueExpr(Expr, frozen=True):
    seqid: int
    typeId: int


class MergeSupportFunc(Expr, frozen=True):
    """merge_action()."""

    msftype: int = 25
