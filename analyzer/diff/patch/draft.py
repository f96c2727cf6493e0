"""A plan in the making: the operations so far, what is to be made, replaced, or to go and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.diff.patch.rebuild import Rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.catalog.objects import ObjectAddress
    from analyzer.diff.change import Change
    from analyzer.diff.patch.operation import Operation
    from analyzer.diff.patch.terms import Terms


class Draft:
    """What the differences come to so far.

    `made` and `replaced` are intended objects that are made at the end, those replaced in the place of an old
    definition; `titles` say what for. `dropped` are live objects that go for good. `remarks` are what is left undone.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.operations: list[Operation] = []
        self.made: dict[ObjectAddress, None] = {}
        self.replaced: dict[ObjectAddress, None] = {}
        self.titles: dict[ObjectAddress, str] = {}
        self.rebuilt = Rebuilt(terms.live)
        self.remarks: list[str] = []
        self.dropped: dict[ObjectAddress, None] = {}


def purpose_of(changes: Iterable[Change]) -> str:
    """Return what an operation is for, on one line."""
    found = list(changes)
    first = found[0]
    what = f"{first.kind} {first.identity}"
    if first.action == "renamed":
        what = f"{first.kind} {first.live} is called {first.identity} in the migrations"
    elif first.action == "missing":
        what += " is missing"
    elif first.action == "extra":
        what += " is not intended"
    else:
        what += ": " + ", ".join(dict.fromkeys(change.aspect for change in found))
    if first.origin is not None:
        what += f" ({first.origin.file}:{first.origin.line})"
    return what
