"""Privileges from the server's text of them (aclitemin, acl.c), roles by the numbers that a snapshot gives them."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.catalog import acl
from analyzer.catalog.record import AclItem
from analyzer.errors import UsageError


class Privileges:
    """Reads the privileges of one document, called `name`, whose roles have the numbers given."""

    def __init__(self, roles: Mapping[str, int], name: str) -> None:
        self._roles = roles
        self._name = name
        self._acls: dict[tuple[str, ...], tuple[AclItem, ...]] = {}

    def read(self, items: tuple[str, ...] | None) -> tuple[AclItem, ...] | None:
        """Return an aclitem[] from its items' text (aclparse, acl.c)."""
        if items is None:
            return None
        found = self._acls.get(items)
        if found is None:
            found = self._acls[items] = tuple(map(self._aclitem, items))
        return found

    def _aclitem(self, text: str) -> AclItem:
        grantee, rest = _identifier(text)
        letters, slash, last = rest.removeprefix("=").partition("/")
        grantor, end = _identifier(last)
        if not rest.startswith("=") or not slash or end or not grantor:
            raise UsageError(f"{self._name}: the snapshot is damaged: these are no privileges: {text!r}")
        privs = goptions = bit = 0
        for letter in letters:
            if letter == "*":
                goptions |= bit
                continue
            place = acl.LETTERS.find(letter)
            if place < 0:
                raise UsageError(f"{self._name}: the snapshot is damaged: these are no privileges: {text!r}")
            bit = 1 << place
            privs |= bit
        return AclItem(self._role(grantee) if grantee else acl.PUBLIC, self._role(grantor), privs, goptions)

    def _role(self, name: str) -> int:
        found = self._roles.get(name)
        if found is not None:
            return found
        # A role that is gone is shown by its number.
        if name.isascii() and name.isdigit():
            return int(name)
        raise UsageError(f"{self._name}: the snapshot is damaged: there is no role {name!r}")


def _identifier(text: str) -> tuple[str, str]:
    """Return the role name at the start of an aclitem's text, and what follows it (getid, acl.c)."""
    if not text.startswith('"'):
        end = 0
        while end < len(text) and (text[end].isalnum() or text[end] == "_" or not text[end].isascii()):
            end += 1
        return text[:end], text[end:]
    parts: list[str] = []
    at = 1
    while True:
        end = text.find('"', at)
        if end < 0:
            return "", text
        parts.append(text[at:end])
        if not text.startswith('""', end):
            return "".join(parts), text[end + 1 :]
        parts.append('"')
        at = end + 2
