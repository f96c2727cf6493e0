"""Check constraints of tables: AddRelationNewConstraints and MergeWithExistingConstraint (catalog/heap.c)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.catalog.exprs import Expr, Stored, Var, nodes
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.constraints import cook
from analyzer.commands.constraints.constraint import create_constraint_entry
from analyzer.commands.relations.naming import choose_constraint_name
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


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
