"""INSERT, UPDATE, DELETE (src/backend/parser/analyze.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import (
    assignment,
    clause,
    collate,
    common_type,
    cte,
    fromclause,
    onconflict,
    query,
    relation,
    rte,
    target,
)
from analyzer.analyze.clause import Target
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import NsItem, ParseState, leftmost, loc
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.pg_class import PgClass
from analyzer.errors import PgError
from analyzer.tree.parse import Node

InsertColumn = tuple[str, int, list[Node], int]
_OVERRIDE = {"OVERRIDING_USER_VALUE": "user", "OVERRIDING_SYSTEM_VALUE": "system"}


def set_target_table(ps: ParseState, range_var: Node, *, inh: bool, in_from: bool, perms: int) -> PgClass:
    """Open the table that is written to and add it to the range table (setTargetTable)."""
    record = relation.open_table(ps, range_var)
    alias, aliases = rte.alias_of(range_var.get("alias"))
    item = rte.relation_rte(ps, record, alias, aliases, inh=inh, in_from=False)
    ps.target_relid = record.oid
    ps.target_nsitem = item
    ps.target_perm = ps.perms[item.rtindex - 1]
    ps.target_perm.required = perms
    if in_from:
        relation.add_nsitem(ps, item, to_joinlist=True, to_rel=True, to_cols=True)
    return record


def check_writable(record: PgClass) -> None:
    """Raise 42809 or 55000 for relations of kinds that cannot be written to (CheckValidResultRel, the rewriter's view
    checks).
    """
    name = record.relname
    if record.relkind == "S":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'cannot change sequence "{name}"')
    if record.relkind == "m":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'cannot change materialized view "{name}"')
    if record.relkind == "t":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'cannot change TOAST relation "{name}"')


# -- INSERT --------------------------------------------------------------------------------------------------------


def transform_insert(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed INSERT (transformInsertStmt)."""
    ps.is_insert = True
    recursive = cte.transform_with(ps, node.get("withClause"))
    conflict = node.get("onConflictClause")
    updates = conflict is not None and conflict.get("action") == "ONCONFLICT_UPDATE"
    select = node.get("selectStmt", {}).get("SelectStmt")
    general = select is not None and (
        not select.get("valuesLists")
        or any(select.get(key) for key in ("sortClause", "limitOffset", "limitCount", "lockingClause", "withClause"))
    )
    outer = (ps.rtable, ps.perms, ps.nsitems)
    if general:
        # What a rule's action sees goes down into the SELECT.
        ps.rtable, ps.perms, ps.nsitems = [], [], []
    record = set_target_table(
        ps, node["relation"], inh=False, in_from=False, perms=acl.INSERT | (acl.UPDATE if updates else 0)
    )
    columns = assignment.check_insert_targets(ps, node.get("cols", ()))
    targets: list[Target] = []
    if select is None:
        exprs: list[Any] = []
    elif general:
        exprs = _from_select(ps, select, columns, node, outer)
    elif len(select["valuesLists"]) > 1:
        exprs = _from_values(ps, select, columns, node)
    else:
        raw = target.transform_expression_list(
            ps, select["valuesLists"][0]["List"]["items"], "values_single", allow_default=True
        )
        exprs = transform_insert_row(ps, raw, columns, explicit=bool(node.get("cols")), strip=False)
    assert ps.target_perm is not None
    for value, (name, attnum, _, _) in zip(exprs, columns, strict=False):
        targets.append(Target(value, attnum, name))
        ps.target_perm.inserted.add(attnum)
    if conflict or node.get("returningClause"):
        assert ps.target_nsitem is not None
        ps.nsitems = []
        relation.add_nsitem(ps, ps.target_nsitem, to_joinlist=False, to_rel=True, to_cols=True)
    on_conflict = onconflict.transform_on_conflict(ps, conflict) if conflict else None
    returning, aliases = transform_returning(ps, node.get("returningClause"), "returning")
    result = _finish(
        ps, "insert", targets, None, recursive, returning, aliases, onConflict=on_conflict,
        override=_OVERRIDE.get(node.get("override", ""), ""),
    )
    check_writable(record)
    return result


def _finish(
    ps: ParseState, command: str, targets: Sequence[Target], qual: Any, recursive: bool, returning: Sequence[Target],
    aliases: tuple[str | None, str | None], **fields: Any,
) -> e.Query:
    assert ps.target_nsitem is not None
    result = query.finish(
        ps, commandType=command, resultRelation=ps.target_nsitem.rtindex,
        jointree=e.FromExpr(tuple(ps.joinlist), qual), targetList=query.entries(targets),
        returningList=query.entries(returning), returningOldAlias=aliases[0], returningNewAlias=aliases[1],
        hasRecursive=recursive, **fields,
    )
    return collate.assign_query_collations(ps, result)


def _from_select(
    ps: ParseState, select: Node, columns: list[InsertColumn], node: Node, outer: tuple[Any, Any, Any]
) -> list[Any]:
    sub = ParseState(ps.ns, ps)
    sub.rtable, sub.perms, sub.nsitems = list(outer[0]), list(outer[1]), list(outer[2])
    sub.resolve_unknowns = False
    found = query.transform_statement(sub, "SelectStmt", select)
    item = rte.subquery_rte(ps, found, "*SELECT*", (), lateral=False, in_from=False)
    relation.add_nsitem(ps, item, to_joinlist=True, to_rel=False, to_cols=False)
    exprs: list[Any] = []
    for one in found.targetList:
        if one.resjunk:
            continue
        if type(one.expr) in (e.Const, e.Param) and expr_type(one.expr) == t.UNKNOWN:
            value = one.expr
        else:
            var = e.Var(item.rtindex, one.resno, expr_type(one.expr), expr_typmod(one.expr), expr_collation(one.expr))
            value = ps.locate(var, ps.location(one.expr))
        exprs.append(value)
    return transform_insert_row(ps, exprs, columns, explicit=bool(node.get("cols")), strip=False)


def _from_values(ps: ParseState, select: Node, columns: list[InsertColumn], node: Node) -> list[Any]:
    rows: list[list[Any]] = []
    length = -1
    for item in select["valuesLists"]:
        row = target.transform_expression_list(ps, item["List"]["items"], "values", allow_default=True)
        if length < 0:
            length = len(row)
        elif len(row) != length:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "VALUES lists must all be the same length",
                location=leftmost(*[ps.location(value) for value in row]),
            )
        row = transform_insert_row(ps, row, columns, explicit=bool(node.get("cols")), strip=True)
        rows.append(collate.assign_list_collations(ps, row))
    types = [expr_type(value) for value in rows[0]]
    typmods = [common_type.select_common_typmod([row[i] for row in rows], typid) for i, typid in enumerate(types)]
    collations = [0] * len(types)
    item = rte.values_rte(ps, rows, types, typmods, collations, None, (), lateral=False, in_from=True)
    relation.add_nsitem(ps, item, to_joinlist=True, to_rel=False, to_cols=False)
    exprs = [var for _, var in relation.expand_nsitem_vars(ps, item, 0, -1)]
    return transform_insert_row(ps, exprs, columns, explicit=False, strip=False)


def transform_insert_row(
    ps: ParseState, exprs: Sequence[Any], columns: Sequence[InsertColumn], *, explicit: bool, strip: bool
) -> list[Any]:
    """Return one row's values coerced to the target columns (transformInsertRow)."""
    if len(exprs) > len(columns):
        raise PgError(
            sqlstate.SYNTAX_ERROR, "INSERT has more expressions than target columns",
            location=ps.location(exprs[len(columns)]),
        )
    if explicit and len(exprs) < len(columns):
        hint = None
        if len(exprs) == 1 and _is_row_of(exprs[0], len(columns)):
            hint = (
                "The insertion source is a row expression containing the same number of columns expected by the "
                "INSERT. Did "
                "you accidentally use extra parentheses?"
            )
        raise PgError(
            sqlstate.SYNTAX_ERROR, "INSERT has more target columns than expressions", hint=hint,
            location=columns[len(exprs)][3],
        )
    out = []
    for value, (name, attnum, indirection, location) in zip(exprs, columns, strict=False):
        result = assignment.transform_assigned_expr(ps, value, "insert_target", name, attnum, indirection, location)
        if strip:
            # A VALUES list holds the bare values; FieldStore and subscripts are applied above it.
            while (type(result) is e.FieldStore) or (
                type(result) is e.SubscriptingRef and result.refassgnexpr is not None
            ):
                result = result.newvals[0] if isinstance(result, e.FieldStore) else result.refassgnexpr
        out.append(result)
    return out


def _is_row_of(value: Any, count: int) -> bool:
    return type(value) is e.RowExpr and len(value.args) == count


# -- RETURNING -----------------------------------------------------------------------------------------------------


def transform_returning(
    ps: ParseState, node: Node | None, kind: str
) -> tuple[list[Target], tuple[str | None, str | None]]:
    """Return RETURNING's columns and the names of OLD and NEW where given (transformReturningClause)."""
    if not node:
        return [], (None, None)
    node = node.get("ReturningClause", node)
    names: dict[str, str] = {}
    for option in node.get("options", ()):
        inner = option["ReturningOption"]
        which = "old" if inner.get("option", "RETURNING_OPTION_OLD") == "RETURNING_OPTION_OLD" else "new"
        if which in names:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f"{which.upper()} cannot be specified multiple times", location=loc(inner)
            )
        if (
            any(item.name == inner["value"] and item.rel_visible for item in ps.nsitems)
            or inner["value"] in names.values()
        ):
            raise PgError(
                sqlstate.DUPLICATE_ALIAS, f'table name "{inner["value"]}" specified more than once', location=loc(inner)
            )
        names[which] = inner["value"]
    saved = ps.nsitems
    if ps.catalog.postgres >= 18:
        ps.nsitems = [*saved, *_old_and_new(ps, names)]
    saved_resno, ps.next_resno = ps.next_resno, 1
    targets = target.transform_target_list(ps, node["exprs"], kind)
    if not targets:
        raise PgError(
            sqlstate.SYNTAX_ERROR, "RETURNING must have at least one column",
            location=loc(node["exprs"][0]["ResTarget"]),
        )
    target.mark_origins(ps, targets)
    if ps.resolve_unknowns:
        target.resolve_unknowns(ps, targets)
    ps.next_resno = saved_resno
    ps.nsitems = saved
    return targets, (names.get("old"), names.get("new"))


def _old_and_new(ps: ParseState, names: dict[str, str]) -> list[NsItem]:
    # Without a name of the user's, OLD and NEW are there unless something else is called so.
    assert ps.target_nsitem is not None
    out = []
    for which, returning_type in (("old", 1), ("new", 2)):
        name = names.get(which)
        if name is None:
            if _refers(ps, which):
                continue
            name = which
        item = ps.target_nsitem.renamed(name)
        item.cols_visible = False
        item.returning_type = returning_type
        out.append(item)
    return out


def _refers(ps: ParseState, name: str) -> bool:
    level: ParseState | None = ps
    while level is not None:
        if any(item.name == name and item.rel_visible for item in level.nsitems):
            return True
        level = level.parent
    return False


# -- UPDATE and DELETE ---------------------------------------------------------------------------------------------


def transform_update(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed UPDATE (transformUpdateStmt)."""
    recursive = cte.transform_with(ps, node.get("withClause"))
    record = set_target_table(
        ps, node["relation"], inh=bool(node["relation"].get("inh")), in_from=True, perms=acl.UPDATE
    )
    item = ps.target_nsitem
    assert item is not None
    item.lateral_only, item.lateral_ok = True, False
    fromclause.transform_from(ps, node.get("fromClause", ()))
    item.lateral_only, item.lateral_ok = False, True
    qual = clause.transform_where(ps, node.get("whereClause"), "where", "WHERE")
    returning, aliases = transform_returning(ps, node.get("returningClause"), "returning")
    targets = update_targets(ps, node.get("targetList", ()))
    result = _finish(ps, "update", targets, qual, recursive, returning, aliases)
    check_writable(record)
    return result


def update_targets(ps: ParseState, items: Sequence[Node]) -> list[Target]:
    """Return the analyzed assignments of UPDATE ... SET (transformUpdateTargetList)."""
    from analyzer.analyze.lsyscache import get_attnum

    ps.next_resno = 1
    targets = target.transform_target_list(ps, items, "update_source")
    ps.next_resno = max(ps.next_resno, len(ps.catalog.pg_attribute.find("relation", ps.target_relid)) + 1)
    out: list[Target] = []
    sources = iter(items)
    assert ps.target_perm is not None and ps.target_nsitem is not None
    for one in targets:
        if one.resjunk:
            out.append(Target(one.expr, ps.next_resno, None, resjunk=True))
            ps.next_resno += 1
            continue
        res = next(sources)["ResTarget"]
        name = res["name"]
        attnum = get_attnum(ps.catalog, ps.target_relid, name)
        if attnum == 0:
            hint = None
            if res.get("indirection") and name == ps.target_nsitem.name and ps.catalog.postgres >= 17:
                hint = "SET target columns cannot be qualified with the relation name."
            raise assignment.no_such_target(ps, name, loc(res), hint)
        value = assignment.transform_assigned_expr(
            ps, one.expr, "update_target", name, attnum, res.get("indirection", []), loc(res)
        )
        ps.target_perm.updated.add(attnum)
        out.append(Target(value, attnum, name))
    return out


def transform_delete(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed DELETE (transformDeleteStmt)."""
    recursive = cte.transform_with(ps, node.get("withClause"))
    record = set_target_table(
        ps, node["relation"], inh=bool(node["relation"].get("inh")), in_from=True, perms=acl.DELETE
    )
    item = ps.target_nsitem
    assert item is not None
    item.lateral_only, item.lateral_ok = True, False
    fromclause.transform_from(ps, node.get("usingClause", ()))
    item.lateral_only, item.lateral_ok = False, True
    qual = clause.transform_where(ps, node.get("whereClause"), "where", "WHERE")
    returning, aliases = transform_returning(ps, node.get("returningClause"), "returning")
    result = _finish(ps, "delete", [], qual, recursive, returning, aliases)
    check_writable(record)
    return result

