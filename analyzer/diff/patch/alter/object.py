"""ALTER for one aspect of an object that both sides have; each statement may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.state.others import publication_options
from analyzer.deparse.trigger import rule_definition
from analyzer.diff.patch.alter.index import index_writer
from analyzer.diff.patch.alter.relation import relation_writer
from analyzer.diff.patch.alter.type import type_writer
from analyzer.diff.patch.guard import guarded
from analyzer.diff.patch.options import foreign_option_changes, options_differ
from analyzer.diff.patch.roles import role_writer
from analyzer.diff.patch.settings import database_setting
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms, Write

_ENABLE: Final = {"O": "ENABLE", "D": "DISABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}

# -- triggers, rules ---------------------------------------------------------------------------------------------------


def _trigger_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = terms.record(address)
    word, name = _ENABLE[record.tgenabled], quote_identifier(record.tgname)
    relkind = terms.intended.pg_class[record.tgrelid].relkind
    only = "ONLY " if relkind == "p" or record.tgparentid else ""
    table = names.qualified_relation_name(terms.intended, record.tgrelid)
    kind = "FOREIGN TABLE" if relkind == "f" else "TABLE"
    return [f"ALTER {kind} {only}{table} {word} TRIGGER {name}"]


def _rule_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = terms.record(address)
    table = names.qualified_relation_name(terms.intended, record.ev_class)
    return [f"ALTER TABLE {table} {_ENABLE[record.ev_enabled]} RULE {quote_identifier(record.rulename)}"]


def _rule(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [rule_definition(terms.intended, address.objid).replace("CREATE RULE ", "CREATE OR REPLACE RULE ", 1)]


def _event_trigger_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{terms.head(address)} {_ENABLE[terms.record(address).evtenabled]}"]


# -- extensions, publications, foreign data ----------------------------------------------------------------------------


def _extension_schema(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    schema = terms.intended.pg_namespace[terms.record(address).extnamespace].nspname
    return [f"{terms.head(address)} SET SCHEMA {quote_identifier(schema)}"]


def _extension_version(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{terms.head(address)} UPDATE TO {quote_literal(terms.record(address).extversion)}"]


def _publication(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = terms.record(address)
    options = publication_options(record)
    if not record.pubviaroot:
        options += ", publish_via_partition_root = false"
    if terms.intended.postgres >= 18 and record.pubgencols != "s":
        options += ", publish_generated_columns = none"
    return [f"{terms.head(address)} SET ({options})"]


def _subscription_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{terms.head(address)} {'ENABLE' if terms.record(address).subenabled else 'DISABLE'}"]


def _server_version(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    version = terms.record(address).srvversion
    return [f"{terms.head(address)} VERSION {quote_literal(version) if version is not None else 'NULL'}"]


def _options_of(catalog: str, column: str, namecol: str) -> Write:
    def write(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
        wanted = getattr(terms.record(address), column)
        had = getattr(terms.before.tables[live.classid][live.objid], column)
        where = f"{namecol} = {quote_literal(getattr(terms.record(address), namecol))}"
        text = f"{terms.head(address)} {foreign_option_changes(had, wanted)}"
        return [guarded(options_differ(catalog, column, where, wanted), [text])]

    return write


def _wrapper_function(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    oid = getattr(terms.record(address), f"fdw{change.aspect}")
    word = change.aspect.upper()
    return [f"{terms.head(address)} {f'{word} {names.function_name(terms.intended, oid)}' if oid else f'NO {word}'}"]


def _mapping_options(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    mapping = terms.record(address)
    user = quote_identifier(acl.role_name(terms.intended, mapping.umuser)) if mapping.umuser else "PUBLIC"
    server = terms.intended.pg_foreign_server[mapping.umserver].srvname
    text = foreign_option_changes(terms.before.pg_user_mapping[live.objid].umoptions, mapping.umoptions)
    name = acl.role_name(terms.intended, mapping.umuser) if mapping.umuser else "public"
    where = f"usename = {quote_literal(name)} AND srvname = {quote_literal(server)}"
    condition = options_differ("pg_user_mappings", "umoptions", where, mapping.umoptions)
    statement = f"ALTER USER MAPPING FOR {user} SERVER {quote_identifier(server)} {text}"
    return [guarded(condition, [statement])]


_ASPECTS: Final[dict[tuple[str, str], Write]] = {
    ("trigger", "enabled"): _trigger_enabled,
    ("rule", "enabled"): _rule_enabled,
    ("rule", "definition"): _rule,
    ("event trigger", "enabled"): _event_trigger_enabled,
    ("extension", "schema"): _extension_schema,
    ("extension", "version"): _extension_version,
    ("publication", "options"): _publication,
    ("subscription", "enabled"): _subscription_enabled,
    ("server", "version"): _server_version,
    ("server", "options"): _options_of("pg_foreign_server", "srvoptions", "srvname"),
    ("foreign-data wrapper", "options"): _options_of("pg_foreign_data_wrapper", "fdwoptions", "fdwname"),
    ("foreign-data wrapper", "handler"): _wrapper_function,
    ("foreign-data wrapper", "validator"): _wrapper_function,
    ("user mapping", "options"): _mapping_options,
}


def writer(kind: str, aspect: str) -> Write | None:
    """Return what writes the statements for an aspect; None if the object has to be made again, or nothing helps."""
    if kind == "database":
        return database_setting
    found = _ASPECTS.get((kind, aspect))
    for of_kind in (index_writer, relation_writer, type_writer, role_writer):
        found = found or of_kind(kind, aspect)
    return found
