"""A condition compares a column with itself.

`column = column` holds for every row where the column is not null. In a subquery it is mostly a slip: a name without a
table means the subquery's own column first, not the outer table's, so that the subquery no longer depends on the row it
was meant to judge. In a policy that lets everybody in.

```sql fails
create table documents (id int primary key, team_id int);
create table members (team_id int, person name);
alter table documents enable row level security;
create policy members_read on documents for select using (
    exists (select from members where team_id = team_id and person = current_user));
```

```sql passes
create table documents (id int primary key, team_id int);
create table members (team_id int, person name);
alter table documents enable row level security;
create policy members_read on documents for select using (
    exists (select from members m where m.team_id = documents.team_id and m.person = current_user));
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.exprs import OpExpr, Query, RangeTblEntry, Stored, Var, children
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.names import column_name, qualified_relation_name
from analyzer.rules.judge.expressions import without_implicit_casts
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the policies with such a comparison."""
    catalog = view.catalog
    for schema, table, policy in view.policies("rp", also=frozenset({"storage", "realtime"})):
        outer = (RangeTblEntry("relation", table.relname, relid=table.oid),)
        parts = [part for part in (policy.polqual, policy.polwithcheck) if part is not None]
        columns = sorted({column for part in parts for column in _compared(catalog, part, (outer,))})
        if columns:
            name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
            yield Verdict(
                object=f"policy {shown} on {name}",
                message=f"policy {shown} on {name} compares {' and '.join(columns)} with itself: that holds for every "
                "row where it is not null",
                address=ObjectAddress("pg_policy", policy.oid),
                fix="say which table each column is of: the subquery's own columns come first.",
            )


def _compared(catalog: Catalog, node: Stored, levels: tuple[tuple[RangeTblEntry, ...], ...]) -> Iterator[str]:
    """Yield the columns that an expression compares with themselves; `levels` are the range tables, innermost first."""
    if isinstance(node, Query):
        levels = (node.rtable, *levels)
    elif isinstance(node, OpExpr) and len(node.args) == 2:
        left, right = map(without_implicit_casts, node.args)
        operator = catalog.pg_operator.get(node.opno)
        if isinstance(left, Var) and left == right and operator is not None and operator.oprname == "=":
            yield _column(catalog, left, levels)
    for child in children(node):
        yield from _compared(catalog, child, levels)


def _column(catalog: Catalog, var: Var, levels: tuple[tuple[RangeTblEntry, ...], ...]) -> str:
    if var.varlevelsup < len(levels) and var.varno <= len(levels[var.varlevelsup]):
        entry = levels[var.varlevelsup][var.varno - 1]
        if entry.relid and var.varattno > 0:
            name = quote_identifier(column_name(catalog, entry.relid, var.varattno))
            return f"{qualified_relation_name(catalog, entry.relid)}.{name}"
        if 0 < var.varattno <= len(entry.eref):
            return quote_identifier(entry.eref[var.varattno - 1])
    return "a column"
