"""A snapshot's rows as records of a catalog: the server's numbers, initdb's own objects by name.

Whatever initdb numbered by hand or from a fixed list has the same number in every installation of a major
(transam.h: below 12000). What its scripts made is found by name. Everything else keeps the server's number.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import structs

from analyzer.baseline.load import annotation
from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog
from analyzer.catalog.depend import FIRST_UNPINNED_OID
from analyzer.catalog.objects import OBJECT_KINDS
from analyzer.catalog.pg_depend import PgDepend
from analyzer.catalog.record import Record
from analyzer.errors import UsageError
from analyzer.snapshot.consistency import fault
from analyzer.snapshot.privileges import Privileges
from analyzer.snapshot.references import REFERENCES
from analyzer.snapshot.sources import SOURCES

_BY_NAME: dict[str, tuple[str, str | None]] = {
    "pg_namespace": ("nspname", None),
    "pg_language": ("lanname", None),
    "pg_extension": ("extname", None),
    "pg_type": ("typname", "typnamespace"),
    "pg_class": ("relname", "relnamespace"),
    "pg_collation": ("collname", "collnamespace"),
    "pg_ts_parser": ("prsname", "prsnamespace"),
    "pg_ts_template": ("tmplname", "tmplnamespace"),
    "pg_ts_dict": ("dictname", "dictnamespace"),
    "pg_ts_config": ("cfgname", "cfgnamespace"),
    "pg_proc": ("proname", "pronamespace"),
}
"""What names an object that initdb's scripts made; of functions their arguments too. In the order of need."""

_TAKEN_OVER = {"pg_namespace": ("nspowner", "nspacl"), "pg_extension": ("extowner", "extnamespace", "extversion")}
_WHOLE_ROWS = frozenset(
    {
        "pg_authid",
        "pg_auth_members",
        "pg_db_role_setting",
        "pg_database",
        "pg_tablespace",
        "pg_default_acl",
        "pg_description",
    }
)
"""Catalogs of which also initdb's own rows may be quite different ones."""


class Expression(NamedTuple):
    """A text to be analyzed: the catalog, the record's key, the field it belongs in."""

    catalog: str
    key: Any
    field: str
    text: str


class Records:
    """Puts the rows of one document into a catalog."""

    def __init__(self, catalog: Catalog, rows: Any, name: str) -> None:
        self.catalog = catalog
        self.rows = rows
        self.name = name
        self.expressions: list[Expression] = []
        self.loaded: dict[str, list[Any]] = {}
        self._numbers: dict[int, int] = {}
        self.privileges = Privileges({row.rolname: row.oid for row in rows.pg_authid}, name)

    def load(self) -> None:
        """Set every record; expressions stay None until `expressions` are analyzed. UsageError where rows do not fit
        together.
        """
        self._map_numbers()
        for name, source in SOURCES.items():
            self._load_table(name, source.whole)
        self._load_dependencies()
        found = fault(self.catalog, self.loaded) or self._missing_list()
        if found is not None:
            raise UsageError(f"{self.name}: the snapshot is damaged: {found}")

    def _missing_list(self) -> str | None:
        """Return which object should have a list of expressions and has none."""
        for row in self.rows.pg_index:
            if (0 in row.indkey) != (row.indexprs is not None):
                return f"pg_index {row.indexrelid} has not the expressions that it says"
        for row in self.rows.pg_partitioned_table:
            if (0 in row.partattrs) != (row.partexprs is not None):
                return f"pg_partitioned_table {row.partrelid} has not the expressions that it says"
        for row in self.rows.pg_proc:
            if row.oid >= FIRST_NORMAL_OID and (row.pronargdefaults > 0) != (row.proargdefaults is not None):
                return f"pg_proc {row.oid} has not the defaults that it says"
        return None

    # -- numbers ---------------------------------------------------------------------------------------------------

    def _map_numbers(self) -> None:
        """Find initdb's objects by name, and give new numbers to those the baseline does not know."""
        unknown: list[int] = []
        for name, (namecol, spacecol) in _BY_NAME.items():
            table = self.catalog.tables[name]
            for row in getattr(self.rows, name):
                if not FIRST_UNPINNED_OID <= row.oid < FIRST_NORMAL_OID:
                    continue
                found = self._same_name(table, row, namecol, spacecol)
                if found is None:
                    unknown.append(row.oid)
                else:
                    self._numbers[row.oid] = found
        for row in self.rows.pg_database:
            self._numbers[row.oid] = self.catalog.database_oid
        for oid in unknown:
            self._numbers[oid] = self.catalog.new_oid()

    def _same_name(self, table: Any, row: Any, namecol: str, spacecol: str | None) -> int | None:
        name = getattr(row, namecol)
        if spacecol is None:
            found = table.first("name", name)
            return None if found is None else int(found.oid)
        space = self._number(getattr(row, spacecol))
        if table.name != "pg_proc":
            found = table.first("name", (name, space))
            return None if found is None else int(found.oid)
        arguments = tuple(map(self._number, row.proargtypes))
        for candidate in table.find("name", name):
            if candidate.pronamespace == space and candidate.proargtypes == arguments:
                return int(candidate.oid)
        return None

    def _number(self, oid: int) -> int:
        return self._numbers.get(oid, oid)

    # -- rows ------------------------------------------------------------------------------------------------------

    def _load_table(self, name: str, whole: bool) -> None:
        table = self.catalog.tables[name]
        record_type = table.record_type
        convert = _Converter(self, name, record_type)
        loaded = self.loaded[name] = []
        read_key = attrgetter(*table.key_columns)
        made: list[Any] = []
        for row in getattr(self.rows, name):
            record = convert(row)
            key = read_key(record)
            base = table.baseline(key) if table.is_baseline(key) else None
            if base is not None and name not in _WHOLE_ROWS:
                record = self._over(name, base, record)
            else:
                loaded.append(record)
                convert.note_expressions(row, key)
            made.append(record)
        if whole or name == "pg_default_acl":
            kept = set(map(read_key, made))
            for key in [read_key(each) for each in table]:
                if key not in kept:
                    table.delete(key)
        seen: set[Any] = set()
        for record in made:
            key = read_key(record)
            if key in seen:
                raise UsageError(f"{self.name}: the snapshot is damaged: {name} has two rows {key}")
            seen.add(key)
            table.set(record)

    def _over(self, name: str, base: Any, record: Any) -> Any:
        """Return the baseline's record with what can have been changed of it: owner and privileges."""
        columns = _TAKEN_OVER.get(name)
        if columns is None:
            kind = OBJECT_KINDS.get(name)
            if name == "pg_attribute":
                columns = ("attacl",)
            elif kind is not None:
                columns = tuple(column for column in (kind.ownercol, kind.aclcol) if column is not None)
            else:
                columns = ()
        return structs.replace(base, **{column: getattr(record, column) for column in columns})

    def _load_dependencies(self) -> None:
        tables, classes = self.catalog.tables, self.catalog.pg_class
        names: dict[int, str] = {}
        known: dict[str, Any] = {}
        depend = self.catalog.pg_depend
        for classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype in self.rows.pg_depend:
            for oid in (classid, refclassid):
                if oid not in names:
                    record = classes.get(oid) if oid < FIRST_UNPINNED_OID else None
                    names[oid] = record.relname if record is not None else ""
                    known[names[oid]] = tables.get(names[oid])
            name, refname = names[classid], names[refclassid]
            objid, refobjid = self._number(objid), self._number(refobjid)
            table, referred = known[name], known[refname]
            if table is None or referred is None or objid not in table or refobjid not in referred:
                # Triggers that enforce foreign keys, TOAST tables, large objects: nothing we hold.
                continue
            depend.set(PgDepend(name, objid, objsubid, refname, refobjid, refobjsubid, deptype))


class _Converter:
    """Makes records of one catalog's rows."""

    def __init__(self, records: Records, name: str, record_type: type[Record]) -> None:
        self.records = records
        self.name = name
        self.record_type = record_type
        references = REFERENCES.get(name, {})
        self.plain: list[str] = []
        self.numbers: list[str] = []
        self.number_lists: list[str] = []
        self.acls: list[str] = []
        self.texts: list[str] = []
        for column in record_type.__struct_fields__:
            kind = annotation(record_type, column)
            if kind == "Acl":
                self.acls.append(column)
            elif "Stored" in kind:
                self.texts.append(column)
            elif column in references or (column == "oid" and name in _BY_NAME) or name == "pg_database":
                many = kind.startswith("tuple")
                (self.number_lists if many else self.numbers if kind == "int" else self.plain).append(column)
            else:
                self.plain.append(column)

    def __call__(self, row: Any) -> Any:
        records = self.records
        numbers = records._numbers
        values = {column: getattr(row, column) for column in self.plain}
        for column in self.numbers:
            oid = getattr(row, column)
            values[column] = numbers.get(oid, oid)
        for column in self.number_lists:
            oids = getattr(row, column)
            values[column] = oids and tuple([numbers.get(oid, oid) for oid in oids])
        for column in self.acls:
            values[column] = records.privileges.read(getattr(row, column))
        if self.texts and self.name == "pg_attrdef":
            values["adbin"] = None
        special = _SPECIAL.get(self.name)
        if special is not None:
            special(records, values)
        return self.record_type(**values)

    def note_expressions(self, row: Any, key: Any) -> None:
        for column in self.texts:
            text = getattr(row, column)
            if text is not None:
                self.records.expressions.append(Expression(self.name, key, column, text))


def _described(records: Records, values: dict[str, Any]) -> None:
    record = records.catalog.pg_class.get(values["classid"])
    values["classid"] = record.relname if record is not None else "pg_largeobject"
    values["objid"] = records._number(values["objid"])


def _arguments(records: Records, values: dict[str, Any]) -> None:
    del records
    text = values["tgargs"]
    data = bytes.fromhex(text) if text else b""
    values["tgargs"] = tuple(part.decode("utf-8", "replace") for part in data.split(b"\0")[:-1])


def _search_map(records: Records, values: dict[str, Any]) -> None:
    values["cfgmap"] = tuple(
        (token, tuple(map(records._number, dictionaries))) for token, dictionaries in values["cfgmap"]
    )


def _subscribed(records: Records, values: dict[str, Any]) -> None:
    del records
    values["subconninfo"] = values["subconninfo"] or ""


_SPECIAL = {
    "pg_description": _described, "pg_seclabel": _described, "pg_trigger": _arguments, "pg_ts_config": _search_map,
    "pg_subscription": _subscribed,
}  # fmt: skip
