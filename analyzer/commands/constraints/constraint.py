"""Defaults, check and not-null constraints of tables; pg_constraint rows (src/backend/catalog/heap.c,
pg_constraint.c, pg_attrdef.c).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.analyze.dependency import expr_dependencies
from analyzer.catalog import depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Const, Expr, Stored, Var, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attrdef import PgAttrdef
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.constraints import cook
from analyzer.commands.relations.naming import choose_constraint_name
from analyzer.commands.relations.relation import SYSTEM_COLUMN_NAMES, column_named
from analyzer.errors import PgError
from analyzer.tree.names import strings

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


class RawDefault(NamedTuple):
    """A DEFAULT or generation expression to be analyzed once the table is there (RawColumnDefault)."""

    attnum: int
    raw: Node
    generated: str = ""


class CookedConstraint(NamedTuple):
    """A check or not-null constraint that was stored or merged (CookedConstraint, heap.h); `conoid` 0: merged."""

    contype: str
    conoid: int
    name: str
    attnum: int
    expr: Stored
    is_enforced: bool
    skip_validation: bool
    is_local: bool
    inhcount: int
    is_no_inherit: bool


# -- pg_constraint -------------------------------------------------------------------------------------------------


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


# -- defaults ------------------------------------------------------------------------------------------------------


def add_defaults(ctx: Context, relid: int, defaults: Iterable[RawDefault]) -> list[tuple[int, Stored]]:
    """Analyze and store defaults and generation expressions; a bare NULL is not stored (AddRelationNewConstraints).

    Returns (attnum, expression) of each that was stored.
    """
    stored = []
    for default in defaults:
        column = ctx.catalog.pg_attribute[(relid, default.attnum)]
        expr = cook.default_expr(
            ctx, relid, default.raw, column.atttypid, column.atttypmod, column.attname, default.generated
        )
        if expr is None or (not default.generated and isinstance(expr, Const) and expr.constvalue is None):
            continue
        store_default(ctx, relid, default.attnum, expr)
        stored.append((default.attnum, expr))
    return stored


def store_default(ctx: Context, relid: int, attnum: int, expr: Stored) -> int:
    """Store a column's default and what it needs; return the pg_attrdef oid (StoreAttrDefault)."""
    catalog = ctx.catalog
    column = catalog.pg_attribute[(relid, attnum)]
    oid = catalog.new_oid()
    catalog.pg_attrdef.set(PgAttrdef(oid, relid, attnum, expr))
    catalog.pg_attribute.set(msgspec.structs.replace(column, atthasdef=True))
    address = ObjectAddress("pg_attrdef", oid)
    depend.record(
        catalog, address, [ObjectAddress("pg_class", relid, attnum)],
        depend.INTERNAL if column.attgenerated else depend.AUTO,
    )
    record_expr_dependencies(catalog, address, expr, relid)
    return oid


# -- check constraints ---------------------------------------------------------------------------------------------


def add_check_constraints(
    ctx: Context, relid: int, constraints: Iterable[Node], *, allow_merge: bool, is_local: bool,
    cooked: dict[int, Expr] | None = None,
) -> list[CookedConstraint]:
    """Analyze and store CHECK constraints (inner dicts of Constraint nodes), merging with inherited ones of the same
    name and meaning where `allow_merge` (AddRelationNewConstraints). A constraint's `cooked_expr` entry, if there, is
    analyzed already.
    """
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    chosen: list[str] = []
    result: list[CookedConstraint] = []
    for constraint in constraints:
        expr = constraint.get("cooked_expr")
        if expr is None:
            expr = cook.check_expr(ctx, relid, constraint["raw_expr"])
        name = constraint.get("conname")
        enforced = constraint.get("is_enforced", False)
        no_inherit = constraint.get("is_no_inherit", False)
        valid = constraint.get("initially_valid", False)
        if name:
            if name in chosen:
                raise PgError(sqlstate.DUPLICATE_OBJECT, f'check constraint "{name}" already exists')
            chosen.append(name)
            if merge_with_existing_constraint(
                ctx, relid, name, expr, allow_merge=allow_merge, is_local=is_local, is_enforced=enforced,
                is_initially_valid=valid, is_no_inherit=no_inherit,
            ):
                continue
        else:
            columns = referenced_columns(expr)
            single = columns[0] if len(columns) == 1 and columns[0] > 0 else 0
            colname = catalog.pg_attribute[(relid, single)].attname if single else None
            name = choose_constraint_name(
                catalog, relation.relname, colname, "check", relation.relnamespace, chosen
            )
            chosen.append(name)
        conoid = store_check(
            ctx, relid, name, expr, is_enforced=enforced, is_validated=valid, is_local=is_local,
            inhcount=0 if is_local else 1, is_no_inherit=no_inherit,
        )
        result.append(
            CookedConstraint(
                "c", conoid, name, 0, expr, enforced, constraint.get("skip_validation", False), is_local,
                0 if is_local else 1, no_inherit,
            )
        )
    return result


def store_check(
    ctx: Context, relid: int, name: str, expr: Stored, *, is_enforced: bool = True, is_validated: bool = True,
    is_local: bool = True, inhcount: int = 0, is_no_inherit: bool = False,
) -> int:
    """Store one check constraint (StoreRelCheck)."""
    relation = ctx.catalog.pg_class[relid]
    if is_no_inherit and relation.relkind == "p":
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            f'cannot add NO INHERIT constraint to partitioned table "{relation.relname}"',
        )
    columns = tuple(referenced_columns(expr))
    return create_constraint_entry(
        ctx,
        PgConstraint(
            oid=0, conname=name, connamespace=relation.relnamespace, contype="c", conenforced=is_enforced,
            convalidated=is_validated, conrelid=relid, conislocal=is_local, coninhcount=inhcount,
            connoinherit=is_no_inherit, conkey=columns or None, conbin=expr,
        ),
    )


def referenced_columns(expr: Stored) -> list[int]:
    """Return the attnums an expression over one relation mentions, each once, in order of appearance
    (pull_var_clause).
    """
    found: dict[int, None] = {}
    for node in nodes(expr):
        if isinstance(node, Var) and not node.varlevelsup:
            found.setdefault(node.varattno)
    return list(found)


def merge_with_existing_constraint(
    ctx: Context, relid: int, name: str, expr: Stored, *, allow_merge: bool, is_local: bool, is_enforced: bool,
    is_initially_valid: bool, is_no_inherit: bool,
) -> bool:
    """Merge a check constraint into the relation's one of the same name; False if there is none, 42710 if they may
    not merge (MergeWithExistingConstraint).
    """
    catalog = ctx.catalog
    existing = catalog.pg_constraint.first("name", (relid, name))
    if existing is None:
        return False
    relation = catalog.pg_class[relid]
    where = f'on relation "{relation.relname}"'
    found = existing.contype == "c" and existing.conbin == expr
    # A purely inherited constraint takes a local definition of the same meaning.
    if is_local and not existing.conislocal and not relation.relispartition:
        allow_merge = True
    if not found or not allow_merge:
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'constraint "{name}" for relation "{relation.relname}" already exists'
        )
    if existing.connoinherit:
        raise _definition(f'constraint "{name}" conflicts with non-inherited constraint {where}')
    if existing.coninhcount > 0 and is_no_inherit:
        raise _definition(f'constraint "{name}" conflicts with inherited constraint {where}')
    if is_initially_valid and existing.conenforced and not existing.convalidated:
        raise _definition(f'constraint "{name}" conflicts with NOT VALID constraint {where}')
    weaker_child = not is_local and is_enforced and not existing.conenforced
    if weaker_child or (is_local and not is_enforced and existing.conenforced):
        raise _definition(f'constraint "{name}" conflicts with NOT ENFORCED constraint {where}')
    ctx.notice(f'merging constraint "{name}" with inherited definition')
    changes: dict[str, object] = {}
    if relation.relispartition:
        changes |= {"coninhcount": 1, "conislocal": False}
    elif is_local:
        changes["conislocal"] = True
    else:
        changes["coninhcount"] = existing.coninhcount + 1
    if is_no_inherit:
        changes["connoinherit"] = True
    catalog.pg_constraint.set(msgspec.structs.replace(existing, **changes))
    return True


def _definition(message: str) -> PgError:
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)


# -- not-null constraints ------------------------------------------------------------------------------------------


def find_not_null_constraint(catalog: Catalog, relid: int, attnum: int) -> PgConstraint | None:
    """Return the column's not-null constraint, from PostgreSQL 18 on, or None (findNotNullConstraintAttnum)."""
    constraints: list[PgConstraint] = catalog.pg_constraint.find("relation", relid)
    for constraint in constraints:
        if constraint.contype == "n" and constraint.conkey == (attnum,):
            return constraint
    return None


def set_attnotnull(ctx: Context, relid: int, attnum: int, value: bool = True) -> None:
    """Mark a column NOT NULL, or not."""
    column = ctx.catalog.pg_attribute[(relid, attnum)]
    if column.attnotnull != value:
        ctx.catalog.pg_attribute.set(msgspec.structs.replace(column, attnotnull=value))


def store_not_null(
    ctx: Context, relid: int, name: str, attnum: int, *, is_validated: bool = True, is_local: bool = True,
    inhcount: int = 0, is_no_inherit: bool = False,
) -> int:
    """Store a not-null constraint's row (StoreRelNotNull)."""
    return create_constraint_entry(
        ctx,
        PgConstraint(
            oid=0, conname=name, connamespace=ctx.catalog.pg_class[relid].relnamespace, contype="n",
            convalidated=is_validated, conrelid=relid, conislocal=is_local, coninhcount=inhcount,
            connoinherit=is_no_inherit, conkey=(attnum,),
        ),
    )


class InheritedNotNull(NamedTuple):
    """A not-null constraint that a parent has (CookedConstraint of MergeAttributes)."""

    name: str
    attnum: int
    inhcount: int = 1


def add_not_null_constraints(
    ctx: Context, relid: int, constraints: Sequence[Node], inherited: Sequence[InheritedNotNull] = ()
) -> None:
    """Store a new table's not-null constraints, declared and inherited, one per column.

    From PostgreSQL 18 on (AddRelationNotNullConstraints).
    """
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    names = [constraint.conname for constraint in catalog.pg_constraint.find("relation", relid)]
    given: set[str] = set()
    waiting = [dict(constraint) for constraint in constraints]
    old = list(inherited)
    while waiting:
        constraint = waiting.pop(0)
        colname = strings(constraint["keys"])[0]
        attnum = _not_null_attnum(ctx, relid, colname)
        waiting = _fold_repeated(constraint, colname, waiting)
        mine = [row for row in old if row.attnum == attnum]
        old = [row for row in old if row.attnum != attnum]
        if mine and constraint.get("is_no_inherit"):
            raise PgError(
                sqlstate.DATATYPE_MISMATCH, f'cannot define not-null constraint with NO INHERIT on column "{colname}"',
                detail="The column has an inherited not-null constraint.",
            )
        conname = constraint.get("conname")
        if conname is None:
            conname = choose_constraint_name(
                catalog, relation.relname, colname, "not_null", relation.relnamespace, names
            )
        elif conname in given or constraint_name_is_used(catalog, relid, conname):
            raise PgError(
                sqlstate.DUPLICATE_OBJECT,
                f'constraint "{conname}" for relation "{relation.relname}" already exists',
            )
        else:
            given.add(conname)
        names.append(conname)
        store_not_null(
            ctx, relid, conname, attnum, inhcount=sum(row.inhcount for row in mine),
            is_no_inherit=constraint.get("is_no_inherit", False),
        )
        set_attnotnull(ctx, relid, attnum)
    _store_inherited_not_null(ctx, relid, old, names)


def _not_null_attnum(ctx: Context, relid: int, colname: str) -> int:
    column = column_named(ctx.catalog, relid, colname)
    if column is not None:
        return column.attnum
    if colname in SYSTEM_COLUMN_NAMES:
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE, f'cannot add not-null constraint on system column "{colname}"'
        )
    relname = ctx.catalog.pg_class[relid].relname
    raise PgError(
        sqlstate.UNDEFINED_COLUMN, f'column "{colname}" of relation "{relname}" does not exist',
        missing=("column", None, f"{relname}.{colname}"),
    )


def _fold_repeated(constraint: Node, colname: str, waiting: list[Node]) -> list[Node]:
    """Take a name from further constraints on the same column and return the rest; 42601 where they contradict each
    other.
    """
    rest = []
    for other in waiting:
        if strings(other["keys"])[0] != colname:
            rest.append(other)
            continue
        if bool(other.get("is_no_inherit")) != bool(constraint.get("is_no_inherit")):
            raise PgError(
                sqlstate.SYNTAX_ERROR,
                f'conflicting NO INHERIT declaration for not-null constraint on column "{colname}"',
            )
        ours, theirs = constraint.get("conname"), other.get("conname")
        if ours and theirs and ours != theirs:
            raise PgError(sqlstate.SYNTAX_ERROR, f'conflicting not-null constraint names "{ours}" and "{theirs}"')
        if theirs:
            constraint["conname"] = theirs
    return rest


def _store_inherited_not_null(ctx: Context, relid: int, old: list[InheritedNotNull], names: list[str]) -> None:
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    while old:
        first = old[0]
        mine = [row for row in old if row.attnum == first.attnum]
        old = [row for row in old if row.attnum != first.attnum]
        name = first.name
        if not name or name in names:
            colname = catalog.pg_attribute[(relid, first.attnum)].attname
            name = choose_constraint_name(
                catalog, relation.relname, colname, "not_null", relation.relnamespace, names
            )
        names.append(name)
        store_not_null(
            ctx, relid, name, first.attnum, is_local=False, inhcount=sum(row.inhcount for row in mine)
        )
        set_attnotnull(ctx, relid, first.attnum)
