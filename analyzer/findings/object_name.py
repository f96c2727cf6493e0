"""An object as statements and errors name it."""

from __future__ import annotations

from typing import Final, NamedTuple


class ObjectName(NamedTuple):
    """An object as statements name it; `schema` is None where the name was not qualified.

    The kinds are those of PgError.missing. A column is ``table.column``, what hangs on a relation ``policy on table``.
    """

    kind: str
    schema: str | None
    name: str

    def matches(self, other: ObjectName) -> bool:
        """Whether both may name the same object: an unqualified name may stand for one in any schema."""
        return (
            self.kind == other.kind
            and self.name == other.name
            and (self.schema is None or other.schema is None or self.schema == other.schema)
        )


_SYNONYMS: Final = {
    "access_method": "access method", "opclass": "operator class", "fdw": "foreign-data wrapper",
    "foreign server": "server", "statistics object": "statistics", "view": "relation", "table": "relation",
    "materialized view": "relation", "sequence": "relation", "procedure": "function",
    "aggregate": "function", "domain": "type",
}  # fmt: skip


def object_name(missing: tuple[str, str | None, str]) -> ObjectName:
    """The name in a PgError's `missing`, its kind in one spelling."""
    kind, schema, name = missing
    if kind == "index":
        # Of ON CONFLICT: any unique index or constraint of the table would do.
        return ObjectName("constraint", schema, f"unique key on {name}")
    return ObjectName(_SYNONYMS.get(kind, kind), schema, name)
