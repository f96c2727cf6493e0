"""Which relation an ALTER TABLE (INDEX, VIEW ...) may be about: ownership, kind, system catalogs
(RangeVarCallbackForAlterRelation and ATSimplePermissions, src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.depend import FIRST_UNPINNED_OID
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.objects.check_ownership import must_be_owner
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_WRONG_KIND: Final[dict[str, tuple[str, str]]] = {
    "OBJECT_SEQUENCE": ("S", "a sequence"),
    "OBJECT_VIEW": ("v", "a view"),
    "OBJECT_MATVIEW": ("m", "a materialized view"),
    "OBJECT_FOREIGN_TABLE": ("f", "a foreign table"),
    "OBJECT_TYPE": ("c", "a composite type"),
    "OBJECT_INDEX": ("iI", "an index"),
}

NOT_SUPPORTED: Final[dict[str, str]] = {
    "r": "tables",
    "i": "indexes",
    "S": "sequences",
    "t": "TOAST tables",
    "v": "views",
    "m": "materialized views",
    "c": "composite types",
    "f": "foreign tables",
    "p": "partitioned tables",
    "I": "partitioned indexes",
}
"""How errdetail_relkind_not_supported() names each relkind (src/backend/catalog/pg_class.c)."""


def relation_to_alter(ctx: Context, node: Node, objtype: str, statement: str) -> PgClass | None:
    """Return the relation that an ALTER statement is about, None if IF EXISTS lets it be absent.

    `statement` is the tag: AlterTableStmt, RenameStmt or AlterObjectSchemaStmt, which differ in what they check.
    """
    rangevar = node["relation"]
    relation = range_var_relation(ctx, rangevar, missing_ok=bool(node.get("missing_ok")))
    if relation is None:
        return None
    name = rangevar["relname"]
    catalog = ctx.catalog
    if not acl.is_owner(catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid):
        raise must_be_owner(owner_noun(relation.relkind), name)
    check_not_system(relation, name)
    if statement == "RenameStmt":
        acl.check(catalog, ObjectAddress("pg_namespace", relation.relnamespace), ctx.roleid, acl.CREATE)
    relkind = relation.relkind
    expected = _WRONG_KIND.get(objtype)
    if expected is not None and relkind not in expected[0] and not (
        objtype == "OBJECT_INDEX" and statement == "RenameStmt"
    ):
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not {expected[1]}')
    if objtype != "OBJECT_TYPE" and relkind == "c":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is a composite type', hint="Use ALTER TYPE instead.")
    if statement == "AlterObjectSchemaStmt":
        if relkind in "iI":
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE,
                f'cannot change schema of index "{name}"',
                hint="Change the schema of the table instead.",
            )
        if relkind == "c":
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE,
                f'cannot change schema of composite type "{name}"',
                hint="Use ALTER TYPE instead.",
            )
    return relation


def owner_noun(relkind: str) -> str:
    """Return what "must be owner of ..." calls a relation of this kind (get_relkind_objtype)."""
    return "table" if relkind == "c" else relation_noun(relkind)


def is_system_class(relation: PgClass) -> bool:
    """Tell whether the relation is a system catalog, its index or a TOAST table, but no system view (IsSystemClass)."""
    return relation.oid < FIRST_UNPINNED_OID or relation.relkind == "t"


def check_not_system(relation: PgClass, name: str) -> None:
    """Raise 42501 for system catalogs."""
    if is_system_class(relation):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{name}" is a system catalog')


def simple_permissions(ctx: Context, relation: PgClass, relkinds: str, action: str) -> None:
    """Raise 42809 where an ALTER action does not go with this kind of relation, 42501 for others'
    (ATSimplePermissions).

    `relkinds` are the letters of relkind that it goes with; r stands for p too, R for r alone.
    """
    relkind = relation.relkind
    allowed = {"r": "rR", "p": "rp"}.get(relkind, relkind)
    if not any(letter in relkinds for letter in allowed):
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'ALTER action {action} cannot be performed on relation "{relation.relname}"',
            detail=f"This operation is not supported for {NOT_SUPPORTED[relkind]}.",
        )
    if not acl.is_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid):
        raise must_be_owner(owner_noun(relkind), relation.relname)
    check_not_system(relation, relation.relname)
