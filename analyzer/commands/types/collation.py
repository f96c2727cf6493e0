"""CREATE and ALTER COLLATION (src/backend/commands/collationcmds.c; CollationCreate, catalog/pg_collation.c)."""

from __future__ import annotations

from typing import Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import deconstruct, resolve_collation
from analyzer.catalog import acl, depend
from analyzer.catalog.encoding import UTF8
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_collation import PgCollation
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import (
    conflicting,
    def_boolean,
    def_qualified_name,
    def_string,
    elements,
    location,
)
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

DEFAULT_COLLATION: Final = 100
_ATTRIBUTES: Final = frozenset(
    {"from", "locale", "lc_collate", "lc_ctype", "provider", "deterministic", "rules", "version"}
)
_EVERYWHERE: Final = frozenset({"C", "POSIX"})


def define_collation(ctx: Context, node: Node) -> None:
    """Run CREATE COLLATION [IF NOT EXISTS] name (LOCALE = l, PROVIDER = p, ...) or name FROM other."""
    schema, name = deconstruct(ctx.namespace, node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    given = _attributes(ctx, node.get("definition", []))
    row = (
        _copied(ctx, def_qualified_name(given["from"])) if "from" in given else _described(ctx, given)
    )
    collation = msgspec.structs.replace(
        row, oid=ctx.catalog.new_oid(), collname=name, collnamespace=namespace, collowner=ctx.roleid
    )
    if not _name_is_free(ctx, collation, if_not_exists=bool(node.get("if_not_exists"))):
        return
    ctx.catalog.pg_collation.set(collation)
    address = ObjectAddress("pg_collation", collation.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_namespace", namespace)])
    record_owner(ctx, address)
    record_extension_member(ctx, address)
    if collation.collprovider == "c" and "from" not in given:
        _load_locales(ctx, collation)


def _attributes(ctx: Context, definition: list[Node]) -> dict[str, Node]:
    given: dict[str, Node] = {}
    known = _ATTRIBUTES if ctx.postgres >= 16 else _ATTRIBUTES - {"rules"}
    for element in elements(definition):
        attribute = element["defname"]
        if attribute not in known:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'collation attribute "{attribute}" not recognized', location=location(element)
            )
        if attribute in given:
            raise conflicting(element)
        given[attribute] = element
    detail = None
    if "locale" in given and given.keys() & {"lc_collate", "lc_ctype"}:
        detail = "LOCALE cannot be specified together with LC_COLLATE or LC_CTYPE."
    elif "from" in given and len(definition) != 1:
        detail = "FROM cannot be specified together with any other options."
    if detail is not None:
        raise PgError(sqlstate.SYNTAX_ERROR, "conflicting or redundant options", detail=detail)
    return given


def _copied(ctx: Context, names: list[Node]) -> PgCollation:
    source = ctx.catalog.pg_collation[resolve_collation(ctx.namespace, names)]
    if source.collprovider == "d":
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, 'collation "default" cannot be copied')
    return source


def _required(parameter: str) -> PgError:
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, f'parameter "{parameter}" must be specified')


def _described(ctx: Context, given: dict[str, Node]) -> PgCollation:
    """Return the collation that the attributes describe, its name and owner not yet filled in."""
    provider_name = def_string(given["provider"]) if "provider" in given else None
    deterministic = def_boolean(given["deterministic"]) if "deterministic" in given else True
    rules = def_string(given["rules"]) if "rules" in given else None
    providers = {"icu": "i", "libc": "c"} | ({"builtin": "b"} if ctx.postgres >= 17 else {})
    provider = "c"
    if provider_name is not None:
        if provider_name.lower() not in providers:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION, f"unrecognized collation provider: {provider_name}"
            )
        provider = providers[provider_name.lower()]
    locale = def_string(given["locale"]) if "locale" in given else None
    collate, ctype = (locale, locale) if provider == "c" else (None, None)
    if "lc_collate" in given:
        collate = def_string(given["lc_collate"])
    if "lc_ctype" in given:
        ctype = def_string(given["lc_ctype"])
    encoding = -1
    if provider == "c":
        if collate is None:
            raise _required("lc_collate")
        if ctype is None:
            raise _required("lc_ctype")
        locale, encoding = None, UTF8
    elif locale is None:
        raise _required("locale")
    elif provider == "b":
        locale, encoding = _builtin_locale(ctx, locale)
    elif ctx.postgres >= 16:
        locale = _language_tag(ctx, locale)
    if not deterministic and provider != "i":
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "nondeterministic collations not supported with this provider"
        )
    if rules is not None and provider != "i":
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "ICU rules cannot be specified unless locale provider is ICU"
        )
    return PgCollation(0, "", 0, 0, provider, deterministic, encoding, collate, ctype, locale, rules)


def _builtin_locale(ctx: Context, locale: str) -> tuple[str, int]:
    if locale == "C":
        return locale, -1
    if locale in ("C.UTF-8", "C.UTF8"):
        return "C.UTF-8", UTF8
    if locale == "PG_UNICODE_FAST" and ctx.postgres >= 18:
        return locale, UTF8
    raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'invalid locale name "{locale}" for builtin provider')


def _language_tag(ctx: Context, locale: str) -> str:
    """Return the locale as ICU writes it in BCP 47; keywords after @ are left as they are."""
    if "@" in locale or locale in ("", "C", "POSIX"):
        return locale
    tag = locale.replace("_", "-")
    if tag != locale:
        ctx.notice(f'using standard form "{tag}" for ICU locale "{locale}"')
    return tag


def _name_is_free(ctx: Context, collation: PgCollation, *, if_not_exists: bool) -> bool:
    """Raise 42710 for a collation of this name and encoding, or of any; with `if_not_exists` return False instead."""
    name, encoding = collation.collname, collation.collencoding
    found = {row.collencoding for row in ctx.catalog.pg_collation.find("name", (name, collation.collnamespace))}
    if encoding in found:
        shown = f'collation "{name}"' if encoding == -1 else f'collation "{name}" for encoding "UTF8"'
    elif (UTF8 if encoding == -1 else -1) in found:
        shown = f'collation "{name}"'
    else:
        return True
    if not if_not_exists:
        raise PgError(sqlstate.DUPLICATE_OBJECT, f"{shown} already exists")
    ctx.notice(f"{shown} already exists, skipping", sqlstate=sqlstate.DUPLICATE_OBJECT)
    return False


def _load_locales(ctx: Context, collation: PgCollation) -> None:
    """Which locales there are depends on the server's machine; those of its own collations are there."""
    for locale in (collation.collcollate, collation.collctype):
        if locale in _EVERYWHERE:
            continue
        if not any(row.collprovider == "c" and row.collcollate == locale and row.oid != collation.oid
                   for row in ctx.catalog.pg_collation):
            raise NotSimulated(f'whether the server\'s machine has the locale "{locale}"')


def alter_collation(ctx: Context, node: Node) -> None:
    """Run ALTER COLLATION name REFRESH VERSION."""
    oid = resolve_collation(ctx.namespace, node["collname"])
    if oid == DEFAULT_COLLATION:
        raise PgError(
            sqlstate.INTERNAL_ERROR, "cannot refresh version of default collation",
            hint="Use ALTER DATABASE ... REFRESH COLLATION VERSION instead.",
        )
    if not acl.is_owner(ctx.catalog, ObjectAddress("pg_collation", oid), ctx.roleid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of collation {name_list_to_string(node['collname'])}"
        )
