"""Facts of tables, foreign tables, views, materialized views and sequences (pg_class and what goes with it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog import depend
from analyzer.catalog import exprs as e
from analyzer.deparse import names
from analyzer.deparse.options import foreign_options, storage_parameters
from analyzer.deparse.partition import partition_bound, partition_key
from analyzer.deparse.query import values_query, view_query
from analyzer.deparse.state.tables import columns_of
from analyzer.diff.side import Fact, Facts, Side, said, written
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_sequence import PgSequence

_PERSISTENCE = {"p": "LOGGED", "u": "UNLOGGED", "t": "TEMPORARY"}
_IDENTITIES = {"d": "DEFAULT", "f": "FULL", "n": "NOTHING", "i": "USING INDEX"}
HEAP = 2


def table_facts(side: Side, record: PgClass) -> Facts:
    """Yield what is said of an ordinary, partitioned or foreign table."""
    catalog, oid = side.catalog, record.oid
    if record.relkind != "f":
        yield Fact("persistence", record.relpersistence, said(_PERSISTENCE[record.relpersistence]))
        yield Fact("tablespace", side.ref("pg_tablespace", record.reltablespace), lambda: _tablespace(catalog, record))
        method = record.relam or (HEAP if record.relkind == "r" else 0)
        yield Fact("access method", side.ref("pg_am", method), lambda: _method(catalog, method))
    yield Fact("row level security", record.relrowsecurity, said("ENABLED" if record.relrowsecurity else "DISABLED"))
    forced = record.relforcerowsecurity
    yield Fact("forced row level security", forced, said("FORCED" if forced else "NOT FORCED"))
    if record.relkind in "rp":
        yield _replica_identity(side, record)
    yield from option_facts(record.reloptions)
    yield _of_type(side, record)
    parents = parents_of(catalog, oid)
    inherited = () if record.relispartition else parents
    yield Fact("inherits", side.refs("pg_class", inherited), lambda: _names(catalog, inherited))
    yield _partition(side, record, parents)
    if record.relkind == "p":
        yield _partition_key(side, record)
    if record.relkind == "f":
        foreign = catalog.pg_foreign_table[oid]
        server = foreign.ftserver
        yield Fact("server", side.ref("pg_foreign_server", server), lambda: catalog.pg_foreign_server[server].srvname)
        options = foreign.ftoptions or ()
        yield Fact("options", frozenset(options), said(foreign_options(options) if options else ""))


def option_facts(options: tuple[str, ...] | None, aspect: str = "storage parameter") -> Facts:
    """Yield one fact for each ``name=value``: those of a WITH clause."""
    for option in options or ():
        name, _, value = option.partition("=")
        yield Fact(f"{aspect} {name}", value, said(storage_parameters((option,))))


def parents_of(catalog: Catalog, relid: int) -> tuple[int, ...]:
    """Return a table's parents in their order."""
    rows = sorted(catalog.pg_inherits.find("child", relid), key=lambda row: row.inhseqno)
    return tuple(row.inhparent for row in rows)


def _names(catalog: Catalog, relids: tuple[int, ...]) -> str:
    return ", ".join(names.qualified_relation_name(catalog, relid) for relid in relids)


def _tablespace(catalog: Catalog, record: PgClass) -> str:
    found = catalog.pg_tablespace.get(record.reltablespace)
    return quote_identifier(found.spcname) if found is not None else ""


def _method(catalog: Catalog, oid: int) -> str:
    return quote_identifier(catalog.pg_am[oid].amname) if oid else ""


def _replica_identity(side: Side, record: PgClass) -> Fact:
    index = next((i for i in side.catalog.pg_index.find("relation", record.oid) if i.indisreplident), None)
    text, number = _IDENTITIES[record.relreplident], 0
    if record.relreplident == "i" and index is not None:
        number = side.ref("pg_class", index.indexrelid)
        text += f" {quote_identifier(side.catalog.pg_class[index.indexrelid].relname)}"
    return Fact("replica identity", (record.relreplident, number), said(text))


def _of_type(side: Side, record: PgClass) -> Fact:
    catalog, typid = side.catalog, record.reloftype
    return Fact("type", side.ref("pg_type", typid), lambda: names.type_name(catalog, typid) if typid else "")


def _partition(side: Side, record: PgClass, parents: tuple[int, ...]) -> Fact:
    catalog = side.catalog
    if not record.relispartition:
        return Fact("partition of", None, said("not a partition"))
    bound: Any = catalog.partition_bound.get(record.oid)
    values = None
    if bound is not None:
        listed = frozenset(_bound_values(side, bound.values))
        limits = _bound_values(side, bound.lower), _bound_values(side, bound.upper)
        values = (bound.strategy, bound.is_default, bound.modulus, bound.remainder, listed, *limits)
    return Fact(
        "partition of", (side.refs("pg_class", parents), values),
        lambda: f"{_names(catalog, parents)} {written(lambda: partition_bound(catalog, record.oid))}",
    )


def _bound_values(side: Side, values: tuple[Any, ...]) -> tuple[Any, ...]:
    found = []
    for value in values:
        tree = side.tree(value)
        # A bound's value is kept with its type's name or without.
        if type(tree) is e.Const:
            tree = (tree.consttype, tree.constvalue)
        found.append(tree)
    return tuple(found)


def _partition_key(side: Side, record: PgClass) -> Fact:
    catalog, oid = side.catalog, record.oid
    key = catalog.pg_partitioned_table[oid]
    value = (
        key.partstrat, side.attnums(oid, key.partattrs), side.refs("pg_opclass", key.partclass),
        side.refs("pg_collation", key.partcollation), side.tree(key.partexprs, oid),
    )
    return Fact("partition key", value, lambda: written(lambda: partition_key(catalog, oid)))


# -- views -----------------------------------------------------------------------------------------------------------


def view_facts(side: Side, record: PgClass) -> Facts:
    """Yield what is said of a view or materialized view: its query with the columns, its options."""
    catalog, oid = side.catalog, record.oid
    rule = catalog.pg_rewrite.first("name", (oid, "_RETURN"))
    columns = columns_of(catalog, oid)
    shape = tuple(
        (column.attname, side.ref("pg_type", column.atttypid), column.atttypmod) for column in columns
    )
    query = side.tree(rule.ev_action) if rule is not None else None
    yield Fact("query", (query, shape), lambda: view_text(catalog, oid))
    yield from option_facts(record.reloptions, "option" if record.relkind == "v" else "storage parameter")
    if record.relkind == "m":
        method = record.relam or HEAP
        yield Fact("access method", side.ref("pg_am", method), lambda: _method(catalog, method))
        yield Fact("tablespace", side.ref("pg_tablespace", record.reltablespace), lambda: _tablespace(catalog, record))


def view_text(catalog: Catalog, oid: int) -> str:
    """Return a view's query as SQL."""
    rule = catalog.pg_rewrite.first("name", (oid, "_RETURN"))
    if rule is None:
        return "(unknown)"

    def text() -> str:
        values = values_query(catalog, rule.ev_action[0])
        columns = tuple(column.attname for column in columns_of(catalog, oid))
        return values if values is not None else view_query(catalog, rule.ev_action[0], columns)

    return written(text)


# -- sequences -------------------------------------------------------------------------------------------------------


def sequence_facts(side: Side, record: PgClass) -> Facts:
    """Yield what is said of a sequence: its parameters and the column it belongs to."""
    catalog = side.catalog
    yield Fact("persistence", record.relpersistence, said(_PERSISTENCE[record.relpersistence]))
    yield from sequence_parameters(side, record.oid)
    owner = depend.owned_sequence_column(catalog, record.oid)
    if owner is None:
        yield Fact("owned by", None, said("NONE"))
        return
    relid, attnum, _ = owner
    value = (side.ref("pg_class", relid), side.attnum(relid, attnum))
    column = quote_identifier(names.column_name(catalog, relid, attnum))
    yield Fact("owned by", value, lambda: f"{names.qualified_relation_name(catalog, relid)}.{column}")


def default_limits(sequence: PgSequence) -> tuple[int, int]:
    """Return the limits that a sequence of this type and direction has where none are named."""
    limit = {21: 2**15, 23: 2**31}.get(sequence.seqtypid, 2**63)
    return (1, limit - 1) if sequence.seqincrement > 0 else (-limit, -1)


def sequence_parameters(side: Side, oid: int, prefix: str = "") -> Facts:
    """Yield the parameters of a sequence, also of an identity column's."""
    sequence = side.catalog.pg_sequence[oid]
    typid = sequence.seqtypid
    yield Fact(f"{prefix}type", typid, lambda: names.type_name(side.catalog, typid))
    lowest, highest = default_limits(sequence)
    for aspect, value, default in (
        ("start", sequence.seqstart, None), ("increment", sequence.seqincrement, None),
        ("minimum", sequence.seqmin, lowest), ("maximum", sequence.seqmax, highest), ("cache", sequence.seqcache, None),
    ):
        # A limit that is the type's own follows the type.
        yield Fact(prefix + aspect, "type's" if value == default else value, said(str(value)))
    yield Fact(f"{prefix}cycle", sequence.seqcycle, said("CYCLE" if sequence.seqcycle else "NO CYCLE"))
