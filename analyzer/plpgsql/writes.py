"""Which tables' rows a statement or a routine's body may change, where it is not run row by row: nothing is known of
them afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import exprs as e
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.sequences import FUNCTIONS, forget_all_sequences, forget_sequences
from analyzer.tree.parse import SyntaxFault, parse_many
from analyzer.tree.walk import find, walk

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

_COMMANDS: Final = {"InsertStmt": "insert", "MergeStmt": "merge", "UpdateStmt": "update", "DeleteStmt": "delete"}
_EVENT_BITS: Final = {"insert": 4, "copy": 4, "delete": 8, "update": 16, "merge": 28}
_RULE_EVENTS: Final = {"insert": "3", "copy": "3", "delete": "4", "update": "2"}
_CHANGING: Final = frozenset({"update", "delete", "merge"})

Seen = set[tuple[str, int]]
"""What one walk has noted already: writes by command and table, bodies by function."""


def note_body_writes(ctx: Context, proc: PgProc) -> None:
    """Forget the rows of the tables that a routine which is not run may change; of all, where its body is not SQL that
    can be read.
    """
    _noted(ctx, _body(ctx, proc, set()))


def note_write(ctx: Context, relid: int, command: str) -> None:
    """Forget the rows of a table that a statement may have put rows into, changed or removed some of, and those that
    the table's triggers and foreign keys then change.
    """
    _noted(ctx, _written(ctx, relid, command, set()))


def note_statement_writes(ctx: Context, tag: str, node: Node) -> None:
    """Forget the rows that a statement whose outcome is unknown may have changed."""
    try:
        done = _block(ctx, node, set()) if tag == "DoStmt" else _statement(ctx, tag, node, set())
    except (SyntaxFault, NotSimulated, PgError):
        done = False
    _noted(ctx, done)


def _block(ctx: Context, node: Node, seen: Seen) -> bool:
    """Note the writes of a DO block's body."""
    from analyzer.plpgsql.validate import Routine, compiled

    options = {item["DefElem"]["defname"]: item["DefElem"]["arg"] for item in node.get("args", ())}
    if options.get("language", {"String": {"sval": "plpgsql"}})["String"]["sval"] != "plpgsql":
        return False
    body = options["as"]["String"].get("sval", "")
    return _in_tree(ctx, compiled(ctx.namespace, Routine((), "void", False), body), seen)


def forget_all_rows(ctx: Context) -> None:
    """Know nothing any more of the rows of any table that exists."""
    ctx.session.rows.forget_all(ctx.catalog.peek_oid())
    forget_all_sequences(ctx)


def _noted(ctx: Context, everything: bool) -> None:
    if not everything:
        forget_all_rows(ctx)


def _written(ctx: Context, relid: int, command: str, seen: Seen) -> bool:
    """Forget one table's rows and what hangs on them; False where it is not known what that is."""
    if (command, relid) in seen:
        return True
    seen.add((command, relid))
    catalog, rows = ctx.catalog, ctx.session.rows
    relation = catalog.pg_class.get(relid)
    if relation is None:
        return True
    if relation.relkind == "v":
        return _below_view(ctx, relid, command, seen)
    event = _RULE_EVENTS.get(command)
    rules = catalog.pg_rewrite.find("relation", relid)
    if any(rule.ev_type == event for rule in rules):
        return False
    tree = [relid, *_family(ctx, relid)]
    if command in ("update", "delete") and all(rows.is_empty(each) for each in tree):
        return True
    for each in tree:
        rows.forget(each)
        if command not in ("update", "delete"):
            forget_sequences(ctx, each)
    return all(
        _triggered(ctx, each, command, seen) and (command not in _CHANGING or _cascaded(ctx, each, seen))
        for each in tree
    )


def _family(ctx: Context, relid: int) -> list[int]:
    """Return the tables above and below a table in its inheritance tree: where a row really is may be any of them."""
    found: list[int] = []
    todo = [relid]
    while todo:
        current = todo.pop()
        near = [row.inhrelid for row in ctx.catalog.pg_inherits.find("parent", current)]
        near += [row.inhparent for row in ctx.catalog.pg_inherits.find("child", current)]
        for each in near:
            if each != relid and each not in found:
                found.append(each)
                todo.append(each)
    return found


def _below_view(ctx: Context, relid: int, command: str, seen: Seen) -> bool:
    """A view's rows are those of the tables below; rules and INSTEAD OF triggers may do anything else."""
    rules = ctx.catalog.pg_rewrite.find("relation", relid)
    if any(rule.rulename != "_RETURN" for rule in rules):
        return False
    relids = {
        entry.relid
        for rule in rules
        for action in rule.ev_action or ()
        for part in (e.nodes(action) if isinstance(action, e.Query) else ())
        if isinstance(part, e.Query)
        for entry in part.rtable
        if entry.rtekind == "relation"
    }
    known = all(isinstance(action, e.Query) for rule in rules for action in rule.ev_action or ())
    return (
        known
        and all(_written(ctx, each, command, seen) for each in sorted(relids))
        and _triggered(ctx, relid, command, seen)
    )


def _triggered(ctx: Context, relid: int, command: str, seen: Seen) -> bool:
    event_bits = _EVENT_BITS[command]
    for trigger in ctx.catalog.pg_trigger.find("relation", relid):
        proc = ctx.catalog.pg_proc.get(trigger.tgfoid)
        if trigger.tgtype & event_bits and not trigger.tgisinternal and proc is not None and not _body(ctx, proc, seen):
            return False
    return True


def _cascaded(ctx: Context, relid: int, seen: Seen) -> bool:
    """Forget the rows that foreign keys' actions change."""
    return all(
        _written(ctx, row.conrelid, command, seen)
        for row in ctx.catalog.pg_constraint.find("referenced", relid)
        if row.contype == "f"
        for command, action in (("update", row.confupdtype), ("delete", row.confdeltype))
        if action not in "ar"
    )


# -- bodies --------------------------------------------------------------------------------------------------------


def _body(ctx: Context, proc: PgProc, seen: Seen) -> bool:
    """Note one body's writes and those of the functions it calls; False where they are not known."""
    if ("body", proc.oid) in seen:
        return True
    seen.add(("body", proc.oid))
    language = ctx.catalog.pg_language[proc.prolang].lanname
    if language in ("internal", "c"):
        return True
    try:
        if language == "sql":
            if proc.prosqlbody is not None:
                return False
            return all(_statement(ctx, raw.tag, raw.decode(), seen) for raw in parse_many(proc.prosrc))
        if language == "plpgsql":
            return _plpgsql(ctx, proc, seen)
    except (SyntaxFault, NotSimulated):
        return False
    return False


def _plpgsql(ctx: Context, proc: PgProc, seen: Seen) -> bool:
    from analyzer.plpgsql.shape import shape
    from analyzer.plpgsql.validate import compiled

    return _in_tree(ctx, compiled(ctx.namespace, shape(ctx.catalog, proc), proc.prosrc), seen)


def _in_tree(ctx: Context, tree: Any, seen: Seen) -> bool:
    if any(tag in ("PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors") for tag, _node in walk(tree)):
        return False
    for each in find(tree, "PLpgSQL_expr"):
        mode, text = each.get("parseMode", 0), each["query"]
        if mode == 2:
            text = "SELECT " + text
        elif mode > 2:
            text = "SELECT " + text[text.index("=") + 1 :]
        for raw in parse_many(text):
            if not _statement(ctx, raw.tag, raw.decode(), seen):
                return False
    return True


def _statement(ctx: Context, tag: str, tree: Any, seen: Seen) -> bool:
    if tag == "TruncateStmt":
        return False
    for inner_tag, node in walk({tag: tree}):
        if inner_tag in _COMMANDS:
            if not _named(ctx, node["relation"].get("relname", ""), _COMMANDS[inner_tag], seen):
                return False
        elif inner_tag == "FuncCall":
            name = node["funcname"][-1]["String"].get("sval", "")
            if name in FUNCTIONS:
                forget_all_sequences(ctx)
            for proc in ctx.catalog.pg_proc.find("name", name):
                if (
                    proc.provolatile == "v"
                    and not ctx.catalog.pg_proc.is_baseline(proc.oid)
                    and not _body(ctx, proc, seen)
                ):
                    return False
    return True


def _named(ctx: Context, name: str, command: str, seen: Seen) -> bool:
    """Forget the rows of a table, whatever schema it is in: the search path at run time may be another."""
    for schema in ctx.catalog.pg_namespace:
        found = ctx.catalog.pg_class.first("name", (name, schema.oid))
        if found is not None and not _written(ctx, found.oid, command, seen):
            return False
    return True
