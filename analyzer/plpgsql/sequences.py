"""nextval(), setval() and the numbers that defaults take from sequences (src/backend/commands/sequence.c)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog import exprs as e
from analyzer.errors import PgError
from analyzer.plpgsql.values import Some
from analyzer.session.sequences import Position

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.commands.context import Context
    from analyzer.plpgsql.execute import Executor


def next_value(executor: Executor, seqid: Any) -> Any:
    """Return a sequence's next value: a number that is not known where its position is not."""
    catalog, sequences = executor.catalog, executor.ctx.session.sequences
    record = catalog.pg_sequence.get(seqid) if isinstance(seqid, int) else None
    if record is None:
        forget_all_sequences(executor.ctx)
        return Some()
    position = None if catalog.pg_class.is_baseline(seqid) else sequences.of(seqid, record.seqstart)
    if position is None or record.seqcache > 1:
        sequences.set(seqid, None)
        return Some()
    value = position.last_value
    if position.is_called:
        value += record.seqincrement
        if not record.seqmin <= value <= record.seqmax:
            if not record.seqcycle:
                which, limit = ("maximum", record.seqmax) if record.seqincrement > 0 else ("minimum", record.seqmin)
                raise PgError(
                    sqlstate.SEQUENCE_GENERATOR_LIMIT_EXCEEDED,
                    f'nextval: reached {which} value of sequence "{catalog.pg_class[seqid].relname}" ({limit})',
                )
            value = record.seqmin if record.seqincrement > 0 else record.seqmax
    sequences.set(seqid, Position(value, is_called=True))
    return value


def _nextval(executor: Executor, args: list[Any]) -> Any:
    return next_value(executor, args[0])


def _setval(executor: Executor, args: list[Any]) -> Any:
    if None in args:
        return None
    catalog, sequences = executor.catalog, executor.ctx.session.sequences
    seqid, value, called = (*args, True)[:3]
    record = catalog.pg_sequence.get(seqid) if isinstance(seqid, int) else None
    if record is None:
        forget_all_sequences(executor.ctx)
        return Some()
    if not isinstance(value, int) or not isinstance(called, bool):
        sequences.set(seqid, None)
        return Some()
    if not record.seqmin <= value <= record.seqmax:
        raise PgError(
            sqlstate.NUMERIC_VALUE_OUT_OF_RANGE,
            f'setval: value {value} is out of bounds for sequence "{catalog.pg_class[seqid].relname}" '
            f"({record.seqmin}..{record.seqmax})",
        )
    sequences.set(seqid, Position(value, called))
    return value


FUNCTIONS: Final[dict[str, Callable[[Executor, list[Any]], Any]]] = {"nextval": _nextval, "setval": _setval}
"""Functions of pg_catalog that move sequences."""


def identity_value(executor: Executor, relid: int, attnum: int) -> Any:
    """Return the next value of an identity column."""
    found = depend.owned_sequences(executor.catalog, relid, attnum, depend.INTERNAL)
    return next_value(executor, found[0]) if len(found) == 1 else Some()


def forget_all_sequences(ctx: Context) -> None:
    """Know nothing any more of where any sequence stands."""
    ctx.session.sequences.forget_all(ctx.catalog.peek_oid())


def forget_sequences(ctx: Context, relid: int) -> None:
    """A statement has taken some numbers, nobody knows how many, for the defaults of a table."""
    for seqid in _sequences_of(ctx.catalog, relid):
        ctx.session.sequences.set(seqid, None)


def _sequences_of(catalog: Catalog, relid: int) -> Iterator[int]:
    for column in catalog.pg_attribute.find("relation", relid):
        if column.attidentity:
            yield from depend.owned_sequences(catalog, relid, column.attnum, depend.INTERNAL)
    for default in catalog.pg_attrdef.find("relation", relid):
        for row in catalog.pg_depend.find("object", ("pg_attrdef", default.oid)):
            if row.refclassid == "pg_class" and row.refobjid in catalog.pg_sequence:
                yield row.refobjid


def moves_sequences(catalog: Catalog, query: e.Query) -> bool:
    """Tell whether a query itself calls nextval() or setval()."""
    for node in e.nodes(query):
        if isinstance(node, e.FuncExpr):
            proc = catalog.pg_proc.get(node.funcid)
            if proc is not None and proc.proname in FUNCTIONS:
                return True
    return False
