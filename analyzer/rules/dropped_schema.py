"""A schema that was there before this file is dropped.

Whoever still names anything in it fails. What CASCADE takes along is told by `dropped-by-cascade`.

```sql fails
create schema billing;
-- file
drop schema billing;
```

```sql passes
create schema billing;
-- file
drop schema billing;
create schema billing;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import dropped
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_namespace",)
SQUAWK = ("ban-drop-schema",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield schemas that are gone after the file."""
    for _, fate in dropped(view, "pg_namespace", "OBJECT_SCHEMA"):
        named = f"schema {quote_identifier(fate.before.nspname)}"
        if view.catalog.pg_namespace.first("name", fate.before.nspname) is not None:
            yield Silence(object=named, because="the file makes it again", step=fate.step.index)
        else:
            yield Verdict(
                object=named,
                message=f"{named} is dropped: whoever still names what was in it fails",
                step=fate.step.index,
            )
