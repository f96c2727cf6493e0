"""pg_publication, pg_publication_rel, pg_publication_namespace, pg_subscription (src/include/catalog/pg_publication.h
...).
"""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgPublication(Record, frozen=True):
    """One publication."""

    oid: int
    pubname: str
    pubowner: int
    puballtables: bool = False
    pubinsert: bool = True
    pubupdate: bool = True
    pubdelete: bool = True
    pubtruncate: bool = True
    pubviaroot: bool = False
    pubgencols: str = "n"


class PgPublicationRel(Record, frozen=True):
    """A table of a publication, with row filter (varno 1) and column list."""

    oid: int
    prpubid: int
    prrelid: int
    prqual: Stored = None
    prattrs: tuple[int, ...] | None = None


class PgPublicationNamespace(Record, frozen=True):
    """A schema of a publication."""

    oid: int
    pnpubid: int
    pnnspid: int


class PgSubscription(Record, frozen=True):
    """One subscription; options as given."""

    oid: int
    subname: str
    subowner: int
    subenabled: bool = True
    subconninfo: str = ""
    subslotname: str | None = None
    subpublications: tuple[str, ...] = ()
    suboptions: tuple[str, ...] = ()
