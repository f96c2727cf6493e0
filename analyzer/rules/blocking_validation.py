"""A constraint is added NOT VALID and validated in one transaction.

NOT VALID is of use only if VALIDATE CONSTRAINT runs in a later transaction: locks last until the transaction ends, so
the strong lock of ADD CONSTRAINT is still held while VALIDATE CONSTRAINT reads every row.

```sql fails
create table orders (id bigint primary key, total numeric);
-- file
begin;
alter table orders add constraint total_positive check (total >= 0) not valid;
alter table orders validate constraint total_positive;
commit;
```

```sql passes
create table orders (id bigint primary key, total numeric);
-- file
alter table orders add constraint total_positive check (total >= 0) not valid;
-- file
alter table orders validate constraint total_positive;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import constraint_name, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Scan

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_constraint",)
SQUAWK = ("constraint-missing-not-valid",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield constraints validated under the lock with which they were added."""
    for entry in view.changes("pg_constraint"):
        old, new = entry.old, entry.new
        if old is None or new is None or old.convalidated or not new.convalidated or not new.conrelid:
            continue
        table = view.catalog.pg_class[new.conrelid]
        named = constraint_name(view.catalog, new)
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif not view.made_in_transaction(new.oid):
            yield Silence(object=named, because="it was added in an earlier transaction")
        elif any(True for _ in view.effects(Scan)):
            who = "writes to" if new.contype == "f" else "reads and writes of"
            yield Verdict(
                object=named,
                message=f"{who} {relation_name(view.catalog, table)} wait while {named} is validated",
                notes=("The transaction that validates it has added it, and still holds the lock that took.",),
                fix="VALIDATE CONSTRAINT in a file of its own.",
            )
