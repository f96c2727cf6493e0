"""A policy on storage.objects names a bucket that no migration makes.

Either the bucket is made in the dashboard, and a fresh database from these migrations lacks it; or its name is
misspelt, and the policy holds for nothing.

```sql fails
-- baseline: supabase
insert into storage.buckets (id, name) values ('avatars', 'avatars');
create policy avatars_read on storage.objects for select using (bucket_id = 'avatar');
```

```sql passes
-- baseline: supabase
insert into storage.buckets (id, name) values ('avatars', 'avatars');
create policy avatars_read on storage.objects for select using (bucket_id = 'avatars');
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import ArrayExpr, Const, OpExpr, ScalarArrayOpExpr, Stored, Var, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.buckets import buckets_of
from analyzer.rules.judge.expressions import without_implicit_casts
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "info"
CATEGORY = "security"
BASELINE = "supabase"

_STORAGE: Final = frozenset({"storage"})


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the policies whose bucket is not there."""
    policies = [
        each
        for each in view.policies("rp", also=_STORAGE)
        if (each.schema, each.table.relname) == ("storage", "objects")
    ]
    if not policies:
        return
    buckets = buckets_of(view)
    if not buckets.complete:
        return
    table = policies[0].table
    column = view.catalog.pg_attribute.first("name", (table.oid, "bucket_id"))
    if column is None:
        return
    for _, _, policy in policies:
        named = {
            bucket for part in (policy.polqual, policy.polwithcheck) for bucket in _named_buckets(part, column.attnum)
        }
        missing = sorted(named - buckets.by_id.keys())
        if missing:
            shown = quote_identifier(policy.polname)
            word = "bucket" if len(missing) == 1 else "buckets"
            yield Verdict(
                object=f"policy {shown} on storage.objects",
                message=f"policy {shown} on storage.objects is for {word} "
                f"{', '.join(map(quote_literal, missing))}, which no migration makes",
                address=ObjectAddress("pg_policy", policy.oid),
                fix="INSERT INTO storage.buckets (id, name) in a migration.",
            )


def _named_buckets(stored: Stored, attnum: int) -> Iterator[str]:
    """Yield the constants that the policy's own column bucket_id is compared with."""
    for node in nodes(stored):
        if isinstance(node, OpExpr | ScalarArrayOpExpr) and len(node.args) == 2:
            left, right = map(without_implicit_casts, node.args)
            if isinstance(left, Var) and (left.varno, left.varattno, left.varlevelsup) == (1, attnum, 0):
                items = right.elements if isinstance(right, ArrayExpr) else (right,)
                for item in map(without_implicit_casts, items):
                    if isinstance(item, Const) and item.constvalue is not None:
                        yield item.constvalue
