"""CREATE OR REPLACE VIEW takes security_invoker or security_barrier away.

Replacing a view replaces its options, too: where the new statement has no WITH (security_invoker = true), the view
reads with its owner's rights again, past the row level security of its tables.

```sql fails
create table notes (id int primary key, body text);
create view all_notes with (security_invoker = true) as select id from notes;
-- file
create or replace view all_notes as select id, body from notes;
```

```sql passes
create table notes (id int primary key, body text);
create view all_notes with (security_invoker = true) as select id from notes;
-- file
create or replace view all_notes with (security_invoker = true) as select id, body from notes;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.deparse.names import qualified_relation_name
from analyzer.rules.judge.options import is_security_barrier, is_security_invoker
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "security"
WATCHES = ("ViewStmt", "DoStmt")


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield the views that lose such an option by being replaced."""
    for fate in view.fates("pg_class").values():
        before: PgClass = fate.before
        after: PgClass | None = fate.after
        if before.relkind != "v" or after is None or fate.left("reloptions") is None:
            continue
        step = fate.left("reloptions")
        lost = [
            option
            for option, has in (("security_invoker", is_security_invoker), ("security_barrier", is_security_barrier))
            if has(before) and not has(after)
        ]
        if lost and step is not None and step.tag in WATCHES:
            name = qualified_relation_name(view.catalog, after.oid)
            yield Verdict(
                object=f"view {name}",
                message=f"CREATE OR REPLACE VIEW takes {' and '.join(lost)} away from {name}",
                step=step.index,
                fix=f"CREATE OR REPLACE VIEW ... WITH ({', '.join(f'{each} = true' for each in lost)}) AS ...",
            )
