"""A migration takes row level security, or a restrictive policy, away from a table that had it.

ALTER TABLE ... DISABLE ROW LEVEL SECURITY says so itself. A table that is dropped and created again does not: the new
one has neither row level security nor policies. And DROP ... CASCADE takes a restrictive policy along with the function
or column that it names, which opens the table.

```sql fails
create table notes (id int primary key);
alter table notes enable row level security;
-- file
drop table notes;
create table notes (id int primary key, body text);
```

```sql passes
create table notes (id int primary key);
alter table notes enable row level security;
-- file
drop table notes;
create table notes (id int primary key, body text);
alter table notes enable row level security;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "security"
WATCHES = ("pg_class", "pg_policy")


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield the tables whose rows this file lays open."""
    for fate in view.fates("pg_class").values():
        before: PgClass = fate.before
        if before.relkind not in "rp" or not before.relrowsecurity:
            continue
        after: PgClass | None = fate.after or view.catalog.pg_class.first("name", (before.relname, before.relnamespace))
        if after is None or after.relkind not in "rp" or after.relrowsecurity:
            continue
        name = _name(view, after)
        step = fate.left("relrowsecurity") or fate.step
        again = fate.after is None
        yield Verdict(
            object=f"table {name}",
            message=f"{name} had row level security before this file"
            + (", and was dropped and created again without it" if again else ", which disables it"),
            step=None if again else step.index,
            address=ObjectAddress("pg_class", after.oid) if again else None,
            fix=f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;" + (" and its policies anew." if again else ""),
        )
    yield from _restrictive_policies(view)


def _restrictive_policies(view: FileView) -> Iterator[Verdict]:
    for oid, fate in view.fates("pg_policy").items():
        policy = fate.before
        if policy.polpermissive or fate.after is not None or ("pg_policy", oid) not in view.cascaded:
            continue
        table = view.catalog.pg_class.get(policy.polrelid)
        if table is None or view.catalog.pg_policy.has("name", (table.oid, policy.polname)):
            continue
        name = f"policy {quote_identifier(policy.polname)} on {_name(view, table)}"
        yield Verdict(
            object=name,
            message=f"CASCADE drops restrictive {name}, which kept rows from everybody it held for",
            step=fate.step.index,
        )


def _name(view: FileView, table: PgClass) -> str:
    schema = view.catalog.pg_namespace.get(table.relnamespace)
    return quote_qualified(schema.nspname if schema is not None else None, table.relname)
