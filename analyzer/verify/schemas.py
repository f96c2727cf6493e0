"""Schemas and extensions, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.tree.names import quote_identifier
from analyzer.verify.fact import UNKNOWN, Fact, Kind, values
from analyzer.verify.found import PLATFORM, USER_SCHEMA, not_member, privileges_of, said_of
from analyzer.verify.intended import Intended


def _schemas(of: Intended) -> Iterator[Fact]:
    public = None if of.before else of.catalog.pg_namespace.first("name", "public")
    for schema in {schema.oid: schema for schema in (public, *of.of("pg_namespace")) if schema is not None}.values():
        if not schema.nspname.startswith("pg_") and not (of.before and schema.nspname == "public"):
            yield Fact("schema", quote_identifier(schema.nspname), values(
                owner=of.role(schema.nspowner), privileges=of.privileges(ObjectAddress("pg_namespace", schema.oid)),
            ) | of.said("pg_namespace", schema.oid))  # fmt: skip


SCHEMAS: Final = Kind(
    f"""SELECT 'schema', quote_ident(n.nspname), {PLATFORM} OR n.nspname = 'public', jsonb_build_object(
      'owner', pg_get_userbyid(n.nspowner), 'privileges', {privileges_of("n.nspacl", "'n'", "n.nspowner")},
      {said_of("pg_namespace", "n.oid")})
    FROM pg_namespace AS n WHERE {USER_SCHEMA} AND {not_member("pg_namespace", "n.oid")}""",
    _schemas,
)


def _extensions(of: Intended) -> Iterator[Fact]:
    for extension in of.of("pg_extension"):
        schema = of.catalog.pg_namespace[extension.extnamespace].nspname
        pinned = of.before or extension.extname in of.pinned
        said = of.said("pg_extension", extension.oid)
        # CREATE EXTENSION takes the comment from the control file.
        yield Fact("extension", quote_identifier(extension.extname), {
            **({} if of.before else {"comment": UNKNOWN}), **said,
            **values(schema=schema, version=extension.extversion if pinned else UNKNOWN),
        })  # fmt: skip


EXTENSIONS: Final = Kind(
    f"""SELECT 'extension', quote_ident(e.extname), false, jsonb_build_object('schema', n.nspname,
      'version', e.extversion, {said_of("pg_extension", "e.oid")})
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace""",
    _extensions,
)
