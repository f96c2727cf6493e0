"""ALTER TABLE ... RENAME COLUMN and RENAME CONSTRAINT, ALTER TYPE ... RENAME ATTRIBUTE, ALTER DOMAIN ... RENAME
CONSTRAINT
(renameatt, RenameConstraint; src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze.lsyscache import SYSTEM_COLUMNS
from analyzer.analyze.typename import typename_type
from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.columns.add_drop import check_name_collision, typed_tables
from analyzer.commands.alter_table.recursion import find_all_inheritors, has_children
from analyzer.commands.context import Context
from analyzer.commands.objects.address import items, object_of_relation
from analyzer.commands.objects.check_ownership import check_type_owner, must_be_owner
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.attribute import column_named
from analyzer.commands.relations.permissions import NOT_SUPPORTED, check_not_system, owner_noun
from analyzer.commands.relations.rename import rename_constraint_by_id, rename_relation_internal
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def _check(ctx: Context, relation: PgClass, *, recursing: bool = False) -> None:
    """renameatt_check."""
    if relation.reloftype and not recursing:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, "cannot rename column of typed table")
    if relation.relkind not in "rvmciIfp":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'cannot rename columns of relation "{relation.relname}"',
            detail=f"This operation is not supported for {NOT_SUPPORTED[relation.relkind]}.",
        )
    if not acl.is_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid):
        raise must_be_owner(owner_noun(relation.relkind), relation.relname)
    check_not_system(relation, relation.relname)


def _relation(ctx: Context, node: Node) -> PgClass | None:
    relation = range_var_relation(ctx, node["relation"], missing_ok=bool(node.get("missing_ok")))
    if relation is None:
        ctx.notice(f'relation "{node["relation"]["relname"]}" does not exist, skipping')
        return None
    _check(ctx, relation)
    return relation


def rename_column(ctx: Context, node: Node) -> None:
    """RENAME [COLUMN] a TO b, of a table with its children, of a composite type with the tables of it."""
    relation = _relation(ctx, node)
    if relation is not None:
        _rename_column(
            ctx, relation.oid, node["subname"], node["newname"], bool(node["relation"].get("inh")), False, 0,
            node.get("behavior") == "DROP_CASCADE",
        )


def _rename_column(
    ctx: Context, relid: int, old: str, new: str, recurse: bool, recursing: bool, expected_parents: int, cascade: bool
) -> None:
    """renameatt_internal."""
    catalog = ctx.catalog
    ctx.lock(relid, "AccessExclusiveLock")
    relation = catalog.pg_class[relid]
    _check(ctx, relation, recursing=recursing)
    if recurse:
        for child, parents in find_all_inheritors(ctx, relid, "AccessExclusiveLock").items():
            if child != relid:
                _rename_column(ctx, child, old, new, False, True, parents, cascade)
    elif expected_parents == 0 and has_children(ctx, relid):
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION, f'inherited column "{old}" must be renamed in child tables too'
        )
    if relation.relkind == "c":
        for table in typed_tables(catalog, relation.reltype):
            if not cascade:
                raise PgError(
                    sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
                    f'cannot alter type "{relation.relname}" because it is the type of a typed table',
                    hint="Use ALTER ... CASCADE to alter the typed tables too.",
                )
            _rename_column(ctx, table, old, new, True, True, 0, cascade)
    column = column_named(catalog, relid, old)
    if column is None:
        if old in SYSTEM_COLUMNS and relation.relkind not in "vc":
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot rename system column "{old}"')
        schema = catalog.pg_namespace[relation.relnamespace].nspname
        raise PgError(
            sqlstate.UNDEFINED_COLUMN,
            f'column "{old}" does not exist',
            missing=("column", schema, f"{relation.relname}.{old}"),
        )
    if column.attinhcount > expected_parents:
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, f'cannot rename inherited column "{old}"')
    check_name_collision(ctx, relation, new)
    catalog.pg_attribute.set(replace(column, attname=new))


def rename_constraint(ctx: Context, node: Node) -> None:
    """RENAME CONSTRAINT a TO b, of a table or of a domain."""
    old, new = node["subname"], node["newname"]
    if node["renameType"] == "OBJECT_DOMCONSTRAINT":
        _rename_domain_constraint(ctx, node, old, new)
        return
    relation = _relation(ctx, node)
    if relation is not None:
        _rename_constraint(ctx, relation.oid, old, new, bool(node["relation"].get("inh")), 0)


def _rename_domain_constraint(ctx: Context, node: Node, old: str, new: str) -> None:
    catalog = ctx.catalog
    record, _ = typename_type(ctx.namespace, {"names": items(node["object"]), "location": -1})
    shown = format_type(catalog, record.oid, namespace=ctx.namespace)
    if record.typtype != "d":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{shown} is not a domain")
    check_type_owner(ctx, record.oid)
    for constraint in catalog.pg_constraint.find("type", record.oid):
        if constraint.conname == old:
            rename_constraint_by_id(ctx, constraint.oid, new)
            return
    raise PgError(
        sqlstate.UNDEFINED_OBJECT,
        f'constraint "{old}" for domain {shown} does not exist',
        missing=("constraint", None, f"{old} on {shown}"),
    )


def _rename_constraint(ctx: Context, relid: int, old: str, new: str, recurse: bool, expected_parents: int) -> None:
    """rename_constraint_internal."""
    catalog = ctx.catalog
    ctx.lock(relid, "AccessExclusiveLock")
    relation = catalog.pg_class[relid]
    _check(ctx, relation)
    found = object_of_relation(ctx, "OBJECT_TABCONSTRAINT", relation, old)
    assert found is not None
    constraint = catalog.pg_constraint[found.address.objid]
    if constraint.contype in "cn" and not constraint.connoinherit:
        if recurse:
            for child, parents in find_all_inheritors(ctx, relid, "AccessExclusiveLock").items():
                if child != relid:
                    _rename_constraint(ctx, child, old, new, False, parents)
        elif expected_parents == 0 and has_children(ctx, relid):
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, f'inherited constraint "{old}" must be renamed in child tables too'
            )
        if constraint.coninhcount > expected_parents:
            raise PgError(sqlstate.INVALID_TABLE_DEFINITION, f'cannot rename inherited constraint "{old}"')
    if constraint.conindid and constraint.contype in "pux":
        rename_relation_internal(ctx, constraint.conindid, new)
    else:
        rename_constraint_by_id(ctx, constraint.oid, new)
