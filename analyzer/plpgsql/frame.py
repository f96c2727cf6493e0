"""The variables of a running PL/pgSQL block (PLpgSQL_execstate, src/pl/plpgsql/src/plpgsql.h)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.parsestate import ParseState
from analyzer.analyze.typename import parse_type_string
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.plpgsql.declarations import declarations
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node


class Record:
    """A record's present fields: names, types and values; None values before anything was assigned."""

    def __init__(self, names: list[str], types: list[int], values: list[Any]) -> None:
        self.names, self.types, self.values = names, types, values


class Frame:
    """Variables by name: types known from declarations, values as they stand; PL/pgSQL's datums in libpg_query's order."""

    def __init__(self, ns: Namespace, function: Node, body: str) -> None:
        self.ns = ns
        self.datums: list[Node] = function.get("datums", [])
        self.types: dict[str, int] = {}
        self.values: dict[str, Any] = {}
        self.records: dict[str, Record | None] = {}
        declared = {each.name: each.type for each in declarations(body) if each.type}
        for datum in self.datums:
            ((kind, inner),) = datum.items()
            name = inner.get("refname", "")
            if kind == "PLpgSQL_var":
                self.types[name] = self._type(declared.get(name) or inner["datatype"]["PLpgSQL_type"]["typname"])
                self.values[name] = None
            elif kind == "PLpgSQL_rec":
                self.records[name] = self._row_type(declared.get(name))

    def _type(self, text: str) -> int:
        lower = text.lower()
        if "%" in lower:
            return self._percent_type(text)
        if lower.startswith("_") and not lower.startswith("_text"):
            lower = lower[1:] + "[]"
        try:
            found = parse_type_string(self.ns, "text[]" if lower == "_text" else text if lower == text.lower() else lower, missing_ok=True)
        except PgError:
            found = None
        return t.TEXT if found is None else found[0]

    def _percent_type(self, text: str) -> int:
        parts = text[: text.index("%")].split(".")
        if len(parts) < 2:
            return self.types.get(parts[0].lower(), t.TEXT)
        relation = self.ns.relation(parts[-3] if len(parts) > 2 else None, parts[-2], missing_ok=True)
        column = None if relation is None else self.ns.catalog.pg_attribute.first("name", (relation.oid, parts[-1]))
        return t.TEXT if column is None else column.atttypid

    def _row_type(self, text: str | None) -> Record | None:
        """Return the empty record of a variable declared with a table's or composite type's row type."""
        if not text or text.lower().strip() == "record":
            return None
        parts = text.lower().replace("%rowtype", "").strip().split(".")
        relation = self.ns.relation(parts[-2] if len(parts) > 1 else None, parts[-1], missing_ok=True)
        if relation is None:
            return None
        columns = [c for c in lsyscache.columns_of(self.ns.catalog, relation.oid) if not c.attisdropped]
        return Record([c.attname for c in columns], [c.atttypid for c in columns], [None] * len(columns))

    def name_of(self, dno: int) -> str:
        """Return a datum's name; of a record's field ``record.field``."""
        ((kind, inner),) = self.datums[dno].items()
        if kind == "PLpgSQL_recfield":
            parent = self.datums[inner["recparentno"]]["PLpgSQL_rec"]["refname"]
            return f"{parent}.{inner['fieldname']}"
        name: str = inner.get("refname", "")
        return name

    def assign(self, name: str, value: Any) -> None:
        """Give a variable or a record's field a value."""
        record, _, field = name.partition(".")
        if field:
            found = self.records.get(record)
            if found is not None and field in found.names:
                found.values[found.names.index(field)] = value
            return
        self.values[name] = value

    def snapshot(self) -> tuple[dict[str, Any], dict[str, Record | None]]:
        """Return copies of all values, for `restore`."""
        records = {
            name: None if record is None else Record(record.names, record.types, list(record.values))
            for name, record in self.records.items()
        }
        return dict(self.values), records

    def forget_differences(self, other: tuple[dict[str, Any], dict[str, Record | None]]) -> None:
        """Make unknown what differs from the snapshot: either may be the truth."""
        values, records = other
        for name, value in values.items():
            now = self.values.get(name)
            if now is not value and (now is UNKNOWN or value is UNKNOWN or now != value):
                self.values[name] = UNKNOWN
        for name, record in records.items():
            mine = self.records.get(name)
            if mine is not None and (record is None or mine.values != record.values):
                mine.values = [UNKNOWN] * len(mine.values)

    # -- names in SQL ----------------------------------------------------------------------------------------------

    def hooks(self, ps: ParseState, parameters: dict[int, Any]) -> None:
        """Let a statement's analysis see the variables; their values at this moment go into `parameters`."""

        def by_name(state: ParseState, ref: Node, found: Any) -> Any:
            fields = ref["fields"]
            if any("String" not in field for field in fields):
                return None
            if found is not None and len(fields) > 1:
                return None
            parts = [field["String"]["sval"] for field in fields]
            return self._param(state, parts, parameters)

        def by_number(state: ParseState, ref: Node) -> Any:
            return self._param(state, [f"${ref.get('number', 0)}"], parameters)

        ps.post_columnref_hook = by_name
        ps.param_hook = by_number

    def _param(self, ps: ParseState, parts: list[str], parameters: dict[int, Any]) -> Any:
        if len(parts) == 1 and parts[0] in self.values:
            typid, value = self.types[parts[0]], self.values[parts[0]]
        elif len(parts) == 2 and parts[0] in self.records:
            record = self.records[parts[0]]
            if record is None:
                raise PgError(
                    sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'record "{parts[0]}" is not assigned yet',
                    detail="The tuple structure of a not-yet-assigned record is indeterminate.",
                )
            if parts[1] not in record.names:
                raise PgError(sqlstate.UNDEFINED_COLUMN, f'record "{parts[0]}" has no field "{parts[1]}"')
            at = record.names.index(parts[1])
            typid, value = record.types[at], record.values[at]
        else:
            return None
        number = len(parameters) + 1
        parameters[number] = value
        return e.Param("e", number, typid, -1, lsyscache.get_typcollation(ps.catalog, typid))
