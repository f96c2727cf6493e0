"""A type or domain that was there before this file is dropped.

Whoever still names it in a cast or a parameter gets 42704, and drivers that have looked its oid up go wrong. Silent
where the file makes it again: an enum with all of its labels, a domain over the same type, a composite type with all
columns.

```sql fails
create type state as enum ('new', 'paid');
-- file
drop type state;
```

```sql passes
create type state as enum ('new', 'paid');
-- file
alter type state rename to state_old;
create type state as enum ('new', 'paid', 'sent');
drop type state_old;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import dropped, lacking
from analyzer.rules.judge.operation import qualified
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.catalog.pg_type import PgType
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_type",)
SQUAWK = ("ban-drop-type", "ban-drop-domain")


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield types whose names stand for nothing, or for something else, after the file."""
    for oid, fate in dropped(view, "pg_type", "OBJECT_TYPE", "OBJECT_DOMAIN"):
        before, step = fate.before, fate.step.index
        if before.typtype not in "edcr" or (before.typtype == "c" and not _is_by_itself(view, before)):
            continue
        name = qualified(view.catalog, before.typnamespace, before.typname)
        named = f"{'domain' if before.typtype == 'd' else 'type'} {name}"
        heir = view.catalog.pg_type.first("name", (before.typname, before.typnamespace))
        if heir is None:
            yield Verdict(
                object=named,
                message=f"{named} is dropped: whoever still names it fails (42704)",
                step=step,
                fix="drop it in a later release than the one that stops using it.",
            )
        elif (lack := _lack(view, oid, before, heir)) is not None:
            yield Verdict(object=named, message=f"{named} is dropped and made anew: {lack}", step=step)
        else:
            yield Silence(object=named, because="the file makes it again with all it had", step=step)


def _is_by_itself(view: FileView, before: PgType) -> bool:
    """Whether a composite type is one by itself, not the type of a table's rows."""
    fate = view.fates("pg_class").get(before.typrelid)
    return fate is not None and fate.before.relkind == "c"


def _lack(view: FileView, oid: int, before: PgType, heir: PgType) -> str | None:
    if heir.typtype != before.typtype:
        return "it is a type of another kind"
    if before.typtype == "e":
        labels = {label.enumlabel for label in view.catalog.pg_enum.find("type", heir.oid)}
        old = [fate.before for fate in view.fates("pg_enum").values() if fate.before.enumtypid == oid]
        gone = [
            label.enumlabel
            for label in sorted(old, key=lambda each: each.enumsortorder)
            if label.enumlabel not in labels
        ]
        return f"it has no label {gone[0]!r}" if gone else None
    if before.typtype == "d" and heir.typbasetype != before.typbasetype:
        return "it is over another type"
    if before.typtype == "c":
        relation = view.catalog.pg_class[heir.typrelid]
        return lacking(view, before.typrelid, relation)
    return None
