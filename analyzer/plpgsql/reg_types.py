"""Values of regclass and its like as text (src/backend/utils/adt/regproc.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.deparse.names import function_signature, namespace_name, relation_name
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.namespace import Namespace


def reg_text(ns: Namespace, typid: int, oid: int) -> Any:
    """Return what the type's output function gives for an object; UNKNOWN for the reg types that are not modelled."""
    catalog = ns.catalog
    if typid == t.REGCLASS:
        return relation_name(catalog, oid, ns) if oid in catalog.pg_class else _none(oid)
    if typid == t.REGTYPE:
        return format_type(catalog, oid, namespace=ns) if oid in catalog.pg_type else _none(oid)
    if typid == t.REGPROCEDURE:
        return function_signature(catalog, oid, ns) if oid in catalog.pg_proc else _none(oid)
    if typid == t.REGPROC:
        return _function(ns, oid) if oid in catalog.pg_proc else _none(oid)
    if typid == t.REGNAMESPACE:
        return quote_identifier(catalog.pg_namespace[oid].nspname) if oid in catalog.pg_namespace else _none(oid)
    if typid == t.REGROLE:
        return quote_identifier(catalog.pg_authid[oid].rolname) if oid in catalog.pg_authid else _none(oid)
    return UNKNOWN


def _none(oid: int) -> str:
    return str(oid) if oid else "-"


def _function(ns: Namespace, oid: int) -> str:
    """Return a function's bare name where that finds it alone (regprocout)."""
    proc = ns.catalog.pg_proc[oid]
    if [record.oid for _, record in ns.candidates("pg_proc", "pronamespace", None, proc.proname)] == [oid]:
        return quote_identifier(proc.proname)
    return quote_qualified(namespace_name(ns.catalog, proc.pronamespace, ns), proc.proname)
