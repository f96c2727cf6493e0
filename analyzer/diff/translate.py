"""The live side's analyzed trees in the intended side's numbers, so that equality by meaning can hold them together.

Every node names its objects by number (src/include/nodes/primnodes.h, parsenodes.h); a Var names a column of an entry
of the range table around it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from analyzer.analyze.nodefuncs import expr_type, map_children
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t

if TYPE_CHECKING:
    from analyzer.diff.pairing import Pairing

_RangeTable = tuple[e.RangeTblEntry, ...]
_Around = tuple[_RangeTable, ...]
"""The range tables around a node, outermost first."""

TYPE, PROC, OPERATOR, COLLATION, CLASS = "pg_type", "pg_proc", "pg_operator", "pg_collation", "pg_class"

_NUMBERS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "Var": (("vartype", TYPE), ("varcollid", COLLATION)),
    "Const": (("consttype", TYPE), ("constcollid", COLLATION)),
    "Param": (("paramtype", TYPE), ("paramcollid", COLLATION)),
    "Aggref": (("aggfnoid", PROC), ("aggtype", TYPE), ("aggcollid", COLLATION), ("inputcollid", COLLATION)),
    "WindowFunc": (("winfnoid", PROC), ("wintype", TYPE), ("wincollid", COLLATION), ("inputcollid", COLLATION)),
    "SubscriptingRef": (
        ("refcontainertype", TYPE), ("refelemtype", TYPE), ("refrestype", TYPE), ("refcollid", COLLATION)
    ),
    "FuncExpr": (("funcid", PROC), ("funcresulttype", TYPE), ("funccollid", COLLATION), ("inputcollid", COLLATION)),
    "OpExpr": (("opno", OPERATOR), ("opresulttype", TYPE), ("opcollid", COLLATION), ("inputcollid", COLLATION)),
    "DistinctExpr": (("opno", OPERATOR), ("inputcollid", COLLATION)),
    "NullIfExpr": (("opno", OPERATOR), ("opresulttype", TYPE), ("opcollid", COLLATION), ("inputcollid", COLLATION)),
    "ScalarArrayOpExpr": (("opno", OPERATOR), ("inputcollid", COLLATION)),
    "SubLink": (("arraytype", TYPE),),
    "FieldSelect": (("resulttype", TYPE), ("resultcollid", COLLATION)),
    "FieldStore": (("resulttype", TYPE),),
    "RelabelType": (("resulttype", TYPE), ("resultcollid", COLLATION)),
    "CoerceViaIO": (("resulttype", TYPE), ("resultcollid", COLLATION)),
    "ArrayCoerceExpr": (("resulttype", TYPE), ("resultcollid", COLLATION)),
    "ConvertRowtypeExpr": (("resulttype", TYPE),),
    "CollateExpr": (("collOid", COLLATION),),
    "CaseExpr": (("casetype", TYPE), ("casecollid", COLLATION)),
    "CaseTestExpr": (("typeId", TYPE), ("collation", COLLATION)),
    "ArrayExpr": (("array_typeid", TYPE), ("element_typeid", TYPE), ("array_collid", COLLATION)),
    "RowExpr": (("row_typeid", TYPE),),
    "RowCompareExpr": (("opnos", OPERATOR), ("inputcollids", COLLATION)),
    "CoalesceExpr": (("coalescetype", TYPE), ("coalescecollid", COLLATION)),
    "MinMaxExpr": (("minmaxtype", TYPE), ("minmaxcollid", COLLATION), ("inputcollid", COLLATION)),
    "SQLValueFunction": (("type", TYPE),),
    "XmlExpr": (("type", TYPE),),
    "JsonExpr": (("resulttype", TYPE), ("resultcollid", COLLATION)),
    "CoerceToDomain": (("resulttype", TYPE), ("resultcollid", COLLATION)),
    "CoerceToDomainValue": (("typeId", TYPE), ("collation", COLLATION)),
    "SetToDefault": (("typeId", TYPE), ("collation", COLLATION)),
    "NextValueExpr": (("seqid", CLASS), ("typeId", TYPE)),
    "RangeTblEntry": (("relid", CLASS), ("coltypes", TYPE), ("colcollations", COLLATION)),
    "RangeTblFunction": (("funccoltypes", TYPE), ("funccolcollations", COLLATION)),
    "TableSampleClause": (("tsmhandler", PROC),),
    "TableFunc": (("coltypes", TYPE), ("colcollations", COLLATION)),
    "SortGroupClause": (("eqop", OPERATOR), ("sortop", OPERATOR)),
    "CommonTableExpr": (("ctecoltypes", TYPE), ("ctecolcollations", COLLATION)),
    "SetOperationStmt": (("colTypes", TYPE), ("colCollations", COLLATION)),
    "OnConflictExpr": (("constraint", "pg_constraint"),),
}
"""The fields of each kind of node that hold an object's number, or a tuple of them, and in which catalog."""

_CONSTANTS: Final[dict[int, str]] = {
    t.REGCLASS: CLASS, t.REGPROC: PROC, t.REGPROCEDURE: PROC, t.REGOPER: OPERATOR, t.REGOPERATOR: OPERATOR,
    t.REGTYPE: TYPE, t.REGROLE: "pg_authid", t.REGNAMESPACE: "pg_namespace", t.REGCONFIG: "pg_ts_config",
    t.REGDICTIONARY: "pg_ts_dict", t.REGCOLLATION: COLLATION,
}
"""Types whose values are objects' numbers."""


def translated(pairing: Pairing, tree: e.Stored, relid: int = 0, extra: int = 1) -> Any:
    """Return a live tree in the intended side's numbers; `relid` is what its own Vars are columns of.

    `extra` counts the range table entries that stand for the relation: a trigger's condition has OLD and NEW.
    """
    own = (e.RangeTblEntry("relation", "", relid=relid),) * extra
    return _node(pairing, tree, (own,) if relid else ())


def _node(pairing: Pairing, node: Any, around: _Around) -> Any:
    if type(node) is tuple:
        return tuple(_node(pairing, item, around) for item in node)
    if not isinstance(node, e.Expr):
        return node
    inside = (*around, node.rtable) if type(node) is e.Query else around
    below = map_children(node, lambda child: _node(pairing, child, inside))
    changes = _numbers(pairing, below)
    special = _SPECIAL.get(type(node))
    if special is not None:
        # What a number means depends on the tree as it was.
        changes.update(special(pairing, node, below, inside))
    return structs.replace(below, **changes) if changes else below


def _numbers(pairing: Pairing, node: e.Expr) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for field, classid in _NUMBERS.get(type(node).__name__, ()):
        value = getattr(node, field)
        if not value:
            continue
        many = type(value) is tuple
        new: Any = tuple(pairing.ref(classid, oid) for oid in value) if many else pairing.ref(classid, value)
        if new != value:
            changes[field] = new
    return changes


# -- columns ---------------------------------------------------------------------------------------------------------


def _var(pairing: Pairing, node: Any, _below: Any, around: _Around) -> dict[str, Any]:
    if node.varattno <= 0 or node.varlevelsup >= len(around):
        return {}
    rtable = around[-1 - node.varlevelsup]
    if not 0 < node.varno <= len(rtable):
        return {}
    attnum = _column_of(pairing, rtable[node.varno - 1], node.varattno)
    return {"varattno": attnum} if attnum != node.varattno else {}


def _column_of(pairing: Pairing, entry: e.RangeTblEntry, attnum: int) -> int:
    if entry.rtekind == "relation":
        return pairing.attnum(entry.relid, attnum)
    if entry.rtekind == "function" and len(entry.functions) == 1 and not entry.functions[0].funccoltypes:
        # The columns of a function's result are those of its row type, dropped ones counted.
        return _field(pairing, _row_type(entry.functions[0].funcexpr), attnum)
    return attnum


def _row_type(node: Any) -> int:
    return expr_type(node) if isinstance(node, e.Expr) and not isinstance(node, e.SqlText) else 0


def _field(pairing: Pairing, typid: int, number: int) -> int:
    """Return the intended side's number of a field of a composite type."""
    record = pairing.live.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        record = pairing.live.pg_type.get(record.typbasetype)
    if record is None or not record.typrelid:
        return number
    return pairing.attnum(record.typrelid, number)


def _field_select(pairing: Pairing, node: Any, _below: Any, _around: _Around) -> dict[str, Any]:
    return {"fieldnum": _field(pairing, _row_type(node.arg), node.fieldnum)}


def _field_store(pairing: Pairing, node: Any, below: Any, _around: _Around) -> dict[str, Any]:
    numbers = [_field(pairing, node.resulttype, number) for number in node.fieldnums]
    pairs = sorted(zip(numbers, below.newvals, strict=True), key=lambda pair: pair[0])
    return {"fieldnums": tuple(n for n, _ in pairs), "newvals": tuple(v for _, v in pairs)}


def _const(pairing: Pairing, node: Any, _below: Any, _around: _Around) -> dict[str, Any]:
    value = node.constvalue
    if value is None or not value.isdigit():
        return {}
    classid = _CONSTANTS.get(node.consttype)
    if classid is None:
        record = pairing.live.pg_type.get(node.consttype)
        if record is None or record.typtype != "e":
            return {}
        classid = "pg_enum"
    return {"constvalue": str(pairing.ref(classid, int(value)))}


def _query(pairing: Pairing, node: Any, below: Any, _around: _Around) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if node.commandType in ("insert", "update") and 0 < node.resultRelation <= len(node.rtable):
        entry = node.rtable[node.resultRelation - 1]
        changes["targetList"] = _assigned(pairing, entry, below.targetList)
    return changes


def _assigned(pairing: Pairing, entry: e.RangeTblEntry, targets: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a target list whose numbers are those of the columns assigned to, in their order."""
    renumbered = [
        target if target.resjunk else structs.replace(target, resno=_column_of(pairing, entry, target.resno))
        for target in targets
    ]
    return tuple(sorted(renumbered, key=lambda target: (target.resjunk, target.resno)))


def _on_conflict(pairing: Pairing, node: Any, below: Any, around: _Around) -> dict[str, Any]:
    rtable = around[-1] if around else ()
    if not 0 < node.exclRelIndex <= len(rtable):
        return {}
    entry = rtable[node.exclRelIndex - 1]
    return {
        "onConflictSet": _assigned(pairing, entry, below.onConflictSet),
        "exclRelTlist": _assigned(pairing, entry, below.exclRelTlist),
    }


def _merge_action(pairing: Pairing, node: Any, below: Any, around: _Around) -> dict[str, Any]:
    rtable = around[-1] if around else ()
    if node.commandType not in ("insert", "update") or not rtable:
        return {}
    return {"targetList": _assigned(pairing, rtable[0], below.targetList)}


_SPECIAL: Final[dict[type[e.Expr], Callable[[Pairing, Any, Any, _Around], dict[str, Any]]]] = {
    e.Var: _var,
    e.Const: _const,
    e.FieldSelect: _field_select,
    e.FieldStore: _field_store,
    e.Query: _query,
    e.OnConflictExpr: _on_conflict,
    e.MergeAction: _merge_action,
}
