"""A domain's constraint is checked against every table that uses the domain, while writes to them wait.

ALTER DOMAIN ... ADD CHECK and SET NOT NULL read every table with a column of the domain, each under a SHARE lock that
is kept until the transaction ends. ADD CHECK ... NOT VALID reads nothing; VALIDATE CONSTRAINT can follow in a later
transaction (it takes the same locks, but does not come together with other work).

```sql fails
create domain email as text;
create table customers (id bigint primary key, address email);
-- file
alter domain email add constraint has_at check (value like '%@%');
```

```sql passes
create domain email as text;
create table customers (id bigint primary key, address email);
-- file
alter domain email add constraint has_at check (value like '%@%') not valid;
```

```sql passes
create domain email as text;
-- file
alter domain email add constraint has_at check (value like '%@%');
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import listed, relation_name, strongest_lock, unreleased, waiting
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Scan

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("AlterDomainStmt",)
SQUAWK = ("ban-alter-domain-with-add-constraint",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield the domain whose tables are read."""
    named = f"domain {'.'.join(part['String']['sval'] for part in view.node['typeName'])}"
    relations = [view.catalog.pg_class[relid] for relid in dict.fromkeys(scan.relid for scan in view.effects(Scan))]
    tables = [
        relation_name(view.catalog, relation)
        for relation in relations
        if unreleased(view, relation) is None and waiting(strongest_lock(view, relation.oid)) is not None
    ]
    if tables:
        yield Verdict(
            object=named,
            message=f"writes to {listed(tables)} wait while every row is checked against {named}",
            notes=("A SHARE lock on each of these tables is kept until the transaction ends.",),
            fix="ADD CONSTRAINT ... NOT VALID, and VALIDATE CONSTRAINT in a later migration.",
        )
    elif relations:
        yield Silence(object=named, because="the tables that use it are made in this file")
    else:
        yield Silence(object=named, because="no row is read: NOT VALID, or no table has a column of it")
