"""An extension is installed in schema public.

Its functions and types stand among the API's own, are callable over it, and its names are found before others of the
same name. Supabase keeps a schema `extensions` for them.

```sql fails
-- baseline: supabase
create extension pg_trgm;
```

```sql passes
-- baseline: supabase
create extension pg_trgm with schema extensions;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the extensions in schema public."""
    public = view.catalog.pg_namespace.first("name", "public")
    for extension in view.catalog.pg_extension.find("namespace", public.oid) if public is not None else ():
        if extension.extname == "plpgsql" or view.is_doubtful("extension", extension.extname):
            continue
        name = quote_identifier(extension.extname)
        yield Verdict(
            object=f"extension {name}",
            message=f"extension {name} is installed in schema public",
            address=ObjectAddress("pg_extension", extension.oid),
            fix=f"CREATE EXTENSION {name} WITH SCHEMA extensions;",
            splinter=Splinter("extension_in_public", f"extension_in_public_{extension.extname}"),
        )
