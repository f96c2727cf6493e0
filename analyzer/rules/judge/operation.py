"""What the rules about the safety of an operation share: what was there before the migration, what a lock keeps
waiting, and how to name both (the table of lock conflicts: src/backend/storage/lmgr/lock.c).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, TypeGuard

from analyzer.catalog.objects import relation_noun
from analyzer.rules.judge.silence import Silence
from analyzer.steps import LOCK_MODES, IndexBuild, Lock, Rewrite, Scan
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.rules.judge.views import FileView, StepView
    from analyzer.steps import Effect, Step

_STRENGTH: Final = {mode: number for number, mode in enumerate(LOCK_MODES)}
WRITERS_WAIT: Final = _STRENGTH["ShareLock"]
"""The weakest lock that INSERT, UPDATE and DELETE wait for."""
_READERS_WAIT: Final = _STRENGTH["AccessExclusiveLock"]


# -- names ---------------------------------------------------------------------------------------------------------


def qualified(catalog: Catalog, schema: int, name: str) -> str:
    """Return ``schema.name``, quoted where necessary; the bare name where the schema is gone."""
    namespace = catalog.pg_namespace.get(schema)
    return quote_qualified(namespace.nspname if namespace is not None else None, name)


def relation_name(catalog: Catalog, relation: PgClass) -> str:
    """Return ``public.orders``."""
    return qualified(catalog, relation.relnamespace, relation.relname)


def described(catalog: Catalog, relation: PgClass) -> str:
    """Return ``table public.orders``."""
    return f"{relation_noun(relation.relkind)} {relation_name(catalog, relation)}"


def column_name(catalog: Catalog, relation: PgClass, column: str) -> str:
    """Return ``public.orders.total``."""
    return f"{relation_name(catalog, relation)}.{quote_identifier(column)}"


def constraint_name(catalog: Catalog, constraint: PgConstraint) -> str:
    """Return ``constraint total_positive on public.orders``."""
    relation = catalog.pg_class.get(constraint.conrelid)
    on = f" on {relation_name(catalog, relation)}" if relation is not None else ""
    return f"constraint {quote_identifier(constraint.conname)}{on}"


def listed(names: list[str], limit: int = 5) -> str:
    """Return ``a, b and c``; of many, the first and how many more."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


# -- what was there before -----------------------------------------------------------------------------------------


def unreleased(view: StepView | FileView, relation: PgClass) -> str | None:
    """Return why nobody can be using the relation while the migration runs, or None if somebody may."""
    if view.made_by_file(relation.oid):
        return f"{described(view.catalog, relation)} is made in this file"
    if relation.relpersistence == "t":
        return f"{described(view.catalog, relation)} is temporary"
    return None


def unreleased_silence(view: StepView, relation: PgClass, named: str) -> Silence | None:
    """The same as a Silence about the object that is `named`."""
    because = unreleased(view, relation)
    if because is None:
        return None
    return Silence(object=named, because=because, made=relation.oid if view.made_by_file(relation.oid) else 0)


# -- locks ---------------------------------------------------------------------------------------------------------


def strongest_lock(view: StepView, relid: int) -> str | None:
    """Return the strongest lock that the statement takes on the relation."""
    return max(
        (lock.mode for lock in view.effects(Lock) if lock.relid == relid), key=_STRENGTH.__getitem__, default=None
    )


def waiting(mode: str | None) -> str | None:
    """Return who waits for such a lock on a table: ``reads and writes``, ``writes``; None where neither does."""
    strength = _STRENGTH[mode] if mode is not None else 0
    if strength >= _READERS_WAIT:
        return "reads and writes"
    return "writes" if strength >= WRITERS_WAIT else None


def strength(mode: str) -> int:
    """Return how strong a lock is, as a number."""
    return _STRENGTH[mode]


def stronger(mode: str, other: str) -> str:
    """Return the stronger one of two locks."""
    return max(mode, other, key=_STRENGTH.__getitem__)


def blocked_tables(view: FileView, step: Step, *, platform: bool = True) -> dict[str, str]:
    """Return the tables of older files that the statement locks so that reads or writes of them wait, with the lock.

    Without `platform`, those that the baseline has are left out.
    """
    found: dict[int, str] = {}
    for effect in step.effects:
        if isinstance(effect, Lock) and strength(effect.mode) >= WRITERS_WAIT and not view.made_by_file(effect.relid):
            found[effect.relid] = stronger(found.get(effect.relid, effect.mode), effect.mode)
    tables = {}
    for relid, mode in found.items():
        relation = view.catalog.pg_class.get(relid) or _before(view, relid)
        if relation is None or relation.relkind not in "rpm" or relation.relpersistence == "t":
            continue
        if platform or not view.catalog.pg_class.is_baseline(relid):
            tables[relation_name(view.catalog, relation)] = mode
    return tables


def _before(view: FileView, relid: int) -> PgClass | None:
    fate = view.fates("pg_class").get(relid)
    return fate.before if fate is not None else None


def locked_platform_tables(view: FileView, step: Step) -> list[str]:
    """Return the platform's own tables that a statement about policies or triggers locks against reads and writes."""
    about = step.tag in ("CreatePolicyStmt", "AlterPolicyStmt", "CommentStmt") or (
        step.tag == "DropStmt" and step.statement.node["removeType"] in ("OBJECT_POLICY", "OBJECT_TRIGGER")
    )
    if not about:
        return []
    return [
        relation_name(view.catalog, view.catalog.pg_class[effect.relid])
        for effect in step.effects
        if isinstance(effect, Lock)
        and strength(effect.mode) >= _READERS_WAIT
        and view.catalog.pg_class.is_baseline(effect.relid)
    ]


def is_slow(step: Step, counts: Callable[[int], bool] = lambda _: True) -> bool:
    """Whether the statement reads, writes or indexes a whole table; `counts` is asked for each such table's oid."""
    return any(_reads_or_writes_all(effect) and counts(effect.relid) for effect in step.effects)


def _reads_or_writes_all(effect: Effect) -> TypeGuard[Rewrite | Scan | IndexBuild]:
    if isinstance(effect, IndexBuild):
        return not effect.concurrently
    if isinstance(effect, Rewrite):
        return effect.reason != "TRUNCATE"
    return isinstance(effect, Scan)


def is_limited(timeout: str | None) -> bool:
    """Whether a setting like lock_timeout is other than 0, which means without limit."""
    return timeout is not None and any(digit in timeout for digit in "123456789")


def rebuilt(view: StepView) -> frozenset[tuple[int, str]]:
    """Return (relation, name) of the constraints that the statement makes anew because a column changes its type."""
    if not any(_has_other_type(entry.old, entry.new) for entry in view.changes("pg_attribute")):
        return frozenset()
    commands = [item["AlterTableCmd"] for item in view.node.get("cmds", ())] if view.tag == "AlterTableStmt" else []
    meant = {command["name"] for command in commands if command["subtype"] == "AT_DropConstraint"}
    return frozenset(
        (entry.old.conrelid, entry.old.conname)
        for entry in view.changes("pg_constraint")
        if entry.old is not None and entry.new is None and entry.old.conname not in meant
    )


def _has_other_type(old: PgAttribute | None, new: PgAttribute | None) -> bool:
    if old is None or new is None or new.attisdropped:
        return False
    return (old.atttypid, old.atttypmod, old.attcollation) != (new.atttypid, new.atttypmod, new.attcollation)


def new_constraints(view: StepView, contypes: str) -> Iterator[PgConstraint]:
    """Yield the table constraints of some kinds that the statement adds, not those that it only builds again, nor
    those that partitions and children get because their parent does.
    """
    again: frozenset[tuple[int, str]] | None = None
    for entry in view.changes("pg_constraint"):
        new = entry.new
        if entry.old is not None or new is None or new.contype not in contypes or not new.conrelid:
            continue
        if new.conparentid or not new.conislocal:
            continue
        if again is None:
            again = rebuilt(view)
        if (new.conrelid, new.conname) not in again:
            yield new
