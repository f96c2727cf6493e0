"""FOR VALUES ... of partitions: the values, and whether they fit beside the other partitions' (transformPartitionBound,
src/backend/parser/parse_utilcmd.c; check_new_partition_bound, src/backend/partitioning/partbounds.c).
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze.lsyscache import get_base_type
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import raw_location
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Const, Stored
from analyzer.catalog.pg_partitioned_table import PartitionBound, PgPartitionedTable
from analyzer.commands.constraints import cook
from analyzer.commands.relations.inheritance import partitions
from analyzer.errors import NotSimulated, PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

STRATEGY_NAMES: Final = {"h": "hash", "l": "list", "r": "range"}


def transform_partition_bound(ctx: Context, parent: int, node: Node) -> PartitionBound:
    """Return the bound that FOR VALUES or DEFAULT gives, relid still 0 (transformPartitionBound)."""
    catalog = ctx.catalog
    key = catalog.pg_partitioned_table[parent]
    strategy, location = key.partstrat, node.get("location", 0)
    if node.get("is_default"):
        if strategy == "h":
            raise _bad("a hash-partitioned table may not have a default partition")
        return PartitionBound(0, strategy, is_default=True)
    if node.get("strategy") != strategy:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            f"invalid bound specification for a {STRATEGY_NAMES[strategy]} partition", location=location,
        )
    if strategy == "h":
        modulus, remainder = node.get("modulus", 0), node.get("remainder", 0)
        if modulus <= 0:
            raise _bad("modulus for hash partition must be an integer value greater than zero")
        if remainder < 0:
            raise _bad("remainder for hash partition must be an integer value greater than or equal to zero")
        if remainder >= modulus:
            raise _bad("remainder for hash partition must be less than modulus")
        return PartitionBound(0, "h", modulus=modulus, remainder=remainder)
    columns = key_columns(catalog, key)
    if strategy == "l":
        values: list[Stored] = []
        for datum in node.get("listdatums", ()):
            value = _bound_value(ctx, datum, columns[0])
            if value not in values:
                values.append(value)
        return PartitionBound(0, "l", values=tuple(values))
    lower, upper = node.get("lowerdatums", []), node.get("upperdatums", [])
    for side, word in ((lower, "FROM"), (upper, "TO")):
        if len(side) != len(columns):
            raise _bad(f"{word} must specify exactly one value per partitioning column")
    return PartitionBound(
        0, "r", lower=_range_side(ctx, lower, columns), upper=_range_side(ctx, upper, columns)
    )


def _bad(message: str, location: int = -1) -> PgError:
    return PgError(sqlstate.INVALID_TABLE_DEFINITION, message, location=location)


def key_columns(catalog: Catalog, key: PgPartitionedTable) -> list[tuple[str, int, int, int]]:
    """Return (shown name, type, typmod, collation) of each column or expression of a partition key."""
    from analyzer.deparse.expr import expression

    expressions_left = list(key.partexprs or ())
    found = []
    for position, attnum in enumerate(key.partattrs):
        collation = key.partcollation[position] if position < len(key.partcollation) else 0
        if attnum:
            column = catalog.pg_attribute[(key.partrelid, attnum)]
            found.append((column.attname, column.atttypid, column.atttypmod, collation))
        else:
            expr = expressions_left.pop(0)
            found.append((expression(catalog, expr, key.partrelid), expr_type(expr), -1, collation))
    return found


def _range_side(ctx: Context, datums: list[Node], columns: list[tuple[str, int, int, int]]) -> tuple[Any, ...]:
    values: list[Any] = []
    infinite = ""
    for datum, column in zip(datums, columns, strict=True):
        word = _infinity(datum)
        if infinite and word != infinite:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f"every bound following {infinite.upper()} must also be {infinite.upper()}",
                location=raw_location(datum),
            )
        if word:
            infinite = word
            values.append(word)
            continue
        value = _bound_value(ctx, datum, column)
        if isinstance(value, Const) and value.constvalue is None:
            raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "cannot specify NULL in range bound")
        values.append(value)
    return tuple(values)


def _infinity(datum: Node) -> str:
    """MINVALUE and MAXVALUE come as references to columns of these names."""
    fields = datum.get("ColumnRef", {}).get("fields", ())
    if len(fields) == 1 and fields[0].get("String", {}).get("sval") in ("minvalue", "maxvalue"):
        return str(fields[0]["String"]["sval"])
    return ""


def _bound_value(ctx: Context, node: Node, column: tuple[str, int, int, int]) -> Stored:
    name, typid, typmod, collation = column
    return cook.partition_bound_value(ctx, node, name, typid, typmod, collation)


# -- comparing -----------------------------------------------------------------------------------------------------


class _Unknown:
    """A value that no other can be compared with: NotSimulated where the comparison would decide something."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __eq__(self, other: object) -> bool:
        raise NotSimulated(self.reason)

    def __lt__(self, other: object) -> bool:
        raise NotSimulated(self.reason)

    __gt__ = __lt__
    __hash__ = None  # type: ignore[assignment]


def value_key(catalog: Catalog, value: Any) -> Any:
    """Return a Python value that orders as the type does."""
    if not isinstance(value, Const) or value.constvalue is None:
        return _Unknown("a partition bound's value is not known")
    typid, text = get_base_type(catalog, value.consttype), value.constvalue
    if typid in (t.INT2, t.INT4, t.INT8, t.OID):
        return int(text)
    if typid in (t.NUMERIC, t.FLOAT4, t.FLOAT8):
        try:
            return Decimal(text)
        except InvalidOperation:
            return _Unknown("a partition bound's value is not known")
    if typid in (t.TEXT, t.VARCHAR, t.BPCHAR, t.NAME, t.UUID, t.BOOL, t.CHAR):
        return text
    if typid in (t.DATE, t.TIMESTAMP, t.TIMESTAMPTZ):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return _Unknown("a partition bound's date is not written in ISO form")
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    label = catalog.pg_enum.first("label", (typid, text))
    if label is not None:
        return label.enumsortorder
    return _Unknown("how values of the partition key's type compare is not simulated")


def range_key(catalog: Catalog, side: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what orders one side of a range bound."""
    key: list[Any] = []
    for value in side:
        if value == "minvalue":
            key.append((0,))
            break
        if value == "maxvalue":
            key.append((2,))
            break
        key.append((1, value_key(catalog, value)))
    return tuple(key)


def check_new_partition_bound(ctx: Context, relname: str, parent: int, bound: PartitionBound, node: Node) -> None:
    """Raise 42P17 where the bound is empty or overlaps another partition's (check_new_partition_bound)."""
    catalog = ctx.catalog
    others = [
        (relid, catalog.partition_bound[relid]) for relid in partitions(catalog, parent)
        if catalog.partition_bound.get(relid) is not None
    ]
    if bound.is_default:
        for relid, other in others:
            if other.is_default:
                raise PgError(
                    sqlstate.INVALID_OBJECT_DEFINITION,
                    f'partition "{relname}" conflicts with existing default partition '
                    f'"{catalog.pg_class[relid].relname}"', location=node.get("location", 0),
                )
        return
    others = [(relid, other) for relid, other in others if not other.is_default]
    try:
        if bound.strategy == "h":
            _check_hash(catalog, relname, bound, others, node)
        elif bound.strategy == "l":
            _check_list(catalog, relname, bound, others, node)
        else:
            _check_range(ctx, relname, bound, others, node)
    except TypeError:
        raise NotSimulated("the values of these partition bounds cannot be compared") from None


def _overlap(catalog: Catalog, relname: str, relid: int, location: int) -> PgError:
    return PgError(
        sqlstate.INVALID_OBJECT_DEFINITION,
        f'partition "{relname}" would overlap partition "{catalog.pg_class[relid].relname}"', location=location,
    )


def _check_hash(
    catalog: Catalog, relname: str, bound: PartitionBound, others: list[tuple[int, PartitionBound]], node: Node
) -> None:
    if not others:
        return
    moduli = sorted((other.modulus, other.remainder, relid) for relid, other in others)
    smaller = [entry for entry in moduli if entry[0] <= bound.modulus]
    larger = [entry for entry in moduli if entry[0] > bound.modulus]
    if smaller and bound.modulus % smaller[-1][0]:
        raise _not_a_factor(catalog, bound.modulus, "divisible by", smaller[-1])
    if larger and larger[0][0] % bound.modulus:
        raise _not_a_factor(catalog, bound.modulus, "a factor of", larger[0])
    for modulus, remainder, relid in moduli:
        step = min(modulus, bound.modulus)
        if remainder % step == bound.remainder % step:
            raise _overlap(catalog, relname, relid, node.get("location", 0))


def _not_a_factor(catalog: Catalog, modulus: int, relation: str, other: tuple[int, int, int]) -> PgError:
    return PgError(
        sqlstate.INVALID_OBJECT_DEFINITION, "every hash partition modulus must be a factor of the next larger modulus",
        detail=f"The new modulus {modulus} is not {relation} {other[0]}, the modulus of existing partition "
        f'"{catalog.pg_class[other[2]].relname}".',
    )


def _check_list(
    catalog: Catalog, relname: str, bound: PartitionBound, others: list[tuple[int, PartitionBound]], node: Node
) -> None:
    taken: dict[Any, int] = {}
    for relid, other in others:
        for value in other.values:
            taken[list_key(catalog, value)] = relid
    for value, datum in zip(bound.values, node.get("listdatums", ()), strict=False):
        owner = taken.get(list_key(catalog, value))
        if owner is not None:
            raise _overlap(catalog, relname, owner, raw_location(datum))


def list_key(catalog: Catalog, value: Any) -> Any:
    """Return what tells whether two values of lists are the same; None for NULL."""
    if isinstance(value, Const) and value.constvalue is None:
        return None
    if isinstance(value, Const):
        key = value_key(catalog, value)
        return value.constvalue if isinstance(key, _Unknown) else key
    return value


def _check_range(
    ctx: Context, relname: str, bound: PartitionBound, others: list[tuple[int, PartitionBound]], node: Node
) -> None:
    catalog = ctx.catalog
    lower, upper = range_key(catalog, bound.lower), range_key(catalog, bound.upper)
    order, column = compare_bounds(lower, upper)
    if order >= 0:
        from analyzer.deparse.context import Context as DeparseContext
        from analyzer.deparse.partition import _datum

        context = DeparseContext(catalog, ctx.namespace)
        sides = [f"({', '.join(_datum(value, context) for value in side)})" for side in (bound.lower, bound.upper)]
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, f'empty range bound specified for partition "{relname}"',
            detail=f"Specified lower bound {sides[0]} is greater than or equal to upper bound {sides[1]}.",
            location=raw_location(node["lowerdatums"][column]),
        )
    overlapping = []
    for relid, other in others:
        start, end = range_key(catalog, other.lower), range_key(catalog, other.upper)
        if compare_bounds(start, upper)[0] < 0 and compare_bounds(lower, end)[0] < 0:
            overlapping.append((start, relid))
    if not overlapping:
        return
    first = overlapping[0]
    for candidate in overlapping[1:]:
        if compare_bounds(candidate[0], first[0])[0] < 0:
            first = candidate
    start, relid = first
    # The server points at the new lower bound if that lies within the other partition, else at the upper one.
    order, column = compare_bounds(start, lower)
    if order <= 0:
        raise _overlap(catalog, relname, relid, raw_location(node["lowerdatums"][column]))
    column = compare_bounds(start, upper)[1]
    raise _overlap(catalog, relname, relid, raw_location(node["upperdatums"][column]))


def compare_bounds(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[int, int]:
    """Return the order of two bounds, and the column that decides it (0 if they are equal)."""
    for column, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return (-1 if left < right else 1), column
    return 0, 0
