"""MERGE (src/backend/parser/parse_merge.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.analyze import assignment, clause, cte, dml, fromclause, query, target
from analyzer.analyze.clause import Target
from analyzer.analyze.parsestate import NsItem, ParseState
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_MATCH = {
    "MERGE_WHEN_MATCHED": "matched", "MERGE_WHEN_NOT_MATCHED_BY_SOURCE": "not matched by source",
    "MERGE_WHEN_NOT_MATCHED_BY_TARGET": "not matched by target",
}
_COMMANDS = {"CMD_INSERT": "insert", "CMD_UPDATE": "update", "CMD_DELETE": "delete", "CMD_NOTHING": "nothing"}
_RIGHTS = {"insert": acl.INSERT, "update": acl.UPDATE, "delete": acl.DELETE, "nothing": 0}
_OVERRIDE = {"OVERRIDING_USER_VALUE": "user", "OVERRIDING_SYSTEM_VALUE": "system"}


def transform_merge(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed MERGE (transformMergeStmt)."""
    recursive = cte.transform_with(ps, node.get("withClause"))
    if recursive:
        raise PgError(sqlstate.SYNTAX_ERROR, "WITH RECURSIVE is not supported for MERGE statement")
    clauses = [item["MergeWhenClause"] for item in node["mergeWhenClauses"]]
    perms = 0
    terminal: set[str] = set()
    for one in clauses:
        kind = _MATCH[one["matchKind"]]
        perms |= _RIGHTS[_COMMANDS[one["commandType"]]]
        if kind in terminal:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "unreachable WHEN clause specified after unconditional WHEN clause"
            )
        if not one.get("condition"):
            terminal.add(kind)
    record = dml.set_target_table(
        ps, node["relation"], inh=bool(node["relation"].get("inh")), in_from=False, perms=perms
    )
    _check_target(ps, record.relkind, record.relname)
    assert ps.target_nsitem is not None
    fromclause.transform_from(ps, [node["sourceRelation"]])
    if ps.nsitems and any(item.name == ps.target_nsitem.name and item.rel_visible for item in ps.nsitems):
        raise PgError(
            sqlstate.DUPLICATE_ALIAS, f'name "{ps.target_nsitem.name}" specified more than once',
            detail="The name is used both as MERGE target table and data source.",
        )
    source_items = list(ps.nsitems)
    both = [*source_items, ps.target_nsitem]
    ps.nsitems = both
    condition = clause.transform_where(ps, node["joinCondition"], "join_on", "MERGE")
    actions = [_action(ps, one, source_items, both) for one in clauses]
    ps.nsitems = both
    returning, aliases = dml.transform_returning(ps, node.get("returningClause"), "merge_returning")
    from analyzer.analyze import collate

    result = query.finish(
        ps, commandType="merge", resultRelation=ps.target_nsitem.rtindex, mergeTargetRelation=ps.target_nsitem.rtindex,
        jointree=e.FromExpr(tuple(ps.joinlist)), mergeActionList=tuple(actions), mergeJoinCondition=condition,
        returningList=query.entries(returning), returningOldAlias=aliases[0], returningNewAlias=aliases[1],
    )
    return collate.assign_query_collations(ps, result)


def _check_target(ps: ParseState, relkind: str, name: str) -> None:
    allowed = ("r", "p") if ps.catalog.postgres < 17 else ("r", "p", "v")
    if relkind not in allowed:
        detail = {
            "v": "This operation is not supported for views.",
            "m": "This operation is not supported for materialized views.",
            "f": "This operation is not supported for foreign tables.",
            "S": "This operation is not supported for sequences.",
        }.get(relkind)
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'cannot execute MERGE on relation "{name}"', detail=detail
        )


def _action(
    ps: ParseState, node: Node, source: list[NsItem], both: list[NsItem]
) -> e.MergeAction:
    kind, command = _MATCH[node["matchKind"]], _COMMANDS[node["commandType"]]
    assert ps.target_nsitem is not None and ps.target_perm is not None
    visible = {"matched": both, "not matched by source": [ps.target_nsitem], "not matched by target": source}[kind]
    ps.nsitems = visible
    qual = clause.transform_where(ps, node.get("condition"), "merge_when", "WHEN")
    targets: list[Target] = []
    if command == "insert":
        ps.is_insert = True
        columns = assignment.check_insert_targets(ps, node.get("targetList", ()))
        values = target.transform_expression_list(ps, node.get("values", ()), "values_single", allow_default=True)
        values = dml.transform_insert_row(
            ps, values, columns, explicit=bool(node.get("targetList")), strip=False
        ) if node.get("values") else []
        for value, (name, attnum, _, _) in zip(values, columns, strict=False):
            targets.append(Target(value, attnum, name))
            ps.target_perm.inserted.add(attnum)
        ps.is_insert = False
    elif command == "update":
        targets = dml.update_targets(ps, node.get("targetList", ()))
    return e.MergeAction(
        kind, command, _OVERRIDE.get(node.get("override", ""), ""), qual, query.entries(targets)
    )
