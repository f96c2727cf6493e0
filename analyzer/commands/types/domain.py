"""CREATE DOMAIN and ALTER DOMAIN (DefineDomain, AlterDomain*, src/backend/commands/typecmds.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import resolve_collation, typename_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.catalog.pg_type import PgType
from analyzer.commands.alter_table.tables import find_composite_type_dependencies
from analyzer.commands.context import Context
from analyzer.commands.objects.check_ownership import check_type_owner
from analyzer.commands.objects.deletion import perform_deletion
from analyzer.commands.relations.naming import choose_constraint_name
from analyzer.commands.relations.type_create import check_name_is_free, create_type, creation_name
from analyzer.errors import PgError
from analyzer.plpgsql.alter_rows import verify_domain
from analyzer.steps import Scan
from analyzer.tree.parse import Node

DOMAIN_IN, DOMAIN_RECV = 2597, 2598
_IMPOSSIBLE = {
    "CONSTR_UNIQUE": "unique", "CONSTR_PRIMARY": "primary key", "CONSTR_EXCLUSION": "exclusion",
    "CONSTR_FOREIGN": "foreign key",
}


def create_domain(ctx: Context, node: Node) -> None:
    """Run CREATE DOMAIN."""
    name, namespace = creation_name(ctx, node["domainname"])
    check_name_is_free(ctx, name, namespace)
    base, typmod = typename_type(ctx.namespace, node["typeName"])
    if base.typtype not in "bcderm" or base.typtype == "p":
        shown = format_type(ctx.catalog, base.oid, namespace=ctx.namespace)
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, f'"{shown}" is not a valid base type for a domain',
            location=node["typeName"].get("location", -1) if ctx.postgres >= 18 else -1,
        )
    acl.check(ctx.catalog, ObjectAddress("pg_type", base.oid), ctx.roleid, acl.USAGE)
    collation = _collation(ctx, node, base)
    constraints = [item["Constraint"] for item in node.get("constraints", ())]
    default, not_null = _simple_constraints(ctx, constraints, base, typmod, name)
    oid = create_type(
        ctx, name, namespace, typlen=base.typlen, typbyval=base.typbyval, typtype="d", typcategory=base.typcategory,
        typinput=DOMAIN_IN, typoutput=base.typoutput, typalign=base.typalign, typstorage=base.typstorage,
        typnotnull=not_null, typbasetype=base.oid, typtypmod=typmod, typdelim=base.typdelim,
        typndims=len(node["typeName"].get("arrayBounds", ())), typcollation=collation, typdefaultbin=default,
    )
    address = ObjectAddress("pg_type", oid)
    referenced = [ObjectAddress("pg_type", base.oid)]
    if collation and collation != base.typcollation:
        referenced.append(ObjectAddress("pg_collation", collation))
    depend.record(ctx.catalog, address, referenced)
    if default is not None:
        _record_default(ctx, address, default)
    for constraint in constraints:
        if constraint["contype"] == "CONSTR_CHECK":
            _add_check(ctx, ctx.catalog.pg_type[oid], constraint)
        elif constraint["contype"] == "CONSTR_NOTNULL":
            _add_not_null(ctx, ctx.catalog.pg_type[oid], constraint)


def _collation(ctx: Context, node: Node, base: PgType) -> int:
    clause = node.get("collClause")
    if clause is None:
        return base.typcollation
    collation = resolve_collation(ctx.namespace, clause["collname"], clause.get("location", -1))
    if not base.typcollation:
        shown = format_type(ctx.catalog, base.oid, namespace=ctx.namespace)
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, f"collations are not supported by type {shown}",
            location=node["typeName"].get("location", -1) if ctx.postgres >= 18 else -1,
        )
    return collation


def _simple_constraints(
    ctx: Context, constraints: list[Node], base: PgType, typmod: int, name: str
) -> tuple[Any, bool]:
    """Return (default expression, whether NOT NULL) after refusing what a domain cannot have."""
    default: Any = None
    seen_default = False
    not_null: bool | None = None
    for constraint in constraints:
        match constraint["contype"]:
            case "CONSTR_DEFAULT":
                if seen_default:
                    raise PgError(sqlstate.SYNTAX_ERROR, "multiple default expressions", location=_at(ctx, constraint))
                seen_default = True
                default = _cook_default(ctx, constraint["raw_expr"], base, typmod, name)
            case "CONSTR_NOTNULL":
                if not_null is False:
                    raise PgError(
                        sqlstate.SYNTAX_ERROR, "conflicting NULL/NOT NULL constraints", location=_at(ctx, constraint)
                    )
                not_null = True
            case "CONSTR_NULL":
                if not_null is True:
                    raise PgError(
                        sqlstate.SYNTAX_ERROR, "conflicting NULL/NOT NULL constraints", location=_at(ctx, constraint)
                    )
                not_null = False
            case "CONSTR_CHECK":
                if constraint.get("is_no_inherit"):
                    raise PgError(
                        sqlstate.INVALID_OBJECT_DEFINITION, "check constraints for domains cannot be marked NO INHERIT",
                        location=_at(ctx, constraint),
                    )
            case "CONSTR_UNIQUE" | "CONSTR_PRIMARY" | "CONSTR_EXCLUSION" | "CONSTR_FOREIGN" as kind:
                raise PgError(
                    sqlstate.SYNTAX_ERROR, f"{_IMPOSSIBLE[kind]} constraints not possible for domains",
                    location=_at(ctx, constraint),
                )
            case _:
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, "specifying constraint deferrability not supported for domains",
                    location=_at(ctx, constraint),
                )
    return default, bool(not_null)


def _at(ctx: Context, constraint: Node) -> int:
    location: int = constraint.get("location", -1) if ctx.postgres >= 18 else -1
    return location


def _cook_default(ctx: Context, node: Node, base: PgType, typmod: int, name: str) -> Any:
    from analyzer.analyze.stored import default_expr
    from analyzer.catalog.exprs import Const

    default = default_expr(ctx.namespace, 0, None, base.oid, typmod, name, node)
    # DEFAULT NULL is no default.
    return None if isinstance(default, Const) and default.constvalue is None else default


def _record_default(ctx: Context, address: ObjectAddress, default: Any) -> None:
    from analyzer.analyze.dependency import expr_dependencies

    depend.record(ctx.catalog, address, expr_dependencies(ctx.catalog, default))


def _constraint_names(ctx: Context, typid: int) -> set[str]:
    return {row.conname for row in ctx.catalog.pg_constraint.find("type", typid)}


def _constraint_name(ctx: Context, record: PgType, constraint: Node, label: str) -> str:
    given: str | None = constraint.get("conname")
    names = _constraint_names(ctx, record.oid)
    if given is not None:
        if given in names:
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'constraint "{given}" for domain "{record.typname}" already exists'
            )
        return given
    return choose_constraint_name(ctx.catalog, record.typname, None, label, record.typnamespace, names)


def _add_check(ctx: Context, record: PgType, constraint: Node) -> None:
    """DomainAddCheckConstraint."""
    from analyzer.analyze.dependency import expr_dependencies
    from analyzer.analyze.stored import domain_check

    name = _constraint_name(ctx, record, constraint, "check")
    expr = domain_check(ctx.namespace, record.typbasetype, record.typtypmod, constraint["raw_expr"])
    row = PgConstraint(
        ctx.catalog.new_oid(), name, record.typnamespace, "c", contypid=record.oid,
        convalidated=not constraint.get("skip_validation"), conbin=expr,
    )
    ctx.catalog.pg_constraint.set(row)
    address = ObjectAddress("pg_constraint", row.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_type", record.oid)], depend.AUTO)
    depend.record(ctx.catalog, address, expr_dependencies(ctx.catalog, expr))


def _add_not_null(ctx: Context, record: PgType, constraint: Node) -> None:
    """domainAddNotNullConstraint; a pg_constraint row since PostgreSQL 17."""
    if ctx.postgres < 17:
        return
    if any(row.contype == "n" for row in ctx.catalog.pg_constraint.find("type", record.oid)):
        return
    name = _constraint_name(ctx, record, constraint, "not_null")
    row = PgConstraint(ctx.catalog.new_oid(), name, record.typnamespace, "n", contypid=record.oid)
    ctx.catalog.pg_constraint.set(row)
    depend.record(
        ctx.catalog, ObjectAddress("pg_constraint", row.oid), [ObjectAddress("pg_type", record.oid)], depend.AUTO
    )


def alter_domain(ctx: Context, node: Node) -> None:
    """Run ALTER DOMAIN ... SET or DROP DEFAULT, SET or DROP NOT NULL, ADD, DROP or VALIDATE CONSTRAINT."""
    record, _ = typename_type(ctx.namespace, {"names": node["typeName"], "typemod": -1})
    if record.typtype != "d":
        shown = format_type(ctx.catalog, record.oid, namespace=ctx.namespace)
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{shown} is not a domain")
    check_type_owner(ctx, record.oid)
    match node["subtype"]:
        case "T" | "AD_AlterDefault":
            _alter_default(ctx, record, node.get("def"))
        case "N" | "AD_DropNotNull":
            _alter_not_null(ctx, record, False)
        case "O" | "AD_SetNotNull":
            _alter_not_null(ctx, record, True)
        case "C" | "AD_AddConstraint":
            _alter_add(ctx, record, node["def"]["Constraint"])
        case "X" | "AD_DropConstraint":
            _alter_drop(ctx, record, node)
        case _:
            _alter_validate(ctx, record, node["name"])


def _alter_default(ctx: Context, record: PgType, node: Node | None) -> None:
    address = ObjectAddress("pg_type", record.oid)
    old = record.typdefaultbin
    default = None
    if node is not None:
        base = ctx.catalog.pg_type[record.typbasetype]
        default = _cook_default(ctx, node, base, record.typtypmod, record.typname)
    ctx.catalog.pg_type.set(msgspec.structs.replace(record, typdefaultbin=default))
    if old is not None:
        from analyzer.analyze.dependency import expr_dependencies

        for reference in expr_dependencies(ctx.catalog, old):
            if reference != ObjectAddress("pg_type", record.typbasetype):
                depend.forget_on(ctx.catalog, address, reference)
    if default is not None:
        _record_default(ctx, address, default)


def _alter_not_null(ctx: Context, record: PgType, value: bool) -> None:
    if record.typnotnull == value:
        return
    if value:
        _add_not_null(ctx, record, {})
        _scan_columns(ctx, record.oid)
    else:
        for row in ctx.catalog.pg_constraint.find("type", record.oid):
            if row.contype == "n":
                perform_deletion(ctx, ObjectAddress("pg_constraint", row.oid))
    ctx.catalog.pg_type.set(msgspec.structs.replace(record, typnotnull=value))


def _alter_add(ctx: Context, record: PgType, constraint: Node) -> None:
    kind = constraint["contype"]
    if kind == "CONSTR_CHECK":
        _add_check(ctx, record, constraint)
        if not constraint.get("skip_validation"):
            _scan_columns(ctx, record.oid)
    elif kind == "CONSTR_NOTNULL":
        if record.typnotnull:
            return
        _add_not_null(ctx, record, constraint)
        _scan_columns(ctx, record.oid)
        ctx.catalog.pg_type.set(msgspec.structs.replace(record, typnotnull=True))
    else:
        base = ctx.catalog.pg_type[record.typbasetype]
        _simple_constraints(ctx, [constraint], base, record.typtypmod, record.typname)


def _find(ctx: Context, record: PgType, name: str) -> PgConstraint | None:
    for row in ctx.catalog.pg_constraint.find("type", record.oid):
        if row.conname == name:
            found: PgConstraint = row
            return found
    return None


def _absent(record: PgType, name: str) -> PgError:
    return PgError(
        sqlstate.UNDEFINED_OBJECT, f'constraint "{name}" of domain "{record.typname}" does not exist',
        missing=("constraint", None, f"{name} on {record.typname}"),
    )


def _alter_drop(ctx: Context, record: PgType, node: Node) -> None:
    name = node["name"]
    row = _find(ctx, record, name)
    if row is None:
        if node.get("missing_ok"):
            ctx.notice(f'constraint "{name}" of domain "{record.typname}" does not exist, skipping')
            return
        raise _absent(record, name)
    if row.contype == "n":
        ctx.catalog.pg_type.set(msgspec.structs.replace(record, typnotnull=False))
    perform_deletion(ctx, ObjectAddress("pg_constraint", row.oid), node.get("behavior", "DROP_RESTRICT"))


def _scan_columns(ctx: Context, typid: int) -> None:
    """State that every table with a column of the domain is read; 0A000 where one holds it within another type
    (get_rels_with_domain).
    """
    catalog = ctx.catalog
    name = format_type(catalog, typid, namespace=ctx.namespace)
    # By age, as the server happens to find them.
    for row in sorted(depend.dependents(catalog, ObjectAddress("pg_type", typid)), key=lambda row: row.objid):
        if row.classid == "pg_type":
            if catalog.pg_type[row.objid].typtype == "d":
                _scan_columns(ctx, row.objid)
            else:
                find_composite_type_dependencies(ctx, row.objid, None, name)
        elif row.classid == "pg_class" and row.objsubid > 0:
            relation = catalog.pg_class[row.objid]
            if relation.relkind in "rm":
                ctx.lock(relation.oid, "ShareLock")
                ctx.effect(Scan(relation.oid, f"checks domain {name}"))
                verify_domain(ctx, relation.oid, row.objsubid, typid)
            if relation.reltype:
                find_composite_type_dependencies(ctx, relation.reltype, None, name)


def _alter_validate(ctx: Context, record: PgType, name: str) -> None:
    row = _find(ctx, record, name)
    if row is None:
        raise _absent(record, name)
    if row.contype != "c":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'constraint "{name}" of domain "{record.typname}" is not a check constraint'
        )
    _scan_columns(ctx, record.oid)
    ctx.catalog.pg_constraint.set(msgspec.structs.replace(row, convalidated=True))
