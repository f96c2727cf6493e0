"""Languages, foreign data, publications in a state script (pg_dump's dumpForeignServer, dumpPublication ...)."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_am import PgAm
from analyzer.catalog.pg_foreign import PgForeignDataWrapper, PgForeignServer, PgUserMapping
from analyzer.catalog.pg_language import PgLanguage
from analyzer.catalog.pg_publication import PgPublication, PgPublicationNamespace, PgPublicationRel, PgSubscription
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.options import foreign_options, split_option
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.tree.names import quote_identifier, quote_literal


@each("pg_language")
def languages(scope: Scope, record: PgLanguage) -> Iterator[Entry]:
    """Yield CREATE LANGUAGE statements."""
    catalog = scope.catalog
    text = f"CREATE {'TRUSTED ' if record.lanpltrusted else ''}LANGUAGE {quote_identifier(record.lanname)}"
    text += f" HANDLER {names.function_name(catalog, record.lanplcallfoid)}"
    text += f" INLINE {names.function_name(catalog, record.laninline)}" if record.laninline else ""
    text += f" VALIDATOR {names.function_name(catalog, record.lanvalidator)}" if record.lanvalidator else ""
    yield Entry(ObjectAddress("pg_language", record.oid), "language", (record.lanname,), [text])


@each("pg_am")
def access_methods(scope: Scope, method: PgAm) -> Iterator[Entry]:
    """Yield CREATE ACCESS METHOD statements."""
    catalog = scope.catalog
    kind = "TABLE" if method.amtype == "t" else "INDEX"
    handler = names.function_name(catalog, method.amhandler)
    text = f"CREATE ACCESS METHOD {quote_identifier(method.amname)} TYPE {kind} HANDLER {handler}"
    yield Entry(ObjectAddress("pg_am", method.oid), "am", (method.amname,), [text])


@each("pg_foreign_data_wrapper")
def foreign_data_wrappers(scope: Scope, wrapper: PgForeignDataWrapper) -> Iterator[Entry]:
    """Yield CREATE FOREIGN DATA WRAPPER statements."""
    catalog = scope.catalog
    text = f"CREATE FOREIGN DATA WRAPPER {quote_identifier(wrapper.fdwname)}"
    text += f" HANDLER {names.function_name(catalog, wrapper.fdwhandler)}" if wrapper.fdwhandler else ""
    text += f" VALIDATOR {names.function_name(catalog, wrapper.fdwvalidator)}" if wrapper.fdwvalidator else ""
    text += f" {foreign_options(wrapper.fdwoptions)}" if wrapper.fdwoptions else ""
    yield Entry(ObjectAddress("pg_foreign_data_wrapper", wrapper.oid), "fdw", (wrapper.fdwname,), [text])


@each("pg_foreign_server")
def servers(scope: Scope, server: PgForeignServer) -> Iterator[Entry]:
    """Yield CREATE SERVER statements."""
    catalog = scope.catalog
    text = f"CREATE SERVER {quote_identifier(server.srvname)}"
    text += f" TYPE {quote_literal(server.srvtype)}" if server.srvtype is not None else ""
    text += f" VERSION {quote_literal(server.srvversion)}" if server.srvversion is not None else ""
    text += f" FOREIGN DATA WRAPPER {quote_identifier(catalog.pg_foreign_data_wrapper[server.srvfdw].fdwname)}"
    text += f" {foreign_options(server.srvoptions)}" if server.srvoptions else ""
    after = [ObjectAddress("pg_foreign_data_wrapper", server.srvfdw)]
    yield Entry(ObjectAddress("pg_foreign_server", server.oid), "server", (server.srvname,), [text], after=after)


@each("pg_user_mapping")
def user_mappings(scope: Scope, mapping: PgUserMapping) -> Iterator[Entry]:
    """Yield CREATE USER MAPPING statements."""
    catalog = scope.catalog
    user = quote_identifier(acl.role_name(catalog, mapping.umuser)) if mapping.umuser else "PUBLIC"
    server_name = catalog.pg_foreign_server[mapping.umserver].srvname
    text = f"CREATE USER MAPPING FOR {user} SERVER {quote_identifier(server_name)}"
    text += f" {foreign_options(mapping.umoptions)}" if mapping.umoptions else ""
    address = ObjectAddress("pg_user_mapping", mapping.oid)
    after = [ObjectAddress("pg_foreign_server", mapping.umserver)]
    yield Entry(address, "user mapping", (server_name, user), [text], after=after)


@each("pg_publication")
def publications(_scope: Scope, record: PgPublication) -> Iterator[Entry]:
    """Yield CREATE PUBLICATION statements."""
    name = quote_identifier(record.pubname)
    text = f"CREATE PUBLICATION {name}{' FOR ALL TABLES' if record.puballtables else ''}"
    text += f" WITH ({publication_options(record)})"
    yield Entry(ObjectAddress("pg_publication", record.oid), "publication", (record.pubname, ""), [text])


@each("pg_publication_rel")
def publication_tables(scope: Scope, relation: PgPublicationRel) -> Iterator[Entry]:
    """Yield ALTER PUBLICATION ... ADD TABLE, to the baseline's publications too."""
    catalog = scope.catalog
    table = names.qualified_relation_name(catalog, relation.prrelid)
    publication = catalog.pg_publication[relation.prpubid].pubname
    text = f"ALTER PUBLICATION {quote_identifier(publication)} ADD TABLE ONLY {table}"
    if relation.prattrs:
        columns = (quote_identifier(names.column_name(catalog, relation.prrelid, n)) for n in relation.prattrs)
        text += f" ({', '.join(columns)})"
    if relation.prqual is not None:
        text += f" WHERE ({expression(catalog, relation.prqual, relation.prrelid)})"
    after = [ObjectAddress("pg_publication", relation.prpubid), ObjectAddress("pg_class", relation.prrelid)]
    address = ObjectAddress("pg_publication_rel", relation.oid)
    yield Entry(address, "publication", (publication, table), [text], after=after)


@each("pg_publication_namespace")
def publication_schemas(scope: Scope, schema: PgPublicationNamespace) -> Iterator[Entry]:
    """Yield ALTER PUBLICATION ... ADD TABLES IN SCHEMA."""
    catalog = scope.catalog
    publication = catalog.pg_publication[schema.pnpubid].pubname
    schema_name = quote_identifier(catalog.pg_namespace[schema.pnnspid].nspname)
    text = f"ALTER PUBLICATION {quote_identifier(publication)} ADD TABLES IN SCHEMA {schema_name}"
    after = [ObjectAddress("pg_publication", schema.pnpubid), ObjectAddress("pg_namespace", schema.pnnspid)]
    address = ObjectAddress("pg_publication_namespace", schema.oid)
    yield Entry(address, "publication", (publication, schema_name), [text], after=after)


def publication_options(record: PgPublication) -> str:
    """Return the parameters of a publication's WITH clause."""
    actions = (
        (record.pubinsert, "insert"), (record.pubupdate, "update"), (record.pubdelete, "delete"),
        (record.pubtruncate, "truncate"),
    )
    text = f"publish = '{', '.join(word for published, word in actions if published)}'"
    text += ", publish_via_partition_root = true" if record.pubviaroot else ""
    return text + (", publish_generated_columns = stored" if record.pubgencols == "s" else "")


@each("pg_subscription")
def subscriptions(_scope: Scope, record: PgSubscription) -> Iterator[Entry]:
    """Yield CREATE SUBSCRIPTION statements that connect to nothing."""
    published = ", ".join(quote_identifier(name) for name in record.subpublications)
    options = ["connect = false"]
    slot = record.subslotname
    options.append(f"slot_name = {quote_literal(slot) if slot and slot != 'none' else 'NONE'}")
    for option in record.suboptions:
        name, value = split_option(option)
        if name not in ("connect", "slot_name", "create_slot", "enabled", "copy_data"):
            options.append(f"{quote_identifier(name)} = {quote_literal(value)}" if value else quote_identifier(name))
    text = f"CREATE SUBSCRIPTION {quote_identifier(record.subname)} CONNECTION {quote_literal(record.subconninfo)}"
    text += f" PUBLICATION {published} WITH ({', '.join(options)})"
    yield Entry(ObjectAddress("pg_subscription", record.oid), "subscription", (record.subname,), [text])
