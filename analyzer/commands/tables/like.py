"""CREATE TABLE (LIKE source INCLUDING ...): transformTableLikeClause and expandTableLikeClause
(src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_description import PgDescription
from analyzer.commands.constraints.check import add_check_constraints
from analyzer.commands.constraints.column import not_null_constraint
from analyzer.commands.constraints.constraint import table_constraints
from analyzer.commands.constraints.create_stmt import Column, SequenceRequest, Transform
from analyzer.commands.constraints.defaults import store_default
from analyzer.commands.constraints.not_null import find_not_null_constraint
from analyzer.commands.indexes.clone import cloned_index_stmt
from analyzer.commands.indexes.index import define_index
from analyzer.commands.relations.attribute import check_type_usage
from analyzer.commands.relations.attribute_map import AttributeMap, map_by_name, map_variable_attnos
from analyzer.commands.relations.naming import choose_index_name_addition, choose_relation_name, make_object_name
from analyzer.commands.relations.relation import RELATION_KINDS
from analyzer.commands.tables.inherit import COMPRESSION_WORDS
from analyzer.errors import PgError
from analyzer.tree.names import range_var

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

COMMENTS: Final = 1 << 0
COMPRESSION: Final = 1 << 1
CONSTRAINTS: Final = 1 << 2
DEFAULTS: Final = 1 << 3
GENERATED: Final = 1 << 4
IDENTITY: Final = 1 << 5
INDEXES: Final = 1 << 6
STATISTICS: Final = 1 << 7
STORAGE: Final = 1 << 8
"""TableLikeOption bits (parsenodes.h)."""


def transform_table_like_clause(cxt: Transform, node: Node) -> None:
    """Add the source's columns; what needs the new table's column numbers is left to `expand_like_clause`."""
    ctx = cxt.ctx
    catalog = ctx.catalog
    if cxt.isforeign and ctx.postgres < 18:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "LIKE is not supported for creating foreign tables")
    options = node.get("options", 0)
    source = _source(ctx, node)
    constraints_of_foreign = cxt.isforeign
    for attribute in sorted(catalog.pg_attribute.find("relation", source.oid), key=lambda row: row.attnum):
        if attribute.attnum <= 0 or attribute.attisdropped:
            continue
        column = Column(
            attribute.attname, attribute.atttypid, attribute.atttypmod, attribute.attcollation, attribute.attndims,
            is_not_null=attribute.attnotnull,
        )
        cxt.columns.append(column)
        if attribute.attnotnull and ctx.postgres >= 18:
            constraint = find_not_null_constraint(catalog, source.oid, attribute.attnum)
            declared = not_null_constraint(attribute.attname)
            if constraint is not None and not (cxt.ispartitioned and constraint.connoinherit):
                declared |= {"conname": constraint.conname, "is_no_inherit": constraint.connoinherit}
            cxt.nnconstraints.append(declared)
        if attribute.attidentity and options & IDENTITY and not constraints_of_foreign:
            column.identity = attribute.attidentity
            _copy_identity(cxt, column, source.oid, attribute.attnum)
        if attribute.attgenerated and options & GENERATED and attribute.atthasdef:
            column.generated = attribute.attgenerated
        if options & STORAGE and not constraints_of_foreign:
            column.storage = attribute.attstorage
        if options & COMPRESSION and attribute.attcompression and not constraints_of_foreign:
            column.compression = COMPRESSION_WORDS[attribute.attcompression]
        if options & COMMENTS:
            comment = catalog.pg_description.get(("pg_class", source.oid, attribute.attnum))
            if comment is not None:
                cxt.likecomments.append((attribute.attname, comment.description))
    if options & (DEFAULTS | GENERATED | CONSTRAINTS | INDEXES | STATISTICS):
        cxt.likeclauses.append((source.oid, options))


def _source(ctx: Context, node: Node) -> PgClass:
    catalog = ctx.catalog
    rv = node["relation"]
    _, schema, name = range_var(rv)
    try:
        source = ctx.namespace.relation(schema, name, location=rv.get("location", 0), schema_missing_ok=False)
    except PgError as error:
        if error.location < 0:
            error.location = rv.get("location", 0)
        raise
    assert source is not None
    if source.relkind not in "rvmcfp":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'relation "{source.relname}" is invalid in LIKE clause',
            detail=f"This operation is not supported for {RELATION_KINDS[source.relkind]}.",
            location=rv.get("location", 0),
        )
    if source.relkind == "c":
        check_type_usage(ctx, source.reltype)
    elif not acl.privileges(catalog, ObjectAddress("pg_class", source.oid), ctx.roleid, acl.SELECT):
        acl.check(catalog, ObjectAddress("pg_class", source.oid), ctx.roleid, acl.SELECT)
    return source


def _copy_identity(cxt: Transform, column: Column, source: int, attnum: int) -> None:
    catalog = cxt.ctx.catalog
    owned = depend.owned_sequences(catalog, source, attnum, depend.INTERNAL)
    if not owned:
        return
    old = catalog.pg_sequence[owned[0]]
    options = [
        {"DefElem": {"defname": name, "arg": {"Float": {"fval": str(value)}}, "location": -1}}
        for name, value in (
            ("cache", old.seqcache), ("increment", old.seqincrement), ("maxvalue", old.seqmax),
            ("minvalue", old.seqmin), ("start", old.seqstart),
        )
    ]
    options.append({"DefElem": {"defname": "cycle", "arg": {"Boolean": {"boolval": old.seqcycle}}, "location": -1}})
    options.insert(0, {"DefElem": {"defname": "as", "typid": column.typid, "location": -1}})
    name = choose_relation_name(catalog, cxt.relname, column.colname, "seq", cxt.namespaceid, False)
    request = SequenceRequest(
        cxt.namespaceid, name, cxt.persistence, tuple(options), column.colname, True, cxt.ctx.roleid
    )
    cxt.sequences.append(request)
    column.identity_sequence = request


def expand_like_clause(cxt: Transform, source: int, options: int) -> None:
    """Copy defaults, check constraints, indexes and statistics of a LIKE clause's table to the new one, now that it
    is there.
    """
    catalog = cxt.ctx.catalog
    mapping = map_by_name(catalog, source, cxt.relid)
    comments = bool(options & COMMENTS)
    if options & (DEFAULTS | GENERATED):
        _copy_defaults(cxt, source, mapping, options)
    if options & CONSTRAINTS:
        _copy_checks(cxt, source, mapping, comments=comments)
    if options & INDEXES and catalog.pg_class[cxt.relid].relkind != "f":
        for index in catalog.pg_index.find("relation", source):
            stmt = cloned_index_stmt(cxt.ctx, index.indexrelid, cxt.relid)
            indexid = define_index(cxt.ctx, cxt.relid, stmt, is_alter_table=True)
            if comments:
                _copy_comment(cxt.ctx, ("pg_class", index.indexrelid, 0), ("pg_class", indexid, 0))
    if options & STATISTICS:
        _copy_statistics(cxt, source, mapping, comments=comments)


def _copy_defaults(cxt: Transform, source: int, mapping: AttributeMap, options: int) -> None:
    catalog = cxt.ctx.catalog
    for attribute in sorted(catalog.pg_attribute.find("relation", source), key=lambda row: row.attnum):
        if attribute.attnum <= 0 or attribute.attisdropped or not attribute.atthasdef:
            continue
        if not options & (GENERATED if attribute.attgenerated else DEFAULTS):
            continue
        default = catalog.pg_attrdef.first("column", (source, attribute.attnum))
        if default is None:
            continue
        expr, whole_row = map_variable_attnos(default.adbin, mapping)
        if whole_row:
            raise _whole_row(
                f'Generation expression for column "{attribute.attname}" contains a whole-row reference to table '
                f'"{catalog.pg_class[source].relname}".'
            )
        store_default(cxt.ctx, cxt.relid, mapping[attribute.attnum], expr)


def _copy_checks(cxt: Transform, source: int, mapping: AttributeMap, *, comments: bool) -> None:
    catalog = cxt.ctx.catalog
    for constraint in table_constraints(catalog, source, "c"):
        expr, whole_row = map_variable_attnos(constraint.conbin, mapping)
        if whole_row:
            raise _whole_row(
                f'Constraint "{constraint.conname}" contains a whole-row reference to table '
                f'"{catalog.pg_class[source].relname}".'
            )
        node = {
            "conname": constraint.conname, "cooked_expr": expr, "is_no_inherit": constraint.connoinherit,
            "is_enforced": constraint.conenforced, "initially_valid": constraint.conenforced,
            "skip_validation": not constraint.conenforced,
        }
        add_check_constraints(cxt.ctx, cxt.relid, [node], allow_merge=True, is_local=True)
        made = catalog.pg_constraint.first("name", (cxt.relid, constraint.conname))
        if comments and made is not None:
            _copy_comment(cxt.ctx, ("pg_constraint", constraint.oid, 0), ("pg_constraint", made.oid, 0))


def _whole_row(detail: str) -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot convert whole-row table reference", detail=detail)


def _copy_comment(ctx: Context, source: tuple[str, int, int], target: tuple[str, int, int]) -> None:
    comment = ctx.catalog.pg_description.get(source)
    if comment is not None:
        ctx.catalog.pg_description.set(PgDescription(*target, comment.description))


def store_column_comments(cxt: Transform) -> None:
    """Give the new table's columns the comments that INCLUDING COMMENTS copies."""
    catalog = cxt.ctx.catalog
    for colname, comment in cxt.likecomments:
        column = catalog.pg_attribute.first("name", (cxt.relid, colname))
        if column is not None:
            catalog.pg_description.set(PgDescription("pg_class", cxt.relid, column.attnum, comment))


def _copy_statistics(cxt: Transform, source: int, mapping: AttributeMap, *, comments: bool) -> None:
    catalog = cxt.ctx.catalog
    for old in catalog.pg_statistic_ext.find("relation", source):
        table = catalog.pg_class[cxt.relid]
        attnums = tuple(sorted(mapping[attnum] for attnum in old.stxkeys))
        exprs = None if old.stxexprs is None else tuple(map_variable_attnos(e, mapping)[0] for e in old.stxexprs)
        names = [catalog.pg_attribute[(source, attnum)].attname for attnum in old.stxkeys] + ["expr"] * len(exprs or ())
        new = msgspec.structs.replace(
            old, oid=catalog.new_oid(), stxrelid=cxt.relid, stxnamespace=table.relnamespace, stxowner=cxt.ctx.roleid,
            stxname=_statistics_name(cxt, table.relname, names), stxkeys=attnums, stxexprs=exprs,
        )
        catalog.pg_statistic_ext.set(new)
        address = ObjectAddress("pg_statistic_ext", new.oid)
        columns = [ObjectAddress("pg_class", cxt.relid, attnum) for attnum in attnums]
        depend.record(catalog, address, columns or [ObjectAddress("pg_class", cxt.relid)], depend.AUTO)
        depend.record(catalog, address, [ObjectAddress("pg_namespace", table.relnamespace)])
        if comments:
            _copy_comment(cxt.ctx, ("pg_statistic_ext", old.oid, 0), ("pg_statistic_ext", new.oid, 0))


def _statistics_name(cxt: Transform, relname: str, names: list[str]) -> str:
    catalog = cxt.ctx.catalog
    label, number = "stat", 0
    while True:
        name = make_object_name(relname, choose_index_name_addition(names), label)
        if not catalog.pg_statistic_ext.has("name", (name, cxt.namespaceid)):
            return name
        number += 1
        label = f"stat{number}"
