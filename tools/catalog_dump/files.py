"""Writing catalog rows as the data files that `analyzer/baseline/load.py` reads: one row a line, for readable diffs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analyzer.baseline.load import field_defaults
from tools.catalog_dump.catalogs import CATALOGS, Source
from tools.catalog_dump.rows import Rows, drop_default_columns

EXTENSION_HOME = "pgrehearse_home"
"""The schema that extensions are created in to be read; stored expressions say @extschema@ for it."""


def kept_columns(source: Source) -> frozenset[str]:
    """Return the columns that stay though every row has the default: those on which an index may be built."""
    defaults = field_defaults(source.record)
    return frozenset(
        column
        for column in source.record.__struct_fields__
        if column in source.key or column not in defaults or type(defaults[column]) is int
    )


def encode(value: Any) -> str:
    """Return compact JSON that stays the same from run to run."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def encode_table(columns: list[str], rows: Rows, **more: Any) -> str:
    """Return a data file's text."""
    lines = ",\n".join(encode([_whole(value) for value in row]) for row in rows)
    extra = "".join(f',\n"{name}":{encode(value)}' for name, value in more.items())
    return f'{{"columns":{encode(columns)},\n"rows":[\n{lines}\n]{extra}}}\n'


def write_tables(folder: Path, tables: dict[str, Rows], removed: dict[str, list[Any]] | None = None) -> None:
    """Write one file per catalog that has rows, and remove the files of catalogs that have none any more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("pg_*.json"):
        if path.stem not in tables:
            path.unlink()
    for catalog, rows in tables.items():
        path = folder / f"{catalog}.json"
        gone = (removed or {}).get(catalog, [])
        if not rows and not gone:
            path.unlink(missing_ok=True)
            continue
        source = CATALOGS[catalog]
        columns, short = drop_default_columns(source.record, kept_columns(source), rows)
        path.write_text(encode_table(columns, short, **({"removed": gone} if gone else {})), encoding="utf-8")


def encode_extension(objects: dict[str, Any]) -> str:
    """Return the text of an extension's rows file."""
    parts = []
    for catalog, rows in objects["tables"].items():
        source = CATALOGS[catalog]
        columns, short = drop_default_columns(source.record, frozenset(source.key), rows)
        parts.append(f'"{catalog}":{encode_table(columns, short).rstrip()}')
    lines = ",\n".join(parts)
    head = f'"external":{encode(objects["external"])},\n"last":{objects["last"]}'
    text = f'{{{head},\n"tables":{{\n{lines}\n}}}}\n'
    return text.replace(f"{EXTENSION_HOME}.", "@extschema@.")


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value
