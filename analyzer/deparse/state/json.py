"""The intended state as one JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from analyzer.deparse.state.document import state_document

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog


def state_json(catalog: Catalog) -> bytes:
    """Return the document, indented, keys sorted, a newline at the end: the same catalog gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(state_document(catalog)), indent=2) + b"\n"
