"""What a statement that IF NOT EXISTS made do nothing would have made: run without the guard, the object that has its
name put aside, and everything taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from analyzer.commands.constraints.column import not_null_constraint
from analyzer.commands.context import Context
from analyzer.commands.dispatch import handler_of
from analyzer.engine.run import Engine, run_nested
from analyzer.errors import NotSimulated, PgError
from analyzer.steps import Skipped, Step

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.tree.parse import Node

_ASIDE = "put aside by pgrehearse"


def without_guard(engine: Engine, step: Step) -> Sequence[Entry] | None:
    """Return the writes that the statement would have made, had nothing had the name; None where that is not known.

    Of a table only the columns are made: whether it would have the same keys and indexes is not asked.
    """
    skipped = [effect for effect in step.effects if isinstance(effect, Skipped)]
    node = _without_guard(engine.catalog, step, skipped)
    if node is None:
        return None
    session, journal, namespace = engine.session, engine.catalog.journal, engine.session.namespace
    mark, state, taint = journal.mark(), session.state(), engine.taint
    on_commit, positions = dict(session.on_commit), session.sequences.state()
    engine.taint = namespace.taint = taint.copy()
    context = Context(session, run_nested, text=step.statement.text, base=step.statement.start - step.statement.base)
    try:
        for effect in skipped:
            _put_aside(engine.catalog, effect)
        beginning = journal.mark()
        handler_of(step.tag)(context, node)
        return journal.since(beginning)
    except (PgError, NotSimulated, RecursionError):
        # It may well fail: what it refers to is there, but need not fit a second time.
        return None
    finally:
        journal.undo(mark)
        session.on_commit = on_commit
        session.sequences.restore(positions)
        session.restore(state)
        session.refresh()
        engine.taint = namespace.taint = taint


def _without_guard(catalog: Catalog, step: Step, skipped: list[Skipped]) -> Node | None:
    node: Node = step.statement.node
    match step.tag:
        case "CreateStmt":
            return {**node, "if_not_exists": False, "tableElts": list(_columns(node.get("tableElts", ())))}
        case "IndexStmt" | "CreateTableAsStmt":
            return {**node, "if_not_exists": False}
        case "AlterTableStmt":
            columns = (catalog.pg_attribute.get((each.objid, each.objsubid)) for each in skipped if each.objsubid)
            names = {column.attname for column in columns if column is not None}
            return {**node, "cmds": list(_commands(node, names))} if names else None
    return None


def _columns(elements: Sequence[Node]) -> Iterator[Node]:
    """Yield a table's columns with what makes them NOT NULL or generated: its indexes, keys and checks are left out."""
    primary = {
        key["String"]["sval"]
        for element in elements
        if "Constraint" in element and element["Constraint"]["contype"] == "CONSTR_PRIMARY"
        for key in element["Constraint"].get("keys", ())
    }
    for element in elements:
        if "ColumnDef" in element:
            column = element["ColumnDef"]
            constraints = [item["Constraint"] for item in column.get("constraints", ())]
            kept = [{"Constraint": each} for each in constraints if each["contype"] in _KEPT]
            if column["colname"] in primary or any(each["contype"] in _NOT_NULL for each in constraints):
                kept.append({"Constraint": not_null_constraint(column["colname"])})
            yield {"ColumnDef": {**column, "constraints": kept}}
        elif "Constraint" not in element:
            yield element


_KEPT: Final = frozenset({"CONSTR_NULL", "CONSTR_GENERATED"})
_NOT_NULL: Final = frozenset({"CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY"})


def _commands(node: Node, names: set[str]) -> Iterator[Node]:
    for item in node["cmds"]:
        command = item["AlterTableCmd"]
        if command["subtype"] == "AT_AddColumn" and command["def"]["ColumnDef"]["colname"] in names:
            yield {"AlterTableCmd": {**command, "missing_ok": False}}


def _put_aside(catalog: Catalog, effect: Skipped) -> None:
    """Give the object, and what would get in the way with it, another name."""
    if effect.objsubid:
        column = catalog.pg_attribute[(effect.objid, effect.objsubid)]
        catalog.pg_attribute.set(replace(column, attname=f"{_ASIDE} {column.attnum}"))
        return
    relation = catalog.pg_class[effect.objid]
    catalog.pg_class.set(replace(relation, relname=f"{_ASIDE} {relation.oid}"))
    for index in catalog.pg_index.find("relation", relation.oid):
        record = catalog.pg_class[index.indexrelid]
        catalog.pg_class.set(replace(record, relname=f"{_ASIDE} {record.oid}"))
    row_type = catalog.pg_type.get(relation.reltype) if relation.reltype else None
    if row_type is not None:
        catalog.pg_type.set(replace(row_type, typname=f"{_ASIDE} {row_type.oid}"))
