"""One column definition merged with the inherited one of the same name (MergeInheritedAttribute, MergeChildAttribute,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.commands.constraints.create_stmt import Column
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context

STORAGE_WORDS: Final = {"p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"}


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


def merge_inherited_column(ctx: Context, old: Column, new: Column) -> None:
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


def merge_child_column(ctx: Context, inherited: Column, new: Column, *, moved: bool) -> None:
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
        check_generation(inherited, new)
    if inherited.generated and new.identity:
        raise _definition(f'column "{name}" inherits from generated column but specifies identity')
    if new.raw_default is not None:
        inherited.raw_default, inherited.cooked_default = new.raw_default, new.cooked_default
    inherited.is_local = True


def check_generation(inherited: Column, new: Column) -> None:
    """Raise 42611 where a column is generated otherwise than the one it inherits (MergeChildAttribute)."""
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
