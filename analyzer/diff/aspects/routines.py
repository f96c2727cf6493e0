"""Facts of functions, procedures, aggregates (pg_proc, pg_aggregate)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.deparse import names
from analyzer.deparse.options import setting
from analyzer.deparse.routine import (
    aggregate_definition,
    argument_list,
    function_body,
    result_type,
    routine_word,
    transformed_types,
)
from analyzer.diff.side import Fact, Facts, Side, said, written
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc

_VOLATILITY = {"i": "IMMUTABLE", "s": "STABLE", "v": "VOLATILE"}
_PARALLEL = {"s": "SAFE", "r": "RESTRICTED", "u": "UNSAFE"}

_AGGREGATE_FUNCTIONS = (
    "aggtransfn", "aggfinalfn", "aggcombinefn", "aggserialfn", "aggdeserialfn", "aggmtransfn", "aggminvtransfn",
    "aggmfinalfn",
)
_AGGREGATE_VALUES = (
    "aggkind", "aggnumdirectargs", "aggfinalextra", "aggmfinalextra", "aggfinalmodify", "aggmfinalmodify",
    "aggtransspace", "aggmtransspace", "agginitval", "aggminitval",
)


def routine_facts(side: Side, record: PgProc) -> Facts:
    """Yield what is said of a function, procedure, window function or aggregate."""
    catalog = side.catalog
    yield Fact("kind", record.prokind, said(routine_word(record)))
    arguments = (side.refs("pg_type", record.proallargtypes), record.proargmodes, record.proargnames)
    yield Fact("arguments", arguments, lambda: argument_list(catalog, record, defaults=False))
    if record.prokind == "a":
        yield _aggregate(side, record)
        yield Fact("parallel", record.proparallel, said(f"PARALLEL {_PARALLEL[record.proparallel]}"))
        return
    returns = (side.ref("pg_type", record.prorettype), record.proretset)
    if record.prokind != "p":
        yield Fact("result", returns, lambda: result_type(catalog, record))
    yield Fact("argument defaults", side.tree(record.proargdefaults or ()), lambda: argument_list(catalog, record))
    language = catalog.pg_language[record.prolang].lanname
    yield Fact("language", side.ref("pg_language", record.prolang), said(quote_identifier(language)))
    yield Fact("volatility", record.provolatile, said(_VOLATILITY[record.provolatile]))
    yield Fact("security", record.prosecdef, said("SECURITY DEFINER" if record.prosecdef else "SECURITY INVOKER"))
    yield Fact("strictness", record.proisstrict, said("STRICT" if record.proisstrict else "CALLED ON NULL INPUT"))
    yield Fact("leakproof", record.proleakproof, said("LEAKPROOF" if record.proleakproof else "NOT LEAKPROOF"))
    yield Fact("parallel", record.proparallel, said(f"PARALLEL {_PARALLEL[record.proparallel]}"))
    yield Fact("cost", record.procost, said(f"COST {record.procost:g}"))
    yield Fact("rows", record.prorows, said(f"ROWS {record.prorows:g}"))
    support = record.prosupport
    yield Fact(
        "support function", side.ref("pg_proc", support),
        lambda: names.function_name(catalog, support) if support else "",
    )
    transformed = side.refs("pg_type", record.protrftypes or ())
    yield Fact("transforms", transformed, lambda: transformed_types(catalog, record))
    for config in record.proconfig or ():
        name, _, value = config.partition("=")
        yield Fact(f"setting {name}", value, said(setting(config)))
    body = (side.tree(record.prosqlbody), record.prosrc if record.prosqlbody is None else "", record.probin)
    yield Fact("body", body, lambda: written(lambda: function_body(catalog, record)))


def _aggregate(side: Side, record: PgProc) -> Fact:
    catalog = side.catalog
    aggregate = catalog.pg_aggregate[record.oid]
    value = (
        side.ref("pg_type", record.prorettype), side.ref("pg_operator", aggregate.aggsortop),
        side.refs("pg_type", (aggregate.aggtranstype, aggregate.aggmtranstype)),
        side.refs("pg_proc", (getattr(aggregate, field) for field in _AGGREGATE_FUNCTIONS)),
        tuple(getattr(aggregate, field) for field in _AGGREGATE_VALUES),
    )
    return Fact("definition", value, lambda: aggregate_definition(catalog, record.oid))
