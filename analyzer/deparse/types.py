"""The type of an analyzed expression (src/backend/nodes/nodeFuncs.c exprType)."""

from __future__ import annotations

from typing import Final

from analyzer.catalog import exprs
from analyzer.catalog.exprs import Expr

_FIELDS: Final[dict[type[Expr], str]] = {
    exprs.Var: "vartype", exprs.Const: "consttype", exprs.Param: "paramtype", exprs.Aggref: "aggtype",
    exprs.WindowFunc: "wintype", exprs.SubscriptingRef: "refrestype", exprs.FuncExpr: "funcresulttype",
    exprs.OpExpr: "opresulttype", exprs.NullIfExpr: "opresulttype", exprs.FieldSelect: "resulttype",
    exprs.FieldStore: "resulttype", exprs.RelabelType: "resulttype", exprs.CoerceViaIO: "resulttype",
    exprs.ArrayCoerceExpr: "resulttype", exprs.ConvertRowtypeExpr: "resulttype", exprs.CaseExpr: "casetype",
    exprs.CaseTestExpr: "typeId", exprs.ArrayExpr: "array_typeid", exprs.RowExpr: "row_typeid",
    exprs.CoalesceExpr: "coalescetype", exprs.MinMaxExpr: "minmaxtype", exprs.SQLValueFunction: "type",
    exprs.XmlExpr: "type", exprs.JsonExpr: "resulttype", exprs.CoerceToDomain: "resulttype",
    exprs.CoerceToDomainValue: "typeId", exprs.SetToDefault: "typeId", exprs.NextValueExpr: "typeId",
    exprs.MergeSupportFunc: "msftype",
}

_BOOLEAN: Final = (
    exprs.DistinctExpr, exprs.ScalarArrayOpExpr, exprs.BoolExpr, exprs.RowCompareExpr, exprs.NullTest,
    exprs.BooleanTest, exprs.CurrentOfExpr,
)


def expr_type(node: Expr) -> int:
    """Return the oid of the expression's type, 0 where it has none of its own."""
    field = _FIELDS.get(type(node))
    if field is not None:
        return int(getattr(node, field))
    if isinstance(node, _BOOLEAN):
        return 16
    match node:
        case exprs.GroupingFunc():
            return 23
        case exprs.NamedArgExpr() | exprs.CollateExpr():
            return expr_type(node.arg)
        case exprs.SubLink(sublinktype="expr"):
            return expr_type(node.subselect.targetList[0].expr)
        case exprs.SubLink(sublinktype="array", arraytype=typid):
            return typid
        case exprs.SubLink():
            return 16
    return 0


_COLLATIONS: Final[dict[type[Expr], str]] = {
    exprs.Var: "varcollid", exprs.Const: "constcollid", exprs.Param: "paramcollid", exprs.FuncExpr: "funccollid",
    exprs.OpExpr: "opcollid", exprs.NullIfExpr: "opcollid", exprs.SubscriptingRef: "refcollid",
    exprs.FieldSelect: "resultcollid", exprs.RelabelType: "resultcollid", exprs.CoerceViaIO: "resultcollid",
    exprs.ArrayCoerceExpr: "resultcollid", exprs.CollateExpr: "collOid", exprs.CaseExpr: "casecollid",
    exprs.ArrayExpr: "array_collid", exprs.CoalesceExpr: "coalescecollid", exprs.MinMaxExpr: "minmaxcollid",
    exprs.CoerceToDomain: "resultcollid", exprs.JsonExpr: "resultcollid",
}


def expr_collation(node: Expr) -> int:
    """Return the collation of the expression's value, 0 where it has none (exprCollation)."""
    field = _COLLATIONS.get(type(node))
    return int(getattr(node, field)) if field is not None else 0
