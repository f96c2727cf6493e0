"""sqlx: ``<version>_<description>.sql`` or its ``.up.sql`` half, in the order of the versions as numbers."""

from __future__ import annotations

import re

from analyzer.source.layout import Entry, Folder, Forward, Layout, Listing, TransactionModel, skipped

_NAME = re.compile(r"\+?([0-9]+)_(.*)\.sql", re.DOTALL)


def recognizes(folder: Folder) -> bool:
    """Files so named below a Rust package."""
    return bool(folder.named(_NAME)) and folder.above("Cargo.toml")


def listing(folder: Folder) -> Listing:
    """Simple migrations and the ``up`` half of reversible ones."""
    matches = folder.named(_NAME)
    findings = skipped(folder, {match[0] for match in matches}, "sqlx", "<version>_<description>.sql")
    ups = sorted((match for match in matches if not match[2].endswith(".down")), key=lambda match: int(match[1]))
    return Listing(
        [Entry(path=folder.join(m[0]), name=f"{m[1]}_{m[2].removesuffix('.up')}", version=str(int(m[1]))) for m in ups],
        findings,
    )


def forward(_path: str, data: bytes) -> Forward:
    """The whole file; ``-- no-transaction`` at its very start turns the transaction off."""
    return Forward(transaction=False if data.startswith(b"-- no-transaction") else None)


LAYOUT = Layout(
    name="sqlx",
    tool="sqlx",
    transaction=TransactionModel(scope="file", message="file"),
    listing=listing,
    recognizes=recognizes,
    forward=forward,
    order="number",
    own_table="_sqlx_migrations",
)
