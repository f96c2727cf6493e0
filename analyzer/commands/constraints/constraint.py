"""Rows of pg_constraint: made, found, tied to a parent's (src/backend/catalog/pg_constraint.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer.analyze.dependency import expr_dependencies
from analyzer.catalog import depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Stored
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_constraint import PgConstraint

if TYPE_CHECKING:
    from analyzer.commands.context import Context


def create_constraint_entry(ctx: Context, constraint: PgConstraint, including: Sequence[int] = ()) -> int:
    """Store the row (its oid is filled in if 0) and what it needs; return its oid (CreateConstraintEntry).

    `including` are INCLUDE columns: the constraint depends on them too, but they are no part of conkey.
    """
    catalog = ctx.catalog
    if not constraint.oid:
        constraint = msgspec.structs.replace(constraint, oid=catalog.new_oid())
    catalog.pg_constraint.set(constraint)
    address = ObjectAddress("pg_constraint", constraint.oid)
    if constraint.conrelid:
        columns = [*(constraint.conkey or ()), *including]
        auto = [ObjectAddress("pg_class", constraint.conrelid, attnum) for attnum in columns]
        depend.record(catalog, address, auto or [ObjectAddress("pg_class", constraint.conrelid)], depend.AUTO)
    if constraint.contypid:
        depend.record(catalog, address, [ObjectAddress("pg_type", constraint.contypid)], depend.AUTO)
    normal: list[ObjectAddress] = []
    if constraint.confrelid:
        normal += [ObjectAddress("pg_class", constraint.confrelid, attnum) for attnum in constraint.confkey or ()]
    if constraint.contype == "f" and constraint.conindid:
        normal.append(ObjectAddress("pg_class", constraint.conindid))
    normal += [ObjectAddress("pg_operator", operator) for operator in constraint.conpfeqop or ()]
    depend.record(catalog, address, normal)
    if constraint.conbin is not None:
        record_expr_dependencies(catalog, address, constraint.conbin, constraint.conrelid or None)
    return int(constraint.oid)


def record_expr_dependencies(
    catalog: Catalog, depender: ObjectAddress, expr: Stored, relid: int | None,
    behavior: str = depend.NORMAL, self_behavior: str = depend.NORMAL,
) -> None:
    """Record what an expression over one relation needs; columns of that relation as `self_behavior`
    (recordDependencyOnSingleRelExpr).
    """
    if expr is None:
        return
    for referenced in expr_dependencies(catalog, expr, relid):
        if relid is not None and referenced.classid == "pg_class" and referenced.objid == relid:
            depend.record(catalog, depender, [referenced], self_behavior)
        else:
            depend.record(catalog, depender, [referenced], behavior)


def constraint_name_is_used(catalog: Catalog, relid: int, name: str) -> bool:
    """Tell whether the relation has a constraint of that name (ConstraintNameIsUsed)."""
    return catalog.pg_constraint.has("name", (relid, name))


def set_constraint_parent(ctx: Context, conoid: int, parent: int, child_table: int) -> None:
    """Make the constraint a part of a partitioned table's constraint, or (parent 0) its own again
    (ConstraintSetParentConstraint).
    """
    catalog = ctx.catalog
    constraint = catalog.pg_constraint[conoid]
    address = ObjectAddress("pg_constraint", conoid)
    if parent:
        catalog.pg_constraint.set(
            msgspec.structs.replace(
                constraint, conislocal=False, coninhcount=constraint.coninhcount + 1, conparentid=parent
            )
        )
        depend.record(catalog, address, [ObjectAddress("pg_constraint", parent)], depend.PARTITION_PRI)
        depend.record(catalog, address, [ObjectAddress("pg_class", child_table)], depend.PARTITION_SEC)
    else:
        catalog.pg_constraint.set(
            msgspec.structs.replace(
                constraint, conislocal=True, coninhcount=constraint.coninhcount - 1, conparentid=0
            )
        )
        depend.forget(catalog, address, "pg_constraint", depend.PARTITION_PRI)
        depend.forget(catalog, address, "pg_class", depend.PARTITION_SEC)


def table_constraints(catalog: Catalog, relid: int, contype: str) -> list[PgConstraint]:
    """Return the relation's constraints of one type, by name as PostgreSQL's scans of pg_constraint yield them."""
    found = [c for c in catalog.pg_constraint.find("relation", relid) if c.contype == contype]
    found.sort(key=lambda constraint: constraint.conname.encode())
    return found
