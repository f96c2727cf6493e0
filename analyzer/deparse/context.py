"""Range tables, aliases and column names of the queries being written out (deparse_namespace of ruleutils.c)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from analyzer.catalog.exprs import (
    Expr,
    FromExpr,
    JoinExpr,
    Query,
    RangeTblEntry,
    RangeTblRef,
    TargetEntry,
    Var,
    WindowClause,
    nodes,
)
from analyzer.deparse import names
from analyzer.tree.names import truncate_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace

NAMEDATALEN: Final = 64


class Columns(msgspec.Struct, frozen=True):
    """A range table entry's column names by attnum - 1 (None: dropped), and whether its alias must list them."""

    names: tuple[str | None, ...] = ()
    printaliases: bool = False


class Scope(msgspec.Struct, frozen=True):
    """One query level: its range table, and for each entry its unique name (None: an unnamed join) and columns.

    `hidden` maps what an aliased join hides, as (rtindex, attnum), to the join's own columns; `open_joins` are the
    aliased joins whose inside is being written, where the map does not hold.
    """

    rtable: tuple[RangeTblEntry, ...] = ()
    names: tuple[str | None, ...] = ()
    columns: tuple[Columns, ...] = ()
    ctes: tuple[tuple[str, Query], ...] = ()
    returning_old: str | None = None
    returning_new: str | None = None
    hidden: Mapping[tuple[int, int], tuple[int, int]] = msgspec.field(default_factory=dict)
    open_joins: frozenset[int] = frozenset()


class Context(msgspec.Struct, frozen=True):
    """Everything deparsing needs: the catalog, the search path to write for, the query levels, innermost first.

    `varprefix` asks for ``alias.column``; `windows` and `tlist` are the current query's; `argnames` and `funcname` are
    those of the function whose body is written; `order_by_tlist` holds what a bare name in ORDER BY could mean instead.
    """

    catalog: Catalog
    ns: Namespace | None = None
    scopes: tuple[Scope, ...] = ()
    varprefix: bool = False
    windows: tuple[WindowClause, ...] = ()
    tlist: tuple[TargetEntry, ...] = ()
    order_by_tlist: tuple[TargetEntry, ...] = ()
    argnames: tuple[str, ...] = ()
    funcname: str = ""
    group_by: bool = False

    @property
    def gap(self) -> str:
        """What stands before a clause: a new line in an outermost query, a blank within others."""
        return "\n" if len(self.scopes) == 1 else " "

    @property
    def step(self) -> str:
        """What stands before one of several items of a clause."""
        return "\n    " if len(self.scopes) == 1 else " "

    def with_scope(self, scope: Scope, *, varprefix: bool) -> Context:
        """Return the context one query level further in."""
        scopes = (scope, *self.scopes)
        return msgspec.structs.replace(self, scopes=scopes, varprefix=varprefix, order_by_tlist=(), group_by=False)


class _Names(msgspec.Struct):
    """The work of naming one level's columns.

    `forced` is what USING decided for inputs, by (rtindex, attnum); `reserved` the names an entry's other columns
    must not have, since a join above it merges such columns; `using_names` those no column of the level must have.
    """

    catalog: Catalog
    rtable: tuple[RangeTblEntry, ...]
    forced: dict[tuple[int, int], str] = msgspec.field(default_factory=dict)
    reserved: dict[int, set[str]] = msgspec.field(default_factory=dict)
    using_names: set[str] = msgspec.field(default_factory=set)
    columns: dict[int, Columns] = msgspec.field(default_factory=dict)

    def taken(self, rtindex: int) -> set[str]:
        """Return the names that a column of this entry cannot have by itself."""
        mine = {name for (index, _), name in self.forced.items() if index == rtindex}
        return mine | self.reserved.get(rtindex, set()) | self.using_names


def scope_of_relation(catalog: Catalog, relid: int, *aliases: str) -> Scope:
    """Return a level with the relation under each of the aliases, or once under its own name (deparse_context_for)."""
    relation = catalog.pg_class[relid]
    entries = tuple(
        RangeTblEntry("relation", alias, alias=alias or None, relid=relid, relkind=relation.relkind)
        for alias in (aliases or (relation.relname,))
    )
    columns = tuple(_relation_columns(_Names(catalog, entries), i + 1, entry) for i, entry in enumerate(entries))
    return Scope(entries, tuple(entry.relname for entry in entries), columns)


def scope_of_query(catalog: Catalog, query: Query, parents: tuple[Scope, ...] = ()) -> Scope:
    """Return the level of `query`: unique aliases and final column names (set_deparse_for_query)."""
    work = _Names(catalog, query.rtable)
    if query.jointree is not None:
        if _merges_dangerously(query.rtable):
            joins = [node for node in nodes(query.jointree) if isinstance(node, JoinExpr)]
            work.using_names = {name for join in joins for name in join.usingClause}
        _set_using_names(work, query.jointree, frozenset())
    for rtindex, entry in enumerate(query.rtable, 1):
        if entry.rtekind != "join":
            work.columns[rtindex] = _columns(work, rtindex, entry)
    for rtindex, entry in enumerate(query.rtable, 1):
        if entry.rtekind == "join":
            work.columns[rtindex] = _join_columns(work, rtindex, entry)
    return Scope(
        query.rtable,
        _unique_names(catalog, query, parents),
        tuple(work.columns[i + 1] for i in range(len(query.rtable))),
        tuple((cte.ctename, cte.ctequery) for cte in query.cteList),
        query.returningOldAlias,
        query.returningNewAlias,
        _hidden_columns(query),
    )


def _hidden_columns(query: Query) -> dict[tuple[int, int], tuple[int, int]]:
    """Map columns of tables within an aliased join to that join's columns: only so can they be called outside it."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for rtindex, entry in enumerate(query.rtable, 1):
        if entry.rtekind != "join" or not entry.alias:
            continue
        for position, alias_var in enumerate(entry.joinaliasvars, 1):
            if isinstance(alias_var, Var) and alias_var.varlevelsup == 0:
                # Of nested aliased joins the outermost, which comes last, is the one that shows.
                found[alias_var.varno, alias_var.varattno] = (rtindex, position)
    return found


def _unique_names(catalog: Catalog, query: Query, parents: tuple[Scope, ...]) -> tuple[str | None, ...]:
    """Give each entry a name no entry of this level or one further out has (set_rtable_names)."""
    taken = {name for scope in parents for name in scope.names if name is not None}
    found: list[str | None] = []
    for entry in query.rtable:
        if entry.alias:
            name: str | None = entry.alias
        elif entry.rtekind == "relation":
            name = catalog.pg_class[entry.relid].relname
        elif entry.rtekind in ("join", "result"):
            name = None
        else:
            name = entry.relname
        if name:
            candidate, count = name, 0
            while candidate in taken:
                count += 1
                suffix = f"_{count}"
                candidate = truncate_identifier(name) + suffix
                excess = len(candidate.encode()) - (NAMEDATALEN - 1)
                if excess > 0:
                    candidate = name.encode()[: NAMEDATALEN - 1 - len(suffix)].decode(errors="ignore") + suffix
            taken.add(candidate)
            name = candidate
        found.append(name)
    return tuple(found)


def _columns(work: _Names, rtindex: int, entry: RangeTblEntry) -> Columns:
    if entry.rtekind == "relation":
        return _relation_columns(work, rtindex, entry)
    real: list[str | None] = [name or None for name in entry.eref]
    changed = False
    result: list[str | None] = []
    taken = work.taken(rtindex)
    for i, name in enumerate(real):
        chosen = work.forced.get((rtindex, i + 1))
        if chosen is None:
            chosen = entry.alias_colnames[i] if i < len(entry.alias_colnames) else name
            if chosen is not None:
                chosen = _unique(chosen, result, taken)
        result.append(chosen)
        changed = changed or chosen != name
    if entry.rtekind == "function":
        printaliases = True
    elif entry.rtekind == "tablefunc":
        printaliases = False
    else:
        printaliases = bool(entry.alias_colnames) or changed
    return Columns(tuple(result), printaliases)


def _relation_columns(work: _Names, rtindex: int, entry: RangeTblEntry) -> Columns:
    """Name a table's columns as they are called now, unless aliases or USING decide (set_relation_column_names)."""
    attributes = sorted(
        (a for a in work.catalog.pg_attribute.find("relation", entry.relid) if a.attnum > 0), key=lambda a: a.attnum
    )
    result: list[str | None] = []
    changed = False
    taken = work.taken(rtindex)
    for attribute in attributes:
        while len(result) < attribute.attnum - 1:
            result.append(None)
        if attribute.attisdropped:
            result.append(None)
            continue
        position = attribute.attnum - 1
        name = work.forced.get((rtindex, attribute.attnum))
        if name is None:
            name = entry.alias_colnames[position] if position < len(entry.alias_colnames) else attribute.attname
            name = _unique(name, result, taken)
        changed = changed or name != attribute.attname
        result.append(name)
    return Columns(tuple(result), changed)


def _join_columns(work: _Names, rtindex: int, entry: RangeTblEntry) -> Columns:
    """Name a join's columns: those of its inputs unless the user or USING renamed them (set_join_column_names)."""
    result: list[str | None] = []
    changed = False
    for i, alias_var in enumerate(entry.joinaliasvars):
        real = _var_name(work, alias_var)
        if real is None:
            real = entry.eref[i] if i < len(entry.eref) and entry.eref[i] else None
        name = work.forced.get((rtindex, i + 1))
        if name is None:
            name = entry.alias_colnames[i] if i < len(entry.alias_colnames) else real
        if entry.alias and name is not None:
            name = _unique(name, result, set())
        changed = changed or name != real
        result.append(name)
    if not entry.joinaliasvars:
        result = [name or None for name in entry.eref]
    return Columns(tuple(result), bool(entry.alias) and (bool(entry.alias_colnames) or changed))


def _var_name(work: _Names, alias_var: Expr | None) -> str | None:
    if isinstance(alias_var, Var) and alias_var.varlevelsup == 0 and alias_var.varattno > 0:
        columns = work.columns.get(alias_var.varno)
        if columns is None and work.rtable[alias_var.varno - 1].rtekind == "join":
            columns = _join_columns(work, alias_var.varno, work.rtable[alias_var.varno - 1])
            work.columns[alias_var.varno] = columns
        if columns is not None and alias_var.varattno <= len(columns.names):
            return columns.names[alias_var.varattno - 1]
    return None


def _merges_dangerously(rtable: tuple[RangeTblEntry, ...]) -> bool:
    """Tell whether an unnamed join merges columns into an expression, which only its bare name can mean."""
    return any(
        entry.rtekind == "join"
        and not entry.alias
        and any(not isinstance(var, Var) for var in entry.joinaliasvars[: entry.joinmergedcols])
        for entry in rtable
    )


def _set_using_names(work: _Names, node: Expr, above: frozenset[str]) -> None:
    """Let the columns that JOIN ... USING merges go by the merged name, whatever theirs is now (set_using_names)."""
    match node:
        case FromExpr():
            for item in node.fromlist:
                _set_using_names(work, item, frozenset())
        case JoinExpr():
            for position, name in enumerate(node.usingClause):
                final = work.forced.get((node.rtindex, position + 1), name)
                work.forced[node.rtindex, position + 1] = final
                above |= {final}
                for side in (node.larg, node.rarg):
                    found = _input_column(work, side, name)
                    if found is not None:
                        _force(work, found, final)
            _set_using_names(work, node.larg, above)
            _set_using_names(work, node.rarg, above)
        case RangeTblRef(rtindex=rtindex):
            work.reserved[rtindex] = set(above)


def _force(work: _Names, column: tuple[int, int], name: str) -> None:
    """Give a column its merged name; of a join's column, the table's column behind it too."""
    work.forced[column] = name
    entry = work.rtable[column[0] - 1]
    if entry.rtekind == "join" and column[1] > entry.joinmergedcols:
        behind = entry.joinaliasvars[column[1] - 1]
        if isinstance(behind, Var) and not behind.varlevelsup:
            _force(work, (behind.varno, behind.varattno), name)


def _input_column(work: _Names, side: Expr, name: str) -> tuple[int, int] | None:
    """Return (rtindex, attnum) of the input column that was called `name` when the query was analyzed."""
    rtindex = side.rtindex if isinstance(side, (RangeTblRef, JoinExpr)) else 0
    if not rtindex:
        return None
    eref = work.rtable[rtindex - 1].eref
    return (rtindex, eref.index(name) + 1) if name in eref else None


def _unique(name: str, given: list[str | None], taken: set[str]) -> str:
    candidate, count = name, 0
    while candidate in given or candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def column_of(scope: Scope, varno: int, varattno: int) -> str | None:
    """Return the name a column of range table entry `varno` goes by; None for a whole row."""
    if varattno == 0:
        return None
    if varattno < 0:
        return names.SYSTEM_COLUMNS[varattno]
    return scope.columns[varno - 1].names[varattno - 1]
