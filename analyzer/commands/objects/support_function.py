"""Functions that other objects are built on, by name and signature (src/backend/parser/parse_func.c)."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer import sqlstate
from analyzer.analyze.func import lookup_function
from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type, func_signature
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_proc import PgProc
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string, qualified
from analyzer.tree.parse import Node


def undefined_function(ns: Namespace, names: list[Node], argtypes: Sequence[int]) -> PgError:
    """Return the 42883 for a function that is not there."""
    schema, name = qualified(names)
    shown = func_signature(ns, name_list_to_string(names), argtypes)
    return PgError(sqlstate.UNDEFINED_FUNCTION, f"function {shown} does not exist", missing=("function", schema, name))


def require_function(ns: Namespace, names: list[Node], argtypes: Sequence[int]) -> PgProc:
    """Return the function with exactly these argument types; 42883 if there is none (LookupFuncName)."""
    schema, _name = qualified(names)
    found = lookup_function(ns, names, argtypes)
    if found is None:
        if schema is not None:
            ns.explicit_namespace(schema)
        raise undefined_function(ns, names, argtypes)
    return found


def require_either(
    ns: Namespace, names: list[Node], argtypes: Sequence[int], other: Sequence[int], what: str
) -> PgProc:
    """Return the function with one of two signatures; 42725 if both exist, 42883 naming the first if none does."""
    first, second = lookup_function(ns, names, argtypes), lookup_function(ns, names, other)
    if first is not None and second is not None:
        raise PgError(
            sqlstate.AMBIGUOUS_FUNCTION, f"{what} {name_list_to_string(names)} has multiple matches"
        )
    found = first or second
    if found is None:
        raise undefined_function(ns, names, argtypes)
    return found


def check_returns(ns: Namespace, proc: PgProc, names: list[Node], what: str, typid: int) -> None:
    """Raise 42P17 unless the function returns the type; `what` names its part ("type input function")."""
    if proc.prorettype != typid:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION,
            f"{what} {name_list_to_string(names)} must return type {format_type(ns.catalog, typid, namespace=ns)}",
        )


def internal_name(proc: PgProc) -> str:
    """Return the C function behind a routine in language internal: its own name where the routine is built in."""
    return proc.prosrc or proc.proname


def check_execute(ctx: Context, proc: PgProc, shown: str | None = None) -> None:
    """Raise 42501 unless the current role may execute the function; `shown` is its name in the message."""
    if not acl.privileges(ctx.catalog, ObjectAddress("pg_proc", proc.oid), ctx.roleid, acl.EXECUTE):
        name = proc.proname if shown is None else shown
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for function {name}")
