"""PREPARE, EXECUTE, DEALLOCATE (src/backend/commands/prepare.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog.format_type import format_type
from analyzer.commands.context import Context
from analyzer.errors import PgError
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
    """Run EXECUTE."""
    run_prepared(ctx, node, executes=True)


def run_prepared(ctx: Context, node: Node, *, executes: bool) -> None:
    """Run a prepared statement: its parameters must fit, and what it needs may have changed since.

    Without `executes` it is planned only, as EXPLAIN does.
    """
    from analyzer.analyze.param import fixed_params
    from analyzer.analyze.parsestate import ParseState
    from analyzer.analyze.permission import check_query_permissions
    from analyzer.analyze.query import transform_statement
    from analyzer.analyze.read_only import check_query
    from analyzer.analyze.rewrite import check_rewrite
    from analyzer.plpgsql.modify import forget_targets

    name = node["name"]
    found = ctx.session.prepared.get(name)
    if found is None:
        raise PgError(
            sqlstate.UNDEFINED_PSTATEMENT, f'prepared statement "{name}" does not exist'
        )
    tag, query, types = found
    _check_parameters(ctx, name, types, node.get("params", []))
    if not types and executes:
        ctx.run(tag, query)
        return
    ps = ParseState(ctx.namespace)
    fixed_params(ps, types)
    analyzed = transform_statement(ps, tag, query)
    check_rewrite(ctx.catalog, analyzed)
    if executes:
        check_query(ctx.session, analyzed)
    check_query_permissions(ctx.namespace, analyzed)
    ctx.query_effects(analyzed, none=not executes)
    if executes:
        forget_targets(ctx, analyzed)


def _check_parameters(ctx: Context, name: str, types: tuple[int, ...], parameters: list[Node]) -> None:
    """Raise unless the parameters can be what the statement expects (EvaluateParams)."""
    from analyzer.analyze import coerce, coercible, collate, expr
    from analyzer.analyze.nodefuncs import expr_type
    from analyzer.analyze.parsestate import ParseState, raw_location

    if len(parameters) != len(types):
        raise PgError(
            sqlstate.SYNTAX_ERROR, f'wrong number of parameters for prepared statement "{name}"',
            detail=f"Expected {len(types)} parameters but got {len(parameters)}.",
        )
    for number, (node, typid) in enumerate(zip(parameters, types, strict=True), 1):
        ps = ParseState(ctx.namespace)
        value = expr.transform(ps, node, "execute_parameter")
        given = expr_type(value)
        coerced = coerce.coerce_to_target_type(
            ps, value, given, typid, -1, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
        )
        if coerced is None:
            have, want = (format_type(ctx.catalog, oid, namespace=ctx.namespace) for oid in (given, typid))
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f"parameter ${number} of type {have} cannot be coerced to the expected type {want}",
                hint="You will need to rewrite or cast the expression.", location=raw_location(node),
            )
        collate.assign_expr_collations(ps, coerced)


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
