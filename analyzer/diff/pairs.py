"""Pairing the objects of two catalogs kind by kind, and telling renamed ones from missing and extra ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.catalog import depend
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.objects import OBJECT_KINDS
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.kinds import PARENT_CLASSES, RENAMED, Kind
from analyzer.diff.side import Side

if TYPE_CHECKING:
    from analyzer.diff.pairing import Pairing
    from analyzer.diff.scope import Scope

_TABLES: Final = frozenset({"table", "foreign table"})


class Pairs(NamedTuple):
    """The objects of one kind: paired ones as (intended, live), renamed ones likewise, and those on one side only."""

    kind: Kind
    same: list[tuple[Any, Any]]
    renamed: list[tuple[Any, Any]]
    missing: list[Any]
    extra: list[Any]


def pair_kind(kind: Kind, intended: Scope, live: Scope, pairing: Pairing) -> Pairs:
    """Pair the objects of one kind; what is renamed is stated to the pairing."""
    wanted = {kind.address(r).objid: r for r in intended.records(kind.classid, kind.select)}
    found = Pairs(kind, [], [], [], [])
    taken: set[int] = set()
    extra: list[Any] = []
    for record in live.records(kind.classid, kind.select):
        address = kind.address(record)
        number = pairing.ref(address.classid, address.objid)
        other = wanted.get(number)
        if other is not None:
            taken.add(number)
            found.same.append((other, record))
        elif not _is_of_another_kind(kind, intended, number):
            extra.append(record)
    missing: list[Any] = []
    for number, record in wanted.items():
        if number in taken:
            continue
        other = _untouched(kind, live, number)
        if other is not None:
            found.same.append((record, other))
        elif not _is_of_another_kind(kind, live, pairing.back(kind.address(record).classid, number)):
            missing.append(record)
    missing = [record for record in missing if not _is_part_of_missing(kind, record, intended, pairing)]
    extra = [record for record in extra if not _is_part_of_extra(kind, record, live, pairing)]
    if kind.name in RENAMED and missing and extra:
        found.renamed.extend(_renames(kind, intended, live, pairing, missing, extra))
        for before, after in found.renamed:
            old, new = kind.address(after), kind.address(before)
            pairing.pair(old.classid, old.objid, new.objid)
        if found.renamed:
            pairing.forget()
    gone = {kind.address(pair[0]).objid for pair in found.renamed}
    came = {kind.address(pair[1]).objid for pair in found.renamed}
    found.missing.extend(record for record in missing if kind.address(record).objid not in gone)
    found.extra.extend(record for record in extra if kind.address(record).objid not in came)
    return found


def _is_of_another_kind(kind: Kind, scope: Scope, number: int | None) -> bool:
    """Tell whether the other side has the object as something that comes with another: a constraint its parent has."""
    if number is None or number < 0:
        return False
    if kind.classid in ("pg_class", "pg_type") and kind.name != "sequence":
        return False
    table = scope.catalog.tables[kind.classid]
    record = table.get(number)
    if record is None:
        return False
    if kind.name == "sequence" and record.relkind != "S":
        return False
    return not kind.select(scope.catalog, record)


def _untouched(kind: Kind, live: Scope, number: int) -> Any:
    """Return the live record of an object of initdb's that the migrations changed and nobody changed there."""
    if number >= FIRST_NORMAL_OID:
        return None
    return live.catalog.tables[kind.classid].get(number)


def _is_part_of_missing(kind: Kind, record: Any, intended: Scope, pairing: Pairing) -> bool:
    """Tell whether what an object hangs on is missing too; of a sequence, the column it belongs to."""
    if kind.name == "sequence":
        owner = depend.owned_sequence_column(intended.catalog, record.oid)
        table = pairing.back("pg_class", owner[0]) if owner is not None else None
        return owner is not None and (table is None or owner[1] not in pairing.columns(table).values())
    return any(
        pairing.back(PARENT_CLASSES.get(column, "pg_class"), getattr(record, column)) is None
        for column in kind.parents
    )


def _is_part_of_extra(kind: Kind, record: Any, live: Scope, pairing: Pairing) -> bool:
    if kind.name == "sequence":
        owner = depend.owned_sequence_column(live.catalog, record.oid)
        return owner is not None and (
            pairing.ref("pg_class", owner[0]) < 0 or owner[1] not in pairing.columns(owner[0])
        )
    return any(
        pairing.ref(PARENT_CLASSES.get(column, "pg_class"), getattr(record, column)) < 0 for column in kind.parents
    )


# -- renames -----------------------------------------------------------------------------------------------------------


def _renames(
    kind: Kind, intended: Scope, live: Scope, pairing: Pairing, missing: list[Any], extra: list[Any]
) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs that are equal but for their names, where there is only one way to pair them."""
    left, right = Side(intended.catalog), Side(live.catalog, pairing)
    wanted = _by_shape(kind, left, missing)
    found = _by_shape(kind, right, extra)
    for shape, records in wanted.items():
        others = found.get(shape, [])
        if len(records) == 1 and len(others) == 1:
            yield records[0], others[0]


def _by_shape(kind: Kind, side: Side, records: list[Any]) -> dict[Hashable, list[Any]]:
    shapes: dict[Hashable, list[Any]] = {}
    for record in records:
        shape = _shape(kind, side, record)
        if shape is not None:
            shapes.setdefault(shape, []).append(record)
    return shapes


def _shape(kind: Kind, side: Side, record: Any) -> Hashable | None:
    """Return all that is said of an object but its name; None if that is too little to go by."""
    place: list[Hashable] = []
    properties = OBJECT_KINDS.get(kind.classid)
    if properties is not None and properties.schemacol is not None and not kind.parents:
        place.append(side.ref("pg_namespace", getattr(record, properties.schemacol)))
    place += [side.ref(PARENT_CLASSES.get(column, "pg_class"), getattr(record, column)) for column in kind.parents]
    if kind.name in _TABLES:
        columns = tuple(
            (c.attname, side.ref("pg_type", c.atttypid), c.atttypmod, c.attnotnull)
            for c in columns_of(side.catalog, record.oid)
        )
        return (*place, record.relkind, columns) if columns else None
    if kind.name == "schema":
        content = _content(side, record.oid)
        return content or None
    if kind.name == "function":
        place.append(side.refs("pg_type", record.proargtypes))
    return (*place, *((fact.aspect, fact.value) for fact in kind.facts(side, record)))


def _content(side: Side, namespace: int) -> Hashable:
    """Return the names of what is in a schema."""
    catalog = side.catalog
    found: set[Hashable] = {(r.relkind, r.relname) for r in catalog.pg_class.find("namespace", namespace)}
    found |= {("f", p.proname, len(p.proargtypes)) for p in catalog.pg_proc.find("namespace", namespace)}
    found |= {("t", t.typname) for t in catalog.pg_type.find("namespace", namespace)}
    return frozenset(found)


def pair_columns(relid: int, live_relid: int, intended: Side, live: Side) -> Pairs:
    """Pair the columns of two tables that are the same; Pairs.kind is that of the table's and of no use."""
    from analyzer.diff.kinds import BY_NAME

    pairing = live.pairing
    assert pairing is not None
    found = Pairs(BY_NAME["table"], [], [], [], [])
    numbers = pairing.columns(live_relid)
    wanted = columns_of(intended.catalog, relid)
    actual = columns_of(live.catalog, live_relid)
    by_number = {column.attnum: column for column in wanted}
    for column in actual:
        if column.attnum in numbers:
            found.same.append((by_number[numbers[column.attnum]], column))
    known = {pair[0].attnum for pair in found.same}
    missing = [column for column in wanted if column.attnum not in known]
    extra = [column for column in actual if column.attnum not in numbers]
    for column in list(missing):
        for other in list(extra):
            if _same_place(column, other, wanted, actual, numbers) and _same_type(column, other, intended, live):
                pairing.pair_column(live_relid, other.attnum, column.attnum)
                found.renamed.append((column, other))
                missing.remove(column)
                extra.remove(other)
                break
    found.missing.extend(missing)
    found.extra.extend(extra)
    return found


def _same_place(column: Any, other: Any, wanted: list[Any], actual: list[Any], numbers: dict[int, int]) -> bool:
    """Tell whether two columns stand between the same neighbours."""
    left, right = wanted.index(column), actual.index(other)
    for step in (-1, 1):
        a, b = left + step, right + step
        inside = (0 <= a < len(wanted), 0 <= b < len(actual))
        if inside[0] != inside[1]:
            return False
        if inside[0] and numbers.get(actual[b].attnum) != wanted[a].attnum:
            return False
    return True


def _same_type(column: Any, other: Any, intended: Side, live: Side) -> bool:
    def shape(side: Side, record: Any) -> tuple[Any, ...]:
        return (
            side.ref("pg_type", record.atttypid), record.atttypmod, record.attnotnull, record.attidentity,
            record.attgenerated, record.atthasdef,
        )

    return shape(intended, column) == shape(live, other)
