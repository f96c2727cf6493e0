"""Loading a live side, whatever it is: a snapshot file, a script of pg_dump, or a database's address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from analyzer.baseline import Baseline, load
from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog
from analyzer.errors import UsageError
from analyzer.snapshot.document import decode
from analyzer.snapshot.expressions import Analysis, set_bounds
from analyzer.snapshot.live import Kind, Live, Unseen
from analyzer.snapshot.records import Records
from analyzer.tree.parse import room_for_depth

if TYPE_CHECKING:
    from analyzer.snapshot.connect import Fetching

_ADDRESS = re.compile(r"postgres(?:ql)?://")
_KEYWORDS = re.compile(r"(?:host|hostaddr|port|dbname|user|password|service|passfile|sslmode|options) *=")


def is_address(source: str) -> bool:
    """Tell whether a live side is named by a database's address (a URI or key=value pairs), not by a file's name."""
    return _ADDRESS.match(source) is not None or _KEYWORDS.search(source) is not None


class LiveSource(Protocol):
    """A live side that has been found and is still to be loaded."""

    @property
    def postgres(self) -> int | None:
        """The server's major version; None for a script that does not say."""
        ...

    def load(self, baseline: Baseline, intended: Catalog | None = None, /) -> Live:
        """Return the live side.

        A script is rehearsed on a fresh database like `baseline`; roles that it names and does not make are those of
        `intended`.
        """
        ...


def open_live(source: str) -> LiveSource:
    """Return the live side that `source` names: a snapshot's file, a script of pg_dump, or a database's address.

    A database is asked at once and answers while its caller goes on. UsageError in one line for what cannot be read,
    here or when asked for more.
    """
    if is_address(source):
        from analyzer.snapshot.connect import Fetching

        return _Database(Fetching(source))
    try:
        content = Path(source).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{source}: no such file") from None
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    from analyzer.snapshot.dump import Script, is_dump

    return Script(source, content) if is_dump(content) else _Snapshot(source, decode(content, source))


def load_live(source: str, *, baseline: Baseline, intended: Catalog | None = None) -> Live:
    """Return the live side that `source` names, loaded."""
    return open_live(source).load(baseline, intended)


class _Snapshot:
    def __init__(self, name: str, document: Any) -> None:
        self.name = name
        self.document = document

    @property
    def postgres(self) -> int:
        return int(self.document.server_version_num) // 10000

    def load(self, _baseline: Baseline, _intended: Catalog | None = None) -> Live:
        return _load(self.document, self.name, "snapshot")


class _Database:
    def __init__(self, fetching: Fetching) -> None:
        self.fetching = fetching

    @property
    def postgres(self) -> int:
        return self.fetching.postgres()

    def load(self, _baseline: Baseline, _intended: Catalog | None = None) -> Live:
        return _load(decode(self.fetching.content(), "the database"), "the database", "url")


def load_snapshot(content: bytes, name: str) -> Live:
    """Return the catalog that a snapshot document describes; `name` is what error messages call it."""
    return _load(decode(content, name), name, "snapshot")


def _load(document: Any, name: str, kind: Kind) -> Live:
    version = document.server_version_num
    catalog = load("postgres", version // 10000).catalog
    rows = document.catalogs
    catalog.reserve(
        max(
            (row.oid for table in (rows.pg_class, rows.pg_proc, rows.pg_type, rows.pg_constraint) for row in table),
            default=FIRST_NORMAL_OID,
        )
        + 1_000_000
    )
    records = Records(catalog, rows, name)
    records.load()
    analysis = Analysis(catalog)
    with room_for_depth():
        analysis.analyze(records.expressions)
        set_bounds(analysis, rows.partition_bound)
    catalog.journal.entries.clear()
    unseen = [Unseen(row.catalog, row.reason, row.objid, row.column) for row in document.unseen]
    return Live(
        catalog, kind, name, version,
        database=document.database, user=document.user, taken_at=document.taken_at,
        unseen=(*unseen, *analysis.unseen),
        migrations=None if document.migrations is None else tuple(document.migrations),
    )  # fmt: skip
