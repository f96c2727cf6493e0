"""DEFERRABLE, INITIALLY DEFERRED, ENFORCED and their like after a column constraint (transformConstraintAttrs,
parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.tree.parse import Node

_DEFERRABLE: Final = frozenset({"CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION", "CONSTR_FOREIGN"})
_ENFORCEABLE: Final = frozenset({"CONSTR_CHECK", "CONSTR_FOREIGN"})
_REPEATED: Final = {
    "deferrability": "DEFERRABLE/NOT DEFERRABLE", "initially": "INITIALLY IMMEDIATE/DEFERRED",
    "enforced": "ENFORCED/NOT ENFORCED",
}
_ATTRIBUTES: Final[dict[str, tuple[str, str, frozenset[str]]]] = {
    "CONSTR_ATTR_DEFERRABLE": ("DEFERRABLE", "deferrability", _DEFERRABLE),
    "CONSTR_ATTR_NOT_DEFERRABLE": ("NOT DEFERRABLE", "deferrability", _DEFERRABLE),
    "CONSTR_ATTR_DEFERRED": ("INITIALLY DEFERRED", "initially", _DEFERRABLE),
    "CONSTR_ATTR_IMMEDIATE": ("INITIALLY IMMEDIATE", "initially", _DEFERRABLE),
    "CONSTR_ATTR_ENFORCED": ("ENFORCED", "enforced", _ENFORCEABLE),
    "CONSTR_ATTR_NOT_ENFORCED": ("NOT ENFORCED", "enforced", _ENFORCEABLE),
}
"""Per attribute: its SQL, what may be said only once, and the constraints that take it."""


def merge_constraint_attributes(constraints: list[Node]) -> list[Node]:
    """Return a column's constraints with the attributes that follow each folded into it; 42601 for a misplaced one."""
    result: list[Node] = []
    seen: set[str] = set()
    for constraint in constraints:
        attribute = _ATTRIBUTES.get(constraint["contype"])
        if attribute is None:
            result.append(dict(constraint))
            seen = set()
            continue
        clause, group, takes_it = attribute
        location = constraint.get("location", 0)
        if not result or result[-1]["contype"] not in takes_it:
            raise PgError(sqlstate.SYNTAX_ERROR, f"misplaced {clause} clause", location=location)
        if group in seen:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f"multiple {_REPEATED[group]} clauses not allowed", location=location
            )
        seen.add(group)
        _apply(result[-1], clause, seen, location)
    return result


def _apply(constraint: Node, clause: str, seen: set[str], location: int) -> None:
    if clause == "DEFERRABLE":
        constraint["deferrable"] = True
    elif clause == "NOT DEFERRABLE":
        constraint["deferrable"] = False
        if "initially" in seen and constraint.get("initdeferred"):
            raise _deferred_not_deferrable(location)
    elif clause == "INITIALLY DEFERRED":
        constraint["initdeferred"] = True
        if "deferrability" not in seen:
            # INITIALLY DEFERRED alone implies DEFERRABLE.
            constraint["deferrable"] = True
        elif not constraint.get("deferrable"):
            raise _deferred_not_deferrable(location)
    elif clause == "INITIALLY IMMEDIATE":
        constraint["initdeferred"] = False
    elif clause == "ENFORCED":
        constraint["is_enforced"] = True
    else:
        constraint |= {"is_enforced": False, "skip_validation": True, "initially_valid": False}


def _deferred_not_deferrable(location: int) -> PgError:
    return PgError(
        sqlstate.SYNTAX_ERROR, "constraint declared INITIALLY DEFERRED must be DEFERRABLE", location=location
    )
