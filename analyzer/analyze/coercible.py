"""Which types can become which, in which contexts and how (find_coercion_pathway and its like,
src/backend/parser/parse_coerce.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analyzer.analyze import lsyscache, polymorphic
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog

IMPLICIT: Final = 0
ASSIGNMENT: Final = 1
PLPGSQL: Final = 2
EXPLICIT: Final = 3
_CONTEXTS: Final[dict[str, int]] = {"i": IMPLICIT, "a": ASSIGNMENT, "e": EXPLICIT}

STRING_CATEGORY: Final = "S"


def type_category(catalog: Catalog, typid: int) -> str:
    """Return the type's category (TypeCategory)."""
    return str(catalog.pg_type[typid].typcategory)


def is_preferred_type(catalog: Catalog, category: str, typid: int) -> bool:
    """Tell whether the type is preferred in that category, its own if `category` is "" (IsPreferredType)."""
    record = catalog.pg_type[typid]
    return record.typispreferred and category in ("", record.typcategory)


def is_binary_coercible(catalog: Catalog, source: int, target: int) -> bool:
    """Tell whether a value of `source` can be passed where `target` is wanted as it is (IsBinaryCoercible)."""
    if source == target or target in (t.ANY, t.ANYELEMENT, t.ANYCOMPATIBLE):
        return True
    source = lsyscache.get_base_type(catalog, source)
    if source == target:
        return True
    generic = polymorphic.accepts(catalog, source, target)
    if generic is not None:
        return generic
    if target == t.RECORD and lsyscache.is_complex(catalog, source):
        return True
    if target == t.RECORDARRAY and is_complex_array(catalog, source):
        return True
    cast = catalog.pg_cast.first("types", (source, target))
    return cast is not None and cast.castmethod == "b" and cast.castcontext == "i"


def is_complex_array(catalog: Catalog, typid: int) -> bool:
    """Tell whether the type is an array of a composite type."""
    element = lsyscache.get_element_type(catalog, typid)
    return element != 0 and lsyscache.is_complex(catalog, element)


def find_coercion_pathway(catalog: Catalog, target: int, source: int, context: int) -> tuple[str, int]:
    """Return how `source` becomes `target`: ("", 0), or relabel, func (with its oid), io or array
    (find_coercion_pathway).
    """
    source = lsyscache.get_base_type(catalog, source)
    target = lsyscache.get_base_type(catalog, target)
    if source == target:
        return "relabel", 0
    cast = catalog.pg_cast.first("types", (source, target))
    if cast is not None:
        if context < _CONTEXTS[cast.castcontext]:
            result = ""
        elif cast.castmethod == "f":
            return "func", cast.castfunc
        else:
            return ("io", 0) if cast.castmethod == "i" else ("relabel", 0)
    else:
        result = _array_or_io_pathway(catalog, target, source, context)
    if not result and context == PLPGSQL:
        result = "io"
    return result, 0


def _array_or_io_pathway(catalog: Catalog, target: int, source: int, context: int) -> str:
    if target not in (t.OIDVECTOR, t.INT2VECTOR):
        target_element = lsyscache.get_element_type(catalog, target)
        source_element = lsyscache.get_element_type(catalog, source) if target_element else 0
        if (
            target_element
            and source_element
            and find_coercion_pathway(catalog, target_element, source_element, context)[0]
        ):
            return "array"
    if (context >= ASSIGNMENT and type_category(catalog, target) == STRING_CATEGORY) or (
        context >= EXPLICIT and type_category(catalog, source) == STRING_CATEGORY
    ):
        return "io"
    return ""


def can_coerce_type(catalog: Catalog, inputs: Sequence[int], targets: Sequence[int], context: int) -> bool:
    """Tell whether every input type can become its target type (can_coerce_type)."""
    have_generics = False
    for source, target in zip(inputs, targets, strict=False):
        if source == target or target == t.ANY:
            continue
        if target in polymorphic.POLYMORPHIC_TYPES:
            have_generics = True
            continue
        if source != t.UNKNOWN and not _can_coerce_one(catalog, source, target, context):
            return False
    return not have_generics or polymorphic.check_consistency(catalog, inputs, targets)


def _can_coerce_one(catalog: Catalog, source: int, target: int, context: int) -> bool:
    if find_coercion_pathway(catalog, target, source, context)[0]:
        return True
    if source == t.RECORD and lsyscache.is_complex(catalog, target):
        return True
    if target == t.RECORD and lsyscache.is_complex(catalog, source):
        return True
    if target == t.RECORDARRAY and is_complex_array(catalog, source):
        return True
    return type_inherits_from(catalog, source, target) or type_is_of_typed_table(catalog, source, target)


def type_inherits_from(catalog: Catalog, subclass: int, superclass: int) -> bool:
    """Tell whether one row type's table inherits from the other's (typeInheritsFrom)."""
    relid = lsyscache.type_or_domain_relid(catalog, subclass)
    parent = lsyscache.type_relid(catalog, superclass)
    if not relid or not parent:
        return False
    todo, seen = [relid], {relid}
    while todo:
        for row in catalog.pg_inherits.find("child", todo.pop()):
            if row.inhparent == parent:
                return True
            if row.inhparent not in seen:
                seen.add(row.inhparent)
                todo.append(row.inhparent)
    return False


def type_is_of_typed_table(catalog: Catalog, reltypid: int, reloftypid: int) -> bool:
    """Tell whether a row type belongs to a table OF the other type (typeIsOfTypedTable)."""
    relation = catalog.pg_class.get(lsyscache.type_or_domain_relid(catalog, reltypid))
    return relation is not None and relation.reloftype == reloftypid != 0


def find_typmod_coercion_function(catalog: Catalog, typid: int) -> tuple[str, int]:
    """Return how a value is fitted to a typmod of its own type: ("", 0), func or array
    (find_typmod_coercion_function).
    """
    path = "func"
    element = lsyscache.get_element_type(catalog, typid)
    if element:
        typid, path = element, "array"
    cast = catalog.pg_cast.first("types", (typid, typid))
    if cast is None or not cast.castfunc:
        return "", 0
    return path, 0 if path == "array" else cast.castfunc
