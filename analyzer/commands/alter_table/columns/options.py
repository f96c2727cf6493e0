"""ALTER COLUMN ... SET STATISTICS, SET (...), RESET (...), SET STORAGE, SET COMPRESSION (ATExecSetStatistics and its
like,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

import sys
from typing import Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.commands.alter_table.lookup import user_column
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.constraints.descriptor import attribute_compression, attribute_storage
from analyzer.commands.objects.address import items, string_value
from analyzer.errors import PgError
from analyzer.tree.parse import Node

MAX_STATISTICS_TARGET: Final = 10000
_COLUMN_OPTIONS: Final = frozenset({"n_distinct", "n_distinct_inherited"})


def set_statistics(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecSetStatistics; an index's column is named by its number."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    number = subcommand.node.get("num", 0)
    is_index = relation.relkind in "iI"
    if not is_index and not subcommand.name:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot refer to non-index column by number")
    definition = subcommand.definition
    target: int | None = None
    if definition:
        target = _integer(definition)
        if target == -1:
            target = None
        elif target < 0:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f"statistics target {target} is too low")
        elif target > MAX_STATISTICS_TARGET:
            target = MAX_STATISTICS_TARGET
            ctx.notice(f"lowering statistics target to {target}", severity="WARNING")
    column: PgAttribute | None
    if subcommand.name:
        column = user_column(ctx, relation, subcommand.name)
    else:
        column = catalog.pg_attribute.get((tab.relid, number))
        if column is None:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'column number {number} of relation "{relation.relname}" does not exist'
            )
    if is_index:
        index = catalog.pg_index[tab.relid]
        where = f'column "{column.attname}" of index "{relation.relname}"'
        if column.attnum > index.indnkeyatts:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"cannot alter statistics on included {where}")
        if index.indkey[column.attnum - 1]:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f"cannot alter statistics on non-expression {where}",
                hint="Alter statistics on table column instead.",
            )
    catalog.pg_attribute.set(replace(column, attstattarget=target))


def _integer(node: Node) -> int:
    if "Integer" in node:
        value: int = node["Integer"].get("ival", 0)
        return value
    return int(node["A_Const"]["ival"].get("ival", 0))


def set_options(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """SET (n_distinct = ...) and RESET (n_distinct) (ATExecSetOptions)."""
    ctx, relation = queue.ctx, queue.relation(tab)
    column = user_column(ctx, relation, subcommand.name)
    options = dict(option.split("=", 1) for option in column.attoptions or ())
    for item in items(subcommand.definition):
        element = item["DefElem"]
        name = element["defname"]
        if subcommand.subtype == "AT_ResetOptions":
            options.pop(name, None)
            continue
        if name not in _COLUMN_OPTIONS:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'unrecognized parameter "{name}"')
        text = _option_text(element)
        try:
            value = float(text)
        except ValueError:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, f'invalid value for floating point option "{name}": {text}'
            ) from None
        if value < -1.0:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE,
                f'value {text} out of bounds for option "{name}"',
                detail=f'Valid values are between "-1.000000" and "{sys.float_info.max:f}".',
            )
        options[name] = text
    changed = tuple(f"{name}={value}" for name, value in options.items())
    ctx.catalog.pg_attribute.set(replace(column, attoptions=changed or None))


def _option_text(element: Node) -> str:
    argument = element.get("arg")
    if argument is None:
        return "true"
    if "Float" in argument:
        return str(argument["Float"].get("fval", ""))
    if "Integer" in argument:
        return str(argument["Integer"].get("ival", 0))
    return string_value(argument)


def set_storage(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecSetStorage."""
    ctx, relation = queue.ctx, queue.relation(tab)
    column = user_column(ctx, relation, subcommand.name)
    storage = attribute_storage(ctx, column.atttypid, string_value(subcommand.definition))
    ctx.catalog.pg_attribute.set(replace(column, attstorage=storage))


def set_compression(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecSetCompression."""
    ctx, relation = queue.ctx, queue.relation(tab)
    column = user_column(ctx, relation, subcommand.name)
    compression = attribute_compression(ctx, column.atttypid, string_value(subcommand.definition))
    ctx.catalog.pg_attribute.set(replace(column, attcompression=compression))
