"""TRUNCATE ... CASCADE empties tables that the statement does not name.

It takes every table along that references one of these by a foreign key, whatever ON DELETE says, and what references
those. The finding names them. Silent where nothing references the tables.

```sql fails
create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint references customers);
-- file
truncate customers cascade;
```

```sql passes
create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint references customers);
-- file
truncate customers, orders cascade;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import listed, relation_name
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import DataLoss

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("TruncateStmt",)
SQUAWK = ("ban-truncate-cascade",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield what CASCADE empties besides the tables named."""
    if view.node.get("behavior") != "DROP_CASCADE":
        return
    named = {item["RangeVar"]["relname"] for item in view.node["relations"]}
    emptied = [view.catalog.pg_class[effect.relid] for effect in view.effects(DataLoss)]
    others = [relation for relation in emptied if relation.relname not in named and not _is_child(view, relation)]
    shown = [relation_name(view.catalog, relation) for relation in others]
    if others:
        yield Verdict(
            object=f"table {shown[0]}",
            message=f"TRUNCATE ... CASCADE empties {listed(shown)} too",
            notes=("A foreign key leads from there to a table that the statement names.",),
            fix="name every table that is meant to be emptied, without CASCADE.",
        )
    elif emptied:
        name = relation_name(view.catalog, emptied[0])
        yield Silence(object=f"table {name}", because="no foreign key leads from other tables to these")


def _is_child(view: StepView, relation: PgClass) -> bool:
    """Whether the table is emptied as a partition or child of one that is named."""
    return view.catalog.pg_inherits.has("child", relation.oid)
