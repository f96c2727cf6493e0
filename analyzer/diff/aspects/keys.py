"""Facts of constraints, indexes and statistics objects (pg_constraint, pg_index, pg_statistic_ext)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.deparse.index import constraint_definition, index_definition, is_on_every_partition
from analyzer.deparse.partition import statistics_definition
from analyzer.diff.aspects.relations import option_facts
from analyzer.diff.side import Fact, Facts, Side, said, written
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.catalog.pg_index import PgIndex
    from analyzer.catalog.pg_statistic_ext import PgStatisticExt


def constraint_facts(side: Side, record: PgConstraint) -> Facts:
    """Yield what is said of a constraint of a table or domain."""
    catalog, relid = side.catalog, record.conrelid
    index: Any = catalog.pg_index.get(record.conindid) if record.contype in "pux" else None
    definition = (
        record.contype, side.ref("pg_class", record.confrelid), record.confupdtype, record.confdeltype,
        record.confmatchtype, record.conperiod, _columns(side, record), side.attnums(record.confrelid, record.confkey),
        side.refs("pg_operator", record.conpfeqop), side.attnums(relid, record.confdelsetcols),
        side.refs("pg_operator", record.conexclop), side.tree(record.conbin, relid),
        None if index is None else index_value(side, index),
    )
    yield Fact("definition", definition, lambda: written(lambda: constraint_definition(catalog, record.oid)))
    timing = (record.condeferrable, record.condeferred)
    shown = "DEFERRABLE" if record.condeferrable else "NOT DEFERRABLE"
    yield Fact("timing", timing, said(shown + (" INITIALLY DEFERRED" if record.condeferred else "")))
    yield Fact("enforced", record.conenforced, said("ENFORCED" if record.conenforced else "NOT ENFORCED"))
    valid = record.convalidated or not record.conenforced
    yield Fact("validity", valid, said("VALID" if valid else "NOT VALID"))
    if record.contype == "c" and relid:
        yield Fact("inheritance", record.connoinherit, said("NO INHERIT" if record.connoinherit else "INHERIT"))
    if index is not None:
        yield from _index_settings(side, index)
        comment = catalog.pg_description.get(("pg_class", index.indexrelid, 0))
        text = comment.description if comment is not None else None
        yield Fact("comment of the index", text, said(quote_literal(text) if text is not None else ""))


def _columns(side: Side, record: PgConstraint) -> Any:
    found = side.attnums(record.conrelid, record.conkey)
    # The columns of a check follow from its expression.
    return None if record.contype == "c" else found


def index_facts(side: Side, record: PgIndex) -> Facts:
    """Yield what is said of an index that no constraint owns."""
    catalog = side.catalog
    oid = record.indexrelid
    yield Fact("definition", index_value(side, record), lambda: written(lambda: index_definition(catalog, oid)))
    if catalog.pg_class[oid].relkind == "i":
        yield Fact("validity", record.indisvalid, said("VALID" if record.indisvalid else "INVALID"))
    yield from _index_settings(side, record)


def index_value(side: Side, record: PgIndex) -> tuple[Any, ...]:
    """Return everything CREATE INDEX says of an index besides its name."""
    catalog, relid = side.catalog, record.indrelid
    relation = catalog.pg_class[record.indexrelid]
    columns = catalog.pg_attribute.find("relation", record.indexrelid)
    opclass_options = tuple((a.attnum, frozenset(a.attoptions)) for a in columns if a.attoptions)
    return (
        side.ref("pg_class", relid), side.ref("pg_am", relation.relam), side.attnums(relid, record.indkey),
        record.indnkeyatts, record.indisunique, record.indnullsnotdistinct, record.indisexclusion,
        side.refs("pg_collation", record.indcollation), side.refs("pg_opclass", record.indclass), record.indoption,
        side.tree(record.indexprs, relid), side.tree(record.indpred, relid),
        frozenset(option for option in relation.reloptions or () if not _is_setting(relation, option)), opclass_options,
    )


_SETTINGS: Final = frozenset(
    {"fillfactor", "deduplicate_items", "buffering", "fastupdate", "gin_pending_list_limit", "autosummarize"}
)
"""Storage parameters of indexes that count from now on; what others say is in how the index was built."""


def _is_setting(relation: PgClass, option: str) -> bool:
    return relation.relkind == "i" and option.partition("=")[0] in _SETTINGS


def _index_settings(side: Side, record: PgIndex) -> Facts:
    shown = "CLUSTER ON" if record.indisclustered else "SET WITHOUT CLUSTER"
    yield Fact("clustered", record.indisclustered, said(shown))
    catalog, relation = side.catalog, side.catalog.pg_class[record.indexrelid]
    yield from option_facts(tuple(o for o in relation.reloptions or () if _is_setting(relation, o)))
    space = catalog.pg_tablespace.get(relation.reltablespace)
    name = quote_identifier(space.spcname) if space is not None else ""
    yield Fact("tablespace", side.ref("pg_tablespace", relation.reltablespace), said(name))
    if side.catalog.pg_class[record.indexrelid].relkind == "I":
        # Only then is a partitioned index valid, whatever else the catalogs say of it.
        everywhere = is_on_every_partition(side.catalog, record)
        yield Fact("partitions", everywhere, said("on every partition" if everywhere else "not on every partition"))
    for column in sorted(side.catalog.pg_attribute.find("relation", record.indexrelid), key=lambda a: a.attnum):
        if column.attstattarget is not None and column.attstattarget >= 0:
            yield Fact(f"statistics target of {column.attnum}", column.attstattarget, said(str(column.attstattarget)))


def statistics_facts(side: Side, record: PgStatisticExt) -> Facts:
    """Yield what is said of a statistics object."""
    catalog = side.catalog
    kinds = "".join(sorted(record.stxkind.replace("e", "")))
    keys = side.attnums(record.stxrelid, record.stxkeys) or ()
    value = (side.ref("pg_class", record.stxrelid), frozenset(keys), kinds, side.tree(record.stxexprs, record.stxrelid))
    yield Fact("definition", value, lambda: written(lambda: statistics_definition(catalog, record.oid)))
    target = record.stxstattarget if record.stxstattarget is not None and record.stxstattarget >= 0 else None
    yield Fact("statistics target", target, said("default" if target is None else str(target)))
