"""Which object of the live catalog is which of the intended one: by name, arguments and owner, never by oid.

Both sides number their objects as they like. `Pairing.ref` gives an object's number on the intended side; it is found
when first asked for, and what has no counterpart gets a negative number of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog.catalog import FIRST_NORMAL_OID

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

Find = Callable[["Pairing", Any], int | None]


class Pairing:
    """The live catalog's numbers as numbers of the intended catalog; overrides hold what was renamed."""

    def __init__(self, intended: Catalog, live: Catalog) -> None:
        self.intended = intended
        self.live = live
        self._refs: dict[tuple[str, int], int] = {}
        self._columns: dict[int, dict[int, int]] = {}
        self._renamed_columns: dict[int, dict[int, int]] = {}
        self._reverse: dict[str, dict[int, int]] = {}

    def ref(self, classid: str, oid: int) -> int:
        """Return the intended side's oid of a live object; a negative number if there is none; 0 for 0."""
        if oid < FIRST_NORMAL_OID and classid != "pg_namespace":
            return oid
        key = (classid, oid)
        found = self._refs.get(key)
        if found is None:
            # A type may refer to itself through its own functions.
            self._refs[key] = -oid
            found = self._refs[key] = self._find(classid, oid)
        return found

    def _find(self, classid: str, oid: int) -> int:
        record = self.live.tables[classid].get(oid)
        if record is None:
            return -oid
        found = _FIND[classid](self, record)
        return -oid if found is None else found

    def pair(self, classid: str, live: int, intended: int) -> None:
        """State that two objects of different names are the same."""
        self._refs[classid, live] = intended
        self._reverse.clear()

    def forget(self) -> None:
        """Forget what was found to have no counterpart: a pair stated since may have given it one."""
        self._refs = {key: found for key, found in self._refs.items() if found >= 0}
        self._columns.clear()
        self._reverse.clear()

    def back(self, classid: str, oid: int) -> int | None:
        """Return the live side's number of an intended object; None if it is missing."""
        found = self._reverse.get(classid)
        if found is None:
            records = self.live.tables[classid].above(FIRST_NORMAL_OID)
            found = self._reverse[classid] = {self.ref(classid, record.oid): record.oid for record in records}
        other = found.get(oid)
        if other is None and oid < FIRST_NORMAL_OID and oid in self.live.tables[classid]:
            return oid
        return other

    # -- columns ---------------------------------------------------------------------------------------------------

    def columns(self, relid: int) -> dict[int, int]:
        """Return the intended side's number of each column of a live relation; a column of no counterpart has none."""
        found = self._columns.get(relid)
        if found is None:
            found = self._columns[relid] = {}
            target = self.ref("pg_class", relid)
            for column in self.live.pg_attribute.find("relation", relid) if target > 0 else ():
                if column.attnum > 0 and not column.attisdropped:
                    other = self.intended.pg_attribute.first("name", (target, column.attname))
                    if other is not None and not other.attisdropped:
                        found[column.attnum] = other.attnum
            found.update(self._renamed_columns.get(relid, {}))
        return found

    def pair_column(self, relid: int, live: int, intended: int) -> None:
        """State that two columns of different names are the same."""
        self._renamed_columns.setdefault(relid, {})[live] = intended
        self.columns(relid)[live] = intended

    def attnum(self, relid: int, attnum: int) -> int:
        """Return the intended side's number of a live column, beyond every real one if there is none."""
        if attnum <= 0:
            return attnum
        return self.columns(relid).get(attnum, 10_000 + attnum)


def pair_owner(pairing: Pairing, user: int) -> str | None:
    """Pair the role that ran the migrations with the live role that owns what it made, whatever that is called."""
    mine: Counter[int] = Counter()
    for classid, column in (("pg_class", "relowner"), ("pg_proc", "proowner"), ("pg_type", "typowner")):
        for record in pairing.live.tables[classid].above(FIRST_NORMAL_OID):
            number = pairing.ref(classid, record.oid)
            other = pairing.intended.tables[classid].get(number) if number > 0 else None
            if other is None or pairing.intended.tables[classid].is_baseline(number):
                continue
            if getattr(other, column) == user:
                mine[getattr(record, column)] += 1
    if not mine:
        return None
    owner, count = mine.most_common(1)[0]
    known = pairing.ref("pg_authid", owner)
    if known == user or count * 2 <= sum(mine.values()) or known > 0:
        return None
    same = pairing.live.pg_authid.first("name", pairing.intended.pg_authid[user].rolname)
    if same is not None and mine[same.oid]:
        return None
    pairing.pair("pg_authid", owner, user)
    return acl.role_name(pairing.live, owner)


# -- one way to find its counterpart for each kind of object ---------------------------------------------------------


def _named(column: str) -> Find:
    """Find an object outside schemas by its name."""

    def find(pairing: Pairing, record: Any) -> int | None:
        table = pairing.intended.tables[_class_of(record)]
        found = table.first("name", getattr(record, column))
        return None if found is None else found.oid

    return find


def _in_schema(column: str, schemacol: str) -> Find:
    """Find an object in a schema by both names."""

    def find(pairing: Pairing, record: Any) -> int | None:
        schema = pairing.ref("pg_namespace", getattr(record, schemacol))
        found = pairing.intended.tables[_class_of(record)].first("name", (getattr(record, column), schema))
        return None if found is None else found.oid

    return find


def _on_relation(column: str, relcol: str) -> Find:
    """Find what hangs on a relation by its name."""

    def find(pairing: Pairing, record: Any) -> int | None:
        relid = pairing.ref("pg_class", getattr(record, relcol))
        found = pairing.intended.tables[_class_of(record)].first("name", (relid, getattr(record, column)))
        return None if found is None else found.oid

    return find


def _by(index: str, *columns: tuple[str, str]) -> Find:
    """Find a row by what it connects; each column comes with the catalog it refers to, "" for a plain value."""

    def find(pairing: Pairing, record: Any) -> int | None:
        values = tuple(
            pairing.ref(classid, getattr(record, column)) if classid else getattr(record, column)
            for column, classid in columns
        )
        found = pairing.intended.tables[_class_of(record)].first(index, values)
        return None if found is None else found.oid

    return find


def _type(pairing: Pairing, record: Any) -> int | None:
    live, intended = pairing.live, pairing.intended
    if record.typrelid:
        relation = intended.pg_class.get(pairing.ref("pg_class", record.typrelid))
        return relation.reltype if relation is not None else None
    if record.typelem and not record.typarray:
        element = live.pg_type.get(record.typelem)
        if element is not None and element.typarray == record.oid:
            found = intended.pg_type.get(pairing.ref("pg_type", record.typelem))
            return found.typarray if found is not None else None
    if record.typtype == "m":
        ranges = live.pg_range.first("multirange", record.oid)
        other = intended.pg_range.get(pairing.ref("pg_type", ranges.rngtypid)) if ranges is not None else None
        return other.rngmultitypid if other is not None else None
    return _in_schema("typname", "typnamespace")(pairing, record)


def _proc(pairing: Pairing, record: Any) -> int | None:
    candidates = pairing.intended.pg_proc.find("name", record.proname)
    if not candidates:
        return None
    schema = pairing.ref("pg_namespace", record.pronamespace)
    candidates = [each for each in candidates if each.pronamespace == schema]
    if not candidates:
        return None
    types = tuple(pairing.ref("pg_type", typid) for typid in record.proargtypes)
    return next((each.oid for each in candidates if each.proargtypes == types), None)


def _operator(pairing: Pairing, record: Any) -> int | None:
    key = (
        pairing.ref("pg_namespace", record.oprnamespace), pairing.ref("pg_type", record.oprleft),
        pairing.ref("pg_type", record.oprright),
    )
    for each in pairing.intended.pg_operator.find("name", record.oprname):
        if (each.oprnamespace, each.oprleft, each.oprright) == key:
            return int(each.oid)
    return None


def _constraint(pairing: Pairing, record: Any) -> int | None:
    if record.conrelid:
        return _on_relation("conname", "conrelid")(pairing, record)
    typid = pairing.ref("pg_type", record.contypid)
    found = pairing.intended.pg_constraint.find("type", typid)
    return next((each.oid for each in found if each.conname == record.conname), None)


def _attrdef(pairing: Pairing, record: Any) -> int | None:
    relid = pairing.ref("pg_class", record.adrelid)
    found = pairing.intended.pg_attrdef.first("column", (relid, pairing.attnum(record.adrelid, record.adnum)))
    return None if found is None else found.oid


def _class_of(record: Any) -> str:
    return _CLASSES[type(record).__name__]



_FIND: Final[dict[str, Find]] = {
    "pg_am": _named("amname"),
    "pg_amop": _by(
        "strategy", ("amopfamily", "pg_opfamily"), ("amoplefttype", "pg_type"), ("amoprighttype", "pg_type"),
        ("amopstrategy", ""),
    ),
    "pg_amproc": _by(
        "support", ("amprocfamily", "pg_opfamily"), ("amproclefttype", "pg_type"), ("amprocrighttype", "pg_type"),
        ("amprocnum", ""),
    ),
    "pg_attrdef": _attrdef,
    "pg_authid": _named("rolname"),
    "pg_cast": _by("types", ("castsource", "pg_type"), ("casttarget", "pg_type")),
    "pg_class": _in_schema("relname", "relnamespace"),
    "pg_collation": _in_schema("collname", "collnamespace"),
    "pg_constraint": _constraint,
    "pg_conversion": _in_schema("conname", "connamespace"),
    "pg_database": lambda pairing, _record: pairing.intended.database_oid,
    "pg_default_acl": _by(
        "object", ("defaclrole", "pg_authid"), ("defaclnamespace", "pg_namespace"), ("defaclobjtype", "")
    ),
    "pg_enum": _by("label", ("enumtypid", "pg_type"), ("enumlabel", "")),
    "pg_event_trigger": _named("evtname"),
    "pg_extension": _named("extname"),
    "pg_foreign_data_wrapper": _named("fdwname"),
    "pg_foreign_server": _named("srvname"),
    "pg_language": _named("lanname"),
    "pg_namespace": _named("nspname"),
    "pg_opclass": _by("name", ("opcmethod", "pg_am"), ("opcname", ""), ("opcnamespace", "pg_namespace")),
    "pg_operator": _operator,
    "pg_opfamily": _by("name", ("opfmethod", "pg_am"), ("opfname", ""), ("opfnamespace", "pg_namespace")),
    "pg_policy": _on_relation("polname", "polrelid"),
    "pg_proc": _proc,
    "pg_publication": _named("pubname"),
    "pg_publication_namespace": _by("pair", ("pnnspid", "pg_namespace"), ("pnpubid", "pg_publication")),
    "pg_publication_rel": _by("pair", ("prrelid", "pg_class"), ("prpubid", "pg_publication")),
    "pg_rewrite": _on_relation("rulename", "ev_class"),
    "pg_statistic_ext": _in_schema("stxname", "stxnamespace"),
    "pg_subscription": _named("subname"),
    "pg_tablespace": _named("spcname"),
    "pg_transform": _by("types", ("trftype", "pg_type"), ("trflang", "pg_language")),
    "pg_trigger": _on_relation("tgname", "tgrelid"),
    "pg_ts_config": _in_schema("cfgname", "cfgnamespace"),
    "pg_ts_dict": _in_schema("dictname", "dictnamespace"),
    "pg_ts_parser": _in_schema("prsname", "prsnamespace"),
    "pg_ts_template": _in_schema("tmplname", "tmplnamespace"),
    "pg_type": _type,
    "pg_user_mapping": _by("user_server", ("umuser", "pg_authid"), ("umserver", "pg_foreign_server")),
}

_CLASSES: Final = {"".join(part.capitalize() for part in classid.split("_")): classid for classid in _FIND}
"""Record types, named after their catalogs."""
