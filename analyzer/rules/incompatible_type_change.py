"""A column's type changes to one that its users' values and comparisons do not fit.

While old and new versions of an application run side by side, the old one still sends and expects values of the old
type. That goes well where the old type is converted to the new one without a cast (integer to bigint, varchar to text,
date to timestamp). Otherwise parameters and comparisons of the old type fail (42804, 42883), and what is read looks
different.

```sql fails
create table orders (id bigint primary key, state text);
-- file
alter table orders alter column state type integer using state::integer;
```

```sql passes
create table orders (id integer primary key);
-- file
alter table orders alter column id type bigint;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.format_type import format_type
from analyzer.rules.judge.operation import column_name, qualified
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("AlterTableStmt", "DoStmt")
SQUAWK = ("changing-column-type",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield columns that were there before the file and have a type now to which the old one does not convert."""
    for fate in view.fates("pg_attribute").values():
        old, new = fate.before, fate.after
        if new is None or new.attisdropped or old.attisdropped or old.atttypid == new.atttypid:
            continue
        table = view.catalog.pg_class.get(new.attrelid)
        if table is None or table.relkind not in "rp" or view.catalog.pg_inherits.has("child", table.oid):
            continue
        named = f"column {column_name(view.catalog, table, new.attname)}"
        before, after = _name(view, old.atttypid), format_type(view.catalog, new.atttypid)
        step = fate.left("atttypid") or fate.step
        if _converts(view.catalog, old.atttypid, new.atttypid):
            because = f"{before} is converted to {after} without a cast"
            yield Silence(object=named, because=because, step=step.index)
            continue
        if before == after:
            because = f"the new type has the name of the old one, {after}"
            yield Silence(object=named, because=because, step=step.index)
            continue
        yield Verdict(
            object=named,
            message=f"{named} was {before} and is {after} now: what was written for the old type may fail",
            step=step.index,
            notes=(f"There is no implicit conversion from {before} to {after}.",),
            fix="add a column of the new type beside it, move the application over, then drop the old one.",
        )


def _name(view: FileView, typid: int) -> str:
    """What the type was called before the file."""
    fate = view.fates("pg_type").get(typid)
    if fate is None:
        return format_type(view.catalog, typid)
    return qualified(view.catalog, fate.before.typnamespace, fate.before.typname)


def _converts(catalog: Catalog, old: int, new: int) -> bool:
    """Whether the old type becomes the new one without being asked (an implicit cast, the base of a domain)."""
    old, new = _base(catalog, old), _base(catalog, new)
    if old == new:
        return True
    return any(cast.castcontext == "i" for cast in catalog.pg_cast.find("types", (old, new)))


def _base(catalog: Catalog, typid: int) -> int:
    record = catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        typid = record.typbasetype
        record = catalog.pg_type.get(typid)
    return typid
