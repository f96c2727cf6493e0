"""From lock effects to the strongest lock per named relation that was there before, as `trace` prints them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analyzer.catalog.catalog import Catalog
from analyzer.steps import LOCK_MODES, Effect, Lock, Rewrite
from analyzer.tree.names import quote_qualified

_STRENGTH: Final = {mode: i for i, mode in enumerate(LOCK_MODES)}
_SHOWN: Final = frozenset("rpvmf")


def locks_and_rewrites(
    catalog: Catalog, effects: Iterable[Effect], first_new_oid: int
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return ((relation, strongest mode), ...) and the rewritten relations, each sorted by name.

    Only user tables, views, materialized views and foreign tables that existed before the statement (oid below
    `first_new_oid`) and still do; AccessShareLock is left out.
    """
    strongest: dict[int, str] = {}
    rewritten: set[int] = set()
    for effect in effects:
        if isinstance(effect, Lock):
            if _STRENGTH[effect.mode] > _STRENGTH.get(strongest.get(effect.relid, ""), 0):
                strongest[effect.relid] = effect.mode
        elif isinstance(effect, Rewrite):
            rewritten.add(effect.relid)
    if not strongest and not rewritten:
        return (), ()
    locks = []
    for relid, mode in strongest.items():
        name = _name(catalog, relid, first_new_oid)
        if name is not None:
            locks.append((name, mode))
    rewrites = (_name(catalog, relid, first_new_oid) for relid in rewritten)
    return tuple(sorted(locks)), tuple(sorted(name for name in rewrites if name is not None))


def _name(catalog: Catalog, relid: int, first_new_oid: int) -> str | None:
    if relid >= first_new_oid:
        return None
    relation = catalog.pg_class.get(relid)
    if relation is None or relation.relkind not in _SHOWN:
        return None
    schema = catalog.pg_namespace[relation.relnamespace].nspname
    return None if schema.startswith("pg_") else quote_qualified(schema, relation.relname)
