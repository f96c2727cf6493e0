"""SET, RESET, SHOW, SET ROLE, SET SESSION AUTHORIZATION, SET CONSTRAINTS, DISCARD, ALTER SYSTEM
(src/backend/utils/misc/guc_funcs.c, src/backend/commands/variable.c, discard.c).
"""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.commands.context import Context
from analyzer.commands.objects.parameters import constant_text, flatten_arguments
from analyzer.errors import NotSimulated, PgError
from analyzer.session.guc import check_value
from analyzer.session.parameter import CHARACTERISTICS, check_parameter, parameters, set_parameter
from analyzer.tree.parse import Node


def set_variable(ctx: Context, node: Node) -> None:
    """Run SET and RESET in all forms (ExecSetVariableStmt)."""
    kind, name = node["kind"], node.get("name", "")
    local = bool(node.get("is_local"))
    if local and not ctx.session.transaction.in_block and ctx.top_level:
        ctx.notice(
            "SET LOCAL can only be used in transaction blocks", severity="WARNING",
            sqlstate=sqlstate.NO_ACTIVE_SQL_TRANSACTION,
        )
    match kind:
        case "VAR_SET_VALUE":
            set_parameter(ctx.session, name, flatten_arguments(name, node.get("args", ())), local=local)
        case "VAR_SET_CURRENT":
            _check(ctx, name)
        case "VAR_SET_DEFAULT" | "VAR_RESET":
            _reset(ctx, name)
        case "VAR_RESET_ALL":
            ctx.session.settings.reset_all()
        case "VAR_SET_MULTI":
            _set_multi(ctx, name, node)
        case _:
            raise NotSimulated(f"SET of kind {kind}")
    ctx.session.refresh()


def _check(ctx: Context, name: str) -> None:
    if name.lower() not in ("role", "session_authorization"):
        check_parameter(ctx.session, name, None)


def _reset(ctx: Context, name: str) -> None:
    lower = name.lower()
    if lower in ("role", "session_authorization"):
        ctx.session.keep_identity(local=False)
    if lower == "role":
        ctx.session.set_role(ctx.session.session_user)
    elif lower == "session_authorization":
        ctx.session.set_session_user(ctx.session.authenticated_user)
    elif lower in CHARACTERISTICS and ctx.postgres < 16:
        ctx.session.start_transaction()
    elif lower in CHARACTERISTICS:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'parameter "{lower}" cannot be reset')
    else:
        _check(ctx, name)
        ctx.session.settings.reset(lower)


def _set_multi(ctx: Context, name: str, node: Node) -> None:
    """SET TRANSACTION, SET SESSION CHARACTERISTICS, SET TRANSACTION SNAPSHOT."""
    if name == "TRANSACTION" and not ctx.session.transaction.in_block and ctx.top_level:
        ctx.notice(
            "SET TRANSACTION can only be used in transaction blocks", severity="WARNING",
            sqlstate=sqlstate.NO_ACTIVE_SQL_TRANSACTION,
        )
    if name == "TRANSACTION SNAPSHOT":
        _import_snapshot(ctx, constant_text(node["args"][0]["A_Const"]))
        return
    set_characteristics(ctx, node.get("args", []), "default_" if name == "SESSION CHARACTERISTICS" else "")


def set_characteristics(ctx: Context, options: list[Node], prefix: str = "") -> None:
    """Set what BEGIN, SET TRANSACTION or, with a prefix, SET SESSION CHARACTERISTICS list."""
    for item in options:
        element = item["DefElem"]
        value = constant_text(element["arg"]["A_Const"])
        set_parameter(ctx.session, prefix + element["defname"], value, local=not prefix)


def _import_snapshot(ctx: Context, identifier: str) -> None:
    """Refuse SET TRANSACTION SNAPSHOT: a history has no other session whose snapshot it could be (ImportSnapshot)."""
    transaction = ctx.session.transaction
    if transaction.has_snapshot or transaction.in_subtransaction:
        raise PgError(sqlstate.ACTIVE_SQL_TRANSACTION, "SET TRANSACTION SNAPSHOT must be called before any query")
    if transaction.characteristics.isolation not in ("serializable", "repeatable read"):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "a snapshot-importing transaction must have isolation level SERIALIZABLE or REPEATABLE READ",
        )
    if set(identifier) <= set("0123456789ABCDEF-") and ctx.postgres >= 17:
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'snapshot "{identifier}" does not exist')
    raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid snapshot identifier: "{identifier}"')


def show_variable(ctx: Context, node: Node) -> None:
    """Run SHOW (GetPGVariable): only the name can be wrong."""
    name = node["name"]
    if name.lower() in ("all", "role", "session_authorization"):
        return
    if parameters(ctx.postgres).find(name) is None and ctx.session.settings.get(name) is None:
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'unrecognized configuration parameter "{name}"')


def set_constraints(ctx: Context, node: Node) -> None:
    """Run SET CONSTRAINTS (AfterTriggerSetState): named constraints must exist and be deferrable."""
    if not ctx.session.transaction.in_block and ctx.top_level:
        ctx.notice(
            "SET CONSTRAINTS can only be used in transaction blocks", severity="WARNING",
            sqlstate=sqlstate.NO_ACTIVE_SQL_TRANSACTION,
        )
    for item in node.get("constraints", ()):
        _check_constraint(ctx, item["RangeVar"], deferred=bool(node.get("deferred")))


def _check_constraint(ctx: Context, name: Node, *, deferred: bool) -> None:
    schema, conname = name.get("schemaname"), name["relname"]
    namespaces = [ctx.namespace.explicit_namespace(schema)] if schema else list(ctx.namespace.active_path())
    found = False
    for namespace in namespaces:
        for constraint in ctx.catalog.pg_constraint.find("conname", (conname, namespace)):
            if constraint.condeferrable:
                found = True
            elif deferred:
                raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'constraint "{conname}" is not deferrable')
            else:
                found = True
        if found:
            return
    raise PgError(
        sqlstate.UNDEFINED_OBJECT, f'constraint "{conname}" does not exist', missing=("constraint", schema, conname)
    )


def discard(ctx: Context, node: Node) -> None:
    """Run DISCARD ALL / PLANS / SEQUENCES / TEMP."""
    target = node["target"]
    if target == "DISCARD_ALL":
        ctx.prevent_in_transaction_block("DISCARD ALL")
        ctx.session.reset()
        ctx.session.prepared.clear()
        ctx.session.cursors = {}
    if target in ("DISCARD_ALL", "DISCARD_TEMP") and ctx.namespace.temp_namespace:
        from analyzer.catalog.objects import ObjectAddress
        from analyzer.commands.objects.deletion import perform_multiple_deletions

        doomed = ctx.catalog.pg_class.find("namespace", ctx.namespace.temp_namespace)
        addresses = [ObjectAddress("pg_class", r.oid) for r in doomed if r.relkind not in "iI"]
        if addresses:
            perform_multiple_deletions(ctx, addresses, cascade=True)


def alter_system(ctx: Context, node: Node) -> None:
    """Run ALTER SYSTEM: privileges and values are checked; no running server changes (AlterSystemSetConfigFile)."""
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        name = node["setstmt"].get("name", "")
        what = f'set parameter "{name}"' if name else 'perform ALTER SYSTEM RESET ALL'
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied to {what}")
    ctx.prevent_in_transaction_block("ALTER SYSTEM")
    statement = node["setstmt"]
    if statement["kind"] == "VAR_RESET_ALL":
        return
    name = statement["name"]
    parameter = parameters(ctx.postgres).find(name)
    if parameter is None:
        return
    if parameter.context == "internal":
        raise PgError(sqlstate.CANT_CHANGE_RUNTIME_PARAM, f'parameter "{parameter.name}" cannot be changed')
    if statement["kind"] == "VAR_SET_VALUE":
        check_value(parameter, flatten_arguments(name, statement.get("args", ())))
