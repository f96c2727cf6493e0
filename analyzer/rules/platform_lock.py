"""A statement about policies or triggers locks the platform's tables for the rest of the transaction.

On Supabase every CREATE, ALTER, DROP and COMMENT ON POLICY, and every DROP TRIGGER, that role postgres runs takes
ACCESS EXCLUSIVE locks on the platform tables whose policies postgres may manage (auth.users, auth.sessions,
auth.refresh_tokens, storage.objects, realtime.messages and others), even if it is about a table of yours. They last
until the transaction ends: followed by a backfill, an index build or a validation in the same file, logins, token
refreshes and storage wait for that too.

```sql fails
-- baseline: supabase
-- layout: supabase
create table notes (id bigint primary key, body text, size int);
alter table notes enable row level security;
-- file
create policy everybody on notes for select using (true);
update notes set size = length(body);
```

```sql passes
-- baseline: supabase
-- layout: supabase
create table notes (id bigint primary key, body text, size int);
alter table notes enable row level security;
-- file
update notes set size = length(body);
create policy everybody on notes for select using (true);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import is_slow, listed, locked_platform_tables
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import WritesRows

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView
    from analyzer.steps import Step

LEVEL = "warning"
CATEGORY = "safety"
BASELINE = "supabase"
WATCHES = ("Scan", "Rewrite", "IndexBuild", "WritesRows")


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield, for each transaction, the first slow statement after one that has locked the platform's tables."""
    current, told = -1, False
    locks: list[str] = []
    taker: Step | None = None
    for step, transaction in zip(view.steps, view.transactions, strict=True):
        if transaction != current or transaction < 0:
            current, locks, taker, told = transaction, [], None, False
        if transaction < 0 or step.outcome != "ok":
            continue
        if taker is not None and not told and _is_slow(view, step):
            told = True
            yield Verdict(
                object=f"migration {view.file.name}",
                message=f"{listed(locks, 3)} stay locked while this statement works on a table that may be large",
                step=step.index,
                notes=(
                    f"The statement in line {taker.statement.line} locks {len(locks)} platform tables ACCESS EXCLUSIVE "
                    "until the transaction ends: logins, token refreshes and storage wait.",
                ),
                fix="move this statement before it, or to a file of its own.",
            )
        if taker is None and (locks := locked_platform_tables(view, step)):
            taker = step


def _is_slow(view: FileView, step: Step) -> bool:
    for effect in step.effects:
        if isinstance(effect, WritesRows) and effect.command in ("update", "delete", "merge"):
            table = view.catalog.pg_class.get(effect.relid)
            if table is not None and not view.made_by_file(table.oid) and table.relpersistence != "t":
                return True
    return is_slow(step, lambda relid: not view.made_by_file(relid))
