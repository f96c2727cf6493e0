"""Assigning collations to analyzed expressions (src/backend/parser/parse_collate.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.nodefuncs import (
    COLLATION_FIELD,
    DEFAULT_COLLATION,
    INPUT_COLLATION_NODES,
    expr_collation,
    expr_type,
    map_children,
)
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.errors import PgError

_NONE, _IMPLICIT, _CONFLICT, _EXPLICIT = range(4)
_CHOOSE = "You can choose the collation by applying the COLLATE clause to one or both expressions."


class _State:
    """What is known of the collation of the expressions seen so far (assign_collations_context)."""

    __slots__ = ("collation", "collation2", "location", "location2", "ps", "strength")

    def __init__(self, ps: ParseState) -> None:
        self.ps = ps
        self.collation = 0
        self.strength = _NONE
        self.location = -1
        self.collation2 = 0
        self.location2 = -1

    def merge(self, collation: int, strength: int, location: int, collation2: int = 0, location2: int = -1) -> None:
        """Take one more expression into account (merge_collation_state)."""
        if strength > self.strength:
            self.collation, self.strength, self.location = collation, strength, location
            if strength == _CONFLICT:
                self.collation2, self.location2 = collation2, location2
        elif strength == self.strength and collation != self.collation:
            if strength == _IMPLICIT:
                if self.collation == DEFAULT_COLLATION:
                    self.collation, self.location = collation, location
                elif collation != DEFAULT_COLLATION:
                    self.strength, self.collation2, self.location2 = _CONFLICT, collation, location
            elif strength == _EXPLICIT:
                raise _mismatch(self.ps, "explicit", self.collation, collation, location, None)


def _mismatch(ps: ParseState, kind: str, one: int, other: int, location: int, hint: str | None) -> PgError:
    names = [ps.catalog.pg_collation[oid].collname for oid in (one, other)]
    return PgError(
        sqlstate.COLLATION_MISMATCH, f'collation mismatch between {kind} collations "{names[0]}" and "{names[1]}"',
        hint=hint, location=location,
    )


def assign_expr_collations(ps: ParseState, expr: Any) -> Any:
    """Return the expression with collations in place (assign_expr_collations)."""
    if expr is None:
        return None
    return _walk(ps, expr, _State(ps))


def assign_list_collations(ps: ParseState, exprs: Sequence[Any]) -> list[Any]:
    """Return the expressions, each with its own collations in place (assign_list_collations)."""
    return [assign_expr_collations(ps, expr) for expr in exprs]


def select_common_collation(ps: ParseState, exprs: Sequence[Any], *, none_ok: bool) -> int:
    """Return the collation that the expressions agree on, 0 if none or (with `none_ok`) in conflict
    (select_common_collation).
    """
    state = _State(ps)
    for expr in exprs:
        _walk(ps, expr, state)
    if state.strength == _CONFLICT:
        if none_ok:
            return 0
        raise _mismatch(
            ps, "implicit", state.collation, state.collation2, state.location2, _CHOOSE
        )
    return state.collation


def assign_query_collations(ps: ParseState, query: e.Query) -> e.Query:
    """Return the query with the collations of its own expressions in place, sub-queries left alone
    (assign_query_collations).
    """
    changes: dict[str, Any] = {}
    for field in ("targetList", "returningList"):
        targets = getattr(query, field)
        if targets:
            changes[field] = tuple(_walk(ps, target, _State(ps)) for target in targets)
    for field in ("havingQual", "limitOffset", "limitCount", "mergeJoinCondition"):
        expr = getattr(query, field)
        if expr is not None:
            changes[field] = assign_expr_collations(ps, expr)
    for field in ("jointree", "onConflict"):
        node = getattr(query, field)
        if node is not None:
            changes[field] = _walk(ps, node, _State(ps))
    for field in ("mergeActionList", "windowClause"):
        nodes = getattr(query, field)
        if nodes:
            changes[field] = tuple(_walk(ps, node, _State(ps)) for node in nodes)
    return msgspec.structs.replace(query, **changes)


_LEAVES = frozenset({"Var", "Const", "Param", "CoerceToDomainValue", "CaseTestExpr", "SetToDefault", "CurrentOfExpr"})
_STRUCTURE = frozenset(
    {
        "FromExpr",
        "JoinExpr",
        "RangeTblRef",
        "OnConflictExpr",
        "MergeAction",
        "WindowClause",
        "SortGroupClause",
        "TableFunc",
    }
)


def _walk(ps: ParseState, node: Any, state: _State) -> Any:
    name = type(node).__name__
    if name in _LEAVES:
        collation = expr_collation(node)
        if collation:
            state.merge(collation, _IMPLICIT, ps.location(node))
        return node
    if name == "Query":
        return node
    handler = _SPECIAL.get(name)
    if handler is not None:
        return handler(ps, node, state)
    if name in _STRUCTURE:
        return map_children(node, lambda child: _walk(ps, child, _State(ps)))
    inner = _State(ps)
    inputs = _INPUTS.get(name)
    new = map_children(node, lambda child: _walk(ps, child, inner)) if inputs is None else inputs(ps, node, inner)
    return _assign(ps, node, new, name, inner, state)


def _assign(ps: ParseState, old: Any, new: Any, name: str, inner: _State, state: _State) -> Any:
    type_collation = lsyscache.get_typcollation(ps.catalog, expr_type(new))
    collation, strength, location = 0, _NONE, -1
    if type_collation:
        if inner.strength > _NONE:
            collation, strength, location = inner.collation, inner.strength, inner.location
        else:
            collation, strength, location = type_collation, _IMPLICIT, ps.location(old)
    changes: dict[str, Any] = {}
    field = COLLATION_FIELD.get(name)
    if field is not None:
        changes[field] = 0 if strength == _CONFLICT else collation
    if name in INPUT_COLLATION_NODES:
        changes["inputcollid"] = 0 if inner.strength == _CONFLICT else inner.collation
    if any(getattr(new, key) != value for key, value in changes.items()):
        new = msgspec.structs.replace(new, **changes)
    ps.replaced(old, new)
    state.merge(collation, strength, location, inner.collation2, inner.location2)
    return new


def _only(*fields: str) -> Callable[[ParseState, Any, _State], Any]:
    """Return an input walk where only the children in `fields` decide the collation."""

    def walk(ps: ParseState, node: Any, inner: _State) -> Any:
        changes: dict[str, Any] = {}
        for field in node.__struct_fields__:
            value = getattr(node, field)
            of_input = field in fields
            if isinstance(value, e.Expr):
                changes[field] = _walk(ps, value, inner if of_input else _State(ps))
            elif type(value) is tuple and value and any(isinstance(item, e.Expr) for item in value):
                changes[field] = tuple(
                    _walk(ps, item, inner if of_input else _State(ps)) if isinstance(item, e.Expr) else item
                    for item in value
                )
        if all(getattr(node, field) is value for field, value in changes.items()):
            return node
        return msgspec.structs.replace(node, **changes)

    return walk


def _case_inputs(ps: ParseState, node: e.CaseExpr, inner: _State) -> Any:
    arg = assign_expr_collations(ps, node.arg)
    whens = tuple(
        ps.replaced(
            when,
            e.CaseWhen(assign_expr_collations(ps, when.expr), _walk(ps, when.result, inner)),
        )
        for when in node.args
    )
    default = None if node.defresult is None else _walk(ps, node.defresult, inner)
    return msgspec.structs.replace(node, arg=arg, args=whens, defresult=default)


def _aggregate_inputs(ps: ParseState, node: e.Aggref, inner: _State) -> Any:
    # What only sorts does not decide; of an ordered-set aggregate the direct arguments do, and a lone sorted column.
    sorted_too = node.aggkind != "n" and len(node.args) == 1 and not ps.catalog.pg_proc[node.aggfnoid].provariadic
    args = tuple(
        _walk(ps, entry, inner if (sorted_too if node.aggkind != "n" else not entry.resjunk) else _State(ps))
        for entry in node.args
    )
    direct = tuple(_walk(ps, arg, inner if node.aggkind != "n" else _State(ps)) for arg in node.aggdirectargs)
    return msgspec.structs.replace(
        node, args=args, aggdirectargs=direct, aggfilter=assign_expr_collations(ps, node.aggfilter)
    )


_INPUTS: dict[str, Callable[[ParseState, Any, _State], Any]] = {
    "CaseExpr": _case_inputs,
    "Aggref": _aggregate_inputs,
    "WindowFunc": _only("args"),
    "SubscriptingRef": _only("refexpr"),
    "ArrayCoerceExpr": _only("arg"),
}


def _collate_expr(ps: ParseState, node: e.CollateExpr, state: _State) -> Any:
    arg = assign_expr_collations(ps, node.arg)
    state.merge(node.collOid, _EXPLICIT, ps.locations.own(node))
    return node if arg is node.arg else ps.replaced(node, e.CollateExpr(arg, node.collOid))


def _field_select(ps: ParseState, node: e.FieldSelect, state: _State) -> Any:
    arg = assign_expr_collations(ps, node.arg)
    if node.resultcollid:
        state.merge(node.resultcollid, _IMPLICIT, ps.location(node))
    return node if arg is node.arg else ps.replaced(node, msgspec.structs.replace(node, arg=arg))


def _row(ps: ParseState, node: e.RowExpr, state: _State) -> Any:
    del state
    args = tuple(assign_list_collations(ps, node.args))
    return ps.replaced(node, msgspec.structs.replace(node, args=args))


def _row_compare(ps: ParseState, node: e.RowCompareExpr, state: _State) -> Any:
    del state
    collations = []
    for left, right in zip(node.largs, node.rargs, strict=True):
        collations.append(select_common_collation(ps, (left, right), none_ok=True))
    return ps.replaced(
        node,
        msgspec.structs.replace(
            node, inputcollids=tuple(collations), largs=tuple(assign_list_collations(ps, node.largs)),
            rargs=tuple(assign_list_collations(ps, node.rargs)),
        ),
    )


def _coerce_to_domain(ps: ParseState, node: e.CoerceToDomain, state: _State) -> Any:
    inner = _State(ps)
    arg = _walk(ps, node.arg, inner)
    type_collation = lsyscache.get_typcollation(ps.catalog, node.resulttype)
    collation, strength, location = 0, _NONE, -1
    if type_collation:
        if type_collation == DEFAULT_COLLATION:
            collation, strength, location = inner.collation, inner.strength, inner.location
        else:
            collation, strength, location = type_collation, _IMPLICIT, ps.location(node)
    new = msgspec.structs.replace(node, arg=arg, resultcollid=0 if strength == _CONFLICT else collation)
    state.merge(collation, strength, location, inner.collation2, inner.location2)
    return ps.replaced(node, new)


def _target_entry(ps: ParseState, node: e.TargetEntry, state: _State) -> Any:
    inner = _State(ps)
    expr = _walk(ps, node.expr, inner)
    if inner.strength == _CONFLICT and node.ressortgroupref:
        # Sorting or grouping by it would fail at run time.
        raise _mismatch(ps, "implicit", inner.collation, inner.collation2, inner.location2, _CHOOSE)
    state.merge(inner.collation, inner.strength, inner.location, inner.collation2, inner.location2)
    return node if expr is node.expr else ps.replaced(node, msgspec.structs.replace(node, expr=expr))


def _sublink(ps: ParseState, node: e.SubLink, state: _State) -> Any:
    testexpr = assign_expr_collations(ps, node.testexpr)
    collation = expr_collation(node)
    if collation:
        state.merge(collation, _IMPLICIT, ps.location(node))
    return node if testexpr is node.testexpr else ps.replaced(node, msgspec.structs.replace(node, testexpr=testexpr))


_SPECIAL: dict[str, Callable[[ParseState, Any, _State], Any]] = {
    "CollateExpr": _collate_expr, "FieldSelect": _field_select, "RowExpr": _row, "RowCompareExpr": _row_compare,
    "CoerceToDomain": _coerce_to_domain, "TargetEntry": _target_entry, "SubLink": _sublink,
}
