"""Indexes like other indexes: for partitions and for LIKE ... INCLUDING INDEXES (generateClonedIndexStmt,
src/backend/parser/parse_utilcmd.c; CompareIndexInfo, src/backend/catalog/index.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Stored
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.catalog.pg_index import PgIndex
from analyzer.commands.indexes.statement import IndexElem, IndexStmt
from analyzer.commands.relations.attribute_map import AttributeMap, map_by_name, map_variable_attnos
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context


def constraint_of_index(catalog: Catalog, indexid: int) -> PgConstraint | None:
    """Return the primary key, unique or exclusion constraint that an index implements (get_index_constraint)."""
    constraints: list[PgConstraint] = catalog.pg_constraint.find("index", indexid)
    for constraint in constraints:
        if constraint.contype in "pux":
            return constraint
    return None


def cloned_index_stmt(ctx: Context, indexid: int, target: int) -> IndexStmt:
    """Return an index for table `target` like index `indexid` of another table; its name is left open."""
    catalog = ctx.catalog
    index, relation = catalog.pg_index[indexid], catalog.pg_class[indexid]
    constraint = constraint_of_index(catalog, indexid)
    mapping = map_by_name(catalog, index.indrelid, target)
    stmt = IndexStmt(
        access_method=catalog.pg_am[relation.relam].amname, tablespace_oid=relation.reltablespace,
        unique=index.indisunique, nulls_not_distinct=index.indnullsnotdistinct, primary=index.indisprimary,
        isconstraint=constraint is not None, reloptions=relation.reloptions,
    )
    if constraint is not None:
        stmt.deferrable, stmt.initdeferred = constraint.condeferrable, constraint.condeferred
        stmt.iswithoutoverlaps = constraint.conperiod
        stmt.exclude_op_oids = list(constraint.conexclop or ())
    expressions = iter(index.indexprs or ())
    names = {row.attnum: row.attname for row in catalog.pg_attribute.find("relation", indexid)}
    for position, attnum in enumerate(index.indkey):
        elem = IndexElem(indexcolname=names.get(position + 1))
        if attnum:
            elem.name = catalog.pg_attribute[(index.indrelid, attnum)].attname
        else:
            elem.cooked = _map(catalog, next(expressions), mapping, indexid)
        if position >= index.indnkeyatts:
            stmt.including.append(elem)
            continue
        option = index.indoption[position]
        descending = bool(option & 1)
        elem.ordering = "SORTBY_DESC" if descending else "SORTBY_DEFAULT"
        if bool(option & 2) != descending:
            elem.nulls_ordering = "SORTBY_NULLS_FIRST" if option & 2 else "SORTBY_NULLS_LAST"
        elem.opclass_oid, elem.collation_oid = index.indclass[position], index.indcollation[position]
        stmt.params.append(elem)
    if index.indpred is not None:
        stmt.cooked_where = _map(catalog, index.indpred, mapping, indexid)
    return stmt


def _map(catalog: Catalog, expr: Stored, mapping: AttributeMap, indexid: int) -> Stored:
    mapped, whole_row = map_variable_attnos(expr, mapping)
    if whole_row:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "cannot convert whole-row table reference",
            detail=f'Index "{catalog.pg_class[indexid].relname}" contains a whole-row table reference.',
        )
    return mapped


def find_equal_index(catalog: Catalog, parent: int, partition: int, *, with_constraint: bool) -> int:
    """Return an index of the partition that could be a part of the partitioned index and is not part of another; 0 if
    none.
    """
    mapping = map_by_name(catalog, catalog.pg_index[parent].indrelid, partition)
    for index in catalog.pg_index.find("relation", partition):
        if catalog.pg_class[index.indexrelid].relispartition:
            continue
        if not same_index(catalog, index, catalog.pg_index[parent], mapping):
            continue
        if with_constraint and constraint_of_index(catalog, index.indexrelid) is None:
            continue
        return int(index.indexrelid)
    return 0


def same_index(catalog: Catalog, child: PgIndex, parent: PgIndex, mapping: AttributeMap) -> bool:
    """Tell whether two indexes are the same but for the numbering of columns (CompareIndexInfo)."""
    if (child.indisunique, child.indnullsnotdistinct, child.indnkeyatts, len(child.indkey)) != (
        parent.indisunique, parent.indnullsnotdistinct, parent.indnkeyatts, len(parent.indkey),
    ):
        return False
    if catalog.pg_class[child.indexrelid].relam != catalog.pg_class[parent.indexrelid].relam:
        return False
    if child.indkey != tuple(mapping.get(attnum, 0) for attnum in parent.indkey):
        return False
    families = [
        tuple(catalog.pg_opclass[opclass].opcfamily for opclass in index.indclass) for index in (child, parent)
    ]
    if families[0] != families[1] or child.indcollation != parent.indcollation:
        return False
    expressions = tuple(map_variable_attnos(expr, mapping)[0] for expr in parent.indexprs or ())
    if (child.indexprs or ()) != expressions:
        return False
    if child.indpred != map_variable_attnos(parent.indpred, mapping)[0]:
        return False
    if child.indisexclusion != parent.indisexclusion:
        return False
    if child.indisexclusion:
        ours, theirs = (constraint_of_index(catalog, index.indexrelid) for index in (child, parent))
        return ours is not None and theirs is not None and ours.conexclop == theirs.conexclop
    return True
