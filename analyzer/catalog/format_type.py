"""Type names as SQL: `character varying(10)`, `integer[]`, `app.mood` (src/backend/utils/adt/format_type.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace

ARRAY_SUBSCRIPT_HANDLER: Final = 6179
PG_CATALOG: Final = 11

_BIT, _BOOL, _BPCHAR, _VARCHAR, _VARBIT, _NUMERIC, _INTERVAL = 1560, 16, 1042, 1043, 1562, 1700, 1186

_PLAIN: Final[dict[int, str]] = {
    _BOOL: "boolean", 700: "real", 701: "double precision", 21: "smallint", 23: "integer", 20: "bigint",
}
_TIMES: Final[dict[int, tuple[str, str]]] = {
    1083: ("time", " without time zone"),
    1266: ("time", " with time zone"),
    1114: ("timestamp", " without time zone"),
    1184: ("timestamp", " with time zone"),
}
_INTERVAL_FIELDS: Final[dict[int, str]] = {
    1 << 2: " year", 1 << 1: " month", 1 << 3: " day", 1 << 10: " hour", 1 << 11: " minute", 1 << 12: " second",
    1 << 2 | 1 << 1: " year to month",
    1 << 3 | 1 << 10: " day to hour",
    1 << 3 | 1 << 10 | 1 << 11: " day to minute",
    1 << 3 | 1 << 10 | 1 << 11 | 1 << 12: " day to second",
    1 << 10 | 1 << 11: " hour to minute",
    1 << 10 | 1 << 11 | 1 << 12: " hour to second",
    1 << 11 | 1 << 12: " minute to second",
    0x7FFF: "",
}


def format_type(
    catalog: Catalog,
    typid: int,
    typmod: int | None = None,
    namespace: Namespace | None = None,
    *,
    qualify: bool = False,
) -> str:
    """Return the type's name as SQL that means the type again (format_type_extended).

    `typmod` None is for messages (``character`` is then bpchar, format_type_be); -1 is "no modifier given", which keeps
    ``bpchar`` and ``"bit"`` apart from character(1) and bit(1) (format_type_with_typemod). Names are qualified where
    `namespace` does not find them; without one everything outside pg_catalog is. `qualify` qualifies these in any case.
    """
    if not typid:
        return "-"
    record = catalog.pg_type.get(typid)
    if record is None:
        return "???"
    is_array = False
    if record.typelem and record.typsubscript == ARRAY_SUBSCRIPT_HANDLER and record.typstorage != "p":
        element = catalog.pg_type.get(record.typelem)
        if element is None:
            return "???[]"
        typid, record, is_array = record.typelem, element, True
    text = _special(typid, typmod)
    if text is None:
        visible = record.typnamespace == PG_CATALOG or (
            not qualify
            and namespace is not None
            and namespace.is_visible("pg_type", "name", record.typname, record.typnamespace)
        )
        if visible:
            text = quote_identifier(record.typname)
        else:
            schema = catalog.pg_namespace.get(record.typnamespace)
            name = schema.nspname if schema is not None else ""
            if namespace is not None and record.typnamespace == namespace.temp_namespace and record.typnamespace:
                name = "pg_temp"
            text = quote_qualified(name, record.typname)
        if typmod is not None and typmod >= 0:
            text += f"({typmod})"
    return text + "[]" if is_array else text


def _special(typid: int, typmod: int | None) -> str | None:
    """Return the name the grammar has a keyword for, or None for a type that goes by its name in pg_type."""
    given = typmod is not None and typmod >= 0
    if typid in _PLAIN:
        return _PLAIN[typid]
    if typid in _TIMES:
        head, tail = _TIMES[typid]
        return f"{head}({typmod}){tail}" if given else head + tail
    if typid == _VARCHAR:
        return f"character varying({typmod - 4})" if given and typmod is not None else "character varying"
    if typid == _VARBIT:
        return f"bit varying({typmod})" if given else "bit varying"
    if typid == _BPCHAR:
        if given and typmod is not None:
            return f"character({typmod - 4})"
        # character means character(1), so a bpchar without a modifier keeps its catalog name.
        return "character" if typmod is None else "bpchar"
    if typid == _BIT:
        if given:
            return f"bit({typmod})"
        return "bit" if typmod is None else '"bit"'
    if typid == _NUMERIC:
        if given and typmod is not None:
            modifier = typmod - 4
            scale = ((modifier & 0x7FF) ^ 1024) - 1024
            return f"numeric({modifier >> 16 & 0xFFFF},{scale})"
        return "numeric"
    if typid == _INTERVAL:
        if given and typmod is not None:
            fields, precision = typmod >> 16 & 0x7FFF, typmod & 0xFFFF
            return f"interval{_INTERVAL_FIELDS.get(fields, '')}" + (f"({precision})" if precision != 0xFFFF else "")
        return "interval"
    return None
