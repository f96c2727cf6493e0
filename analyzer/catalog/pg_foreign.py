"""pg_foreign_data_wrapper, pg_foreign_server, pg_user_mapping, pg_foreign_table (src/include/catalog/pg_foreign_*.h).
"""

from __future__ import annotations

from analyzer.catalog.record import Acl, Record

SECRETS = "(pass|secret|token|key|credential)"
"""What the names of options have in them whose values are not shown, as a regular expression of both PostgreSQL and
Python; it says nothing of case.
"""


class PgForeignDataWrapper(Record, frozen=True):
    """One foreign-data wrapper; options as "name=value"."""

    oid: int
    fdwname: str
    fdwowner: int
    fdwhandler: int = 0
    fdwvalidator: int = 0
    fdwacl: Acl = None
    fdwoptions: tuple[str, ...] | None = None


class PgForeignServer(Record, frozen=True):
    """One foreign server."""

    oid: int
    srvname: str
    srvowner: int
    srvfdw: int
    srvtype: str | None = None
    srvversion: str | None = None
    srvacl: Acl = None
    srvoptions: tuple[str, ...] | None = None


class PgUserMapping(Record, frozen=True):
    """One user mapping; umuser 0 is PUBLIC."""

    oid: int
    umuser: int
    umserver: int
    umoptions: tuple[str, ...] | None = None


class PgForeignTable(Record, frozen=True):
    """The server of a foreign table; key ftrelid."""

    ftrelid: int
    ftserver: int
    ftoptions: tuple[str, ...] | None = None
