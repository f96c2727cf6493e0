"""What is compared and what comes of it: the intended side, the live side, how their objects pair and differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.change import Change
    from analyzer.diff.pairing import Pairing
    from analyzer.engine.taint import Taint
    from analyzer.snapshot.live import Unseen
    from analyzer.steps import Step


class Intended(msgspec.Struct, frozen=True):
    """The intended side: the catalog that a rehearsal left, the steps that made it, what it does not know."""

    catalog: Catalog
    user: int
    """The role that ran the migrations."""
    steps: Sequence[Step] = ()
    taint: Taint | None = None


class LiveSide(msgspec.Struct, frozen=True):
    """The live side: its catalog, the versions it has recorded (None: nobody knows), what could not be seen."""

    catalog: Catalog
    applied: frozenset[str] | None = None
    unseen: Sequence[Unseen] = ()
    taint: Taint | None = None


class Comparison(msgspec.Struct, frozen=True):
    """What came of a comparison: the differences, most severe first, and how the two sides' objects pair."""

    changes: tuple[Change, ...]
    pairing: Pairing
    intended: Intended
    live: LiveSide
    owner: str | None = None
    """The live role that stands for the one that ran the migrations, where it has another name."""
    unknown_statements: int = 0
    has_platform: bool = False
    """Whether the migrations run on a platform that keeps schemas and roles of its own."""
