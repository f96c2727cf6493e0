"""Expressions that the catalog stores: defaults, checks, index expressions, policies, triggers' WHEN ... as each
command analyzes
them (cookDefault and cookConstraint of catalog/heap.c, parser/parse_utilcmd.c, commands/).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import clause, coerce, coercible, collate, expr, lsyscache, mutability, relation, rte
from analyzer.analyze.nodefuncs import expr_collation, expr_type, walk
from analyzer.analyze.parsestate import NsItem, ParseState, raw_location
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.depend import FIRST_UNPINNED_OID
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import Node

ROW, BEFORE, INSERT, DELETE = 1, 2, 4, 8
"""Bits of tgtype."""


# Unlike PostgreSQL: errors have a position also where the command did not keep its text (policies, ALTER TABLE).
def _state(ns: Namespace, relid: int) -> ParseState:
    ps = ParseState(ns)
    if relid:
        item = rte.relation_rte(ps, ns.catalog.pg_class[relid], None, (), inh=False, in_from=True)
        relation.add_nsitem(ps, item, to_joinlist=False, to_rel=True, to_cols=True)
    return ps


def default_expr(
    ns: Namespace, relid: int, attnum: int | None, typid: int, typmod: int, typname_for_message: str, node: Node, *,
    generated: bool | str = False,
) -> Any:
    """Return an analyzed DEFAULT or generation expression, coerced to the column's (or domain's) type (cookDefault).

    `typname_for_message` is the column's (or domain's) name; `relid` 0 for a domain.
    """
    del attnum
    ps = _state(ns, relid)
    result = expr.transform(ps, node, "generated_column" if generated else "column_default")
    if generated:
        _check_generated(ps, relid, result)
        if generated == "v":
            _check_virtual(ps, result)
    source = expr_type(result)
    coerced = coerce.coerce_to_target_type(
        ps, result, source, typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if coerced is None:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f'column "{typname_for_message}" is of type {format_type(ns.catalog, typid, namespace=ns)} but default '
            'expression '
            f"is of type {format_type(ns.catalog, source, namespace=ns)}",
            hint="You will need to rewrite or cast the expression.",
        )
    return collate.assign_expr_collations(ps, coerced)


def _check_generated(ps: ParseState, relid: int, result: Any) -> None:
    for node in walk(result):
        if type(node) is not e.Var:
            continue
        if node.varattno == 0:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION, "cannot use whole-row variable in column generation expression",
                detail="This would cause the generated column to depend on its own value.", location=ps.location(node),
            )
        column = ps.catalog.pg_attribute.get((relid, node.varattno))
        if column is not None and column.attgenerated:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION,
                f'cannot use generated column "{column.attname}" in column generation expression',
                detail="A generated column cannot reference another generated column.", location=ps.location(node),
            )
    if mutability.contains_mutable_functions(ps.catalog, result):
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "generation expression is not immutable")


def _check_virtual(ps: ParseState, result: Any) -> None:
    """Raise 0A000 where a virtual column's expression uses functions or types that are not the server's own
    (check_virtual_generated_security).
    """
    for node in walk(result):
        what = None
        if any(funcid >= FIRST_UNPINNED_OID for funcid in mutability.called_functions(ps.catalog, node)):
            what = "function"
        elif isinstance(node, e.Expr) and expr_type(node) >= FIRST_UNPINNED_OID:
            what = "type"
        if what is not None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f"generation expression uses user-defined {what}",
                detail=f"Virtual generated columns that make use of user-defined {what}s are not yet supported.",
                location=ps.location(node),
            )


def check_expr(ns: Namespace, relid: int, node: Node, name: str | None = None) -> Any:
    """Return an analyzed CHECK condition of a table whose columns are in the catalog already (cookConstraint)."""
    del name
    ps = _state(ns, relid)
    result = expr.transform(ps, node, "check_constraint")
    return collate.assign_expr_collations(ps, coerce.coerce_to_boolean(ps, result, "CHECK"))


def domain_check(ns: Namespace, typid: int, typmod: int, node: Node) -> Any:
    """Return an analyzed CHECK condition of a domain over (typid, typmod), VALUE being the value
    (domainAddCheckConstraint).
    """
    collation = lsyscache.get_typcollation(ns.catalog, typid)

    def value(state: ParseState, ref: Node) -> Any:
        del state
        fields = ref["fields"]
        if len(fields) == 1 and fields[0].get("String", {}).get("sval") == "value":
            return e.CoerceToDomainValue(typid, typmod, collation)
        return None

    ps = ParseState(ns)
    ps.pre_columnref_hook = value
    result = expr.transform(ps, node, "domain_check")
    result = collate.assign_expr_collations(ps, coerce.coerce_to_boolean(ps, result, "CHECK"))
    _no_table_references(result, "cannot use table references in domain check constraint")
    return result


def _no_table_references(result: Any, message: str) -> None:
    if any(type(node) is e.Var for node in walk(result)):
        raise PgError(sqlstate.INVALID_COLUMN_REFERENCE, message)


# -- indexes, partitioning, statistics -----------------------------------------------------------------------------


def index_expr(ns: Namespace, relid: int, node: Node, *, check_immutable: bool = True) -> Any:
    """Return an analyzed index expression (transformIndexStmt); 42P17 if it is not immutable (ComputeIndexAttrs)."""
    ps = _state(ns, relid)
    result = collate.assign_expr_collations(ps, expr.transform(ps, node, "index_expression"))
    if check_immutable:
        check_index_expr(ns, result)
    return result


def check_index_expr(ns: Namespace, result: Any) -> None:
    """Raise 42P17 unless an analyzed index expression is immutable."""
    if mutability.contains_mutable_functions(ns.catalog, result):
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "functions in index expression must be marked IMMUTABLE"
        )


def index_predicate(ns: Namespace, relid: int, node: Node, *, check_immutable: bool = True) -> Any:
    """Return an analyzed index predicate (transformIndexStmt); 42P17 if it is not immutable (CheckPredicate)."""
    ps = _state(ns, relid)
    result = collate.assign_expr_collations(ps, clause.transform_where(ps, node, "index_predicate", "WHERE"))
    if check_immutable:
        check_index_predicate(ns, result)
    return result


def check_index_predicate(ns: Namespace, result: Any) -> None:
    """Raise 42P17 unless an analyzed index predicate is immutable."""
    if mutability.contains_mutable_functions(ns.catalog, result):
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "functions in index predicate must be marked IMMUTABLE"
        )


def partition_key_expr(ns: Namespace, relid: int, node: Node, *, check: bool = True) -> Any:
    """Return an analyzed partition key expression; a Var for a column in parentheses (ComputePartitionAttrs).

    With `check` False what may not stand in one is left for the caller to reject, in its own order.
    """
    ps = _state(ns, relid)
    result = collate.assign_expr_collations(ps, expr.transform(ps, node, "partition_expression"))
    if not check:
        return result
    bare = result
    while type(bare) is e.CollateExpr:
        bare = bare.arg
    if type(bare) is e.Var and bare.varattno > 0:
        return result

    def invalid(message: str) -> PgError:
        return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)

    variables = [found for found in walk(bare) if type(found) is e.Var]
    if any(found.varattno == 0 for found in variables):
        raise invalid("partition key expressions cannot contain whole-row references")
    if any(found.varattno < 0 for found in variables):
        raise invalid("partition key expressions cannot contain system column references")
    for found in variables:
        column = ns.catalog.pg_attribute[(relid, found.varattno)]
        if column.attgenerated:
            fault = invalid("cannot use generated column in partition key")
            fault.detail = f'Column "{column.attname}" is a generated column.'
            fault.location = raw_location(node)
            raise fault
    if mutability.contains_mutable_functions(ns.catalog, bare):
        raise invalid("functions in partition key expression must be marked IMMUTABLE")
    if not variables:
        raise invalid("cannot use constant expression as partition key")
    return result


def statistics_expr(ns: Namespace, relid: int, node: Node) -> Any:
    """Return an analyzed expression of CREATE STATISTICS (transformStatsStmt)."""
    ps = _state(ns, relid)
    return collate.assign_expr_collations(ps, expr.transform(ps, node, "stats_expression"))


def partition_bound_value(
    ns: Namespace, node: Node, colname: str, typid: int, typmod: int, collation: int = 0
) -> Any:
    """Return an analyzed partition bound value, a Const wherever it can be folded (transformPartitionBoundValue)."""
    ps = ParseState(ns)
    result = collate.assign_expr_collations(ps, expr.transform(ps, node, "partition_bound"))
    coerced = coerce.coerce_to_target_type(
        ps, result, expr_type(result), typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if coerced is None:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f'specified value cannot be cast to type {format_type(ns.catalog, typid, namespace=ns)} for column '
            f'"{colname}"',
            location=raw_location(node),
        )
    coerced = collate.assign_expr_collations(ps, coerced)
    return _folded(coerced, typid, typmod, collation)


_INTEGERS = frozenset({t.INT2, t.INT4, t.INT8})


def _folded(node: Any, typid: int, typmod: int, collation: int) -> Any:
    inner = node
    while type(inner) is not e.Const:
        kind = type(inner)
        if kind in (e.RelabelType, e.CollateExpr, e.CoerceToDomain):
            inner = inner.arg
        elif kind is e.FuncExpr and inner.funcformat in (1, 2) and inner.args and (
            expr_type(inner.args[0]) in _INTEGERS | {inner.funcresulttype, t.NAME}
        ):
            inner = inner.args[0]
        else:
            return node
    return e.Const(typid, inner.constvalue, typmod, collation)


# -- policies, triggers, publications ------------------------------------------------------------------------------


def policy_expr(ns: Namespace, relid: int, node: Node) -> Any:
    """Return an analyzed USING or WITH CHECK condition of a policy (CreatePolicy)."""
    ps = _state(ns, relid)
    return collate.assign_expr_collations(ps, clause.transform_where(ps, node, "policy", "POLICY"))


def _old_and_new(ps: ParseState, relid: int) -> tuple[NsItem, NsItem]:
    record = ps.catalog.pg_class[relid]
    old = rte.relation_rte(ps, record, "old", (), inh=False, in_from=False)
    new = rte.relation_rte(ps, record, "new", (), inh=False, in_from=False)
    return old, new


def trigger_when(ns: Namespace, relid: int, node: Node, tgtype: int) -> Any:
    """Return a trigger's analyzed WHEN condition, OLD being varno 1 and NEW varno 2 (CreateTriggerFiringOn)."""
    ps = ParseState(ns)
    for item in _old_and_new(ps, relid):
        relation.add_nsitem(ps, item, to_joinlist=False, to_rel=True, to_cols=True)
    result = collate.assign_expr_collations(ps, clause.transform_where(ps, node, "trigger_when", "WHEN"))
    for found in walk(result):
        if type(found) is e.Var:
            _check_trigger_var(ps, relid, found, tgtype)
    return result


def _check_trigger_var(ps: ParseState, relid: int, var: e.Var, tgtype: int) -> None:
    location = ps.location(var)

    def invalid(message: str) -> PgError:
        return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message, location=location)

    if not tgtype & ROW:
        raise invalid("statement trigger's WHEN condition cannot reference column values")
    if var.varno == 1:
        if tgtype & INSERT:
            raise invalid("INSERT trigger's WHEN condition cannot reference OLD values")
        return
    if tgtype & DELETE:
        raise invalid("DELETE trigger's WHEN condition cannot reference NEW values")
    if not tgtype & BEFORE:
        return
    if var.varattno < 0:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "BEFORE trigger's WHEN condition cannot reference NEW system columns",
            location=location,
        )
    generated = [c for c in lsyscache.columns_of(ps.catalog, relid) if c.attgenerated and not c.attisdropped]
    message = "BEFORE trigger's WHEN condition cannot reference NEW generated columns"
    if var.varattno == 0 and generated:
        error = invalid(message)
        error.detail = "A whole-row reference is used and the table contains generated columns."
        raise error
    for column in generated:
        if column.attnum == var.varattno:
            error = invalid(message)
            error.detail = f'Column "{column.attname}" is a generated column.'
            raise error


_ROW_FILTER_NODES = frozenset(
    {
        "Var", "Const", "FuncExpr", "BoolExpr", "OpExpr", "DistinctExpr", "NullIfExpr", "ScalarArrayOpExpr",
        "RowCompareExpr", "RelabelType", "CollateExpr", "CaseExpr", "CaseWhen", "CaseTestExpr", "ArrayExpr", "RowExpr",
        "CoalesceExpr", "MinMaxExpr", "XmlExpr", "NullTest", "BooleanTest",
    }
)
_ROW_FILTER_DETAIL = (
    "Only columns, constants, built-in operators, built-in data types, built-in collations, and immutable built-in "
    "functions "
    "are allowed."
)


def publication_filter(ns: Namespace, relid: int, node: Node) -> Any:
    """Return a publication's analyzed row filter (TransformPubWhereClauses, check_simple_rowfilter_expr)."""
    ps = _state(ns, relid)
    result = collate.assign_expr_collations(ps, clause.transform_where(ps, node, "where", "PUBLICATION WHERE"))
    for found in walk(result):
        detail = _row_filter_fault(ps, found)
        if detail is not None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "invalid publication WHERE expression", detail=detail,
                location=ps.location(found),
            )
    return result


def _row_filter_fault(ps: ParseState, node: Any) -> str | None:
    name = type(node).__name__
    if name not in _ROW_FILTER_NODES:
        return _ROW_FILTER_DETAIL
    if name == "Var" and node.varattno < 0:
        return "System columns are not allowed."
    opno = getattr(node, "opno", 0)
    if opno >= FIRST_NORMAL_OID or any(one >= FIRST_NORMAL_OID for one in getattr(node, "opnos", ())):
        return "User-defined operators are not allowed."
    if name != "CaseWhen" and expr_type(node) >= FIRST_NORMAL_OID:
        return "User-defined types are not allowed."
    for funcid in mutability.called_functions(ps.catalog, node):
        if funcid >= FIRST_NORMAL_OID or ps.catalog.pg_proc[funcid].provolatile != "i":
            return "User-defined or built-in mutable functions are not allowed."
    if name != "CaseWhen" and (
        expr_collation(node) >= FIRST_NORMAL_OID or getattr(node, "inputcollid", 0) >= FIRST_NORMAL_OID
    ):
        return "User-defined collations are not allowed."
    return None


# -- ALTER TABLE and functions -------------------------------------------------------------------------------------


def column_type_transform(
    ns: Namespace, relid: int, attnum: int, typid: int, typmod: int, using: Node | None
) -> Any:
    """Return the expression that turns a column's old value into one of the new type (ATPrepAlterColumnType).

    42804 where there is no assignment cast and no USING.
    """
    ps = _state(ns, relid)
    column = ns.catalog.pg_attribute[(relid, attnum)]
    if using is not None:
        result = expr.transform(ps, using, "alter_col_transform")
    else:
        result = e.Var(1, attnum, column.atttypid, column.atttypmod, column.attcollation)
    coerced = coerce.coerce_to_target_type(
        ps, result, expr_type(result), typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if coerced is None:
        shown = format_type(ns.catalog, typid, namespace=ns)
        if using is not None:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'result of USING clause for column "{column.attname}" cannot be cast automatically to type {shown}',
                hint="You might need to add an explicit cast.",
            )
        full = format_type(ns.catalog, typid, typmod, namespace=ns)
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, f'column "{column.attname}" cannot be cast automatically to type {shown}',
            hint=f'You might need to specify "USING {quote_identifier(column.attname)}::{full}".'
            if not column.attgenerated else None,
        )
    return collate.assign_expr_collations(ps, coerced)


def function_default(ns: Namespace, typid: int, node: Node) -> Any:
    """Return the analyzed default of a parameter of that type (interpret_function_parameter_list)."""
    ps = ParseState(ns)
    result = expr.transform(ps, node, "function_default")
    result = coerce.coerce_to_specific_type(ps, result, typid, "DEFAULT")
    result = collate.assign_expr_collations(ps, result)
    _no_table_references(result, "cannot use table references in parameter default value")
    return result


def rule_actions(
    ns: Namespace, relid: int, event: str, where: Node | None, actions: Any
) -> tuple[Any, tuple[Any, ...]]:
    """Return (condition, queries) of CREATE RULE; see ruleactions.rule_actions."""
    from analyzer.analyze import ruleactions

    return ruleactions.rule_actions(ns, relid, event, where, actions)
