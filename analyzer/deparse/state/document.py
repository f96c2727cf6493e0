"""The intended state as nested dicts: schemas, their objects, and what hangs on each, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.routine import function_body, result_type, routine_signature, routine_word
from analyzer.deparse.state.access import access_document
from analyzer.deparse.state.entry import Scope, extension_members, temporary_objects
from analyzer.deparse.state.relations import (
    acl_document,
    comment_document,
    privileges_document,
    relation_document,
    text_or_reason,
)
from analyzer.deparse.trigger import event_trigger_definition

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.catalog.pg_type import PgType

Document = dict[str, Any]

_RELATION_GROUPS = {
    "r": "tables", "p": "tables", "f": "foreign_tables", "v": "views", "m": "materialized_views", "S": "sequences",
}
_VOLATILITY = {"i": "immutable", "s": "stable", "v": "volatile"}


def state_document(catalog: Catalog) -> Document:
    """Return what the migrations made or changed, as JSON-ready dicts; names stand for oids, keys are sorted.

    Of the baseline's own schemas and tables only those appear that carry something new.
    """
    scope = Scope(catalog, acl.BOOTSTRAP_SUPERUSER, extension_members(catalog), temporary_objects(catalog))
    schemas: dict[str, Document] = {}
    for schema in catalog.pg_namespace.changed():
        if not schema.nspname.startswith(("pg_temp", "pg_toast")):
            _schema(catalog, schemas, schema.oid)
    for relid in sorted(set(_relations(scope))):
        relation = catalog.pg_class[relid]
        group = _RELATION_GROUPS[relation.relkind]
        made = _schema(catalog, schemas, relation.relnamespace)
        made.setdefault(group, {})[relation.relname] = relation_document(catalog, relid)
    for proc in scope.new("pg_proc"):
        if not _internal(catalog, "pg_proc", proc.oid):
            made = _schema(catalog, schemas, proc.pronamespace)
            made.setdefault("functions", {})[_bare_signature(catalog, proc)] = _routine(catalog, proc)
    for record in scope.new("pg_type"):
        found = _type(catalog, record)
        if found is not None:
            _schema(catalog, schemas, record.typnamespace).setdefault("types", {})[record.typname] = found
    document: Document = {
        "postgres": catalog.postgres,
        "roles": {role.rolname: _role(catalog, role.oid) for role in catalog.pg_authid.changed()},
        "extensions": {
            extension.extname: {
                "schema": catalog.pg_namespace[extension.extnamespace].nspname,
                "version": extension.extversion,
            }
            for extension in catalog.pg_extension
        },
        "schemas": schemas,
        "publications": {p.pubname: _publication(catalog, p.oid) for p in catalog.pg_publication},
        "event_triggers": {
            trigger.evtname: event_trigger_definition(catalog, trigger.oid)
            for trigger in scope.new("pg_event_trigger")
        },
        "default_privileges": list(_default_privileges(catalog)),
        "access": access_document(catalog),
    }
    sorted_document: Document = _sorted({key: value for key, value in document.items() if value not in ({}, [])})
    return sorted_document


def _relations(scope: Scope) -> Iterator[int]:
    """Yield the relations to show: new ones, changed ones, and the baseline's that got a policy, trigger or index."""
    catalog = scope.catalog
    shown = frozenset(_RELATION_GROUPS)
    for relation in catalog.pg_class.changed():
        if relation.relkind in shown and ("pg_class", relation.oid) not in scope.members:
            schema = catalog.pg_namespace[relation.relnamespace].nspname
            if not schema.startswith("pg_"):
                yield relation.oid
    for classid, column in (("pg_policy", "polrelid"), ("pg_trigger", "tgrelid"), ("pg_index", "indrelid")):
        for record in scope.new(classid):
            owner = catalog.pg_class.get(getattr(record, column))
            if owner is None or owner.relkind not in shown or ("pg_class", owner.oid) in scope.members:
                continue
            if not catalog.pg_namespace[owner.relnamespace].nspname.startswith("pg_"):
                yield owner.oid


def _schema(catalog: Catalog, schemas: dict[str, Document], oid: int) -> Document:
    schema = catalog.pg_namespace[oid]
    made = schemas.get(schema.nspname)
    if made is None:
        made = schemas[schema.nspname] = {"owner": acl.role_name(catalog, schema.nspowner)}
        made.update(privileges_document(catalog, ObjectAddress("pg_namespace", oid)))
        made.update(comment_document(catalog, "pg_namespace", oid))
    return made


def _internal(catalog: Catalog, classid: str, oid: int) -> bool:
    return any(row.deptype == "i" for row in catalog.pg_depend.find("object", (classid, oid)))


def _bare_signature(catalog: Catalog, proc: PgProc) -> str:
    return f"{proc.proname}({', '.join(names.type_name(catalog, typid) for typid in proc.proargtypes)})"


def _routine(catalog: Catalog, proc: PgProc) -> Document:
    found: Document = {
        "kind": routine_word(proc).lower(),
        "signature": routine_signature(catalog, proc),
        "owner": acl.role_name(catalog, proc.proowner),
        "language": catalog.pg_language[proc.prolang].lanname,
        "volatility": _VOLATILITY[proc.provolatile],
        "security_definer": proc.prosecdef,
    }
    if proc.prokind != "p":
        found["returns"] = result_type(catalog, proc)
    if proc.proconfig:
        found["settings"] = list(proc.proconfig)
    if proc.prokind != "a":
        has_text = proc.prosqlbody is None
        found["body"] = proc.prosrc if has_text else text_or_reason(lambda: function_body(catalog, proc))
    address = ObjectAddress("pg_proc", proc.oid)
    return {**found, **privileges_document(catalog, address), **comment_document(catalog, "pg_proc", proc.oid)}


def _type(catalog: Catalog, record: PgType) -> Document | None:
    found: Document = {"owner": acl.role_name(catalog, record.typowner)}
    match record.typtype:
        case "e":
            labels = sorted(catalog.pg_enum.find("type", record.oid), key=lambda label: label.enumsortorder)
            found |= {"kind": "enum", "labels": [label.enumlabel for label in labels]}
        case "d":
            found |= {"kind": "domain", "base": names.type_name(catalog, record.typbasetype, record.typtypmod)}
            found["not_null"] = record.typnotnull
            found["constraints"] = sorted(c.conname for c in catalog.pg_constraint.find("type", record.oid))
        case "r":
            found |= {"kind": "range", "subtype": names.type_name(catalog, catalog.pg_range[record.oid].rngsubtype)}
        case "c" if catalog.pg_class[record.typrelid].relkind == "c":
            columns = sorted(catalog.pg_attribute.find("relation", record.typrelid), key=lambda a: a.attnum)
            found["kind"] = "composite"
            found["attributes"] = [
                {"name": a.attname, "type": names.type_name(catalog, a.atttypid, a.atttypmod)}
                for a in columns
                if a.attnum > 0 and not a.attisdropped
            ]
        case "b" if not record.typelem or record.typarray:
            found["kind"] = "base"
        case _:
            return None
    return {**found, **comment_document(catalog, "pg_type", record.oid)}


def _role(catalog: Catalog, oid: int) -> Document:
    role = catalog.pg_authid[oid]
    groups = [acl.role_name(catalog, row.roleid) for row in catalog.pg_auth_members.find("member", oid)]
    return {
        "superuser": role.rolsuper, "login": role.rolcanlogin, "inherit": role.rolinherit,
        "bypassrls": role.rolbypassrls, "createrole": role.rolcreaterole, "createdb": role.rolcreatedb,
        "member_of": sorted(set(groups)),
    }


def _publication(catalog: Catalog, oid: int) -> Document:
    publication = catalog.pg_publication[oid]
    tables = catalog.pg_publication_rel.find("publication", oid)
    schemas = catalog.pg_publication_namespace.find("publication", oid)
    actions = ("insert", "update", "delete", "truncate")
    return {
        "all_tables": publication.puballtables,
        "publish": [action for action in actions if getattr(publication, f"pub{action}")],
        "tables": sorted(names.qualified_relation_name(catalog, row.prrelid) for row in tables),
        "schemas": sorted(catalog.pg_namespace[row.pnnspid].nspname for row in schemas),
    }


def _default_privileges(catalog: Catalog) -> Iterator[Document]:
    rows = [row for row in catalog.pg_default_acl if row.defaclrole in catalog.pg_authid]
    found = []
    for row in rows:
        schema = catalog.pg_namespace[row.defaclnamespace].nspname if row.defaclnamespace else None
        role = acl.role_name(catalog, row.defaclrole)
        document = {"role": role, "schema": schema, "objects": row.defaclobjtype}
        found.append({**document, **acl_document(catalog, row.defaclacl or (), row.defaclrole)})
    yield from sorted(found, key=lambda item: (item["role"], item["schema"] or "", item["objects"]))


def _sorted(value: Any) -> Any:
    """Sort dicts by key all the way down; lists keep their order."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value
