"""Functions called by oid on known values: users' own, those over the catalog, built-in ones
(src/backend/utils/fmgr/fmgr.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog.namespace import PG_CATALOG
from analyzer.plpgsql import builtins, catalog_functions, sequences
from analyzer.plpgsql.reg_types import reg_text
from analyzer.plpgsql.values import REG_TYPES, UNKNOWN, Moment, SetOf, Some, known

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def printed(value: Any, typid: int, executor: Executor) -> Any:
    """An argument as its type's output function writes it, where the value itself does not tell the type."""
    if typid in REG_TYPES and isinstance(value, int):
        return reg_text(executor.ctx.namespace, typid, value)
    return value


def call(funcid: int, args: list[Any], executor: Executor, *, variadic: bool = False) -> Any:
    """Return a function's result for these arguments."""
    proc = executor.catalog.pg_proc.get(funcid)
    if proc is None:
        return UNKNOWN
    if proc.pronamespace != PG_CATALOG:
        result = executor.call_user_function(proc, args)
        return UNKNOWN if isinstance(result, SetOf) else result
    if variadic and args and isinstance(args[-1], list):
        args = [*args[:-1], *args[-1]]
    if proc.proname.startswith("pg_event_trigger_"):
        return _event_function(proc.proname, executor)
    if proc.proname in sequences.FUNCTIONS:
        return sequences.FUNCTIONS[proc.proname](executor, args)
    own = catalog_functions.FUNCTIONS.get(proc.proname)
    if own is not None:
        if not all(known(arg) for arg in args):
            return UNKNOWN
        return None if None in args and proc.proisstrict else own(executor, *args)
    loose = builtins.NOT_STRICT.get(proc.proname)
    if loose is not None:
        return executor.computed(loose(*args))
    if proc.proisstrict and None in args:
        return None
    if proc.proname in ("now", "transaction_timestamp"):
        return now(executor)
    if proc.proname in builtins.NEVER_NULL and (
        all(arg is not UNKNOWN for arg in args) or not proc.proisstrict
    ):
        generated = builtins.STRICT.get(proc.proname) if all(known(arg) for arg in args) else None
        value = UNKNOWN if generated is None else generated(*args)
        return Some(unique=proc.proname in builtins.UNIQUE) if value is UNKNOWN else value
    strict = builtins.STRICT.get(proc.proname)
    if strict is None or not all(known(arg) for arg in args):
        return UNKNOWN
    return None if None in args else executor.computed(strict(*args))


def _event_function(name: str, executor: Executor) -> Any:
    from analyzer.plpgsql.event_triggers import FUNCTIONS

    result = FUNCTIONS[name](executor) if name in FUNCTIONS else UNKNOWN
    return UNKNOWN if isinstance(result, SetOf) else result


def now(executor: Executor) -> Moment:
    """Return the time at which the transaction began."""
    return Moment(executor.ctx.session.transaction.started)
