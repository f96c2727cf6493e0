"""Which extension brings a function or type that a history misses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.baseline.extensions import available_extensions
from analyzer.baseline.load import DATA

if TYPE_CHECKING:
    from analyzer.findings.object_name import ObjectName

_NAME_COLUMNS = {"pg_proc": ("function", "proname"), "pg_type": ("type", "typname")}


class _Rows(msgspec.Struct):
    columns: tuple[str, ...]
    rows: list[list[Any]]


class _Objects(msgspec.Struct):
    tables: dict[str, msgspec.Raw]


def extension_with(name: ObjectName, postgres: int, baseline: str) -> str | None:
    """The one extension that has such a function or type; None where there is none, or more than one."""
    found = _owners(postgres, baseline).get((name.kind, name.name), ())
    return found[0] if len(found) == 1 else None


@cache
def _owners(postgres: int, baseline: str) -> dict[tuple[str, str], list[str]]:
    owners: dict[tuple[str, str], list[str]] = {}
    for facts in available_extensions(postgres, baseline):
        if facts.objects_file is None:
            continue
        content = (DATA / "extensions" / f"{facts.objects_file}.json").read_bytes()
        tables = msgspec.json.decode(content, type=_Objects).tables
        for classid, (kind, column) in _NAME_COLUMNS.items():
            if classid not in tables:
                continue
            found = msgspec.json.decode(tables[classid], type=_Rows)
            position = found.columns.index(column)
            for row in found.rows:
                known = owners.setdefault((kind, row[position]), [])
                if facts.name not in known:
                    known.append(facts.name)
    return owners
