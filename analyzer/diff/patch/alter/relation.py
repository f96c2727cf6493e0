"""ALTER for one aspect of a table, foreign table, view or sequence as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.partition import partition_bound
from analyzer.diff.aspects.relations import parents_of
from analyzer.diff.patch.alter.identity import all_parameters
from analyzer.diff.patch.guard import guarded, is_child, relation
from analyzer.diff.patch.options import changed_options, foreign_option_changes, options_differ
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms, Write


# -- tables ------------------------------------------------------------------------------------------------------------


def _persistence(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{terms.head(address)} SET {'UNLOGGED' if terms.record(address).relpersistence == 'u' else 'LOGGED'}"]


def _tablespace(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    space = terms.record(address).reltablespace
    name = quote_identifier(terms.intended.pg_tablespace[space].spcname) if space else "pg_default"
    return [f"{terms.head(address)} SET TABLESPACE {name}"]


def _method(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    method = terms.record(address).relam
    name = quote_identifier(terms.intended.pg_am[method].amname) if method else "DEFAULT"
    return [f"{terms.head(address)} SET ACCESS METHOD {name}"]


def _row_security(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    word = "ENABLE" if terms.record(address).relrowsecurity else "DISABLE"
    return [f"{terms.head(address)} {word} ROW LEVEL SECURITY"]


def _forced(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    word = "FORCE" if terms.record(address).relforcerowsecurity else "NO FORCE"
    return [f"{terms.head(address)} {word} ROW LEVEL SECURITY"]


def _replica_identity(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    catalog = terms.intended
    table = names.qualified_relation_name(catalog, address.objid)
    word = {"d": "DEFAULT", "f": "FULL", "n": "NOTHING"}.get(terms.record(address).relreplident)
    if word is None:
        index = next((i for i in catalog.pg_index.find("relation", address.objid) if i.indisreplident), None)
        if index is None:
            return []
        word = f"USING INDEX {quote_identifier(catalog.pg_class[index.indexrelid].relname)}"
    return [f"ALTER TABLE ONLY {table} REPLICA IDENTITY {word}"]


def _storage_parameter(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    name = change.aspect.removeprefix("storage parameter ").removeprefix("option ")
    return changed_options(terms.head(address), terms.record(address).reloptions, name)


def _of_type(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    typid = terms.record(address).reloftype
    return [f"{terms.head(address)} {f'OF {names.type_name(terms.intended, typid)}' if typid else 'NOT OF'}"]


def _inherits(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    wanted = parents_of(terms.intended, address.objid)
    had = parents_of(terms.before, live.objid)
    held = [terms.pairing.ref("pg_class", parent) for parent in had]
    statements = []
    child = names.qualified_relation_name(terms.intended, address.objid)
    for parent, number in zip(had, held, strict=True):
        if number not in wanted:
            name = names.qualified_relation_name(terms.live, parent)
            text = f"{terms.head(address)} NO INHERIT {name}"
            statements.append(guarded(is_child(child, name), [text]))
    for parent in wanted:
        if parent not in held:
            name = names.qualified_relation_name(terms.intended, parent)
            statements.append(guarded(f"NOT {is_child(child, name)}", [f"{terms.head(address)} INHERIT {name}"]))
    return statements


def _partition_of(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    name = names.qualified_relation_name(terms.intended, address.objid)
    statements = []
    if terms.before.pg_class[live.objid].relispartition:
        parent = names.qualified_relation_name(terms.live, parents_of(terms.before, live.objid)[0])
        statements.append(guarded(is_child(name, parent), [f"ALTER TABLE {parent} DETACH PARTITION {name}"]))
    if terms.record(address).relispartition:
        parent = names.qualified_relation_name(terms.intended, parents_of(terms.intended, address.objid)[0])
        bound = partition_bound(terms.intended, address.objid)
        attach = f"ALTER TABLE {parent} ATTACH PARTITION {name} {bound}"
        statements.append(guarded(f"NOT {is_child(name, parent)}", [attach]))
    return statements


def _foreign_table_options(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    wanted = terms.intended.pg_foreign_table[address.objid].ftoptions
    text = foreign_option_changes(terms.before.pg_foreign_table[live.objid].ftoptions, wanted)
    where = f"ftrelid = {relation(names.qualified_relation_name(terms.intended, address.objid))}"
    condition = options_differ("pg_foreign_table", "ftoptions", where, wanted)
    return [guarded(condition, [f"{terms.head(address)} {text}"])]


# -- sequences ---------------------------------------------------------------------------------------------------------


def _sequence(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    typid = terms.intended.pg_sequence[address.objid].seqtypid
    kind = names.type_name(terms.intended, typid)
    return [f"{terms.head(address)} AS {kind}{all_parameters(terms, address.objid)}"]


def _owned_by(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    owner = depend.owned_sequence_column(terms.intended, address.objid)
    if owner is None:
        return [f"{terms.head(address)} OWNED BY NONE"]
    table = names.qualified_relation_name(terms.intended, owner[0])
    column = quote_identifier(names.column_name(terms.intended, owner[0], owner[1]))
    return [f"{terms.head(address)} OWNED BY {table}.{column}"]


_ASPECTS: Final[dict[tuple[str, str], Write]] = {
    ("table", "persistence"): _persistence,
    ("sequence", "persistence"): _persistence,
    ("table", "tablespace"): _tablespace,
    ("table", "access method"): _method,
    ("materialized view", "access method"): _method,
    ("materialized view", "tablespace"): _tablespace,
    ("table", "row level security"): _row_security,
    ("foreign table", "row level security"): _row_security,
    ("table", "forced row level security"): _forced,
    ("foreign table", "forced row level security"): _forced,
    ("table", "replica identity"): _replica_identity,
    ("table", "type"): _of_type,
    ("table", "inherits"): _inherits,
    ("foreign table", "inherits"): _inherits,
    ("table", "partition of"): _partition_of,
    ("foreign table", "partition of"): _partition_of,
    ("foreign table", "options"): _foreign_table_options,
    ("sequence", "owned by"): _owned_by,
}
_SEQUENCE: Final = frozenset({"type", "start", "increment", "minimum", "maximum", "cache", "cycle"})


def relation_writer(kind: str, aspect: str) -> Write | None:
    """Return what writes the statements for an aspect of a relation that is no index; None if nothing does."""
    found = _ASPECTS.get((kind, aspect))
    if found is not None:
        return found
    if kind == "sequence" and aspect in _SEQUENCE:
        return _sequence
    if aspect.startswith("storage parameter ") or (kind == "view" and aspect.startswith("option ")):
        return _storage_parameter
    return None
