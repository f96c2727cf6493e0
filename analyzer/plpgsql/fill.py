"""The rows of a table that a query makes: CREATE TABLE AS, SELECT INTO, materialized views
(src/backend/commands/createas.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.errors import NotSimulated
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.values import RowsUnknown

if TYPE_CHECKING:
    from analyzer.catalog.exprs import Query
    from analyzer.commands.context import Context
    from analyzer.session.rows import Row


def fill(ctx: Context, relid: int, query: Query, parameters: dict[int, Any]) -> None:
    """Give a new table the rows of its query, as far as they are known; `parameters` are the values of its parameters.
    """
    attnums = sorted(
        column.attnum for column in ctx.catalog.pg_attribute.find("relation", relid) if column.attnum > 0
    )
    rows: tuple[Row, ...] | None
    try:
        rows = tuple(dict(zip(attnums, row, strict=True)) for row in Executor(ctx, parameters).rows(query))
    except (RowsUnknown, NotSimulated):
        rows = None
    ctx.session.rows.set(relid, rows)
