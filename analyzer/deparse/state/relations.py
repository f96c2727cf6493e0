"""Tables, views and sequences of the intended state as nested dicts: columns, constraints, policies, triggers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_definition, index_definition
from analyzer.deparse.partition import partition_bound, partition_key
from analyzer.deparse.query import view_query
from analyzer.deparse.state.tables import columns_of
from analyzer.deparse.trigger import rule_definition, trigger_definition
from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.catalog.record import AclItem

Document = dict[str, Any]

_CONSTRAINTS = {
    "c": "check", "f": "foreign key", "n": "not null", "p": "primary key", "u": "unique", "x": "exclusion",
    "t": "trigger",
}
_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}


def privileges_document(catalog: Catalog, address: ObjectAddress) -> Document:
    """Return ``{"privileges": {role: [...]}, "grant_options": {...}}``, the owner's built-in ones included."""
    kind = OBJECT_KINDS[address.classid]
    assert kind.aclcol is not None and kind.ownercol is not None
    record = catalog.tables[address.classid][address.objid]
    items, owner = getattr(record, kind.aclcol), getattr(record, kind.ownercol)
    if items is None:
        items = acl.default_acl(acl.objtype_of(address, catalog), owner, catalog.postgres)
    return acl_document(catalog, items, owner)


def acl_document(catalog: Catalog, items: tuple[AclItem, ...], owner: int) -> Document:
    """Return an access-control list by grantee."""
    held: dict[str, int] = {}
    grantable: dict[str, int] = {}
    for item in items:
        name = "PUBLIC" if item.grantee == acl.PUBLIC else acl.role_name(catalog, item.grantee)
        held[name] = held.get(name, 0) | item.privs
        if item.goptions and item.grantee != owner:
            grantable[name] = grantable.get(name, 0) | item.goptions
    found: Document = {"privileges": {name: _words(bits) for name, bits in held.items()}}
    if grantable:
        found["grant_options"] = {name: _words(bits) for name, bits in grantable.items()}
    return found


def _words(bits: int) -> list[str]:
    return [name for bit, name in acl.PRIVILEGE_NAMES.items() if bits & bit]


def comment_document(catalog: Catalog, classid: str, objid: int, objsubid: int = 0) -> Document:
    """Return ``{"comment": text}``, empty if there is none."""
    row = catalog.pg_description.get((classid, objid, objsubid))
    return {"comment": row.description} if row is not None else {}


def text_or_reason(write: Callable[[], str]) -> str:
    """Return the SQL text, or in its place why it cannot be written."""
    try:
        return write()
    except NotSimulated as reason:
        return f"(unknown: {reason.reason})"


def relation_document(catalog: Catalog, relid: int) -> Document:
    """Return everything about one relation that a reader of the schema asks for; empty parts are left out."""
    relation = catalog.pg_class[relid]
    found: Document = {"owner": acl.role_name(catalog, relation.relowner)}
    found |= privileges_document(catalog, ObjectAddress("pg_class", relid))
    found |= comment_document(catalog, "pg_class", relid)
    if relation.reloptions:
        found["options"] = list(relation.reloptions)
    if relation.relkind == "S":
        sequence = catalog.pg_sequence[relid]
        found |= {
            "type": names.type_name(catalog, sequence.seqtypid), "start": sequence.seqstart, "min": sequence.seqmin,
            "increment": sequence.seqincrement, "max": sequence.seqmax, "cycle": sequence.seqcycle,
        }
        return found
    found["columns"] = [_column(catalog, column) for column in columns_of(catalog, relid)]
    if relation.relkind in "vm":
        rule = catalog.pg_rewrite.first("name", (relid, "_RETURN"))
        if rule is not None:
            columns = tuple(column.attname for column in columns_of(catalog, relid))
            found["definition"] = text_or_reason(lambda: view_query(catalog, rule.ev_action[0], columns))
    else:
        found |= _table(catalog, relid)
    found |= _dependents(catalog, relid)
    return found


def _column(catalog: Catalog, column: PgAttribute) -> Document:
    found: Document = {
        "name": column.attname, "type": names.type_name(catalog, column.atttypid, column.atttypmod),
        "not_null": column.attnotnull,
    }
    default = catalog.pg_attrdef.first("column", (column.attrelid, column.attnum))
    if default is not None:
        key = "generated" if column.attgenerated else "default"
        found[key] = text_or_reason(lambda: expression(catalog, default.adbin, column.attrelid))
    if column.attidentity:
        found["identity"] = "always" if column.attidentity == "a" else "by default"
    if column.attcollation and column.attcollation != catalog.pg_type[column.atttypid].typcollation:
        found["collation"] = names.collation_name(catalog, column.attcollation)
    if column.attacl:
        found |= acl_document(catalog, column.attacl, catalog.pg_class[column.attrelid].relowner)
    return found | comment_document(catalog, "pg_class", column.attrelid, column.attnum)


def _table(catalog: Catalog, relid: int) -> Document:
    relation = catalog.pg_class[relid]
    found: Document = {
        "row_security": relation.relrowsecurity, "force_row_security": relation.relforcerowsecurity,
        "unlogged": relation.relpersistence == "u",
    }
    rows = sorted(catalog.pg_inherits.find("child", relid), key=lambda row: row.inhseqno)
    parents = [names.qualified_relation_name(catalog, row.inhparent) for row in rows]
    if relation.relispartition:
        found["partition_of"] = parents[0]
        found["partition_bound"] = text_or_reason(lambda: partition_bound(catalog, relid))
    elif parents:
        found["inherits"] = parents
    if relation.relkind == "p":
        found["partition_key"] = text_or_reason(lambda: partition_key(catalog, relid))
    found["constraints"] = {
        c.conname: {
            "kind": _CONSTRAINTS[c.contype],
            "definition": text_or_reason(lambda c=c: constraint_definition(catalog, c.oid)),  # type: ignore[misc]
        }
        for c in catalog.pg_constraint.find("relation", relid)
    }
    return found


def _dependents(catalog: Catalog, relid: int) -> Document:
    found: Document = {
        "indexes": {
            catalog.pg_class[index.indexrelid].relname: text_or_reason(
                lambda oid=index.indexrelid: index_definition(catalog, oid)  # type: ignore[misc]
            )
            for index in catalog.pg_index.find("relation", relid)
        },
        "policies": {policy.polname: _policy(catalog, policy) for policy in catalog.pg_policy.find("relation", relid)},
        "triggers": {
            trigger.tgname: text_or_reason(lambda oid=trigger.oid: trigger_definition(catalog, oid))  # type: ignore[misc]
            for trigger in catalog.pg_trigger.find("relation", relid)
            if not trigger.tgisinternal
        },
        "rules": {
            rule.rulename: text_or_reason(lambda oid=rule.oid: rule_definition(catalog, oid))  # type: ignore[misc]
            for rule in catalog.pg_rewrite.find("relation", relid)
            if rule.rulename != "_RETURN"
        },
    }
    return {key: value for key, value in found.items() if value}


def _policy(catalog: Catalog, policy: PgPolicy) -> Document:
    found: Document = {
        "command": _COMMANDS[policy.polcmd],
        "permissive": policy.polpermissive,
        "roles": sorted("PUBLIC" if role == acl.PUBLIC else acl.role_name(catalog, role) for role in policy.polroles),
    }
    for key, expr in (("using", policy.polqual), ("with_check", policy.polwithcheck)):
        if expr is not None:
            found[key] = text_or_reason(lambda e=expr: expression(catalog, e, policy.polrelid))  # type: ignore[misc]
    return found | comment_document(catalog, "pg_policy", policy.oid)
