"""Expressions that the catalog stores, as each command analyzes them: defaults, checks, USING of a new type
(cookDefault and cookConstraint, src/backend/catalog/heap.c; src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, collate, expr, lsyscache, mutability, relation, rte
from analyzer.analyze.nodefuncs import expr_type, walk
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog.depend import FIRST_UNPINNED_OID
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import Node


# Unlike PostgreSQL: errors have a position also where the command did not keep its text (policies, ALTER TABLE).
def relation_state(ns: Namespace, relid: int) -> ParseState:
    """Return a query level that sees the columns of the relation, nothing if that is 0."""
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
    ps = relation_state(ns, relid)
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
    ps = relation_state(ns, relid)
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


# -- ALTER TABLE and functions -------------------------------------------------------------------------------------


def column_type_transform(
    ns: Namespace, relid: int, attnum: int, typid: int, typmod: int, using: Node | None
) -> Any:
    """Return the expression that turns a column's old value into one of the new type (ATPrepAlterColumnType).

    42804 where there is no assignment cast and no USING.
    """
    ps = relation_state(ns, relid)
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
