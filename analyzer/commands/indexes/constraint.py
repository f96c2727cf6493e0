"""PRIMARY KEY, UNIQUE, EXCLUDE and USING INDEX made into indexes to build (transformIndexConstraints,
src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import sqlstate
from analyzer.analyze.opclass import default_opclass
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_index import PgIndex
from analyzer.commands.constraints.column import not_null_constraint
from analyzer.commands.indexes.statement import IndexElem, IndexStmt, index_elem
from analyzer.commands.relations.attribute import SYSTEM_COLUMN_NAMES, column_named
from analyzer.errors import PgError
from analyzer.tree.names import range_var, strings

if TYPE_CHECKING:
    from analyzer.commands.constraints.create_stmt import Column, Transform
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def transform_index_constraints(cxt: Transform) -> list[IndexStmt]:
    """Return the indexes that a table's constraints need: the primary key first, repeated ones left out.

    Marks the columns of a new table's primary key NOT NULL. Expressions are not analyzed yet: the table may not be
    there.
    """
    indexes = [transform_index_constraint(cxt, constraint) for constraint in cxt.ixconstraints]
    final: list[IndexStmt] = [] if cxt.pkey is None else [cxt.pkey]
    for index in indexes:
        if index is cxt.pkey:
            continue
        for prior in final:
            if _same_index(prior, index):
                prior.unique = prior.unique or index.unique
                if prior.idxname is None:
                    prior.idxname = index.idxname
                break
        else:
            final.append(index)
    return final


def _same_index(one: IndexStmt, other: IndexStmt) -> bool:
    return (
        one.params == other.params and one.including == other.including and one.where == other.where
        and one.exclude_ops == other.exclude_ops and one.access_method == other.access_method
        and one.nulls_not_distinct == other.nulls_not_distinct and one.deferrable == other.deferrable
        and one.initdeferred == other.initdeferred
    )


def transform_index_constraint(cxt: Transform, constraint: Node) -> IndexStmt:
    """Return the index that one constraint needs (transformIndexConstraint)."""
    kind, location = constraint["contype"], constraint.get("location", 0)
    index = IndexStmt(
        idxname=constraint.get("conname"), access_method=constraint.get("access_method") or "btree",
        options=[option["DefElem"] for option in constraint.get("options", ())], where=constraint.get("where_clause"),
        tablespace=constraint.get("indexspace"), unique=kind != "CONSTR_EXCLUSION", primary=kind == "CONSTR_PRIMARY",
        nulls_not_distinct=constraint.get("nulls_not_distinct", False), isconstraint=True,
        iswithoutoverlaps=constraint.get("without_overlaps", False), deferrable=constraint.get("deferrable", False),
        initdeferred=constraint.get("initdeferred", False),
    )
    if index.primary:
        if cxt.pkey is not None:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, f'multiple primary keys for table "{cxt.relname}" are not allowed',
                location=location,
            )
        cxt.pkey = index
    if constraint.get("indexname"):
        _use_index(cxt, constraint, index)
        return index
    if kind == "CONSTR_EXCLUSION":
        for pair in constraint["exclusions"]:
            elem, operator = pair["List"]["items"]
            index.params.append(index_elem(elem))
            index.exclude_ops.append(operator["List"]["items"])
        index.including = [IndexElem(name=key) for key in strings(constraint.get("including", ()))]
        return index
    keys = strings(constraint.get("keys", ()))
    for position, key in enumerate(keys):
        column = _find_column(cxt, key, location)
        if index.primary and not cxt.isalter:
            _force_not_null(cxt, column, key)
        if any(param.name == key for param in index.params):
            what = "primary key" if index.primary else "unique"
            raise PgError(
                sqlstate.DUPLICATE_COLUMN, f'column "{key}" appears twice in {what} constraint', location=location
            )
        if index.iswithoutoverlaps and position == len(keys) - 1:
            _check_without_overlaps(cxt, column, key, location)
        index.params.append(IndexElem(name=key))
    if index.iswithoutoverlaps:
        if len(keys) < 2:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "constraint using WITHOUT OVERLAPS needs at least two columns"
            )
        index.access_method = "gist"
        index.exclude_ops = [[{"String": {"sval": "="}}]] * (len(keys) - 1) + [[{"String": {"sval": "&&"}}]]
    for key in strings(constraint.get("including", ())):
        _find_column(cxt, key, location)
        index.including.append(IndexElem(name=key))
    return index


def _find_column(cxt: Transform, key: str, location: int) -> Column | None:
    """The column of the new table that a key names; None for a system, inherited or existing one; 42703 if there is
    none.
    """
    for column in cxt.columns:
        if column.colname == key:
            return column
    if cxt.isalter or key in SYSTEM_COLUMN_NAMES:
        return None
    catalog = cxt.ctx.catalog
    for parent in cxt.inh_relations:
        _, schema, name = range_var(parent)
        relation = cxt.ctx.namespace.relation(schema, name, schema_missing_ok=False)
        assert relation is not None
        if relation.relkind not in "rfp":
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'inherited relation "{relation.relname}" is not a table or foreign table'
            )
        if column_named(catalog, relation.oid, key) is not None:
            return None
    raise PgError(
        sqlstate.UNDEFINED_COLUMN, f'column "{key}" named in key does not exist', location=location,
        missing=("column", None, f"{cxt.relname}.{key}"),
    )


def _force_not_null(cxt: Transform, column: Column | None, key: str) -> None:
    """Make a new table's key column NOT NULL; 42601 where it is so without being inherited."""
    if column is None:
        # An inherited column: what the parent says of it may change.
        if cxt.ctx.postgres >= 18 and key not in SYSTEM_COLUMN_NAMES:
            cxt.nnconstraints.append(not_null_constraint(key))
        return
    if column.is_not_null:
        if any(
            strings(constraint["keys"])[0] == key and constraint.get("is_no_inherit")
            for constraint in cxt.nnconstraints
        ):
            raise PgError(
                sqlstate.SYNTAX_ERROR,
                f'conflicting NO INHERIT declaration for not-null constraint on column "{key}"',
            )
    else:
        column.is_not_null = True
        cxt.nnconstraints.append(not_null_constraint(key))


def _check_without_overlaps(cxt: Transform, column: Column | None, key: str, location: int) -> None:
    catalog = cxt.ctx.catalog
    typid = column.typid if column is not None else 0
    if not typid and cxt.relid:
        existing = column_named(catalog, cxt.relid, key)
        typid = existing.atttypid if existing is not None else 0
    while typid and catalog.pg_type[typid].typtype == "d":
        typid = catalog.pg_type[typid].typbasetype
    if typid and catalog.pg_type[typid].typtype not in "rm":
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, f'column "{key}" in WITHOUT OVERLAPS is not a range or multirange type',
            location=location,
        )


# -- ADD CONSTRAINT ... USING INDEX --------------------------------------------------------------------------------


def _use_index(cxt: Transform, constraint: Node, stmt: IndexStmt) -> None:
    ctx = cxt.ctx
    catalog = ctx.catalog
    name, location = constraint["indexname"], constraint.get("location", 0)
    if not cxt.isalter:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "cannot use an existing index in CREATE TABLE", location=location
        )
    table = catalog.pg_class[cxt.relid]
    relation = catalog.pg_class.first("name", (name, table.relnamespace))
    if relation is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'index "{name}" does not exist', location=location,
            missing=("relation", None, name),
        )
    if relation.relkind not in "iI":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not an index')
    index = catalog.pg_index[relation.oid]
    _check_usable(cxt, constraint, relation, index)
    for position, attnum in enumerate(index.indkey):
        column = catalog.pg_attribute[(cxt.relid, attnum)]
        elem = IndexElem(name=column.attname)
        if position >= index.indnkeyatts:
            stmt.including.append(elem)
            continue
        if not _default_sorting(ctx, index, position, column, relation.relam):
            raise _unusable(
                f'index "{name}" column number {position + 1} does not have default sorting behavior', location
            )
        stmt.params.append(elem)
        if stmt.primary and ctx.postgres >= 18:
            cxt.nnconstraints.append(not_null_constraint(column.attname))
    stmt.index_oid = relation.oid
    stmt.nulls_not_distinct = index.indnullsnotdistinct


def _check_usable(cxt: Transform, constraint: Node, relation: PgClass, index: PgIndex) -> None:
    catalog = cxt.ctx.catalog
    name, location = relation.relname, constraint.get("location", 0)
    if any(other.contype in "pux" for other in catalog.pg_constraint.find("index", relation.oid)):
        raise _state(f'index "{name}" is already associated with a constraint', location)
    if index.indrelid != cxt.relid:
        table = catalog.pg_class[cxt.relid].relname
        raise _state(f'index "{name}" does not belong to table "{table}"', location)
    if not index.indisvalid:
        raise _state(f'index "{name}" is not valid', location)
    for bad, message in (
        (not index.indisunique, f'"{name}" is not a unique index'),
        (bool(index.indexprs), f'index "{name}" contains expressions'),
        (index.indpred is not None, f'"{name}" is a partial index'),
    ):
        if bad:
            raise _unusable(message, location)
    if not index.indimmediate and not constraint.get("deferrable"):
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is a deferrable index', location=location,
            detail="Cannot create a non-deferrable constraint using a deferrable index.",
        )
    if catalog.pg_am[relation.relam].amname != "btree":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'index "{name}" is not a btree', location=location)


def _default_sorting(ctx: Context, index: PgIndex, position: int, column: PgAttribute, amoid: int) -> bool:
    return (
        index.indclass[position] == default_opclass(ctx.catalog, column.atttypid, amoid)
        and column.attcollation == index.indcollation[position]
        and index.indoption[position] == 0
    )


def _state(message: str, location: int) -> PgError:
    return PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, message, location=location)


def _unusable(message: str, location: int) -> PgError:
    return PgError(
        sqlstate.WRONG_OBJECT_TYPE, message, location=location,
        detail="Cannot create a primary key or unique constraint using such an index.",
    )
