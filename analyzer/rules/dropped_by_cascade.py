"""CASCADE drops what the statement does not name.

DROP ... CASCADE takes every view, constraint, default, policy, trigger and column along that depends on the object, and
what depends on those. The finding lists them. Silent where all of them are made again in the file, or were made in it.

```sql fails
create table orders (id bigint primary key, total numeric);
create view totals as select total from orders;
-- file
alter table orders drop column total cascade;
```

```sql passes
create table orders (id bigint primary key, total numeric);
create view totals as select total from orders;
-- file
drop view totals cascade;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import listed
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Cascade

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("Cascade",)

_NAMED = {
    "pg_class": ("relname", "relnamespace"),
    "pg_type": ("typname", "typnamespace"),
    "pg_constraint": ("conrelid", "conname"),
    "pg_policy": ("polrelid", "polname"),
    "pg_trigger": ("tgrelid", "tgname"),
    "pg_attrdef": ("adrelid", "adnum"),
    "pg_rewrite": ("ev_class", "rulename"),
}
"""The columns that name a row of each catalog, in the order of the index that finds it by name."""


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield, for each statement, what CASCADE took that was there before the file and is not there after it."""
    for step in view.steps:
        effects = [effect for effect in step.effects if isinstance(effect, Cascade)]
        if not effects or step.undone:
            continue
        lost = [effect.description for effect in effects if _is_lost(view, effect)]
        if not lost:
            because = "all it takes along is made again in the file, or was made in it"
            yield Silence(object=effects[0].description, because=because, step=step.index)
            continue
        many = f"{len(lost)} objects" if len(lost) > 1 else lost[0]
        yield Verdict(
            object=lost[0],
            message=f"CASCADE drops {many} that the statement does not name",
            step=step.index,
            notes=(f"It drops {listed(lost, 20)}.",) if len(lost) > 1 else (),
            fix="drop by name what is meant to go, without CASCADE, and make again what is meant to stay.",
        )


def _is_lost(view: FileView, effect: Cascade) -> bool:
    if effect.classid == "pg_class" and effect.objsubid:
        column = view.fates("pg_attribute").get((effect.objid, effect.objsubid))
        if column is None or view.made_by_file(effect.objid):
            return False
        return view.catalog.pg_attribute.first("name", (effect.objid, column.before.attname)) is None
    fate = view.fates(effect.classid).get(effect.objid)
    if fate is None:
        return False
    columns = _NAMED.get(effect.classid)
    if columns is None:
        return True
    name = tuple(getattr(fate.before, column) for column in columns)
    index = "column" if effect.classid == "pg_attrdef" else "name"
    return not view.catalog.tables[effect.classid].has(index, name)
