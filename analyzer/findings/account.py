"""What the whole history tells about a cause: where the missing object is made later, what took it away, who owns it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.findings.causes import Cause, Intents, first_made, tree_of
from analyzer.findings.intent import ObjectName
from analyzer.findings.lifetimes import Event, Lifetimes
from analyzer.findings.order import FailedMakers, Maker, later_maker
from analyzer.findings.providers import extension_with
from analyzer.findings.rules import DUPLICATES
from analyzer.findings.text import named, path_of, step_place
from analyzer.tree.names import qualified, quote_identifier

if TYPE_CHECKING:
    from analyzer.rehearsal import Rehearsal
    from analyzer.source.statements import Statement
    from analyzer.steps import Step
    from analyzer.tree.parse import Node

_CLASSES: Final = {"relation": "pg_class", "type": "pg_type", "function": "pg_proc"}
_SCHEMA_COLUMNS: Final = {"relation": "relnamespace", "type": "typnamespace", "function": "pronamespace"}


class Account:
    """One rehearsal, ready to be asked about the causes of its errors."""

    def __init__(
        self, run: Rehearsal, lifetimes: Lifetimes, intents: Intents, circular: frozenset[Statement] = frozenset()
    ) -> None:
        self.run = run
        self.steps: Sequence[Step] = run.steps
        self.catalog = run.catalog
        self.lifetimes = lifetimes
        self.intents = intents
        self.circular = circular
        self._makers = FailedMakers(run.steps, intents)

    def later_maker(self, cause: Cause) -> Maker | None:
        """Where the object that a cause misses is made later."""
        return later_maker(cause, self.steps, self.lifetimes, self._makers)

    def is_circular(self, cause: Cause) -> bool:
        """Whether what makes the missing object needs, in turn, what this statement makes."""
        return cause.step.statement in self.circular

    def first_made(self, cause: Cause) -> Step | None:
        """The statement that made what the cause's statement finds to exist already."""
        index = first_made(cause.step, self.intents, self.lifetimes)
        return self.steps[index] if index is not None else None

    def extension_of(self, cause: Cause) -> str | None:
        """The extension that has the missing function or type, where no migration makes that itself."""
        name = cause.missing
        if name is None or name.kind not in ("function", "type") or self.lifetimes.of(name):
            return None
        found = extension_with(name, self.run.baseline.postgres, self.run.baseline.name)
        if found is None or self.catalog.pg_extension.first("name", found) is not None:
            return None
        return found

    def other_schemas(self, cause: Cause) -> list[str]:
        """The schemas that do have a relation, type or function of the missing one's name (at the end of the history)."""
        name = cause.missing
        if name is None or name.kind not in _CLASSES:
            return []
        found = set()
        # Baseline objects are indexed by name and schema, so every schema is asked for its own.
        for schema in self.catalog.pg_namespace:
            if schema.nspname != name.schema and not schema.nspname.startswith(("pg_", "information_schema")):
                key = (name.name, schema.oid)
                if name.kind != "function" and self.catalog.tables[_CLASSES[name.kind]].has("name", key):
                    found.add(schema.nspname)
        if name.kind == "function":
            for function in self.catalog.pg_proc.find("name", name.name):
                schema_record = self.catalog.pg_namespace.get(function.pronamespace)
                if schema_record is not None and schema_record.nspname not in (name.schema, "pg_catalog"):
                    found.add(schema_record.nspname)
        return sorted(found)


def notes_about(cause: Cause, account: Account) -> Iterator[str]:
    """Yield what the history tells about a cause, as sentences."""
    error, step = cause.error, cause.step
    name = cause.missing
    if name is not None:
        yield from _about_absence(cause, name, account)
    elif error.sqlstate in DUPLICATES:
        maker = account.first_made(cause)
        if maker is not None and maker is not step:
            yield f"It exists since {step_place(maker, step)}."
    elif error.sqlstate == sqlstate.INSUFFICIENT_PRIVILEGE:
        yield from _about_ownership(cause, account)


def _about_absence(cause: Cause, name: ObjectName, account: Account) -> Iterator[str]:
    step = cause.step
    gone = account.lifetimes.gone_before(name, step.index)
    if gone is not None:
        yield _what_became(gone, name, account, step)
    maker = account.later_maker(cause)
    if maker is not None:
        yield _made_later(maker, step)
        if account.is_circular(cause):
            yield "That statement in turn needs what this one makes: no order of the two works."
        return
    if gone is not None:
        return
    skipped = _skipped_maker(cause, name, account)
    if skipped is not None:
        yield skipped
        return
    extension = account.extension_of(cause)
    if extension is not None:
        yield f"Extension {quote_identifier(extension)} has it, and no migration before this one creates that."
        return
    if name.kind in ("function", "operator") and _exists(name, account):
        # There is one, with other arguments: the server's hint says so.
        return
    schemas = account.other_schemas(cause)
    if schemas and name.schema is None:
        where = " and ".join(quote_identifier(schema) for schema in schemas[:3])
        yield f"There is one in schema {where}, which is not in the search_path here."
    elif schemas:
        yield f"There is one of this name in schema {' and '.join(quote_identifier(each) for each in schemas[:3])}."
    elif (similar := _similar(name, account)) is not None:
        yield f"No migration creates it. Is {similar} meant?"
    elif name.kind in ("relation", "type", "function", "role", "schema", "extension"):
        yield "No migration creates it."


def _made_later(maker: Maker, step: Step) -> str:
    if path_of(maker.step) == path_of(step):
        where = f"further down, at line {maker.step.statement.line}"
    else:
        where = f"later, in {step_place(maker.step, step)}"
    return f"It is created {where}." if maker.ok else f"It would be created {where}, which fails as well."


def _what_became(gone: Event, name: ObjectName, account: Account, step: Step) -> str:
    culprit = account.steps[gone.step]
    where = step_place(culprit, step)
    preposition = "at" if path_of(culprit) == path_of(step) else "in"
    if gone.action == "renamed" and gone.to is not None:
        return f"It was renamed to {named(gone.name._replace(name=gone.to))} {preposition} {where}."
    if any(each.matches(name) for each in account.intents.removed(culprit)):
        return f"It was dropped {preposition} {where}."
    if _cascades(culprit):
        return f"It went with what was dropped {preposition} {where} (CASCADE)."
    return f"It went {preposition} {where}."


def _cascades(step: Step) -> bool:
    node = tree_of(step)
    if node is None:
        return False
    commands = [item.get("AlterTableCmd", {}) for item in node.get("cmds", ())]
    return any(each.get("behavior") == "DROP_CASCADE" for each in (node, *commands))


def _skipped_maker(cause: Cause, name: ObjectName, account: Account) -> str | None:
    """IF NOT EXISTS made an earlier statement do nothing that would have made the object."""
    for step in reversed(account.steps[: cause.step.index]):
        if step.outcome != "ok" or step.changes or step.undone or step.tag not in ("CreateStmt", "AlterTableStmt"):
            continue
        names = account.intents.made(step)
        if any(each.matches(name) for each in names):
            place = step_place(step, cause.step)
            verb = "CREATE TABLE IF NOT EXISTS" if step.tag == "CreateStmt" else "the statement"
            word = "at" if path_of(step) == path_of(cause.step) else "in"
            return f"{verb} {word} {place} names it, but did nothing: the table was there already."
    return None


def _exists(name: ObjectName, account: Account) -> bool:
    return name.kind == "function" and account.catalog.pg_proc.has("name", name.name)


def _similar(name: ObjectName, account: Account) -> str | None:
    """The object of the history whose name is closest to the missing one's."""
    if name.kind != "relation":
        return None
    known = {
        relation.relname: relation
        for relation in account.catalog.pg_class.changed()
        if relation.relkind in ("r", "v", "m", "p", "f", "S")
    }
    matches = get_close_matches(name.name, sorted(known), n=1, cutoff=0.8)
    if not matches:
        return None
    schema = account.catalog.pg_namespace.get(known[matches[0]].relnamespace)
    shown = schema.nspname if schema is not None and (name.schema or schema.nspname != "public") else None
    return named(ObjectName("relation", shown, matches[0]))


# -- privileges ----------------------------------------------------------------------------------------------------


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
    for field in ("relation", "table", "view", "sequence"):
        if isinstance(node.get(field), dict):
            yield node[field].get("schemaname", "public")
    for field in ("funcname", "typeName", "defnames", "domainname"):
        if isinstance(node.get(field), list):
            yield qualified(node[field][-2:])[0] or "public"


def _relations_named(node: Node) -> Iterator[str]:
    for field in ("relation", "table", "view", "sequence"):
        if isinstance(node.get(field), dict) and "relname" in node[field]:
            yield node[field]["relname"]
