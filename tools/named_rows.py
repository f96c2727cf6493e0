"""A catalog's rows with names in the place of numbers and text in the place of trees, so that two can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from analyzer.analyze.equality import normalised
from analyzer.baseline.load import annotation
from analyzer.catalog import acl
from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog
from analyzer.catalog.exprs import Expr, Query
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.deparse.expr import expression
from analyzer.deparse.query import view_query
from analyzer.deparse.routine import function_body
from analyzer.deparse.trigger import rule_definition, trigger_definition
from analyzer.errors import NotSimulated
from analyzer.snapshot.references import COLUMNS, REFERENCES

Row = dict[str, Any]

_RELATION = {
    "pg_attrdef": "adrelid", "pg_constraint": "conrelid", "pg_index": "indrelid", "pg_policy": "polrelid",
    "pg_rewrite": "ev_class", "pg_trigger": "tgrelid", "pg_statistic_ext": "stxrelid", "pg_publication_rel": "prrelid",
    "pg_partitioned_table": "partrelid",
}  # fmt: skip
"""The relation whose columns a row's expressions mean."""

_IDENTITY: dict[str, tuple[str, ...]] = {
    "pg_class": ("relnamespace", "relname"), "pg_type": ("typnamespace", "typname"),
    "pg_proc": ("pronamespace", "proname", "proargtypes"), "pg_attrdef": ("adrelid", "adnum"),
    "pg_constraint": ("conrelid", "contypid", "conname"), "pg_trigger": ("tgrelid", "tgname"),
    "pg_policy": ("polrelid", "polname"), "pg_rewrite": ("ev_class", "rulename"),
    "pg_enum": ("enumtypid", "enumlabel"), "pg_operator": ("oprnamespace", "oprname", "oprleft", "oprright"),
    "pg_opclass": ("opcmethod", "opcnamespace", "opcname"), "pg_opfamily": ("opfmethod", "opfnamespace", "opfname"),
    "pg_amop": ("amopfamily", "amoplefttype", "amoprighttype", "amopstrategy", "amoppurpose"),
    "pg_amproc": ("amprocfamily", "amproclefttype", "amprocrighttype", "amprocnum"),
    "pg_cast": ("castsource", "casttarget"), "pg_user_mapping": ("umuser", "umserver"),
    "pg_publication_rel": ("prpubid", "prrelid"), "pg_publication_namespace": ("pnpubid", "pnnspid"),
    "pg_default_acl": ("defaclrole", "defaclnamespace", "defaclobjtype"),
    "pg_auth_members": ("roleid", "member", "grantor"), "pg_transform": ("trftype", "trflang"),
    "pg_collation": ("collnamespace", "collname"), "pg_conversion": ("connamespace", "conname"),
    "pg_ts_config": ("cfgnamespace", "cfgname"), "pg_ts_dict": ("dictnamespace", "dictname"),
    "pg_ts_parser": ("prsnamespace", "prsname"), "pg_ts_template": ("tmplnamespace", "tmplname"),
    "pg_statistic_ext": ("stxnamespace", "stxname"), "pg_namespace": ("nspname",), "pg_authid": ("rolname",),
    "pg_language": ("lanname",), "pg_extension": ("extname",), "pg_publication": ("pubname",),
    "pg_subscription": ("subname",), "pg_foreign_data_wrapper": ("fdwname",), "pg_foreign_server": ("srvname",),
    "pg_event_trigger": ("evtname",), "pg_am": ("amname",), "pg_tablespace": ("spcname",), "pg_database": ("oid",),
}  # fmt: skip

_NOT_COMPARED = {
    ("pg_attribute", "atthasmissing"), ("pg_attribute", "attnum"), ("pg_attribute", "attname"),
    ("pg_attribute", "attndims"),
    ("pg_class", "relispopulated"), ("pg_class", "relnatts"), ("pg_database", "datname"), ("pg_proc", "probin"),
    ("pg_subscription", "subconninfo"),
}  # fmt: skip
"""What depends on rows, on secrets, on the database's name, or on columns dropped since."""

_ATTNUMS = {(name, column): relation for name, relation, column in COLUMNS}


class Text:
    """An expression as it is written, and without what writing loses: the baseline has some as they are written."""

    def __init__(self, plain: str, normal: str) -> None:
        self.plain = plain
        self.normal = normal

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.plain == other.plain or self.normal == other.normal)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return self.plain


class Names:
    """Writes one catalog's rows without numbers."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._identities: dict[tuple[str, int], str] = {}
        self.members = {
            (row.classid, row.objid) for row in catalog.pg_depend if row.deptype == "e" and row.objid >= 16384
        }

    def identity(self, classid: str, oid: int) -> str:
        """Return an object's name: of its catalog, its schema or table, and its own."""
        if not oid:
            return "-"
        known = self._identities.get((classid, oid))
        if known is None:
            self._identities[classid, oid] = f"{classid} {oid}"
            record = self.catalog.tables[classid].get(oid)
            columns = _IDENTITY.get(classid)
            if record is None or columns is None:
                known = f"{classid} {oid}"
            else:
                known = ".".join(
                    str(self._value(classid, column, getattr(record, column), record)) for column in columns
                )
            self._identities[classid, oid] = known
        return known

    def _value(self, classid: str, column: str, value: Any, record: Any = None) -> Any:
        relation = _ATTNUMS.get((classid, column))
        if relation is not None and record is not None and value is not None:
            relid = getattr(record, relation)
            return self.column(relid, value) if type(value) is int else [self.column(relid, n) for n in value]
        referred = REFERENCES.get(classid, {}).get(column)
        if referred is None or value is None:
            return value
        if type(value) is int:
            return self.identity(referred, value)
        return [self.identity(referred, oid) for oid in value]

    def column(self, relid: int, attnum: int) -> str:
        """Return a column's name; its number where there is none."""
        column = self.catalog.pg_attribute.get((relid, attnum)) if attnum else None
        return str(attnum) if column is None else column.attname

    def _place(self, record: Any) -> int:
        """Return how many columns come before this one."""
        columns = self.catalog.pg_attribute.find("relation", record.attrelid)
        return sum(not each.attisdropped and 0 < each.attnum < record.attnum for each in columns)

    def rows(self, name: str) -> Iterator[tuple[str, Row]]:
        """Yield (identity, row) of everything that is not built in."""
        table = self.catalog.tables[name]
        for record in table:
            key = table.key_of(record)
            first = key[0] if type(key) is tuple else key
            if name in ("pg_description", "pg_seclabel"):
                first = key[1]
            if name == "pg_database":
                if key != self.catalog.database_oid:
                    continue
            elif name not in ("pg_db_role_setting", "pg_default_acl", "pg_auth_members") and first < FIRST_NORMAL_OID:
                base = table.baseline(key) if table.is_baseline(key) else None
                if base is None or name in ("pg_namespace",) or record != base:
                    pass
                else:
                    continue
            if (name == "pg_trigger" and record.tgisinternal) or (name == "pg_attribute" and record.attisdropped):
                continue
            if name != "pg_extension" and self._is_member(name, record, key):
                continue
            yield self._named(name, record, key), self.row(name, record)

    def _is_member(self, name: str, record: Any, key: Any) -> bool:
        if (name, key) in self.members:
            return True
        column = _RELATION.get(name) or {
            "pg_attribute": "attrelid", "pg_inherits": "inhrelid", "pg_sequence": "seqrelid", "pg_enum": "enumtypid",
            "pg_class": "", "pg_type": "", "pg_aggregate": "aggfnoid", "pg_range": "rngtypid",
            "pg_amop": "amopfamily", "pg_amproc": "amprocfamily",
        }.get(name)  # fmt: skip
        if column is None:
            return (getattr(record, "classid", ""), getattr(record, "objid", 0)) in self.members
        if column:
            owner = REFERENCES[name][column]
            return self._comes_along(owner, getattr(record, column))
        return self._comes_along(name, key)

    def _comes_along(self, name: str, key: int) -> bool:
        if not key:
            return False
        if (name, key) in self.members:
            return True
        if name == "pg_type":
            record = self.catalog.pg_type[key]
            if record.typrelid and record.typtype == "c":
                return self._comes_along("pg_class", record.typrelid)
            return (bool(record.typelem) and ("pg_type", record.typelem) in self.members) or (
                bool(record.typelem)
                and self.catalog.pg_type[record.typelem].typrelid != 0
                and self._comes_along("pg_type", record.typelem)
            )
        if name == "pg_class":
            relation = self.catalog.pg_class[key]
            if relation.relkind == "c":
                return ("pg_type", relation.reltype) in self.members
            index = self.catalog.pg_index.get(key)
            return index is not None and ("pg_class", index.indrelid) in self.members
        return False

    def _named(self, name: str, record: Any, key: Any) -> str:
        if name in ("pg_description", "pg_seclabel"):
            of = self.column(record.objid, record.objsubid) if record.objsubid else ""
            return f"{record.classid} {self.identity(record.classid, record.objid)} {of}"
        if name == "pg_attribute":
            # A column of an index keeps the name that its table's column had.
            is_index = self.catalog.pg_class[record.attrelid].relkind in "iI"
            return f"{self.identity('pg_class', record.attrelid)} {record.attnum if is_index else record.attname}"
        if name in _IDENTITY and type(key) is int:
            return self.identity(name, key)
        columns = self.catalog.tables[name].key_columns
        if name == "partition_bound":
            return self.identity("pg_class", key)
        return " ".join(str(self._value(name, column, getattr(record, column), record)) for column in columns)

    def row(self, name: str, record: Any) -> Row:
        """Return a record by column."""
        found: Row = {}
        for column in record.__struct_fields__:
            value = getattr(record, column)
            kind = annotation(type(record), column)
            if column == "oid" or (name, column) in _NOT_COMPARED:
                continue
            if kind == "Acl":
                found[column] = self._privileges(name, record, value)
            elif column == "enumsortorder":
                labels = self.catalog.pg_enum.find("type", record.enumtypid)
                found[column] = sum(each.enumsortorder < value for each in labels)
            elif name == "partition_bound" and type(value) is tuple:
                found[column] = [self._text(each) if isinstance(each, Expr) else each for each in value]
            elif "Stored" in kind:
                found[column] = self._stored(name, record, value)
            elif name == "pg_ts_config" and column == "cfgmap":
                found[column] = [(token, [self.identity("pg_ts_dict", d) for d in each]) for token, each in value]
            elif name in ("pg_description", "pg_seclabel") and column in ("objid", "objsubid"):
                continue
            elif name == "pg_db_role_setting" and column == "setrole":
                found[column] = acl.role_name(self.catalog, value) if value else ""
            elif column == "relid":
                found[column] = self.identity("pg_class", value)
            elif type(value) is tuple and (column in ("polroles", "setconfig") or column.endswith("options")):
                found[column] = sorted(map(str, self._value(name, column, value)))
            else:
                found[column] = self._value(name, column, value, record)
        if name == "pg_type" and not record.typisdefined:
            return {"typisdefined": False}
        if name == "pg_attribute":
            found["place"] = self._place(record)
            if self.catalog.pg_class[record.attrelid].relkind in "iI":
                del found["attcompression"]
        return found

    def _privileges(self, name: str, record: Any, items: Any) -> Any:
        kind = OBJECT_KINDS.get(name)
        if items is None and kind is not None and kind.ownercol is not None and _has_privileges(name, record):
            objtype = acl.objtype_of(ObjectAddress(name, record.oid), self.catalog)
            items = acl.default_acl(objtype, getattr(record, kind.ownercol), self.catalog.postgres)
        if items is None:
            return None
        return sorted(acl.item_text(item, self.catalog) for item in items)

    def _stored(self, name: str, record: Any, value: Any) -> Any:
        if value is None:
            return None
        if name == "pg_rewrite":
            return self._rule(record)
        if name == "pg_proc" and type(value) is tuple and value and isinstance(value[0], Query):
            return function_body(self.catalog, structs.replace(record, prosqlbody=normalised(value)))
        if name == "pg_trigger":
            return trigger_definition(self.catalog, record.oid)
        column = _RELATION.get(name)
        relid = getattr(record, column) if column else 0
        values = value if type(value) is tuple else (value,)
        return [self._text(each, relid) for each in values]

    def _rule(self, record: Any) -> str:
        if record.rulename == "_RETURN":
            columns = sorted((c.attnum, c.attname) for c in self.catalog.pg_attribute.find("relation", record.ev_class))
            return view_query(self.catalog, record.ev_action[0], tuple(c for n, c in columns if n > 0))
        return rule_definition(self.catalog, record.oid)

    def _text(self, tree: Any, relid: int = 0) -> Text:
        try:
            return Text(expression(self.catalog, tree, relid), expression(self.catalog, normalised(tree), relid))
        except NotSimulated as reason:
            return Text(reason.reason, "")


def _has_privileges(name: str, record: Any) -> bool:
    return name != "pg_class" or record.relkind in "rpvmfS"
