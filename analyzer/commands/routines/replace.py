"""What CREATE OR REPLACE FUNCTION may not change (ProcedureCreate, src/backend/catalog/pg_proc.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.type_oids import RECORD
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.names import quote_identifier

_KINDS = {"a": "an aggregate function", "f": "a function", "p": "a procedure", "w": "a window function"}


def check_replacement(ctx: Context, old: PgProc, new: PgProc, *, replace: bool) -> None:
    """Raise unless the new routine may take the old one's place."""
    name = new.proname
    if not replace:
        raise PgError(
            sqlstate.DUPLICATE_FUNCTION, f'function "{name}" already exists with same argument types'
        )
    acl.check_owner(ctx.catalog, ObjectAddress("pg_proc", old.oid), ctx.roleid)
    if old.prokind != new.prokind:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "cannot change routine kind", detail=f'"{name}" is {_KINDS[old.prokind]}.'
        )
    hint = f"Use {_drop_command(ctx, old)} first."
    if old.prorettype != new.prorettype or old.proretset != new.proretset:
        what = (
            "cannot change whether a procedure has output parameters"
            if new.prokind == "p"
            else "cannot change return type of existing function"
        )
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, what, hint=hint)
    if new.prorettype == RECORD and _output_row(old) != _output_row(new):
        raise PgError(
            sqlstate.INVALID_FUNCTION_DEFINITION, "cannot change return type of existing function",
            detail="Row type defined by OUT parameters is different.", hint=hint,
        )
    _check_names(old, new, hint)
    if old.pronargdefaults:
        if new.pronargdefaults < old.pronargdefaults:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION,
                "cannot remove parameter defaults from existing function", hint=hint,
            )
        _check_default_types(ctx, old, new, hint)


def _check_names(old: PgProc, new: PgProc, hint: str) -> None:
    before, after = _input_names(old), _input_names(new)
    for position, name in enumerate(before):
        if name and (position >= len(after) or after[position] != name):
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION, f'cannot change name of input parameter "{name}"', hint=hint
            )


def _check_default_types(ctx: Context, old: PgProc, new: PgProc, hint: str) -> None:
    from analyzer.analyze.nodefuncs import expr_type

    after = (new.proargdefaults or ())[-old.pronargdefaults :]
    for before, now in zip(old.proargdefaults or (), after, strict=False):
        if expr_type(before) != expr_type(now):
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION,
                "cannot change data type of existing parameter default value", hint=hint,
            )


def _input_names(proc: PgProc) -> list[str]:
    names = proc.proargnames or ()
    modes = proc.proargmodes or "i" * len(names)
    # Output parameters' names count too, but for procedures and for what a table function returns.
    return [name for name, mode in zip(names, modes, strict=False) if mode in "ibv"]


def _output_row(proc: PgProc) -> list[tuple[str, int]] | None:
    if proc.proallargtypes is None or proc.proargmodes is None:
        return None
    names = proc.proargnames or ("",) * len(proc.proallargtypes)
    return [
        (name or f"column{position}", typid)
        for position, (name, typid, mode) in enumerate(
            ((n, t, m) for n, t, m in zip(names, proc.proallargtypes, proc.proargmodes, strict=True) if m in "obt"), 1
        )
    ]


def _drop_command(ctx: Context, proc: PgProc) -> str:
    arguments = ",".join(format_type(ctx.catalog, typid, namespace=ctx.namespace) for typid in proc.proargtypes)
    noun = {"p": "PROCEDURE", "a": "AGGREGATE"}.get(proc.prokind, "FUNCTION")
    visible = any(
        found.oid == proc.oid
        for _position, found in ctx.namespace.candidates("pg_proc", "pronamespace", None, proc.proname)
    )
    name = quote_identifier(proc.proname)
    if not visible:
        name = f"{quote_identifier(ctx.catalog.pg_namespace[proc.pronamespace].nspname)}.{name}"
    return f"DROP {noun} {name}({arguments})"
