"""Operator classes and families; the default ordering and equality of types (commands/indexcmds.c,
utils/cache/typcache.c).
"""

from __future__ import annotations

from typing import Any, Final

from analyzer import sqlstate
from analyzer.analyze import coercible, lsyscache
from analyzer.analyze.typename import deconstruct
from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_am import PgOpclass
from analyzer.catalog.table import CatalogTable
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

BTREE_AM: Final = 403
HASH_AM: Final = 405
GIST_AM: Final = 783
GIN_AM: Final = 2742
SPGIST_AM: Final = 4000
BRIN_AM: Final = 3580

LESS, LESS_EQUAL, EQUAL, GREATER_EQUAL, GREATER = 1, 2, 3, 4, 5

_ARRAY_OPERATORS: Final = frozenset({1070, 1071, 1072, 1073, 1074, 1075})
_RECORD_OPERATORS: Final = frozenset({2988, 2989, 2990, 2991, 2992, 2993})


def default_opclass(catalog: Catalog, typid: int, amoid: int) -> int:
    """Return the oid of the default operator class of a type for an access method, 0 if there is none
    (GetDefaultOpClass).
    """
    typid = lsyscache.get_base_type(catalog, typid)
    exact: dict[Any, list[PgOpclass]] = lsyscache.cache(catalog, "opclass exact", "pg_opclass")
    if amoid not in exact:
        for opclass in catalog.pg_opclass.find("method", amoid):
            if opclass.opcdefault:
                exact.setdefault((amoid, opclass.opcintype), []).append(opclass)
                exact.setdefault(amoid, []).append(opclass)
        exact.setdefault(amoid, [])
    found = exact.get((amoid, typid))
    if found:
        if len(found) > 1:
            raise PgError(
                sqlstate.DUPLICATE_OBJECT,
                f"there are multiple default operator classes for data type {format_type(catalog, typid)}",
            )
        return found[0].oid
    if typid >= FIRST_NORMAL_OID:
        return _compatible_opclass(catalog, typid, exact[amoid])
    kept: dict[Any, int] = lsyscache.cache(catalog, "opclass", "pg_opclass", "pg_cast")
    return lsyscache.cached(kept, (amoid, typid), lambda: _compatible_opclass(catalog, typid, exact[amoid]))


def _compatible_opclass(catalog: Catalog, typid: int, opclasses: list[PgOpclass]) -> int:
    category = coercible.type_category(catalog, typid)
    compatible: list[int] = []
    preferred: list[int] = []
    for opclass in opclasses:
        if coercible.is_binary_coercible(catalog, typid, opclass.opcintype):
            if coercible.is_preferred_type(catalog, category, opclass.opcintype):
                preferred.append(opclass.oid)
            else:
                compatible.append(opclass.oid)
    if preferred:
        return preferred[0] if len(preferred) == 1 else 0
    return compatible[0] if len(compatible) == 1 else 0


def resolve_opclass(ns: Namespace, opclass: list[Node] | None, typid: int, amname: str, amoid: int) -> int:
    """Return the oid of the operator class named, or the default one, for an index column of that type
    (ResolveOpClass).
    """
    catalog = ns.catalog
    if not opclass:
        found = default_opclass(catalog, typid, amoid)
        if not found:
            raise PgError(
                sqlstate.UNDEFINED_OBJECT,
                f'data type {format_type(catalog, typid, namespace=ns)} has no default operator class for access '
                f'method "{amname}"',
                hint="You must specify an operator class for the index or define a default operator class for the "
                "data type.",
            )
        return found
    record = opclass_by_name(ns, opclass, amoid)
    shown = name_list_to_string(opclass)
    if record is None:
        schema, name = deconstruct(ns, opclass)
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'operator class "{shown}" does not exist for access method "{amname}"',
            missing=("operator class", schema, name),
        )
    if not coercible.is_binary_coercible(catalog, typid, record.opcintype):
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f'operator class "{shown}" does not accept data type {format_type(catalog, typid, namespace=ns)}',
        )
    return record.oid


def opclass_by_name(ns: Namespace, names: list[Node], amoid: int) -> PgOpclass | None:
    """Return the operator class that a name means for an access method, or None."""
    schema, name = deconstruct(ns, names)
    table: CatalogTable[PgOpclass] = ns.catalog.pg_opclass
    if schema is not None:
        return table.first("name", (amoid, name, ns.explicit_namespace(schema)))
    for namespace in ns.active_path():
        if namespace == ns.temp_namespace:
            continue
        found = table.first("name", (amoid, name, namespace))
        if found is not None:
            return found
    return None


def opfamily_member(catalog: Catalog, family: int, left: int, right: int, strategy: int) -> int:
    """Return the operator of a family for these types and that strategy, 0 if there is none (get_opfamily_member)."""
    found = catalog.pg_amop.first("strategy", (family, left, right, strategy))
    return 0 if found is None else found.amopopr


class TypeOperators:
    """The default comparison operators of a type, 0 where it has none (TypeCacheEntry)."""

    __slots__ = ("eq", "gt", "hashable", "lt")

    def __init__(self, lt: int, eq: int, gt: int, hashable: bool) -> None:
        self.lt = lt
        self.eq = eq
        self.gt = gt
        self.hashable = hashable


def type_operators(catalog: Catalog, typid: int) -> TypeOperators:
    """Return the default comparison operators of a type (lookup_type_cache)."""
    typid = lsyscache.get_base_type(catalog, typid)
    if typid >= FIRST_NORMAL_OID:
        return _type_operators(catalog, typid)
    kept: dict[Any, TypeOperators] = lsyscache.cache(catalog, "type operators", "pg_opclass", "pg_amop", "pg_cast")
    return lsyscache.cached(kept, typid, lambda: _type_operators(catalog, typid))


def _type_operators(catalog: Catalog, typid: int) -> TypeOperators:
    lt = eq = gt = 0
    btree = catalog.pg_opclass.get(default_opclass(catalog, typid, BTREE_AM))
    hashed = catalog.pg_opclass.get(default_opclass(catalog, typid, HASH_AM))
    if btree is not None:
        family, intype = btree.opcfamily, btree.opcintype
        lt = opfamily_member(catalog, family, intype, intype, LESS)
        eq = opfamily_member(catalog, family, intype, intype, EQUAL)
        gt = opfamily_member(catalog, family, intype, intype, GREATER)
    if not eq and hashed is not None:
        eq = opfamily_member(catalog, hashed.opcfamily, hashed.opcintype, hashed.opcintype, 1)
    hashable = hashed is not None and eq != 0
    parts = _parts(catalog, typid, eq or lt)
    for part in parts:
        of_part = type_operators(catalog, part)
        if not of_part.eq:
            eq = 0
        if not of_part.lt or not of_part.gt:
            lt = gt = 0
        hashable = hashable and of_part.hashable
    return TypeOperators(lt, eq, gt, hashable and eq != 0)


def _parts(catalog: Catalog, typid: int, operator: int) -> list[int]:
    # Arrays and rows compare only if their elements and columns do.
    if operator in _ARRAY_OPERATORS:
        element = lsyscache.get_base_element_type(catalog, typid)
        return [element] if element else []
    if operator in _RECORD_OPERATORS:
        relid = lsyscache.type_relid(catalog, typid)
        return [c.atttypid for c in lsyscache.columns_of(catalog, relid) if not c.attisdropped] if relid else []
    return []
