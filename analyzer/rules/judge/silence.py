"""Silence: why a rule, looking at something that other linters would report, says nothing."""

from __future__ import annotations

import msgspec


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """A rule yields one beside its verdicts where a linter without a catalog could only warn.

    No report shows it; `tools/squawk/` quotes it. `object` is as in Verdict. `because` is the fact that acquits:
    ``table public.orders is made in this file``. `made` is the oid of the relation whose making is that fact.
    """

    object: str
    because: str
    step: int | None = None
    made: int = 0
