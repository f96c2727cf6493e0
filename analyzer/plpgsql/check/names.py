"""Variables in SQL: what a name in a query of the body means (resolve_column_ref, make_datum_param,
src/pl/plpgsql/src/pl_comp.c; plpgsql_ns_lookup, pl_funcs.c; plpgsql_exec_get_datum_type_info, pl_exec.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.coerce import SQL_SYNTAX
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import PgError
from analyzer.plpgsql.check.rows import Column
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.frame import Datum, Record, Variable
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


class Reading:
    """The variables that one query reads; each has one parameter number throughout."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.variables: list[Datum] = []
        self.numbers: dict[tuple[int, str], int] = {}
        self.values: dict[int, Any] = {}

    def see(self, ps: ParseState) -> None:
        """Let a query's analysis see the variables."""
        frame = self.check.frame

        def before(_state: ParseState, ref: Node) -> Any:
            return self._resolve(ref)

        def after(_state: ParseState, ref: Node, found: Any) -> Any:
            if frame.use_variable or (frame.use_column and found is not None):
                return None
            variable = self._resolve(ref)
            if variable is not None and found is not None:
                raise PgError(
                    sqlstate.AMBIGUOUS_COLUMN,
                    f'column reference "{name_list_to_string(ref["fields"])}" is ambiguous',
                    detail="It could refer to either a PL/pgSQL variable or a table column.",
                    location=loc(ref),
                )
            return variable

        def by_number(_state: ParseState, ref: Node) -> Any:
            datum = frame.lookup(f"${ref.get('number', 0)}")
            return None if datum is None else self._whole(datum)

        if frame.use_variable:
            ps.pre_columnref_hook = before
        ps.post_columnref_hook = after
        ps.param_hook = by_number

    def _resolve(self, ref: Node) -> Any:
        fields = ref["fields"]
        names = [field["String"].get("sval", "") for field in fields if "String" in field]
        star = len(names) < len(fields)
        if not names or len(fields) > 3:
            return None
        found = self._lookup(names, star)
        if found is None:
            return None
        datum, taken = found
        rest = names[taken:]
        if isinstance(datum, Variable):
            return None if rest or star else self._whole(datum)
        if not rest:
            return self._whole(datum)
        return self._field(datum, rest[0], loc(ref)) if len(rest) == 1 and not star else None

    def _lookup(self, names: list[str], star: bool) -> tuple[Datum, int] | None:
        """Return the variable that the first names mean, and how many of them name it."""
        more = len(names) > 1 or star
        for label, scope in reversed(self.check.frame.scopes):
            datum = scope.get(names[0])
            if datum is not None and (not more or isinstance(datum, Record)):
                return datum, 1
            if len(names) > 1 and label == names[0]:
                datum = scope.get(names[1])
                if datum is not None and (len(names) == 2 or isinstance(datum, Record)):
                    return datum, 2
        return None

    def _whole(self, datum: Datum) -> Any:
        self.variables.append(datum)
        if isinstance(datum, Variable):
            return self._param(datum, "", datum.typid, -1)
        check = self.check
        row = check.rows.get(id(datum))
        if row is not None and row.typid == t.RECORD:
            fields = tuple(self._param(datum, column.name, column.typid, column.typmod) for column in row.columns)
            # Not a ROW(): what is known of the fields must not let the record be taken apart.
            return e.RowExpr(fields, t.RECORD, SQL_SYNTAX, tuple(column.name for column in row.columns))
        return self._param(datum, "", datum.typid if row is None else row.typid, -1)

    def _field(self, record: Record, name: str, location: int) -> Any:
        self.variables.append(record)
        try:
            column = field_of(self.check, record, name)
        except PgError as error:
            error.place = location
            raise
        return self._param(record, name, column.typid, column.typmod)

    def _param(self, datum: Datum, field: str, typid: int, typmod: int) -> Any:
        number = self.numbers.setdefault((id(datum), field), len(self.numbers) + 1)
        if not field:
            self.values[number] = self.check.values.get(id(datum), UNKNOWN)
        return e.Param("e", number, typid, typmod, lsyscache.get_typcollation(self.check.catalog, typid))


def field_of(check: Check, record: Record, name: str) -> Column:
    """Return a record's field; 42703 where there is none."""
    row = check.row_of(record)
    column = row.column(name)
    if column is not None:
        return column
    missing = None
    relation = check.catalog.pg_class.get(lsyscache.type_or_domain_relid(check.catalog, row.typid))
    if relation is not None:
        schema = check.catalog.pg_namespace[relation.relnamespace].nspname
        missing = ("column", schema, f"{relation.relname}.{name}")
    raise PgError(sqlstate.UNDEFINED_COLUMN, f'record "{record.name}" has no field "{name}"', missing=missing)
