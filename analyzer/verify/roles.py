"""Roles, their memberships, their settings and the database's, default privileges, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.tree.names import quote_identifier
from analyzer.verify.fact import HIDDEN, UNKNOWN, Fact, Kind, Values, values
from analyzer.verify.found import PLATFORM, privileges_of, said_of, yes
from analyzer.verify.intended import Intended


def _roles(of: Intended) -> Iterator[Fact]:
    for role in of.of("pg_authid"):
        # One that was there before has the name that it has now: `verify --live` calls it as the live database does.
        name = of.catalog.pg_authid[role.oid].rolname
        yield Fact("role", quote_identifier(name), values(
            superuser=role.rolsuper, login=role.rolcanlogin, inherit=role.rolinherit, bypassrls=role.rolbypassrls,
            createrole=role.rolcreaterole, createdb=role.rolcreatedb, replication=role.rolreplication,
            connections=None if role.rolconnlimit == -1 else role.rolconnlimit,
            # How a server writes a time depends on its settings.
            valid_until=None if role.rolvaliduntil is None else UNKNOWN,
        ) | of.said("pg_authid", role.oid))  # fmt: skip


ROLES: Final = Kind(
    f"""SELECT 'role', quote_ident(r.rolname), true, jsonb_build_object('superuser', {yes("r.rolsuper")},
      'login', {yes("r.rolcanlogin")}, 'inherit', {yes("r.rolinherit")}, 'bypassrls', {yes("r.rolbypassrls")},
      'connections', nullif(r.rolconnlimit, -1)::text, 'valid until', {yes("r.rolvaliduntil IS NOT NULL")},
      'createrole', {yes("r.rolcreaterole")}, 'createdb', {yes("r.rolcreatedb")},
      'replication', {yes("r.rolreplication")}, {said_of("pg_authid", "r.oid")})
    FROM pg_roles AS r""",
    _roles,
)

_NOT_OWN: Final = """NOT EXISTS (SELECT FROM intended AS i WHERE i.kind = 'role' AND i.name = quote_ident(r.rolname)
         AND NOT i.part)"""
"""The SQL condition that the migrations did not make role r: what else it has is none of their business."""


def _memberships(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for member, group in dict.fromkeys((row.member, row.roleid) for row in of.of("pg_auth_members")):
        rows = [row for row in catalog.pg_auth_members.find("member", member) if row.roleid == group]
        name = f"{quote_identifier(of.role(member))} in {quote_identifier(of.role(group))}"
        yield Fact("membership", name, {
            **values(admin=any(row.admin_option for row in rows)),
            **_since_16(of, inherit=any(row.inherit_option for row in rows), set=any(row.set_option for row in rows)),
        })  # fmt: skip


def _since_16(of: Intended, **options: bool) -> Values:
    return values(**options) if of.catalog.postgres >= 16 else dict.fromkeys(options, UNKNOWN)


def _option(column: str) -> str:
    """Return the SQL for what came with PostgreSQL 16."""
    found = yes(f"bool_or((to_jsonb(m) ->> '{column}')::boolean)")
    return f"CASE WHEN current_setting('server_version_num')::integer < 160000 THEN '{HIDDEN}' ELSE {found} END"


MEMBERSHIPS: Final = Kind(
    f"""SELECT 'membership', quote_ident(r.rolname) || ' in ' || quote_ident(g.rolname), {_NOT_OWN},
      jsonb_build_object('admin', {yes("bool_or(m.admin_option)")}, 'inherit', {_option("inherit_option")},
      'set', {_option("set_option")})
    FROM pg_auth_members AS m JOIN pg_roles AS r ON r.oid = m.member JOIN pg_roles AS g ON g.oid = m.roleid
    GROUP BY r.rolname, g.rolname""",
    _memberships,
)


def _settings(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for row in of.of("pg_db_role_setting"):
        if row.setdatabase not in (0, catalog.database_oid) or not (row.setrole or row.setdatabase):
            continue
        if row.setrole and row.setrole not in catalog.pg_authid:
            continue
        whose = f"role {quote_identifier(of.role(row.setrole))}" if row.setrole else "this database"
        where = " in this database" if row.setrole and row.setdatabase else ""
        for config in row.setconfig:
            name, _, value = config.partition("=")
            yield Fact("setting", f"{name} of {whose}{where}", {"value": value})


SETTINGS: Final = Kind(
    f"""SELECT 'setting', split_part(v, '=', 1) || ' of ' || CASE WHEN d.setrole = 0 THEN 'this database'
        ELSE 'role ' || quote_ident(r.rolname) || CASE WHEN d.setdatabase = 0 THEN '' ELSE ' in this database' END END,
      CASE WHEN d.setrole = 0 THEN %has_platform% ELSE {_NOT_OWN} END,
      jsonb_build_object('value', substr(v, strpos(v, '=') + 1))
    FROM pg_db_role_setting AS d LEFT JOIN pg_roles AS r ON r.oid = d.setrole, unnest(d.setconfig) AS v
    WHERE (d.setdatabase <> 0 OR d.setrole <> 0)
      AND d.setdatabase IN (0, (SELECT b.oid FROM pg_database AS b WHERE b.datname = current_database()))""",
    _settings,
)


def _default_privileges(of: Intended) -> Iterator[Fact]:
    changed = {row.oid for row in of.catalog.pg_default_acl.changed()}
    for row in of.every("pg_default_acl"):
        schema = of.catalog.pg_namespace[row.defaclnamespace].nspname if row.defaclnamespace else None
        if row.defaclrole not in of.catalog.pg_authid or (schema in of.platform_schemas and row.oid not in changed):
            continue
        where = f" in schema {quote_identifier(schema)}" if schema else ""
        name = f"role {quote_identifier(of.role(row.defaclrole))}{where} on {_OBJECTS[row.defaclobjtype]}"
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
    f"""SELECT 'default privileges', 'role ' || quote_ident(pg_get_userbyid(d.defaclrole))
      || coalesce(' in schema ' || quote_ident(n.nspname), '')
      || ' on ' || CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
           WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END,
      {PLATFORM}, jsonb_build_object('privileges', {privileges_of("d.defaclacl", "'r'", "d.defaclrole")})
    FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace""",
    _default_privileges,
)
