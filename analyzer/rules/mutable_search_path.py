"""A function does not fix its search_path.

Names in the body of a function are looked up when it runs, in the schemas that its caller's search_path names. Whoever
can create objects in one of them, or can set the path, decides what the function calls; for a SECURITY DEFINER
function, with its owner's rights.

On a plain PostgreSQL only SECURITY DEFINER functions are reported; on Supabase, as splinter does, all.

```sql fails
create function now_text() returns text language sql security definer as 'select now()::text';
```

```sql passes
create function now_text() returns text language sql security definer
    set search_path = '' as 'select now()::text';
```
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.routine import routine_signature, routine_word
from analyzer.rules.judge.verdict import Splinter, Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the functions whose search_path is the caller's."""
    for schema, function in view.functions():
        if any(setting.startswith("search_path=") for setting in function.proconfig or ()):
            continue
        if view.around.baseline != "supabase" and not function.prosecdef:
            continue
        digest = hashlib.md5(function.prosrc.encode(), usedforsecurity=False).hexdigest()
        name = routine_signature(view.catalog, function)
        whose = "its owner's rights and " if function.prosecdef else ""
        yield Verdict(
            object=f"{routine_word(function).lower()} {name}",
            message=f"{name} runs with {whose}the caller's search_path",
            address=ObjectAddress("pg_proc", function.oid),
            fix=f"ALTER {routine_word(function)} {name} SET search_path = ''; and qualify the names in its body."
            if function.prokind != "a"
            else None,
            splinter=Splinter(
                "function_search_path_mutable",
                f"function_search_path_mutable_{schema}_{function.proname}_{digest}",
            ),
        )
