"""CREATE TABLE: transformCreateStmt (src/backend/parser/parse_utilcmd.c), DefineRelation
(src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.commands.constraints.check import add_check_constraints
from analyzer.commands.constraints.column import transform_column_definition
from analyzer.commands.constraints.create_stmt import Column, Transform
from analyzer.commands.constraints.defaults import RawDefault, add_defaults, store_default
from analyzer.commands.constraints.descriptor import build_attribute
from analyzer.commands.constraints.foreign_key import add_foreign_key
from analyzer.commands.constraints.not_null import add_not_null_constraints
from analyzer.commands.indexes.constraint import transform_index_constraints
from analyzer.commands.indexes.index import define_index
from analyzer.commands.indexes.statement import transform_index_stmt
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.relations.creation_target import CreationTarget, creation_target
from analyzer.commands.relations.relation import heap_create_with_catalog
from analyzer.commands.relations.reloptions import heap_reloptions, parse_options, partitioned_table_reloptions
from analyzer.commands.relations.sequence import create_owned_sequence, own_sequence
from analyzer.commands.relations.tablespace import relation_tablespace
from analyzer.commands.tables import inherit, like, partition, typed_table
from analyzer.errors import PgError
from analyzer.steps import Skipped
from analyzer.tree.names import strings

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def create_table(ctx: Context, node: Node) -> None:
    """CREATE TABLE."""
    define_relation(ctx, node, "r")


def define_relation(ctx: Context, node: Node, relkind: str = "r") -> int:
    """Make what a CreateStmt describes: columns, constraints, indexes, sequences; relkind r, or f for a foreign table.

    Returns the relation's oid, 0 where IF NOT EXISTS found one.
    """
    relation = node["relation"]
    target = creation_target(ctx, relation)
    if node.get("if_not_exists") and target.existing:
        ctx.notice(f'relation "{relation["relname"]}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_TABLE)
        ctx.effect(Skipped("pg_class", target.existing))
        return 0
    cxt = Transform(
        ctx,
        relation["relname"],
        target.namespaceid,
        target.persistence,
        relkind=relkind,
        isforeign=relkind == "f",
        ispartitioned="partspec" in node,
        partbound="partbound" in node,
        of_type="ofTypename" in node,
    )
    _transform_elements(cxt, node)
    # A primary key among the index constraints looks at the columns' flags.
    not_null = {strings(constraint["keys"])[0] for constraint in cxt.nnconstraints}
    for column in cxt.columns:
        column.is_not_null |= column.colname in not_null
    indexes = transform_index_constraints(cxt)
    _prepare_constraints(cxt)
    sequences = [(request, create_owned_sequence(ctx, request)) for request in cxt.sequences]
    relid = _define_relation(cxt, node, target)
    cxt.relid = relid
    for index in indexes:
        transform_index_stmt(ctx, relid, index)
        define_index(ctx, relid, index)
    for source, options in cxt.likeclauses:
        like.expand_like_clause(cxt, source, options)
    like.store_column_comments(cxt)
    for constraint in cxt.fkconstraints:
        add_foreign_key(ctx, relid, constraint)
    for request, seqid in sequences:
        owner = ctx.catalog.pg_attribute.first("name", (relid, request.colname))
        assert owner is not None
        own_sequence(ctx, seqid, relid, owner.attnum, for_identity=request.for_identity)
    return relid


# -- transformCreateStmt -------------------------------------------------------------------------------------------


def _transform_elements(cxt: Transform, node: Node) -> None:
    if cxt.of_type:
        typed_table.transform_of_type(cxt, node["ofTypename"])
    if cxt.ispartitioned and node.get("inhRelations") and not cxt.partbound:
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "cannot create partitioned table as inheritance child")
    cxt.inh_relations = node.get("inhRelations", [])
    for element in node.get("tableElts", ()):
        ((tag, inner),) = element.items()
        if tag == "ColumnDef":
            transform_column_definition(cxt, inner)
        elif tag == "Constraint":
            transform_table_constraint(cxt, inner)
        else:
            like.transform_table_like_clause(cxt, inner)


_NOT_ON_FOREIGN_TABLES: Final = {
    "CONSTR_PRIMARY": "primary key",
    "CONSTR_UNIQUE": "unique",
    "CONSTR_EXCLUSION": "exclusion",
    "CONSTR_FOREIGN": "foreign key",
}


def transform_table_constraint(cxt: Transform, constraint: Node) -> None:
    """Sort a table constraint into those `cxt` gathers (transformTableConstraint)."""
    kind = constraint["contype"]
    if cxt.isforeign and kind in _NOT_ON_FOREIGN_TABLES:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"{_NOT_ON_FOREIGN_TABLES[kind]} constraints are not supported on foreign tables",
            location=constraint.get("location", 0),
        )
    if kind == "CONSTR_EXCLUSION" and cxt.ispartitioned and cxt.ctx.postgres < 17:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "exclusion constraints are not supported on partitioned tables",
            location=constraint.get("location", 0),
        )
    if kind == "CONSTR_FOREIGN":
        cxt.fkconstraints.append(constraint)
    elif kind == "CONSTR_CHECK":
        cxt.ckconstraints.append(constraint)
    elif kind == "CONSTR_NOTNULL":
        if cxt.ispartitioned and constraint.get("is_no_inherit"):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "not-null constraints on partitioned tables cannot be NO INHERIT"
            )
        cxt.nnconstraints.append(constraint)
    else:
        cxt.ixconstraints.append(constraint)


def _prepare_constraints(cxt: Transform) -> None:
    """A new table is empty: its constraints hold at once (transformFKConstraints, transformCheckConstraints)."""
    cxt.fkconstraints = [
        {**constraint, "skip_validation": True, "initially_valid": constraint.get("is_enforced", False)}
        for constraint in cxt.fkconstraints
    ]
    if not cxt.isforeign:
        cxt.ckconstraints = [
            {**constraint, "skip_validation": True, "initially_valid": constraint.get("is_enforced", False)}
            for constraint in cxt.ckconstraints
        ]


# -- DefineRelation ------------------------------------------------------------------------------------------------


def _define_relation(cxt: Transform, node: Node, target: CreationTarget) -> int:
    ctx = cxt.ctx
    catalog = ctx.catalog
    relkind = "p" if cxt.ispartitioned else cxt.relkind
    oncommit = node.get("oncommit", "ONCOMMIT_NOOP")
    if oncommit != "ONCOMMIT_NOOP" and target.persistence != "t":
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "ON COMMIT can only be used on temporary tables")
    if cxt.ispartitioned and target.persistence == "u" and ctx.postgres >= 18:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "partitioned tables cannot be unlogged")
    parents = inherit.lookup_parents(ctx, node, is_partition=cxt.partbound)
    tablespace = relation_tablespace(
        ctx,
        node.get("tablespacename"),
        partitioned=cxt.ispartitioned,
        persistence=target.persistence,
        parent=catalog.pg_class[parents[0]].reltablespace if cxt.partbound else 0,
    )
    reloptions = _reloptions(ctx, relkind, [option["DefElem"] for option in node.get("options", ())])
    of_type = typed_table.of_type_oid(ctx, node["ofTypename"]) if cxt.of_type else 0
    merged = inherit.merge_attributes(cxt, parents, target.persistence)
    if not cxt.partbound:
        typed_table.check_typed_columns(merged.columns)
    descriptor = [build_attribute(ctx, column) for column in merged.columns]
    relid = heap_create_with_catalog(
        ctx,
        cxt.relname,
        target.namespaceid,
        relkind,
        descriptor,
        persistence=target.persistence,
        reloftype=of_type,
        relam=_access_method(ctx, node, relkind, parents if cxt.partbound else []),
        reltablespace=tablespace,
        reloptions=reloptions,
        relispartition=cxt.partbound,
    )
    if oncommit in ("ONCOMMIT_DROP", "ONCOMMIT_DELETE_ROWS"):
        ctx.session.on_commit[relid] = "drop" if oncommit == "ONCOMMIT_DROP" else "delete"
    for check in merged.checks:
        inherit.store_inherited_check(ctx, relid, check)
    _store_defaults(ctx, relid, merged.columns)
    if cxt.partbound:
        partition.store_bound(ctx, relid, parents[0], node["partbound"])
    inherit.store_inheritance(ctx, relid, parents, is_partition=cxt.partbound)
    if cxt.ispartitioned:
        partition.store_partition_key(ctx, relid, node["partspec"])
    if cxt.partbound:
        partition.clone_from_parent(ctx, relid, parents[0])
    add_check_constraints(ctx, relid, cxt.ckconstraints, allow_merge=True, is_local=True)
    if ctx.postgres >= 18:
        add_not_null_constraints(ctx, relid, cxt.nnconstraints, merged.not_nulls)
    return relid


def _reloptions(ctx: Context, relkind: str, options: list[Node]) -> tuple[str, ...] | None:
    if relkind != "p":
        return heap_reloptions(options, postgres=ctx.postgres)
    if ctx.postgres < 16:
        return parse_options(options, {}, namespaces=("toast",))
    partitioned_table_reloptions(options)
    return None


def _access_method(ctx: Context, node: Node, relkind: str, parents: list[int]) -> int:
    name = node.get("accessMethod")
    catalog = ctx.catalog
    if relkind not in "rmp":
        return 0
    if name is None:
        if parents and catalog.pg_class[parents[0]].relam:
            return int(catalog.pg_class[parents[0]].relam)
        if relkind == "p":
            return 0
        name = ctx.session.settings.get("default_table_access_method") or "heap"
    elif relkind == "p" and ctx.postgres < 17:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "specifying a table access method is not supported on a partitioned table"
        )
    return table_access_method(ctx, name)


def table_access_method(ctx: Context, name: str) -> int:
    """Return the oid of a table access method; 42704 if there is none of that name, 55000 for an index one
    (get_table_am_oid).
    """
    found = existing_row(ctx.catalog, "pg_am", name)
    if found.amtype != "t":
        raise PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'access method "{name}" is not of type TABLE')
    return int(found.oid)


def _store_defaults(ctx: Context, relid: int, columns: list[Column]) -> None:
    raw = []
    for attnum, column in enumerate(columns, 1):
        if column.raw_default is not None:
            raw.append(RawDefault(attnum, column.raw_default, column.generated))
        elif column.cooked_default is not None:
            store_default(ctx, relid, attnum, column.cooked_default)
    add_defaults(ctx, relid, raw)
