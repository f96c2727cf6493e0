"""IF NOT EXISTS keeps an object that is not what the statement says.

CREATE TABLE, CREATE INDEX and ADD COLUMN with IF NOT EXISTS look at the name only. Where something has the name
already, nothing happens, however different it is: columns are not added, types not changed, an index may even be of
another table. The finding compares what the statement would have made with what is there. More columns than the
statement names are no difference.

```sql fails
create table orders (id bigint primary key);
-- file
create table if not exists orders (id bigint primary key, total numeric not null);
```

```sql passes
create table orders (id bigint primary key, total numeric);
-- file
create table if not exists orders (id bigint primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.format_type import format_type
from analyzer.rules.judge.operation import column_name, described, listed
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Skipped
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.catalog.journal import Entry
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_index import PgIndex
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("Skipped",)


def check_step(view: StepView) -> Iterator[Verdict]:
    """Yield objects that are there and not what the statement would have made."""
    entries = view.around.unguarded(view.step)
    if entries is None:
        return
    for effect in view.effects(Skipped):
        there = view.catalog.pg_class[effect.objid]
        if view.around.doubt("shape", None, there.relname) or view.around.doubt("relation", None, there.relname):
            continue
        if effect.objsubid:
            column = view.catalog.pg_attribute[(effect.objid, effect.objsubid)]
            named = f"column {column_name(view.catalog, there, column.attname)}"
            wanted = _columns(entries, effect.objid).get(column.attname)
            difference = _column_difference(view, wanted, column) if wanted is not None else None
        else:
            named = described(view.catalog, there)
            difference = _difference(view, entries, there)
        if difference:
            yield Verdict(
                object=named,
                message=f"IF NOT EXISTS keeps {named} as it is: {difference}",
                notes=("The statement does nothing, because something has the name already.",),
                fix="ALTER what is there, or give what is new another name.",
            )


def _columns(entries: Sequence[Entry], relid: int) -> dict[str, PgAttribute]:
    """The user's columns that the statement would have made, by name."""
    latest = {
        entry.key: entry.new
        for entry in entries
        if entry.table.name == "pg_attribute" and entry.key[0] == relid and entry.key[1] > 0 and entry.new is not None
    }
    return {column.attname: column for column in latest.values() if not column.attisdropped}


def _difference(view: StepView, entries: Sequence[Entry], there: PgClass) -> str | None:
    made = next(
        (
            entry.new
            for entry in entries
            if entry.table.name == "pg_class" and entry.old is None and entry.new.relname == there.relname
        ),
        None,
    )
    if made is None:
        return None
    if made.relkind != there.relkind:
        return "it is of another kind"
    if made.relkind in "iI":
        wanted = {entry.key: entry.new for entry in entries if entry.table.name == "pg_index"}
        return _index_difference(view, wanted[made.oid], view.catalog.pg_index[there.oid])
    if made.relkind not in "rp":
        return None
    lacking, others = [], []
    for name, column in _columns(entries, made.oid).items():
        other = view.catalog.pg_attribute.first("name", (there.oid, name))
        if other is None:
            lacking.append(quote_identifier(name))
        elif (difference := _column_difference(view, column, other)) is not None:
            others.append(f"column {quote_identifier(name)}: {difference}")
    if lacking:
        return f"it has no column {listed(lacking)}"
    return others[0] if others else None


def _column_difference(view: StepView, wanted: PgAttribute, there: PgAttribute) -> str | None:
    if (wanted.atttypid, wanted.atttypmod) != (there.atttypid, there.atttypmod):
        is_, should = (format_type(view.catalog, each.atttypid, each.atttypmod) for each in (there, wanted))
        return f"it is {is_}, not {should}"
    if wanted.attnotnull and not there.attnotnull:
        return "it can be NULL"
    if wanted.attgenerated != there.attgenerated:
        return "it is generated" if there.attgenerated else "it is not generated"
    return None


def _index_difference(view: StepView, wanted: PgIndex, there: PgIndex) -> str | None:
    if wanted.indrelid != there.indrelid:
        return f"it is an index of {described(view.catalog, view.catalog.pg_class[there.indrelid])}"
    if wanted.indisunique != there.indisunique:
        return "it is unique" if there.indisunique else "it is not unique"
    for columns, what in (
        (("indkey", "indnkeyatts", "indexprs"), "it is on other columns"),
        (("indpred",), "it has another WHERE"),
        (("indclass", "indcollation", "indoption"), "it orders by other rules"),
    ):
        if any(getattr(wanted, column) != getattr(there, column) for column in columns):
            return what
    return None
