"""What VERIFY.sql says of a database that was changed, held against what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import psycopg

from analyzer.deparse.names import qualified_relation_name
from analyzer.diff import Change, Comparison


class Row(NamedTuple):
    """One row of VERIFY.sql."""

    result: str
    kind: str
    name: str
    found: str | None


def rows(dsn: str, script: str) -> list[Row]:
    """Return what VERIFY.sql says of a database; the transaction is read-only."""
    with psycopg.connect(dsn, autocommit=True) as connection, connection.transaction():
        connection.execute("SET TRANSACTION READ ONLY")
        return rows_within(connection, script)


def rows_within(connection: psycopg.Connection[Any], script: str) -> list[Row]:
    """Return what VERIFY.sql says within a transaction."""
    return [Row(*row) for row in connection.execute(script.encode()).fetchall()]


def failed(found: Sequence[Row]) -> list[Row]:
    """Return the rows that do not pass."""
    return [row for row in found if row.result != "PASS"]


def deviations(found: Comparison, changes: Sequence[Change], answer: Sequence[Row]) -> Iterator[str]:
    """Yield what VERIFY.sql does not see of the changes, and what it sees besides them and what follows from them."""
    wrong = failed(answer)
    told = {told for change in changes for told in _told(change)}
    seen = {(row.kind, row.name.partition(" on ")[0] if row.kind == "index" else row.name) for row in wrong}
    for kind, name in sorted(told - seen):
        yield f"verify does not see: {kind} {name}"
    kin = [_kin(found, change) for change in changes]
    for row in wrong:
        name = row.name.partition(" on ")[0] if row.kind == "index" else row.name
        if row.result != "FAIL":
            yield f"verify does not know: {row.kind} {row.name}: {row.found}"
        elif (row.kind, name) not in told and not any(map(_follows, [row] * len(kin), changes, kin)):
            yield f"verify sees besides: {row.kind} {row.name}: {row.found}"


def _kin(found: Comparison, change: Change) -> frozenset[str]:
    """Return the tables that inherit from the one a difference is about, or is a partition of."""
    names = set()
    for catalog, address in ((found.intended.catalog, change.address), (found.live.catalog, change.live_address)):
        if address is None:
            continue
        relid = address.objid if address.classid == "pg_class" else 0
        if address.classid == "pg_constraint":
            relid = catalog.pg_constraint[address.objid].conrelid
        if address.classid == "pg_trigger":
            relid = catalog.pg_trigger[address.objid].tgrelid
        if relid in catalog.pg_index:
            relid = catalog.pg_index[relid].indrelid
        todo = [relid]
        while todo:
            rows = catalog.pg_inherits.find("parent", todo.pop())
            todo += [row.inhrelid for row in rows]
            names |= {qualified_relation_name(catalog, row.inhrelid) for row in rows}
    return frozenset(names)


def _told(change: Change) -> set[tuple[str, str]]:
    """Return the rows that must fail for a difference."""
    kind, name = change.kind, change.identity
    if kind == "domain constraint":
        return {("type", name.rpartition(" on ")[2])}
    if change.action == "renamed":
        return {(kind, change.intended or ""), (kind, change.live or "")}
    if change.aspect == "columns' order":
        return {("column order", name)}
    if kind == "role" and change.aspect.startswith("setting "):
        return {("setting", _setting(change.aspect.removeprefix("setting "), name))}
    if kind == "role" and change.aspect.startswith("membership in "):
        return {("membership", f"{name} in {change.aspect.removeprefix('membership in ')}")}
    if kind == "database":
        return {("setting", f"{change.aspect.removeprefix('setting ')} of this database")}
    if kind == "column" and change.aspect.startswith("identity "):
        # Its sequence says so.
        return set()
    return {(kind, name)}


def _setting(aspect: str, role: str) -> str:
    name, _, where = aspect.partition(" in ")
    return f"{name} of role {role}" + (f" in {where}" if where else "")


def _follows(row: Row, change: Change, kin: frozenset[str]) -> bool:
    """Tell whether a row fails because of a difference that is another object's."""
    # A child has what its parent has.
    if any(row.name.startswith(f"{name}.") or row.name.endswith(f" on {name}") for name in kin):
        return True
    if change.action == "changed":
        return _follows_changed(row, change)
    renamed = change.action == "renamed"
    for name in {change.identity, change.live if renamed else change.identity}:
        assert name is not None
        # What is a part of the object, or hangs on it, goes and comes with it.
        if row.name.startswith(f"{name}.") or row.name.endswith((f" on {name}", f" in {name}")) or name in row.name:
            return True
        bare = _bare(name)
        # What names the object says another name.
        if renamed and bare in (row.found or ""):
            return True
        # A sequence that belongs to the column.
        if row.found in ("missing", "not intended") and row.kind == "sequence" and bare in row.name:
            return True
    return False


def _bare(name: str) -> str:
    """Return the last part of a name, without quotes at its ends."""
    return (name.rpartition(" on ")[0] or name).partition("(")[0].rpartition(".")[2].strip('"')


def _follows_changed(row: Row, change: Change) -> bool:
    if change.kind == "column" and change.aspect.startswith(("type", "identity", "default")):
        # The sequence of an identity column; expressions with other casts.
        table = change.identity.rpartition(".")[0]
        return row.kind == "sequence" or row.name.endswith(f" on {table}")
    if change.aspect in ("partition of", "inherits"):
        return row.name.startswith(f"{change.identity}.") or row.name.endswith(f" on {change.identity}")
    if change.aspect == "query":
        return row.kind == "column" and row.name.startswith(f"{change.identity}.")
    return False
