"""The work of one ALTER TABLE: which subcommand is due for which table in which pass, and what phase 3 must do
(AlteredTableInfo,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import msgspec

from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.tree.parse import Node


class Pass(IntEnum):
    """The order in which the parts of one ALTER TABLE are executed (AlterTablePass)."""

    DROP = 0
    ALTER_TYPE = 1
    ADD_COL = 2
    SET_EXPRESSION = 3
    OLD_INDEX = 4
    OLD_CONSTR = 5
    ADD_CONSTR = 6
    COL_ATTRS = 7
    ADD_INDEXCONSTR = 8
    ADD_INDEX = 9
    ADD_OTHERCONSTR = 10
    MISC = 11


class Subcommand(msgspec.Struct):
    """One AlterTableCmd on its way through the passes; `definition` is its parse tree's `def`, or what analysis made
    of that.
    """

    subtype: str
    node: Node
    definition: Any = None
    recurse: bool = False

    @property
    def name(self) -> str:
        """The column, constraint, trigger ... it names."""
        name: str = self.node.get("name", "")
        return name

    @property
    def missing_ok(self) -> bool:
        """IF EXISTS or IF NOT EXISTS was given."""
        return bool(self.node.get("missing_ok"))

    @property
    def cascade(self) -> bool:
        """CASCADE was given."""
        return self.node.get("behavior") == "DROP_CASCADE"


class AlteredTable(msgspec.Struct):
    """What is to be done to one table (AlteredTableInfo); `old_columns` are its columns before the statement, by
    number.
    """

    relid: int
    relkind: str
    old_columns: dict[int, PgAttribute]
    subcommands: dict[Pass, list[Subcommand]] = msgspec.field(default_factory=dict)
    rewrite: list[str] = msgspec.field(default_factory=list)
    """Why the table's storage is to be written anew; empty if it is not."""
    scans: list[str] = msgspec.field(default_factory=list)
    """Why the table is to be read in full: constraints to validate."""
    verify_new_notnull: bool = False
    transforms: dict[int, Any] = msgspec.field(default_factory=dict)
    """What makes the new values of columns whose type changes, over the old rows."""
    newvals: bool = False
    """Whether columns get new values: then rows of other tables that hold this row type are in the way."""
    changed_constraints: dict[int, str] = msgspec.field(default_factory=dict)
    changed_indexes: dict[int, str] = msgspec.field(default_factory=dict)
    changed_statistics: dict[int, str] = msgspec.field(default_factory=dict)
    """What to make anew after a column's type changed: oid and the SQL that makes it."""
    replica_identity_index: str | None = None
    cluster_on_index: str | None = None
    new_persistence: str | None = None
    new_access_method: int | None = None
    new_tablespace: int | None = None
    foreign_keys: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """(constraint, referenced table) of foreign keys to validate."""

    def add(self, when: Pass, subcommand: Subcommand) -> None:
        """Put a subcommand in the queue of a pass."""
        self.subcommands.setdefault(when, []).append(subcommand)


class WorkQueue(msgspec.Struct):
    """The tables that one ALTER TABLE touches, in the order it came to them, and statements to run when it is done."""

    ctx: Context
    lockmode: str
    tables: dict[int, AlteredTable] = msgspec.field(default_factory=dict)
    after: list[Any] = msgspec.field(default_factory=list)
    """Callables without arguments: ALTER SEQUENCE ... OWNED BY and its like."""

    def table(self, relid: int) -> AlteredTable:
        """Return the table's entry, made on first use (ATGetQueueEntry)."""
        found = self.tables.get(relid)
        if found is None:
            catalog = self.ctx.catalog
            columns = {c.attnum: c for c in catalog.pg_attribute.find("relation", relid) if c.attnum > 0}
            found = self.tables[relid] = AlteredTable(relid, catalog.pg_class[relid].relkind, columns)
        return found

    def relation(self, tab: AlteredTable) -> PgClass:
        """Return the table's record as it is now."""
        found: PgClass = self.ctx.catalog.pg_class[tab.relid]
        return found
