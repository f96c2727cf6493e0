"""A column's type is an oid in disguise that pg_upgrade refuses.

`regproc`, `regprocedure`, `regoper`, `regoperator`, `regcollation`, `regconfig`, `regdictionary` and `regnamespace`
store object numbers, which another server's catalogs do not keep: pg_upgrade stops at a table with such a column.
`regclass`, `regrole` and `regtype` are fine.

```sql fails
create table hooks (id int primary key, callback regproc);
```

```sql passes
create table hooks (id int primary key, callback text, about regclass);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "safety"

_TYPES = (
    "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator", "regproc", "regprocedure",
)  # fmt: skip
_LEFT_OUT = frozenset({"pg_catalog", "information_schema", "pgsodium"})
_SYSTEM = 11


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the columns of such types, of whatever kind of relation."""
    catalog = view.catalog
    for typname in _TYPES:
        type_ = catalog.pg_type.first("name", (typname, _SYSTEM))
        for column in catalog.pg_attribute.find("type", type_.oid) if type_ is not None else ():
            relation = catalog.pg_class.get(column.attrelid)
            schema = catalog.pg_namespace.get(relation.relnamespace) if relation is not None else None
            if relation is None or schema is None or schema.nspname in _LEFT_OUT:
                continue
            if view.is_doubtful("column", f"{relation.relname}.{column.attname}"):
                continue
            name = quote_qualified(schema.nspname, relation.relname)
            yield Verdict(
                object=f"column {name}.{quote_identifier(column.attname)}",
                message=f"column {quote_identifier(column.attname)} of {relation_noun(relation.relkind)} {name} is of "
                f"type {typname}, which pg_upgrade refuses",
                address=ObjectAddress("pg_attribute", relation.oid, column.attnum),
                fix="store the name as text, or the oid as oid.",
                splinter=Splinter(
                    "unsupported_reg_types",
                    f"unsupported_reg_types_{schema.nspname}_{relation.relname}_{column.attname}",
                ),
            )
