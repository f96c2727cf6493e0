"""CREATE and ALTER TEXT SEARCH DICTIONARY (DefineTSDictionary, AlterTSDictionary; commands/tsearchcmds.c)."""

from __future__ import annotations

import msgspec

from analyzer.analyze.typename import deconstruct
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_ts import PgTsDict
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_qualified_name, elements
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.text_search.names import check_owner, check_unique, find_object, invalid
from analyzer.commands.text_search.options import check_options, deserialize, serialize
from analyzer.tree.parse import Node


def define_dictionary(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH DICTIONARY name (TEMPLATE = t, option = value, ...)."""
    schema, name = deconstruct(ctx.namespace, node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    template = 0
    options: list[Node] = []
    for element in elements(node.get("definition", ())):
        if element["defname"] == "template":
            template = find_object(ctx, "OBJECT_TSTEMPLATE", def_qualified_name(element))
        else:
            options.append(element)
    if not template:
        raise invalid("text search template is required")
    record = ctx.catalog.pg_ts_template[template]
    check_options(ctx, record.tmplinit, record.tmplname, options)
    check_unique(ctx, "pg_ts_dict", name, namespace)
    row = PgTsDict(ctx.catalog.new_oid(), name, namespace, ctx.roleid, template, serialize(options))
    ctx.catalog.pg_ts_dict.set(row)
    address = ObjectAddress("pg_ts_dict", row.oid)
    record_owner(ctx, address)
    record_extension_member(ctx, address)
    depend.record(
        ctx.catalog, address, [ObjectAddress("pg_namespace", namespace), ObjectAddress("pg_ts_template", template)]
    )


def alter_dictionary(ctx: Context, node: Node) -> None:
    """Run ALTER TEXT SEARCH DICTIONARY name (option [= value], ...)."""
    row = ctx.catalog.pg_ts_dict[find_object(ctx, "OBJECT_TSDICTIONARY", node["dictname"])]
    check_owner(ctx, ObjectAddress("pg_ts_dict", row.oid), "dictionary", node["dictname"])
    options = deserialize(row.dictinitoption)
    for element in elements(node["options"]):
        options = [option for option in options if option["defname"] != element["defname"]]
        if element.get("arg") is not None:
            options.append(element)
    template = ctx.catalog.pg_ts_template[row.dicttemplate]
    check_options(ctx, template.tmplinit, template.tmplname, options)
    ctx.catalog.pg_ts_dict.set(msgspec.structs.replace(row, dictinitoption=serialize(options)))
