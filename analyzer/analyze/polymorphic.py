"""Polymorphic types: which actual types agree, and what the declared types then stand for (parse_coerce.c, second
half).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.errors import NotSimulated, PgError

FAMILY_1: Final = frozenset({t.ANYELEMENT, t.ANYARRAY, t.ANYNONARRAY, t.ANYENUM, t.ANYRANGE, t.ANYMULTIRANGE})
FAMILY_2: Final = frozenset(
    {t.ANYCOMPATIBLE, t.ANYCOMPATIBLEARRAY, t.ANYCOMPATIBLENONARRAY, t.ANYCOMPATIBLERANGE, t.ANYCOMPATIBLEMULTIRANGE}
)
POLYMORPHIC_TYPES: Final = FAMILY_1 | FAMILY_2
PASSED_AS_THEY_ARE: Final = frozenset(
    {t.ANY, t.ANYELEMENT, t.ANYNONARRAY, t.ANYCOMPATIBLE, t.ANYCOMPATIBLENONARRAY}
)
PASSED_AS_BASE_TYPE: Final = frozenset(
    {
        t.ANYARRAY, t.ANYENUM, t.ANYRANGE, t.ANYMULTIRANGE, t.ANYCOMPATIBLEARRAY, t.ANYCOMPATIBLERANGE,
        t.ANYCOMPATIBLEMULTIRANGE,
    }
)


def accepts(catalog: Catalog, source: int, target: int) -> bool | None:
    """Tell whether a base type fits a polymorphic one on its own; None if `target` is not polymorphic
    (IsBinaryCoercible).
    """
    if target in (t.ANYARRAY, t.ANYCOMPATIBLEARRAY):
        return lsyscache.get_element_type(catalog, source) != 0 or None
    if target in (t.ANYNONARRAY, t.ANYCOMPATIBLENONARRAY):
        return lsyscache.get_element_type(catalog, source) == 0 or None
    if target == t.ANYENUM:
        return lsyscache.type_is_enum(catalog, source) or None
    if target in (t.ANYRANGE, t.ANYCOMPATIBLERANGE):
        return lsyscache.type_is_range(catalog, source) or None
    if target in (t.ANYMULTIRANGE, t.ANYCOMPATIBLEMULTIRANGE):
        return lsyscache.type_is_multirange(catalog, source) or None
    return None


class _Mismatch(Exception):
    """The actual types do not agree; the arguments are SQLSTATE, message and detail."""

    def __init__(self, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class _Unifier:
    """Collects the actual types behind one call's polymorphic arguments."""

    def __init__(self, catalog: Catalog, ns: Namespace | None) -> None:
        self.catalog = catalog
        self.ns = ns
        self.elem = self.array = self.range = self.multirange = 0
        self.declared: set[int] = set()
        self.wants_element = False
        self.c_types: list[int] = []
        self.c_range = self.c_multirange = 0
        self.c_has_array = self.c_has_range = self.c_has_multirange = False
        self.have_polymorphic = self.have_anycompatible = False
        self.have_unknown = self.have_c_unknown = False
        self.nonarray = self.enum = self.c_nonarray = False
        self.allow_poly = False
        """Whether an actual type may be the polymorphic type itself, which then says nothing."""

    def show(self, typid: int) -> str:
        return format_type(self.catalog, typid, namespace=self.ns)

    def same(self, attribute: str, actual: int, spelled: str) -> None:
        known = getattr(self, attribute)
        if known and actual != known:
            raise _Mismatch(
                f'arguments declared "{spelled}" are not all alike', f"{self.show(known)} versus {self.show(actual)}"
            )
        setattr(self, attribute, actual)

    def add(self, declared: int, actual: int) -> None:
        """Take one argument into account."""
        self.declared.add(declared)
        if not self.allow_poly and actual in POLYMORPHIC_TYPES and actual != t.ANYARRAY:
            raise NotSimulated("an argument whose own type is polymorphic")
        if declared in FAMILY_1:
            self._add_any(declared, actual)
        elif declared in FAMILY_2:
            self._add_anycompatible(declared, actual)

    def _add_any(self, declared: int, actual: int) -> None:
        self.have_polymorphic = True
        self.nonarray = self.nonarray or declared == t.ANYNONARRAY
        self.enum = self.enum or declared == t.ANYENUM
        if actual == t.UNKNOWN:
            self.have_unknown = True
            return
        if self.allow_poly and actual == declared:
            return
        if declared in (t.ANYELEMENT, t.ANYNONARRAY, t.ANYENUM):
            self.same("elem", actual, "anyelement")
            return
        actual = lsyscache.get_base_type(self.catalog, actual)
        if declared == t.ANYARRAY:
            self.same("array", actual, "anyarray")
        elif declared == t.ANYRANGE:
            self.same("range", actual, "anyrange")
        else:
            self.same("multirange", actual, "anymultirange")

    def _add_anycompatible(self, declared: int, actual: int) -> None:
        self.have_anycompatible = True
        self.c_nonarray = self.c_nonarray or declared == t.ANYCOMPATIBLENONARRAY
        self.c_has_array = self.c_has_array or declared == t.ANYCOMPATIBLEARRAY
        if actual == t.UNKNOWN:
            self.have_c_unknown = True
            return
        if self.allow_poly and actual == declared:
            return
        catalog = self.catalog
        if declared in (t.ANYCOMPATIBLE, t.ANYCOMPATIBLENONARRAY):
            self.c_types.append(actual)
            return
        actual = lsyscache.get_base_type(catalog, actual)
        if declared == t.ANYCOMPATIBLEARRAY:
            element = lsyscache.get_element_type(catalog, actual)
            if not element:
                raise _Mismatch(f"argument declared anycompatiblearray is not an array but type {self.show(actual)}")
            self.c_types.append(element)
        elif declared == t.ANYCOMPATIBLERANGE:
            if self.c_range:
                self.same("c_range", actual, "anycompatiblerange")
                return
            subtype = lsyscache.get_range_subtype(catalog, actual)
            if not subtype:
                raise _Mismatch(
                    f"argument declared anycompatiblerange is not a range type but type {self.show(actual)}"
                )
            self.c_range = actual
            self.c_types.append(subtype)
        else:
            self._add_c_multirange(actual)

    def _add_c_multirange(self, actual: int) -> None:
        if self.c_multirange:
            self.same("c_multirange", actual, "anycompatiblemultirange")
            return
        found = lsyscache.get_multirange_range(self.catalog, actual)
        if not found:
            raise _Mismatch(
                f"argument declared anycompatiblemultirange is not a multirange type but type {self.show(actual)}"
            )
        self.c_multirange = actual
        self.c_types.append(lsyscache.get_range_subtype(self.catalog, found))

    def infer_element(self) -> None:
        """Work out anyelement from the array, range and multirange seen, and hold them against each other."""
        catalog = self.catalog
        if self.array:
            element = t.ANYELEMENT if self.array == t.ANYARRAY else lsyscache.get_element_type(catalog, self.array)
            if not element:
                raise _Mismatch(f"argument declared anyarray is not an array but type {self.show(self.array)}")
            self._agree(element, "anyarray", self.array)
        if self.multirange and not self.range:
            self.range = lsyscache.get_multirange_range(catalog, self.multirange)
            if not self.range:
                raise _Mismatch(
                    f"argument declared anymultirange is not a multirange type but type {self.show(self.multirange)}"
                )
        elif self.multirange and lsyscache.get_range_multirange(catalog, self.range) != self.multirange:
            raise _Mismatch(
                "argument declared anymultirange is not consistent with argument declared anyrange",
                f"{self.show(self.multirange)} versus {self.show(self.range)}",
            )
        if self.range:
            subtype = lsyscache.get_range_subtype(catalog, self.range)
            if not subtype:
                raise _Mismatch(f"argument declared anyrange is not a range type but type {self.show(self.range)}")
            self._agree(subtype, "anyrange", self.range)

    def _agree(self, element: int, spelled: str, actual: int) -> None:
        if not self.elem:
            self.elem = element
        elif self.elem != element:
            raise _Mismatch(
                f"argument declared {spelled} is not consistent with argument declared anyelement",
                f"{self.show(actual)} versus {self.show(self.elem)}",
            )

    def check_kind(self) -> None:
        """Check anynonarray and anyenum."""
        if self.nonarray and self.elem and lsyscache.get_base_element_type(self.catalog, self.elem):
            raise _Mismatch(f"type matched to anynonarray is an array type: {self.show(self.elem)}")
        if self.enum and self.elem and not lsyscache.type_is_enum(self.catalog, self.elem):
            raise _Mismatch(f"type matched to anyenum is not an enum type: {self.show(self.elem)}")

    def common(self) -> int:
        """Return what anycompatible stands for; 0 if its arguments have no common type."""
        # Coercion needs polymorphic types, these need its candidates.
        from analyzer.analyze import coercible, common_type

        if not self.c_types:
            return 0
        found = common_type.select_common_type_from_oids(self.catalog, self.c_types)
        if not found:
            return 0
        for typid in self.c_types:
            if not coercible.can_coerce_type(self.catalog, (typid,), (found,), coercible.IMPLICIT):
                return 0
        return found


def check_consistency(catalog: Catalog, actual: Sequence[int], declared: Sequence[int]) -> bool:
    """Tell whether actual argument types fit the declared polymorphic ones (check_generic_type_consistency)."""
    unifier = _Unifier(catalog, None)
    try:
        for have, want in zip(actual, declared, strict=False):
            unifier.add(want, have)
        if unifier.array == t.ANYARRAY:
            # Only pg_statistic's columns have this type: no further checks.
            return not unifier.nonarray and not unifier.enum
        unifier.infer_element()
        unifier.check_kind()
    except _Mismatch:
        return False
    return _consistent_common(unifier)


def _consistent_common(unifier: _Unifier) -> bool:
    catalog = unifier.catalog
    if not unifier.c_types:
        return True
    common = unifier.common()
    if not common:
        return False
    if unifier.c_has_array and not lsyscache.get_array_type(catalog, common):
        return False
    if unifier.c_nonarray and lsyscache.get_base_element_type(catalog, common):
        return False
    if unifier.c_range and lsyscache.get_range_subtype(catalog, unifier.c_range) != common:
        return False
    if unifier.c_multirange:
        rangetype = lsyscache.get_multirange_range(catalog, unifier.c_multirange)
        if unifier.c_range and rangetype != unifier.c_range:
            return False
        if lsyscache.get_range_subtype(catalog, rangetype) != common:
            return False
    return True


def enforce_consistency(
    ns: Namespace, actual: Sequence[int], declared: Sequence[int], rettype: int, *, allow_poly: bool = False
) -> tuple[list[int], int]:
    """Return (concrete declared types, concrete result type); 42804 (enforce_generic_type_consistency)."""
    catalog = ns.catalog
    types = list(declared)
    if not any(typid in POLYMORPHIC_TYPES for typid in types):
        return types, rettype
    unifier = _Unifier(catalog, ns)
    unifier.allow_poly = allow_poly
    unifier.wants_element = rettype in (t.ANYELEMENT, t.ANYNONARRAY, t.ANYENUM)
    try:
        for have, want in zip(actual, types, strict=False):
            unifier.add(want, have)
        concrete = _solve(unifier, allow_poly)
        result_types = [concrete.get(typid, typid) if typid in POLYMORPHIC_TYPES else typid for typid in types]
        if any(typid == 0 for typid in result_types):
            raise _missing(ns, concrete, types)
    except _Mismatch as mismatch:
        raise PgError(sqlstate.DATATYPE_MISMATCH, mismatch.message, detail=mismatch.detail) from None
    if rettype in POLYMORPHIC_TYPES:
        found = concrete.get(rettype, 0)
        if not found:
            raise _no_result_type(ns, rettype)
        rettype = found
    return result_types, rettype


def _solve(unifier: _Unifier, allow_poly: bool) -> dict[int, int]:
    catalog = unifier.catalog
    concrete: dict[int, int] = {}
    if unifier.have_polymorphic:
        if unifier.array == t.ANYARRAY and not unifier.elem:
            if t.ANYELEMENT in unifier.declared or unifier.wants_element:
                raise _Mismatch('cannot determine element type of "anyarray" argument')
            concrete[t.ANYARRAY] = t.ANYARRAY
        else:
            unifier.infer_element()
            if not unifier.elem:
                if allow_poly:
                    concrete.update({typid: typid for typid in FAMILY_1})
                else:
                    raise PgError(
                        sqlstate.DATATYPE_MISMATCH,
                        "could not determine polymorphic type because input has type unknown",
                    )
            else:
                unifier.check_kind()
                concrete.update(_family_1(catalog, unifier))
    if unifier.have_anycompatible:
        concrete.update(_family_2(catalog, unifier, allow_poly))
    return concrete


def _family_1(catalog: Catalog, unifier: _Unifier) -> dict[int, int]:
    elem = unifier.elem
    return {
        t.ANYELEMENT: elem,
        t.ANYNONARRAY: elem,
        t.ANYENUM: elem,
        t.ANYARRAY: unifier.array or lsyscache.get_array_type(catalog, elem),
        t.ANYRANGE: unifier.range,
        t.ANYMULTIRANGE: unifier.multirange
        or (lsyscache.get_range_multirange(catalog, unifier.range) if unifier.range else 0),
    }


def _family_2(catalog: Catalog, unifier: _Unifier, allow_poly: bool) -> dict[int, int]:
    common = unifier.common()
    if not common:
        if unifier.c_types:
            left, right = unifier.c_types[0], unifier.c_types[-1]
            raise _Mismatch(f"argument types {unifier.show(left)} and {unifier.show(right)} cannot be matched")
        if allow_poly:
            return {typid: typid for typid in FAMILY_2}
        # All arguments are unknown literals: they become text.
        common = t.TEXT
    rangetype = unifier.c_range
    if unifier.c_multirange and not rangetype:
        rangetype = lsyscache.get_multirange_range(catalog, unifier.c_multirange)
    if rangetype and lsyscache.get_range_subtype(catalog, rangetype) != common:
        raise _Mismatch(
            f"anycompatiblerange type {unifier.show(rangetype)} does not match anycompatible type "
            f"{unifier.show(common)}"
        )
    if unifier.c_nonarray and lsyscache.get_base_element_type(catalog, common):
        raise _Mismatch(f"type matched to anycompatiblenonarray is an array type: {unifier.show(common)}")
    return {
        t.ANYCOMPATIBLE: common, t.ANYCOMPATIBLENONARRAY: common,
        t.ANYCOMPATIBLEARRAY: lsyscache.get_array_type(catalog, common),
        t.ANYCOMPATIBLERANGE: rangetype,
        t.ANYCOMPATIBLEMULTIRANGE: unifier.c_multirange
        or (lsyscache.get_range_multirange(catalog, rangetype) if rangetype else 0),
    }


def _missing(ns: Namespace, concrete: dict[int, int], declared: Sequence[int]) -> Exception:
    absent = next(typid for typid in declared if typid in POLYMORPHIC_TYPES and not concrete.get(typid, 0))
    if absent in (t.ANYARRAY, t.ANYCOMPATIBLEARRAY):
        base = concrete.get(t.ANYELEMENT if absent == t.ANYARRAY else t.ANYCOMPATIBLE, 0)
        return PgError(
            sqlstate.UNDEFINED_OBJECT,
            f"could not find array type for data type {format_type(ns.catalog, base, namespace=ns)}",
        )
    return _no_result_type(ns, absent)


def _no_result_type(ns: Namespace, typid: int) -> Exception:
    if typid in (t.ANYARRAY, t.ANYCOMPATIBLEARRAY):
        return NotSimulated("a polymorphic result type could not be determined")
    name = ns.catalog.pg_type[typid].typname
    return PgError(
        sqlstate.DATATYPE_MISMATCH, f"could not determine polymorphic type {name} because input has type unknown"
    )
