"""A column is set NOT NULL while reads and writes of its table wait.

ALTER COLUMN ... SET NOT NULL keeps an ACCESS EXCLUSIVE lock while it looks for a null in every row. It need not look
where a valid check constraint proves that there is none: add CHECK (c IS NOT NULL) NOT VALID, validate it in a later
transaction, then set NOT NULL and drop the check.

```sql fails
create table orders (id bigint primary key, total numeric);
-- file
alter table orders alter column total set not null;
```

```sql passes
create table orders (id bigint primary key, total numeric);
-- file
alter table orders add constraint total_known check (total is not null) not valid;
-- file
alter table orders validate constraint total_known;
-- file
alter table orders alter column total set not null;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.exprs import NullTest, Var, nodes
from analyzer.rules.judge.operation import column_name, described, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Rewrite, Scan
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("adding-not-nullable-field",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield columns that become NOT NULL after a look at every row."""
    primary = {
        (entry.new.conrelid, attnum)
        for entry in view.changes("pg_constraint")
        if entry.new is not None and entry.new.contype == "p"
        for attnum in entry.new.conkey or ()
    }
    changed = {
        (entry.new.attrelid, entry.new.attname): entry.new
        for entry in view.changes("pg_attribute")
        if entry.old is not None and entry.new is not None and entry.new.attnotnull and not entry.old.attnotnull
    }
    for column in changed.values():
        table = view.catalog.pg_class.get(column.attrelid)
        if table is None or table.relkind not in "rp":
            continue
        parents = [row.inhparent for row in view.catalog.pg_inherits.find("child", table.oid)]
        if view.made_by_statement(table.oid) or any((parent, column.attname) in changed for parent in parents):
            continue
        named = f"column {column_name(view.catalog, table, column.attname)}"
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif (column.attrelid, column.attnum) in primary and column.attname not in _named(view):
            # The primary key makes it so, and its rule tells what that costs.
            continue
        elif not any(effect.reason == "SET NOT NULL" for effect in view.effects(Scan)):
            yield Silence(object=named, because=_why_no_scan(view, column))
        else:
            name = relation_name(view.catalog, table)
            yield Verdict(
                object=named,
                message=f"reads and writes of {name} wait while every row is searched for a null in {column.attname}",
                notes=(f"SET NOT NULL keeps an ACCESS EXCLUSIVE lock on {described(view.catalog, table)} meanwhile.",),
                fix=f"ADD CHECK ({quote_identifier(column.attname)} IS NOT NULL) NOT VALID, in a later migration "
                "VALIDATE CONSTRAINT, then SET NOT NULL: it will not look again.",
            )


def _named(view: StepView) -> set[str]:
    """The columns of which the statement says SET NOT NULL."""
    commands = view.node.get("cmds", ()) if view.tag == "AlterTableStmt" else ()
    return {item["AlterTableCmd"]["name"] for item in commands if item["AlterTableCmd"]["subtype"] == "AT_SetNotNull"}


def _why_no_scan(view: StepView, column: PgAttribute) -> str:
    if any(effect.relid == column.attrelid for effect in view.effects(Rewrite)):
        return "the same statement writes the table anew"
    for constraint in view.catalog.pg_constraint.find("relation", column.attrelid):
        if (
            constraint.contype == "c"
            and constraint.convalidated
            and any(
                isinstance(node, NullTest)
                and node.nulltesttype == "not null"
                and isinstance(node.arg, Var)
                and node.arg.varattno == column.attnum
                for node in nodes(constraint.conbin)
            )
        ):
            return f"valid check constraint {constraint.conname} proves it: no row is read"
    return "the server reads no row for it"
