"""Loading a live side, whatever it is: a snapshot file, a script of pg_dump, or a database's address."""

from __future__ import annotations

import re
from pathlib import Path

from analyzer.baseline import Baseline, load
from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog
from analyzer.errors import UsageError
from analyzer.snapshot.document import decode
from analyzer.snapshot.expressions import Analysis, set_bounds
from analyzer.snapshot.live import Kind, Live, Unseen
from analyzer.snapshot.records import Records
from analyzer.tree.parse import room_for_depth

_ADDRESS = re.compile(r"postgres(?:ql)?://")
_KEYWORDS = re.compile(r"(?:host|hostaddr|port|dbname|user|password|service|passfile|sslmode|options) *=")


def is_address(source: str) -> bool:
    """Tell whether a live side is named by a database's address (a URI or key=value pairs), not by a file's name."""
    return _ADDRESS.match(source) is not None or _KEYWORDS.search(source) is not None


def load_live(source: str, *, baseline: Baseline, intended: Catalog | None = None) -> Live:
    """Return the live side that `source` names: a snapshot's file, a script of pg_dump, or a database's address.

    A script is rehearsed on a fresh database like `baseline`; roles that it names and does not make are those of
    `intended`. UsageError in one line for what cannot be read.
    """
    if is_address(source):
        from analyzer.snapshot.connect import fetch

        return load_snapshot(fetch(source), "the database", kind="url")
    try:
        content = Path(source).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{source}: no such file") from None
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    from analyzer.snapshot.dump import is_dump, rehearse_dump

    if is_dump(content):
        return rehearse_dump(source, content, baseline=baseline, intended=intended)
    return load_snapshot(content, source)


def load_snapshot(content: bytes, name: str, *, kind: Kind = "snapshot") -> Live:
    """Return the catalog that a snapshot document describes; `name` is what error messages call it."""
    document = decode(content, name)
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
