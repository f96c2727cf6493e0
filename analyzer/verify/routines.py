"""Functions, procedures and aggregates, told by both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.routine import argument_list, function_body, result_type, routine_word
from analyzer.tree.names import quote_qualified
from analyzer.verify.fact import Fact, Kind, Values, listed, text, values
from analyzer.verify.found import (
    PLATFORM,
    USER_SCHEMA,
    collapse,
    function_of,
    list_of,
    not_member,
    operator_of,
    privileges_of,
    said_of,
    yes,
)
from analyzer.verify.intended import Intended

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc

_VOLATILITY: Final = {"i": "immutable", "s": "stable", "v": "volatile"}
_PARALLEL: Final = {"s": "safe", "r": "restricted", "u": "unsafe"}


def _routines(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for proc in of.of("pg_proc"):
        schema = catalog.pg_namespace[proc.pronamespace].nspname
        made_by = catalog.pg_depend.find("object", ("pg_proc", proc.oid))
        if schema.startswith("pg_") or any(row.deptype == "i" for row in made_by):
            continue
        types = ",".join(names.type_name(catalog, typid) for typid in proc.proargtypes)
        yield Fact("function", f"{quote_qualified(schema, proc.proname)}({types})", _routine(of, proc))


def _routine(of: Intended, proc: PgProc) -> Values:
    catalog = of.catalog
    word = "window function" if proc.prokind == "w" else routine_word(proc).lower()
    found = values(
        kind=word, arguments=text(lambda: argument_list(catalog, proc)) or None,
        owner=of.role(proc.proowner), privileges=of.privileges(ObjectAddress("pg_proc", proc.oid)),
        returns=text(lambda: result_type(catalog, proc)) if proc.prokind != "p" else None,
        parallel=_PARALLEL[proc.proparallel],
    ) | of.said("pg_proc", proc.oid)  # fmt: skip
    if proc.prokind == "a":
        return found | _aggregate(of, proc.oid)
    digest = hashlib.md5(proc.prosrc.encode(), usedforsecurity=False).hexdigest()
    return found | values(
        language=catalog.pg_language[proc.prolang].lanname, volatility=_VOLATILITY[proc.provolatile],
        cost=f"{proc.procost:g}", rows=f"{proc.prorows:g}" if proc.prorows else None,
        strict=proc.proisstrict, security_definer=proc.prosecdef, leakproof=proc.proleakproof,
        settings=listed(sorted(proc.proconfig or ())), support=of.function(proc.prosupport), object_file=proc.probin,
        transforms=", ".join(names.type_name(catalog, typid) for typid in proc.protrftypes or ()) or None,
        body=None if proc.prosqlbody is not None else f"md5 {digest}",
        sql_body=None if proc.prosqlbody is None else text(lambda: function_body(catalog, proc)),
    )  # fmt: skip


_AGGREGATE_FUNCTIONS: Final = (
    ("transition", "aggtransfn"), ("final", "aggfinalfn"), ("combine", "aggcombinefn"), ("serial", "aggserialfn"),
    ("deserial", "aggdeserialfn"), ("moving transition", "aggmtransfn"), ("moving inverse", "aggminvtransfn"),
    ("moving final", "aggmfinalfn"),
)  # fmt: skip
_AGGREGATE_VALUES: Final = (
    ("aggregate kind", "aggkind", "n"), ("direct arguments", "aggnumdirectargs", "0"),
    ("final modify", "aggfinalmodify", "r"), ("moving final modify", "aggmfinalmodify", "r"),
    ("state size", "aggtransspace", "0"), ("moving state size", "aggmtransspace", "0"),
)  # fmt: skip
"""Aspect, column, and the value that goes without saying."""


def _aggregate(of: Intended, oid: int) -> Values:
    aggregate, catalog = of.catalog.pg_aggregate[oid], of.catalog
    functions = {aspect: of.function(getattr(aggregate, column)) for aspect, column in _AGGREGATE_FUNCTIONS}
    shown = {aspect: str(getattr(aggregate, column)) for aspect, column, _ in _AGGREGATE_VALUES}
    plain = {aspect: value for aspect, _, value in _AGGREGATE_VALUES}
    moving = aggregate.aggmtranstype
    return values(
        state_type=names.type_name(catalog, aggregate.aggtranstype), initial=aggregate.agginitval,
        moving_state_type=names.type_name(catalog, moving) if moving else None, moving_initial=aggregate.aggminitval,
        sort_operator=of.operator(aggregate.aggsortop), final_extra=aggregate.aggfinalextra,
        moving_final_extra=aggregate.aggmfinalextra,
    ) | {
        **{aspect: name for aspect, name in functions.items() if name is not None},
        **{aspect: value for aspect, value in shown.items() if value != plain[aspect]},
    }  # fmt: skip


_AGGREGATE: Final = f"""(SELECT jsonb_build_object('state type', format_type(a.aggtranstype, -1),
        'initial', a.agginitval, 'moving initial', a.aggminitval,
        'moving state type', CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, -1) END,
        'sort operator', {operator_of("a.aggsortop")}, 'final extra', {yes("a.aggfinalextra")},
        'moving final extra', {yes("a.aggmfinalextra")},
        {", ".join(f"'{aspect}', {function_of(f'a.{column}')}" for aspect, column in _AGGREGATE_FUNCTIONS)},
        {", ".join(f"'{aspect}', nullif(a.{column}::text, '{value}')" for aspect, column, value in _AGGREGATE_VALUES)})
      FROM pg_aggregate AS a WHERE a.aggfnoid = p.oid)"""

ROUTINES: Final = Kind(
    f"""SELECT 'function', quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' || coalesce((
        SELECT string_agg(format_type(a.typid, -1), ',' ORDER BY a.ord)
        FROM unnest(p.proargtypes) WITH ORDINALITY AS a(typid, ord)), '') || ')', {PLATFORM}, jsonb_build_object(
      'kind', CASE p.prokind WHEN 'f' THEN 'function' WHEN 'w' THEN 'window function' WHEN 'p' THEN 'procedure'
         ELSE 'aggregate' END, 'arguments', nullif({collapse("pg_get_function_arguments(p.oid)")}, ''),
      'owner', pg_get_userbyid(p.proowner), 'privileges', {privileges_of("p.proacl", "'f'", "p.proowner")},
      {said_of("pg_proc", "p.oid")},
      'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
      'returns', CASE WHEN p.prokind <> 'p' THEN {collapse("pg_get_function_result(p.oid)")} END)
      || CASE WHEN p.prokind = 'a' THEN {_AGGREGATE}
      ELSE jsonb_build_object('language', l.lanname,
        'volatility', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
        'cost', p.procost::text, 'rows', nullif(p.prorows, 0)::text,
        'strict', {yes("p.proisstrict")}, 'security definer', {yes("p.prosecdef")},
        'leakproof', {yes("p.proleakproof")}, 'settings', {list_of("p.proconfig")},
        'support', {function_of("p.prosupport")}, 'object file', p.probin,
        'transforms', (SELECT string_agg(format_type(t.typid, -1), ', ' ORDER BY t.ord)
           FROM unnest(p.protrftypes) WITH ORDINALITY AS t(typid, ord)),
        'body', CASE WHEN p.prosqlbody IS NULL THEN 'md5 ' || md5(convert_to(p.prosrc, 'UTF8')) END,
        'sql body', {collapse("pg_get_function_sqlbody(p.oid)")}) END
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_language AS l ON l.oid = p.prolang
    WHERE {USER_SCHEMA} AND {not_member("pg_proc", "p.oid")} AND NOT EXISTS (SELECT FROM pg_depend AS i
      WHERE i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objid = p.oid AND i.deptype = 'i')""",
    _routines,
)
