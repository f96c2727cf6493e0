"""EXPLAIN: the statement is analyzed; with ANALYZE it runs (ExplainQuery, src/backend/commands/explain.c)."""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.analyze import query as analysis
from analyzer.catalog.exprs import Query
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_boolean, def_string, elements, location
from analyzer.commands.rows.dml import run_analyzed
from analyzer.commands.sessions.prepare import run_prepared
from analyzer.commands.tables.create_table_as import explain_create_table_as
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_SINCE: Final = {"generic_plan": 16, "memory": 17, "serialize": 17}
_SWITCHES: Final = frozenset(
    {
        "analyze", "verbose", "costs", "buffers", "wal", "settings", "timing", "summary", "generic_plan", "memory",
    }
)  # fmt: skip
_CHOICES: Final = {"format": ("text", "xml", "json", "yaml"), "serialize": ("off", "none", "text", "binary")}


def explain(ctx: Context, node: Node) -> None:
    """Run EXPLAIN of any statement it takes."""
    ((tag, statement),) = node["query"].items()
    if tag == "SelectStmt" and "intoClause" in statement:
        # As transformOptionalSelectInto makes it.
        select = {key: value for key, value in statement.items() if key != "intoClause"}
        into = statement["intoClause"]
        tag, statement = "CreateTableAsStmt", {"query": {tag: select}, "into": into, "is_select_into": True}
    query = _analyzed(ctx, tag, statement, generic=_asks_for_generic_plan(ctx, node))
    analyze = _check_options(ctx, node)
    if query is not None:
        run_analyzed(ctx, query, executes=analyze)
    elif tag == "CreateTableAsStmt":
        explain_create_table_as(ctx, statement, analyze=analyze)
    elif tag == "ExecuteStmt":
        run_prepared(ctx, statement, executes=analyze)
    # Of other utility statements there is nothing to explain, and they are not run.


def _analyzed(ctx: Context, tag: str, node: Node, *, generic: bool) -> Query | None:
    """Return the analyzed query of a statement that is one, or of a cursor."""
    if tag == "DeclareCursorStmt":
        ((tag, node),) = node["query"].items()
    if tag not in ("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"):
        return None
    if generic:
        return analysis.analyze_variable_params(ctx.namespace, tag, node, [])
    return analysis.analyze_statement(ctx.namespace, tag, node, pstate=ctx.parser_state()[0])


def _asks_for_generic_plan(ctx: Context, node: Node) -> bool:
    """Tell whether parameters may stand for values (transformExplainStmt)."""
    given = [option for option in elements(node.get("options", ())) if option["defname"] == "generic_plan"]
    return bool(given) and ctx.postgres >= 16 and def_boolean(given[-1])


def _check_options(ctx: Context, node: Node) -> bool:
    """Raise for what the options may not be, alone and together; tell whether ANALYZE is on (ParseExplainOptionList).
    """
    found: dict[str, bool | str] = {}
    for option in elements(node.get("options", ())):
        name = option["defname"]
        if ctx.postgres < _SINCE.get(name, 0) or (name not in _SWITCHES and name not in _CHOICES):
            raise PgError(sqlstate.SYNTAX_ERROR, f'unrecognized EXPLAIN option "{name}"', location=location(option))
        found[name] = def_boolean(option) if name in _SWITCHES else _choice(name, option)
    analyze = bool(found.get("analyze"))
    for name in ("wal", "timing", "serialize"):
        if found.get(name) and not analyze:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f"EXPLAIN option {name.upper()} requires ANALYZE")
    if found.get("generic_plan") and analyze:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, "EXPLAIN options ANALYZE and GENERIC_PLAN cannot be used together"
        )
    return analyze


def _choice(name: str, option: Node) -> str:
    """Return the value chosen, empty for SERIALIZE that is off."""
    if name == "serialize" and option.get("arg") is None:
        return "text"
    text = def_string(option)
    if text not in _CHOICES[name]:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'unrecognized value for EXPLAIN option "{name}": "{text}"',
            location=location(option),
        )
    return "" if text in ("off", "none") else text
