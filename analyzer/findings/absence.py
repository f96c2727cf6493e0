"""Why a missing object is missing: made later, dropped, renamed, never made, elsewhere than where it is looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.findings.causes import Cause, tree_of
from analyzer.findings.lifetimes import Event
from analyzer.findings.object_name import ObjectName
from analyzer.findings.order import Maker
from analyzer.findings.text import listing, named, path_of, step_place
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.findings.account import Account
    from analyzer.steps import Step

_TOLD_OF: Final = ("relation", "type", "function", "role", "schema", "publication", "server")


def about_absence(cause: Cause, name: ObjectName, account: Account) -> Iterator[str]:
    """Yield what the history tells about an object that a statement misses."""
    step = cause.step
    gone = account.end_of(cause)
    if gone is not None:
        yield _what_became(gone, name, account, step)
    maker = account.later_maker(cause)
    if maker is not None:
        yield _made_later(maker, step)
        if account.is_circular(cause):
            yield "That statement in turn needs what this one makes: no order of the two works."
    elif gone is None:
        yield from _about_what_never_was(cause, name, account)


def _about_what_never_was(cause: Cause, name: ObjectName, account: Account) -> Iterator[str]:
    step = cause.step
    if (idle := account.idle_maker(cause)) is not None:
        yield _about_idle_maker(idle, cause, account)
    elif (skipped := account.skipped_maker(name)) is not None:
        tool = account.run.history.layout.tool
        shown = _seen_from(skipped.path, step)
        yield f"{shown}:{skipped.line} would create it, but {tool} does not apply that file."
    elif (extension := account.extension_of(name)) is not None:
        yield f"It comes with extension {quote_identifier(extension)}, which is not created before."
    elif functions := sorted(account.functions_named(name), key=lambda each: each[:2]):
        yield from _about_functions(functions, step, account)
    elif schemas := account.schemas_with(name):
        where = " and ".join(quote_identifier(schema) for schema in schemas[:3])
        off_path = ", which is not in the search_path here" if name.schema is None else ""
        yield f"There is one in schema {where}{off_path}."
    elif name.kind == "column":
        yield from _about_column(name, account)
    elif name.kind in _TOLD_OF:
        similar = _similar_relation(name, account)
        yield "No migration creates it." + (f" Is {similar} meant?" if similar is not None else "")


def _made_later(maker: Maker, step: Step) -> str:
    if path_of(maker.step) == path_of(step):
        where = f"further down, at line {maker.step.statement.line}"
    else:
        where = f"later, in {step_place(maker.step, step)}"
    if maker.step.tag == "CreateExtensionStmt" and maker.ok:
        extension = (tree_of(maker.step) or {}).get("extname", "")
        return f"It comes with extension {quote_identifier(extension)}, which is created {where}."
    return f"It is created {where}." if maker.ok else f"It would be created {where}, which fails as well."


def _what_became(gone: Event, name: ObjectName, account: Account, step: Step) -> str:
    culprit = account.steps[gone.step]
    where = f"{'at' if path_of(culprit) == path_of(step) else 'in'} {step_place(culprit, step)}"
    if gone.action == "renamed" and gone.to is not None:
        return f"It was renamed to {named(gone.name._replace(name=gone.to))} {where}."
    if any(each.matches(name) for each in account.intents.removed(culprit)):
        return f"It was dropped {where}."
    return f"It went with what was dropped {where}{' (CASCADE)' if _cascades(culprit) else ''}."


def _cascades(step: Step) -> bool:
    node = tree_of(step) or {}
    commands = [item.get("AlterTableCmd", {}) for item in node.get("cmds", ())]
    return any(each.get("behavior") == "DROP_CASCADE" for each in (node, *commands))


def _about_idle_maker(idle: Step, cause: Cause, account: Account) -> str:
    what = "CREATE TABLE IF NOT EXISTS" if idle.tag == "CreateStmt" else "The statement"
    where = f"{'at' if path_of(idle) == path_of(cause.step) else 'in'} {step_place(idle, cause.step)}"
    maker = account.maker_of_relation(cause)
    since = f"exists since {step_place(maker, cause.step)}" if maker is not None else "was there already"
    return f"{what} {where} names it, but did nothing: the table {since}."


def _about_functions(functions: list[tuple[str, str, Step | None]], step: Step, account: Account) -> Iterator[str]:
    shown = []
    for schema, signature, maker in functions:
        made = maker if maker is not None and maker.index < step.index else None
        since = f" (from {step_place(made, step)})" if made is not None else ""
        shown.append(f"{quote_identifier(schema)}.{signature}{since}")
    yield f"There {'are' if len(shown) > 1 else 'is'} {listing(shown, 4)}."
    path = account.own_search_path(step)
    if path is not None and not any(schema in path for schema, _, _ in functions):
        yield f"The function's own search_path is {', '.join(map(quote_identifier, path)) or 'empty'}."


def _about_column(name: ObjectName, account: Account) -> Iterator[str]:
    relation, _, column = name.name.rpartition(".")
    records = account.relations.get(relation, ())
    if len(records) != 1:
        return
    columns = [
        each.attname
        for each in account.catalog.pg_attribute.find("relation", records[0].oid)
        if each.attnum > 0 and not each.attisdropped
    ]
    similar = account.closest(column, columns)
    yield "No migration adds it." + (f" Is {quote_identifier(similar)} meant?" if similar is not None else "")


def _similar_relation(name: ObjectName, account: Account) -> str | None:
    """The relation of the history whose name is closest to the missing one's."""
    if name.kind != "relation":
        return None
    named_so = account.relations.items()
    known = {relname: each for relname, records in named_so for each in records if each.relkind in "rvmpfS"}
    found = account.closest(name.name, known)
    if found is None:
        return None
    schema = account.catalog.pg_namespace.get(known[found].relnamespace)
    return quote_qualified(schema.nspname if schema is not None and name.schema is not None else None, found)


def _seen_from(path: str, step: Step) -> str:
    folder, name = os.path.split(path)
    return name if folder == os.path.dirname(path_of(step)) else path
