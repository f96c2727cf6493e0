"""A function that was there before this file is dropped.

Whoever still calls it gets 42883. Silent for trigger functions, which nobody calls, and where the file makes a function
of the same name that takes the same calls and returns the same.

```sql fails
create function tax(total numeric) returns numeric language sql return total * 0.2;
-- file
drop function tax(numeric);
create function tax(total numeric, rate numeric) returns numeric language sql return total * rate;
```

```sql passes
create function tax(total numeric) returns numeric language sql return total * 0.2;
-- file
drop function tax(numeric);
create function tax(total numeric, rate numeric default 0.2) returns numeric language sql return total * rate;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import TRIGGER_TYPES, dropped, namesakes, refusal, signature
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_proc",)
SQUAWK = ("ban-drop-function",)

_KINDS = ("OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE")


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield functions whose calls fail after the file."""
    for _, fate in dropped(view, "pg_proc", *_KINDS):
        before, step = fate.before, fate.step.index
        named = f"{'procedure' if before.prokind == 'p' else 'function'} {signature(view.catalog, before)}"
        if before.prorettype in TRIGGER_TYPES:
            yield Silence(object=named, because="it is a trigger function: no client calls it", step=step)
            continue
        refusals = {other.oid: refusal(view.catalog, before, other) for other in namesakes(view.catalog, before)}
        if None in refusals.values():
            yield Silence(object=named, because="a function of its name takes the same calls after the file", step=step)
            continue
        why = next(iter(refusals.values()), None)
        yield Verdict(
            object=named,
            message=f"{named} is dropped: whoever still calls it fails (42883)"
            if why is None
            else f"{named} is dropped, and what has its name does not take the same calls: {why}",
            step=step,
            fix="drop it in a later release than the one that stops using it.",
        )
