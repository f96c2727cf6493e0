"""Extensions that could be created: their control files' facts, and their objects as rows (commands/extension.c).

CREATE EXTENSION makes an extension's objects anew: fresh oids, in the schema it is told, owned by the role that runs
the script. Nothing is read before an extension is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.baseline.load import DATA, BaseRows, decode_rows
from analyzer.baseline.supabase import is_available_extension
from analyzer.catalog.record import AclItem, Record
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

EXTENSION, SCHEMA, OWNER = 16384, 16385, 16386
"""What a rows file has in place of the extension's, its schema's and its objects' owner's oid."""


class ExtensionFacts(msgspec.Struct, frozen=True, rename={"objects_file": "objects"}):
    """What an extension's control file says of its default version.

    `objects_file` names the rows file, None where the objects are unknown. `unknown` has the kinds of objects (as in
    PgError.missing) of which the extension has more than are known: one that is not found may be its. `versions` is
    empty where they are not known.
    """

    default_version: str
    name: str = ""
    superuser: bool = True
    trusted: bool = False
    relocatable: bool = False
    schema: str | None = None
    requires: tuple[str, ...] | None = None
    comment: str | None = None
    versions: tuple[str, ...] = ()
    objects_file: str | None = None
    unknown: tuple[str, ...] = ()


class _Rows(msgspec.Struct):
    columns: tuple[str, ...]
    rows: msgspec.Raw


class _Objects(msgspec.Struct):
    external: tuple[tuple[Any, ...], ...]
    last: int
    tables: dict[str, _Rows]


def extension_facts(postgres: int, baseline: str, name: str) -> ExtensionFacts | None:
    """Return an extension's facts, or None where the server does not have it (0A000, `extension "x" is not available`).

    A plain server has what comes with PostgreSQL, and pgvector; see `is_known_elsewhere` for the rest.
    """
    of_majors = _contrib().get(name)
    if of_majors is not None and str(postgres) in of_majors:
        return msgspec.structs.replace(of_majors[str(postgres)], name=name)
    if baseline == "supabase" and is_available_extension(name, postgres):
        return _platform().get(name)
    return None


def is_known_elsewhere(name: str) -> bool:
    """Tell whether the name is that of an existing extension that does not come with PostgreSQL.

    Whether a plain server has such an extension nobody can know, so its absence is no error to report.
    """
    return name in _platform() or is_available_extension(name, 15)


def available_extensions(postgres: int, baseline: str) -> list[ExtensionFacts]:
    """Return the facts of every extension the server has, by name (pg_available_extensions)."""
    names = {*_contrib(), *(_platform() if baseline == "supabase" else ())}
    found = (extension_facts(postgres, baseline, name) for name in sorted(names))
    return [facts for facts in found if facts is not None]


def extension_rows(
    facts: ExtensionFacts, catalog: Catalog, *, extension: int, schema: int, owner: int, schema_name: str
) -> Iterator[tuple[str, Record]]:
    """Yield the extension's objects as (catalog name, record), with fresh oids of `catalog`, pg_extension's first.

    `extension` is the oid the extension gets, `owner` the role its script runs as. Extensions it requires must exist.
    Members' dependencies on the extension (deptype e) are among the pg_depend records.
    """
    if facts.objects_file is None:
        return
    content = (DATA / "extensions" / f"{facts.objects_file}.json").read_bytes()
    objects = msgspec.json.decode(content, type=_Objects)
    numbers = {EXTENSION: extension, SCHEMA: schema, OWNER: owner}
    for local, *name in objects.external:
        numbers[local] = _required_object(catalog, *name)
    own_schemas = objects.tables.get("pg_namespace")
    if own_schemas is not None:
        # The schema that the control file names was made before the script ran: the script's is that one.
        for row in decode_rows(own_schemas.rows, own_schemas.columns, catalog.tables["pg_namespace"].record_type):
            if row[own_schemas.columns.index("nspname")] == schema_name:
                numbers[row[own_schemas.columns.index("oid")]] = schema
    translate = _translator(numbers, objects.last, catalog.new_oid, quote_identifier(schema_name))
    for classid in sorted(objects.tables, key=lambda classid: classid != "pg_extension"):
        found = objects.tables[classid]
        record_type = catalog.tables[classid].record_type
        rows = [translate(row) for row in decode_rows(found.rows, found.columns, record_type)]
        base = BaseRows(record_type, found.columns, rows)
        for position in range(len(rows)):
            yield classid, base.record(position)


def _translator(
    numbers: dict[int, int], last: int, new_oid: Callable[[], int], home: str
) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    # The generator holds that in a rows file no number from EXTENSION to the last is anything but an oid.
    def one(value: Any) -> Any:
        if type(value) is int:
            if not EXTENSION <= value <= last:
                return value
            found = numbers.get(value)
            if found is None:
                found = numbers[value] = new_oid()
            return found
        if type(value) is tuple:
            return tuple([one(item) for item in value])
        if type(value) is AclItem:
            return value._replace(grantee=one(value.grantee), grantor=one(value.grantor))
        if type(value) is str and "@extschema@" in value:
            return value.replace("@extschema@", home)
        return value

    return lambda row: tuple([one(value) for value in row])


def _required_object(catalog: Catalog, classid: str, name: str, *argument_types: str) -> int:
    """Return the oid of an object of a required extension: the catalog's member of that name and argument types."""
    if classid == "pg_extension":
        extension = catalog.pg_extension.first("name", name)
        if extension is None:
            raise LookupError(f"required extension {name} does not exist")
        return int(extension.oid)
    for record in catalog.tables[classid].find("name", name) if classid in _BY_NAME else ():
        if _argument_types(catalog, classid, record) == argument_types and _is_member(catalog, classid, record.oid):
            return int(record.oid)
    for dependency in catalog.pg_depend:
        if dependency.deptype == "e" and dependency.classid == classid:
            record = catalog.tables[classid].get(dependency.objid)
            if record is not None and _name(classid, record) == name:
                return int(record.oid)
    raise LookupError(f"required object {classid} {name} does not exist")


_BY_NAME = frozenset({"pg_proc", "pg_operator", "pg_language"})
"""Catalogs of which an index finds rows by bare name."""


def _argument_types(catalog: Catalog, classid: str, record: Any) -> tuple[str, ...]:
    oids: tuple[int, ...] = ()
    if classid == "pg_proc":
        oids = record.proargtypes
    elif classid == "pg_operator":
        oids = (record.oprleft, record.oprright)
    return tuple("" if oid == 0 else catalog.pg_type[oid].typname for oid in oids)


def _is_member(catalog: Catalog, classid: str, oid: int) -> bool:
    return any(dependency.deptype == "e" for dependency in catalog.pg_depend.find("object", (classid, oid)))


def _name(classid: str, record: Any) -> str:
    return str(getattr(record, {"pg_type": "typname", "pg_class": "relname"}.get(classid, "oid")))


@cache
def _contrib() -> dict[str, dict[str, ExtensionFacts]]:
    return msgspec.json.decode((DATA / "extensions.json").read_bytes(), type=dict[str, dict[str, ExtensionFacts]])


@cache
def _platform() -> dict[str, ExtensionFacts]:
    found = msgspec.json.decode((DATA / "extensions_supabase.json").read_bytes(), type=dict[str, ExtensionFacts])
    return {name: msgspec.structs.replace(facts, name=name) for name, facts in found.items()}
