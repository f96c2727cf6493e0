"""Variables and parameters that nothing reads or sets (plpgsql_check's report.c)."""

from __future__ import annotations

from analyzer.plpgsql.check.complaint import Severity
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.frame import Datum

_FAILED = "a statement that could not be analyzed names it"


def report_unused(check: Check) -> None:
    """Complain about declared variables and parameters that the body does not use."""
    declared = _declared(check)
    for lineno, datum in declared:
        if id(datum) not in check.used | check.modified:
            _complain(check, "warning", f'unused variable "{datum.name}"', datum, lineno)
    for lineno, datum in declared:
        if id(datum) in check.modified - check.used:
            _complain(check, "extra", f'never read variable "{datum.name}"', datum, lineno)
    _report_parameters(check)


def _declared(check: Check) -> list[tuple[int, Datum]]:
    """Return the variables of DECLARE sections with their lines, in their order."""
    frame = check.frame
    owned = {id(datum) for datums in frame.owned.values() for datum in datums}
    found = []
    for datum, node in zip(frame.datums, frame.nodes, strict=True):
        ((_kind, inner),) = node.items()
        if datum is None or id(datum) in check.automatic or id(datum) not in owned or inner.get("lineno", 0) <= 0:
            continue
        if datum.name not in ("sqlstate", "sqlerrm"):
            found.append((inner["lineno"], datum))
        if "cursor_explicit_expr" in inner and check.catalog.postgres < 16:
            # The portal's name is assigned to it when the block is entered.
            check.modify(datum)
    return found


def _report_parameters(check: Check) -> None:
    proc, parameters = check.proc, check.frame.parameters
    modes = proc.proargmodes or "i" * len(proc.proargtypes)
    for mode, datum in zip(modes, parameters, strict=False):
        if mode not in "ibv" or id(datum) in check.used:
            continue
        if id(datum) not in check.modified:
            _complain(check, "extra", f'unused parameter "{datum.name}"', datum)
        elif not (mode == "b" and proc.prokind == "p"):
            _complain(check, "extra", f'parameter "{datum.name}" is never read', datum)
    if check.found_return_query:
        return
    for mode, datum in zip(modes, parameters, strict=False):
        if mode in "obt" and id(datum) not in check.modified:
            if check.found_return_dynamic:
                _complain(check, "extra", f'OUT variable "{datum.name}" is maybe unmodified', datum)
            else:
                _complain(check, "extra", f'unmodified OUT variable "{datum.name}"', datum)


def _complain(check: Check, severity: Severity, message: str, datum: Datum, lineno: int = 0) -> None:
    check.complain(
        severity,
        "00000",
        message,
        lineno=lineno,
        statement="DECLARE" if lineno else "",
        excuse=_FAILED if datum.name in check.mentioned else None,
    )
