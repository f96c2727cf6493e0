"""Foreign-data wrappers, servers, user mappings, told by both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_foreign import SECRETS
from analyzer.tree.names import quote_identifier
from analyzer.verify.fact import HIDDEN, Fact, Kind, listed, values
from analyzer.verify.found import function_of, not_member, privileges_of, said_of
from analyzer.verify.intended import Intended

_MASK: Final = "********"
_IS_SECRET: Final = re.compile(SECRETS, re.IGNORECASE)


def _options(options: tuple[str, ...] | None) -> str | None:
    """Return foreign options, of secrets only that they are there."""
    found = []
    for option in sorted(options or ()):
        name, _, _ = option.partition("=")
        found.append(f"{name}={_MASK}" if _IS_SECRET.search(name) else option)
    return listed(found)


def _options_of(column: str) -> str:
    return f"""(SELECT string_agg(replace(CASE WHEN split_part(o, '=', 1) ~* '{SECRETS}'
        THEN split_part(o, '=', 1) || '={_MASK}' ELSE o END, ',', ',,'), ', ' ORDER BY o COLLATE "C")
        FROM unnest({column}) AS o)"""


def _wrappers(of: Intended) -> Iterator[Fact]:
    for wrapper in of.of("pg_foreign_data_wrapper"):
        yield Fact("foreign-data wrapper", quote_identifier(wrapper.fdwname), values(
            owner=of.role(wrapper.fdwowner), options=_options(wrapper.fdwoptions),
            handler=of.function(wrapper.fdwhandler), validator=of.function(wrapper.fdwvalidator),
            privileges=of.privileges(ObjectAddress("pg_foreign_data_wrapper", wrapper.oid)),
        ) | of.said("pg_foreign_data_wrapper", wrapper.oid))  # fmt: skip


WRAPPERS: Final = Kind(
    f"""SELECT 'foreign-data wrapper', quote_ident(w.fdwname), false, jsonb_build_object(
      'owner', pg_get_userbyid(w.fdwowner), 'options', {_options_of("w.fdwoptions")},
      'handler', {function_of("w.fdwhandler")}, 'validator', {function_of("w.fdwvalidator")},
      'privileges', {privileges_of("w.fdwacl", "'F'", "w.fdwowner")}, {said_of("pg_foreign_data_wrapper", "w.oid")})
    FROM pg_foreign_data_wrapper AS w WHERE {not_member("pg_foreign_data_wrapper", "w.oid")}""",
    _wrappers,
)


def _servers(of: Intended) -> Iterator[Fact]:
    for server in of.of("pg_foreign_server"):
        wrapper = of.catalog.pg_foreign_data_wrapper[server.srvfdw].fdwname
        yield Fact("server", quote_identifier(server.srvname), values(
            owner=of.role(server.srvowner), wrapper=quote_identifier(wrapper),
            type=server.srvtype, version=server.srvversion, options=_options(server.srvoptions),
            privileges=of.privileges(ObjectAddress("pg_foreign_server", server.oid)),
        ) | of.said("pg_foreign_server", server.oid))  # fmt: skip


SERVERS: Final = Kind(
    f"""SELECT 'server', quote_ident(s.srvname), false, jsonb_build_object(
      'owner', pg_get_userbyid(s.srvowner), 'wrapper', quote_ident(w.fdwname), 'type', s.srvtype,
      'version', s.srvversion, 'options', {_options_of("s.srvoptions")},
      'privileges', {privileges_of("s.srvacl", "'S'", "s.srvowner")}, {said_of("pg_foreign_server", "s.oid")})
    FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    WHERE {not_member("pg_foreign_server", "s.oid")}""",
    _servers,
)


def _mappings(of: Intended) -> Iterator[Fact]:
    for mapping in of.of("pg_user_mapping"):
        server = quote_identifier(of.catalog.pg_foreign_server[mapping.umserver].srvname)
        name = f"{of.grantee(mapping.umuser)} on {server}"
        yield Fact("user mapping", name, values(options=_options(mapping.umoptions)))


MAPPINGS: Final = Kind(
    f"""SELECT 'user mapping', CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END || ' on '
        || quote_ident(m.srvname), false, jsonb_build_object('options',
      -- The view shows options to the user and to who may use the server (pg_user_mappings).
      CASE WHEN m.umoptions IS NULL AND NOT (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user)
        AND NOT (CASE WHEN m.umuser = 0 THEN pg_has_role(s.srvowner, 'USAGE') ELSE m.usename = current_user
          AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE')) END)
        THEN '{HIDDEN}' ELSE {_options_of("m.umoptions")} END)
    FROM pg_user_mappings AS m JOIN pg_foreign_server AS s ON s.oid = m.srvid""",
    _mappings,
)
