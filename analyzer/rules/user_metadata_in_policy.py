"""A policy believes what users say of themselves.

`user_metadata` in a token, and `raw_user_meta_data` in `auth.users`, hold what users themselves write there
(`supabase.auth.updateUser`). A policy that decides by it lets everybody decide. `app_metadata` is only written by the
server. (splinter also reports policies that read a token and a column called `user_metadata`.)

```sql fails
-- baseline: supabase
create table notes (id int primary key);
alter table notes enable row level security;
create policy admins on notes using ((select auth.jwt()) -> 'user_metadata' ->> 'role' = 'admin');
```

```sql passes
-- baseline: supabase
create table notes (id int primary key);
alter table notes enable row level security;
create policy admins on notes using ((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin');
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import Const, RangeTblEntry, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.expressions import text_of
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.exprs import Stored
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"
BASELINE = "supabase"

_PLATFORM: Final = frozenset({"storage", "realtime"})
# What splinter looks for in the text of a policy.
_SPLINTER: Final = re.compile(
    r"auth\.jwt\(\).*user_metadata|current_setting\(.*request.jwt.claims.*\).*user_metadata", re.DOTALL
)


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the policies that read what users write about themselves."""
    column = _raw_user_meta_data(view)
    for schema, table, policy in view.policies("rp", also=_PLATFORM):
        parts = [part for part in (policy.polqual, policy.polwithcheck) if _mentions(part)]
        found = [part for part in parts if _SPLINTER.search(text_of(view.catalog, part, table.oid) or "")]
        own = [part for part in (policy.polqual, policy.polwithcheck) if column and _reads(part, *column)]
        if not found and not own:
            continue
        name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
        what = "user_metadata" if found else "auth.users.raw_user_meta_data"
        yield Verdict(
            object=f"policy {shown} on {name}",
            message=f"policy {shown} on {name} decides by {what}, which users write themselves",
            address=ObjectAddress("pg_policy", policy.oid),
            fix="decide by app_metadata, or by a table that only the server writes.",
            splinter=Splinter(
                "rls_references_user_metadata",
                f"rls_references_user_metadata_{schema}_{table.relname}_{policy.polname}",
            )
            if found and schema not in _PLATFORM
            else None,
        )


def _mentions(stored: Stored) -> bool:
    """Whether a constant of the expression holds the word at all: most policies need not be written out."""
    return any(isinstance(node, Const) and "user_metadata" in (node.constvalue or "") for node in nodes(stored))


def _raw_user_meta_data(view: StateView) -> tuple[int, int] | None:
    auth = view.catalog.pg_namespace.first("name", "auth")
    users = view.catalog.pg_class.first("name", ("users", auth.oid)) if auth is not None else None
    if users is None:
        return None
    column = view.catalog.pg_attribute.first("name", (users.oid, "raw_user_meta_data"))
    return (users.oid, column.attnum) if column is not None else None


def _reads(stored: Stored, relid: int, attnum: int) -> bool:
    """Whether a subquery of the expression reads the column."""
    return any(
        isinstance(node, RangeTblEntry) and node.relid == relid and attnum in node.selected_cols
        for node in nodes(stored)
    )
