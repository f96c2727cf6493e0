"""What a routine's declaration tells the syntax check of its PL/pgSQL body (do_compile of
src/pl/plpgsql/src/pl_comp.c).
"""

from __future__ import annotations

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.type_oids import RECORD, VOID
from analyzer.plpgsql.declarations import REFCURSOR
from analyzer.plpgsql.validate import Routine

TRIGGER, EVENT_TRIGGER = 2279, 3838
_MODES = {"i": "IN", "o": "OUT", "b": "INOUT", "v": "IN", "t": "OUT"}


def shape(catalog: Catalog, proc: PgProc) -> Routine:
    """Return the shape of a PL/pgSQL routine that its syntax check needs."""
    types = proc.proallargtypes or proc.proargtypes
    modes = proc.proargmodes or "i" * len(types)
    names = proc.proargnames or ("",) * len(types)
    arguments = tuple(
        (_MODES[mode], name or None, _kind(catalog, typid))
        for typid, mode, name in zip(types, modes, names, strict=True)
    )
    known = {f"${number}": typid for number, typid in enumerate(types, 1)}
    known |= {name: typid for name, typid in zip(names, types, strict=True) if name}
    if proc.prokind == "p":
        return Routine(arguments, "", False, known)
    if proc.prorettype == TRIGGER:
        known |= {"new": RECORD, "old": RECORD}
    result = {VOID: "void", TRIGGER: "trigger", EVENT_TRIGGER: "event_trigger", RECORD: "record"}.get(proc.prorettype)
    if result is None:
        result = "record" if _is_row(catalog, proc.prorettype) else "text"
    return Routine(arguments, result, proc.proretset, known)


def _kind(catalog: Catalog, typid: int) -> str:
    """Return a type of the same kind that libpg_query knows."""
    return "record" if _is_row(catalog, typid) else "refcursor" if typid == REFCURSOR else "text"


def _is_row(catalog: Catalog, typid: int) -> bool:
    record = catalog.pg_type[typid]
    while record.typtype == "d":
        record = catalog.pg_type[record.typbasetype]
    return typid == RECORD or record.typtype == "c"
