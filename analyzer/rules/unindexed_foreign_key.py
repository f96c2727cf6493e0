"""A foreign key whose columns no index begins with.

Deleting or updating a referenced row makes the server look for the rows that refer to it; joins go along the same
columns. Without an index that begins with the foreign key's columns, in their order, each of these reads the whole
table. PostgreSQL makes an index for the referenced side only.

```sql fails
create table authors (id int primary key);
create table books (id int primary key, author_id int references authors);
```

```sql passes
create table authors (id int primary key);
create table books (id int primary key, author_id int references authors);
create index on books (author_id, id);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.names import column_name
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "info"
CATEGORY = "performance"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the foreign keys that no valid index serves."""
    catalog = view.catalog
    for schema, table in view.relations("rp"):
        keys = [each for each in catalog.pg_constraint.find("relation", table.oid) if each.contype == "f"]
        if not keys:
            continue
        indexed = [index.indkey for index in catalog.pg_index.find("relation", table.oid) if index.indisvalid]
        for key in keys:
            assert key.conkey is not None
            if any(columns[: len(key.conkey)] == key.conkey for columns in indexed):
                continue
            name = quote_qualified(schema, table.relname)
            columns = ", ".join(quote_identifier(column_name(catalog, table.oid, each)) for each in key.conkey)
            yield Verdict(
                object=f"constraint {quote_identifier(key.conname)} on {name}",
                message=f"no index of {name} begins with ({columns}), the columns of foreign key "
                f"{quote_identifier(key.conname)}",
                address=ObjectAddress("pg_constraint", key.oid),
                fix=f"CREATE INDEX ON {name} ({columns});",
                splinter=Splinter(
                    "unindexed_foreign_keys",
                    f"unindexed_foreign_keys_{quote_identifier(schema)}_{table.relname}_{key.conname}",
                ),
            )
