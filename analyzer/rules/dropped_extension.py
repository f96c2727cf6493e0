"""An extension that was there before this file is dropped.

Its functions, types and operators are gone. Silent where the file creates it again, as is done to move it to another
schema.

```sql fails
create extension citext;
-- file
drop extension citext;
```

```sql passes
create extension citext;
create schema extensions;
-- file
drop extension citext;
create extension citext schema extensions;
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
WATCHES = ("pg_extension",)
SQUAWK = ("ban-drop-extension",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield extensions that are gone after the file."""
    for _, fate in dropped(view, "pg_extension", "OBJECT_EXTENSION"):
        named = f"extension {quote_identifier(fate.before.extname)}"
        if view.catalog.pg_extension.first("name", fate.before.extname) is not None:
            yield Silence(object=named, because="the file creates it again", step=fate.step.index)
        else:
            yield Verdict(
                object=named,
                message=f"{named} is dropped: whoever still uses its functions, types or operators fails",
                step=fate.step.index,
            )
