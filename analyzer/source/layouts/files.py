"""Exactly the files given, in the order given, each run by psql without ON_ERROR_STOP."""

from __future__ import annotations

from analyzer.errors import UsageError
from analyzer.source.layout import Folder, Layout, Listing, TransactionModel


def recognizes(_folder: Folder) -> bool:
    """Never: files are named one by one."""
    return False


def listing(folder: Folder) -> Listing:
    """Refuses: a folder has no given order."""
    raise UsageError(
        f"{folder.path}: is a folder; --layout files takes files in the order they run "
        "(--layout flat takes a folder's .sql files)"
    )


LAYOUT = Layout(
    name="files",
    tool="psql",
    transaction=TransactionModel(
        scope="statement", message="statement", resets=("RESET ALL", "RESET SESSION AUTHORIZATION"), stops=False,
        savepoints=True,
    ),
    listing=listing,
    recognizes=recognizes,
    homes=(),
    order="given",
    unique_versions=False,
    runs_psql=True,
)
