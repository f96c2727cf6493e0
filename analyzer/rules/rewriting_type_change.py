"""Changing a column's type writes the table anew, reads it, or rebuilds an index, while reads and writes wait.

ALTER COLUMN ... TYPE holds an ACCESS EXCLUSIVE lock. Whether it is quick depends on the types: where the same bytes
serve as the new type (varchar(10) to varchar(20) or text, numeric(8,2) to numeric(10,2)), nothing is written, and
indexes are kept. Otherwise every row and every index is written anew. Check constraints on the column are checked again
in any case. Between timestamp and timestamptz nothing is written while the session's TimeZone is UTC: where the
migration does not set it, that is told as an info.

```sql fails
create table orders (id integer primary key);
-- file
alter table orders alter column id type bigint;
```

```sql passes
create table orders (id integer primary key, code varchar(10));
-- file
alter table orders alter column code type varchar(20);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.format_type import format_type
from analyzer.catalog.type_oids import TIMESTAMP, TIMESTAMPTZ
from analyzer.rules.judge.operation import column_name, described, listed, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import IndexBuild, Rewrite, Scan
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.catalog.pg_class import PgClass
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("changing-column-type",)


_TIMESTAMPS = {TIMESTAMP, TIMESTAMPTZ}


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield columns of tables that may have rows whose new type makes the server read or write them."""
    for entry in view.changes("pg_attribute"):
        old, new = entry.old, entry.new
        if old is None or new is None or new.attisdropped or (new.attinhcount and not new.attislocal):
            continue
        if (old.atttypid, old.atttypmod, old.attcollation) == (new.atttypid, new.atttypmod, new.attcollation):
            continue
        table = view.catalog.pg_class.get(new.attrelid)
        if table is None or table.relkind not in "rpm":
            continue
        named = f"column {column_name(view.catalog, table, new.attname)}"
        before, after = (_type(view, each) for each in (old, new))
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
            continue
        work = _work(view, table)
        if not work and {old.atttypid, new.atttypid} == _TIMESTAMPS and not _is_zone_known(view):
            yield Verdict(
                object=named,
                message=f"every row of {relation_name(view.catalog, table)} is written anew unless TimeZone is UTC",
                notes=(f"From {before} to {after} the bytes stay the same in UTC only.",),
                fix="SET TimeZone = 'UTC'; before it, if that is what the values mean.",
                level="info",
            )
            continue
        if not work:
            because = f"from {before} to {after} no row is written or read, and no index is built"
            yield Silence(object=named, because=because)
            continue
        yield Verdict(
            object=named,
            message=f"reads and writes of {relation_name(view.catalog, table)} wait while {work}",
            notes=(
                f"The type changes from {before} to {after}; "
                f"{described(view.catalog, table)} is locked ACCESS EXCLUSIVE meanwhile.",
            ),
            fix="add a column of the new type, keep it up to date with a trigger, fill it in batches, then switch.",
        )


def _is_zone_known(view: StepView) -> bool:
    """Whether the session's time zone is what the rehearsal takes it for: set by the migration, or the platform's."""
    return view.around.baseline == "supabase" or view.setting("TimeZone") is not None


def _type(view: StepView, column: PgAttribute) -> str:
    shown = format_type(view.catalog, column.atttypid, column.atttypmod)
    collation = view.catalog.pg_collation.get(column.attcollation)
    usual = view.catalog.pg_type[column.atttypid].typcollation == column.attcollation
    return shown if collation is None or usual else f"{shown} collate {quote_identifier(collation.collname)}"


def _work(view: StepView, table: PgClass) -> str:
    family = {table.oid, *_below(view, table)}
    if any(effect.relid in family for effect in view.effects(Rewrite)):
        return "every row and every index is written anew"
    built = [
        quote_identifier(record.relname)
        for effect in view.effects(IndexBuild)
        if effect.relid in family and (record := view.catalog.pg_class.get(effect.indexid)) is not None
    ]
    if built:
        return f"{listed(built)} {'is' if len(built) == 1 else 'are'} built anew"
    reasons = [effect.reason.removeprefix("validates ") for effect in view.effects(Scan) if effect.relid in family]
    return f"{listed(list(dict.fromkeys(reasons)))} is checked for every row again" if reasons else ""


def _below(view: StepView, table: PgClass) -> list[int]:
    found, todo = [], [table.oid]
    while todo:
        children = [row.inhrelid for row in view.catalog.pg_inherits.find("parent", todo.pop())]
        found += children
        todo += children
    return found
