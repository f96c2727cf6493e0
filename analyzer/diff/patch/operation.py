"""One step of a patch, and what its place among the others depends on."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from analyzer.catalog.objects import ObjectAddress

Part: TypeAlias = Literal["before", "main", "after"]
"""Before the patch's transaction, in it, or behind it: what cannot run within one."""

RENAME, DROP, MAKE, ALTER, DATA = range(5)
"""Ranks: as far as dependencies leave it free, names change first, and what holds data goes last."""


@dataclass(slots=True)
class Operation:
    """Statements that belong together, none ending in a semicolon.

    `provides` are the intended side's objects that are as intended afterwards, `needs` those that must be before.
    `removes` are live objects that are gone afterwards, `leaves` those that it no longer holds on to. `names` are what
    it takes or, being a removal, sets free. `behind` are operations (by `key`) that must come first anyway.
    """

    key: Hashable
    rank: int
    title: str
    statements: list[str]
    provides: set[ObjectAddress] = field(default_factory=set)
    needs: set[ObjectAddress] = field(default_factory=set)
    removes: set[tuple[str, int]] = field(default_factory=set)
    leaves: set[tuple[str, int]] = field(default_factory=set)
    names: set[Hashable] = field(default_factory=set)
    behind: set[Hashable] = field(default_factory=set)
    part: Part = "main"
    moved: bool = False
    """It stands behind the transaction only because it needs what does, and is to happen at once all the same."""
    destructive: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    """Those of the statements that the patch's role may not run, with the server's words."""
    checks: list[str] = field(default_factory=list)
    """Queries that return no row if the statements will pass."""
    notes: list[str] = field(default_factory=list)
    """What whoever runs the statements should know."""
    remarks: list[str] = field(default_factory=list)
    section: str = ""
    position: int = 0
    """Its place among others of its section: columns are added in their order."""
