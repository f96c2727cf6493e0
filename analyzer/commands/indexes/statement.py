"""An index to be, as CREATE INDEX or a constraint writes it (IndexStmt, src/include/nodes/parsenodes.h;
transformIndexStmt, src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from analyzer.catalog.exprs import Stored
from analyzer.commands.constraints import cook

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


class IndexElem(msgspec.Struct):
    """A key or INCLUDE column of an index to be: a column's name, or an expression, raw (`expr`) or analyzed
    (`cooked`).
    """

    name: str | None = None
    expr: Node | None = None
    cooked: Stored = None
    indexcolname: str | None = None
    collation: list[Node] = msgspec.field(default_factory=list)
    collation_oid: int = 0
    opclass: list[Node] = msgspec.field(default_factory=list)
    opclass_oid: int = 0
    opclassopts: list[Node] = msgspec.field(default_factory=list)
    ordering: str = "SORTBY_DEFAULT"
    nulls_ordering: str = "SORTBY_NULLS_DEFAULT"


class IndexStmt(msgspec.Struct):
    """An index to be made (IndexStmt, parsenodes.h), from CREATE INDEX, from a constraint or from another index."""

    idxname: str | None = None
    access_method: str = "btree"
    params: list[IndexElem] = msgspec.field(default_factory=list)
    including: list[IndexElem] = msgspec.field(default_factory=list)
    options: list[Node] = msgspec.field(default_factory=list)
    where: Node | None = None
    cooked_where: Stored = None
    exclude_ops: list[list[Node]] = msgspec.field(default_factory=list)
    exclude_op_oids: list[int] = msgspec.field(default_factory=list)
    tablespace: str | None = None
    tablespace_oid: int | None = None
    unique: bool = False
    nulls_not_distinct: bool = False
    primary: bool = False
    isconstraint: bool = False
    iswithoutoverlaps: bool = False
    deferrable: bool = False
    initdeferred: bool = False
    concurrent: bool = False
    if_not_exists: bool = False
    only: bool = False
    index_oid: int = 0
    """An index that is there already: ADD CONSTRAINT ... USING INDEX."""
    reloptions: tuple[str, ...] | None = None
    """Options as stored, where the index copies another's."""
    comment: str | None = None


def index_elem(node: Node) -> IndexElem:
    """Return an IndexElem node's counterpart."""
    inner = node.get("IndexElem", node)
    return IndexElem(
        name=inner.get("name"),
        expr=inner.get("expr"),
        indexcolname=inner.get("indexcolname"),
        collation=inner.get("collation", []),
        opclass=inner.get("opclass", []),
        opclassopts=[option["DefElem"] for option in inner.get("opclassopts", ())],
        ordering=inner.get("ordering", "SORTBY_DEFAULT"),
        nulls_ordering=inner.get("nulls_ordering", "SORTBY_NULLS_DEFAULT"),
    )


def index_stmt(node: Node) -> IndexStmt:
    """Return what an IndexStmt says of the index itself."""
    return IndexStmt(
        idxname=node.get("idxname"),
        access_method=node.get("accessMethod") or "btree",
        params=[index_elem(elem) for elem in node.get("indexParams", ())],
        including=[index_elem(elem) for elem in node.get("indexIncludingParams", ())],
        options=[option["DefElem"] for option in node.get("options", ())],
        where=node.get("whereClause"),
        tablespace=node.get("tableSpace"),
        unique=node.get("unique", False),
        nulls_not_distinct=node.get("nulls_not_distinct", False),
    )


def transform_index_stmt(ctx: Context, relid: int, stmt: IndexStmt) -> None:
    """Analyze an index's predicate and expressions (transformIndexStmt, parse_utilcmd.c)."""
    if stmt.where is not None and stmt.cooked_where is None:
        stmt.cooked_where = cook.index_predicate(ctx, relid, stmt.where)
    for elem in stmt.params:
        if elem.expr is not None and elem.cooked is None:
            if elem.indexcolname is None:
                elem.indexcolname = cook.figure_index_colname(elem.expr)
            elem.cooked = cook.index_expr(ctx, relid, elem.expr)
