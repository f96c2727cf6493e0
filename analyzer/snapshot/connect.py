"""A snapshot over a connection of its own: one round trip in a read-only transaction with a statement timeout.

libpq reads `PG*` variables, service files and password files by itself; nothing here handles a password.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from analyzer.baseline import MAJORS
from analyzer.errors import UsageError
from analyzer.snapshot.introspect import introspect_sql

STATEMENT_TIMEOUT: Final = 120
CONNECT_TIMEOUT: Final = 15
"""Seconds, unless the address says otherwise."""

_PASSWORD_IN_TEXT: Final = re.compile(
    r"(://[^/@\s:]*:)[^@\s/]+(@)|((?:password|passfile|sslpassword)\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s&]+)", re.IGNORECASE
)


class Fetching:
    """A snapshot of the database at an address, taken while its caller does something else.

    What `fetch` raises is raised by whichever method is called first.
    """

    def __init__(self, address: str = "") -> None:
        self._major: Future[int] = Future()
        self._content: Future[bytes] = Future()
        # A thread that nothing waits for: a run that ends early ends the connection with it.
        threading.Thread(target=self._fetch, args=(address,), daemon=True).start()

    def postgres(self) -> int:
        """Return the server's major version as soon as it is known."""
        return self._major.result()

    def content(self) -> bytes:
        """Return the snapshot."""
        return self._content.result()

    def _fetch(self, address: str) -> None:
        try:
            self._content.set_result(fetch(address, connected=self._major.set_result))
        except BaseException as error:  # noqa: BLE001
            # Of whatever kind: it is the caller's, in whose thread it is raised.
            for future in (self._major, self._content):
                if not future.done():
                    future.set_exception(error)


def fetch(
    address: str = "", *, timeout: int = STATEMENT_TIMEOUT, connected: Callable[[int], None] | None = None
) -> bytes:
    """Return the snapshot of the database at an address: a URI, key=value pairs, or nothing but `PG*` variables.

    `connected` is told the server's major version before the snapshot is taken. UsageError, without any password, where
    it cannot be reached or the role may not read it.
    """
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise UsageError("a live database needs psycopg: pip install 'pgrehearse[live]'") from None
    try:
        given = conninfo_to_dict(address)
    except psycopg.Error:
        # What libpq says quotes the part it stumbled over, which may be the password.
        raise UsageError("the database's address is not understood: it is no URI and no list of key=value") from None
    password = str(given.get("password") or "")
    options = {
        "application_name": given.get("application_name", "pgrehearse"),
        "connect_timeout": given.get("connect_timeout", CONNECT_TIMEOUT),
        "client_encoding": "UTF8",
    }
    # One message: a failure anywhere ends all of it, and the transaction with it.
    script = (
        f"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;\n"
        f"SET LOCAL statement_timeout = '{timeout}s';\nSET LOCAL search_path = pg_catalog;\n"
        f"{introspect_sql()}\nCOMMIT;"
    )
    try:
        with psycopg.connect(address, autocommit=True, **options) as connection:  # type: ignore[arg-type]
            major = connection.info.server_version // 10000
            if major not in MAJORS:
                raise UsageError(f"the database is PostgreSQL {major}; known are {MAJORS[0]} to {MAJORS[-1]}")
            if connected is not None:
                connected(major)
            cursor = connection.execute(script.encode())
            value: str | None = None
            while True:
                if cursor.description is not None:
                    row = cursor.fetchone()
                    value = row[0] if row is not None else None
                if not cursor.nextset():
                    break
    except psycopg.Error as error:
        raise UsageError(_one_line(f"the database cannot be read: {error}", password)) from None
    except UnicodeDecodeError:
        raise UsageError("the database cannot be read: it holds names that are not UTF-8") from None
    if value is None:
        raise UsageError("the database returned no snapshot")
    return value.encode()


def _one_line(message: str, password: str) -> str:
    text = " ".join(message.split())
    text = _PASSWORD_IN_TEXT.sub(lambda m: f"{m[1] or m[3]}********{m[2] or ''}", text)
    return text.replace(password, "********") if len(password) > 3 else text
