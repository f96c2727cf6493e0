"""One kind of object, told twice: what the intended catalog says of it, and the SELECT that asks a database for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.verify.intended import Intended

Values = dict[str, str]
"""What is known of one object, by aspect; an aspect that the object has not is left out."""


class Fact(msgspec.Struct, frozen=True):
    """What is intended of one object; `name` is how both sides call it.

    Of a `part` of an object that was there before the migrations only the aspects they changed are told, None for what
    they took away.
    """

    kind: str
    name: str
    values: Mapping[str, str | None]
    part: bool = False


class Kind(msgspec.Struct, frozen=True):
    """How one kind of object is told by both sides.

    `found` is a SELECT that yields kind, name, platform (whether it may belong to the platform, where what the
    migrations do not name is none of their business) and values as jsonb. `intended` yields the facts of a catalog.
    """

    found: str
    intended: Callable[[Intended], Iterator[Fact]]


def values(**aspects: str | bool | int | None) -> Values:
    """Return the aspects that are there: not None, not False; True is "yes", underscores in names are blanks."""
    found = {}
    for name, value in aspects.items():
        if value is None or value is False:
            continue
        found[name.rstrip("_").replace("_", " ")] = "yes" if value is True else str(value)
    return found


def listed(texts: Iterable[str] | None) -> str | None:
    """Return several texts as one from which each can be told, as `list_of` does; None for none."""
    return ", ".join(each.replace(",", ",,") for each in texts or ()) or None


UNKNOWN: Final = "?"
"""The value of an aspect that the simulation cannot tell: the database is not asked for it."""

HIDDEN: Final = "(not visible)"
"""The value of an aspect that the role asking, or a server of another major, cannot tell."""


def text(write: Callable[[], str]) -> str:
    """Return SQL text in the form both sides share; UNKNOWN where the simulation cannot write it."""
    try:
        return collapsed(write())
    except NotSimulated:
        return UNKNOWN


_QUOTED: Final = re.compile(r"""('[^']*'|"[^"]*")|[^'"]+""")
_CAST_OF_ARRAY: Final = re.compile(r"\((ARRAY\[[^][]*\])\)::text\[\]")
_CAST_OF_ITEM: Final = re.compile(r"\(('(?:[^']|'')*'::character varying)\)::text")


def collapsed(sql: str) -> str:
    """Return deparsed SQL with runs of white space outside quotes made one, and one form for `varchar IN (...)`.

    Reading such a list back and writing it again moves its cast to text to and fro between array and elements.
    """
    sql = _QUOTED.sub(lambda found: found[1] or _tight(found[0]), sql).strip(" ;")
    return _CAST_OF_ITEM.sub(r"\1", _CAST_OF_ARRAY.sub(r"\1", sql))


def _tight(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")")
