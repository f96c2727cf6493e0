"""ALTER for one aspect of a type: a domain's, a base type's, the attributes of a composite type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.aspects.types import ALTERABLE_FUNCTIONS
from analyzer.diff.patch.attributes import comment_of
from analyzer.diff.patch.guard import column_exists, guarded, relation
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms, Write

_STORAGES = {"p": "plain", "e": "external", "x": "extended", "m": "main"}

# -- domains, base types -----------------------------------------------------------------------------------------------


def _domain_not_null(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{terms.head(address)} {'SET' if terms.record(address).typnotnull else 'DROP'} NOT NULL"]


def _domain_default(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    default = terms.record(address).typdefaultbin
    if default is None:
        return [f"{terms.head(address)} DROP DEFAULT"]
    return [f"{terms.head(address)} SET DEFAULT {expression(terms.intended, default)}"]


def _base_type_function(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return ALTER TYPE ... SET for a support function of a base type."""
    option, column = ALTERABLE_FUNCTIONS[change.aspect]
    oid = getattr(terms.intended.pg_type[address.objid], column)
    name = names.function_name(terms.intended, oid) if oid else "NONE"
    return [f"ALTER TYPE {names.type_name(terms.intended, address.objid)} SET ({option} = {name})"]


def _base_type_storage(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return ALTER TYPE ... SET (STORAGE = ...)."""
    storage = _STORAGES[terms.intended.pg_type[address.objid].typstorage]
    return [f"ALTER TYPE {names.type_name(terms.intended, address.objid)} SET (STORAGE = {storage})"]


# -- composite types ---------------------------------------------------------------------------------------------------


def _comment_of_attribute(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    relid = terms.record(address).typrelid
    found = _attribute_named(terms.intended, relid, change.aspect.removeprefix("comment of attribute "))
    if found is None:
        return []
    return comment_of(terms.intended, ObjectAddress("pg_class", relid, found.attnum), always=True)


def _attribute(terms: Terms, change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Add, drop or alter one attribute of a composite type."""
    catalog = terms.intended
    shown = change.aspect.removeprefix("collation of ").removeprefix("attribute ")
    type_name = names.type_name(catalog, address.objid)
    mine = _attribute_named(terms.intended, terms.record(address).typrelid, shown)
    theirs = _attribute_named(terms.before, terms.before.pg_type[live.objid].typrelid, shown)
    if mine is None:
        return [f"ALTER TYPE {type_name} DROP ATTRIBUTE IF EXISTS {shown}"]
    kind = names.type_name(catalog, mine.atttypid, mine.atttypmod)
    collation = ""
    if mine.attcollation != catalog.pg_type[mine.atttypid].typcollation and mine.attcollation:
        collation = f" COLLATE {names.collation_name(catalog, mine.attcollation)}"
    if theirs is not None:
        return [f"ALTER TYPE {type_name} ALTER ATTRIBUTE {shown} SET DATA TYPE {kind}{collation}"]
    condition = (
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(type_name)} "
        f"AND attname = {quote_literal(mine.attname)} AND NOT attisdropped)"
    )
    return [guarded(condition, [f"ALTER TYPE {type_name} ADD ATTRIBUTE {shown} {kind}{collation}"])]


def renamed_attributes(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> dict[str, str]:
    """Return old and new names of a composite type's attributes where only names differ, each in its place."""
    wanted = columns_of(terms.intended, terms.record(address).typrelid)
    had = columns_of(terms.before, terms.before.pg_type[live.objid].typrelid)
    if [(a.atttypid, a.atttypmod) for a in wanted] != [
        (terms.pairing.ref("pg_type", a.atttypid), a.atttypmod) for a in had
    ]:
        return {}
    names_wanted, names_had = [a.attname for a in wanted], [a.attname for a in had]
    pairs = {old: new for old, new in zip(names_had, names_wanted, strict=True) if old != new}
    return pairs if not set(pairs) & set(names_wanted) else {}


def attributes_come_in_order(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> bool:
    """Tell whether a composite type's attributes are in order once those that are missing are added at its end."""
    wanted = [a.attname for a in columns_of(terms.intended, terms.record(address).typrelid)]
    had = [a.attname for a in columns_of(terms.before, terms.before.pg_type[live.objid].typrelid)]
    kept = [name for name in had if name in wanted]
    return kept == wanted[: len(kept)]


def rename_attribute(terms: Terms, address: ObjectAddress, old: str, new: str) -> str:
    """Return ALTER TYPE ... RENAME ATTRIBUTE for where there is one of the old name."""
    type_name = names.type_name(terms.intended, address.objid)
    text = f"ALTER TYPE {type_name} RENAME ATTRIBUTE {quote_identifier(old)} TO {quote_identifier(new)}"
    return guarded(column_exists(type_name, old), [text])


def _attribute_named(catalog: Any, relid: int, shown: str) -> Any:
    for column in catalog.pg_attribute.find("relation", relid):
        if column.attnum > 0 and not column.attisdropped and quote_identifier(column.attname) == shown:
            return column
    return None


_ASPECTS: Final[dict[tuple[str, str], Write]] = {
    ("type", "not null"): _domain_not_null,
    ("type", "default"): _domain_default,
    ("type", "storage"): _base_type_storage,
    **{("type", aspect): _base_type_function for aspect in ALTERABLE_FUNCTIONS},
}


def type_writer(kind: str, aspect: str) -> Write | None:
    """Return what writes the statements for an aspect of a type; None if nothing does."""
    found = _ASPECTS.get((kind, aspect))
    if found is not None:
        return found
    if kind == "type" and aspect.startswith("comment of attribute "):
        return _comment_of_attribute
    if kind == "type" and aspect.startswith(("attribute ", "collation of ")):
        return _attribute
    return None
