"""One of the two states, with what is asked of it: numbers, trees and privileges in the intended side's terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from analyzer.analyze.equality import normalised
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.deparse.expr import expression
from analyzer.diff.translate import translated
from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.record import AclItem
    from analyzer.diff.pairing import Pairing

Text: TypeAlias = Callable[[], str]


class Fact(NamedTuple):
    """One thing said of an object: the aspect, a value to compare, and the value as SQL, written when asked for."""

    aspect: str
    value: Any
    text: Text


Facts: TypeAlias = Iterator[Fact]


class Side:
    """A catalog, and how to compare what is in it; `pairing` is given for the live side."""

    def __init__(self, catalog: Catalog, pairing: Pairing | None = None) -> None:
        self.catalog = catalog
        self.pairing = pairing

    def ref(self, classid: str, oid: int) -> int:
        """Return an object's number in the intended side's terms."""
        return oid if self.pairing is None else self.pairing.ref(classid, oid)

    def refs(self, classid: str, oids: Iterable[int] | None) -> tuple[int, ...] | None:
        """Return the numbers of several objects."""
        return None if oids is None else tuple(self.ref(classid, oid) for oid in oids)

    def attnum(self, relid: int, attnum: int) -> int:
        """Return a column's number in the intended side's terms."""
        return attnum if self.pairing is None else self.pairing.attnum(relid, attnum)

    def attnums(self, relid: int, attnums: Iterable[int] | None) -> tuple[int, ...] | None:
        """Return the numbers of several columns."""
        return None if attnums is None else tuple(self.attnum(relid, attnum) for attnum in attnums)

    def tree(self, tree: e.Stored, relid: int = 0, extra: int = 1) -> Any:
        """Return a stored tree, or a tuple of them, such that equal ones mean the same."""
        if tree is None:
            return None
        found = normalised(tree)
        if self.pairing is None:
            return found
        return translated(self.pairing, found, relid, extra)

    def role(self, oid: int) -> str:
        """Return a role's name, PUBLIC for 0."""
        return "PUBLIC" if oid == acl.PUBLIC else acl.role_name(self.catalog, oid)

    # -- privileges ------------------------------------------------------------------------------------------------

    def privileges(
        self, items: tuple[AclItem, ...] | None, owner: int, objtype: str
    ) -> dict[int, tuple[int, int]]:
        """Return what each grantee may do and grant on, whoever granted it; key -1 is the owner."""
        if items is None:
            items = acl.default_acl(objtype, owner, self.catalog.postgres)
        found: dict[int, tuple[int, int]] = {}
        for item in items:
            grantee = -1 if item.grantee == owner else self.ref("pg_authid", item.grantee)
            privs, options = found.get(grantee, (0, 0))
            own = 0 if grantee == -1 else item.goptions
            found[grantee] = (privs | item.privs, options | own)
        return {grantee: held for grantee, held in found.items() if held != (0, 0)}


def tree_text(catalog: Catalog, tree: e.Stored, relid: int | None = None) -> Text:
    """Return what writes an expression as SQL, or says why it cannot."""

    def text() -> str:
        return written(lambda: expression(catalog, tree, relid)) if tree is not None else ""

    return text


def written(write: Text) -> str:
    """Return the SQL, or in its place why it cannot be written."""
    try:
        return write()
    except NotSimulated as reason:
        return f"(unknown: {reason.reason})"


def said(text: str) -> Text:
    """Return what gives a text known already."""
    return lambda: text
