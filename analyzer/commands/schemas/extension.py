"""CREATE EXTENSION, ALTER EXTENSION ... UPDATE, ADD, DROP (src/backend/commands/extension.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.baseline.extensions import ExtensionFacts, extension_facts, extension_rows, is_known_elsewhere
from analyzer.baseline.supabase import AFTER_CREATE, EXTENSION_SCHEMAS, OWNED_BY_POSTGRES, is_privileged_extension
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import is_true_array
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_depend import PgDepend
from analyzer.catalog.pg_extension import PgExtension
from analyzer.commands.access.owner import change_owner, change_relation_owner, change_type_owner
from analyzer.commands.context import Context
from analyzer.commands.objects.address import get_existing_object
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.objects.ownership import record_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.schemas.schema import namespace_create
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node, parse_statement


def create_extension(ctx: Context, node: Node) -> None:
    """Run CREATE EXTENSION [IF NOT EXISTS] name [SCHEMA s] [VERSION v] [CASCADE]."""
    name = node["extname"]
    _check_name(name, "extension")
    if ctx.catalog.pg_extension.has("name", name):
        if node.get("if_not_exists"):
            ctx.notice(f'extension "{name}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_OBJECT)
            return
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'extension "{name}" already exists')
    options = _options(node.get("options", []))
    _create(ctx, name, options.get("schema"), options.get("new_version"), bool(options.get("cascade")))


def _options(items: list[Node]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for item in items:
        element = item["DefElem"]
        name, argument = element["defname"], element.get("arg", {})
        if name in options:
            raise conflicting(element)
        if name == "cascade":
            options[name] = bool(argument.get("Boolean", {}).get("boolval", not argument))
        else:
            options[name] = argument["String"]["sval"]
    return options


def _check_name(name: str, what: str) -> None:
    """check_valid_extension_name."""
    detail = None
    if not name:
        detail = "Extension names must not be empty."
    elif "--" in name:
        detail = 'Extension names must not contain "--".'
    elif name.startswith("-") or name.endswith("-"):
        detail = 'Extension names must not begin or end with "-".'
    elif "/" in name or "\\" in name:
        detail = "Extension names must not contain directory separator characters."
    if detail is not None:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid {what} name: "{name}"', detail=detail)


def _create(ctx: Context, name: str, schema: str | None, version: str | None, cascade: bool) -> int:
    """CreateExtensionInternal; returns the extension's oid."""
    facts = _facts(ctx, name)
    version = version or facts.default_version
    if facts.versions and version not in facts.versions and version != facts.default_version:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE,
            f'extension "{name}" has no installation script nor update path for version "{version}"',
        )
    namespace, schema_name = _target_schema(ctx, facts, schema)
    required = [_required(ctx, facts, each, schema, cascade) for each in facts.requires or ()]
    owner, script_owner = _owners(ctx, facts)
    catalog = ctx.catalog
    oid = catalog.new_oid()
    address = ObjectAddress("pg_extension", oid)
    catalog.pg_extension.set(
        PgExtension(oid, name, owner, namespace, facts.relocatable, version)
    )
    record_owner(ctx, address, owner)
    depend.record(catalog, address, [ObjectAddress("pg_namespace", namespace)])
    for each in required:
        catalog.pg_depend.set(PgDepend(*address, "pg_extension", each, 0, depend.NORMAL))
    rows = extension_rows(
        facts, catalog, extension=oid, schema=namespace, owner=script_owner, schema_name=schema_name
    )
    for table, record in rows:
        if table == "pg_extension":
            config: Any = record
            record = msgspec.structs.replace(
                catalog.pg_extension[oid], extconfig=config.extconfig, extrelocatable=facts.relocatable
            )
        _check_free(ctx, table, record)
        catalog.tables[table].set(record)
    if ctx.namespace.taint is not None:
        for kind in facts.unknown:
            ctx.namespace.taint.add_more(kind, f"extension {name} may have it")
    if ctx.session.platform == "supabase":
        _run_platform_script(ctx, name)
    return oid


def _run_platform_script(ctx: Context, name: str) -> None:
    """Run what the platform runs as its superuser after the extension's own script."""
    user = ctx.roleid
    ctx.session.set_role(acl.BOOTSTRAP_SUPERUSER)
    for sql in AFTER_CREATE.get(name, ()):
        ctx.run(*parse_statement(sql))
    extension = ctx.catalog.pg_extension.first("name", name)
    if name in OWNED_BY_POSTGRES and extension is not None:
        _give_to_postgres(ctx, extension)
    ctx.session.set_role(user)


def _give_to_postgres(ctx: Context, extension: PgExtension) -> None:
    """Make `postgres` the owner of an extension's relations, types and functions; the schema stays the superuser's."""
    catalog = ctx.catalog
    postgres = catalog.pg_authid.first("name", "postgres")
    assert postgres is not None
    catalog.pg_extension.set(msgspec.structs.replace(extension, extowner=postgres.oid))
    for row in catalog.pg_depend.find("referenced", ("pg_extension", extension.oid)):
        if row.deptype != depend.EXTENSION:
            continue
        if row.classid == "pg_class" and catalog.pg_class[row.objid].relkind in "rpfvmS":
            change_relation_owner(ctx, row.objid, postgres.oid)
        elif row.classid == "pg_proc":
            change_owner(ctx, ObjectAddress("pg_proc", row.objid), postgres.oid)
        elif row.classid == "pg_type" and not is_true_array(catalog.pg_type[row.objid]):
            relid = catalog.pg_type[row.objid].typrelid
            if not relid or catalog.pg_class[relid].relkind == "c":
                change_type_owner(ctx, row.objid, postgres.oid)


def _facts(ctx: Context, name: str) -> ExtensionFacts:
    baseline = "supabase" if ctx.session.platform == "supabase" else "postgres"
    facts = extension_facts(ctx.postgres, baseline, name)
    if facts is not None:
        return facts
    if baseline == "postgres" and is_known_elsewhere(name):
        raise NotSimulated(f'extension "{name}" does not come with PostgreSQL; whether the server has it is not known')
    raise PgError(
        sqlstate.FEATURE_NOT_SUPPORTED, f'extension "{name}" is not available',
        hint="The extension must first be installed on the system where PostgreSQL is running.",
        missing=("extension", None, name),
    )


def _target_schema(ctx: Context, facts: ExtensionFacts, schema: str | None) -> tuple[int, str]:
    """Return where the extension's objects go."""
    forced = facts.schema
    if ctx.session.platform == "supabase" and facts.name in EXTENSION_SCHEMAS:
        # supautils overrides what WITH SCHEMA says.
        forced, schema = EXTENSION_SCHEMAS[facts.name], None
    if schema is not None:
        found = ctx.namespace.schema(schema)
        assert found is not None
        if forced is not None and forced != schema:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f'extension "{facts.name}" must be installed in schema "{forced}"'
            )
        return found.oid, schema
    if forced is not None:
        existing = ctx.namespace.schema(forced, missing_ok=True)
        if existing is not None:
            return existing.oid, forced
        owner, _script = _owners(ctx, facts)
        return namespace_create(ctx, forced, owner), forced
    namespace = ctx.namespace.creation_namespace()
    return namespace, ctx.catalog.pg_namespace[namespace].nspname


def _required(ctx: Context, facts: ExtensionFacts, name: str, schema: str | None, cascade: bool) -> int:
    """Return the oid of a required extension, created where CASCADE says so (get_required_extension)."""
    found = ctx.catalog.pg_extension.first("name", name)
    if found is not None:
        return int(found.oid)
    if not cascade:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'required extension "{name}" is not installed',
            hint="Use CREATE EXTENSION ... CASCADE to install required extensions too.",
            missing=("extension", None, name),
        )
    ctx.notice(f'installing required extension "{name}"')
    return _create(ctx, name, schema, None, True)


def _owners(ctx: Context, facts: ExtensionFacts) -> tuple[int, int]:
    """Return (owner of the extension, owner of its objects); 42501 where the role may not create it."""
    roleid = ctx.roleid
    if not facts.superuser or acl.is_superuser(ctx.catalog, roleid):
        return roleid, roleid
    if ctx.session.platform == "supabase":
        if is_privileged_extension(facts.name):
            return acl.BOOTSTRAP_SUPERUSER, acl.BOOTSTRAP_SUPERUSER
    elif facts.trusted:
        database = ObjectAddress("pg_database", ctx.catalog.database_oid)
        if acl.privileges(ctx.catalog, database, roleid, acl.CREATE):
            return roleid, acl.BOOTSTRAP_SUPERUSER
    hint = (
        "Must have CREATE privilege on current database to create this extension."
        if facts.trusted
        else "Must be superuser to create this extension."
    )
    raise PgError(
        sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to create extension "{facts.name}"', hint=hint
    )


def _check_free(ctx: Context, table: str, record: Any) -> None:
    """Raise what the extension's script raises where one of its objects is in the way already."""
    catalog = ctx.catalog
    if table == "pg_class" and catalog.pg_class.has("name", (record.relname, record.relnamespace)):
        raise PgError(sqlstate.DUPLICATE_TABLE, f'relation "{record.relname}" already exists')
    if table == "pg_type" and catalog.pg_type.has("name", (record.typname, record.typnamespace)):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'type "{record.typname}" already exists')
    same = catalog.pg_namespace.first("name", record.nspname) if table == "pg_namespace" else None
    if same is not None and same.oid != record.oid:
        raise PgError(sqlstate.DUPLICATE_SCHEMA, f'schema "{record.nspname}" already exists')
    if table == "pg_proc":
        for other in catalog.pg_proc.find("name", record.proname):
            if other.pronamespace == record.pronamespace and other.proargtypes == record.proargtypes:
                raise PgError(
                    sqlstate.DUPLICATE_FUNCTION,
                    f'function "{record.proname}" already exists with same argument types',
                )


# -- ALTER EXTENSION -----------------------------------------------------------------------------------------------


def alter_extension(ctx: Context, node: Node) -> None:
    """Run ALTER EXTENSION name UPDATE [TO version] (ExecAlterExtensionStmt)."""
    extension: PgExtension = existing_row(ctx.catalog, "pg_extension", node["extname"])
    _check_owner(ctx, extension)
    facts = _facts(ctx, extension.extname)
    target = _options(node.get("options", [])).get("new_version") or facts.default_version
    if target == extension.extversion:
        ctx.notice(f'version "{target}" of extension "{extension.extname}" is already installed')
        return
    if facts.versions and target not in facts.versions:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE,
            f'extension "{extension.extname}" has no update path from version "{extension.extversion}" to version '
            f'"{target}"',
        )
    ctx.catalog.pg_extension.set(msgspec.structs.replace(extension, extversion=target))


def alter_extension_contents(ctx: Context, node: Node) -> None:
    """Run ALTER EXTENSION name ADD or DROP object (ExecAlterExtensionContentsStmt)."""
    extension: PgExtension = existing_row(ctx.catalog, "pg_extension", node["extname"])
    _check_owner(ctx, extension)
    found = get_existing_object(ctx, node["objtype"], node["object"])
    address = found.address
    member_of = depend.extension_of(ctx.catalog, address)
    from analyzer.deparse.describe import object_description

    described = object_description(ctx.catalog, address, ctx.namespace)
    key = (*address, "pg_extension", extension.oid, 0, depend.EXTENSION)
    if node["action"] > 0:
        if member_of is not None:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                f'{described} is already a member of extension "{ctx.catalog.pg_extension[member_of].extname}"',
            )
        ctx.catalog.pg_depend.set(PgDepend(*key))
        return
    if member_of != extension.oid:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'{described} is not a member of extension "{extension.extname}"',
        )
    ctx.catalog.pg_depend.delete(key)


def _check_owner(ctx: Context, extension: PgExtension) -> None:
    if ctx.session.platform == "supabase" and is_privileged_extension(extension.extname):
        return
    acl.check_owner(ctx.catalog, ObjectAddress("pg_extension", extension.oid), ctx.roleid)
