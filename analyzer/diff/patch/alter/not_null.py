"""A column's NOT NULL and its not-null constraint: SET, DROP, in two steps without blocking, named, validated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.state.tables import not_null_constraint
from analyzer.diff.patch.alter.column_terms import alter, column_of, head
from analyzer.diff.patch.checks import not_null_checks
from analyzer.diff.patch.guard import guarded, relation
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms

def not_null(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return what gives a column NOT NULL, or takes it away."""
    return not_null_statements(terms, address)


def not_null_statements(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return what gives a column the NOT NULL that it is to have, or takes it away."""
    column = column_of(terms, address)
    if not column.attnotnull:
        return [f"{alter(terms, address)} DROP NOT NULL"]
    constraint = not_null_constraint(terms.intended, address.objid, address.objsubid)
    table = names.qualified_relation_name(terms.intended, address.objid)
    if constraint is not None:
        default = f"{terms.intended.pg_class[address.objid].relname}_{column.attname}_not_null"
        if constraint.conname != default or constraint.connoinherit or not constraint.convalidated:
            tail = (" NO INHERIT" if constraint.connoinherit else "") + (
                "" if constraint.convalidated else " NOT VALID"
            )
            name, shown = quote_identifier(constraint.conname), quote_identifier(column.attname)
            condition = f"NOT {_is_not_null(table, column.attname)}"
            return [guarded(condition, [f"{head(terms, address)} ADD CONSTRAINT {name} NOT NULL {shown}{tail}"])]
    return [f"{alter(terms, address)} SET NOT NULL"]


def _is_not_null(table: str, column: str) -> str:
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(table)} "
        f"AND attname = {quote_literal(column)} AND NOT attisdropped AND attnotnull)"
    )


def non_blocking_not_null(terms: Terms, address: ObjectAddress) -> tuple[list[str], list[str]]:
    """Return SET NOT NULL in two steps, validated without locking out writers: now, and later.

    Since 18 a not-null constraint may itself be NOT VALID; before, a check stands in for it.
    """
    column = column_of(terms, address)
    name = quote_identifier(column.attname)
    table = names.qualified_relation_name(terms.intended, address.objid)
    constraint = not_null_constraint(terms.intended, address.objid, address.objsubid)
    if constraint is not None:
        shown = quote_identifier(constraint.conname)
        tail = " NO INHERIT" if constraint.connoinherit else ""
        add = f"{head(terms, address)} ADD CONSTRAINT {shown} NOT NULL {name}{tail} NOT VALID"
        validate = f"{head(terms, address)} VALIDATE CONSTRAINT {shown}"
        first = guarded(f"NOT {_is_not_null(table, column.attname)}", [add])
        return [first], [validate] if constraint.convalidated else []
    check = quote_identifier(f"{column.attname[:40]}_is_not_null_for_now")
    condition = f"NOT {_is_not_null(table, column.attname)}"
    add = f"{head(terms, address)} ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID"
    now = [f"{head(terms, address)} DROP CONSTRAINT IF EXISTS {check}", guarded(condition, [add])]
    later = [
        guarded(condition, [f"{head(terms, address)} VALIDATE CONSTRAINT {check}"]),
        f"{alter(terms, address)} SET NOT NULL",
        f"{head(terms, address)} DROP CONSTRAINT IF EXISTS {check}",
    ]
    return now, later


def not_null_query(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return the query for whether a column holds no NULL."""
    column = column_of(terms, address)
    if not column.attnotnull:
        return []
    table = names.qualified_relation_name(terms.intended, address.objid)
    return not_null_checks(table, quote_identifier(column.attname))


def not_null_name(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return what gives a column's not-null constraint its name."""
    mine = not_null_constraint(terms.intended, address.objid, address.objsubid)
    theirs = not_null_constraint(terms.before, live.objid, live.objsubid)
    if mine is None or theirs is None:
        return []
    old = quote_identifier(theirs.conname)
    text = f"{head(terms, address)} RENAME CONSTRAINT {old} TO {quote_identifier(mine.conname)}"
    return [guarded(_constraint_exists(terms, address, theirs.conname), [text])]


def _constraint_exists(terms: Terms, address: ObjectAddress, name: str) -> str:
    table = relation(names.qualified_relation_name(terms.intended, address.objid))
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {table} AND conname = {quote_literal(name)})"
    )


def not_null_validity(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return what validates a column's not-null constraint."""
    mine = not_null_constraint(terms.intended, address.objid, address.objsubid)
    if mine is None or not mine.convalidated:
        return []
    return [f"{head(terms, address)} VALIDATE CONSTRAINT {quote_identifier(mine.conname)}"]


def not_null_inheritance(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return what lets children have a column's not-null constraint, or not."""
    mine = not_null_constraint(terms.intended, address.objid, address.objsubid)
    if mine is None:
        return []
    word = "NO INHERIT" if mine.connoinherit else "INHERIT"
    return [f"{head(terms, address)} ALTER CONSTRAINT {quote_identifier(mine.conname)} {word}"]
