"""Which section a table belongs to: what others rest on first, the rest by the words of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.deparse.state.entry import extension_members

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_class import PgClass

FOUNDATIONAL: Final = 1
CORE: Final = 2
BILLING: Final = 3
OBSERVABILITY: Final = 4
WEBHOOKS: Final = 5

_WORDS: Final = {
    BILLING: frozenset(
        {
            "billing", "charge", "checkout", "coupon", "credit", "discount", "entitlement", "invoice", "payment",
            "plan", "price", "pricing", "quota", "receipt", "refund", "stripe", "subscription", "tax", "usage",
        }
    ),
    WEBHOOKS: frozenset({"artifact", "callback", "endpoint", "integration", "webhook"}),
    OBSERVABILITY: frozenset(
        {
            "activity", "alert", "audit", "error", "event", "incident", "log", "metric", "monitor", "telemetry",
            "trace",
        }
    ),
}  # fmt: skip
"""Words of table names, in the singular; the first section whose word occurs has the table."""

_FEWEST_DEPENDENTS: Final = 2
_ENOUGH_DEPENDENTS: Final = 5
_SHARE_OF_TABLES: Final = 10


def tables_of(catalog: Catalog) -> list[PgClass]:
    """Return the intended tables, by schema and name: not the platform's, not an extension's, no partitions."""
    members = extension_members(catalog)
    found = [
        relation
        for relation in catalog.pg_class.changed()
        if relation.relkind in "rpf"
        and not relation.relispartition
        and not catalog.pg_class.is_baseline(relation.oid)
        and ("pg_class", relation.oid) not in members
        and not catalog.pg_namespace[relation.relnamespace].nspname.startswith("pg_")
    ]
    return sorted(found, key=lambda table: (catalog.pg_namespace[table.relnamespace].nspname, table.relname))


def dependents_of(catalog: Catalog, relid: int) -> frozenset[int]:
    """Return the other tables and views whose foreign keys, policies, triggers or queries name this table."""
    found = set()
    for row in catalog.pg_depend.find("referenced", ("pg_class", relid)):
        match row.classid:
            case "pg_constraint":
                constraint = catalog.pg_constraint.get(row.objid)
                other = constraint.conrelid if constraint is not None else 0
            case "pg_policy":
                policy = catalog.pg_policy.get(row.objid)
                other = policy.polrelid if policy is not None else 0
            case "pg_rewrite":
                rule = catalog.pg_rewrite.get(row.objid)
                other = rule.ev_class if rule is not None else 0
            case _:
                other = 0
        if other and other != relid:
            found.add(other)
    return frozenset(found)


def group_tables(catalog: Catalog) -> dict[int, list[PgClass]]:
    """Return the intended tables by section number.

    Foundational are those that at least two others and a tenth of all rest on; five others are enough in any case.
    """
    tables = tables_of(catalog)
    enough = min(max(_FEWEST_DEPENDENTS, len(tables) // _SHARE_OF_TABLES), _ENOUGH_DEPENDENTS)
    groups: dict[int, list[PgClass]] = {number: [] for number in range(FOUNDATIONAL, WEBHOOKS + 1)}
    for table in tables:
        number = FOUNDATIONAL if len(dependents_of(catalog, table.oid)) >= enough else by_name(table.relname)
        groups[number].append(table)
    return groups


def by_name(name: str) -> int:
    """Return the section that a table's name points to."""
    words = {word.removesuffix("s") for word in name.lower().split("_")}
    for number, known in _WORDS.items():
        if words & known:
            return number
    return CORE
