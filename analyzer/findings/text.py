"""How findings name objects and places: `table "t"`, `policy "p" on t`, `0002_more.sql:12`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.findings.finding import Folded, Place
from analyzer.findings.object_name import ObjectName, object_name
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.errors import PgError
    from analyzer.steps import Step
    from analyzer.tree.parse import Node

_BLOCK_LINE: Final = re.compile(r"PL/pgSQL function inline_code_block line (\d+)")


def named(name: ObjectName) -> str:
    """An object's name as SQL would write it, without its kind."""
    if name.kind == "column":
        relation, _, column = name.name.rpartition(".")
        bearer = f"{quote_qualified(name.schema, relation)}." if relation else ""
        return f"{bearer}{quote_identifier(column)}"
    if " on " in name.name and name.kind in ("policy", "trigger", "rule", "constraint"):
        inner, _, relation = name.name.rpartition(" on ")
        return f"{quote_identifier(inner)} on {quote_qualified(name.schema, relation)}"
    return quote_qualified(name.schema, name.name)


def kind_and_name(name: ObjectName) -> str:
    """An object as prose names it: ``relation orders``, ``policy "read own" on orders``."""
    return f"{name.kind} {named(name)}"


def path_of(step: Step) -> str:
    """The file a step's statement stands in; in a repaired order it may run with another one."""
    return step.statement.source.path


def step_place(step: Step, seen_from: Step) -> str:
    """Where a step's statement is: ``line 3`` of the same file, ``0002_b.sql:3`` in the same folder, else its path."""
    line, path = step.statement.line, path_of(step)
    if path == path_of(seen_from):
        return f"line {line}"
    folder, name = os.path.split(path)
    return f"{name if folder == os.path.dirname(path_of(seen_from)) else path}:{line}"


def place_of(step: Step) -> Place:
    """Where an error is: at the server's position, else where the missing relation is named."""
    return _place(step, step.statement.offset_of(location_of(step)))


def place_in(step: Step, location: int) -> Place:
    """The place of a parse tree's location in a step's statement; of -1, the statement's."""
    return _place(step, step.statement.offset_of(location)) if location >= 0 else statement_place(step)


def location_of(step: Step) -> int:
    """An error's location within the text that was parsed, -1 where there is none."""
    error = step.error
    if error is None:
        return -1
    if error.location >= 0 or step.statement.error is not None:
        return error.location
    if step.tag == "DoStmt":
        return _in_do_block(step, error)
    # The server gives no position for the table of REFERENCES and others: where the tree names them is as good.
    if error.sqlstate == sqlstate.INVALID_COLUMN_REFERENCE and step.tag == "InsertStmt":
        return int(step.statement.node.get("onConflictClause", {}).get("location", -1))
    if error.missing is not None:
        name = object_name(error.missing)
        return _mention(step.statement.node, "relname", name.name) if name.kind == "relation" else -1
    if error.sqlstate == sqlstate.DUPLICATE_COLUMN and (column := re.match(r'column "(.+?)"', error.message)):
        return _mention(step.statement.node, "colname", column[1])
    return -1


def _in_do_block(step: Step, error: PgError) -> int:
    """The first word of the line of a DO block that the server's CONTEXT gives."""
    line = next((int(found[1]) for each in error.context if (found := _BLOCK_LINE.match(each))), None)
    bodies = [item["DefElem"] for item in step.statement.node.get("args", ()) if item["DefElem"]["defname"] == "as"]
    if line is None or not bodies:
        return -1
    statement, source = step.statement, step.statement.source
    # The body's first line is the one on which its quotes open.
    number = source.line_of(statement.base + bodies[0].get("location", 0)) + line - 1
    if number > source.line_of(statement.stop):
        return -1
    text = source.line(number)
    return source.offset_of(number, len(text) - len(text.lstrip()) + 1) - statement.base


def _mention(node: Node, field: str, name: str) -> int:
    """Where the first node of a tree that has this name in this field stands."""
    stack: list[Any] = [node]
    found = -1
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            if item.get(field) == name and "location" in item:
                place = int(item["location"])
                found = place if found < 0 else min(found, place)
            stack.extend(item.values())
    return found


def statement_place(step: Step) -> Place:
    """Where the whole statement is."""
    return _place(step, step.statement.start)


def _place(step: Step, offset: int) -> Place:
    source = step.statement.source
    offset = min(max(offset, 0), len(source.data))
    line, column = source.line_column(offset)
    if line == 1 and column > 1 and source.data.startswith(b"\xef\xbb\xbf"):
        # Editors do not count a byte-order mark.
        column -= 1
    return Place(source.path, line, column, offset, max(step.statement.stop, offset))


def folded(step: Step) -> Folded:
    """A failed step as part of another one's finding."""
    assert step.error is not None
    return Folded(place_of(step), step.error.sqlstate, step.error.message)


def listing(words: Sequence[str], most: int = 8) -> str:
    """``a, b and c``; of a long list the first ones, and how many more."""
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
