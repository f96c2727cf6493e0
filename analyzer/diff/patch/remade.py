"""Objects that no ALTER makes what they are to be: replaced in their place, or dropped and made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.naming import identity
from analyzer.diff.patch.alter.column_type import has_other_type
from analyzer.diff.patch.alter.object import writer
from analyzer.diff.patch.column_operations import make_default_again
from analyzer.diff.patch.drop import removal
from analyzer.diff.patch.guard import guarded
from analyzer.diff.patch.rebuild import taken_along
from analyzer.diff.patch.unlike import unlike

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.draft import Draft
    from analyzer.diff.patch.terms import Terms

_REPLACED_IN_PLACE = frozenset({"function", "view"})
_REMADE = frozenset(
    {
        "policy", "trigger", "constraint", "domain constraint", "index", "statistics object", "materialized view",
        "event trigger", "publication", "publication table", "operator", "operator class", "operator family", "cast",
        "conversion", "transform", "text search parser", "text search template", "text search dictionary",
        "text search configuration", "access method", "language", "collation", "function", "view",
    }
)
"""Kinds whose objects hold no data and can be dropped and made again."""


def left_to_alter(
    draft: Draft, kind: str, address: ObjectAddress, live: ObjectAddress, changes: list[Change]
) -> list[Change]:
    """Note an object that is replaced or made again as a whole, and return the changes that ALTER has to make."""
    terms = draft.terms
    aspects = {
        change.aspect for change in changes if _is_definition(change) and writer(kind, change.aspect) is None
    }
    if kind in ("constraint", "domain constraint"):
        aspects |= {change.aspect for change in changes if _constraint_is_remade(terms, address, change)}
    if kind == "index" and any(c.aspect == "validity" and c.intended == "INVALID" for c in changes):
        return changes
    if not aspects or kind not in _REMADE:
        return changes
    if kind in _REPLACED_IN_PLACE and _is_replaceable(terms, kind, address, live, aspects):
        draft.replaced[address] = None
        return [change for change in changes if change.aspect not in aspects]
    draft.rebuilt.add(live, live)
    return []


def _is_definition(change: Change) -> bool:
    general = ("privileges of ", "security label of ")
    return change.aspect not in ("owner", "comment") and not change.aspect.startswith(general)


def _constraint_is_remade(terms: Terms, address: ObjectAddress, change: Change) -> bool:
    record = terms.intended.pg_constraint[address.objid]
    if change.aspect == "timing":
        return record.contype != "f"
    if change.aspect == "validity":
        return not record.convalidated
    return change.aspect in ("definition", "enforced", "inheritance")


def _is_replaceable(
    terms: Terms, kind: str, address: ObjectAddress, live: ObjectAddress, aspects: set[str]
) -> bool:
    before = terms.before
    if kind == "view":
        wanted, had = columns_of(terms.intended, address.objid), columns_of(before, live.objid)
        same = [
            (a.attname, a.atttypid, a.atttypmod, a.attcollation)
            == (b.attname, terms.pairing.ref("pg_type", b.atttypid), b.atttypmod,
                terms.pairing.ref("pg_collation", b.attcollation))
            for a, b in zip(wanted, had, strict=False)
        ]
        return len(had) <= len(wanted) and all(same)
    if aspects & {"kind", "result", "arguments"}:
        return False
    mine: Any = terms.intended.pg_proc[address.objid]
    return bool(mine.pronargdefaults >= before.pg_proc[live.objid].pronargdefaults)


# -- what goes and comes back ------------------------------------------------------------------------------------------


def rebuild(draft: Draft) -> None:
    """Add what drops everything that has to go and come back, and have it made again."""
    terms = draft.terms
    for live, causes in draft.rebuilt.objects.items():
        if live in draft.dropped:
            continue
        number = terms.pairing.ref(live.classid, live.objid)
        shown = identity(terms.live, live)
        if number <= 0 or number not in terms.intended.tables[live.classid]:
            draft.remarks.append(f"{shown} is in the way, and is not the migrations' to drop")
            continue
        address = ObjectAddress(live.classid, number)
        title = draft.titles.setdefault(address, f"{shown}: made again, it rests on what changes")
        gone = removal(terms, live, title, rebuilt=True)
        conditions = [None if cause is None else _unlike(terms, cause) for cause in causes]
        if all(condition is not None for condition in conditions):
            # Behind a first run nothing has to go any more, and may not: others rest on it by then.
            condition = " OR ".join(sorted(text for text in conditions if text is not None))
            gone.statements = [guarded(condition, gone.statements)]
        draft.operations.append(gone)
        draft.made[address] = None
        draft.replaced.pop(address, None)
    for column in draft.rebuilt.defaults:
        make_default_again(draft, column)
    for live in (*draft.dropped, *draft.rebuilt.objects):
        for address in taken_along(terms, live):
            draft.made[address] = None
            shown = identity(terms.intended, address)
            draft.titles.setdefault(address, f"{shown}: made again, it goes with what it became a part of")
    rebuilt = {("alter", address) for address in draft.made}
    draft.operations = [operation for operation in draft.operations if operation.key not in rebuilt]


def _unlike(terms: Terms, live: ObjectAddress) -> str | None:
    """Return the condition under which what an object or column rests on has to go."""
    number = terms.pairing.ref(live.classid, live.objid)
    if number <= 0 or number not in terms.intended.tables[live.classid]:
        return None
    if not live.objsubid:
        return unlike(terms.intended, ObjectAddress(live.classid, number))
    attnum = terms.pairing.attnum(live.objid, live.objsubid)
    return has_other_type(terms, ObjectAddress("pg_class", number, attnum))
