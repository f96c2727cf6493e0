"""What an analyzed statement depends on as a whole: until that changes it need not be analyzed anew
(src/backend/utils/cache/plancache.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog import exprs as e

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

_NEVER_READ: Final = frozenset(
    {
        "pg_depend", "pg_description", "pg_seclabel", "pg_policy", "pg_publication", "pg_publication_rel",
        "pg_publication_namespace", "pg_event_trigger", "pg_default_acl", "pg_statistic_ext", "pg_attrdef",
    }
)  # fmt: skip
_READ_FOR_KEYS: Final = _NEVER_READ | {"pg_constraint", "pg_index", "pg_trigger"}


def unread_catalogs(query: e.Query) -> frozenset[str]:
    """Return the catalogs whose rows mean nothing to the statement's analysis.

    Keys matter to GROUP BY and ON CONFLICT, triggers to what changes rows.
    """
    for node in e.nodes(query):
        if isinstance(node, e.Query) and (node.commandType != "select" or node.groupClause or node.groupingSets):
            return _NEVER_READ
    return _READ_FOR_KEYS


def catalog_version(catalog: Catalog, unread: frozenset[str]) -> int:
    """Return a number that every write changes but those to the `unread` catalogs."""
    return sum([table.version for name, table in catalog.tables.items() if name not in unread])
