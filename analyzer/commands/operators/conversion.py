"""CREATE CONVERSION (src/backend/commands/conversioncmds.c; ConversionCreate, catalog/pg_conversion.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.analyze.typename import deconstruct
from analyzer.catalog import depend
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.encoding import ENCODINGS, SQL_ASCII, encoding_number
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_collation import PgConversion
from analyzer.catalog.type_oids import BOOL, CSTRING, INT4, INTERNAL
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.support_function import check_execute, check_returns, require_function
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


def create_conversion(ctx: Context, node: Node) -> None:
    """Run CREATE [DEFAULT] CONVERSION name FOR 'source' TO 'destination' FROM function."""
    schema, name = deconstruct(ctx.namespace, node["conversion_name"])
    namespace = ctx.namespace.creation_schema(schema)
    source = _encoding(node["for_encoding_name"], "source")
    target = _encoding(node["to_encoding_name"], "destination")
    if SQL_ASCII in (source, target):
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, 'encoding conversion to or from "SQL_ASCII" is not supported'
        )
    names = node["func_name"]
    argtypes = [INT4, INT4, CSTRING, INTERNAL, INT4, BOOL]
    function = require_function(ctx.namespace, names, argtypes)
    check_returns(ctx.namespace, function, names, "encoding conversion function", INT4)
    check_execute(ctx, function, name_list_to_string(names))
    conversions = ctx.catalog.pg_conversion
    key = (function.oid, source, target)
    if not any((row.conproc, row.conforencoding, row.contoencoding) == key for row in conversions):
        _call(function.oid, source, target)
    if conversions.has("name", (name, namespace)):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'conversion "{name}" already exists')
    default = bool(node.get("def"))
    if default and any(
        row.condefault and (row.conforencoding, row.contoencoding) == (source, target)
        for row in conversions.find("namespace", namespace)
    ):
        raise PgError(
            sqlstate.DUPLICATE_OBJECT,
            f"default conversion for {ENCODINGS[source]} to {ENCODINGS[target]} already exists",
        )
    row = PgConversion(ctx.catalog.new_oid(), name, namespace, ctx.roleid, source, target, function.oid, default)
    conversions.set(row)
    address = ObjectAddress("pg_conversion", row.oid)
    depend.record(
        ctx.catalog, address, [ObjectAddress("pg_proc", function.oid), ObjectAddress("pg_namespace", namespace)]
    )
    record_owner(ctx, address)
    record_extension_member(ctx, address)


def _encoding(name: str, role: str) -> int:
    number = encoding_number(name)
    if number < 0:
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'{role} encoding "{name}" does not exist')
    return number


def _call(function: int, source: int, target: int) -> None:
    """The server tries the function on an empty string."""
    if function >= FIRST_NORMAL_OID:
        raise NotSimulated("whether the function converts between these encodings")
    # The built-in functions know their own pair only; those for several encodings report the pair.
    raise NotSimulated(f"whether the function converts {ENCODINGS[source]} to {ENCODINGS[target]}")
