"""Facts of a simulated catalog by name: what is compared with a server's once a sequence has been played.

Object numbers, dependencies and what is temporary are left out. A fact is one line: its catalog, then its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.catalog.pg_type import PgType
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_definition, index_definition
from analyzer.deparse.names import qualified_relation_name, type_name
from analyzer.deparse.partition import partition_bound
from analyzer.deparse.query import view_query
from analyzer.deparse.routine import argument_list, result_type
from analyzer.deparse.trigger import rule_definition, trigger_definition


def line(kind: str, values: Any) -> str:
    """Return the fact that a row is: its catalog, then its columns."""
    return f"{kind} " + " | ".join("-" if value is None else " ".join(str(value).split()) for value in values)


def our_facts(catalog: Catalog) -> set[str]:
    """The facts of a simulated catalog."""
    return {line(kind, map(_text, row)) for kind, write in _WRITERS.items() for row in write(catalog)}


def _text(value: Any) -> str | None:
    """A value as the server casts it to text."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case tuple() | list():
            return "{" + ",".join(str(_text(each)) for each in value) + "}"
    return str(value)


def _named(catalog: Catalog, relid: int) -> str:
    return qualified_relation_name(catalog, relid) if relid else "-"


def _role(catalog: Catalog, roleid: int) -> str:
    return acl.role_name(catalog, roleid)


def _own(catalog: Catalog, namespace: int) -> bool:
    schema = catalog.pg_namespace.get(namespace)
    return schema is not None and not (
        namespace == PG_CATALOG
        or schema.nspname == "information_schema"
        or schema.nspname.startswith(("pg_temp", "pg_toast"))
    )


def _own_relation(catalog: Catalog, relid: int) -> bool:
    return _own(catalog, catalog.pg_class[relid].relnamespace)


def _acl(catalog: Catalog, items: Any) -> Any:
    texts = acl.text(items, catalog)
    return None if texts is None else tuple(texts)


def _schemas(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_namespace:
        if _own(catalog, row.oid):
            yield row.nspname, _role(catalog, row.nspowner), _acl(catalog, row.nspacl)


def _relations(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_class:
        if _own(catalog, row.relnamespace):
            bound = partition_bound(catalog, row.oid) if row.relispartition and row.relkind in "rpf" else None
            yield (
                _named(catalog, row.oid), row.relkind, _role(catalog, row.relowner), row.relpersistence,
                row.relispartition, row.relrowsecurity, row.relforcerowsecurity, row.relreplident, row.reloptions,
                _acl(catalog, row.relacl), bound,
            )  # fmt: skip


def _columns(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_attribute:
        relation = catalog.pg_class[row.attrelid]
        if row.attnum < 1 or row.attisdropped or relation.relkind in "iI" or not _own(catalog, relation.relnamespace):
            continue
        default = catalog.pg_attrdef.first("column", (row.attrelid, row.attnum))
        collation = catalog.pg_collation.get(row.attcollation)
        yield (
            _named(catalog, row.attrelid), row.attnum, row.attname, type_name(catalog, row.atttypid, row.atttypmod),
            row.attnotnull, row.attidentity, row.attgenerated, row.attislocal, row.attinhcount, row.attstorage,
            row.attcompression, "-" if collation is None else _collation(collation.collname), row.attstattarget,
            row.attoptions, _acl(catalog, row.attacl),
            None if default is None else expression(catalog, default.adbin, row.attrelid),
        )  # fmt: skip


def _collation(name: str) -> str:
    return '"C"' if name == "C" else '"default"' if name == "default" else name


def _constraints(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_constraint:
        if _own(catalog, row.connamespace):
            on = _named(catalog, row.conrelid) if row.conrelid else format_type(catalog, row.contypid)
            yield (
                on, row.conname, row.contype, row.condeferrable, row.condeferred, row.conenforced, row.convalidated,
                row.conislocal, row.coninhcount, row.connoinherit, row.conkey, row.confkey,
                _named(catalog, row.conindid), bool(row.conparentid), constraint_definition(catalog, row.oid),
            )  # fmt: skip


def _indexes(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_index:
        if _own_relation(catalog, row.indexrelid):
            yield (
                _named(catalog, row.indexrelid), _named(catalog, row.indrelid), row.indisunique, row.indisprimary,
                row.indisexclusion, row.indimmediate, row.indisclustered, row.indisvalid, row.indisreplident,
                index_definition(catalog, row.indexrelid),
            )  # fmt: skip


def _inherits(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_inherits:
        if _own_relation(catalog, row.inhrelid):
            yield _named(catalog, row.inhrelid), _named(catalog, row.inhparent), row.inhseqno, row.inhdetachpending


def _types(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_type:
        if _own(catalog, row.typnamespace):
            yield (
                format_type(catalog, row.oid), row.typtype, _role(catalog, row.typowner), row.typnotnull,
                format_type(catalog, row.typbasetype) if row.typbasetype else "-", row.typtypmod, _default(catalog, row),
                _acl(catalog, row.typacl),
            )  # fmt: skip


def _default(catalog: Catalog, row: PgType) -> str | None:
    return row.typdefault if row.typdefaultbin is None else expression(catalog, row.typdefaultbin)


def _labels(catalog: Catalog) -> Iterator[Any]:
    for typid in sorted({row.enumtypid for row in catalog.pg_enum}):
        labels = sorted(catalog.pg_enum.find("type", typid), key=lambda row: row.enumsortorder)
        for number, row in enumerate(labels, 1):
            yield type_name(catalog, typid), row.enumlabel, number


def _routines(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_proc:
        if _own(catalog, row.pronamespace):
            result = None if row.prokind == "p" else result_type(catalog, row)
            yield (
                catalog.pg_namespace[row.pronamespace].nspname, row.proname, argument_list(catalog, row), result,
                row.prokind, _role(catalog, row.proowner), row.prosecdef, row.proisstrict, row.proretset,
                row.provolatile, row.proparallel, row.prosrc, _acl(catalog, row.proacl),
            )  # fmt: skip


def _triggers(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_trigger:
        if not row.tgisinternal and _own_relation(catalog, row.tgrelid):
            definition = trigger_definition(catalog, row.oid)
            yield _named(catalog, row.tgrelid), row.tgname, row.tgenabled, bool(row.tgparentid), definition


def _policies(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_policy:
        roles = ",".join(_role(catalog, roleid) if roleid else "public" for roleid in row.polroles)
        qual, check = (
            None if each is None else expression(catalog, each, row.polrelid)
            for each in (row.polqual, row.polwithcheck)
        )
        if _own_relation(catalog, row.polrelid):
            yield _named(catalog, row.polrelid), row.polname, row.polcmd, row.polpermissive, qual, check, roles


def _views(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_class:
        if row.relkind in "vm" and _own(catalog, row.relnamespace):
            (rule,) = catalog.pg_rewrite.find("name", (row.oid, "_RETURN"))
            columns = catalog.pg_attribute.find("relation", row.oid)
            names = tuple(column.attname for column in columns if column.attnum > 0)
            query = view_query(catalog, rule.ev_action[0], names) + ";"
            yield _named(catalog, row.oid), query if catalog.postgres >= 16 else None


def _rules(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_rewrite:
        if row.rulename != "_RETURN" and _own_relation(catalog, row.ev_class):
            yield _named(catalog, row.ev_class), row.rulename, row.ev_enabled, rule_definition(catalog, row.oid) + ";"


def _sequences(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_sequence:
        if _own_relation(catalog, row.seqrelid):
            yield (
                _named(catalog, row.seqrelid), format_type(catalog, row.seqtypid), row.seqstart, row.seqincrement,
                row.seqmax, row.seqmin, row.seqcache, row.seqcycle,
            )  # fmt: skip


def _default_privileges(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_default_acl:
        schema = catalog.pg_namespace[row.defaclnamespace].nspname if row.defaclnamespace else "-"
        yield _role(catalog, row.defaclrole), schema, row.defaclobjtype, _acl(catalog, row.defaclacl)


def _roles(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_authid:
        if row.rolname.startswith("pgr_"):
            yield (
                row.rolname, row.rolsuper, row.rolinherit, row.rolcreaterole, row.rolcreatedb, row.rolcanlogin
            )  # fmt: skip


def _members(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_auth_members:
        roles = [_role(catalog, each) for each in (row.roleid, row.member, row.grantor)]
        if roles[0].startswith("pgr_") or roles[1].startswith("pgr_"):
            yield *roles, row.admin_option, row.inherit_option, row.set_option


def _publications(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_publication:
        yield (
            row.pubname, _role(catalog, row.pubowner), row.puballtables, row.pubinsert, row.pubupdate, row.pubdelete,
            row.pubtruncate,
        )  # fmt: skip


def _published(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_publication_rel:
        if _own_relation(catalog, row.prrelid):
            qual = None if row.prqual is None else expression(catalog, row.prqual, row.prrelid)
            attrs = None if row.prattrs is None else " ".join(map(str, row.prattrs))
            yield catalog.pg_publication[row.prpubid].pubname, _named(catalog, row.prrelid), attrs, qual


_WRITERS: dict[str, Callable[[Catalog], Iterator[Any]]] = {
    "schema": _schemas,
    "relation": _relations,
    "column": _columns,
    "constraint": _constraints,
    "index": _indexes,
    "inherits": _inherits,
    "type": _types,
    "label": _labels,
    "routine": _routines,
    "trigger": _triggers,
    "policy": _policies,
    "view": _views,
    "rule": _rules,
    "sequence": _sequences,
    "default privileges": _default_privileges,
    "role": _roles,
    "member": _members,
    "publication": _publications,
    "published": _published,
}
