"""Schemas, extensions, types, roles, default privileges, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_definition
from analyzer.tree.names import quote_identifier, quote_qualified
from analyzer.verify.fact import (
    PLATFORM,
    USER_SCHEMA,
    Fact,
    Intended,
    Kind,
    collapse,
    not_member,
    privileges_of,
    text,
    values,
)


def _schemas(of: Intended) -> Iterator[Fact]:
    public = of.catalog.pg_namespace.first("name", "public")
    for schema in {schema.oid: schema for schema in (public, *of.of("pg_namespace")) if schema is not None}.values():
        if not schema.nspname.startswith("pg_"):
            yield Fact("schema", quote_identifier(schema.nspname), values(
                owner=of.role(schema.nspowner),
                privileges=of.privileges(ObjectAddress("pg_namespace", schema.oid)),
                comment=of.comment("pg_namespace", schema.oid),
            ))  # fmt: skip


SCHEMAS: Final = Kind(
    f"""SELECT 'schema', quote_ident(n.nspname), {PLATFORM} OR n.nspname = 'public', jsonb_build_object(
      'owner', pg_get_userbyid(n.nspowner), 'privileges', {privileges_of("n.nspacl", "'n'", "n.nspowner")},
      'comment', obj_description(n.oid, 'pg_namespace'))
    FROM pg_namespace AS n WHERE {USER_SCHEMA} AND {not_member("pg_namespace", "n.oid")}""",
    _schemas,
)


def _extensions(of: Intended) -> Iterator[Fact]:
    for extension in of.catalog.pg_extension.changed():
        schema = of.catalog.pg_namespace[extension.extnamespace].nspname
        yield Fact("extension", quote_identifier(extension.extname), values(schema=schema))


EXTENSIONS: Final = Kind(
    """SELECT 'extension', quote_ident(e.extname), false, jsonb_build_object('schema', n.nspname)
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace""",
    _extensions,
)


def _types(of: Intended) -> Iterator[Fact]:
    for record in of.of("pg_type"):
        schema = of.catalog.pg_namespace[record.typnamespace].nspname
        found = _type(of, record)
        if found is None or schema.startswith("pg_"):
            continue
        yield Fact("type", quote_qualified(schema, record.typname), {
            **found,
            **values(
                owner=of.role(record.typowner), privileges=of.privileges(ObjectAddress("pg_type", record.oid)),
                comment=of.comment("pg_type", record.oid),
            ),
        })  # fmt: skip


def _type(of: Intended, record: Any) -> dict[str, str] | None:
    catalog = of.catalog
    match record.typtype:
        case "e":
            labels = sorted(catalog.pg_enum.find("type", record.oid), key=lambda label: label.enumsortorder)
            return values(kind="enum", labels=", ".join(label.enumlabel for label in labels))
        case "d":
            default = record.typdefaultbin
            return values(
                kind="domain", base=names.type_name(catalog, record.typbasetype, record.typtypmod),
                not_null=record.typnotnull,
                default=None if default is None else text(lambda: expression(catalog, default)),
                checks="; ".join(sorted(
                    f"{check.conname}: {text(lambda oid=check.oid: constraint_definition(catalog, oid))}"  # type: ignore[misc]
                    for check in catalog.pg_constraint.find("type", record.oid) if check.contype == "c"
                )) or None,
            )  # fmt: skip
        case "r":
            return values(kind="range", subtype=names.type_name(catalog, catalog.pg_range[record.oid].rngsubtype))
        case "c" if catalog.pg_class[record.typrelid].relkind == "c":
            columns = sorted(catalog.pg_attribute.find("relation", record.typrelid), key=lambda a: a.attnum)
            return values(kind="composite", attributes=", ".join(
                f"{quote_identifier(a.attname)} {names.type_name(catalog, a.atttypid, a.atttypmod)}"
                for a in columns if a.attnum > 0 and not a.attisdropped
            ))  # fmt: skip
    return None


TYPES: Final = Kind(
    f"""SELECT 'type', quote_ident(n.nspname) || '.' || quote_ident(t.typname), {PLATFORM}, jsonb_build_object(
      'owner', pg_get_userbyid(t.typowner), 'privileges', {privileges_of("t.typacl", "'T'", "t.typowner")},
      'comment', obj_description(t.oid, 'pg_type')) || CASE t.typtype
      WHEN 'e' THEN jsonb_build_object('kind', 'enum', 'labels',
        (SELECT string_agg(l.enumlabel, ', ' ORDER BY l.enumsortorder) FROM pg_enum AS l WHERE l.enumtypid = t.oid))
      WHEN 'd' THEN jsonb_build_object('kind', 'domain', 'base', format_type(t.typbasetype, t.typtypmod),
        'not null', CASE WHEN t.typnotnull THEN 'yes' END, 'default', {collapse("pg_get_expr(t.typdefaultbin, 0)")},
        'checks', (SELECT string_agg(k.conname || ': ' || {collapse("pg_get_constraintdef(k.oid)")}, '; '
           ORDER BY (k.conname || ': ') COLLATE "C") FROM pg_constraint AS k
           WHERE k.contypid = t.oid AND k.contype = 'c'))
      WHEN 'r' THEN jsonb_build_object('kind', 'range', 'subtype',
        (SELECT format_type(r.rngsubtype, -1) FROM pg_range AS r WHERE r.rngtypid = t.oid))
      ELSE jsonb_build_object('kind', 'composite', 'attributes',
        (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', '
           ORDER BY a.attnum)
         FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)) END
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_class AS c ON c.oid = t.typrelid
    WHERE {USER_SCHEMA} AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND {not_member("pg_type", "t.oid")}""",
    _types,
)


def _roles(of: Intended) -> Iterator[Fact]:
    for role in of.catalog.pg_authid.changed():
        groups = [of.role(row.roleid) for row in of.catalog.pg_auth_members.find("member", role.oid)]
        yield Fact("role", quote_identifier(role.rolname), values(
            superuser=role.rolsuper, login=role.rolcanlogin, inherit=role.rolinherit, bypassrls=role.rolbypassrls,
            createrole=role.rolcreaterole, createdb=role.rolcreatedb, replication=role.rolreplication,
            connections=None if role.rolconnlimit == -1 else role.rolconnlimit,
            member_of=", ".join(sorted(set(groups))) or None,
        ))  # fmt: skip


def _yes(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 'yes' END"


ROLES: Final = Kind(
    f"""SELECT 'role', quote_ident(r.rolname), true, jsonb_build_object('superuser', {_yes("r.rolsuper")},
      'login', {_yes("r.rolcanlogin")}, 'inherit', {_yes("r.rolinherit")}, 'bypassrls', {_yes("r.rolbypassrls")},
      'connections', nullif(r.rolconnlimit, -1)::text,
      'createrole', {_yes("r.rolcreaterole")}, 'createdb', {_yes("r.rolcreatedb")},
      'replication', {_yes("r.rolreplication")}, 'member of', (SELECT string_agg(DISTINCT g.rolname COLLATE "C", ', ')
         FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid WHERE m.member = r.oid))
    FROM pg_roles AS r""",
    _roles,
)


def _default_privileges(of: Intended) -> Iterator[Fact]:
    changed = {row.oid for row in of.catalog.pg_default_acl.changed()}
    for row in of.catalog.pg_default_acl:
        schema = of.catalog.pg_namespace[row.defaclnamespace].nspname if row.defaclnamespace else None
        if row.defaclrole not in of.catalog.pg_authid or (schema in of.platform_schemas and row.oid not in changed):
            continue
        name = (
            f"of {of.role(row.defaclrole)}" + (f" in {schema}" if schema else "") + f" on {_OBJECTS[row.defaclobjtype]}"
        )
        yield Fact("default privileges", name, values(privileges=of.acl(row.defaclacl or ()) or None))


_OBJECTS: Final = {
    "r": "tables",
    "S": "sequences",
    "f": "functions",
    "T": "types",
    "n": "schemas",
    "L": "large objects",
}

DEFAULT_PRIVILEGES: Final = Kind(
    f"""SELECT 'default privileges', 'of ' || pg_get_userbyid(d.defaclrole) || coalesce(' in ' || n.nspname, '')
      || ' on ' || CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
           WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END,
      {PLATFORM}, jsonb_build_object('privileges', {privileges_of("d.defaclacl", "'r'", "d.defaclrole")})
    FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace""",
    _default_privileges,
)
