"""A file opens a transaction and does not end it.

What follows BEGIN is taken back when the migration tool disconnects, or ends up in the transaction of whatever runs
next on the connection.

```sql fails
begin;
create table orders (id bigint primary key);
```

```sql passes
begin;
create table orders (id bigint primary key);
commit;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView
    from analyzer.steps import Step

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("TransactionStmt",)
SQUAWK = ("ban-uncommitted-transaction",)

_OPENS = ("TRANS_STMT_BEGIN", "TRANS_STMT_START")
_ENDS = ("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE")


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield the BEGIN whose transaction is open at the end of the file."""
    opened: Step | None = None
    for step in view.steps:
        if step.tag == "TransactionStmt" and step.outcome == "ok":
            kind = step.statement.node.get("kind", _OPENS[0])
            if kind in _OPENS and opened is None:
                opened = step
            elif kind in _ENDS and not step.statement.node.get("chain"):
                opened = None
    if opened is None:
        return
    after = [step for step in view.steps if step.index > opened.index]
    named = f"transaction of {view.file.name}"
    if any(step.changes for step in after):
        because = "the migration tool's own transaction goes on, and the tool commits it"
        yield Silence(object=named, because=because, step=opened.index)
        return
    count = len(after)
    what = "the statement that follows is" if count == 1 else f"the {count} statements that follow are"
    yield Verdict(
        object=named,
        message=f"the transaction is never committed: {what} taken back",
        step=opened.index,
        fix="COMMIT; at the end of the file.",
    )
