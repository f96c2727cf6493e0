"""What the rewriter refuses: values for generated columns, changes to views that are not updatable
(rewrite/rewriteHandler.c).
"""

from __future__ import annotations

from typing import Any

from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import lsyscache, onconflict
from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.errors import PgError

_EVENT_TYPES = {"update": "2", "insert": "3", "delete": "4"}
_INSTEAD_TRIGGER_BITS = {"insert": 4, "delete": 8, "update": 16}
_INSTEAD = 64
_VERBS = {
    "insert": ("insert into", "inserting into"),
    "update": ("update", "updating"),
    "delete": ("delete from", "deleting from"),
}


def check_rewrite(catalog: Catalog, query: e.Query) -> None:
    """Raise what rewriting an INSERT, UPDATE, DELETE or MERGE raises, those in WITH too (QueryRewrite)."""
    for cte in query.cteList:
        if type(cte.ctequery) is e.Query and cte.ctequery.commandType != "select":
            check_rewrite(catalog, cte.ctequery)
    if query.commandType == "merge":
        _check_merge(catalog, query)
        return
    if query.commandType not in _EVENT_TYPES or not query.resultRelation:
        return
    relid = query.rtable[query.resultRelation - 1].relid
    command = query.commandType
    _check_generated(catalog, query, relid, command, query.targetList, query.override)
    if query.onConflict is not None and (has_rule(catalog, relid, "insert") or has_rule(catalog, relid, "update")):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules",
        )
    updates: tuple[e.TargetEntry, ...] = ()
    if query.onConflict is not None and query.onConflict.action == "update":
        updates = query.onConflict.onConflictSet
        _check_generated(catalog, query, relid, "update", updates, "")
    onconflict.infer_arbiter_index(catalog, query)
    if not has_instead_rule(catalog, relid, command):
        targets = tuple(target for target in query.targetList if not target.resjunk)
        _check_view(catalog, query, relid, command, targets, updates)


def _check_merge(catalog: Catalog, query: e.Query) -> None:
    relid = query.rtable[query.resultRelation - 1].relid
    record = catalog.pg_class[relid]
    if any(has_rule(catalog, relid, event) for event in _EVENT_TYPES):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'cannot execute MERGE on relation "{record.relname}"',
            detail="MERGE is not supported for relations with rules.",
        )
    for action in query.mergeActionList:
        if action.commandType in ("insert", "update"):
            _check_generated(catalog, query, relid, action.commandType, action.targetList, action.override)


def has_rule(catalog: Catalog, relid: int, event: str) -> bool:
    """Tell whether a rule of the relation applies to that event."""
    return any(rule.ev_type == _EVENT_TYPES[event] for rule in catalog.pg_rewrite.find("relation", relid))


def has_instead_rule(catalog: Catalog, relid: int, event: str) -> bool:
    """Tell whether an unconditional INSTEAD rule of the relation replaces that event."""
    return any(
        rule.ev_type == _EVENT_TYPES[event] and rule.is_instead and rule.ev_qual is None
        for rule in catalog.pg_rewrite.find("relation", relid)
    )


def has_instead_trigger(catalog: Catalog, relid: int, event: str) -> bool:
    """Tell whether an INSTEAD OF trigger handles that event."""
    wanted = _INSTEAD | _INSTEAD_TRIGGER_BITS[event]
    return any(trigger.tgtype & wanted == wanted for trigger in catalog.pg_trigger.find("relation", relid))


# -- generated columns ---------------------------------------------------------------------------------------------


def _check_generated(
    catalog: Catalog, query: e.Query, relid: int, command: str, targets: tuple[e.TargetEntry, ...], override: str
) -> None:
    # rewriteTargetListIU
    seen: set[int] = set()
    for target in targets:
        if target.resjunk:
            continue
        column = catalog.pg_attribute.get((relid, target.resno))
        if target.resno in seen and not _is_partial(target.expr):
            name = target.resname if column is None else column.attname
            raise PgError(sqlstate.SYNTAX_ERROR, f'multiple assignments to same column "{name}"')
        seen.add(target.resno)
        if column is None or (column.attidentity != "a" and not column.attgenerated):
            continue
        if type(target.expr) is e.SetToDefault or (command == "insert" and _all_default(query, target.expr)):
            continue
        if command == "insert" and not column.attgenerated and override in ("user", "system"):
            continue
        raise _generated(column, command)


def _is_partial(value: Any) -> bool:
    # Several assignments to parts of one column are one (process_matched_tle).
    while type(value) is e.CoerceToDomain:
        value = value.arg
    return type(value) is e.FieldStore or (type(value) is e.SubscriptingRef and value.refassgnexpr is not None)


def _all_default(query: e.Query, value: Any) -> bool:
    if type(value) is not e.Var or value.varlevelsup:
        return False
    entry = query.rtable[value.varno - 1]
    return entry.rtekind == "values" and all(
        type(row[value.varattno - 1]) is e.SetToDefault for row in entry.values_lists
    )


def _generated(column: PgAttribute, command: str) -> PgError:
    name = column.attname
    if column.attgenerated:
        detail, hint = f'Column "{name}" is a generated column.', None
    else:
        detail = f'Column "{name}" is an identity column defined as GENERATED ALWAYS.'
        hint = "Use OVERRIDING SYSTEM VALUE to override." if command == "insert" else None
    if command == "insert":
        message = f'cannot insert a non-DEFAULT value into column "{name}"'
    else:
        message = f'column "{name}" can only be updated to DEFAULT'
    return PgError(sqlstate.GENERATED_ALWAYS, message, detail=detail, hint=hint)


# -- views ---------------------------------------------------------------------------------------------------------


def view_query(catalog: Catalog, relid: int) -> e.Query | None:
    """Return a view's analyzed query; None where the catalog holds none."""
    rule = catalog.pg_rewrite.first("name", (relid, "_RETURN"))
    if rule is None or not rule.ev_action or type(rule.ev_action[0]) is not e.Query:
        return None
    found: e.Query = rule.ev_action[0]
    return found


def base_of_view(query: e.Query) -> e.RangeTblEntry | None:
    """Return the one relation an updatable view selects from."""
    if query.jointree is None or len(query.jointree.fromlist) != 1:
        return None
    first = query.jointree.fromlist[0]
    if type(first) is not e.RangeTblRef:
        return None
    entry = query.rtable[first.rtindex - 1]
    return entry if entry.rtekind == "relation" and entry.relkind in ("r", "f", "v", "p") else None


def not_updatable(query: e.Query) -> str | None:
    """Return why a view is not automatically updatable, None if it is (view_query_is_auto_updatable)."""
    reasons = (
        (query.distinctClause, "Views containing DISTINCT are not automatically updatable."),
        (query.groupClause or query.groupingSets, "Views containing GROUP BY are not automatically updatable."),
        (query.havingQual is not None, "Views containing HAVING are not automatically updatable."),
        (
            query.setOperations is not None,
            "Views containing UNION, INTERSECT, or EXCEPT are not automatically updatable.",
        ),
        (query.cteList, "Views containing WITH are not automatically updatable."),
        (
            query.limitOffset is not None or query.limitCount is not None,
            "Views containing LIMIT or OFFSET are not automatically updatable.",
        ),
        (query.hasAggs, "Views that return aggregate functions are not automatically updatable."),
        (query.hasWindowFuncs, "Views that return window functions are not automatically updatable."),
        (query.hasTargetSRFs, "Views that return set-returning functions are not automatically updatable."),
    )
    for applies, reason in reasons:
        if applies:
            return reason
    base = base_of_view(query)
    if base is None:
        return "Views that do not select from a single table or view are not automatically updatable."
    if base.tablesample is not None:
        return "Views containing TABLESAMPLE are not automatically updatable."
    if all(column_not_updatable(target) is not None for target in query.targetList):
        return "Views that have no updatable columns are not automatically updatable."
    return None


def column_not_updatable(target: e.TargetEntry) -> str | None:
    """Return why an output column of a view is not updatable, None if it is (view_col_is_auto_updatable)."""
    if target.resjunk or type(target.expr) is not e.Var or target.expr.varlevelsup:
        return "View columns that are not columns of their base relation are not updatable."
    if target.expr.varattno < 0:
        return "View columns that refer to system columns are not updatable."
    if target.expr.varattno == 0:
        return "View columns that return whole-row references are not updatable."
    return None


def _check_view(
    catalog: Catalog, query: e.Query, relid: int, command: str, targets: tuple[e.TargetEntry, ...],
    updates: tuple[e.TargetEntry, ...],
) -> None:
    # rewriteTargetView, down to the base relation; `updates` are those of ON CONFLICT DO UPDATE.
    record = catalog.pg_class[relid]
    if record.relkind != "v" or has_instead_trigger(catalog, relid, command):
        return
    view = view_query(catalog, relid)
    if view is None:
        return
    reason = not_updatable(view)
    if any(
        rule.ev_type == _EVENT_TYPES[command] and rule.is_instead and rule.ev_qual is not None
        for rule in catalog.pg_rewrite.find("relation", relid)
    ):
        reason = "Views with conditional DO INSTEAD rules are not automatically updatable."
    verb, gerund = _VERBS[command]
    if reason is not None:
        event = command.upper()
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot {verb} view "{record.relname}"',
            detail=reason,
            hint=f"To enable {gerund} the view, provide an INSTEAD OF {event} trigger or an unconditional ON "
            f"{event} DO "
            "INSTEAD rule.",
        )
    base = base_of_view(view)
    assert base is not None
    columns = {target.resno: target for target in view.targetList}
    for target in (*targets, *updates):
        fault = column_not_updatable(columns[target.resno])
        if fault is not None:
            name = lsyscache.columns_of(catalog, relid)[target.resno - 1].attname
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f'cannot {verb} column "{name}" of view "{record.relname}"',
                detail=fault,
            )
    below = tuple(structs.replace(t, resno=columns[t.resno].expr.varattno) for t in targets)
    updates = tuple(structs.replace(t, resno=columns[t.resno].expr.varattno) for t in updates)
    _check_generated(catalog, query, base.relid, command, below, query.override)
    if not has_instead_rule(catalog, base.relid, command):
        _check_view(catalog, query, base.relid, command, below, updates)
