"""RETURN, RETURN NEXT, RETURN QUERY (plpgsql_check_returned_expr of plpgsql_check; exec_stmt_return, pl_exec.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.analyze import lsyscache, polymorphic
from analyzer.catalog import type_oids as t
from analyzer.catalog.exprs import Const
from analyzer.errors import PgError
from analyzer.plpgsql.check.assign import check_scalar
from analyzer.plpgsql.check.queries import Prepared, expanded, prepare_expression, text_of
from analyzer.plpgsql.check.rows import check_by_position
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.frame import Datum, Variable
from analyzer.plpgsql.shape import EVENT_TRIGGER, TRIGGER
from analyzer.tree.parse import Node


def returns_row(check: Check) -> bool:
    """Tell whether a call's value is a row (fn_retistuple)."""
    rettype = check.proc.prorettype
    return rettype in (TRIGGER, t.RECORD) or lsyscache.type_is_rowtype(check.catalog, rettype)


def check_return_value(check: Check, node: Node) -> None:
    """Check the expression of RETURN or RETURN NEXT."""
    with check.guarded(text_of(node)):
        prepared = prepare_expression(check, node)
        columns = prepared.columns
        if columns is None or len(columns) != 1:
            count = 0 if columns is None else len(columns)
            raise PgError(sqlstate.SYNTAX_ERROR, f'query "{text_of(node)}" returned {count} columns')
        row = expanded(check, prepared)
        if row is None:
            return
        if returns_row(check):
            if not lsyscache.type_is_rowtype(check.catalog, columns[0].typid):
                if not prepared.is_null:
                    check.complain(
                        "error",
                        sqlstate.DATATYPE_MISMATCH,
                        "cannot return non-composite value from function returning composite type",
                    )
            elif check.result is not None:
                message = "returned record type does not match expected record type"
                check_by_position(check.ns, row, check.result.columns, message)
        elif check.proc.prorettype not in (*polymorphic.POLYMORPHIC_TYPES, t.VOID, EVENT_TRIGGER):
            literal = type(prepared.value) is Const
            check_scalar(check, check.proc.prorettype, columns[0].typid, is_null=prepared.is_null, literal=literal)


def check_return_variable(check: Check, datum: Datum) -> None:
    """Check RETURN of a variable."""
    check.use(datum)
    if isinstance(datum, Variable):
        if check.proc.prorettype not in polymorphic.POLYMORPHIC_TYPES:
            check_scalar(check, check.proc.prorettype, datum.typid)
        return
    row = check.rows.get(id(datum)) if datum.typid == t.RECORD else check.row_of(datum)
    if row is None or check.result is None:
        return
    check_by_position(
        check.ns, row.columns, check.result.columns, "returned record type does not match expected record type"
    )


def check_return_next(check: Check, datum: Datum) -> None:
    """Check RETURN NEXT of a variable."""
    check.use(datum)
    wanted = check.result.columns if check.result is not None else ()
    if isinstance(datum, Variable):
        if len(wanted) > 1:
            raise PgError(sqlstate.DATATYPE_MISMATCH, "wrong result type supplied in RETURN NEXT")
        check_scalar(check, check.proc.prorettype, datum.typid)
        return
    row = check.row_of(datum)
    if check.result is not None:
        check_by_position(check.ns, row.columns, wanted, "wrong record type supplied in RETURN NEXT")


def check_return_query(check: Check, prepared: Prepared) -> None:
    """Check the rows of RETURN QUERY."""
    columns = prepared.columns
    if columns is None:
        raise PgError(sqlstate.SYNTAX_ERROR, "query does not return data")
    if len(columns) == 1:
        expanded_columns = expanded(check, prepared)
        if expanded_columns is None:
            return
        columns = expanded_columns
    if check.result is not None:
        check_by_position(
            check.ns, columns, check.result.columns, "structure of query does not match function result type"
        )
