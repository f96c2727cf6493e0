"""CREATE TYPE ... AS ENUM and ALTER TYPE of enums (src/backend/commands/typecmds.c, src/backend/catalog/pg_enum.c)."""

from __future__ import annotations

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import typename_type
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_enum import PgEnum
from analyzer.catalog.pg_type import PgType
from analyzer.commands.context import Context
from analyzer.commands.objects.check_ownership import check_type_owner
from analyzer.commands.relations.type_create import check_name_is_free, create_type, creation_name
from analyzer.errors import PgError
from analyzer.tree.parse import Node

NAMEDATALEN = 64
ENUM_IN, ENUM_OUT = 3506, 3507


def create_enum(ctx: Context, node: Node) -> None:
    """Run CREATE TYPE name AS ENUM (labels)."""
    name, namespace = creation_name(ctx, node["typeName"])
    shell = check_name_is_free(ctx, name, namespace)
    oid = create_type(
        ctx, name, namespace, shell=shell, typlen=4, typbyval=True, typtype="e", typcategory="E", typstorage="p",
        typinput=ENUM_IN, typoutput=ENUM_OUT,
    )
    ctx.session.transaction.uncommitted_types.add(oid)
    seen: set[str] = set()
    for position, item in enumerate(node.get("vals", ()), 1):
        label = item["String"].get("sval", "")
        _check_label(label)
        if label in seen:
            raise PgError(
                sqlstate.UNIQUE_VIOLATION,
                'duplicate key value violates unique constraint "pg_enum_typid_label_index"',
                detail=f"Key (enumtypid, enumlabel)=({oid}, {label}) already exists.",
            )
        seen.add(label)
        ctx.catalog.pg_enum.set(PgEnum(ctx.catalog.new_oid(), oid, float(position), label))


def alter_enum(ctx: Context, node: Node) -> None:
    """Run ALTER TYPE ... ADD VALUE or RENAME VALUE."""
    record, _ = typename_type(ctx.namespace, {"names": node["typeName"], "typemod": -1})
    if record.typtype != "e":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f"{format_type(ctx.catalog, record.oid, namespace=ctx.namespace)} is not an enum",
        )
    check_type_owner(ctx, record.oid)
    if node.get("oldVal") is not None:
        _rename_label(ctx, record, node["oldVal"], node["newVal"])
    else:
        _add_label(ctx, record, node)


def _add_label(ctx: Context, record: PgType, node: Node) -> None:
    """AddEnumLabel."""
    catalog = ctx.catalog
    label = node.get("newVal", "")
    _check_label(label)
    if catalog.pg_enum.has("label", (record.oid, label)):
        if node.get("skipIfNewValExists"):
            ctx.notice(f'enum label "{label}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_OBJECT)
            return
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'enum label "{label}" already exists')
    labels = sorted(catalog.pg_enum.find("type", record.oid), key=lambda row: row.enumsortorder)
    order = _sort_order(labels, node)
    row = PgEnum(catalog.new_oid(), record.oid, order, label)
    catalog.pg_enum.set(row)
    transaction = ctx.session.transaction
    if record.oid not in transaction.uncommitted_types:
        transaction.uncommitted_enum_labels.add(row.oid)


def _sort_order(labels: list[PgEnum], node: Node) -> float:
    neighbor = node.get("newValNeighbor")
    if neighbor is None:
        return labels[-1].enumsortorder + 1 if labels else 1.0
    position = next((i for i, row in enumerate(labels) if row.enumlabel == neighbor), None)
    if position is None:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'"{neighbor}" is not an existing enum label')
    after = bool(node.get("newValIsAfter"))
    other = position + 1 if after else position - 1
    here = labels[position].enumsortorder
    if not 0 <= other < len(labels):
        return here + 1 if after else here - 1
    return (here + labels[other].enumsortorder) / 2


def _rename_label(ctx: Context, record: PgType, old: str, new: str) -> None:
    """RenameEnumLabel."""
    _check_label(new)
    row = ctx.catalog.pg_enum.first("label", (record.oid, old))
    if row is None:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'"{old}" is not an existing enum label')
    if ctx.catalog.pg_enum.has("label", (record.oid, new)):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'enum label "{new}" already exists')
    ctx.catalog.pg_enum.set(msgspec.structs.replace(row, enumlabel=new))


def _check_label(label: str) -> None:
    if len(label.encode()) >= NAMEDATALEN:
        raise PgError(
            sqlstate.INVALID_NAME, f'invalid enum label "{label}"',
            detail=f"Labels must be {NAMEDATALEN - 1} bytes or less.",
        )
