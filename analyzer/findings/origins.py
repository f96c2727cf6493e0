"""Where the objects come from that an error is about although they are there: dependents, keys, columns of another
type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.describe import object_description
from analyzer.errors import NotSimulated
from analyzer.findings.causes import Cause, tree_of
from analyzer.findings.mentions import mentions
from analyzer.findings.object_name import ObjectName
from analyzer.findings.text import listing, location_of, named, path_of, step_place
from analyzer.tree.names import strings
from analyzer.tree.walk import find

if TYPE_CHECKING:
    from analyzer.findings.account import Account
    from analyzer.steps import Step
    from analyzer.tree.parse import Node

_SHOWN: Final = 3
_REPLACED: Final = (sqlstate.INVALID_TABLE_DEFINITION, sqlstate.INVALID_FUNCTION_DEFINITION)


def about_origins(cause: Cause, account: Account) -> Iterator[str]:
    """Yield where the objects come from that stand in a statement's way, or do not fit it."""
    code, tag = cause.error.sqlstate, cause.step.tag
    node = tree_of(cause.step)
    if node is None:
        return
    if code == sqlstate.DEPENDENT_OBJECTS_STILL_EXIST:
        yield from _about_dependents(cause, account)
    elif code in (sqlstate.INVALID_FOREIGN_KEY, sqlstate.DATATYPE_MISMATCH) and _foreign_keys(node):
        yield from _about_referenced(cause, node, account)
    elif code == sqlstate.UNDEFINED_FUNCTION and cause.error.missing and cause.error.missing[0] == "operator":
        yield from _about_operands(cause, node, account)
    elif code in _REPLACED and node.get("replace"):
        for name in account.intents.made(cause.step)[:1]:
            yield from _since(name, cause.step, account)
    elif tag == "AlterTableStmt":
        yield from _about_altered_columns(cause, node, account)


def _about_dependents(cause: Cause, account: Account) -> Iterator[str]:
    """Who made what depends on the object that is to be dropped (as things are at the end of the history)."""
    told: dict[str, str] = {}
    for name in account.intents.removed(cause.step):
        for address in account.addresses_of(name):
            for row in depend.dependents(account.catalog, address):
                if row.deptype != depend.NORMAL:
                    continue
                dependent = _presented(account, ObjectAddress(row.classid, row.objid, row.objsubid))
                step = account.maker_of(dependent)
                if step is not None and step.index < cause.step.index:
                    told.setdefault(_description(account, dependent), _place(step, cause.step))
    if told:
        shown = [f"{what} was created {place}" for what, place in told.items()]
        text = listing(shown, _SHOWN + 1)
        yield f"{text[0].upper()}{text[1:]}."


def _presented(account: Account, address: ObjectAddress) -> ObjectAddress:
    """The object that a user knows: of a view's rule the view, of a default its column."""
    match address.classid:
        case "pg_rewrite":
            rule = account.catalog.pg_rewrite.get(address.objid)
            return ObjectAddress("pg_class", rule.ev_class) if rule is not None else address
        case "pg_attrdef":
            default = account.catalog.pg_attrdef.get(address.objid)
            return ObjectAddress("pg_class", default.adrelid, default.adnum) if default is not None else address
    return address


def _description(account: Account, address: ObjectAddress) -> str:
    try:
        return object_description(account.catalog, address)
    except NotSimulated:
        return address.classid


def _foreign_keys(node: Node) -> list[tuple[list[str], Node]]:
    """The statement's foreign keys: their columns, and the constraint's node."""
    inline = [
        ([column["colname"]], item["Constraint"])
        for column in find(node, "ColumnDef")
        for item in column.get("constraints", ())
        if item["Constraint"].get("contype") == "CONSTR_FOREIGN"
    ]
    own = [(strings(each["fk_attrs"]), each) for each in find(node, "Constraint") if each.get("fk_attrs")]
    return inline + own


def _about_referenced(cause: Cause, node: Node, account: Account) -> Iterator[str]:
    """The table that the foreign key in question refers to, and what is unique there."""
    said = f"{cause.error.message} {cause.error.detail or ''}"
    for columns, key in _foreign_keys(node):
        table = key["pktable"]
        if f'"{table["relname"]}"' not in said and not any(f'columns "{column}"' in said for column in columns):
            continue
        name = ObjectName("relation", table.get("schemaname"), table["relname"])
        for address in account.addresses_of(name)[:1]:
            keys = account.unique_keys(address.objid)
            unique = f", unique by {listing(keys)}" if keys else ", without a unique key"
            step = account.maker_of(address)
            made = f" was created {_place(step, cause.step)}" if step is not None else " is there"
            yield f"{named(name)}{made}{unique}."


def _about_operands(cause: Cause, node: Node, account: Account) -> Iterator[str]:
    """Since when the columns beside an operator have the types they have."""
    location = location_of(cause.step)
    for expression in find(node, "A_Expr"):
        if expression.get("location", 0) != location:
            continue
        for side in ("lexpr", "rexpr"):
            yield from _about_column_reference(expression.get(side), node, cause, account)


def _about_column_reference(side: Any, node: Node, cause: Cause, account: Account) -> Iterator[str]:
    fields = side.get("ColumnRef", {}).get("fields", []) if isinstance(side, dict) else []
    column = fields[-1].get("String", {}).get("sval") if fields else None
    if column is None:
        return
    found = {}
    for name in mentions(node):
        if name.kind == "relation":
            for address in account.addresses_of(name):
                attribute = account.catalog.pg_attribute.first("name", (address.objid, column))
                if attribute is not None:
                    found[address.objid, attribute.attnum] = (name, attribute)
    if len(found) == 1:
        ((relid, attnum), (name, attribute)) = found.popitem()
        step = account.maker_of(ObjectAddress("pg_class", relid, attnum))
        if step is not None:
            typename = format_type(account.catalog, attribute.atttypid, attribute.atttypmod)
            shown = named(ObjectName("column", name.schema, f"{name.name}.{column}"))
            yield f"{shown} is {typename} since {step_place(step, cause.step)}."


def _about_altered_columns(cause: Cause, node: Node, account: Account) -> Iterator[str]:
    table = node.get("relation", {})
    for item in node.get("cmds", ()):
        command = item["AlterTableCmd"]
        if command["subtype"] == "AT_AlterColumnType":
            name = ObjectName("column", table.get("schemaname"), f"{table.get('relname')}.{command['name']}")
            yield from _since(name, cause.step, account)


def _since(name: ObjectName, step: Step, account: Account) -> Iterator[str]:
    for address in account.addresses_of(name)[:1]:
        maker = account.maker_of(address)
        if maker is not None and maker.index < step.index:
            what = "The column" if name.kind == "column" else "It"
            yield f"{what} was created {_place(maker, step)}."


def _place(step: Step, seen_from: Step) -> str:
    """``in 0002_b.sql:3``, ``at line 3``."""
    return f"{'at' if path_of(step) == path_of(seen_from) else 'in'} {step_place(step, seen_from)}"
