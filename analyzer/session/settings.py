"""Run-time settings of a session: SET, SET LOCAL, RESET and what they mean at transaction end
(src/backend/utils/misc/guc.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Snapshot(NamedTuple):
    """The settings at one moment, for going back to them."""

    session: dict[str, str]
    local: dict[str, str]


class Settings:
    """Explicit values by lower-case name; what is set nowhere has the default that `defaults` gives (absent: unknown).
    """

    def __init__(self, defaults: dict[str, str]) -> None:
        self.defaults = defaults
        self._session: dict[str, str] = {}
        self._local: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return the value in force, None where nobody has set it and the default is not known."""
        name = name.lower()
        if name in self._local:
            return self._local[name]
        if name in self._session:
            return self._session[name]
        return self.defaults.get(name)

    def reader(self) -> Callable[[str], str | None]:
        """Return what `get` returns now, whatever is set later."""
        local, session, defaults = self._local, self._session, self.defaults
        return lambda name: local.get(name, session.get(name, defaults.get(name)))

    def set(self, name: str, value: str, *, local: bool = False) -> None:
        """SET or SET LOCAL; a plain SET also overrides an earlier SET LOCAL of the same transaction."""
        name = name.lower()
        if local:
            self._local = {**self._local, name: value}
        else:
            self._session = {**self._session, name: value}
            if name in self._local:
                self._local = {k: v for k, v in self._local.items() if k != name}

    def reset(self, name: str) -> None:
        """RESET name: back to the session's default."""
        name = name.lower()
        self._session = {k: v for k, v in self._session.items() if k != name}
        self._local = {k: v for k, v in self._local.items() if k != name}

    def reset_all(self) -> None:
        """RESET ALL."""
        self._session, self._local = {}, {}

    def end_transaction(self) -> None:
        """Forget what SET LOCAL set."""
        self._local = {}

    def snapshot(self) -> Snapshot:
        """Return the present values; dicts are never changed in place, so this costs nothing."""
        return Snapshot(self._session, self._local)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot."""
        self._session, self._local = snapshot
