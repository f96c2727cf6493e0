"""Verdict: what a rule says of one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from analyzer.catalog.objects import ObjectAddress

Level = Literal["error", "warning", "info"]


class Splinter(msgspec.Struct, frozen=True):
    """The same finding as Supabase's splinter reports it."""

    name: str
    cache_key: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule says of one object.

    `object` is what the finding is about, in words that stay the same when lines move: ``table public.orders``,
    ``policy p on public.orders``. Rule and object together are the finding's identity.

    The finding is shown at the statement that step number `step` is, `location` bytes into it (a parse tree's own
    ``location``); without `step`, at the statement that last defined the object at `address`; of `check_step`, without
    both, at the step that is looked at.

    `notes` are the evidence, a sentence each. `fix` says what to do, in words or SQL. `level` is given only where it is
    not the rule's own.
    """

    object: str
    message: str
    address: ObjectAddress | None = None
    step: int | None = None
    location: int = -1
    notes: tuple[str, ...] = ()
    fix: str | None = None
    level: Level | None = None
    splinter: Splinter | None = None
