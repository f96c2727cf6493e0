"""A constraint was added NOT VALID and never validated.

It holds for rows written since, but nobody knows about the older ones; and the planner does not use it. VALIDATE
CONSTRAINT reads the table without keeping writers waiting.

Silent where it was added in the last file of the history: validating it belongs in a later one.

```sql fails
create table orders (id bigint primary key, total numeric);
-- file
alter table orders add constraint total_positive check (total >= 0) not valid;
-- file
comment on table orders is 'what customers want';
```

```sql passes
create table orders (id bigint primary key, total numeric);
-- file
alter table orders add constraint total_positive check (total >= 0) not valid;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.operation import constraint_name, relation_name
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "safety"


def check_state(view: StateView) -> Iterator[Verdict | Silence]:
    """Yield the constraints that are not valid at the end."""
    last = view.steps[-1].file if view.steps else None
    for constraint in view.catalog.pg_constraint.changed():
        if constraint.convalidated or not constraint.conenforced or not constraint.conrelid or constraint.conparentid:
            continue
        table = view.catalog.pg_class.get(constraint.conrelid)
        address = ObjectAddress("pg_constraint", constraint.oid)
        writes = view.history(address)
        if table is None or not writes or not constraint.conislocal:
            continue
        named = constraint_name(view.catalog, constraint)
        if view.steps[writes[0].step].file is last:
            because = "the last file adds it: a later one can validate it"
            yield Silence(object=named, because=because, step=writes[0].step)
            continue
        name, quoted = relation_name(view.catalog, table), quote_identifier(constraint.conname)
        yield Verdict(
            object=named,
            message=f"{named} is NOT VALID to the end: rows older than it may violate it",
            step=writes[0].step,
            fix=f"ALTER TABLE {name} VALIDATE CONSTRAINT {quoted};",
        )
