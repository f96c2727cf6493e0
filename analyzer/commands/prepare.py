"""PREPARE, EXECUTE, DEALLOCATE (src/backend/commands/prepare.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def prepare(ctx: Context, node: Node) -> None:
    """Run PREPARE: the statement is analyzed now where it has no parameters."""
    name = node.get("name", "")
    if not name:
        raise PgError(
            sqlstate.INVALID_PSTATEMENT_DEFINITION, "invalid statement name: must not be empty"
        )
    if name in ctx.session.prepared:
        raise PgError(sqlstate.DUPLICATE_PSTATEMENT, f'prepared statement "{name}" already exists')
    ((tag, query),) = node["query"].items()
    from analyzer.analyze.query import analyze_variable_params
    from analyzer.analyze.typename import resolve_type

    types = []
    for item in node.get("argtypes", ()):
        resolved = resolve_type(ctx.namespace, item["TypeName"])
        assert resolved is not None
        types.append(resolved[0])
    analyze_variable_params(ctx.namespace, tag, query, types)
    ctx.session.prepared[name] = (tag, query, tuple(types))


def execute(ctx: Context, node: Node) -> None:
    """Run EXECUTE of a prepared statement."""
    name = node["name"]
    found = ctx.session.prepared.get(name)
    if found is None:
        raise PgError(
            sqlstate.UNDEFINED_PSTATEMENT, f'prepared statement "{name}" does not exist'
        )
    tag, query, types = found
    given = len(node.get("params", ()))
    if given != len(types):
        raise PgError(
            sqlstate.SYNTAX_ERROR, f'wrong number of parameters for prepared statement "{name}"',
            detail=f"Expected {len(types)} parameters but got {given}.",
        )
    if types:
        raise NotSimulated("EXECUTE with parameters")
    ctx.run(tag, query)


def deallocate(ctx: Context, node: Node) -> None:
    """Run DEALLOCATE."""
    if node.get("isall"):
        ctx.session.prepared.clear()
        return
    name = node["name"]
    if ctx.session.prepared.pop(name, None) is None:
        raise PgError(
            sqlstate.UNDEFINED_PSTATEMENT, f'prepared statement "{name}" does not exist'
        )
