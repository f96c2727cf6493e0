"""One database session: who is connected, who acts, settings, temporary schema, prepared statements, transaction
(src/backend/utils/init/miscinit.c, postgres.c).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import PgError
from analyzer.session.rows import Rows
from analyzer.session.sequences import Sequences
from analyzer.session.settings import Settings, Snapshot
from analyzer.session.transaction import Characteristics, Transaction


class SessionState(NamedTuple):
    """What a failed statement or a rollback takes back, the catalog aside."""

    session_user: int
    roleid: int
    settings: Snapshot
    temp_namespace: int
    cursors: dict[str, int]
    characteristics: Characteristics
    before_local: tuple[int, int] | None


class Session:
    """The state that SET, SET ROLE, BEGIN, PREPARE and their like change.

    `authenticated_user` connected; `session_user` is that or what SET SESSION AUTHORIZATION says; `roleid` is the
    current user. `platform` is "supabase" where supautils' rules apply, else None.
    """

    def __init__(
        self, catalog: Catalog, user: int, *, defaults: dict[str, str] | None = None, platform: str | None = None
    ) -> None:
        self.catalog = catalog
        self.authenticated_user = user
        self.session_user = user
        self._before_local: tuple[int, int] | None = None
        self.platform = platform
        self.settings = Settings({"search_path": '"$user", public', "check_function_bodies": "on", **(defaults or {})})
        self.namespace = Namespace(catalog, user)
        self.transaction = Transaction(catalog.journal)
        self.namespace.unsafe_enum_oids = self.transaction.uncommitted_enum_labels
        self.prepared: dict[str, Any] = {}
        """Prepared statements by name (not transactional, as on the server)."""
        self.cursors: dict[str, int] = {}
        """Options of the open cursors by name; never changed in place."""
        self.on_commit: dict[int, str] = {}
        """Temporary tables with ON COMMIT "drop" or "delete"."""
        self.creating_extension = 0
        """The extension whose script runs (CurrentExtensionObject); what is created meanwhile becomes its member."""
        self.rows = Rows(catalog.journal, self._came_with_rows)
        """The tables' rows, as far as they are known."""
        self.sequences = Sequences(catalog.journal)
        """Where the sequences stand, as far as that is known."""
        self.plans: dict[Any, Any] = {}
        """Analyzed statements of SQL functions, with what they were analyzed for."""
        self.creation_paths: dict[int, str] = {}
        """The search_path that was set while a routine was made, by oid: where its author looked names up."""
        self.refresh()

    @property
    def roleid(self) -> int:
        """The current user."""
        return self.namespace.roleid

    def _came_with_rows(self, relid: int) -> bool:
        """Tell whether a table may have had rows from the beginning: an extension's, or a platform's record of its own
        migrations.
        """
        if depend.extension_of(self.catalog, ObjectAddress("pg_class", relid)) is not None:
            return True
        if not self.catalog.pg_class.is_baseline(relid):
            return False
        relation = self.catalog.pg_class.get(relid)
        return relation is not None and relation.relname.endswith("migrations")

    def is_empty(self, relid: int) -> bool:
        """Tell whether a table has certainly no rows: nothing that has run so far can have put any there."""
        return self.rows.is_empty(relid)

    def set_role(self, roleid: int) -> None:
        """SET ROLE (checks are the caller's)."""
        self.namespace.roleid = roleid

    def set_session_user(self, roleid: int) -> None:
        """SET SESSION AUTHORIZATION (checks are the caller's); the current role follows."""
        self.session_user = roleid
        self.namespace.roleid = roleid

    def keep_identity(self, *, local: bool) -> None:
        """Note, before SET ROLE or SET SESSION AUTHORIZATION, who the end of the transaction brings back: with LOCAL
        those who are it now, without nobody.
        """
        if not local:
            self._before_local = None
        elif self._before_local is None:
            self._before_local = (self.session_user, self.roleid)

    def end_transaction(self) -> None:
        """Forget what SET LOCAL set."""
        self.settings.end_transaction()
        if self._before_local is not None:
            self.session_user, self.namespace.roleid = self._before_local
            self._before_local = None

    def setting(self, name: str) -> str | None:
        """Return a parameter's value as SHOW does, None where it is not known."""
        characteristics = self.transaction.characteristics
        match name.lower():
            case "transaction_isolation":
                return characteristics.isolation
            case "transaction_read_only":
                return "on" if characteristics.read_only else "off"
            case "transaction_deferrable":
                return "on" if characteristics.deferrable else "off"
            case _:
                return self.settings.get(name)

    def start_transaction(self) -> None:
        """Begin a transaction with the characteristics that the default_transaction_* settings ask for."""
        isolation = self.settings.get("default_transaction_isolation") or "read committed"
        read_only = self.settings.get("default_transaction_read_only") or "off"
        deferrable = self.settings.get("default_transaction_deferrable") or "off"
        self.namespace.has_accessed_temp = False
        self.transaction.start(Characteristics(isolation.lower(), parse_bool(read_only), parse_bool(deferrable)))

    def refresh(self) -> None:
        """Let the namespace follow a changed search_path; call after every change of settings."""
        self.namespace.search_path = split_identifiers(self.settings.get("search_path") or "")

    def state(self) -> SessionState:
        """Return what `restore` takes."""
        return SessionState(
            self.session_user, self.roleid, self.settings.snapshot(), self.namespace.temp_namespace, self.cursors,
            self.transaction.characteristics, self._before_local,
        )

    def restore(self, state: SessionState) -> None:
        """Go back to an earlier state."""
        self.session_user = state.session_user
        self.namespace.roleid = state.roleid
        self.namespace.temp_namespace = state.temp_namespace
        self.settings.restore(state.settings)
        self.transaction.characteristics = state.characteristics
        self._before_local = state.before_local
        # What was closed since stays closed.
        self.cursors = {name: options for name, options in state.cursors.items() if name in self.cursors}
        self.refresh()

    def reset(self) -> None:
        """RESET ALL and RESET SESSION AUTHORIZATION: what happens between two files of the layout `files`."""
        self.settings.reset_all()
        self._before_local = None
        self.set_session_user(self.authenticated_user)
        self.refresh()


@cache
def parse_bool(text: str) -> bool:
    """Tell whether a Boolean parameter's value, checked already, means on (parse_bool, bool.c)."""
    lower = text.lower()
    return lower == "1" or lower == "on" or (bool(lower) and ("true".startswith(lower) or "yes".startswith(lower)))


@cache
def split_identifiers(text: str) -> tuple[str, ...]:
    """Split a comma-separated list of identifiers as search_path holds them (SplitIdentifierString, varlena.c).

    Unquoted names are folded to lower case; 22023 for a list that does not parse.
    """
    names: list[str] = []
    i, n = 0, len(text)
    while i < n and text[i].isspace():
        i += 1
    if i == n:
        return ()
    while True:
        if i < n and text[i] == '"':
            name, i = _quoted(text, i)
        else:
            start = i
            while i < n and text[i] != "," and not text[i].isspace():
                i += 1
            if i == start:
                raise _invalid(text)
            name = text[start:i].lower()
        names.append(name.encode()[:63].decode(errors="ignore"))
        while i < n and text[i].isspace():
            i += 1
        if i == n:
            return tuple(names)
        if text[i] != ",":
            raise _invalid(text)
        i += 1
        while i < n and text[i].isspace():
            i += 1


def _quoted(text: str, i: int) -> tuple[str, int]:
    parts: list[str] = []
    i += 1
    while True:
        end = text.find('"', i)
        if end < 0:
            raise _invalid(text)
        parts.append(text[i:end])
        i = end + 1
        if i < len(text) and text[i] == '"':
            parts.append('"')
            i += 1
            continue
        return "".join(parts), i


def _invalid(text: str) -> PgError:
    return PgError(
        sqlstate.INVALID_PARAMETER_VALUE, f'invalid value for parameter "search_path": "{text}"',
        detail="List syntax is invalid.",
    )
