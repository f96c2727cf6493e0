"""Whether a column's new type forces the table to be written anew (ATColumnChangeRequiresRewrite,
src/backend/commands/tablecmds.c;
the planner support functions of length coercions, varchar_support and its like).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from analyzer.analyze.nodefuncs import expr_typmod
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import CoerceToDomain, Const, FuncExpr, RelabelType, Stored, Var
from analyzer.commands.alter_table.columns.add_drop import domain_has_constraints
from analyzer.commands.context import Context

VARHDRSZ: Final = 4
MAX_TIMESTAMP_PRECISION: Final = 6
_TIME_ZONE_CASTS: Final = frozenset({("timestamptz", "timestamp"), ("timestamp", "timestamptz")})


def requires_rewrite(ctx: Context, expr: Stored, attnum: int) -> bool:
    """Tell whether a conversion does more than look at the same bytes in another way."""
    catalog = ctx.catalog
    while True:
        if isinstance(expr, Var):
            return expr.varattno != attnum
        if isinstance(expr, RelabelType):
            expr = expr.arg
        elif isinstance(expr, CoerceToDomain):
            if domain_has_constraints(catalog, expr.resulttype):
                return True
            expr = expr.arg
        elif isinstance(expr, FuncExpr) and (_is_no_op(catalog, expr) or _is_utc_cast(ctx, expr)):
            expr = expr.args[0]
        else:
            return True


def _is_utc_cast(ctx: Context, expr: FuncExpr) -> bool:
    """Between timestamp and timestamptz nothing changes while the session's time zone is UTC."""
    function = ctx.catalog.pg_proc[expr.funcid]
    if function.pronamespace != 11 or len(function.proargtypes) != 1:
        return False
    source = ctx.catalog.pg_type[function.proargtypes[0]].typname
    target = ctx.catalog.pg_type[function.prorettype].typname
    if (source, target) not in _TIME_ZONE_CASTS:
        return False
    zone = (ctx.session.settings.get("timezone") or "UTC").strip("'").upper()
    return zone in ("UTC", "GMT", "ETC/UTC", "UCT", "ZULU", "ETC/GMT", "UNIVERSAL", "0")


def _is_no_op(catalog: Catalog, expr: FuncExpr) -> bool:
    """Tell whether a length coercion cannot change any value, so that the planner takes it away."""
    function = catalog.pg_proc[expr.funcid]
    support = catalog.pg_proc.get(function.prosupport) if function.prosupport else None
    check = _SUPPORT.get(support.proname) if support is not None else None
    if check is None or len(expr.args) < 2:
        return False
    wanted: Any = expr.args[1]
    if not isinstance(wanted, Const) or wanted.constvalue is None:
        return False
    return check(expr_typmod(expr.args[0]), int(wanted.constvalue))


def _varchar(old: int, new: int) -> bool:
    return new < 0 or (old >= 0 and old - VARHDRSZ <= new - VARHDRSZ)


def _varbit(old: int, new: int) -> bool:
    return new <= 0 or (old > 0 and old <= new)


def _numeric(old: int, new: int) -> bool:
    if new < VARHDRSZ:
        return True
    if old < VARHDRSZ:
        return False
    same_scale = (old - VARHDRSZ) & 0x7FF == (new - VARHDRSZ) & 0x7FF
    return same_scale and (new - VARHDRSZ) >> 16 >= (old - VARHDRSZ) >> 16


def _temporal(old: int, new: int) -> bool:
    return new < 0 or new == MAX_TIMESTAMP_PRECISION or (old >= 0 and new >= old)


def _interval(old: int, new: int) -> bool:
    if new < 0:
        return True
    full_range, full_precision = 0x7FFF, 0xFFFF
    new_range, new_precision = new >> 16 & full_range, new & full_precision
    old_range = old >> 16 & full_range if old >= 0 else full_range
    old_precision = old & full_precision if old >= 0 else full_precision
    # The lowest field decides what is cut off; the bit of SECOND is 12, of YEAR 2 (datetime.h).
    least_new, least_old = _least_field(new_range), _least_field(old_range)
    if least_new == 0 and (
        old_precision >= MAX_TIMESTAMP_PRECISION
        and (new_precision >= MAX_TIMESTAMP_PRECISION or new_precision >= old_precision)
    ):
        return True
    return least_new <= least_old and (least_old > 0 or new_precision >= min(old_precision, MAX_TIMESTAMP_PRECISION))


def _least_field(fields: int) -> int:
    """How coarse the finest field is: 0 seconds, 1 minutes, 2 hours, 3 days, 4 months, 5 years
    (intervaltypmodleastfield).
    """
    for position, bit in enumerate((12, 11, 10, 3, 1, 2)):
        if fields & (1 << bit):
            return position
    return 0


_SUPPORT: Final[dict[str, Callable[[int, int], bool]]] = {
    "varchar_support": _varchar,
    "varbit_support": _varbit,
    "numeric_support": _numeric,
    "timestamp_support": _temporal,
    "time_support": _temporal,
    "interval_support": _interval,
}
