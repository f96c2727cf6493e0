"""Deleting objects with what depends on them: performDeletion and its like (src/backend/catalog/dependency.c).

Works out what goes (`find_dependents`), reports it, and hands each object to `removal` in an order that is safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.depend import FIRST_UNPINNED_OID, SHARED_CLASSES
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.commands.objects.removal import remove
from analyzer.deparse.describe import object_description
from analyzer.errors import PgError, counted
from analyzer.steps import Cascade

ORIGINAL: Final = 0x0001
NORMAL: Final = 0x0002
AUTO: Final = 0x0004
INTERNAL: Final = 0x0008
PARTITION: Final = 0x0010
EXTENSION: Final = 0x0020
REVERSE: Final = 0x0040
IS_PART: Final = 0x0080
SUBOBJECT: Final = 0x0100
"""How an object came to be deleted (DEPFLAG_*)."""

_SUBFLAGS: Final = {"n": NORMAL, "a": AUTO, "x": AUTO, "i": INTERNAL, "P": PARTITION, "S": PARTITION, "e": EXTENSION}

MAX_REPORTED_DEPS: Final = 100


class _Target:
    """An object on the way to deletion (ObjectAddressExtra); `dependee` is whose deletion forces it."""

    __slots__ = ("address", "dependee", "flags")

    def __init__(self, address: ObjectAddress, flags: int, dependee: ObjectAddress | None = None) -> None:
        self.address = address
        self.flags = flags
        self.dependee = dependee


class _Targets:
    """Objects to delete, in a safe order, found by address in constant time."""

    def __init__(self) -> None:
        self.ordered: list[_Target] = []
        self._by_object: dict[tuple[str, int], list[_Target]] = {}

    def add(self, target: _Target) -> None:
        self.ordered.append(target)
        self._by_object.setdefault(target.address[:2], []).append(target)

    def present_add_flags(self, address: ObjectAddress, flags: int) -> bool:
        """Tell whether the object is there (or a column's whole relation), and note one more way it was reached."""
        return _add_flags(self._by_object.get(address[:2], ()), address, flags)


def _add_flags(targets: Iterable[_Target], address: ObjectAddress, flags: int) -> bool:
    present = False
    for target in targets:
        if target.address[:2] != address[:2]:
            continue
        if target.address.objsubid == address.objsubid:
            target.flags |= flags
            present = True
        elif target.address.objsubid == 0:
            present = True
        elif address.objsubid == 0 and flags:
            # The whole goes: its column, found before, need not be reported.
            target.flags |= flags | SUBOBJECT
    return present


def perform_deletion(
    ctx: Context,
    address: ObjectAddress,
    cascade: bool | str = False,
    *,
    quietly: bool = False,
    skip_original: bool = False,
    skip_extensions: bool = False,
) -> None:
    """Delete the object and what depends on it; 2BP01 if something does and `cascade` is not asked for
    (performDeletion).

    `cascade` is a bool or the grammar's "DROP_CASCADE"/"DROP_RESTRICT". `quietly` sends no notice of the cascade;
    `skip_original` deletes the dependents alone; `skip_extensions` lets members of an extension be deleted.
    """
    perform_multiple_deletions(
        ctx, [address], cascade, quietly=quietly, skip_original=skip_original, skip_extensions=skip_extensions
    )


def perform_multiple_deletions(
    ctx: Context,
    addresses: Sequence[ObjectAddress],
    cascade: bool | str = False,
    *,
    quietly: bool = False,
    skip_original: bool = False,
    skip_extensions: bool = False,
    concurrently: bool = False,
) -> None:
    """Delete several objects at once: what depends on one of them may be another of them (performMultipleDeletions)."""
    if not addresses:
        return
    targets = _Targets()
    pending = frozenset(addresses)
    for address in addresses:
        _lock(ctx, address, concurrently)
        _find_dependents(ctx, address, ORIGINAL, [], targets, pending, skip_extensions)
    _report(
        ctx, targets.ordered, cascade in (True, "DROP_CASCADE"), quietly, addresses[0] if len(addresses) == 1 else None
    )
    for target in targets.ordered:
        if skip_original and target.flags & ORIGINAL:
            continue
        delete_one_object(ctx, target.address, concurrently=concurrently)


def delete_one_object(ctx: Context, address: ObjectAddress, *, concurrently: bool = False) -> None:
    """Delete an object's rows, its dependencies, comments and labels (deleteOneObject)."""
    catalog = ctx.catalog
    remove(ctx, address, concurrently=concurrently)
    for name in ("pg_depend", "pg_description", "pg_seclabel"):
        table = catalog.tables[name]
        for row in table.find("object", address[:2]):
            if address.objsubid in (0, row.objsubid):
                table.delete(table.key_of(row))


def is_pinned(address: ObjectAddress) -> bool:
    """Tell whether initdb made the object as part of the system itself (IsPinnedObject)."""
    if address.classid in ("pg_database", "pg_tablespace", "pg_authid", "pg_user_mapping"):
        return False
    return address.objid < FIRST_UNPINNED_OID and address != ("pg_namespace", 2200, 0)


def _lock(ctx: Context, address: ObjectAddress, concurrently: bool = False) -> None:
    if address.classid == "pg_class":
        ctx.lock(address.objid, "ShareUpdateExclusiveLock" if concurrently else "AccessExclusiveLock")


def _find_dependents(
    ctx: Context,
    address: ObjectAddress,
    flags: int,
    stack: list[_Target],
    targets: _Targets,
    pending: frozenset[ObjectAddress],
    skip_extensions: bool,
) -> None:
    """Put what depends on the object, then the object, into `targets` (findDependentObjects)."""
    catalog = ctx.catalog
    if _add_flags(stack, address, flags) or targets.present_add_flags(address, flags):
        return
    if is_pinned(address):
        raise PgError(
            sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
            f"cannot drop {_describe(ctx, address)} because it is required by the database system",
        )
    reached = _look_up_owners(ctx, address, flags, stack, targets, pending, skip_extensions)
    if reached is None:
        return
    flags, partition = reached
    here = _Target(address, flags)
    stack.append(here)
    for dependent, subflags in dependents_newest_first(catalog, address):
        _lock(ctx, dependent)
        _find_dependents(ctx, dependent, subflags, stack, targets, pending, skip_extensions)
    stack.pop()
    here.dependee = partition if here.flags & IS_PART else stack[-1].address if stack else None
    targets.add(here)


def _look_up_owners(
    ctx: Context,
    address: ObjectAddress,
    flags: int,
    stack: list[_Target],
    targets: _Targets,
    pending: frozenset[ObjectAddress],
    skip_extensions: bool,
) -> tuple[int, ObjectAddress | None] | None:
    """Look at what the object is a part of: None if it goes with that; else its flags and its partition parent."""
    owning: ObjectAddress | None = None
    partition: ObjectAddress | None = None
    for row in ctx.catalog.pg_depend.find("object", address[:2]):
        if row.refclassid in SHARED_CLASSES or address.objsubid not in (0, row.objsubid):
            continue
        other = ObjectAddress(row.refclassid, row.refobjid, row.refobjsubid)
        if (other[:2] == address[:2] and address.objsubid == 0) or row.deptype in ("n", "a", "x"):
            continue
        if row.deptype in ("P", "S"):
            if row.deptype == "P" or not flags & IS_PART:
                partition = other
            flags |= IS_PART
            continue
        if row.deptype == "e" and (skip_extensions or _is_being_created(ctx, other)):
            continue
        if not stack:
            if other in pending:
                # Its owner is to be deleted too: it goes when that does.
                return None
            if owning is None or row.deptype == "e":
                owning = other
            continue
        if _add_flags(stack, other, 0):
            continue
        # Deleting the part means deleting the whole: go on from there.
        _lock(ctx, other)
        _find_dependents(ctx, other, REVERSE, stack, targets, pending, skip_extensions)
        targets.present_add_flags(address, flags)
        return None
    if owning is not None:
        raise _required_by(ctx, address, partition or owning)
    return flags, partition


def dependents_newest_first(catalog: Catalog, address: ObjectAddress) -> list[tuple[ObjectAddress, int]]:
    """Return (dependent object, how it depends) in the order in which the server visits them
    (object_address_comparator).
    """
    found: list[tuple[ObjectAddress, int]] = []
    for row in catalog.pg_depend.find("referenced", address[:2]):
        if row.refclassid in SHARED_CLASSES or address.objsubid not in (0, row.refobjsubid):
            continue
        other = ObjectAddress(row.classid, row.objid, row.objsubid)
        if other[:2] == address[:2] and address.objsubid == 0:
            continue
        found.append((other, _SUBFLAGS[row.deptype]))
    found.sort(key=lambda pair: (-pair[0].objid, pair[0].classid, pair[0].objsubid))
    return found


def _is_being_created(ctx: Context, other: ObjectAddress) -> bool:
    return other.classid == "pg_extension" and other.objid == ctx.session.creating_extension != 0


def _report(
    ctx: Context, targets: list[_Target], cascade: bool, quietly: bool, original: ObjectAddress | None
) -> None:
    """Refuse the deletion, or tell what it cascades to (reportDependentObjects)."""
    for target in targets:
        if target.flags & IS_PART and not target.flags & PARTITION and target.dependee is not None:
            raise _required_by(ctx, target.address, target.dependee)
    if cascade and quietly:
        return
    lines: list[str] = []
    for target in reversed(targets):
        if target.flags & (ORIGINAL | SUBOBJECT | AUTO | INTERNAL | PARTITION | EXTENSION):
            continue
        description = _describe(ctx, target.address)
        if cascade:
            lines.append(f"drop cascades to {description}")
            ctx.effect(Cascade(*target.address, description))
        else:
            assert target.dependee is not None
            lines.append(f"{description} depends on {_describe(ctx, target.dependee)}")
    if not lines:
        return
    if not cascade:
        raise PgError(
            sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
            "cannot drop desired object(s) because other objects depend on them"
            if original is None
            else f"cannot drop {_describe(ctx, original)} because other objects depend on it",
            detail=_detail(lines),
            hint="Use DROP ... CASCADE to drop the dependent objects too.",
        )
    ctx.notice(lines[0] if len(lines) == 1 else f"drop cascades to {len(lines)} other objects\n{_detail(lines)}")


def _detail(lines: list[str]) -> str:
    left = len(lines) - MAX_REPORTED_DEPS
    if left <= 0:
        return "\n".join(lines)
    more = f"\nand {counted(left, 'other object')} (see server log for list)"
    return "\n".join(lines[:MAX_REPORTED_DEPS]) + "\n" + more.removeprefix("\n")


def _required_by(ctx: Context, address: ObjectAddress, other: ObjectAddress) -> PgError:
    described = _describe(ctx, other)
    return PgError(
        sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
        f"cannot drop {_describe(ctx, address)} because {described} requires it",
        hint=f"You can drop {described} instead.",
    )


def _describe(ctx: Context, address: ObjectAddress) -> str:
    return object_description(ctx.catalog, address, ctx.namespace)
