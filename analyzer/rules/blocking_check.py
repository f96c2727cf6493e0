"""A check constraint is validated while reads and writes of its table wait.

ALTER TABLE ... ADD CHECK keeps an ACCESS EXCLUSIVE lock while it reads every row. Added NOT VALID it is done at once
and holds for new rows; VALIDATE CONSTRAINT, in a later transaction, reads the rows while the application goes on.

```sql fails
create table orders (id bigint primary key, total numeric);
-- file
alter table orders add constraint total_positive check (total >= 0);
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

from analyzer.rules.judge.operation import (
    constraint_name,
    described,
    new_constraints,
    relation_name,
    unreleased_silence,
)
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Scan
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_constraint",)
SQUAWK = ("constraint-missing-not-valid",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield new check constraints for which the rows of a table that may have some are read."""
    for constraint in new_constraints(view, "c"):
        table = view.catalog.pg_class.get(constraint.conrelid)
        if table is None or view.made_by_statement(table.oid):
            continue
        named = constraint_name(view.catalog, constraint)
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif not constraint.convalidated:
            yield Silence(object=named, because="it is NOT VALID: no row is read")
        elif not any(f"validates constraint {constraint.conname}" == scan.reason for scan in view.effects(Scan)):
            yield Silence(object=named, because="the server reads no row for it")
        else:
            name, column = relation_name(view.catalog, table), quote_identifier(constraint.conname)
            yield Verdict(
                object=named,
                message=f"reads and writes of {name} wait while every row is checked against {named}",
                notes=(f"ADD CHECK keeps an ACCESS EXCLUSIVE lock on {described(view.catalog, table)} meanwhile.",),
                fix=f"add it NOT VALID, and in a later migration: ALTER TABLE {name} VALIDATE CONSTRAINT {column};",
            )
