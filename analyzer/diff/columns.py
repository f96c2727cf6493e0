"""The columns of paired relations: missing, extra and renamed ones, how the others differ, the order they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.aspects.columns import column_facts, is_alike
from analyzer.diff.general import changed_comment, general_facts
from analyzer.diff.naming import definition_of, identity_of

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.differences import Differences
    from analyzer.diff.kinds import Kind
    from analyzer.diff.pairs import Pairs


def compare_columns(differences: Differences, kind: Kind, pairs: Pairs) -> None:
    """Add how the columns of two paired relations of a kind differ."""
    is_table = kind.name in ("table", "foreign table")
    if is_table:
        for column in pairs.missing:
            address = ObjectAddress("pg_class", column.attrelid, column.attnum)
            text = definition_of(differences.intended.catalog, None, column)
            differences.add("column", "missing", address, None, "", text, None)
        for column in pairs.extra:
            address = ObjectAddress("pg_class", column.attrelid, column.attnum)
            text = definition_of(differences.live.catalog, None, column)
            differences.add("column", "extra", None, address, "", None, text)
        for column, other in pairs.renamed:
            differences.add(
                "column", "renamed", ObjectAddress("pg_class", column.attrelid, column.attnum),
                ObjectAddress("pg_class", other.attrelid, other.attnum), "name",
                identity_of(differences.intended.catalog, None, column),
                identity_of(differences.live.catalog, None, other),
            )
    for column, other in (*pairs.same, *pairs.renamed):
        _column(differences, column, other)
    if is_table and pairs.same:
        _order(differences, pairs)


def _column(differences: Differences, column: Any, other: Any) -> None:
    if is_alike(differences.left, differences.right, column, other):
        return
    catalog = differences.intended.catalog
    address = ObjectAddress("pg_class", column.attrelid, column.attnum)
    live_address = ObjectAddress("pg_class", other.attrelid, other.attnum)
    wanted = {f.aspect: f for f in column_facts(differences.left, column)}
    found = {f.aspect: f for f in column_facts(differences.right, other)}
    wanted.update((f.aspect, f) for f in general_facts(differences.left, address, column))
    found.update((f.aspect, f) for f in general_facts(differences.right, live_address, other))
    only = None
    if catalog.pg_attribute.is_baseline((column.attrelid, column.attnum)):
        before = catalog.pg_attribute.baseline((column.attrelid, column.attnum))
        if before == column:
            only = changed_comment(catalog, address)
    differences.add_aspects("column", address, live_address, wanted, found, only)


def _order(differences: Differences, pairs: Pairs) -> None:
    both = [*pairs.same, *pairs.renamed]
    wanted = [column.attnum for column, _ in sorted(both, key=lambda pair: pair[0].attnum)]
    found = [column.attnum for column, _ in sorted(both, key=lambda pair: pair[1].attnum)]
    if wanted == found:
        return
    relid, live_relid = both[0][0].attrelid, both[0][1].attrelid
    if differences.intended.catalog.pg_class[relid].relispartition or _has_parents(differences.intended.catalog, relid):
        return
    shown = (
        ", ".join(column.attname for column in columns_of(catalog, oid))
        for catalog, oid in ((differences.intended.catalog, relid), (differences.live.catalog, live_relid))
    )
    table = ObjectAddress("pg_class", relid), ObjectAddress("pg_class", live_relid)
    differences.add("table", "changed", *table, "columns' order", *shown)


def _has_parents(catalog: Catalog, relid: int) -> bool:
    return catalog.pg_inherits.has("child", relid)
