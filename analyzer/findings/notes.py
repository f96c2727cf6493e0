"""What the history tells about a cause, in sentences that stand below the server's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.findings.absence import about_absence
from analyzer.findings.causes import Cause, tree_of
from analyzer.findings.object_name import ObjectName
from analyzer.findings.origins import about_origins
from analyzer.findings.rules import DUPLICATES
from analyzer.findings.text import listing, named, step_place
from analyzer.tree.names import qualified, quote_identifier

if TYPE_CHECKING:
    from analyzer.findings.account import Account
    from analyzer.tree.parse import Node

_RELATION_FIELDS: Final = ("relation", "table", "view", "sequence")
_NAME_FIELDS: Final = ("funcname", "typeName", "defnames", "domainname")


def notes_about(cause: Cause, account: Account) -> Iterator[str]:
    """Yield what the history tells about a cause."""
    error, step = cause.error, cause.step
    name = cause.missing
    if name is not None:
        # That an extension is not available has nothing to do with the history.
        if step.tag != "CreateExtensionStmt" or name.kind != "extension":
            yield from about_absence(cause, name, account)
        if error.sqlstate == sqlstate.INVALID_COLUMN_REFERENCE and step.tag == "InsertStmt":
            yield from _about_conflict_target(cause, account)
    elif error.sqlstate in DUPLICATES:
        maker = account.first_made(cause)
        if maker is not None and maker is not step:
            verb = "has been a member" if step.tag == "AlterPublicationStmt" else "exists"
            yield f"It {verb} since {step_place(maker, step)}."
    elif error.sqlstate == sqlstate.INSUFFICIENT_PRIVILEGE:
        yield from _about_ownership(cause, account)
    yield from about_origins(cause, account)


def _about_conflict_target(cause: Cause, account: Account) -> Iterator[str]:
    """What ON CONFLICT could name: the unique keys of the table (as it is at the end of the history)."""
    target = (tree_of(cause.step) or {}).get("relation", {})
    relations = account.relations.get(target.get("relname", ""), ())
    if len(relations) != 1:
        return
    keys = account.unique_keys(relations[0].oid)
    table = quote_identifier(relations[0].relname)
    yield f"{table} is unique by {listing(keys)}." if keys else f"{table} has no unique key."


def _about_ownership(cause: Cause, account: Account) -> Iterator[str]:
    node = tree_of(cause.step)
    role = account.catalog.pg_authid.get(cause.step.roleid)
    who = quote_identifier(role.rolname) if role is not None else "the session's role"
    found = _owned_target(node, cause.error.message, account) if node is not None else None
    if found is not None:
        what, owner = found
        yield f"{what} belongs to {quote_identifier(owner)}; the statement runs as {who}."
    else:
        yield f"The statement runs as {who}."


def _owned_target(node: Node, message: str, account: Account) -> tuple[str, str] | None:
    """The object that an error about privileges names, as far as the statement names it too, and its owner."""
    catalog = account.catalog
    for schema in _schemas_named(node):
        namespace = catalog.pg_namespace.first("name", schema)
        if namespace is None:
            continue
        if message == f"permission denied for schema {schema}":
            owner = catalog.pg_authid.get(namespace.nspowner)
            return (f"Schema {quote_identifier(schema)}", owner.rolname) if owner is not None else None
        for relation in _relations_named(node):
            record = catalog.pg_class.first("name", (relation, namespace.oid))
            if record is not None and message.endswith(f" {relation}"):
                owner = catalog.pg_authid.get(record.relowner)
                shown = named(ObjectName("relation", schema, relation))
                return (shown, owner.rolname) if owner is not None else None
    return None


def _schemas_named(node: Node) -> Iterator[str]:
    for field in _RELATION_FIELDS:
        if isinstance(node.get(field), dict):
            yield node[field].get("schemaname", "public")
    for field in _NAME_FIELDS:
        if isinstance(node.get(field), list):
            yield qualified(node[field][-2:])[0] or "public"


def _relations_named(node: Node) -> Iterator[str]:
    for field in _RELATION_FIELDS:
        if isinstance(node.get(field), dict) and "relname" in node[field]:
            yield node[field]["relname"]
