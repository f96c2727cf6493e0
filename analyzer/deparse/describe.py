"""Objects as messages name them: `column c of table t` (getObjectDescription, src/backend/catalog/objectaddress.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.deparse import names
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace

Describe = Callable[["Catalog", ObjectAddress, "Namespace | None"], str]

_RELATION_WORDS: Final[dict[str, str]] = {
    "r": "table", "p": "table", "i": "index", "I": "index", "S": "sequence", "t": "toast table", "v": "view",
    "m": "materialized view", "c": "composite type", "f": "foreign table",
}

_DEFAULT_ACL_WORDS: Final[dict[str, str]] = {
    "r": "relations", "S": "sequences", "f": "functions", "T": "types", "n": "schemas", "L": "large objects",
}


def object_description(catalog: Catalog, address: ObjectAddress, ns: Namespace | None = None) -> str:
    """Return what DROP's and other messages call the object: ``constraint c on table t`` (getObjectDescription).

    Names the search path of `ns` does not find are qualified; without `ns` all names outside pg_catalog are.
    """
    describe = _DESCRIBE.get(address.classid)
    if describe is None:
        raise NotSimulated(f"description of an object of {address.classid}")
    return describe(catalog, address, ns)


def relation_description(catalog: Catalog, relid: int, ns: Namespace | None = None) -> str:
    """Return ``table s.t`` and its like for any relation (getRelationDescription)."""
    relation = catalog.pg_class[relid]
    word = _RELATION_WORDS.get(relation.relkind, "relation")
    if names.is_visible("pg_class", "name", relation.relname, relation.relnamespace, ns):
        return f"{word} {quote_identifier(relation.relname)}"
    schema = catalog.pg_namespace[relation.relnamespace].nspname
    return f"{word} {quote_qualified(schema, relation.relname)}"


def _class(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    relation = relation_description(catalog, address.objid, ns)
    if not address.objsubid:
        return relation
    return f"column {names.column_name(catalog, address.objid, address.objsubid)} of {relation}"


def _attrdef(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    default = catalog.pg_attrdef[address.objid]
    return f"default value for {_class(catalog, ObjectAddress('pg_class', default.adrelid, default.adnum), ns)}"


def _constraint(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    constraint = catalog.pg_constraint[address.objid]
    if constraint.conrelid:
        return f"constraint {constraint.conname} on {relation_description(catalog, constraint.conrelid, ns)}"
    return f"constraint {constraint.conname}"


def _cast(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    cast = catalog.pg_cast[address.objid]
    source, target = (format_type(catalog, typid, namespace=ns) for typid in (cast.castsource, cast.casttarget))
    return f"cast from {source} to {target}"


def _opclass(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    method = catalog.pg_am[catalog.pg_opclass[address.objid].opcmethod].amname
    return f"operator class {names.opclass_name(catalog, address.objid, ns)} for access method {method}"


def _opfamily(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    method = catalog.pg_am[catalog.pg_opfamily[address.objid].opfmethod].amname
    return f"operator family {names.opfamily_name(catalog, address.objid, ns)} for access method {method}"


def _amop(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    member = catalog.pg_amop[address.objid]
    left, right = (format_type(catalog, typid, namespace=ns) for typid in (member.amoplefttype, member.amoprighttype))
    family = _opfamily(catalog, ObjectAddress("pg_opfamily", member.amopfamily), ns)
    operator = names.operator_signature(catalog, member.amopopr, ns)
    return f"operator {member.amopstrategy} ({left}, {right}) of {family}: {operator}"


def _amproc(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    member = catalog.pg_amproc[address.objid]
    types = (member.amproclefttype, member.amprocrighttype)
    left, right = (format_type(catalog, typid, namespace=ns) for typid in types)
    family = _opfamily(catalog, ObjectAddress("pg_opfamily", member.amprocfamily), ns)
    function = names.function_signature(catalog, member.amproc, ns)
    return f"function {member.amprocnum} ({left}, {right}) of {family}: {function}"


def _rewrite(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    rule = catalog.pg_rewrite[address.objid]
    return f"rule {rule.rulename} on {relation_description(catalog, rule.ev_class, ns)}"


def _trigger(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    trigger = catalog.pg_trigger[address.objid]
    return f"trigger {trigger.tgname} on {relation_description(catalog, trigger.tgrelid, ns)}"


def _policy(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    policy = catalog.pg_policy[address.objid]
    return f"policy {policy.polname} on {relation_description(catalog, policy.polrelid, ns)}"


def _auth_members(catalog: Catalog, address: ObjectAddress, _ns: Namespace | None) -> str:
    row = catalog.pg_auth_members[address.objid]
    return f"membership of role {acl.role_name(catalog, row.member)} in role {acl.role_name(catalog, row.roleid)}"


def _user_mapping(catalog: Catalog, address: ObjectAddress, _ns: Namespace | None) -> str:
    mapping = catalog.pg_user_mapping[address.objid]
    user = acl.role_name(catalog, mapping.umuser) if mapping.umuser else "public"
    return f"user mapping for {user} on server {catalog.pg_foreign_server[mapping.umserver].srvname}"


def _default_acl(catalog: Catalog, address: ObjectAddress, _ns: Namespace | None) -> str:
    row = catalog.pg_default_acl[address.objid]
    role = acl.role_name(catalog, row.defaclrole)
    text = f"default privileges on new {_DEFAULT_ACL_WORDS[row.defaclobjtype]} belonging to role {role}"
    if row.defaclnamespace:
        text += f" in schema {catalog.pg_namespace[row.defaclnamespace].nspname}"
    return text


def _publication_rel(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    row = catalog.pg_publication_rel[address.objid]
    publication = catalog.pg_publication[row.prpubid].pubname
    return f"publication of {relation_description(catalog, row.prrelid, ns)} in publication {publication}"


def _publication_namespace(catalog: Catalog, address: ObjectAddress, _ns: Namespace | None) -> str:
    row = catalog.pg_publication_namespace[address.objid]
    schema, publication = catalog.pg_namespace[row.pnnspid].nspname, catalog.pg_publication[row.pnpubid].pubname
    return f"publication of schema {schema} in publication {publication}"


def _transform(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
    row = catalog.pg_transform[address.objid]
    language = catalog.pg_language[row.trflang].lanname
    return f"transform for {format_type(catalog, row.trftype, namespace=ns)} language {language}"


def _bare(word: str, column: str) -> Describe:
    """Describe a kind outside schemas: the word and the name, not quoted."""

    def describe(catalog: Catalog, address: ObjectAddress, _ns: Namespace | None) -> str:
        return f"{word} {getattr(catalog.tables[address.classid][address.objid], column)}"

    return describe


def _in_schema(word: str, column: str, schemacol: str) -> Describe:
    """Describe a kind in schemas: the word and the name, quoted, qualified where it is not visible."""

    def describe(catalog: Catalog, address: ObjectAddress, ns: Namespace | None) -> str:
        record = catalog.tables[address.classid][address.objid]
        name, schema = getattr(record, column), getattr(record, schemacol)
        return f"{word} {names.schema_qualified(catalog, address.classid, 'name', name, schema, ns)}"

    return describe


_DESCRIBE: Final[dict[str, Describe]] = {
    "pg_am": _bare("access method", "amname"),
    "pg_amop": _amop,
    "pg_amproc": _amproc,
    "pg_attrdef": _attrdef,
    "pg_auth_members": _auth_members,
    "pg_authid": _bare("role", "rolname"),
    "pg_cast": _cast,
    "pg_class": _class,
    "pg_collation": _in_schema("collation", "collname", "collnamespace"),
    "pg_constraint": _constraint,
    "pg_conversion": _in_schema("conversion", "conname", "connamespace"),
    "pg_database": _bare("database", "datname"),
    "pg_default_acl": _default_acl,
    "pg_event_trigger": _bare("event trigger", "evtname"),
    "pg_extension": _bare("extension", "extname"),
    "pg_foreign_data_wrapper": _bare("foreign-data wrapper", "fdwname"),
    "pg_foreign_server": _bare("server", "srvname"),
    "pg_language": _bare("language", "lanname"),
    "pg_namespace": _bare("schema", "nspname"),
    "pg_opclass": _opclass,
    "pg_operator": lambda catalog, address, ns: f"operator {names.operator_signature(catalog, address.objid, ns)}",
    "pg_opfamily": _opfamily,
    "pg_policy": _policy,
    "pg_proc": lambda catalog, address, ns: f"function {names.function_signature(catalog, address.objid, ns)}",
    "pg_publication": _bare("publication", "pubname"),
    "pg_publication_namespace": _publication_namespace,
    "pg_publication_rel": _publication_rel,
    "pg_rewrite": _rewrite,
    "pg_statistic_ext": _in_schema("statistics object", "stxname", "stxnamespace"),
    "pg_subscription": _bare("subscription", "subname"),
    "pg_tablespace": _bare("tablespace", "spcname"),
    "pg_transform": _transform,
    "pg_trigger": _trigger,
    "pg_ts_config": _in_schema("text search configuration", "cfgname", "cfgnamespace"),
    "pg_ts_dict": _in_schema("text search dictionary", "dictname", "dictnamespace"),
    "pg_ts_parser": _in_schema("text search parser", "prsname", "prsnamespace"),
    "pg_ts_template": _in_schema("text search template", "tmplname", "tmplnamespace"),
    "pg_type": lambda catalog, address, ns: f"type {format_type(catalog, address.objid, namespace=ns)}",
    "pg_user_mapping": _user_mapping,
}


def object_identity(catalog: Catalog, address: ObjectAddress) -> str:
    """Return the object's identity, always qualified: ``c on public.t``, ``public.f(integer)`` (getObjectIdentity)."""
    match address.classid:
        case "pg_class":
            relation = names.qualified_relation_name(catalog, address.objid)
            if not address.objsubid:
                return relation
            return f"{relation}.{quote_identifier(names.column_name(catalog, address.objid, address.objsubid))}"
        case "pg_proc":
            proc = catalog.pg_proc[address.objid]
            name = quote_qualified(catalog.pg_namespace[proc.pronamespace].nspname, proc.proname)
            return f"{name}({','.join(format_type(catalog, t) for t in proc.proargtypes)})"
        case "pg_constraint":
            constraint = catalog.pg_constraint[address.objid]
            name = quote_identifier(constraint.conname)
            if constraint.conrelid:
                return f"{name} on {names.qualified_relation_name(catalog, constraint.conrelid)}"
            return f"{name} on {format_type(catalog, constraint.contypid)}"
        case "pg_trigger":
            trigger = catalog.pg_trigger[address.objid]
            return f"{quote_identifier(trigger.tgname)} on {names.qualified_relation_name(catalog, trigger.tgrelid)}"
        case "pg_policy":
            policy = catalog.pg_policy[address.objid]
            return f"{quote_identifier(policy.polname)} on {names.qualified_relation_name(catalog, policy.polrelid)}"
        case "pg_rewrite":
            rule = catalog.pg_rewrite[address.objid]
            return f"{quote_identifier(rule.rulename)} on {names.qualified_relation_name(catalog, rule.ev_class)}"
        case "pg_attrdef":
            default = catalog.pg_attrdef[address.objid]
            column = ObjectAddress("pg_class", default.adrelid, default.adnum)
            return f"for {object_identity(catalog, column)}"
        case "pg_namespace":
            return quote_identifier(catalog.pg_namespace[address.objid].nspname)
    # The other kinds' identities are their descriptions without the leading noun.
    text = object_description(catalog, address)
    noun = "server" if address.classid == "pg_foreign_server" else OBJECT_KINDS[address.classid].noun
    return text.removeprefix(noun + " ")
