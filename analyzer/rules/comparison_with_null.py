"""A condition compares with NULL by an operator.

`x = NULL` and `x <> NULL` are null whatever x is. As a policy that lets nobody in; as a CHECK constraint it forbids
nothing. `IS NULL` and `IS NOT NULL` ask the question.

```sql fails
create table notes (id int primary key, deleted_at timestamptz);
alter table notes enable row level security;
create policy current on notes for select using (deleted_at = null);
```

```sql passes
create table notes (id int primary key, deleted_at timestamptz);
alter table notes enable row level security;
create policy current on notes for select using (deleted_at is null);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import Const, OpExpr, Stored, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "correctness"

_COMPARISONS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the policies and check constraints with such a comparison."""
    for schema, table, policy in view.policies("rp"):
        if any(_compares_with_null(view.catalog, part) for part in (policy.polqual, policy.polwithcheck)):
            name = f"policy {quote_identifier(policy.polname)} on {quote_qualified(schema, table.relname)}"
            yield _verdict(name, ObjectAddress("pg_policy", policy.oid))
    for schema, table in view.relations("rpf"):
        for constraint in view.catalog.pg_constraint.find("relation", table.oid):
            if constraint.contype == "c" and _compares_with_null(view.catalog, constraint.conbin):
                name = f"constraint {quote_identifier(constraint.conname)} on {quote_qualified(schema, table.relname)}"
                yield _verdict(name, ObjectAddress("pg_constraint", constraint.oid))


def _verdict(name: str, address: ObjectAddress) -> Verdict:
    return Verdict(
        object=name,
        message=f"{name} compares with NULL, which is never true",
        address=address,
        fix="write IS NULL or IS NOT NULL.",
    )


def _compares_with_null(catalog: Catalog, stored: Stored) -> bool:
    for node in nodes(stored):
        if isinstance(node, OpExpr) and any(isinstance(arg, Const) and arg.constvalue is None for arg in node.args):
            operator = catalog.pg_operator.get(node.opno)
            if operator is not None and operator.oprname in _COMPARISONS:
                return True
    return False
