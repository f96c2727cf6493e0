"""What is gathered while a table's elements are gone through: columns, constraints, sequences (CreateStmtContext,
src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from analyzer.catalog.exprs import Stored
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.commands.context import Context


class Column(msgspec.Struct):
    """A column on its way into a relation (ColumnDef, parsenodes.h); `raw_default` is a parse tree, `cooked_default`
    analyzed.
    """

    colname: str
    typid: int = 0
    typmod: int = -1
    collation: int = 0
    ndims: int = 0
    setof: bool = False
    is_not_null: bool = False
    raw_default: Node | None = None
    cooked_default: Stored = None
    identity: str = ""
    identity_sequence: SequenceRequest | None = None
    generated: str = ""
    storage: str = ""
    storage_name: str = ""
    compression: str = ""
    inhcount: int = 0
    is_local: bool = True
    is_from_type: bool = False
    fdwoptions: list[Node] = msgspec.field(default_factory=list)
    location: int = -1
    node: Node = msgspec.field(default_factory=dict)


class SequenceRequest(NamedTuple):
    """The sequence that a serial or identity column needs (generateSerialExtraStmts)."""

    namespaceid: int
    name: str
    persistence: str
    options: tuple[Node, ...]
    colname: str
    for_identity: bool
    ownerid: int


class Transform(msgspec.Struct):
    """What is gathered while the elements of CREATE TABLE or ALTER TABLE ADD are gone through (CreateStmtContext).

    `relid` is 0 while the table does not exist. Constraints are the inner dicts of Constraint nodes, with the
    attributes that follow a column constraint (DEFERRABLE ...) merged in.
    """

    ctx: Context
    relname: str
    namespaceid: int
    persistence: str = "p"
    relid: int = 0
    relkind: str = "r"
    isalter: bool = False
    isforeign: bool = False
    ispartitioned: bool = False
    partbound: bool = False
    of_type: bool = False
    inh_relations: list[Node] = msgspec.field(default_factory=list)
    """RangeVars of the parents."""
    columns: list[Column] = msgspec.field(default_factory=list)
    ckconstraints: list[Node] = msgspec.field(default_factory=list)
    nnconstraints: list[Node] = msgspec.field(default_factory=list)
    fkconstraints: list[Node] = msgspec.field(default_factory=list)
    ixconstraints: list[Node] = msgspec.field(default_factory=list)
    sequences: list[SequenceRequest] = msgspec.field(default_factory=list)
    likeclauses: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """(source relation, options) of LIKE clauses whose constraints and indexes come after the table's own."""
    likecomments: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """(column, comment) of INCLUDING COMMENTS."""
    pkey: Any = None
