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

from analyzer.rules.judge.exposed import callable_definers
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the exposed SECURITY DEFINER functions that the role may execute."""
    return callable_definers(view, "anon", "anon_security_definer_function_executable")
