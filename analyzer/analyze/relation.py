"""Namespace items, and looking the names of relations and columns up in them (src/backend/parser/parse_relation.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache, missing
from analyzer.analyze.nodefuncs import expr_collation, expr_type
from analyzer.analyze.parsestate import NsColumn, NsItem, ParseState, loc
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.pg_class import PgClass
from analyzer.errors import PgError
from analyzer.tree.parse import Node

# -- lookup by relation name ---------------------------------------------------------------------------------------


def refname_nsitem(ps: ParseState, schema: str | None, name: str, location: int) -> tuple[NsItem, int] | None:
    """Return the visible namespace item called [schema.]name and how many levels up it is (refnameNamespaceItem)."""
    relid = 0
    if schema is not None:
        namespace = ps.ns.schema(schema, missing_ok=True)
        relation = ps.catalog.pg_class.first("name", (name, namespace.oid)) if namespace is not None else None
        if relation is None:
            return None
        relid = relation.oid
    level: ParseState | None = ps
    up = 0
    while level is not None:
        found: NsItem | None = None
        for item in level.nsitems:
            if not item.rel_visible or (item.lateral_only and not level.lateral_active):
                continue
            if relid:
                entry = level.rte(item.rtindex)
                if entry.rtekind != "relation" or entry.relid != relid or entry.alias is not None:
                    continue
            elif item.name != name:
                continue
            if found is not None:
                shown = str(relid) if relid else f'"{name}"'
                raise PgError(sqlstate.AMBIGUOUS_ALIAS, f"table reference {shown} is ambiguous", location=location)
            check_lateral_ref(level, item, location)
            found = item
        if found is not None:
            return found, up
        level = level.parent
        up += 1
    return None


def check_lateral_ref(ps: ParseState, item: NsItem, location: int) -> None:
    """Raise 42P10 for a LATERAL reference that the join type forbids (check_lateral_ref_ok)."""
    if item.lateral_only and not item.lateral_ok:
        detail = hint = None
        if ps.target_nsitem is not None and item.rtindex == ps.target_nsitem.rtindex:
            hint = (
                f'There is an entry for table "{item.name}", but it cannot be referenced from this part of the query.'
            )
        else:
            detail = "The combining JOIN type must be INNER or LEFT for a LATERAL reference."
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE, f'invalid reference to FROM-clause entry for table "{item.name}"',
            detail=detail, hint=hint, location=location,
        )


def check_name_conflicts(ps: ParseState, left: Sequence[NsItem], right: Sequence[NsItem]) -> None:
    """Raise 42712 if two items have the same name (checkNameSpaceConflicts)."""
    if not left or not right:
        return
    for one in left:
        if not one.rel_visible:
            continue
        entry = ps.rte(one.rtindex)
        for other in right:
            if not other.rel_visible or other.name != one.name:
                continue
            second = ps.rte(other.rtindex)
            if (
                entry.rtekind == "relation" and entry.alias is None and second.rtekind == "relation"
                and second.alias is None and entry.relid != second.relid
            ):
                continue
            raise PgError(sqlstate.DUPLICATE_ALIAS, f'table name "{other.name}" specified more than once')


# -- lookup by column name -----------------------------------------------------------------------------------------

_SYSTEM_COLUMN_ERRORS: dict[str, str] = {
    "check_constraint": 'system column "{}" reference in check constraint is invalid',
    "generated_column": 'cannot use system column "{}" in column generation expression',
    "merge_when": 'cannot use system column "{}" in MERGE WHEN condition',
}


def has_system_columns(entry: e.RangeTblEntry) -> bool:
    """Tell whether a range table entry's rows have ctid and the like."""
    return entry.rtekind == "relation" and entry.relkind not in ("v", "c", "")


def scan_nsitem_for_column(ps: ParseState, item: NsItem, up: int, name: str, location: int) -> Any:
    """Return the Var of the item's column called `name`, or None (scanNSItemForColumn)."""
    found = item.find(name)
    if len(found) > 1:
        raise PgError(sqlstate.AMBIGUOUS_COLUMN, f'column reference "{name}" is ambiguous', location=location)
    level = ps.level(up)
    if found:
        column = found[0]
        var = e.Var(
            column.varno, column.attno, column.typid, column.typmod, column.collation, up, item.returning_type
        )
        mark_selected(level, column.varno, column.attno)
        return ps.locate(var, location)
    system = lsyscache.SYSTEM_COLUMNS.get(name)
    if system is None or not has_system_columns(level.rte(item.rtindex)):
        return None
    message = _SYSTEM_COLUMN_ERRORS.get(ps.expr_kind or "")
    if message is not None and name != "tableoid":
        raise PgError(sqlstate.INVALID_COLUMN_REFERENCE, message.format(name), location=location)
    mark_selected(level, item.rtindex, system.attnum)
    var = e.Var(item.rtindex, system.attnum, system.atttypid, -1, 0, up, item.returning_type)
    return ps.locate(var, location)


def col_name_to_var(ps: ParseState, name: str, local_only: bool, location: int) -> Any:
    """Return the Var that a bare column name means, or None; 42702 if it is ambiguous (colNameToVar)."""
    level: ParseState | None = ps
    up = 0
    while level is not None:
        result = None
        for item in level.nsitems:
            if not item.cols_visible or (item.lateral_only and not level.lateral_active):
                continue
            found = scan_nsitem_for_column(ps, item, up, name, location)
            if found is None:
                continue
            if result is not None:
                raise PgError(sqlstate.AMBIGUOUS_COLUMN, f'column reference "{name}" is ambiguous', location=location)
            check_lateral_ref(level, item, location)
            result = found
        if result is not None or local_only:
            return result
        level = level.parent
        up += 1
    return None


def mark_selected(ps: ParseState, rtindex: int, attno: int) -> None:
    """Note that the query reads a column, 0 for the whole row (markRTEForSelectPriv)."""
    entry = ps.rte(rtindex)
    if entry.rtekind == "relation":
        perm = ps.perms[rtindex - 1]
        perm.required |= acl.SELECT
        perm.selected.add(attno)
    elif entry.rtekind == "join":
        join = ps.joinexprs.get(rtindex)
        if join is None:
            return
        if attno == 0:
            mark_selected(ps, join[0], 0)
            mark_selected(ps, join[1], 0)


def column_var(ps: ParseState, item: NsItem, column: NsColumn, up: int, location: int) -> Any:
    """Return the Var of a namespace column."""
    var = e.Var(column.varno, column.attno, column.typid, column.typmod, column.collation, up, item.returning_type)
    return ps.locate(var, location)


def expand_nsitem_vars(ps: ParseState, item: NsItem, up: int, location: int) -> list[tuple[str, Any]]:
    """Return (name, Var) of the item's columns as ``*`` shows them (expandNSItemVars)."""
    level = ps.level(up)
    out = []
    for column in item.columns:
        if column.dontexpand or not column.attno:
            continue
        mark_selected(level, column.varno, column.attno)
        out.append((column.name, column_var(ps, item, column, up, location)))
    return out


def whole_row(ps: ParseState, item: NsItem, up: int, location: int) -> Any:
    """Return the expression for a reference to a whole row of the item (transformWholeRowRef)."""
    level = ps.level(up)
    entry = level.rte(item.rtindex)
    if entry.rtekind == "join" and entry.alias != item.name:
        # The alias of JOIN ... USING names the merged columns only.
        fields = expand_nsitem_vars(ps, item, up, location)
        row = e.RowExpr(tuple(var for _, var in fields), t.RECORD, 2, tuple(name for name, _ in fields))
        return ps.locate(row, location)
    mark_selected(level, item.rtindex, 0)
    var = whole_row_var(ps, entry, item.rtindex, up)
    if item.returning_type:
        var = e.Var(var.varno, var.varattno, var.vartype, var.vartypmod, var.varcollid, up, item.returning_type)
    return ps.locate(var, location)


def whole_row_var(ps: ParseState, entry: e.RangeTblEntry, rtindex: int, up: int) -> e.Var:
    """Return the Var for a whole row, RECORD unless the entry has a row type of its own (makeWholeRowVar)."""
    if entry.rtekind == "relation":
        relation = ps.catalog.pg_class[entry.relid]
        if not relation.reltype:
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'relation "{relation.relname}" does not have a composite type'
            )
        return e.Var(rtindex, 0, relation.reltype, varlevelsup=up)
    if entry.rtekind == "function" and len(entry.functions) == 1 and not entry.funcordinality:
        call = entry.functions[0].funcexpr
        typid = expr_type(call)
        if lsyscache.type_is_rowtype(ps.catalog, typid):
            return e.Var(rtindex, 0, typid, varlevelsup=up)
        return e.Var(rtindex, 1, typid, -1, expr_collation(call), up)
    return e.Var(rtindex, 0, t.RECORD, varlevelsup=up)


# -- opening, adding to the namespace ------------------------------------------------------------------------------


def add_nsitem(ps: ParseState, item: NsItem, *, to_joinlist: bool, to_rel: bool, to_cols: bool) -> None:
    """Make an item visible to the expressions of this level (addNSItemToQuery)."""
    if to_joinlist:
        ps.joinlist.append(e.RangeTblRef(item.rtindex))
    if to_rel or to_cols:
        item.rel_visible = to_rel
        item.cols_visible = to_cols
        item.lateral_only = False
        item.lateral_ok = True
        ps.nsitems.append(item)


def open_table(ps: ParseState, range_var: Node) -> PgClass:
    """Return the relation a RangeVar means; 42P01 at its place (parserOpenTable)."""
    schema, name = range_var.get("schemaname"), range_var["relname"]
    found = ps.ns.relation(schema, name, missing_ok=True)
    if found is not None:
        if found.relkind in ("i", "I", "c"):
            # relation_open takes them, table_open does not.
            if ps.ns.catalog.postgres < 16:
                noun = "a composite type" if found.relkind == "c" else "an index"
                raise PgError(
                    sqlstate.WRONG_OBJECT_TYPE, f'"{found.relname}" is {noun}', location=loc(range_var)
                )
            kind = "composite types" if found.relkind == "c" else "indexes"
            if ps.catalog.postgres < 16:
                noun = "a composite type" if found.relkind == "c" else "an index"
                raise PgError(
                    sqlstate.WRONG_OBJECT_TYPE, f'"{found.relname}" is {noun}', location=loc(range_var)
                )
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'cannot open relation "{found.relname}"',
                detail=f"This operation is not supported for {kind}.", location=loc(range_var),
            )
        return found
    if schema is not None:
        raise PgError(
            sqlstate.UNDEFINED_TABLE, f'relation "{schema}.{name}" does not exist', location=loc(range_var),
            missing=("relation", schema, name),
        )
    detail: str | None = None
    hint: str | None = None
    if name in missing.future_cte_names(ps):
        detail = f'There is a WITH item named "{name}", but it cannot be referenced from this part of the query.'
        hint = "Use WITH RECURSIVE, or re-order the WITH items to remove forward references."
    raise PgError(
        sqlstate.UNDEFINED_TABLE, f'relation "{name}" does not exist', location=loc(range_var), detail=detail,
        hint=hint, missing=("relation", None, name),
    )
