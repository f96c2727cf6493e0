"""A view, sequence, function, type, enum label or schema that was there before this file is renamed.

Whoever still uses the old name fails. Silent for indexes, which clients do not name, for trigger functions, which they
do not call, and where the file makes something under the old name that serves its users.

```sql fails
create function tax(total numeric) returns numeric language sql return total * 0.2;
-- file
alter function tax rename to vat;
```

```sql passes
create table orders (id bigint primary key, note text);
create index orders_note on orders (note);
-- file
alter index orders_note rename to orders_by_note;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import (
    TRIGGER_TYPES,
    lacking,
    namesakes,
    old_name,
    refusal,
    signature,
    successor,
)
from analyzer.rules.judge.operation import constraint_name, qualified
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.rules.judge.views import Fate, FileView
    from analyzer.steps import Step

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("RenameStmt", "DoStmt", "AlterEnumStmt")
SQUAWK = ("renaming-object",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield objects that go by another name after the file."""
    for relid, fate in view.fates("pg_class").items():
        if (renamed := _renamed(fate, "relname")) is not None and fate.before.relkind in "vmSiI":
            yield from _relation(view, relid, fate, renamed)
    for fate in view.fates("pg_proc").values():
        if (renamed := _renamed(fate, "proname")) is not None:
            yield from _function(view, fate, renamed)
    for fate in view.fates("pg_type").values():
        if (renamed := _renamed(fate, "typname")) is not None and fate.before.typtype in "edcr":
            yield from _type(view, fate, renamed)
    for fate in view.fates("pg_enum").values():
        if (renamed := _renamed(fate, "enumlabel")) is not None:
            enum = view.catalog.pg_type[fate.after.enumtypid]
            label = quote_literal(fate.before.enumlabel)
            named = f"label {label} of type {qualified(view.catalog, enum.typnamespace, enum.typname)}"
            yield _verdict(named, quote_literal(fate.after.enumlabel), renamed)
    for fate in view.fates("pg_constraint").values():
        if (renamed := _renamed(fate, "conname")) is not None and fate.before.conrelid:
            yield _constraint(view, fate, renamed)
    for classid, column, nouns in (("pg_trigger", "tgname", "triggers"), ("pg_policy", "polname", "policies")):
        for fate in view.fates(classid).values():
            if (renamed := _renamed(fate, column)) is not None:
                named = getattr(fate.before, column)
                yield Silence(object=named, because=f"clients do not name {nouns}", step=renamed.index)
    for fate in view.fates("pg_namespace").values():
        if (renamed := _renamed(fate, "nspname")) is not None:
            yield _verdict(f"schema {quote_identifier(fate.before.nspname)}", fate.after.nspname, renamed)


def _renamed(fate: Fate, column: str) -> Step | None:
    """The statement that gave the object another name, where it still has another one after the file."""
    if fate.after is None or getattr(fate.before, column) == getattr(fate.after, column):
        return None
    return fate.left(column)


def _verdict(named: str, new: str, step: Step) -> Verdict:
    return Verdict(
        object=named, message=f"{named} is renamed to {new}: whoever uses the old name fails", step=step.index
    )


def _relation(view: FileView, relid: int, fate: Fate, step: Step) -> Iterator[Verdict | Silence]:
    before, named = fate.before, old_name(view, fate.before)
    if before.relpersistence == "t":
        return
    if before.relkind in "iI":
        yield Silence(object=named, because="clients do not name indexes", step=step.index)
        return
    heir = successor(view, relid, before)
    if heir is not None and before.relkind != "S" and lacking(view, relid, heir) is None:
        yield Silence(
            object=named, because="its old name stands for all of its columns after the file", step=step.index
        )
        return
    yield _verdict(named, quote_identifier(fate.after.relname), step)


def _constraint(view: FileView, fate: Fate, step: Step) -> Verdict | Silence:
    named = constraint_name(view.catalog, fate.before)
    if fate.before.contype not in "pux":
        return Silence(object=named, because="clients name no foreign keys and checks", step=step.index)
    new = quote_identifier(fate.after.conname)
    message = f"{named} is renamed to {new}: INSERT ... ON CONFLICT ON CONSTRAINT with the old name fails (42704)"
    return Verdict(object=named, message=message, step=step.index, level="info")


def _function(view: FileView, fate: Fate, step: Step) -> Iterator[Verdict | Silence]:
    before, named = fate.before, f"function {signature(view.catalog, fate.before)}"
    if before.prorettype in TRIGGER_TYPES:
        yield Silence(object=named, because="it is a trigger function: no client calls it", step=step.index)
    elif any(refusal(view.catalog, before, other) is None for other in namesakes(view.catalog, before)):
        yield Silence(object=named, because="a function of its old name takes the same calls", step=step.index)
    else:
        yield _verdict(named, quote_identifier(fate.after.proname), step)


def _type(view: FileView, fate: Fate, step: Step) -> Iterator[Verdict | Silence]:
    before = fate.before
    if before.typtype == "c" and view.catalog.pg_class[before.typrelid].relkind != "c":
        # The type of a table's rows takes the table's name.
        return
    named = f"type {qualified(view.catalog, before.typnamespace, before.typname)}"
    heir = view.catalog.pg_type.first("name", (before.typname, before.typnamespace))
    if heir is not None and heir.typtype == before.typtype and _has_labels(view, before.oid, heir.oid):
        yield Silence(object=named, because="the file makes a type of the old name with all it had", step=step.index)
    else:
        yield _verdict(named, quote_identifier(fate.after.typname), step)


def _has_labels(view: FileView, old: int, new: int) -> bool:
    def labels(typid: int) -> set[str]:
        return {label.enumlabel for label in view.catalog.pg_enum.find("type", typid)}

    return labels(old) <= labels(new)
