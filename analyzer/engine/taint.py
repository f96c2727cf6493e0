"""Taint: what an unknown statement may have created, changed or dropped, so that errors resting on it are unknown too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.errors import PgError

ANY = "*"
"""Stands for every name of a kind."""


class Taint:
    """Objects whose presence or shape is not known, by kind and bare name, with the reason.

    Kinds are those of PgError.missing. Names are compared without schema: what the unknown statement's search path was
    may be unknown too.
    """

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, str], str] = {}
        self._more: dict[str, str] = {}

    def add_more(self, kind: str, reason: str) -> None:
        """Note that there may be more objects of this kind than the catalog has, which leaves those it has certain."""
        self._more.setdefault(kind.replace("_", " "), reason)

    def add(self, kind: str, name: str, reason: str) -> None:
        """Note that an object of this kind and name may be other than the catalog says; `name` may be ANY."""
        self._reasons.setdefault((kind.replace("_", " "), name), reason)

    def covers(self, kind: str, schema: str | None, name: str) -> str | None:
        """Return why the object may exist although the catalog lacks it (or the other way round), or None."""
        return self.doubts(kind, schema, name) or self._more.get(kind.replace("_", " "))

    def doubts(self, kind: str, _schema: str | None, name: str) -> str | None:
        """Return why an object that the catalog has may be other than it says, or None."""
        if not self._reasons:
            return None
        reasons, kind = self._reasons, kind.replace("_", " ")
        found = reasons.get((kind, name)) or reasons.get((kind, ANY)) or reasons.get((ANY, ANY))
        if found is None and kind == "column":
            relation = name.rpartition(".")[0]
            found = (
                reasons.get(("relation", relation)) or reasons.get(("shape", relation)) or reasons.get(("shape", ANY))
            )
        elif found is None and " on " in name:
            relation = name.rpartition(" on ")[2]
            found = reasons.get(("shape", relation)) or reasons.get(("relation", relation))
        return found

    def on_relation(self, name: str) -> str | None:
        """Return why a relation, or a trigger, rule or policy on it, may be other than the catalog says, or None."""
        if not self._reasons:
            return None
        found = self.doubts("column", None, f"{name}.")
        if found is None:
            end = f" on {name}"
            found = next((reason for (_kind, key), reason in self._reasons.items() if key.endswith(end)), None)
        return found

    def explains(self, error: PgError) -> str | None:
        """Return why the server might not raise this error, or None where nothing unknown is behind it."""
        if error.missing is None:
            return None
        return self.covers(*error.missing)

    def clear(self, kind: str, name: str) -> None:
        """Forget a taint: the object's state is known again (it was dropped, or created for sure)."""
        self._reasons.pop((kind.replace("_", " "), name), None)

    def copy(self) -> Taint:
        """Return a taint of its own that begins with what this one holds."""
        other = Taint()
        other._reasons, other._more = dict(self._reasons), dict(self._more)
        return other

    def __bool__(self) -> bool:
        return bool(self._reasons or self._more)
