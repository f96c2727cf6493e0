"""What a migration does to the names and shapes that its users rely on: compared is what there was before the file with
what there is after it, so that an object dropped and made again is no loss.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import relation_noun
from analyzer.rules.judge.operation import qualified
from analyzer.steps import WritesRows
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.rules.judge.views import Fate, FileView
    from analyzer.steps import Step

_CALLERS: Final = frozenset({"DoStmt", "CallStmt", "SelectStmt", "ExecuteStmt", "DropOwnedStmt"})
"""Statements within which any other may run."""

TRIGGER_TYPES: Final = frozenset({2279, 3838})
"""The types trigger and event_trigger: what returns them is called by the server alone."""


def dropped(view: FileView, classid: str, *removed: str) -> Iterator[tuple[int, Fate]]:
    """Yield (oid, fate) of what was there before the file and DROP has taken by name; `removed` are parse-tree kinds
    (OBJECT_TABLE). What CASCADE alone took is left out.
    """
    for oid, fate in view.fates(classid).items():
        if fate.after is None and (classid, oid) not in view.cascaded and _is_by_name(fate.step, removed):
            yield oid, fate


def _is_by_name(step: Step, removed: tuple[str, ...]) -> bool:
    if step.tag == "DropStmt":
        return step.statement.node["removeType"] in removed
    return step.tag in _CALLERS


# -- relations -----------------------------------------------------------------------------------------------------


def successor(view: FileView, relid: int, before: PgClass) -> PgClass | None:
    """Return what can be read under the relation's old name after the file."""
    found: PgClass | None = view.catalog.pg_class.first("name", (before.relname, before.relnamespace))
    return found if found is not None and found.oid != relid and found.relkind in "rvmfp" else None


def old_name(view: FileView, before: PgClass) -> str:
    """Return ``table public.orders``, as it was called before the file."""
    return f"{relation_noun(before.relkind)} {qualified(view.catalog, before.relnamespace, before.relname)}"


def lacking(view: FileView, relid: int, heir: PgClass) -> str | None:
    """Return what the columns of the relation's successor lack of its own, or None if they have it all."""
    columns = view.catalog.pg_attribute
    kept = [
        column for column in columns.find("relation", relid) if (relid, column.attnum) not in view.fates("pg_attribute")
    ]
    before: list[PgAttribute] = [*kept, *(fate.before for fate in view.fates_of_columns.get(relid, ()))]
    for column in before:
        if column.attnum < 1 or column.attisdropped:
            continue
        other = columns.first("name", (heir.oid, column.attname))
        if other is None:
            return f"it has no column {quote_identifier(column.attname)}"
        if other.atttypid != column.atttypid and not _is_gone(view, column.atttypid):
            old, new = format_type(view.catalog, column.atttypid), format_type(view.catalog, other.atttypid)
            return f"its column {quote_identifier(column.attname)} is {new}, no longer {old}"
    return None


def _is_gone(view: FileView, typid: int) -> bool:
    """Whether the type went too: the rule about types speaks of that."""
    return view.catalog.pg_type.get(typid) is None


def is_filled(view: FileView, relid: int) -> bool:
    """Whether the file writes rows into the relation."""
    return any(
        isinstance(effect, WritesRows) and effect.relid == relid and effect.command in ("insert", "copy", "merge")
        for step in view.steps
        for effect in step.effects
    )


def is_users_column(view: FileView, relid: int, column: PgAttribute) -> bool:
    """Whether the column is one that users of a lasting relation name: no child's copy of its parent's."""
    table = view.catalog.pg_class.get(relid)
    if table is None or table.relpersistence == "t" or table.relkind not in "rpfvm":
        return False
    return column.attnum > 0 and not column.attisdropped and (column.attislocal or not column.attinhcount)


# -- functions -----------------------------------------------------------------------------------------------------


def signature(catalog: Catalog, function: PgProc) -> str:
    """Return ``public.f(integer, text)``."""
    name = qualified(catalog, function.pronamespace, function.proname)
    return f"{name}({', '.join(format_type(catalog, typid) for typid in function.proargtypes)})"


def refusal(catalog: Catalog, old: PgProc, new: PgProc) -> str | None:
    """Return why a call of the old function is none of the new one, or None where it is."""
    if new.prokind != old.prokind:
        return "it is of another kind"
    if new.proargtypes[: len(old.proargtypes)] != old.proargtypes:
        return "its parameters have other types"
    if len(new.proargtypes) - new.pronargdefaults > len(old.proargtypes) - old.pronargdefaults:
        return "it has more parameters without a default"
    if (new.prorettype, new.proretset) != (old.prorettype, old.proretset):
        before, after = (
            f"{'setof ' if each.proretset else ''}{format_type(catalog, each.prorettype)}" for each in (old, new)
        )
        return f"it returns {after}, no longer {before}"
    if _outputs(old) != _outputs(new):
        return "it returns other columns"
    if [name for name, _ in zip(input_names(new), input_names(old), strict=False)] != input_names(old):
        return "its parameters have other names"
    return None


def _parts(function: PgProc) -> list[tuple[str, str, int]]:
    """(mode, name, type) of every argument, the result's columns included."""
    types = function.proallargtypes or function.proargtypes
    names = function.proargnames or ("",) * len(types)
    return list(zip(function.proargmodes or "i" * len(types), names, types, strict=False))


def input_names(function: PgProc) -> list[str]:
    """Return the names of the parameters that a call gives, '' for those without."""
    return [name for mode, name, _ in _parts(function) if mode in "ibv"]


def _outputs(function: PgProc) -> list[tuple[str, int]]:
    return [(name, typid) for mode, name, typid in _parts(function) if mode in "obt"]


def namesakes(catalog: Catalog, function: Any) -> list[PgProc]:
    """Return the functions of the same schema and name, the function itself left out."""
    return [
        other
        for other in catalog.pg_proc.find("name", function.proname)
        if other.pronamespace == function.pronamespace and other.oid != function.oid
    ]
