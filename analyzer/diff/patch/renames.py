"""ALTER ... RENAME TO for what is certainly the same object under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from analyzer.catalog.objects import OBJECT_KINDS
from analyzer.deparse import names
from analyzer.deparse.target import object_target
from analyzer.diff.kinds import KINDS
from analyzer.diff.patch.guard import column_exists, exists, guarded
from analyzer.diff.patch.operation import RENAME, Operation
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms

_ORDER = [*(kind.name for kind in KINDS), "column"]


def rename_operation(terms: Terms, change: Change, title: str) -> Operation:
    """Return the operation that gives a live object its intended name, where it has it not yet."""
    live, address = change.live_address, change.address
    assert live is not None and address is not None
    renamed, before = terms.live, terms.before
    if live.objsubid:
        table = names.qualified_relation_name(renamed, live.objid)
        old = before.pg_attribute[live.objid, live.objsubid].attname
        new = renamed.pg_attribute[live.objid, live.objsubid].attname
        word = "FOREIGN TABLE" if renamed.pg_class[live.objid].relkind == "f" else "TABLE"
        text = f"ALTER {word} {table} RENAME COLUMN {quote_identifier(old)} TO {quote_identifier(new)}"
        condition = f"{column_exists(table, old)} AND NOT {column_exists(table, new)}"
    else:
        column = OBJECT_KINDS[live.classid].namecol
        assert column is not None
        new = getattr(renamed.tables[live.classid][live.objid], column)
        # Its schema or table may have been renamed before: the old name in its place of now.
        with_old_name = renamed.copy()
        record = renamed.tables[live.classid][live.objid]
        old = getattr(before.tables[live.classid][live.objid], column)
        with_old_name.tables[live.classid].set(structs.replace(record, **{column: old}))
        if change.kind == "constraint":
            table = names.qualified_relation_name(renamed, record.conrelid)
            text = f"ALTER TABLE {table} RENAME CONSTRAINT {quote_identifier(old)} TO {quote_identifier(new)}"
        elif change.kind == "domain constraint":
            domain = names.type_name(renamed, record.contypid)
            text = f"ALTER DOMAIN {domain} RENAME CONSTRAINT {quote_identifier(old)} TO {quote_identifier(new)}"
        else:
            text = f"ALTER {object_target(with_old_name, live)} RENAME TO {quote_identifier(new)}"
        there, here = exists(with_old_name, live), exists(renamed, live)
        condition = f"{there} AND NOT ({here})"
    # All renames come first, what others are named by before those.
    rank = RENAME - len(_ORDER) + _ORDER.index(change.kind)
    remarks = []
    if change.kind in ("table", "foreign table", "column"):
        remarks.append(f"{title}: if these are two things and not one, add the one and drop the other instead")
    return Operation(("rename", live), rank, title, [guarded(condition, [text])], remarks=remarks)
