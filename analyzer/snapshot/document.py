"""The snapshot file: its format, decoded strictly, and the JSON schema of it."""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import Any, Literal

import msgspec

from analyzer.baseline import MAJORS
from analyzer.baseline.load import annotation, field_defaults
from analyzer.errors import UsageError
from analyzer.snapshot.introspect import FORMAT_VERSION
from analyzer.snapshot.live import AppliedMigration
from analyzer.snapshot.sources import SOURCES, Source

_MAKE_ONE = "`pgrehearse introspect`"
_LONGEST_REASON = 300

MAX_BYTES = 512 << 20
"""A snapshot of ten thousand tables has a tenth of it."""

_FIELD_TYPES: dict[str, Any] = {
    "int": int,
    "str": str,
    "bool": bool,
    "float": float,
    "int | None": int | None,
    "str | None": str | None,
    "tuple[int, ...]": tuple[int, ...],
    "tuple[int, ...] | None": tuple[int, ...] | None,
    "tuple[str, ...]": tuple[str, ...],
    "tuple[str, ...] | None": tuple[str, ...] | None,
    "tuple[tuple[int, tuple[int, ...]], ...]": tuple[tuple[int, tuple[int, ...]], ...],
    "Acl": tuple[str, ...] | None,
    "Stored": str | None,
    "tuple[Stored, ...]": str | None,
    "tuple[Stored, ...] | None": str | None,
}
"""What a record's field is in a snapshot: privileges as aclitem text, expressions as the server's own text."""

_OTHER_TYPES: dict[tuple[str, str], Any] = {
    ("pg_trigger", "tgargs"): str | None,
    ("pg_description", "classid"): int,
    ("pg_seclabel", "classid"): int,
}

_LETTERS: dict[tuple[str, str], str] = {
    ("pg_type", "typtype"): "bcdeprm",
    ("pg_type", "typalign"): "csid",
    ("pg_type", "typstorage"): "pexm",
    ("pg_class", "relkind"): "riSvmcfpI",
    ("pg_class", "relpersistence"): "pu",
    ("pg_class", "relreplident"): "dnfi",
    ("pg_attribute", "attidentity"): " ad",
    ("pg_attribute", "attgenerated"): " sv",
    ("pg_attribute", "attcompression"): " pl",
    ("pg_attribute", "attstorage"): "pexm",
    ("pg_constraint", "contype"): "cfnputx",
    ("pg_constraint", "confupdtype"): "acrnd",
    ("pg_constraint", "confdeltype"): "acrnd",
    ("pg_constraint", "confmatchtype"): "fsp",
    ("pg_partitioned_table", "partstrat"): "hlr",
    ("pg_rewrite", "ev_type"): "1234",
    ("pg_rewrite", "ev_enabled"): "ODRA",
    ("pg_trigger", "tgenabled"): "ODRA",
    ("pg_policy", "polcmd"): "rawd*",
    ("pg_event_trigger", "evtenabled"): "ODRA",
    ("pg_proc", "prokind"): "fpaw",
    ("pg_proc", "provolatile"): "isv",
    ("pg_proc", "proparallel"): "sru",
    ("pg_aggregate", "aggkind"): "noh",
    ("pg_aggregate", "aggfinalmodify"): "rsw",
    ("pg_aggregate", "aggmfinalmodify"): "rsw",
    ("pg_operator", "oprkind"): "bl",
    ("pg_cast", "castcontext"): "iae",
    ("pg_cast", "castmethod"): "fib",
    ("pg_am", "amtype"): "it",
    ("pg_amop", "amoppurpose"): "so",
    ("pg_collation", "collprovider"): "dbic",
    ("pg_default_acl", "defaclobjtype"): "rSfTnL",
    ("pg_publication", "pubgencols"): "ns",
}
"""Columns of type "char" and what they may hold; a space stands for an empty one, or is itself the default."""

Dependency = tuple[int, int, int, int, int, int, str]
"""classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype."""


class BoundRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """pg_class.relpartbound as FOR VALUES ... or DEFAULT."""

    relid: int
    bound: str


class UnseenRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the role that took the snapshot could not see."""

    catalog: str
    reason: str
    objid: int = 0
    column: str | None = None


def _row_type(name: str, source: Source) -> type[msgspec.Struct]:
    record = source.record
    defaults = field_defaults(record)
    fields: list[Any] = []
    for column in record.__struct_fields__:
        kind = _OTHER_TYPES.get((name, column)) or _FIELD_TYPES[annotation(record, column)]
        letters = _LETTERS.get((name, column))
        if letters is not None:
            held = {letter.strip() for letter in letters} | {defaults.get(column, letters[0])}
            kind = Literal[tuple(sorted(held))]
        if column not in defaults:
            fields.append((column, kind))
        else:
            default = defaults[column] if kind not in (str | None, tuple[str, ...] | None) else None
            fields.append((column, kind, default))
    required = [field for field in fields if len(field) == 2]
    optional = [field for field in fields if len(field) == 3]
    made: type[msgspec.Struct] = msgspec.defstruct(
        name, required + optional, frozen=True, forbid_unknown_fields=True, gc=False, kw_only=True
    )
    made.__doc__ = f"One row of {name}; columns at their default are left out."
    return made


@cache
def document_type() -> type[msgspec.Struct]:
    """Return the type of the whole document."""
    tables: list[Any] = [(name, list[_row_type(name, source)], []) for name, source in SOURCES.items()]  # type: ignore[misc]
    tables += [("partition_bound", list[BoundRow], []), ("pg_depend", list[Dependency], [])]
    catalogs = msgspec.defstruct("Catalogs", tables, forbid_unknown_fields=True)
    catalogs.__doc__ = "Rows of the system catalogs, under the catalogs' names."
    made = msgspec.defstruct(
        "Snapshot",
        [
            ("pgrehearse_snapshot", int),
            ("server_version_num", int),
            ("database", str),
            ("user", str),
            ("taken_at", str),
            ("catalogs", catalogs),
            ("unseen", list[UnseenRow], []),
            ("migrations", list[AppliedMigration] | None, None),
        ],
        forbid_unknown_fields=True,
    )
    made.__doc__ = "A PostgreSQL database's own definitions, as `pgrehearse introspect` returns them."
    return made


class _Version(msgspec.Struct):
    """All that is read before the format is known."""

    pgrehearse_snapshot: int
    server_version_num: int


def decode(content: bytes, name: str) -> Any:
    """Return the document in a file called `name`; UsageError where it is none, or one we cannot read."""
    if len(content) > MAX_BYTES:
        raise UsageError(f"{name}: a snapshot of more than {MAX_BYTES >> 20} MB is not read")
    body = _unwrapped(content, name)
    version = _decoded(body, _Version, name, f"this JSON is no snapshot: make one with {_MAKE_ONE}")
    if version.pgrehearse_snapshot > FORMAT_VERSION:
        raise UsageError(
            f"{name}: the snapshot has format {version.pgrehearse_snapshot}, this pgrehearse knows only "
            f"{FORMAT_VERSION}: a newer one is needed"
        )
    if version.pgrehearse_snapshot < 1:
        raise UsageError(f"{name}: there is no snapshot format {version.pgrehearse_snapshot}")
    if version.server_version_num // 10000 not in MAJORS:
        raise UsageError(
            f"{name}: the snapshot is of PostgreSQL {version.server_version_num // 10000}; "
            f"known are {MAJORS[0]} to {MAJORS[-1]}"
        )
    return _decoded(body, document_type(), name)


def _decoded(content: bytes, kind: Any, name: str, otherwise: str | None = None) -> Any:
    """Decode strictly; `otherwise` is what to say of JSON that is something else."""
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        reason = otherwise or f"the snapshot is damaged: {error}"
    except msgspec.DecodeError as error:
        reason = f"the snapshot is damaged: {error}"
    except UnicodeDecodeError:
        reason = "the snapshot is damaged: it is not UTF-8"
    except RecursionError:
        reason = "the snapshot is damaged: it is nested too deeply"
    raise UsageError(f"{name}: {' '.join(reason.split())[:_LONGEST_REASON]}")


def _unwrapped(content: bytes, name: str) -> bytes:
    """Return the document itself from what a client made of the query's only value.

    Editors copy results as JSON rows or save them as CSV; psql prints a heading and a count unless told not to.
    """
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith(b"["):
        return _from_rows(text, name)
    if text.startswith(b"{"):
        return text
    if text.startswith((b'snapshot\n"', b'snapshot\r\n"', b'"snapshot"')):
        try:
            csv.field_size_limit(MAX_BYTES)
            rows = list(csv.reader(io.StringIO(text.decode("utf-8"))))
        except (csv.Error, UnicodeDecodeError):
            rows = []
        if len(rows) == 2 and len(rows[1]) == 1:
            return rows[1][0].encode()
    for line in text.splitlines():
        if line.strip().startswith(b'{"pgrehearse_snapshot"'):
            return line.strip()
    raise UsageError(f"{name}: is neither a snapshot nor a script of pg_dump")


def _from_rows(text: bytes, name: str) -> bytes:
    foreign = f"this JSON is no snapshot: make one with {_MAKE_ONE}"
    rows = _decoded(text, list[dict[str, msgspec.Raw]], name, foreign)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise UsageError(f"{name}: {foreign}")
    (value,) = rows[0].values()
    body = bytes(value)
    return _decoded(body, str, name).encode() if body.startswith(b'"') else body


def json_schema() -> bytes:
    """Return the published JSON schema of the format."""
    schema = msgspec.json.schema(document_type())
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "pgrehearse snapshot", **schema}
    return msgspec.json.format(msgspec.json.encode(schema), indent=1) + b"\n"
