"""An object as the user names it: `orders`, `table public.orders`, `policy "read own" on orders`."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from analyzer.errors import UsageError
from analyzer.findings.object_name import ObjectName

_HANGING: Final = ("policy", "trigger", "rule", "constraint")
_KIND_WORDS: Final = {
    "table": "relation", "view": "relation", "materialized view": "relation", "index": "relation",
    "sequence": "relation", "foreign table": "relation", "relation": "relation", "type": "type", "enum": "type",
    "domain": "type", "function": "function", "procedure": "function", "aggregate": "function",
    "column": "column", "policy": "policy", "trigger": "trigger", "rule": "rule", "constraint": "constraint",
    "schema": "schema", "role": "role", "extension": "extension", "publication": "publication",
    "event trigger": "event trigger", "statistics": "statistics", "operator": "operator", "server": "server",
}  # fmt: skip
_IDENTIFIER: Final = re.compile(r'"(?:[^"]|"")+"|[^\s".()]+')


class WantedObject(msgspec.Struct, frozen=True):
    """An object as the user names it: the words for its kind (none: any), the parts of its name, what it hangs on."""

    kind: str
    parts: tuple[str, ...]
    on: tuple[str, ...]

    def matches(self, name: ObjectName) -> bool:
        """Whether this may be meant by the words; that the kind is right is not looked at."""
        if " on " in name.name and name.kind in _HANGING:
            own, _, relation = name.name.rpartition(" on ")
            schema = None if len(self.on) < 2 else self.on[0]
            bearer_fits = not self.on or (relation == self.on[-1] and schema in (None, name.schema))
            return (own,) == self.parts and bearer_fits and (bool(self.on) or self.kind == name.kind)
        if self.on:
            return False
        if name.kind == "column":
            relation, _, column = name.name.rpartition(".")
            path = (name.schema or "", relation, column)
            return len(self.parts) > 1 and path[-len(self.parts) :] == self.parts
        # A name without schema, as a failed statement has it, may be in any.
        full = (name.schema if name.schema is not None or len(self.parts) < 2 else self.parts[-2], name.name)
        return full[-len(self.parts) :] == self.parts


def wanted_object(text: str) -> WantedObject:
    """Return what a text names; UsageError where it is no name."""
    words = text.strip()
    kind = ""
    for word in sorted(_KIND_WORDS, key=len, reverse=True):
        if words.lower().startswith(f"{word} "):
            kind, words = _KIND_WORDS[word], words[len(word) :].strip()
            break
    own, separator, bearer = _split_on(words)
    # A function's arguments are not looked at: all of its overloads are shown.
    own = own.partition("(")[0] if not own.startswith('"') else own
    parts, on = _identifiers(own), _identifiers(bearer) if separator else ()
    if not parts:
        raise UsageError(f"{text}: is no name of an object")
    return WantedObject(kind, parts, on)


def _split_on(words: str) -> tuple[str, str, str]:
    """The name, ` on `, and the relation; what is within quotes is not looked at."""
    quoted = False
    for place, character in enumerate(words):
        if character == '"':
            quoted = not quoted
        elif not quoted and words[place : place + 4].lower() == " on ":
            return words[:place], " on ", words[place + 4 :]
    return words, "", ""


def _identifiers(text: str) -> tuple[str, ...]:
    found = _IDENTIFIER.findall(text)
    return tuple(each[1:-1].replace('""', '"') if each.startswith('"') else each.lower() for each in found)
