"""A SECURITY DEFINER function of the API may be called as `anon`.

A SECURITY DEFINER function does what it does with its owner's rights, past privileges and row level security, and
whoever has the project's public key can call it over the API. New functions may be executed by everybody unless that is
revoked. A function that only triggers can call is harmless, and reported as info.

```sql fails
-- baseline: supabase
create function wipe() returns void language sql security definer set search_path = '' as 'select 1';
```

```sql passes
-- baseline: supabase
create function wipe() returns void language sql security definer set search_path = '' as 'select 1';
revoke execute on function wipe() from public, anon, authenticated;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.routine import argument_list, routine_signature, routine_word
from analyzer.rules.judge.verdict import Splinter, Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"

_TRIGGERS = (2279, 3838)
_ROLE = "anon"
_SPLINTER = "anon_security_definer_function_executable"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the exposed SECURITY DEFINER functions that the role may execute."""
    role = view.access.role(_ROLE)
    if role is None:
        return
    for schema, function in view.functions(exposed=True, members=True):
        if function.prosecdef and view.access.on_function(role, function):
            name = routine_signature(view.catalog, function)
            word = routine_word(function)
            arguments = argument_list(view.catalog, function, defaults=False)
            is_trigger = function.prorettype in _TRIGGERS
            yield Verdict(
                object=f"{word.lower()} {name}",
                message=f"{_ROLE} may execute {name}, which only triggers can call"
                if is_trigger
                else f"{_ROLE} can call {name}, which runs with its owner's rights",
                level="info" if is_trigger else None,
                address=ObjectAddress("pg_proc", function.oid),
                fix=f"REVOKE EXECUTE ON {word} {name} FROM PUBLIC, {_ROLE}; unless it is meant to be called.",
                splinter=Splinter(_SPLINTER, f"{_SPLINTER}_{schema}_{function.proname}_{arguments}"),
            )
