"""INHERITS, PARTITION OF and OF type: the columns and constraints a new table takes from others (MergeAttributes,
src/backend/commands/tablecmds.c; transformOfType, parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import resolve_type
from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Stored
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.constraints.check import store_check
from analyzer.commands.constraints.constraint import table_constraints
from analyzer.commands.constraints.create_stmt import Column, Transform
from analyzer.commands.constraints.not_null import InheritedNotNull, find_not_null_constraint
from analyzer.commands.objects.address import check_is_table
from analyzer.commands.relations.attribute_map import AttributeMap, map_variable_attnos
from analyzer.commands.relations.inheritance import store_single_inheritance
from analyzer.commands.relations.relation import check_type_usage
from analyzer.errors import PgError
from analyzer.tree.names import range_var

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

STORAGE_WORDS: Final = {"p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"}
COMPRESSION_WORDS: Final = {"p": "pglz", "l": "lz4"}
CONFLICT = object()
"""Stands for defaults of several parents that are not the same."""


class InheritedCheck(msgspec.Struct):
    """A check constraint of one or more parents, in the child's column numbers."""

    name: str
    expr: Stored
    inhcount: int = 1
    is_enforced: bool = True


class Merged(msgspec.Struct):
    """A new table's columns, and the constraints its parents give it."""

    columns: list[Column]
    checks: list[InheritedCheck] = msgspec.field(default_factory=list)
    not_nulls: list[InheritedNotNull] = msgspec.field(default_factory=list)


def lookup_parents(ctx: Context, node: Node, *, is_partition: bool) -> list[int]:
    """Return the oids of INHERITS (...) or PARTITION OF, locked as the server locks them; 42P07 for one named twice."""
    found: list[int] = []
    for rv in node.get("inhRelations", ()):
        _, schema, name = range_var(rv)
        parent = ctx.namespace.relation(schema, name, schema_missing_ok=False)
        assert parent is not None
        if parent.oid in found:
            raise PgError(
                sqlstate.DUPLICATE_TABLE, f'relation "{parent.relname}" would be inherited from more than once'
            )
        ctx.lock(parent.oid, "AccessExclusiveLock" if is_partition else "ShareUpdateExclusiveLock")
        found.append(parent.oid)
    return found


def store_inheritance(ctx: Context, relid: int, parents: list[int], *, is_partition: bool) -> None:
    """Record a new table's parents (StoreCatalogInheritance)."""
    for seqno, parent in enumerate(parents, 1):
        store_single_inheritance(ctx.catalog, relid, parent, seqno, is_partition=is_partition)


def store_inherited_check(ctx: Context, relid: int, check: InheritedCheck) -> None:
    """Store a check constraint that the parents gave."""
    store_check(
        ctx, relid, check.name, check.expr, is_enforced=check.is_enforced, is_validated=check.is_enforced,
        is_local=False, inhcount=check.inhcount,
    )


# -- OF type -------------------------------------------------------------------------------------------------------


def transform_of_type(cxt: Transform, typename: Node) -> None:
    """Add the columns of a composite type (transformOfType)."""
    ctx = cxt.ctx
    resolved = resolve_type(ctx.namespace, typename)
    assert resolved is not None
    typid = resolved[0]
    check_of_type(ctx, typid)
    relid = ctx.catalog.pg_type[typid].typrelid
    for attribute in sorted(ctx.catalog.pg_attribute.find("relation", relid), key=lambda row: row.attnum):
        if attribute.attnum > 0 and not attribute.attisdropped:
            cxt.columns.append(
                Column(
                    attribute.attname, attribute.atttypid, attribute.atttypmod, attribute.attcollation,
                    is_from_type=True,
                )
            )


def check_of_type(ctx: Context, typid: int) -> None:
    """Raise 42809 unless the type is a composite type of its own, not a table's row type (check_of_type)."""
    catalog = ctx.catalog
    record = catalog.pg_type[typid]
    shown = format_type(catalog, typid, namespace=ctx.namespace)
    if record.typtype == "c":
        if catalog.pg_class[record.typrelid].relkind == "c":
            return
        if ctx.postgres < 18:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"type {shown} is not a composite type")
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"type {shown} is the row type of another table",
            detail="A typed table must use a stand-alone composite type created with CREATE TYPE.",
        )
    raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"type {shown} is not a composite type")


def of_type_oid(ctx: Context, typename: Node) -> int:
    """Return the type of a typed table; USAGE on it is needed."""
    resolved = resolve_type(ctx.namespace, typename)
    assert resolved is not None
    check_type_usage(ctx, resolved[0])
    return resolved[0]


# -- MergeAttributes -----------------------------------------------------------------------------------------------


def merge_attributes(cxt: Transform, parents: list[int], persistence: str) -> Merged:
    """Return the columns of a new table: the parents' first, merged with its own (MergeAttributes)."""
    is_partition = cxt.partbound
    columns = _merge_typed(cxt.columns, is_partition=is_partition)
    own, inherited = ([], columns) if is_partition else (columns, [])
    merged = Merged([])
    saved = inherited
    for parent in parents:
        relation = cxt.ctx.catalog.pg_class[parent]
        _check_parent(cxt, relation, persistence, is_partition=is_partition)
        _add_parent(cxt, relation, merged, is_partition=is_partition)
    if merged.columns:
        for position, column in enumerate(own):
            existing = _position(merged.columns, column.colname)
            if existing is None:
                merged.columns.append(column)
            else:
                _merge_child_column(cxt.ctx, merged.columns[existing], column, moved=existing != position)
    else:
        merged.columns = own
    if is_partition:
        _override_in_partition(merged.columns, saved)
    for column in merged.columns:
        if column.cooked_default is CONFLICT:
            what = "generation expression" if column.generated else "default"
            kind = "generation expressions" if column.generated else "default values"
            raise PgError(
                sqlstate.INVALID_COLUMN_DEFINITION, f'column "{column.colname}" inherits conflicting {kind}',
                hint=f"To resolve the conflict, specify a {what} explicitly.",
            )
    return merged


def check_typed_columns(columns: list[Column]) -> None:
    """Columns of the table that have no type came from column options of a typed table: they name no column of the
    type.
    """
    for column in columns:
        if not column.typid:
            raise _no_column(column.colname)


def _no_column(name: str) -> PgError:
    return PgError(sqlstate.UNDEFINED_COLUMN, f'column "{name}" does not exist', missing=("column", None, name))


def _merge_typed(columns: list[Column], *, is_partition: bool) -> list[Column]:
    result: list[Column] = []
    for position, column in enumerate(columns):
        if any(column.colname == merged.colname for merged in result):
            continue
        if not is_partition and not column.typid:
            raise _no_column(column.colname)
        for other in columns[position + 1 :]:
            if other.colname != column.colname:
                continue
            if not column.is_from_type:
                raise PgError(
                    sqlstate.DUPLICATE_COLUMN, f'column "{column.colname}" specified more than once'
                )
            column.is_not_null = other.is_not_null
            column.raw_default, column.cooked_default = other.raw_default, other.cooked_default
            column.is_from_type = False
        result.append(column)
    return result


def _position(columns: list[Column], name: str) -> int | None:
    for position, column in enumerate(columns):
        if column.colname == name:
            return position
    return None


def _check_parent(cxt: Transform, relation: PgClass, persistence: str, *, is_partition: bool) -> None:
    name, ctx = relation.relname, cxt.ctx
    check_is_table(relation, ctx.postgres)
    if not is_partition:
        if relation.relkind == "p":
            raise _wrong(f'cannot inherit from partitioned table "{name}"')
        if relation.relispartition:
            raise _wrong(f'cannot inherit from partition "{name}"')
    if relation.relkind not in "rfp":
        raise _wrong(f'inherited relation "{name}" is not a table or foreign table')
    if is_partition and relation.relpersistence != "t" and persistence == "t":
        raise _wrong(f'cannot create a temporary relation as partition of permanent relation "{name}"')
    if persistence != "t" and relation.relpersistence == "t":
        if is_partition:
            raise _wrong(f'cannot create a permanent relation as partition of temporary relation "{name}"')
        raise _wrong(f'cannot inherit from temporary relation "{name}"')
    acl.check_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)


def _wrong(message: str) -> PgError:
    return PgError(sqlstate.WRONG_OBJECT_TYPE, message)


def _add_parent(cxt: Transform, relation: PgClass, merged: Merged, *, is_partition: bool) -> None:
    ctx = cxt.ctx
    catalog = ctx.catalog
    mapping: AttributeMap = {}
    defaults: list[tuple[Column, Stored]] = []
    attributes = sorted(
        (row for row in catalog.pg_attribute.find("relation", relation.oid) if row.attnum > 0),
        key=lambda row: row.attnum,
    )
    for attribute in attributes:
        if attribute.attisdropped:
            continue
        column = Column(
            attribute.attname, attribute.atttypid, attribute.atttypmod, attribute.attcollation, attribute.attndims,
            storage=attribute.attstorage, generated=attribute.attgenerated,
            compression=COMPRESSION_WORDS.get(attribute.attcompression, ""),
            identity=attribute.attidentity if is_partition and ctx.postgres >= 17 else "",
        )
        existing = _position(merged.columns, column.colname)
        if existing is None:
            column.inhcount, column.is_local = 1, False
            merged.columns.append(column)
            mapping[attribute.attnum] = len(merged.columns)
        else:
            _merge_inherited_column(ctx, merged.columns[existing], column)
            column = merged.columns[existing]
            mapping[attribute.attnum] = existing + 1
        if attribute.attnotnull:
            _inherit_not_null(ctx, relation, attribute.attnum, column, mapping, merged)
        if attribute.atthasdef:
            row = catalog.pg_attrdef.first("column", (relation.oid, attribute.attnum))
            if row is not None:
                defaults.append((column, row.adbin))
    for column, expr in defaults:
        mapped, whole_row = map_variable_attnos(expr, mapping)
        if whole_row:
            raise _whole_row(
                f'Generation expression for column "{column.colname}" contains a whole-row reference to table '
                f'"{relation.relname}".'
            )
        if column.cooked_default is None:
            column.cooked_default = mapped
        elif column.cooked_default != mapped:
            column.cooked_default = CONFLICT
    for constraint in table_constraints(catalog, relation.oid, "c"):
        if constraint.connoinherit:
            continue
        mapped, whole_row = map_variable_attnos(constraint.conbin, mapping)
        if whole_row:
            raise _whole_row(
                f'Constraint "{constraint.conname}" contains a whole-row reference to table "{relation.relname}".'
            )
        _merge_check(merged.checks, constraint.conname, mapped, enforced=constraint.conenforced)


def _whole_row(detail: str) -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot convert whole-row table reference", detail=detail)


def _inherit_not_null(
    ctx: Context, relation: PgClass, attnum: int, column: Column, mapping: AttributeMap, merged: Merged
) -> None:
    if ctx.postgres < 18:
        column.is_not_null = True
        return
    constraint = find_not_null_constraint(ctx.catalog, relation.oid, attnum)
    if constraint is None:
        column.is_not_null = True
    elif not constraint.connoinherit:
        column.is_not_null = True
        merged.not_nulls.append(InheritedNotNull(constraint.conname, mapping[attnum]))


def _merge_check(checks: list[InheritedCheck], name: str, expr: Stored, *, enforced: bool) -> None:
    for check in checks:
        if check.name != name:
            continue
        if check.expr == expr:
            check.inhcount += 1
            check.is_enforced = check.is_enforced or enforced
            return
        raise PgError(
            sqlstate.DUPLICATE_OBJECT,
            f'check constraint name "{name}" appears multiple times but with different expressions',
        )
    checks.append(InheritedCheck(name, expr, is_enforced=enforced))


def _mismatch(message: str, detail: str | None = None) -> PgError:
    return PgError(sqlstate.DATATYPE_MISMATCH, message, detail=detail)


def _check_same_type(ctx: Context, what: str, old: Column, new: Column) -> None:
    catalog = ctx.catalog
    if (old.typid, old.typmod) != (new.typid, new.typmod):
        types = [
            format_type(catalog, column.typid, column.typmod, namespace=ctx.namespace) for column in (old, new)
        ]
        raise _mismatch(f'{what} "{old.colname}" has a type conflict', f"{types[0]} versus {types[1]}")
    if old.collation != new.collation:
        names = [_collation_name(catalog, column.collation) for column in (old, new)]
        raise PgError(
            sqlstate.COLLATION_MISMATCH, f'{what} "{old.colname}" has a collation conflict',
            detail=f'"{names[0]}" versus "{names[1]}"',
        )


def _collation_name(catalog: Catalog, collation: int) -> str:
    record = catalog.pg_collation.get(collation)
    return record.collname if record is not None else "default"


def _merge_inherited_column(ctx: Context, old: Column, new: Column) -> None:
    """Merge the same column of two parents (MergeInheritedAttribute)."""
    ctx.notice(f'merging multiple inherited definitions of column "{old.colname}"')
    _check_same_type(ctx, "inherited column", old, new)
    if not old.storage:
        old.storage = new.storage
    elif old.storage != new.storage:
        raise _mismatch(
            f'inherited column "{old.colname}" has a storage parameter conflict',
            f"{STORAGE_WORDS[old.storage]} versus {STORAGE_WORDS[new.storage]}",
        )
    if not old.compression:
        old.compression = new.compression
    elif new.compression and old.compression != new.compression:
        raise _mismatch(
            f'column "{old.colname}" has a compression method conflict', f"{old.compression} versus {new.compression}"
        )
    if old.generated != new.generated:
        raise _mismatch(f'inherited column "{old.colname}" has a generation conflict')
    old.inhcount += 1


def _merge_child_column(ctx: Context, inherited: Column, new: Column, *, moved: bool) -> None:
    """Merge a column of the table's own into the inherited one of the same name (MergeChildAttribute)."""
    name = inherited.colname
    ctx.notice(f'{"moving and merging" if moved else "merging"} column "{name}" with inherited definition')
    _check_same_type(ctx, "column", inherited, new)
    inherited.identity = new.identity
    inherited.identity_sequence = new.identity_sequence
    if not inherited.storage:
        inherited.storage = new.storage
    elif new.storage and inherited.storage != new.storage:
        raise _mismatch(
            f'column "{name}" has a storage parameter conflict',
            f"{STORAGE_WORDS[inherited.storage]} versus {STORAGE_WORDS[new.storage]}",
        )
    if not inherited.compression:
        inherited.compression = new.compression
    elif new.compression and inherited.compression != new.compression:
        raise _mismatch(
            f'column "{name}" has a compression method conflict', f"{inherited.compression} versus {new.compression}"
        )
    inherited.is_not_null = inherited.is_not_null or new.is_not_null
    if ctx.postgres < 16:
        _check_generation_15(inherited, new)
    else:
        _check_generation(inherited, new)
    if inherited.generated and new.identity:
        raise _definition(f'column "{name}" inherits from generated column but specifies identity')
    if new.raw_default is not None:
        inherited.raw_default, inherited.cooked_default = new.raw_default, new.cooked_default
    inherited.is_local = True


def _check_generation(inherited: Column, new: Column) -> None:
    name = inherited.colname
    if inherited.generated:
        if new.raw_default is not None and not new.generated:
            raise _definition(f'column "{name}" inherits from generated column but specifies default')
        if new.generated and new.generated != inherited.generated:
            raise _definition(
                f'column "{name}" inherits from generated column of different kind',
                detail=f"Parent column is {_kind(inherited)}, child column is {_kind(new)}.",
            )
    elif new.generated:
        raise _definition(
            f'child column "{name}" specifies generation expression',
            hint="A child table column cannot be generated unless its parent column is.",
        )


def _check_generation_15(inherited: Column, new: Column) -> None:
    name = inherited.colname
    if not inherited.generated:
        inherited.generated = new.generated
    elif new.generated:
        raise _definition(
            f'child column "{name}" specifies generation expression',
            hint="Omit the generation expression in the definition of the child table column to inherit the "
            "generation expression from the parent table.",
        )
    elif new.raw_default is not None:
        raise _definition(f'column "{name}" inherits from generated column but specifies default')


def _kind(column: Column) -> str:
    return "STORED" if column.generated == "s" else "VIRTUAL"


def _definition(message: str, *, detail: str | None = None, hint: str | None = None) -> PgError:
    return PgError(sqlstate.INVALID_COLUMN_DEFINITION, message, detail=detail, hint=hint)


def _override_in_partition(columns: list[Column], own: list[Column]) -> None:
    """Apply a partition's column options (PARTITION OF parent (column WITH OPTIONS ...)) to the inherited columns."""
    for option in own:
        found = _position(columns, option.colname)
        if found is None:
            raise _no_column(option.colname)
        column = columns[found]
        column.is_not_null = column.is_not_null or option.is_not_null
        _check_generation(column, option)
        if option.raw_default is not None:
            column.raw_default, column.cooked_default = option.raw_default, None
