"""CREATE OR REPLACE FUNCTION makes a second function and leaves the first one behind.

A function is replaced only where name and parameter types are the same. With one parameter more, CREATE OR REPLACE
makes another function of the same name; the old one stays, with its old body, and answers every call that still fits
it. Where the new parameter has a default, a call can fit both and fails (42725).

Reported where one of the two has all the parameters of the other, by name or, unnamed, by type, and the old one was
there before this file.

```sql fails
create function tax(total numeric) returns numeric language sql return total * 0.2;
-- file
create or replace function tax(total numeric, rate numeric default 0.2) returns numeric
language sql return total * rate;
```

```sql passes
create function tax(total numeric) returns numeric language sql return total * 0.2;
-- file
drop function tax(numeric);
create or replace function tax(total numeric, rate numeric default 0.2) returns numeric
language sql return total * rate;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import input_names, namesakes, signature
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("CreateFunctionStmt",)


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield functions that OR REPLACE did not replace."""
    for step in view.steps:
        if step.tag != "CreateFunctionStmt" or step.undone or not step.statement.node.get("replace"):
            continue
        made = [entry.key for entry in step.changes if entry.table.name == "pg_proc" and entry.old is None]
        for oid in made:
            function = view.catalog.pg_proc.get(oid)
            if function is None:
                continue
            for other in namesakes(view.catalog, function):
                if view.made_by_file(other.oid) or other.prokind != function.prokind or not _belong(other, function):
                    continue
                new, old = signature(view.catalog, function), signature(view.catalog, other)
                both = _can_be_ambiguous(other, function)
                yield Verdict(
                    object=f"function {old}",
                    message=f"OR REPLACE makes {new} and leaves {old} as it was",
                    step=step.index,
                    notes=("A call that leaves the defaults out fits both of them and fails (42725).",) if both else (),
                    fix=f"DROP FUNCTION {old}; in the same migration, unless both are meant to be there.",
                )


def _belong(old: PgProc, new: PgProc) -> bool:
    """Whether one function has all the parameters of the other; of none at all, only where defaults make up for it."""
    shorter, longer = sorted((old, new), key=lambda each: len(each.proargtypes))
    if not shorter.proargtypes:
        return longer.pronargdefaults == len(longer.proargtypes)
    before, after = input_names(old), input_names(new)
    if all(before) and all(after):
        fewer, more = sorted((before, after), key=len)
        return set(fewer) <= set(more)
    return longer.proargtypes[: len(shorter.proargtypes)] == shorter.proargtypes


def _can_be_ambiguous(old: PgProc, new: PgProc) -> bool:
    """Whether a call with the shorter one's arguments fits the longer one by its defaults."""
    shorter, longer = sorted((old, new), key=lambda each: len(each.proargtypes))
    needed = len(longer.proargtypes) - longer.pronargdefaults
    count = len(shorter.proargtypes)
    # The exact number of arguments wins over defaults only if the types match exactly as well.
    return shorter.pronargdefaults > 0 and needed < count and longer.proargtypes[:count] == shorter.proargtypes
