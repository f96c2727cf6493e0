"""A function does not fix its search_path.

Names in the body of a function are looked up when it runs, in the schemas that its caller's search_path names. Whoever
can create objects in one of them, or can set the path, decides what the function calls; for a SECURITY DEFINER
function, with its owner's rights.

On a plain PostgreSQL only SECURITY DEFINER functions are reported; on Supabase, as splinter does, all. Of SECURITY
DEFINER functions the finding says what the names in their bodies mean as things are. Where the path cannot matter
(aggregates, and bodies written as RETURN or BEGIN ATOMIC, whose names are looked up once, when the function is made),
it is info.

```sql fails
create function now_text() returns text language sql security definer as 'select now()::text';
```

```sql passes
create function now_text() returns text language sql security definer
    set search_path = '' as 'select now()::text';
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.names import qualified_relation_name
from analyzer.deparse.routine import routine_signature, routine_word
from analyzer.rules.judge.bodies import names_in, resolve_function, resolve_relation, search_path_of
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"

_PG_CATALOG: Final = 11
_MOST: Final = 8


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the functions whose search_path is the caller's."""
    import hashlib

    for schema, function in view.functions():
        if any(setting.startswith("search_path=") for setting in function.proconfig or ()):
            continue
        bound = function.prosqlbody is not None or function.prokind == "a"
        if view.around.baseline != "supabase" and (bound or not function.prosecdef):
            continue
        digest = hashlib.md5(function.prosrc.encode(), usedforsecurity=False).hexdigest()
        name = routine_signature(view.catalog, function)
        whose = "its owner's rights and " if function.prosecdef else ""
        yield Verdict(
            object=f"{routine_word(function).lower()} {name}",
            notes=_meanings(view, function) if function.prosecdef else (),
            message=f"{name} runs with {whose}the caller's search_path",
            address=ObjectAddress("pg_proc", function.oid),
            level="info" if bound else None,
            fix=f"ALTER {routine_word(function)} {name} SET search_path = ''; and qualify the names in its body."
            if function.prokind != "a"
            else None,
            splinter=Splinter(
                "function_search_path_mutable",
                f"function_search_path_mutable_{schema}_{function.proname}_{digest}",
            ),
        )


def _meanings(view: StateView, function: PgProc) -> tuple[str, ...]:
    """What the unqualified names of a body mean with the usual search_path, pg_catalog's own left out."""
    path = search_path_of(view, function)
    found = []
    for named in names_in(view, function):
        if named.schema is not None:
            continue
        if named.kind == "relation":
            relid = resolve_relation(view, named, path)
            if relid is not None and view.catalog.pg_class[relid].relnamespace != _PG_CATALOG:
                found.append(qualified_relation_name(view.catalog, relid))
        else:
            schema = resolve_function(view, named, path)
            if schema not in (None, "pg_catalog"):
                found.append(f"{quote_qualified(schema, named.name)}()")
    if not found:
        return ()
    shown = ", ".join(found[:_MOST]) + (f" and {len(found) - _MOST} more" if len(found) > _MOST else "")
    return (f"With search_path = {', '.join(path)} the names in its body mean {shown}.",)
