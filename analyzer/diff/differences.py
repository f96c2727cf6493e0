"""The differences found so far: facts held together by meaning, each difference with its doubt, origin and severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import exprs as e
from analyzer.diff.change import Action, Change
from analyzer.diff.doubt import Doubt
from analyzer.diff.naming import identity as identity_at
from analyzer.diff.origin import Origins
from analyzer.diff.severity import severity
from analyzer.diff.side import Fact, Side
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.diff.comparison import Intended, LiveSide
    from analyzer.diff.pairing import Pairing

_DEPENDENT: Final = ("not-null constraint's ", "identity ")
"""Aspects that mean something only where both sides have them."""


class Differences:
    """What differs between two sides whose objects pair; `left` and `right` are their catalogs, asked alike.

    `owner` is the live role that stands for the one that ran the migrations, where it has another name.
    """

    def __init__(self, intended: Intended, live: LiveSide, pairing: Pairing, owner: str | None) -> None:
        self.intended, self.live = intended, live
        self.pairing, self.owner = pairing, owner
        self.left = Side(intended.catalog)
        self.right = Side(live.catalog, pairing)
        self.origins = Origins(intended.catalog, intended.steps, live.applied)
        self.doubt = Doubt(intended.catalog, live.catalog, (intended.taint, live.taint), live.unseen)
        self.changes: list[Change] = []

    def add_aspects(
        self, kind: str, address: ObjectAddress, live_address: ObjectAddress, wanted: dict[str, Fact],
        found: dict[str, Fact], only: frozenset[str] | None = None,
    ) -> None:
        """Add the aspects in which what two paired objects say of themselves differs, of `only` those that it names."""
        _forget_owners(wanted, found)
        if self.owner is not None:
            # Who may do everything when the migrations are rehearsed needs to be granted there what it does.
            name = quote_identifier(self.left.role(self.intended.user))
            wanted.pop(f"privileges of {name}", None)
            found.pop(f"privileges of {name}", None)
        for aspect in dict.fromkeys((*wanted, *found)):
            if only is not None and aspect not in only:
                continue
            mine, theirs = wanted.get(aspect), found.get(aspect)
            if (mine is None or theirs is None) and aspect.startswith(_DEPENDENT):
                continue
            if mine is not None and theirs is not None and mine.value == theirs.value:
                continue
            texts = (mine.text() if mine is not None else None, theirs.text() if theirs is not None else None)
            action: Action = "changed"
            note = ""
            if mine is not None and theirs is not None and (_is_text(mine.value) or _is_text(theirs.value)):
                if _bare(texts[0]) == _bare(texts[1]):
                    continue
                action, note = "unknown", "the live text could not be analyzed"
            self.add(kind, action, address, live_address, aspect, *texts, note=note)
            if aspect == "kind":
                # The rest of another kind of object says nothing.
                break

    def add(
        self, kind: str, action: Action, address: ObjectAddress | None, live_address: ObjectAddress | None,
        aspect: str, intended: str | None, live: str | None, *, note: str = "", identity: str = "",
    ) -> None:
        """Add a difference, with what is not known of it, where it comes from and how much it matters."""
        if not identity:
            catalog = self.intended.catalog if address is not None else self.live.catalog
            at = address or live_address
            assert at is not None
            identity = identity_at(catalog, at)
        reason = self.doubt.reason(kind, action, aspect, address, live_address)
        if reason is not None:
            action, note = "unknown", reason
        origin, status = self.origins.of(kind, action, aspect, address, identity)
        self.changes.append(
            Change(
                kind=kind, identity=identity, action=action, severity=severity(kind, action, aspect), aspect=aspect,
                intended=intended, live=live, status=status, origin=origin, note=note,
                address=address, live_address=live_address,
            )
        )


def _forget_owners(wanted: dict[str, Fact], found: dict[str, Fact]) -> None:
    """Leave out the privileges of who owns the object on one side: what an owner may do is told as the owner's."""
    owners = [facts["owner"] for facts in (wanted, found) if "owner" in facts]
    if len(owners) == 2 and owners[0].value != owners[1].value:
        for owner in owners:
            wanted.pop(f"privileges of {owner.text()}", None)
            found.pop(f"privileges of {owner.text()}", None)


def _is_text(value: Any) -> bool:
    """Tell whether a value holds an expression that was never analyzed."""
    if type(value) is tuple:
        return any(_is_text(item) for item in value)
    return type(value) is e.SqlText


def _bare(text: str | None) -> str:
    return "".join((text or "").split())
