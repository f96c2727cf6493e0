"""Function candidates by name, and choosing among candidates by type (catalog/namespace.c, func_select_candidate of
parse_func.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.analyze import coercible, lsyscache
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError


class Candidate:
    """One function or operator a call may mean (struct _FuncCandidateList); `oid` 0 marks an ambiguity."""

    __slots__ = ("argnumbers", "args", "ndargs", "nvargs", "oid", "pathpos", "proc")

    def __init__(
        self, oid: int, args: tuple[int, ...], pathpos: int = 0, nvargs: int = 0, ndargs: int = 0,
        argnumbers: tuple[int, ...] | None = None, proc: Any = None,
    ) -> None:
        self.oid = oid
        self.args = args
        self.pathpos = pathpos
        self.nvargs = nvargs
        self.ndargs = ndargs
        self.argnumbers = argnumbers
        self.proc = proc


def function_candidates(
    ns: Namespace,
    schema: str | None,
    name: str,
    nargs: int,
    argnames: Sequence[str] = (),
    *,
    expand_variadic: bool = True,
    expand_defaults: bool = True,
    include_out_arguments: bool = False,
    missing_ok: bool = False,
) -> list[Candidate]:
    """Return the functions a call of [schema.]name with that many arguments may mean; nargs -1 for all
    (FuncnameGetCandidates).
    """
    if schema is not None and missing_ok and ns.schema(schema, missing_ok=True) is None:
        return []
    results: list[Candidate] = []
    any_special = False
    for pathpos, proc in ns.candidates("pg_proc", "pronamespace", schema, name):
        found = _match(proc, pathpos, nargs, argnames, expand_variadic, expand_defaults, include_out_arguments)
        if found is None:
            continue
        candidate, special = found
        any_special = any_special or special
        if (any_special or schema is None) and not _displace(results, candidate):
            continue
        results.append(candidate)
    return results


def _match(
    proc: PgProc, pathpos: int, nargs: int, argnames: Sequence[str], expand_variadic: bool, expand_defaults: bool,
    include_out: bool,
) -> tuple[Candidate, bool] | None:
    types = proc.proargtypes
    if include_out and proc.proallargtypes is not None:
        types = proc.proallargtypes
    pronargs = len(types)
    if argnames:
        if proc.provariadic and expand_variadic:
            return None
        numbers = _match_named(proc, nargs, argnames, include_out, expand_defaults)
        if numbers is None:
            return None
        args = tuple(types[number] for number in numbers)
        return Candidate(proc.oid, args, pathpos, 0, max(pronargs - nargs, 0), tuple(numbers), proc), True
    variadic = expand_variadic and proc.provariadic != 0
    use_defaults = False
    if nargs >= 0:
        if pronargs > nargs and expand_defaults:
            if nargs + proc.pronargdefaults < pronargs:
                return None
            use_defaults = True
        elif pronargs != nargs and (not variadic or pronargs > nargs):
            return None
    nvargs = 0
    if variadic:
        effective = max(pronargs, nargs)
        nvargs = effective - pronargs + 1
        types = types[: pronargs - 1] + (proc.provariadic,) * nvargs
    ndargs = pronargs - nargs if use_defaults else 0
    return Candidate(proc.oid, types, pathpos, nvargs, ndargs, None, proc), variadic or use_defaults


def _match_named(
    proc: PgProc, nargs: int, argnames: Sequence[str], include_out: bool, expand_defaults: bool
) -> list[int] | None:
    # MatchNamedCall: argument numbers count the input arguments only, unless OUT ones are included.
    if proc.proargnames is None:
        return None
    modes = proc.proargmodes
    pronargs = len(proc.proallargtypes or ()) if include_out and proc.proallargtypes else len(proc.proargtypes)
    if nargs > pronargs:
        return None
    positional = nargs - len(argnames)
    numbers = list(range(positional))
    given = set(numbers)
    for argname in argnames:
        position = 0
        for i, name in enumerate(proc.proargnames):
            if modes is not None and not include_out and modes[i] not in "ibv":
                continue
            if name == argname and name:
                break
            position += 1
        else:
            return None
        if position in given or position >= pronargs:
            return None
        given.add(position)
        numbers.append(position)
    if nargs < pronargs:
        if not expand_defaults:
            return None
        first_default = pronargs - proc.pronargdefaults
        for position in range(pronargs):
            if position not in given:
                if position < first_default:
                    return None
                numbers.append(position)
    return numbers


def _displace(results: list[Candidate], new: Candidate) -> bool:
    """Resolve a clash with an accepted candidate of the same arguments; False if the new one is not to be added."""
    for i, old in enumerate(results):
        if not _same_arguments(old, new):
            continue
        if new.pathpos != old.pathpos:
            preference = new.pathpos - old.pathpos
        elif new.nvargs and not old.nvargs:
            preference = 1
        elif not new.nvargs and old.nvargs:
            preference = -1
        else:
            preference = 0
        if preference > 0:
            return False
        if preference < 0:
            del results[i]
            return True
        old.oid = 0
        return False
    return True


def _same_arguments(old: Candidate, new: Candidate) -> bool:
    compared = len(new.args) - new.ndargs
    return compared == len(old.args) - old.ndargs and old.args[:compared] == new.args[:compared]


def match_argtypes(catalog: Catalog, argtypes: Sequence[int], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that the argument types can be coerced to implicitly (func_match_argtypes)."""
    return [c for c in candidates if coercible.can_coerce_type(catalog, argtypes, c.args, coercible.IMPLICIT)]


def select_candidate(catalog: Catalog, argtypes: Sequence[int], candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the one best match, or None if the call is ambiguous (func_select_candidate)."""
    nargs = len(argtypes)
    bases = [t.UNKNOWN if typid == t.UNKNOWN else lsyscache.get_base_type(catalog, typid) for typid in argtypes]
    nunknowns = sum(typid == t.UNKNOWN for typid in bases)

    def exact(candidate: Candidate) -> int:
        return sum(base != t.UNKNOWN and arg == base for base, arg in zip(bases, candidate.args, strict=False))

    candidates = _best(candidates, exact)
    if len(candidates) == 1:
        return candidates[0]
    categories = [coercible.type_category(catalog, base) if base != t.UNKNOWN else "X" for base in bases]

    def preferred(candidate: Candidate) -> int:
        return sum(
            base != t.UNKNOWN and (arg == base or coercible.is_preferred_type(catalog, category, arg))
            for base, category, arg in zip(bases, categories, candidate.args, strict=False)
        )

    candidates = _best(candidates, preferred)
    if len(candidates) == 1:
        return candidates[0]
    if nunknowns == 0:
        return None
    candidates = _by_unknown_categories(catalog, bases, candidates)
    if len(candidates) == 1:
        return candidates[0]
    return _by_known_type(catalog, bases, nunknowns, nargs, candidates)


def _best(candidates: Sequence[Candidate], score: Any) -> list[Candidate]:
    # A candidate with no match at all is kept as long as no other has one.
    best = 0
    kept: list[Candidate] = []
    for candidate in candidates:
        found = score(candidate)
        if found > best or not kept:
            best, kept = found, [candidate]
        elif found == best:
            kept.append(candidate)
    return kept


def _by_unknown_categories(catalog: Catalog, bases: Sequence[int], candidates: list[Candidate]) -> list[Candidate]:
    slots: dict[int, tuple[str, bool]] = {}
    for i, base in enumerate(bases):
        if base != t.UNKNOWN:
            continue
        category = ""
        preferred = conflict = False
        for candidate in candidates:
            record = catalog.pg_type[candidate.args[i]]
            if not category:
                category, preferred = record.typcategory, record.typispreferred
            elif record.typcategory == category:
                preferred = preferred or record.typispreferred
            elif record.typcategory == "S":
                category, preferred = "S", record.typispreferred
            else:
                conflict = True
        if conflict and category != "S":
            return candidates
        slots[i] = (category, preferred)
    kept = []
    for candidate in candidates:
        for i, (category, preferred) in slots.items():
            record = catalog.pg_type[candidate.args[i]]
            if record.typcategory != category or (preferred and not record.typispreferred):
                break
        else:
            kept.append(candidate)
    return kept or candidates


def _by_known_type(
    catalog: Catalog, bases: Sequence[int], nunknowns: int, nargs: int, candidates: list[Candidate]
) -> Candidate | None:
    if nunknowns >= nargs:
        return None
    known = {base for base in bases if base != t.UNKNOWN}
    if len(known) != 1:
        return None
    types = list(known) * nargs
    found = [c for c in candidates if coercible.can_coerce_type(catalog, types, c.args, coercible.IMPLICIT)]
    return found[0] if len(found) == 1 else None


def schema_exists(ns: Namespace, schema: str | None) -> bool:
    """Tell whether a name's schema exists and may be used."""
    if schema is None:
        return True
    try:
        return ns.explicit_namespace(schema, missing_ok=True) != 0
    except PgError:
        return True
