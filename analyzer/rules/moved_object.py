"""A table, view, function or type that was there before this file is moved to another schema.

Whoever names it with the old schema fails, and so does whoever relies on a search_path without the new one. Silent
where the file makes a view with all of its columns under the old name.

```sql fails
create schema billing;
create table orders (id bigint primary key);
-- file
alter table orders set schema billing;
```

```sql passes
create schema billing;
create table orders (id bigint primary key);
-- file
alter table orders set schema billing;
create view orders as select * from billing.orders;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import TRIGGER_TYPES, lacking, old_name, signature, successor
from analyzer.rules.judge.operation import qualified
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.views import Fate, FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("AlterObjectSchemaStmt", "DoStmt")
SQUAWK = ("ban-set-schema",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield objects that are in another schema after the file."""
    for relid, fate in view.fates("pg_class").items():
        if not _moved(fate, "relnamespace") or fate.before.relkind not in "rpfvm" or fate.before.relpersistence == "t":
            continue
        heir = successor(view, relid, fate.before)
        if heir is not None and lacking(view, relid, heir) is None:
            because = "its old name stands for all of its columns after the file"
            yield Silence(object=old_name(view, fate.before), because=because, step=fate.step.index)
        else:
            yield _verdict(view, old_name(view, fate.before), fate, "relnamespace")
    for fate in view.fates("pg_proc").values():
        if not _moved(fate, "pronamespace"):
            continue
        named = f"function {signature(view.catalog, fate.before)}"
        if fate.before.prorettype in TRIGGER_TYPES:
            because = "it is a trigger function: no client calls it"
            yield Silence(object=named, because=because, step=fate.step.index)
        else:
            yield _verdict(view, named, fate, "pronamespace")
    for fate in view.fates("pg_type").values():
        if _moved(fate, "typnamespace") and fate.before.typtype in "edr":
            named = f"type {qualified(view.catalog, fate.before.typnamespace, fate.before.typname)}"
            yield _verdict(view, named, fate, "typnamespace")


def _moved(fate: Fate, column: str) -> bool:
    return fate.after is not None and getattr(fate.before, column) != getattr(fate.after, column)


def _verdict(view: FileView, named: str, fate: Fate, column: str) -> Verdict:
    schema = quote_identifier(view.catalog.pg_namespace[getattr(fate.after, column)].nspname)
    step = fate.left(column) or fate.step
    message = f"{named} is moved to schema {schema}: whoever looks for it in the old one fails"
    return Verdict(object=named, message=message, step=step.index)
