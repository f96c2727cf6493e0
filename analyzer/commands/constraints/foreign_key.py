"""Foreign keys: ATAddForeignKeyConstraint and what it calls (src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.analyze.coercible import can_coerce_type
from analyzer.analyze.lsyscache import get_base_type
from analyzer.analyze.opclass import opfamily_member
from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.constraints.constraint import constraint_name_is_used, create_constraint_entry
from analyzer.commands.constraints.foreign_key_partition import add_referenced_partitions, add_referencing_partitions
from analyzer.commands.relations.attribute import SYSTEM_COLUMN_NAMES, column_named
from analyzer.commands.relations.naming import choose_constraint_name, choose_foreign_key_constraint_name_addition
from analyzer.errors import PgError
from analyzer.plpgsql.alter_rows import refuse_doubtful, verify_foreign_key
from analyzer.steps import Scan
from analyzer.tree.names import range_var, strings

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

MAX_KEYS: Final = 32
COERCION_IMPLICIT: Final = 0
EQUAL: Final = 3
"""The btree strategy number of "="."""

_ACTIONS_THAT_WRITE: Final = {"c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def add_foreign_key(ctx: Context, relid: int, constraint: Node, *, recurse: bool = True, only: bool = False) -> int:
    """Add a FOREIGN KEY constraint (inner dict of a Constraint node) to an existing table and its partitions.

    Chooses its name, checks what the server checks in its order, locks the referenced table; returns the constraint's
    oid (the FOREIGN case of ATExecAddConstraint, then ATAddForeignKeyConstraint).
    """
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    fk_names = strings(constraint.get("fk_attrs", ()))
    name = constraint.get("conname")
    if name:
        if constraint_name_is_used(catalog, relid, name):
            refuse_doubtful(ctx, relation.relname, name)
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'constraint "{name}" for relation "{relation.relname}" already exists'
            )
    else:
        name = choose_constraint_name(
            catalog, relation.relname, choose_foreign_key_constraint_name_addition(fk_names), "fkey",
            relation.relnamespace,
        )
    referenced = _referenced_table(ctx, constraint)
    ctx.lock(referenced.oid, "ShareRowExclusiveLock")
    _check_relations(ctx, relation, referenced, constraint, recurse=recurse and not only)

    fk_columns = transform_column_names(catalog, relation, fk_names)
    with_period = bool(constraint.get("fk_with_period") or constraint.get("pk_with_period"))
    if with_period and not constraint.get("fk_with_period"):
        raise _invalid("foreign key uses PERIOD on the referenced table but not the referencing table")
    set_columns = transform_column_names(catalog, relation, strings(constraint.get("fk_del_set_cols", ())))
    for column in set_columns:
        if column.attnum not in [c.attnum for c in fk_columns]:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE,
                f'column "{column.attname}" referenced in ON DELETE SET action must be part of foreign key',
            )
    if constraint.get("pk_attrs"):
        pk_columns = transform_column_names(catalog, referenced, strings(constraint["pk_attrs"]))
        if with_period and not constraint.get("pk_with_period"):
            raise _invalid("foreign key uses PERIOD on the referencing table but not the referenced table")
        indexid, opclasses = _matching_index(catalog, referenced, pk_columns, with_period)
    else:
        indexid, pk_columns, opclasses, overlaps = _primary_key(catalog, referenced)
        if overlaps and not constraint.get("fk_with_period"):
            raise _invalid("foreign key must use PERIOD when referencing a primary key using WITHOUT OVERLAPS")
    check_fkey_permissions(ctx, referenced, [column.attnum for column in pk_columns])
    _check_generated(ctx, fk_columns, constraint)
    if len(fk_columns) != len(pk_columns):
        raise _invalid("number of referencing and referenced columns for foreign key disagree")
    operators = tuple(
        _equality_operator(ctx, name, fk, pk, opclass)
        for fk, pk, opclass in zip(fk_columns, pk_columns, opclasses, strict=True)
    )
    for action, clause in (("fk_upd_action", "ON UPDATE"), ("fk_del_action", "ON DELETE")):
        if with_period and constraint.get(action, "a") in ("c", "n", "d"):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f"unsupported {clause} action for foreign key constraint using PERIOD"
            )
    row = PgConstraint(
        oid=0, conname=name, connamespace=relation.relnamespace, contype="f",
        condeferrable=constraint.get("deferrable", False), condeferred=constraint.get("initdeferred", False),
        conenforced=constraint.get("is_enforced", False), convalidated=constraint.get("initially_valid", False),
        conrelid=relid, conindid=indexid, confrelid=referenced.oid,
        confupdtype=constraint.get("fk_upd_action", "a"), confdeltype=constraint.get("fk_del_action", "a"),
        confmatchtype=constraint.get("fk_matchtype", "s"), connoinherit=relation.relkind != "p",
        conperiod=with_period, conkey=tuple(c.attnum for c in fk_columns), confkey=tuple(c.attnum for c in pk_columns),
        conpfeqop=operators, confdelsetcols=tuple(c.attnum for c in set_columns) or None,
    )
    conoid = create_constraint_entry(ctx, row)
    if not constraint.get("skip_validation") and relation.relkind != "p":
        ctx.effect(Scan(relid, f"validates constraint {name}"))
        verify_foreign_key(ctx, ctx.catalog.pg_constraint[conoid])
    add_referenced_partitions(ctx, conoid)
    add_referencing_partitions(ctx, conoid, validate=not constraint.get("skip_validation"))
    return conoid


def _referenced_table(ctx: Context, constraint: Node) -> PgClass:
    if constraint.get("old_pktable_oid"):
        known: PgClass = ctx.catalog.pg_class[constraint["old_pktable_oid"]]
        return known
    _, schema, name = range_var(constraint["pktable"])
    found: PgClass | None = ctx.namespace.relation(schema, name, schema_missing_ok=False)
    assert found is not None
    return found


def _check_relations(ctx: Context, relation: PgClass, referenced: PgClass, constraint: Node, *, recurse: bool) -> None:
    if relation.relkind == "p":
        tables = f'partitioned table "{relation.relname}" referencing relation "{referenced.relname}"'
        if not recurse:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"cannot use ONLY for foreign key on {tables}")
        if constraint.get("skip_validation") and not constraint.get("initially_valid") and ctx.postgres < 18:
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f"cannot add NOT VALID foreign key on {tables}",
                detail="This feature is not yet supported on partitioned tables.",
            )
    if referenced.relkind not in "rp":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'referenced relation "{referenced.relname}" is not a table')
    if referenced.relnamespace == PG_CATALOG:
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{referenced.relname}" is a system catalog'
        )
    allowed, message = {
        "p": ("p", "constraints on permanent tables may reference only permanent tables"),
        "u": ("pu", "constraints on unlogged tables may reference only permanent or unlogged tables"),
        "t": ("t", "constraints on temporary tables may reference only temporary tables"),
    }[relation.relpersistence]
    if referenced.relpersistence not in allowed:
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, message)


def transform_column_names(catalog: Catalog, relation: PgClass, names: Sequence[str]) -> list[PgAttribute]:
    """Return the columns a foreign key names; 42703 for one that is not there (transformColumnNameList)."""
    columns = []
    for position, name in enumerate(names):
        column = column_named(catalog, relation.oid, name)
        if column is None and name not in SYSTEM_COLUMN_NAMES:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'column "{name}" referenced in foreign key constraint does not exist',
                missing=("column", None, f"{relation.relname}.{name}"),
            )
        if column is None:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "system columns cannot be used in foreign keys")
        if position >= MAX_KEYS:
            raise PgError(sqlstate.TOO_MANY_COLUMNS, f"cannot have more than {MAX_KEYS} keys in a foreign key")
        columns.append(column)
    return columns


def _primary_key(catalog: Catalog, referenced: PgClass) -> tuple[int, list[PgAttribute], tuple[int, ...], bool]:
    for index in catalog.pg_index.find("relation", referenced.oid):
        if not index.indisprimary or not index.indisvalid:
            continue
        if not index.indimmediate:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                f'cannot use a deferrable primary key for referenced table "{referenced.relname}"',
            )
        keys = index.indkey[: index.indnkeyatts]
        columns = [catalog.pg_attribute[(referenced.oid, attnum)] for attnum in keys]
        return index.indexrelid, columns, index.indclass[: index.indnkeyatts], index.indisexclusion
    raise PgError(
        sqlstate.UNDEFINED_OBJECT, f'there is no primary key for referenced table "{referenced.relname}"',
        missing=("constraint", None, f"primary key on {referenced.relname}"),
    )


def _matching_index(
    catalog: Catalog, referenced: PgClass, columns: Sequence[PgAttribute], with_period: bool
) -> tuple[int, tuple[int, ...]]:
    """Return the unique index over exactly these columns and its operator classes in their order
    (transformFkeyCheckAttrs).
    """
    attnums = [column.attnum for column in columns]
    if len(set(attnums)) != len(attnums):
        raise _invalid("foreign key referenced-columns list must not contain duplicates")
    found_deferrable = False
    for index in catalog.pg_index.find("relation", referenced.oid):
        keys = index.indkey[: index.indnkeyatts]
        unique = index.indisexclusion if with_period else index.indisunique and not index.indisexclusion
        if len(keys) != len(attnums) or not unique or not index.indisvalid:
            continue
        if index.indpred is not None or index.indexprs or set(keys) != set(attnums):
            continue
        if with_period and keys[-1] != attnums[-1]:
            continue
        if not index.indimmediate:
            found_deferrable = True
            continue
        return index.indexrelid, tuple(index.indclass[keys.index(attnum)] for attnum in attnums)
    if found_deferrable:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot use a deferrable unique constraint for referenced table "{referenced.relname}"',
        )
    raise PgError(
        sqlstate.INVALID_FOREIGN_KEY,
        f'there is no unique constraint matching given keys for referenced table "{referenced.relname}"',
        missing=("constraint", None, f"unique key on {referenced.relname}"),
    )


def check_fkey_permissions(ctx: Context, referenced: PgClass, attnums: Sequence[int]) -> None:
    """Raise 42501 unless the current role has REFERENCES on the table or on each of the columns
    (checkFkeyPermissions).
    """
    catalog = ctx.catalog
    if acl.privileges(catalog, ObjectAddress("pg_class", referenced.oid), ctx.roleid, acl.REFERENCES):
        return
    for attnum in attnums:
        if not acl.column_privileges(catalog, referenced.oid, attnum, ctx.roleid, acl.REFERENCES):
            raise PgError(
                sqlstate.INSUFFICIENT_PRIVILEGE,
                f"permission denied for {relation_noun(referenced.relkind)} {referenced.relname}",
            )


def _check_generated(ctx: Context, columns: Sequence[PgAttribute], constraint: Node) -> None:
    for column in columns:
        if not column.attgenerated:
            continue
        for action, clause, bad in (
            ("fk_upd_action", "ON UPDATE", "ndc"), ("fk_del_action", "ON DELETE", "nd"),
        ):
            if constraint.get(action, "a") in bad:
                raise PgError(
                    sqlstate.SYNTAX_ERROR,
                    f"invalid {clause} action for foreign key constraint containing generated column",
                )
        if column.attgenerated == "v":
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "foreign key constraints on virtual generated columns are not supported",
            )


def _equality_operator(ctx: Context, name: str, fk: PgAttribute, pk: PgAttribute, opclass: int) -> int:
    """Return the operator that compares the two columns; 42804 if the index has none (the loop in
    ATAddForeignKeyConstraint).
    """
    catalog = ctx.catalog
    record = catalog.pg_opclass[opclass]
    family, input_type = record.opcfamily, record.opcintype
    is_btree = catalog.pg_am[record.opcmethod].amname == "btree"
    strategy = EQUAL if is_btree else _equal_strategy(catalog, family, input_type)
    fk_type = get_base_type(catalog, fk.atttypid)
    operator = opfamily_member(catalog, family, input_type, fk_type, strategy)
    same = opfamily_member(catalog, family, fk_type, fk_type, strategy) if operator else 0
    if not (operator and same) and can_coerce_type(
        catalog, [pk.atttypid, fk.atttypid], [input_type, input_type], COERCION_IMPLICIT
    ):
        operator = same = opfamily_member(catalog, family, input_type, input_type, strategy)
    if not (operator and same):
        types = f"{format_type(catalog, fk.atttypid, namespace=ctx.namespace)} and " + format_type(
            catalog, pk.atttypid, namespace=ctx.namespace
        )
        if ctx.postgres >= 18:
            columns = f'"{fk.attname}" of the referencing table and "{pk.attname}" of the referenced table'
        else:
            columns = f'"{fk.attname}" and "{pk.attname}"'
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, f'foreign key constraint "{name}" cannot be implemented',
            detail=f"Key columns {columns} are of incompatible types: {types}.",
        )
    return operator


def _equal_strategy(catalog: Catalog, family: int, input_type: int) -> int:
    """The strategy of "=" in a GiST operator family, as btree_gist and the range types number it."""
    for member in catalog.pg_amop.find("family", family):
        equality = catalog.pg_operator[member.amopopr].oprname == "="
        if equality and member.amoplefttype == member.amoprighttype == input_type:
            return int(member.amopstrategy)
    return EQUAL


def _invalid(message: str) -> PgError:
    return PgError(sqlstate.INVALID_FOREIGN_KEY, message)
