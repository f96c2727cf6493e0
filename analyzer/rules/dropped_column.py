"""A column that was there before this file is dropped.

Its values are gone, and whoever still names it gets 42703; a prepared `select *` fails too. Take it out of the
application first, in a release of its own.

Silent where the column or its table was made in the same file, where the whole table goes, and where another column has
taken its name and type.

```sql fails
create table orders (id bigint primary key, note text);
-- file
alter table orders drop column note;
```

```sql passes
create table orders (id bigint primary key, note text);
-- file
alter table orders add column note_new text;
update orders set note_new = note;
alter table orders drop column note;
alter table orders rename column note_new to note;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.format_type import format_type
from analyzer.rules.judge.contract import is_users_column
from analyzer.rules.judge.operation import column_name
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import WritesRows

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("ban-drop-column",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield columns that are gone, of relations that stay."""
    for (relid, _), fate in view.fates("pg_attribute").items():
        column = fate.before
        if fate.after is None or not fate.after.attisdropped or not is_users_column(view, relid, column):
            continue
        if fate.step.tag in ("DropStmt", "AlterExtensionStmt") or view.made_by_file(relid):
            # CASCADE took it, and another rule tells what CASCADE takes.
            continue
        table = view.catalog.pg_class[relid]
        named = f"column {column_name(view.catalog, table, column.attname)}"
        heir = view.catalog.pg_attribute.first("name", (relid, column.attname))
        if heir is None:
            yield Verdict(
                object=named,
                message=f"{named} is dropped: its values are lost, and whoever still names it fails (42703)",
                step=fate.step.index,
                fix="drop it in a later release than the one that stops using it.",
            )
        elif heir.atttypid != column.atttypid:
            before, after = (format_type(view.catalog, each.atttypid) for each in (column, heir))
            yield Verdict(
                object=named,
                message=f"{named} is dropped, and a column of another type takes its name: {after} for {before}",
                step=fate.step.index,
            )
        elif not _is_written(view, relid):
            message = f"{named} is dropped and made anew: its values are lost"
            yield Verdict(object=named, message=message, step=fate.step.index)
        else:
            because = "another column has its name, its type and, by the file's UPDATE, its values"
            yield Silence(object=named, because=because, step=fate.step.index)


def _is_written(view: FileView, relid: int) -> bool:
    return any(
        isinstance(effect, WritesRows) and effect.relid == relid and effect.command in ("update", "merge")
        for step in view.steps
        for effect in step.effects
    )
