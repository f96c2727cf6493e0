"""Two transactions of the history lock the same tables in opposite order.

Two transactions that lock a and b, one a first, the other b first, can each wait for the other: the server ends one of
them (40P01). That happens when two deployments or two branches of a project migrate at the same time, or a migration is
tried again while the first try still runs.

Reported for tables of migrations that were there before the files, under locks that reads or writes wait for.

```sql fails
create table customers (id bigint primary key);
create table orders (id bigint primary key);
-- file
begin;
alter table customers add column note text;
alter table orders add column note text;
commit;
-- file
begin;
alter table orders add column state text;
alter table customers add column state text;
commit;
```

```sql passes
create table customers (id bigint primary key);
create table orders (id bigint primary key);
-- file
begin;
alter table customers add column note text;
alter table orders add column note text;
commit;
-- file
begin;
alter table customers add column state text;
alter table orders add column state text;
commit;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import WRITERS_WAIT, relation_name, strength
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Lock

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView
    from analyzer.steps import Step

LEVEL = "info"
CATEGORY = "safety"

_MOST = 40
"""Of how many tables of one transaction the order is looked at: pairs grow with the square."""


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield, for each transaction, the first pair of tables that an earlier one locks the other way round."""
    orders: dict[tuple[int, int], Step] = {}
    for taken in _transactions(view):
        relids = list(taken)[:_MOST]
        pairs = [(first, second) for i, first in enumerate(relids) for second in relids[i + 1 :]]
        for first, second in pairs:
            before = orders.get((second, first))
            tables = [view.catalog.pg_class.get(relid) for relid in (first, second)]
            if before is None or None in tables or before.file is taken[second].file:
                continue
            a, b = (relation_name(view.catalog, table) for table in tables if table is not None)
            yield Verdict(
                object=f"tables {min(a, b)} and {max(a, b)}",
                message=f"{a} is locked before {b}, elsewhere it is the other way round",
                step=taken[second].index,
                notes=(f"{before.file.name}:{before.statement.line} locks {a} when {b} is locked already.",),
                fix="lock tables in the same order everywhere.",
            )
            break
        for pair in pairs:
            orders.setdefault(pair, taken[pair[1]])


def _transactions(view: StateView) -> Iterator[dict[int, Step]]:
    """Yield, for each transaction block, the tables that it locks, in order, each with the statement that does."""
    taken: dict[int, Step] = {}
    current, file, file_oid = -1, None, 0
    for step, transaction in zip(view.steps, view.transactions, strict=True):
        if step.file is not file:
            file, file_oid = step.file, view.first_oids[step.index]
        if transaction != current:
            if len(taken) > 1:
                yield taken
            taken, current = {}, transaction
        if transaction < 0 or step.outcome != "ok":
            continue
        for effect in step.effects:
            if not isinstance(effect, Lock) or strength(effect.mode) < WRITERS_WAIT:
                continue
            if effect.relid < file_oid and not view.catalog.pg_class.is_baseline(effect.relid):
                taken.setdefault(effect.relid, step)
    if len(taken) > 1:
        yield taken
