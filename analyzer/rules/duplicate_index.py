"""Two indexes of a table are the same but for their names.

Every write maintains both, no query gains from the second one.

```sql fails
create table orders (id int primary key, customer int);
create index orders_customer on orders (customer);
create index orders_by_customer on orders (customer);
```

```sql passes
create table orders (id int primary key, customer int);
create index orders_customer on orders (customer);
create index orders_open on orders (customer) where id > 1000;
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_index import PgIndex
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "performance"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield each group of indexes with one definition."""
    catalog = view.catalog
    for schema, table in view.relations("rm"):
        groups: dict[Any, list[PgClass]] = defaultdict(list)
        indexes = catalog.pg_index.find("relation", table.oid)
        if len(indexes) < 2:
            continue
        for index in indexes:
            relation = catalog.pg_class[index.indexrelid]
            groups[_definition(index, relation)].append(relation)
        for group in groups.values():
            if len(group) > 1:
                yield _verdict(view, schema, table, group)


def _theirs(schema: str, table: PgClass, group: list[PgClass]) -> Splinter | None:
    """The same as splinter finds it: it compares definitions without the bare name, so that quotes matter."""
    for quoted in (False, True):
        names = [each.relname for each in group if (quote_identifier(each.relname) != each.relname) == quoted]
        if len(names) > 1:
            names.sort(key=str.encode)
            return Splinter("duplicate_index", f"duplicate_index_{schema}_{table.relname}_{_array(names)}")
    return None


def _definition(index: PgIndex, relation: PgClass) -> tuple[Any, ...]:
    """What CREATE INDEX says of an index besides its name."""
    return (
        index.indisunique, relation.relam, index.indkey, index.indnkeyatts, index.indexprs, index.indpred,
        index.indclass, index.indcollation, index.indoption, index.indnullsnotdistinct, relation.reloptions,
        relation.reltablespace,
    )  # fmt: skip


def _verdict(view: StateView, schema: str, table: PgClass, group: list[PgClass]) -> Verdict:
    name = quote_qualified(schema, table.relname)
    newest = max(group, key=lambda each: each.oid)
    names = sorted((each.relname for each in group), key=str.encode)
    shown = ", ".join(map(quote_identifier, names))
    keeps = {each.conindid for each in view.catalog.pg_constraint.find("relation", table.oid)}
    spare = [each for each in group if each.oid not in keeps]
    dropped = max(spare, key=lambda each: each.oid) if spare else None
    return Verdict(
        object=f"indexes {shown} of {name}",
        message=f"{name} has the same index {len(group)} times: {shown}",
        address=ObjectAddress("pg_class", newest.oid),
        fix=f"DROP INDEX {quote_qualified(schema, dropped.relname)};" if dropped is not None else None,
        splinter=_theirs(schema, table, group),
    )


def _array(names: list[str]) -> str:
    """The names as the server prints an array of type name (array_out)."""
    return "{" + ",".join(map(_element, names)) + "}"


def _element(name: str) -> str:
    if name and name.lower() != "null" and not any(each in '",{}\\' or each.isspace() for each in name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
