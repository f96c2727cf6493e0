"""CREATE OR REPLACE FUNCTION takes a function's own search_path away.

Replacing a function replaces its settings, too: where the new statement has no SET search_path, names in the body are
looked up in the caller's search_path again.

```sql fails
create function now_text() returns text language sql security definer
    set search_path = '' as 'select now()::text';
-- file
create or replace function now_text() returns text language sql security definer
    as 'select clock_timestamp()::text';
```

```sql passes
create function now_text() returns text language sql security definer
    set search_path = '' as 'select now()::text';
-- file
create or replace function now_text() returns text language sql security definer
    set search_path = '' as 'select clock_timestamp()::text';
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.deparse.routine import routine_signature, routine_word
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "security"
WATCHES = ("CreateFunctionStmt", "DoStmt")


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield the functions that lose their search_path by being replaced."""
    for fate in view.fates("pg_proc").values():
        before: PgProc = fate.before
        after: PgProc | None = fate.after
        step = fate.left("proconfig") if after is not None else None
        if after is None or step is None or step.tag not in WATCHES:
            continue
        path = _search_path(before)
        if path is None or _search_path(after) is not None:
            continue
        name = routine_signature(view.catalog, after)
        yield Verdict(
            object=f"{routine_word(after).lower()} {name}",
            message=f"CREATE OR REPLACE takes search_path = {path} away from {name}"
            + (", which runs with its owner's rights" if after.prosecdef else ""),
            step=step.index,
            fix="repeat SET search_path in the new definition.",
        )


def _search_path(function: PgProc) -> str | None:
    for setting in function.proconfig or ():
        name, _, value = setting.partition("=")
        if name == "search_path":
            return value
    return None
