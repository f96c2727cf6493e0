"""A foreign key is validated while writes to both of its tables wait.

ALTER TABLE ... ADD FOREIGN KEY locks both tables against writes (SHARE ROW EXCLUSIVE) and looks up every row of the
referencing table. Added NOT VALID it is done at once and holds for new rows; VALIDATE CONSTRAINT, in a later
transaction, looks the rows up while the application goes on.

Silent where the referencing table is made in the same file, and where a new column without a default is the key: the
server knows that all of its rows are null.

```sql fails
create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint);
-- file
alter table orders add foreign key (customer_id) references customers;
```

```sql passes
create table customers (id bigint primary key);
create table orders (id bigint primary key);
-- file
alter table orders add column customer_id bigint references customers;
```

```sql passes
create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint);
-- file
alter table orders add constraint customer foreign key (customer_id) references customers not valid;
-- file
alter table orders validate constraint customer;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import constraint_name, new_constraints, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Scan
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_constraint",)
SQUAWK = ("adding-foreign-key-constraint", "constraint-missing-not-valid")


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield new foreign keys for which the rows of a table that may have some are looked up."""
    for constraint in new_constraints(view, "f"):
        table = view.catalog.pg_class.get(constraint.conrelid)
        other = view.catalog.pg_class.get(constraint.confrelid)
        if table is None or other is None or view.made_by_statement(table.oid):
            continue
        named = constraint_name(view.catalog, constraint)
        scans = [
            effect for effect in view.effects(Scan) if f"validates constraint {constraint.conname}" == effect.reason
        ]
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif not constraint.convalidated:
            yield Silence(object=named, because="it is NOT VALID: no row is looked up")
        elif not scans:
            yield Silence(object=named, because="its column is new and null in every row: the server looks nothing up")
        else:
            name, referenced = relation_name(view.catalog, table), relation_name(view.catalog, other)
            yield Verdict(
                object=named,
                message=f"writes to {name} and {referenced} wait while all rows of {name} are looked up there",
                notes=("ADD FOREIGN KEY keeps a SHARE ROW EXCLUSIVE lock on both tables meanwhile.",),
                fix=f"add it NOT VALID, and in a later migration: ALTER TABLE {name} VALIDATE CONSTRAINT "
                f"{quote_identifier(constraint.conname)};",
            )
