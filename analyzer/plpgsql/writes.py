"""Which tables a routine's body may put rows into, without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.errors import NotSimulated
from analyzer.tree.parse import SyntaxFault, parse_many
from analyzer.tree.walk import find, walk

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context

_WRITERS = ("InsertStmt", "MergeStmt")


def note_body_writes(ctx: Context, proc: PgProc) -> None:
    """Note the tables that a routine which is not run may put rows into; all, where its body is not SQL that can be
    read.
    """
    seen: set[int] = set()
    if not _note(ctx, proc, seen):
        ctx.session.rows_unknown = True


_EVENT_BITS: Final = {"insert": 4, "copy": 4, "delete": 8, "update": 16, "merge": 28}


def note_write(ctx: Context, relid: int, command: str) -> None:
    """Note that a statement may have put rows into a table, changed or removed some, and what the table's triggers
    write then.
    """
    ctx.session.note_rows(relid, command)
    event_bits = _EVENT_BITS[command]
    seen: set[int] = set()
    for trigger in ctx.catalog.pg_trigger.find("relation", relid):
        proc = ctx.catalog.pg_proc.get(trigger.tgfoid)
        if trigger.tgtype & event_bits and not trigger.tgisinternal and proc is not None and not _note(ctx, proc, seen):
            ctx.session.rows_unknown = True


def _note(ctx: Context, proc: PgProc, seen: set[int]) -> bool:
    """Note one body's writes and those of the functions it calls; False where they are not known."""
    if proc.oid in seen:
        return True
    seen.add(proc.oid)
    language = ctx.catalog.pg_language[proc.prolang].lanname
    if language in ("internal", "c"):
        return True
    try:
        if language == "sql":
            if proc.prosqlbody is not None:
                return False
            trees: list[Any] = [raw.decode() for raw in parse_many(proc.prosrc)]
            tags = [raw.tag for raw in parse_many(proc.prosrc)]
            return all(_statement(ctx, tag, tree, seen) for tag, tree in zip(tags, trees, strict=True))
        if language == "plpgsql":
            return _plpgsql(ctx, proc, seen)
    except (SyntaxFault, NotSimulated):
        return False
    return False


def _plpgsql(ctx: Context, proc: PgProc, seen: set[int]) -> bool:
    from analyzer.plpgsql.shape import shape
    from analyzer.plpgsql.validate import compiled

    tree = compiled(ctx.namespace, shape(ctx.catalog, proc), proc.prosrc)
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


def _statement(ctx: Context, tag: str, tree: Any, seen: set[int]) -> bool:
    for inner_tag, node in walk({tag: tree}):
        if inner_tag in _WRITERS:
            name = node["relation"].get("relname", "")
            # Whatever schema it is in: the search path at run time may be another.
            for schema in ctx.catalog.pg_namespace:
                found = ctx.catalog.pg_class.first("name", (name, schema.oid))
                if found is not None:
                    _written(ctx, found.oid, seen)
        elif inner_tag == "FuncCall":
            name = node["funcname"][-1]["String"].get("sval", "")
            for proc in ctx.catalog.pg_proc.find("name", name):
                if (
                    proc.provolatile == "v"
                    and not ctx.catalog.pg_proc.is_baseline(proc.oid)
                    and not _note(ctx, proc, seen)
                ):
                    return False
    return True


def _written(ctx: Context, relid: int, seen: set[int]) -> None:
    if relid in ctx.session.written:
        return
    ctx.session.written.add(relid)
    for trigger in ctx.catalog.pg_trigger.find("relation", relid):
        proc = ctx.catalog.pg_proc.get(trigger.tgfoid)
        if not trigger.tgisinternal and proc is not None and not _note(ctx, proc, seen):
            ctx.session.rows_unknown = True
