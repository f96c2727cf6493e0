"""What came of loading a live side: its catalog, and what of it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from analyzer.catalog.catalog import Catalog

if TYPE_CHECKING:
    from analyzer.engine.taint import Taint

Kind = Literal["snapshot", "dump", "url"]


class Unseen(msgspec.Struct, frozen=True):
    """Something that the live side has, or may have, and that was not seen: unknown, not absent.

    `catalog` is the catalog's name, `objid` the object in it (0: any), `column` the record's field (None: the whole
    object). With `schema` it is everything in that schema.
    """

    catalog: str
    reason: str
    objid: int = 0
    column: str | None = None
    schema: str | None = None


class AppliedMigration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the live database's list of applied migrations."""

    version: str
    name: str | None = None


class Live(msgspec.Struct, frozen=True):
    """A live side: the simulated catalog that it amounts to, and where it is from.

    `server_version` is the server's own number (170010 for 17.10), or ten thousand times the major where a dump says
    no more. `migrations` are those that the database has recorded, None where it keeps no list or none can be read.
    """

    catalog: Catalog
    kind: Kind
    source: str
    server_version: int
    database: str | None = None
    user: str | None = None
    taken_at: str | None = None
    unseen: tuple[Unseen, ...] = ()
    migrations: tuple[AppliedMigration, ...] | None = None
    taint: Taint | None = None
    """What statements of a script that could not be read may have made."""

    @property
    def postgres(self) -> int:
        """The major version."""
        return self.server_version // 10000

    @property
    def applied(self) -> frozenset[str] | None:
        """The versions of the recorded migrations, None where they are not known."""
        return None if self.migrations is None else frozenset(row.version for row in self.migrations)
