"""Errors for names that are not found, with the server's guesses at what was meant (parse_relation.c, last third)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze.lsyscache import SYSTEM_COLUMNS
from analyzer.analyze.parsestate import NsItem, ParseState
from analyzer.catalog import exprs as e
from analyzer.errors import PgError

MAX_FUZZY_DISTANCE = 3


def future_cte_names(ps: ParseState) -> set[str]:
    """Return the names of WITH items that are not in scope yet (isFutureCTE)."""
    found: set[str] = set()
    level: ParseState | None = ps
    while level is not None:
        found.update(level.future_ctes)
        level = level.parent
    return found


def levenshtein(left: str, right: str, limit: int) -> int:
    """Return the edit distance of two names, or more than `limit`."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b)))
        previous = current
    return previous[-1]


class _Search:
    """The closest columns found so far (FuzzyAttrMatchState)."""

    def __init__(self) -> None:
        self.distance = MAX_FUZZY_DISTANCE + 1
        self.first: tuple[e.RangeTblEntry, str] | None = None
        self.second: tuple[e.RangeTblEntry, str] | None = None
        self.exact: list[e.RangeTblEntry] = []

    def offer(self, penalty: int, entry: e.RangeTblEntry, actual: str, wanted: str) -> None:
        """Take one column into account (updateFuzzyAttrMatchState)."""
        if penalty > self.distance or not actual:
            return
        distance = levenshtein(actual, wanted, self.distance + 1 - penalty)
        if distance > len(wanted.encode()) // 2:
            return
        distance += penalty
        if distance < self.distance:
            self.distance, self.first, self.second = distance, (entry, actual), None
        elif distance == self.distance:
            if self.second is not None:
                self.first = self.second = None
            elif self.first is not None:
                self.second = (entry, actual)


def _search(ps: ParseState, alias: str | None, name: str) -> _Search:
    state = _Search()
    level: ParseState | None = ps
    while level is not None:
        for entry in level.rtable:
            if entry.rtekind == "join":
                continue
            penalty = 0
            if alias is not None:
                penalty = levenshtein(alias, entry.relname, MAX_FUZZY_DISTANCE + 1)
            if penalty == 0 and _has_column(entry, name):
                state.exact.append(entry)
                if len(state.exact) == 2:
                    return state
                continue
            for column in entry.eref:
                state.offer(penalty, entry, column, name)
        level = level.parent
    return state


def _has_column(entry: e.RangeTblEntry, name: str) -> bool:
    if name in entry.eref:
        return name != ""
    return name in SYSTEM_COLUMNS and entry.rtekind == "relation" and entry.relkind not in ("v", "c")


def missing_column(ps: ParseState, relname: str | None, name: str, location: int) -> PgError:
    """Return the 42703 for a column that is not in scope (errorMissingColumn)."""
    state = _search(ps, relname, name)
    message = f"column {relname}.{name} does not exist" if relname else f'column "{name}" does not exist'
    detail = hint = None
    new_details = ps.catalog.postgres >= 16
    if state.exact:
        if len(state.exact) > 1 and new_details:
            detail = (
                f'There are columns named "{name}", but they are in tables that cannot be referenced from this part of '
                "the query."
            )
            hint = None if relname else "Try using a table-qualified name."
        else:
            detail = (
                f'There is a column named "{name}" in table "{state.exact[0].relname}", but it cannot be referenced '
                "from this part of the query."
            )
            if not new_details:
                detail, hint = None, detail
            elif _visible_if_lateral(ps, state.exact[0]):
                hint = "To reference that column, you must mark this subquery with LATERAL."
            elif relname is None and _visible_if_qualified(ps, state.exact[0]):
                hint = "To reference that column, you must use a table-qualified name."
    elif state.first is not None:
        first = f'"{state.first[0].relname}.{state.first[1]}"'
        if state.second is None:
            hint = f"Perhaps you meant to reference the column {first}."
        else:
            second = f'"{state.second[0].relname}.{state.second[1]}"'
            hint = f"Perhaps you meant to reference the column {first} or the column {second}."
    return PgError(
        sqlstate.UNDEFINED_COLUMN, message, detail=detail, hint=hint, location=location,
        missing=("column", None, f"{_relation_name(ps, relname)}.{name}"),
    )


def _relation_name(ps: ParseState, relname: str | None) -> str:
    """Return the name of the table that should have had the column, as far as it can be told."""
    level: ParseState | None = ps
    while level is not None:
        for entry in level.rtable:
            if entry.relid and (relname is None or entry.relname == relname):
                return str(ps.catalog.pg_class[entry.relid].relname)
        level = level.parent
    return relname or ""


def missing_rte(ps: ParseState, schema: str | None, name: str, location: int) -> PgError:
    """Return the 42P01 for a table that is not in FROM (errorMissingRTE)."""
    found = _entry_for_relation(ps, schema, name)
    if found is None:
        return PgError(
            sqlstate.UNDEFINED_TABLE, f'missing FROM-clause entry for table "{name}"', location=location
        )
    _, entry = found
    message = f'invalid reference to FROM-clause entry for table "{name}"'
    if entry.alias is not None and entry.relname != name and _item_of(ps, entry) is not None:
        return PgError(
            sqlstate.UNDEFINED_TABLE, message, location=location,
            hint=f'Perhaps you meant to reference the table alias "{entry.relname}".',
        )
    detail: str | None = (
        f'There is an entry for table "{entry.relname}", but it cannot be referenced from this part of the query.'
    )
    hint = None
    if ps.catalog.postgres < 16:
        detail, hint = None, detail
    elif _visible_if_lateral(ps, entry):
        hint = "To reference that table, you must mark this subquery with LATERAL."
    return PgError(sqlstate.UNDEFINED_TABLE, message, location=location, hint=hint, detail=detail)


def _entry_for_relation(ps: ParseState, schema: str | None, name: str) -> tuple[ParseState, e.RangeTblEntry] | None:
    # searchRangeTableForRel: by what the name means, or by the name in the query.
    relation = None
    if schema is None or ps.ns.schema(schema, missing_ok=True) is not None:
        try:
            relation = ps.ns.relation(schema, name, missing_ok=True)
        except PgError:
            relation = None
    level: ParseState | None = ps
    while level is not None:
        for entry in level.rtable:
            if entry.rtekind == "relation" and relation is not None and entry.relid == relation.oid:
                return level, entry
            if entry.rtekind == "cte" and schema is None and entry.ctename == name:
                return level, entry
            if schema is None and entry.relname == name and entry.rtekind != "join":
                return level, entry
        level = level.parent
    return None


def _item_of(ps: ParseState, entry: e.RangeTblEntry) -> NsItem | None:
    level: ParseState | None = ps
    while level is not None:
        for item in level.nsitems:
            if item.name == entry.relname and item.rel_visible and level.rte(item.rtindex) is entry:
                return item
        level = level.parent
    return None


def _visible_if_lateral(ps: ParseState, entry: e.RangeTblEntry) -> bool:
    # rte_visible_if_lateral
    if ps.lateral_active:
        return False
    level: ParseState | None = ps
    while level is not None:
        for item in level.nsitems:
            if level.rte(item.rtindex) is entry:
                return item.lateral_only and item.lateral_ok
        level = level.parent
    return False


def _visible_if_qualified(ps: ParseState, entry: e.RangeTblEntry) -> bool:
    # rte_visible_if_qualified
    level: ParseState | None = ps
    while level is not None:
        for item in level.nsitems:
            if level.rte(item.rtindex) is entry:
                return item.rel_visible and not item.cols_visible
        level = level.parent
    return False


def unknown_attribute(ps: ParseState, relref: Any, name: str, location: int) -> PgError:
    """Return the error for ``(expr).name`` where there is no such field (unknown_attribute, parse_expr.c)."""
    from analyzer.analyze import lsyscache
    from analyzer.analyze.nodefuncs import expr_type
    from analyzer.catalog import type_oids as t
    from analyzer.catalog.format_type import format_type

    if type(relref) is e.Var and relref.varattno == 0:
        entry = ps.level(relref.varlevelsup).rte(relref.varno)
        return PgError(
            sqlstate.UNDEFINED_COLUMN, f"column {entry.relname}.{name} does not exist", location=location,
            missing=("column", None, f"{_relation_name(ps, entry.relname)}.{name}"),
        )
    typid = expr_type(relref)
    shown = format_type(ps.catalog, typid, namespace=ps.ns)
    if lsyscache.is_complex(ps.catalog, typid):
        return PgError(
            sqlstate.UNDEFINED_COLUMN, f'column "{name}" not found in data type {shown}', location=location,
            missing=("column", None, f"{ps.catalog.pg_type[typid].typname}.{name}"),
        )
    if typid == t.RECORD:
        return PgError(
            sqlstate.UNDEFINED_COLUMN, f'could not identify column "{name}" in record data type', location=location
        )
    return PgError(
        sqlstate.WRONG_OBJECT_TYPE,
        f"column notation .{name} applied to type {shown}, which is not a composite type", location=location,
    )
