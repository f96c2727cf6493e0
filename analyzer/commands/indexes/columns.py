"""The columns of an index: types, collations, operator classes, sort options (ComputeIndexAttrs,
src/backend/commands/indexcmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.mutability import contains_mutable_functions
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.opclass import resolve_opclass
from analyzer.analyze.oper import compatible_oper
from analyzer.analyze.parsestate import ParseState
from analyzer.analyze.typename import resolve_collation
from analyzer.catalog.exprs import CollateExpr, Stored, Var
from analyzer.catalog.format_type import format_type
from analyzer.commands.relations.reloptions import opclass_options
from analyzer.deparse.names import operator_signature
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.catalog.pg_am import PgAm
    from analyzer.commands.context import Context
    from analyzer.commands.indexes.statement import IndexElem, IndexStmt
    from analyzer.commands.relations.index_am import IndexAm
    from analyzer.tree.parse import Node

DESC, NULLS_FIRST = 1, 2


class IndexColumns(NamedTuple):
    """What pg_index says of an index's columns; `types`, `typmods` and `column_collations` are those of its own
    columns.
    """

    attnums: tuple[int, ...]
    nkeys: int
    exprs: tuple[Stored, ...]
    inputs: tuple[int, ...]
    types: tuple[int, ...]
    typmods: tuple[int, ...]
    column_collations: tuple[int, ...]
    collations: tuple[int, ...]
    opclasses: tuple[int, ...]
    options: tuple[int, ...]
    exclusion_ops: tuple[int, ...]
    opclass_options: tuple[tuple[str, ...] | None, ...]


def compute_index_attrs(ctx: Context, relid: int, stmt: IndexStmt, am: PgAm, can: IndexAm) -> IndexColumns:
    """Resolve every key and INCLUDE column of an index; raises what ComputeIndexAttrs raises."""
    catalog = ctx.catalog
    nkeys = len(stmt.params)
    attnums: list[int] = []
    exprs: list[Stored] = []
    inputs: list[int] = []
    types: list[int] = []
    typmods: list[int] = []
    column_collations: list[int] = []
    collations: list[int] = []
    opclasses: list[int] = []
    options: list[int] = []
    exclusion_ops: list[int] = []
    opclass_opts: list[tuple[str, ...] | None] = []
    for position, elem in enumerate([*stmt.params, *stmt.including]):
        if elem.name is not None:
            attnum, typid, typmod, collation = _column(ctx, relid, elem.name, isconstraint=stmt.isconstraint)
        else:
            attnum, typid, typmod, collation = _expression(ctx, elem, exprs, included=position >= nkeys)
        attnums.append(attnum)
        inputs.append(typid)
        if position >= nkeys:
            _check_included(elem)
            types.append(typid)
            typmods.append(typmod)
            column_collations.append(0)
            continue
        if elem.collation_oid:
            collation = elem.collation_oid
        elif elem.collation:
            collation = resolve_collation(ctx.namespace, elem.collation)
        if lsyscache.type_is_collatable(catalog, typid):
            if not collation:
                raise PgError(
                    sqlstate.INDETERMINATE_COLLATION, "could not determine which collation to use for index expression",
                    hint="Use the COLLATE clause to set the collation explicitly.",
                )
        elif collation:
            # From 17 on an index is built with a search path of pg_catalog (RestrictSearchPath).
            namespace = ctx.namespace if ctx.postgres < 17 else None
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f"collations are not supported by type {format_type(catalog, typid, namespace=namespace)}",
            )
        opclass = elem.opclass_oid or resolve_opclass(ctx.namespace, elem.opclass, typid, am.amname, am.oid)
        if stmt.exclude_op_oids:
            exclusion_ops.append(stmt.exclude_op_oids[position])
        elif stmt.exclude_ops:
            exclusion_ops.append(_exclusion_operator(ctx, stmt.exclude_ops[position], typid, opclass))
        options.append(_sort_options(elem, am.amname, can))
        opclass_opts.append(opclass_options(catalog, am, opclass, elem.opclassopts))
        keytype = catalog.pg_opclass[opclass].opckeytype or can.keytype
        stored_type = _stored_type(ctx, keytype, typid)
        types.append(stored_type)
        typmods.append(typmod if stored_type == typid else -1)
        column_collations.append(collation)
        collations.append(collation)
        opclasses.append(opclass)
    return IndexColumns(
        tuple(attnums), nkeys, tuple(exprs), tuple(inputs), tuple(types), tuple(typmods), tuple(column_collations),
        tuple(collations), tuple(opclasses), tuple(options), tuple(exclusion_ops), tuple(opclass_opts),
    )


ANYELEMENT, ANYARRAY, ANYCOMPATIBLEARRAY = 2283, 2277, 5078


def _stored_type(ctx: Context, keytype: int, typid: int) -> int:
    if not keytype or keytype == typid:
        return typid
    if keytype == ANYELEMENT:
        return lsyscache.get_base_element_type(ctx.catalog, typid) or typid
    if keytype in (ANYARRAY, ANYCOMPATIBLEARRAY):
        return typid
    return keytype


def _column(ctx: Context, relid: int, name: str, *, isconstraint: bool) -> tuple[int, int, int, int]:
    catalog = ctx.catalog
    attnum = lsyscache.get_attnum(catalog, relid, name)
    if not attnum:
        named = " named in key" if isconstraint else ""
        raise PgError(
            sqlstate.UNDEFINED_COLUMN, f'column "{name}"{named} does not exist',
            missing=("column", None, f"{catalog.pg_class[relid].relname}.{name}"),
        )
    if attnum < 0:
        return attnum, lsyscache.SYSTEM_COLUMNS[name].atttypid, -1, 0
    column = catalog.pg_attribute[(relid, attnum)]
    return attnum, column.atttypid, column.atttypmod, column.attcollation


def _expression(
    ctx: Context, elem: IndexElem, exprs: list[Stored], *, included: bool
) -> tuple[int, int, int, int]:
    if included:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "expressions are not supported in included columns")
    expr = elem.cooked
    typid, collation = expr_type(expr), expr_collation(expr)
    while isinstance(expr, CollateExpr):
        expr = expr.arg
    if isinstance(expr, Var) and expr.varattno != 0:
        # "(column)" is the column itself.
        return expr.varattno, typid, expr_typmod(expr), collation
    reject_mutable(ctx, expr, "functions in index expression must be marked IMMUTABLE")
    exprs.append(expr)
    return 0, typid, expr_typmod(expr), collation


def reject_mutable(ctx: Context, expr: Stored, message: str) -> None:
    """Raise 42P17 if the expression calls anything that is not immutable (contain_mutable_functions)."""
    if contains_mutable_functions(ctx.catalog, expr):
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)


def _check_included(elem: IndexElem) -> None:
    for given, what in (
        (bool(elem.collation), "a collation"), (bool(elem.opclass), "an operator class"),
        (elem.ordering != "SORTBY_DEFAULT", "ASC/DESC options"),
        (elem.nulls_ordering != "SORTBY_NULLS_DEFAULT", "NULLS FIRST/LAST options"),
    ):
        if given:
            raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f"including column does not support {what}")


def _sort_options(elem: IndexElem, amname: str, can: IndexAm) -> int:
    if not can.canorder:
        if elem.ordering != "SORTBY_DEFAULT":
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f'access method "{amname}" does not support ASC/DESC options'
            )
        if elem.nulls_ordering != "SORTBY_NULLS_DEFAULT":
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f'access method "{amname}" does not support NULLS FIRST/LAST options'
            )
        return 0
    option = DESC if elem.ordering == "SORTBY_DESC" else 0
    if elem.nulls_ordering == "SORTBY_NULLS_DEFAULT":
        return option | (NULLS_FIRST if option else 0)
    return option | (NULLS_FIRST if elem.nulls_ordering == "SORTBY_NULLS_FIRST" else 0)


def _exclusion_operator(ctx: Context, names: list[Node], typid: int, opclass: int) -> int:
    catalog = ctx.catalog
    operator = compatible_oper(ParseState(ctx.namespace), names, typid, typid)
    assert operator is not None
    shown = operator_signature(catalog, operator.oid, ctx.namespace)
    if operator.oprcom != operator.oid:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"operator {shown} is not commutative",
            detail="Only commutative operators can be used in exclusion constraints.",
        )
    family = catalog.pg_opclass[opclass].opcfamily
    if not any(
        member.amopfamily == family and member.amoppurpose == "s"
        for member in catalog.pg_amop.find("operator", operator.oid)
    ):
        record = catalog.pg_opfamily[family]
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'operator {shown} is not a member of operator family "{record.opfname}"',
            detail="The exclusion operator must be related to the index operator class for the constraint.",
        )
    return operator.oid


