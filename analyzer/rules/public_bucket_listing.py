"""Everybody can list the files of a public bucket.

The files of a public bucket can be fetched by whoever knows their names. A policy on `storage.objects` that lets
clients select all of the bucket's rows lets them list the names, too, which fetching does not need.

```sql fails
-- baseline: supabase
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy avatars_read on storage.objects for select using (bucket_id = 'avatars');
```

```sql passes
-- baseline: supabase
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy avatars_own on storage.objects for select
    using (bucket_id = 'avatars' and owner_id = (select auth.uid())::text);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import Const, OpExpr, Var
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.names import column_name
from analyzer.rules.judge.buckets import buckets_of
from analyzer.rules.judge.expressions import is_true, without_implicit_casts
from analyzer.rules.judge.state import API_ROLES
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.exprs import Stored
    from analyzer.rules.judge.state import StateView, TablePolicy

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"

_STORAGE: Final = frozenset({"storage"})


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the public buckets with such a policy."""
    roles = {0, *(view.access.role(name) for name in API_ROLES)}
    policies = [
        each
        for each in view.policies("rp", also=_STORAGE)
        if (each.schema, each.table.relname) == ("storage", "objects")
        and each.policy.polcmd in "r*"
        and each.policy.polpermissive
        and not roles.isdisjoint(each.policy.polroles)
    ]
    if not policies:
        return
    for bucket in sorted(buckets_of(view).by_id.values(), key=lambda each: each.id):
        if not bucket.public:
            continue
        broad = [each for each in policies if _shows_all(view, each, bucket.id)]
        if broad:
            names = ", ".join(quote_identifier(each.policy.polname) for each in broad)
            word = "policy" if len(broad) == 1 else "policies"
            yield Verdict(
                object=f"bucket {quote_literal(bucket.id)}",
                message=f"clients can list every file of public bucket {quote_literal(bucket.name)}, by {word} {names} "
                "on storage.objects",
                address=ObjectAddress("pg_policy", max(each.policy.oid for each in broad)),
                fix="drop the policy: a public bucket's files can be fetched without it.",
                splinter=Splinter("public_bucket_allows_listing", f"public_bucket_allows_listing_{bucket.id}"),
            )


def _shows_all(view: StateView, each: TablePolicy, bucket: str) -> bool:
    """Whether the policy's condition is only that the row is of the bucket, or none at all."""
    condition: Stored = each.policy.polqual
    if condition is None or is_true(view.catalog, condition):
        return True
    if not isinstance(condition, OpExpr) or len(condition.args) != 2:
        return False
    left, right = condition.args[0], without_implicit_casts(condition.args[1])
    operator = view.catalog.pg_operator.get(condition.opno)
    return (
        isinstance(left, Var)
        and isinstance(right, Const)
        and operator is not None
        and operator.oprname == "="
        and column_name(view.catalog, each.table.oid, left.varattno) == "bucket_id"
        and right.constvalue == bucket
    )
