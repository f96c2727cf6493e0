"""Functions, procedures and aggregates, told by both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.routine import argument_list, function_body, result_type, routine_word
from analyzer.tree.names import quote_qualified
from analyzer.verify.fact import (
    PLATFORM,
    USER_SCHEMA,
    Fact,
    Intended,
    Kind,
    Values,
    collapse,
    not_member,
    privileges_of,
    text,
    values,
)

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
        types = ", ".join(names.type_name(catalog, typid) for typid in proc.proargtypes)
        yield Fact("function", f"{quote_qualified(schema, proc.proname)}({types})", _routine(of, proc))


def _routine(of: Intended, proc: PgProc) -> Values:
    catalog = of.catalog
    found = values(
        kind=routine_word(proc).lower(), arguments=text(lambda: argument_list(catalog, proc)) or None,
        owner=of.role(proc.proowner), privileges=of.privileges(ObjectAddress("pg_proc", proc.oid)),
        comment=of.comment("pg_proc", proc.oid),
        returns=text(lambda: result_type(catalog, proc)) if proc.prokind != "p" else None,
    )  # fmt: skip
    if proc.prokind == "a":
        aggregate = catalog.pg_aggregate[proc.oid]
        return found | values(
            transition=names.function_name(catalog, aggregate.aggtransfn),
            state_type=names.type_name(catalog, aggregate.aggtranstype), initial=aggregate.agginitval,
        )
    digest = hashlib.md5(proc.prosrc.encode(), usedforsecurity=False).hexdigest()
    return found | values(
        language=catalog.pg_language[proc.prolang].lanname, volatility=_VOLATILITY[proc.provolatile],
        cost=f"{proc.procost:g}", rows=f"{proc.prorows:g}" if proc.prorows else None,
        strict=proc.proisstrict, security_definer=proc.prosecdef, leakproof=proc.proleakproof,
        parallel=_PARALLEL[proc.proparallel], settings=", ".join(sorted(proc.proconfig or ())) or None,
        body=None if proc.prosqlbody is not None else f"md5 {digest}",
        sql_body=None if proc.prosqlbody is None else text(lambda: function_body(catalog, proc)),
    )  # fmt: skip


ROUTINES: Final = Kind(
    f"""SELECT 'function', quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' || coalesce((
        SELECT string_agg(format_type(a.typid, -1), ', ' ORDER BY a.ord)
        FROM unnest(p.proargtypes) WITH ORDINALITY AS a(typid, ord)), '') || ')', {PLATFORM}, jsonb_build_object(
      'kind', CASE p.prokind WHEN 'f' THEN 'function' WHEN 'w' THEN 'function' WHEN 'p' THEN 'procedure'
         ELSE 'aggregate' END, 'arguments', nullif({collapse("pg_get_function_arguments(p.oid)")}, ''),
      'owner', pg_get_userbyid(p.proowner), 'privileges', {privileges_of("p.proacl", "'f'", "p.proowner")},
      'comment', obj_description(p.oid, 'pg_proc'),
      'returns', CASE WHEN p.prokind <> 'p' THEN {collapse("pg_get_function_result(p.oid)")} END)
      || CASE WHEN p.prokind = 'a' THEN (SELECT jsonb_build_object('transition', CASE WHEN fn.nspname = 'pg_catalog'
           THEN '' ELSE quote_ident(fn.nspname) || '.' END || quote_ident(f.proname),
           'state type', format_type(a.aggtranstype, -1), 'initial', a.agginitval)
         FROM pg_aggregate AS a JOIN pg_proc AS f ON f.oid = a.aggtransfn
         JOIN pg_namespace AS fn ON fn.oid = f.pronamespace
         WHERE a.aggfnoid = p.oid)
      ELSE jsonb_build_object('language', l.lanname,
        'volatility', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
        'cost', p.procost::text, 'rows', nullif(p.prorows, 0)::text,
        'strict', CASE WHEN p.proisstrict THEN 'yes' END, 'security definer', CASE WHEN p.prosecdef THEN 'yes' END,
        'leakproof', CASE WHEN p.proleakproof THEN 'yes' END,
        'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
        'settings', (SELECT string_agg(s, ', ' ORDER BY s COLLATE "C") FROM unnest(p.proconfig) AS s),
        'body', CASE WHEN p.prosqlbody IS NULL THEN 'md5 ' || md5(convert_to(p.prosrc, 'UTF8')) END,
        'sql body', {collapse("pg_get_function_sqlbody(p.oid)")}) END
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_language AS l ON l.oid = p.prolang
    WHERE {USER_SCHEMA} AND {not_member("pg_proc", "p.oid")} AND NOT EXISTS (SELECT FROM pg_depend AS i
      WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')""",
    _routines,
)
