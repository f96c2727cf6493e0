"""INSERT ... ON CONFLICT and the index it infers (parse_clause.c, optimizer/util/plancat.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import clause, collate, expr, opclass, query, relation, rte, typename
from analyzer.analyze.nodefuncs import map_children
from analyzer.analyze.parsestate import NsItem, ParseState, loc
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def transform_on_conflict(ps: ParseState, node: Node) -> e.OnConflictExpr:
    """Return an analyzed ON CONFLICT clause (transformOnConflictClause)."""
    from analyzer.analyze import dml

    updates = node.get("action") == "ONCONFLICT_UPDATE"
    assert ps.target_nsitem is not None
    excluded: NsItem | None = None
    if updates:
        # It cannot be referred to by the inference clause, but errors there may propose its columns.
        record = ps.catalog.pg_class[ps.target_relid]
        excluded = rte.relation_rte(ps, record, "excluded", (), inh=False, in_from=False)
        ps.perms[-1].required = 0
        # The proposed row has no system columns.
        ps.rtable[excluded.rtindex - 1] = msgspec.structs.replace(ps.rte(excluded.rtindex), relkind="c")
    elements, where, constraint = _arbiter(ps, node, updates)
    if excluded is None:
        return e.OnConflictExpr("nothing", elements, where, constraint)
    saved = ps.nsitems
    ps.is_insert = False
    ps.nsitems = []
    relation.add_nsitem(ps, excluded, to_joinlist=False, to_rel=True, to_cols=True)
    relation.add_nsitem(ps, ps.target_nsitem, to_joinlist=False, to_rel=True, to_cols=True)
    targets = dml.update_targets(ps, node.get("targetList", ()))
    qual = clause.transform_where(ps, node.get("whereClause"), "where", "WHERE")
    ps.perms[excluded.rtindex - 1].required = 0
    ps.perms[excluded.rtindex - 1].selected.clear()
    ps.nsitems = saved
    return e.OnConflictExpr(
        "update", elements, where, constraint, query.entries(targets), qual, excluded.rtindex,
    )


def _arbiter(ps: ParseState, node: Node, updates: bool) -> tuple[tuple[Any, ...], Any, int]:
    # transformOnConflictArbiter
    infer = node.get("infer")
    if updates and not infer:
        raise PgError(
            sqlstate.SYNTAX_ERROR, "ON CONFLICT DO UPDATE requires inference specification or constraint name",
            hint="For example, ON CONFLICT (column_name).", location=loc(node),
        )
    if ps.target_relid < 16384:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "ON CONFLICT is not supported with system catalog tables",
            location=loc(node),
        )
    if not infer:
        return (), None, 0
    infer = infer.get("InferClause", infer)
    elements: list[Any] = []
    where = None
    constraint = 0
    if infer.get("indexElems"):
        assert ps.target_nsitem is not None
        saved = ps.nsitems
        ps.nsitems = []
        relation.add_nsitem(ps, ps.target_nsitem, to_joinlist=False, to_rel=True, to_cols=True)
        elements = [_element(ps, item["IndexElem"], infer) for item in infer["indexElems"]]
        where = clause.transform_where(ps, infer.get("whereClause"), "index_predicate", "WHERE")
        where = collate.assign_expr_collations(ps, where)
        ps.nsitems = saved
    if infer.get("conname"):
        found = ps.catalog.pg_constraint.first("name", (ps.target_relid, infer["conname"]))
        if found is None:
            relname = ps.catalog.pg_class[ps.target_relid].relname
            raise PgError(
                sqlstate.UNDEFINED_OBJECT, f'constraint "{infer["conname"]}" for table "{relname}" does not exist',
                missing=("constraint", None, f"{infer['conname']} on {relname}"),
            )
        constraint = found.oid
        assert ps.target_perm is not None
        ps.target_perm.required |= acl.SELECT
        ps.target_perm.selected.update(found.conkey or ())
    return tuple(elements), where, constraint


def _element(ps: ParseState, node: Node, infer: Node) -> Any:
    # resolve_unique_index_expr
    if node.get("ordering", "SORTBY_DEFAULT") != "SORTBY_DEFAULT":
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE, "ASC/DESC is not allowed in ON CONFLICT clause", location=loc(infer)
        )
    if node.get("nulls_ordering", "SORTBY_NULLS_DEFAULT") != "SORTBY_NULLS_DEFAULT":
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE,
            "NULLS FIRST/LAST is not allowed in ON CONFLICT clause",
            location=loc(infer),
        )
    if node.get("expr"):
        raw = node["expr"]
    else:
        raw = {"ColumnRef": {"fields": [{"String": {"sval": node["name"]}}], "location": loc(infer)}}
    result = expr.transform(ps, raw, "index_expression")
    if node.get("collation"):
        typename.resolve_collation(ps.ns, node["collation"], ps.location(result))
    if node.get("opclass") and opclass.opclass_by_name(ps.ns, node["opclass"], opclass.BTREE_AM) is None:
        from analyzer.tree.names import name_list_to_string

        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'operator class "{name_list_to_string(node["opclass"])}" does not exist for access method "btree"',
        )
    return collate.assign_expr_collations(ps, result)


def infer_arbiter_index(catalog: Catalog, query: e.Query) -> int | None:
    """Return the index whose conflicts the clause is about, None for all; 42P10 if no unique index fits the clause,
    55000 if the one that does is deferrable (infer_arbiter_indexes).
    """
    conflict = query.onConflict
    if conflict is None:
        return None
    if conflict.constraint:
        _check_constraint(catalog, catalog.pg_constraint[conflict.constraint], conflict.action)
        return catalog.pg_constraint[conflict.constraint].conindid
    entry = query.rtable[query.resultRelation - 1]
    if not conflict.arbiterElems or entry.relkind not in ("r", "p"):
        return None
    rtindex = query.resultRelation
    attnums = {one.varattno for one in conflict.arbiterElems if type(one) is e.Var}
    expressions = [_renumber(one, rtindex) for one in conflict.arbiterElems if type(one) is not e.Var]
    predicate = None if conflict.arbiterWhere is None else _renumber(conflict.arbiterWhere, rtindex)
    for index in catalog.pg_index.find("relation", entry.relid):
        if not index.indisunique or not index.indisvalid:
            continue
        if {key for key in index.indkey[: index.indnkeyatts] if key} != attnums:
            continue
        stored = list(index.indexprs or ())
        if any(type(one) is e.SqlText for one in [*stored, index.indpred]):
            raise NotSimulated("inference from an index that is not analyzed")
        if any(one not in stored for one in expressions) or any(one not in expressions for one in stored):
            continue
        if index.indpred is not None and not _implied(index.indpred, predicate):
            continue
        if not index.indimmediate:
            raise _deferrable()
        return index.indexrelid
    raise PgError(
        sqlstate.INVALID_COLUMN_REFERENCE,
        "there is no unique or exclusion constraint matching the ON CONFLICT specification",
        missing=("index", None, catalog.pg_class[entry.relid].relname),
    )


def _check_constraint(catalog: Catalog, constraint: PgConstraint, action: str) -> None:
    if not constraint.conindid:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "constraint in ON CONFLICT clause has no associated index"
        )
    if not catalog.pg_index[constraint.conindid].indisunique and action == "update":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "ON CONFLICT DO UPDATE not supported with exclusion constraints"
        )
    if constraint.condeferrable:
        raise _deferrable()


def _deferrable() -> PgError:
    return PgError(
        sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
        "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters",
    )


def _renumber(node: Any, rtindex: int) -> Any:
    # Stored index expressions have varno 1.
    def change(child: Any) -> Any:
        if type(child) is e.Var:
            if child.varno == rtindex and child.varlevelsup == 0:
                return e.Var(1, child.varattno, child.vartype, child.vartypmod, child.varcollid)
            return child
        return map_children(child, change)

    return change(node)


def _conjuncts(node: Any) -> list[Any]:
    if type(node) is e.BoolExpr and node.boolop == "and":
        return [one for arg in node.args for one in _conjuncts(arg)]
    return [] if node is None else [node]


def _implied(predicate: Any, given: Any) -> bool:
    # Unlike PostgreSQL: predicate_implied_by proves more than equality; what it might prove is left unknown.
    known = _conjuncts(given)
    if all(one in known for one in _conjuncts(predicate)):
        return True
    if known:
        raise NotSimulated("whether the ON CONFLICT condition implies the index predicate")
    return False


